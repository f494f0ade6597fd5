"""Step 7: hand the credential to the programs that are to use it."""

from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ghcr_wizard.clients.lookup import Client
from ghcr_wizard.clients.setup import CLIENTS
from ghcr_wizard.exports import Export, ExportTarget
from ghcr_wizard.tui import use_facts as facts
from ghcr_wizard.tui.screens.step import Page
from ghcr_wizard.tui.screens.use_clients import UseClients
from ghcr_wizard.tui.second_press import CANCEL
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.use_work import Changed, Planned, Proven, UseAdvanced, Written
from ghcr_wizard.tui.widgets.block import line
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.sheet import Sheet


class Topic(StrEnum):
    """What is in the list and is no program that takes a credential."""

    PUSH = "push"


_NAMES: dict[Client | ExportTarget | Topic, str] = {
    Client.DOCKER: CLIENTS[Client.DOCKER],
    Client.PODMAN: CLIENTS[Client.PODMAN],
    ExportTarget.KUBERNETES: "Kubernetes",
    ExportTarget.ACTIONS: "GitHub Actions",
    ExportTarget.FLUX: "Flux",
    ExportTarget.HARBORGUARD: "HarborGuard",
    ExportTarget.CYBEDEFEND: "CybeDefend",
    Topic.PUSH: "Push events",
}
_PROGRAMS = tuple(_NAMES)


class ProgramList(OptionList):
    """The programs; Enter goes to the fields of the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "open", id="use.select", tooltip="To its fields, or to the push events"),
        Binding("right,l", "select", "To its fields", show=False, id="use.select-right"),
        Binding("down,j", "cursor_down", "Down", show=False, id="use.down"),
        Binding("up,k", "cursor_up", "Up", show=False, id="use.up"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where there are fields, or push events."""
        del parameters
        if action != "select" or self.highlighted == self.option_count - 1:
            return True
        return any(sheet.display for sheet in self.screen.query(Sheet))


class UseScreen(UseClients):
    """A list of programs, and what handing the credential to the one under the cursor takes."""

    CSS_PATH = "use.tcss"
    step = Step.USE
    heading = "Use it"
    lead = "Nothing is changed, copied or written before your yes; no secret is shown."
    explanation = (
        (
            "Docker and Podman are made to ask this program for the credential: one entry in their configuration, "
            "shown first, made with a, taken back with u. The token stays in your keyring."
        ),
        (
            "The others need the token itself. Its place is masked here; Y copies the whole document, w writes it to a "
            "file that only you can read, and y copies one field or command. A second press of the same key is the yes."
        ),
        (
            "“Proven” means: the credential was read out of the very text you get and a private package was read with "
            "it. A login alone proves nothing at GHCR."
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "push_events", "push events", id="use.push", tooltip="Have GitHub tell a scanner of every push"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._at: Client | ExportTarget | Topic = _PROGRAMS[0]
        self._marks: dict[ExportTarget, tuple[str, str]] = {}

    def compose_content(self) -> ComposeResult:
        """The list, and beside it what there is to know."""
        with Container(id="programs"):
            yield ProgramList(*[Option(name, id=each.value) for each, name in _NAMES.items()], id="list")
            with Page(id="page"):
                yield Details(id="about", first=2)
                yield Details(id="sure", first=2)
                yield Sheet(id="sheet")
                yield Details(id="more", first=2)

    @property
    def target(self) -> ExportTarget | None:
        """The export under the cursor."""
        return self._at if isinstance(self._at, ExportTarget) else None

    @property
    def client(self) -> Client | None:
        """The program under the cursor whose configuration would change."""
        return self._at if isinstance(self._at, Client) else None

    def show(self, state: WizardState) -> None:
        """Show the programs, and the one under the cursor."""
        del state
        self.renew_source()
        programs = self.query_one(ProgramList)
        if programs.highlighted is None:
            programs.highlighted = 0
        if self.focused is None:
            self.set_focus(programs)
        self._begin()
        self.show_pane()

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        self._at = next(each for each in _PROGRAMS if each.value == event.option_id)
        self.second.disarm(silently=True)
        self.query_one(Sheet).start()
        self.query_one(Page).scroll_home(animate=False)
        self._begin()
        self.show_pane()

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        if self._at is Topic.PUSH:
            self.action_push_events()
        elif self.query_one(Sheet).display:
            self.set_focus(self.query_one(Sheet))

    def on_sheet_moved(self, message: Sheet.Moved) -> None:
        """Forget a first press; above the first field is the list."""
        self.second.disarm(silently=True)
        if message.index < 0:
            self.set_focus(self.query_one(ProgramList))
        self.show_pane()

    def action_back(self) -> None:
        """From the fields to the list, from the list to the step before."""
        if self.focused is self.query_one(Sheet):
            self.set_focus(self.query_one(ProgramList))
        else:
            super().action_back()

    def _begin(self) -> None:
        """Find out what is not known yet of what is under the cursor."""
        self.begin_proof()
        self.begin_plan()

    def on_use_advanced(self, message: UseAdvanced) -> None:
        """Show what became known."""
        match message.event:
            case Proven(export, result):
                self.take_proof(export, result)
            case Planned(plan, undo):
                self.take_plan(plan, undo)
            case Changed(client, outcome):
                self.take_outcome(client, outcome)
            case Written(place, problem):
                self.wizard.say(
                    problem or f"Written: {place}, readable by you alone.", "error" if problem else "information"
                )
        self.show_pane()

    def _mark(self) -> None:
        """Put the mark of each proof behind its program's name."""
        marks = {target: facts.PROOF_LOOKS[proof.verdict] for target, proof in self.proofs.items()}
        if marks == self._marks:
            return
        self._marks = marks
        programs = self.query_one(ProgramList)
        for target in ExportTarget:
            mark = marks.get(target, ("", ""))
            programs.replace_option_prompt(target.value, line((_NAMES[target].ljust(15), ""), mark))

    def show_pane(self) -> None:
        """Show what is known of the program under the cursor."""
        export = self.export
        self._mark()
        sure = [(line(("!", "bold $error")), line((self.question, "bold"), CANCEL))] if self.question else []
        self.query_one("#sure", Details).put(sure)
        self.query_one(Sheet).put([item for item, _ in facts.items_of(export)] if export else [])
        self.query_one("#about", Details).put(self._about(export))
        self.query_one("#more", Details).put(
            [*facts.document_rows(export), *facts.caveat_rows(export.caveats, serious=False)] if export else []
        )
        self.refresh_bindings()

    def _about(self, export: Export | None) -> list[facts.Row]:
        if export is None:
            return self._about_others()
        proof = facts.proof_rows(self.proofs.get(export.target), trying=self.provable)
        serious = facts.caveat_rows(export.caveats, serious=True)
        return [*facts.about(export), *proof, *serious, *facts.step_rows(export), facts.BLANK]

    def _about_others(self) -> list[facts.Row]:
        title = _NAMES[self._at]
        if self.client is not None:
            return self.client_rows(title)
        rows: list[facts.Row] = [("", line((title, "bold $primary")))]
        said = _PUSH if self._at is Topic.PUSH else ("It takes a token, and this run has none.",)
        return [*rows, *(("", text) for text in said)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Push events where they are spoken of; there is no step after this one."""
        if action == "push_events":
            return self._at in {Topic.PUSH, ExportTarget.HARBORGUARD}
        return action != "next" and super().check_action(action, parameters)

    def action_push_events(self) -> None:
        """Set up push events."""
        self.wizard.open_webhooks()


_PUSH = (
    (
        "GHCR has no webhook of its own: GitHub tells a webhook of the repository that publishes a package, or of its "
        "organization, about every push. A scanner such as HarborGuard hears of new images that way."
    ),
    "",
    (
        "Enter finds out which repository publishes your packages, sets the webhook up after a yes, pings it, reads "
        "its last deliveries, and says why push events are ignored where they are."
    ),
    "",
    "It takes a token with a right to webhooks, which the token that pulls should not have.",
)
