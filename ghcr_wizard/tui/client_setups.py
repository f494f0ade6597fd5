"""Docker and Podman in the last step: what their configurations would become, and what became of them."""

from collections.abc import Callable, Mapping

from ghcr_wizard.clients.lookup import Client
from ghcr_wizard.clients.setup import Plan, SetupResult, apply, forget_plaintext, plan_undo
from ghcr_wizard.clients.setup import plan as plan_setup
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.paths import Paths
from ghcr_wizard.tui import use_facts as facts
from ghcr_wizard.tui.background import Background
from ghcr_wizard.tui.state import Kept, WizardState

Known = Callable[[Client, SetupResult | None], None]
"""Told when a client's plans are known, with `None`, and when its configuration was changed."""


class ClientSetups:
    """Plans the changes, makes them, and takes them back; nothing is changed but by `change`.

    Args:
        background: Runs what reads and writes the configurations.
        known: Told what became known.
    """

    def __init__(self, background: Background, known: Known) -> None:
        self._background, self._known = background, known
        self._plans: dict[Client, tuple[Plan, Plan]] = {}
        self._outcomes: dict[Client, SetupResult] = {}
        self._looking: set[Client] = set()

    def start_over(self) -> None:
        """Forget what is known: it is of another registry."""
        self._plans.clear()
        self._outcomes.clear()

    def look(self, client: Client, hosts: Hosts, machine: Mapping[str, str]) -> None:
        """Look at a client's configuration, unless that was done or is under way."""
        if client not in self._plans.keys() | self._looking:
            self._looking.add(client)
            self._background.run(_planned(client, hosts, machine), self._take_plans, group=f"plan of {client.value}")

    def _take_plans(self, plans: tuple[Plan, Plan]) -> None:
        client = plans[0].client
        self._plans[client] = plans
        self._looking.discard(client)
        self._known(client, None)

    def change(self, client: Client, what: str, paths: Paths) -> None:
        """Make a change: `apply`, `undo`, or `forget` the login in plain text."""
        if client in self._plans:
            planned, undo = self._plans[client]
            changing = _changed(undo if what == "undo" else planned, paths, forget=what == "forget")
            self._background.run(changing, self._take_outcome, group="change", replace=False)

    def _take_outcome(self, changed: tuple[Client, SetupResult]) -> None:
        client, outcome = changed
        self._outcomes[client] = outcome
        self._plans.pop(client, None)
        self._known(client, outcome)

    def possible(self, client: Client, state: WizardState) -> set[str]:
        """Which changes can be made now."""
        if client not in self._plans:
            return set()
        planned, undo = self._plans[client]
        can = {
            "apply": planned.ready and planned.changes and state.kept is Kept.KEYRING,
            "undo": undo.changes,
            "forget": bool(planned.plaintext) and not planned.changes,
        }
        return {what for what, is_possible in can.items() if is_possible}

    def question(self, client: Client, what: str) -> str:
        """What a second press will do; empty where nothing is asked."""
        if client not in self._plans:
            return ""
        planned, undo = self._plans[client]
        questions = {
            "apply": f"Press the same key again to apply. A backup of {planned.path} is kept.",
            "undo": f"Press z again. {undo.summary}",
            "forget": f"Press x again to remove the login in plain text from {planned.path}. "
            "A copy is kept; delete it soon.",
        }
        return questions.get(what, "")

    def rows(self, client: Client, title: str, state: WizardState) -> list[facts.Row]:
        """What is known of a client."""
        planned, _ = self._plans.get(client, (None, None))
        head, *rows = facts.plan_rows(title, planned, self._outcomes.get(client))
        if state.credential.is_anonymous and client not in self._outcomes:
            return [head, ("", facts.PUBLIC_ONLY)]
        if state.kept is not Kept.KEYRING:
            return [head, (facts.CAUTION, facts.NOT_STORED), facts.BLANK, *rows]
        if state.method is Method.APP_INSTALLATION:
            return [head, (facts.CAUTION, facts.ONE_HOUR), facts.BLANK, *rows]
        return [head, *rows]


async def _planned(client: Client, hosts: Hosts, machine: Mapping[str, str]) -> tuple[Plan, Plan]:
    return await plan_setup(client, hosts, machine), await plan_undo(client, hosts, machine)


async def _changed(planned: Plan, paths: Paths, *, forget: bool) -> tuple[Client, SetupResult]:
    """A planned change made, or the login in plain text taken out of the file."""
    return planned.client, await (forget_plaintext if forget else apply)(planned, paths)
