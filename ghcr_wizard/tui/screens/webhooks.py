"""Push events: which repository publishes a package, where webhooks stand, what they met; setting them up."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.failures import failures_told
from ghcr_wizard.credentials.session import open_session
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.packages import OwnerType
from ghcr_wizard.github.references import MalformedNameError, Reference
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.github.tokens import TokenKind, inspect_token
from ghcr_wizard.tui.hook_facts import about_routes, about_targets, expectations, verdict
from ghcr_wizard.tui.screens.step import FramedScreen, Page
from ghcr_wizard.tui.second_press import CANCEL
from ghcr_wizard.tui.widgets.block import Lines, Part, line
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.diagnosis_card import DiagnosisCard
from ghcr_wizard.tui.widgets.hook_form import Holder, HookForm
from ghcr_wizard.webhooks import HookAddress, HookAddressError
from ghcr_wizard.webhooks.change import HookAction, HookChange, HookResult, Setup, planned
from ghcr_wizard.webhooks.secrets import WebhookSecrets, write_file
from ghcr_wizard.webhooks.sentences import blockers, created, pinged, plan
from ghcr_wizard.webhooks.survey import WebhookEvent, WebhookQuestion, WebhooksSurveyed, survey_webhooks

if TYPE_CHECKING:
    from ghcr_wizard.secret import Secret

T = TypeVar("T")

_GROUP = "webhooks"
_FILE = "ghcr-wizard-webhook-secret.txt"


class WebhooksScreen(FramedScreen):
    """Receiver, packages and token above; below them what was seen, what would be done, and what is wrong.

    Args:
        package: The package asked about, `OWNER/NAME`; `None` for the organization seen first.
    """

    CSS_PATH = "webhooks.tcss"
    heading = "Push events"
    lead = "GitHub notifies webhooks of a repository or organization. Do its events arrive?"
    explanation = (
        (
            "A scanner that is to receive every push needs one of GitHub's webhooks with the event “Packages”, on the "
            "repository that publishes the package or on its organization. This screen finds out which repository "
            "that is, reads the webhooks there and their last deliveries, and says what keeps events from arriving."
        ),
        (
            "It takes a token with admin:repo_hook or admin:org_hook. The token that pulls should not have those: "
            "choose another profile, or paste one for this once; it is not stored."
        ),
        (
            "[a] sets up what is proposed, at the second press. The receiver's secret is made here, kept in your "
            "keyring, and given to the clipboard [S] or a private file [e], at the second press; never shown."
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "back", id="webhooks.close"),
        Binding("r", "look", "refresh", id="webhooks.look"),
        Binding("a", "create", "set up", id="webhooks.create", tooltip="Set up what is proposed"),
        Binding("t", "ping", "send ping", id="webhooks.ping", tooltip="Have GitHub ping the webhook"),
        Binding("S", "secret", "copy secret", id="webhooks.secret", tooltip="The receiver's secret to the clipboard"),
        Binding("e", "write", "save secret", id="webhooks.write", tooltip="The receiver's secret into a private file"),
        Binding("down", "app.focus_next", "Next", show=False, id="webhooks.down"),
        Binding("up", "app.focus_previous", "Previous", show=False, id="webhooks.up"),
    ]

    def __init__(self, package: str | None = None) -> None:
        super().__init__()
        self._package = package
        self._surveyed: WebhooksSurveyed | None = None
        self._changes: tuple[HookChange, ...] = ()
        self._secret: Secret | None = None
        self._result: Part = ""

    def compose_page(self) -> ComposeResult:
        """The form, the answer, the plan, the findings, the facts."""
        yield HookForm(self._first(), self._holders(), self.model.state.registry)
        yield Lines(id="answer")
        yield Lines(id="plan")
        yield Vertical(id="findings")
        yield Details(id="routes")
        yield Details(id="places", first=10)
        yield Lines(id="expectations")

    def on_mount(self) -> None:
        """Look at once where a package was asked about; else begin with the receiver."""
        super().on_mount()
        if self._package and self._form.holder is not None:
            self.action_look()
        else:
            what = " find the repositories that publish the packages, their webhooks, and whether deliveries arrived"
            self._answer(line(("[Enter]", "bold"), (what, "$muted")))
            self.query_one("#expectations", Lines).put(["", *expectations()])
            self._form.begin()

    @property
    def _form(self) -> HookForm:
        return self.query_one(HookForm)

    def _holders(self) -> tuple[Holder, ...]:
        """Whose token may be used: the current one, and stored ones."""
        model, current = self.model, self.model.state.credential
        at_hand = model.profile.name if model.profile else None
        profiles = [row for row in model.profiles if row.registry == model.state.registry and row.name != at_hand]
        return (*([] if current.is_anonymous else [current]), *profiles)

    def _first(self) -> str:
        """What to ask about: the package, the first organization seen, or the token's owner."""
        if self._package:
            return self._package
        entries = [entry.namespace for entry in self.model.library.index.entries()]
        organization = next((row.name for row in entries if row.type is OwnerType.ORGANIZATION), None)
        return organization or next((row.name for row in entries), self.model.state.username.strip())

    def on_hook_form_submitted(self) -> None:
        """Look."""
        self.action_look()

    def action_look(self) -> None:
        """Look at the webhooks with what the fields say."""
        self._surveyed, self._changes, self._result = None, (), ""
        self.second.disarm()
        try:
            address, about = self._form.asked()
        except (HookAddressError, MalformedNameError) as error:
            self._failed(str(error))
            return
        holder = self._form.holder
        if holder is None:
            self._failed("Paste a token with admin:repo_hook or admin:org_hook, or choose a profile.")
            self._form.begin()
            return
        self._clear("Looking …")
        self.set_focus(None)
        self._run(self._surveying(self.model.hosts, holder, address, about), self._show_event)

    def _answer(self, *lines: Part) -> None:
        self.query_one("#answer", Lines).put(["", *lines] if lines else [])

    def _clear(self, doing: str) -> None:
        self._answer(*([line((doing, "$muted"))] if doing else []))
        for name in ("#plan", "#expectations"):
            self.query_one(name, Lines).put([])
        for name in ("#routes", "#places"):
            self.query_one(name, Details).put([])
        self.query_one("#findings", Vertical).remove_children()
        self.refresh_bindings()

    async def _show_event(self, event: WebhookEvent) -> None:
        """Show what became known."""
        if not isinstance(event, WebhooksSurveyed):
            self.query_one("#answer", Lines).put(
                ["", line((f"{event.doing[:1].upper()}{event.doing[1:]} …", "$muted"))]
            )
            return
        survey = event.survey
        self._surveyed = event
        self._changes = planned(survey) if survey.address and not blockers(event, planned(survey)) else ()
        self.query_one("#answer", Lines).put(
            ["", verdict(event), *(line(("· ", "$muted"), row) for row in survey.notes)]
        )
        self._say_plan()
        findings = self.query_one("#findings", Vertical)
        await findings.remove_children()
        await findings.mount_all([DiagnosisCard(row) for row in event.diagnoses])
        self.query_one("#routes", Details).put([("", ""), *about_routes(survey.routes)])
        self.query_one("#places", Details).put([("", ""), *about_targets(survey, self.model.now())])
        self.query_one("#expectations", Lines).put(["", *expectations()])
        self.refresh_bindings()

    def _say_plan(self) -> None:
        """What would be done, and what a second press of the key would do."""
        lines: list[Part] = [self._result] if self._result else []
        if self._surveyed and self._todo():
            first = f"Press a again to do this.{CANCEL} " if self.second.action == "create" else "[a] set up: "
            lines.append(line(("→ ", "$primary"), (first, "bold"), plan(self._surveyed, self._changes, ())))
        elif self._surveyed and not self._surveyed.survey.address:
            lines.append(line(("→ ", "$primary"), "Name the receiver above to check or set up a webhook for it."))
        if self.second.action in {"ping", "secret", "write"}:
            lines.append(self._question())
        elif self._secret:
            lines.append(line(("→ ", "$primary"), "The receiver needs the secret: [S] copy secret · [e] save secret"))
        self.query_one("#plan", Lines).put(["", *lines] if lines else [])

    def _question(self) -> Part:
        """What a second press of the key does."""
        key, what = {
            "ping": ("t", "have GitHub ping the webhook"),
            "secret": ("S", "send the receiver's secret to the clipboard"),
            "write": ("e", f"write the receiver's secret into {self._path()}"),
        }[self.second.action]
        return line(("! ", "$warning"), (f"Press {key} again", "bold"), f" to {what}.", CANCEL)

    def _todo(self) -> bool:
        return any(change.action is not HookAction.KEEP for change in self._changes)

    def _matching(self) -> bool:
        survey = self._surveyed.survey if self._surveyed else None
        return survey is not None and any(survey.matching(row.target) for row in survey.targets)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with what was seen."""
        del parameters
        if action == "create":
            return self._todo()
        if action == "ping":
            return self._matching()
        return self._secret is not None if action in {"secret", "write"} else True

    def _confirmed(self, action: str) -> bool:
        """Whether this is the second press of a key."""
        return self.second.press(action)

    def show_question(self) -> None:
        """Say what a second press will do, where it can be seen."""
        self._say_plan()
        self.query_one(Page).scroll_to_widget(self.query_one("#plan"), animate=False)

    def action_create(self) -> None:
        """Set up what is proposed, at the second press."""
        holder = self._form.holder
        if self._confirmed("create") and self._surveyed and holder:
            self._clear("Setting up …")
            self._run(self._creating(holder, self._surveyed, self._changes), self._changed)

    def action_ping(self) -> None:
        """Ping, at the second press."""
        holder = self._form.holder
        if self._confirmed("ping") and self._surveyed and holder:
            self._clear("Waiting for what the receiver answers …")
            self._run(self._pinging(holder, self._surveyed), self._changed)

    def _changed(self, result: tuple[HookResult, str]) -> None:
        """Say what was done, then look again."""
        outcome, summary = result
        self._secret = outcome.secret or self._secret
        self.action_look()
        mark = ("✓ ", "$success") if outcome.done else ("✗ ", "$error")
        self._result = line(mark, summary)

    def _failed(self, sentence: str) -> None:
        """Say what kept it from being done."""
        self._clear("")
        self._answer(line(("✗ ", "$error"), sentence))

    def action_secret(self) -> None:
        """Send the receiver's secret to the clipboard, at the second press."""
        if self._confirmed("secret") and self._secret:
            self.wizard.pasted(self._secret)
            self.wizard.copy(self._secret.reveal(), "the receiver's secret")

    def action_write(self) -> None:
        """Write the receiver's secret into a private file, at the second press."""
        if self._confirmed("write") and self._secret:
            self._run(self._writing(self._path(), self._secret), self._written)

    def _run(self, work: AsyncIterator[T], into: Callable[[T], object]) -> None:
        self.wizard.background.run(work, into, group=_GROUP)

    def _say_failed(self, cause: str, fix: str) -> None:
        self._failed(f"{cause} {fix}".strip())

    async def _surveying(
        self, hosts: Hosts, holder: Holder, address: HookAddress | None, about: Reference | str
    ) -> AsyncIterator[WebhookEvent]:
        """Everything on the way of push events, looked at with the token chosen for this once."""
        with failures_told(self._say_failed):
            credential = await self._opened(holder)
            kind = _kind_of(credential)
            question = (
                WebhookQuestion(kind, address, package=about)
                if isinstance(about, Reference)
                else WebhookQuestion(kind, address, namespace=about)
            )
            async with open_session(hosts, credential) as session:
                async for event in survey_webhooks(session, question):
                    yield event

    async def _creating(
        self, holder: Holder, surveyed: WebhooksSurveyed, changes: tuple[HookChange, ...]
    ) -> AsyncIterator[tuple[HookResult, str]]:
        address = surveyed.survey.address
        if address is None:
            return
        async with self._setup(holder, surveyed) as setup:
            result = await setup.create(address, changes)
            yield result, created(result, changes, surveyed.survey, setup.place(address))

    async def _pinging(self, holder: Holder, surveyed: WebhooksSurveyed) -> AsyncIterator[tuple[HookResult, str]]:
        async with self._setup(holder, surveyed) as setup:
            result = await setup.ping(surveyed.survey)
            yield result, pinged(result) or "No ping was sent."

    @asynccontextmanager
    async def _setup(self, holder: Holder, surveyed: WebhooksSurveyed) -> AsyncIterator[Setup]:
        """What sets webhooks up; what a keyring, a command or a token can do wrong is said."""
        hosts, demo = surveyed.survey.hosts, self.model.demo
        with failures_told(self._say_failed):
            credential = await self._opened(holder)
            secrets = WebhookSecrets(hosts.registry, demo.keyring if demo else None)
            async with open_session(hosts, credential) as session:
                yield Setup(session, Caller(_kind_of(credential), hosts), secrets)

    async def _opened(self, holder: Holder) -> Credential:
        return holder if isinstance(holder, Credential) else await self.model.credentials.load(holder)

    async def _writing(self, path: Path, secret: "Secret") -> AsyncIterator[tuple[Path, str]]:
        with failures_told(self._say_failed):
            yield path, await write_file(path, secret)

    def _written(self, result: tuple[Path, str]) -> None:
        path, problem = result
        if problem:
            self.wizard.say(problem, "error")
        else:
            self.wizard.say(f"The receiver's secret is in {path}, readable by you alone. Delete it after use.")

    def _path(self) -> Path:
        return Path(self.model.machine.get("HOME") or Path.home(), _FILE)

    def page_name(self, diagnosis: Diagnosis) -> str:
        """The settings of webhooks where that is what is opened."""
        is_settings = (diagnosis.url or "").endswith("/settings/hooks")
        return "the webhooks' settings" if is_settings else super().page_name(diagnosis)

    def action_close(self) -> None:
        """Go back to the screen before."""
        self.wizard.background.stop(_GROUP)
        self.dismiss(None)


def _kind_of(credential: Credential) -> TokenKind:
    return inspect_token(credential.secret.reveal() if credential.secret else "").kind
