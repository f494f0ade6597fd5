"""Docker and Podman in step 7: the change shown line by line, made, and taken back, each at the second press."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from ghcr_wizard.clients.lookup import Client
from ghcr_wizard.clients.setup import Plan, SetupResult
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.tui.screens.use_acts import UseActs
from ghcr_wizard.tui.state import Kept
from ghcr_wizard.tui.use_facts import BLANK, CAUTION, Row, plan_rows


class UseClients(UseActs):
    """The plans for the programs whose configuration is changed, and the keys that carry them out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "apply", "set it up", id="use.apply"),
        Binding("u", "undo", "take it back", id="use.undo"),
        Binding("f", "forget", "remove the plain login", id="use.forget"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._plans: dict[Client, tuple[Plan, Plan]] = {}
        self._outcomes: dict[Client, SetupResult] = {}
        self._looking: set[Client] = set()
        self._registry = ""

    @property
    def client(self) -> Client | None:
        """The program under the cursor whose configuration would change; none by default."""
        return None

    def renew_source(self) -> None:
        """Forget what was planned for another registry."""
        super().renew_source()
        if self._registry != self.wizard.state.registry:
            self._registry = self.wizard.state.registry
            self._plans.clear()
            self._outcomes.clear()

    def begin_plan(self) -> None:
        """Look at the configuration of the program under the cursor, unless that was done or is under way."""
        client, hosts = self.client, self.wizard.state.hosts
        if client is None or hosts is None or client in self._plans.keys() | self._looking:
            return
        self._looking.add(client)
        self.use.plan(client, hosts)

    def take_plan(self, plan: Plan, undo: Plan) -> None:
        """Keep what would change, and what taking it back would change."""
        self._plans[plan.client] = (plan, undo)
        self._looking.discard(plan.client)

    def take_outcome(self, client: Client, outcome: SetupResult) -> None:
        """Keep what was changed, and look at the configuration again."""
        self._outcomes[client] = outcome
        self._plans.pop(client, None)
        if client is not self.client:
            self.wizard.say(outcome.summary, "information" if outcome.done else "error")
        self.begin_plan()

    def client_rows(self, title: str) -> list[Row]:
        """What is known of the program under the cursor."""
        client = self.client
        plan, _ = self._plans.get(client, (None, None)) if client else (None, None)
        head, *rows = plan_rows(title, plan, self._outcomes.get(client) if client else None)
        if self.wizard.state.credential.is_anonymous and client not in self._outcomes:
            return [head, ("", _PUBLIC_ONLY)]
        if self.wizard.state.kept is not Kept.KEYRING:
            return [head, (CAUTION, _NOT_STORED), BLANK, *rows]
        if self.wizard.state.method is Method.APP_INSTALLATION:
            return [head, (CAUTION, _ONE_HOUR), BLANK, *rows]
        return [head, *rows]

    @property
    def question(self) -> str:
        """What the second press will do."""
        plan, undo = self._plans.get(self.client, (None, None)) if self.client else (None, None)
        if self.sure == "apply" and plan:
            return f"Press a again to make this change. A copy of {plan.path} is kept."
        if self.sure == "undo" and undo:
            return f"Press u again. {undo.summary}"
        if self.sure == "forget" and plan:
            return f"Press f again to take the login in plain text out of {plan.path}. A copy is kept; delete it soon."
        return super().question

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with what is under the cursor."""
        plan, undo = self._plans.get(self.client, (None, None)) if self.client else (None, None)
        if action == "apply":
            return plan is not None and plan.ready and plan.changes and self.wizard.state.kept is Kept.KEYRING
        if action == "undo":
            return undo is not None and undo.changes
        if action == "forget":
            return plan is not None and bool(plan.plaintext) and not plan.changes
        return super().check_action(action, parameters)

    def action_apply(self) -> None:
        """Make the change, at the second press."""
        self._change("apply")

    def action_undo(self) -> None:
        """Take the change back, at the second press."""
        self._change("undo")

    def action_forget(self) -> None:
        """Take the login in plain text out of the file, at the second press."""
        self._change("forget")

    def _change(self, what: str) -> None:
        if self.client is None or self.client not in self._plans or not self.agreed(what):
            return
        plan, undo = self._plans[self.client]
        self.use.change(undo if what == "undo" else plan, forget=what == "forget")


_ONE_HOUR = (
    "This installation token ends one hour after it was minted, and is handed out as it is. A profile with the App's "
    "own key mints a new one whenever it is needed."
)
_PUBLIC_ONLY = (
    "This run has no token, and public packages need none: they are pulled as they are. To set this up for private "
    "ones, go back to Method and choose a credential."
)
_NOT_STORED = (
    "This run's token is not stored, so there is nothing these programs could ask for. Store it in the token step, "
    "then set them up here. The other programs take the token itself."
)
