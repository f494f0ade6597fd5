"""Step 7: hand the credential to the programs that are to use it."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import Input, OptionList

from ghcr_wizard.clients.lookup import Client
from ghcr_wizard.clients.setup import CLIENTS, SetupResult
from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.exports import Export, ExportTarget, build
from ghcr_wizard.exports.document import ExportSource, Proof, Text, has_secret, written
from ghcr_wizard.exports.form import PRODUCTS
from ghcr_wizard.exports.proof import ProofResult, ProofVerdict, prove
from ghcr_wizard.exports.write import ExportFileError, FileInTheWayError, write_export
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.tui import use_facts as facts
from ghcr_wizard.tui.client_setups import ClientSetups
from ghcr_wizard.tui.screens.step import Page, StepScreen
from ghcr_wizard.tui.second_press import CANCEL
from ghcr_wizard.tui.state import Kept, WizardState
from ghcr_wizard.tui.steps import Step, path
from ghcr_wizard.tui.widgets.block import line, pane
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.field import Field
from ghcr_wizard.tui.widgets.program_list import Program, ProgramList
from ghcr_wizard.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.timer import Timer

    from ghcr_wizard.diagnosis.model import Diagnosis
    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.secret import Secret

_SETTLED = 0.3
"""Seconds the cursor rests on a program before its secret is tried."""


class Topic(StrEnum):
    """What is in the list and is no program that takes a credential."""

    PUSH = "push"


_NAMES: dict[Client | ExportTarget | Topic, str] = {
    Client.DOCKER: CLIENTS[Client.DOCKER],
    Client.PODMAN: CLIENTS[Client.PODMAN],
    **{target: target.label for target in ExportTarget},
    Topic.PUSH: "Push events",
}
_PROGRAMS = tuple(_NAMES)
_GROUPS: dict[str, tuple[Client | ExportTarget, ...]] = {
    "Programs": (Client.DOCKER, Client.PODMAN, ExportTarget.CONFIG_JSON, ExportTarget.HELM),
    "Clusters": (
        ExportTarget.KUBERNETES,
        ExportTarget.K3S,
        ExportTarget.ARGOCD,
        ExportTarget.FLUX,
        ExportTarget.ESO,
    ),
    "CI and cloud": (ExportTarget.ACTIONS, ExportTarget.AWS),
    "Scanners": (ExportTarget.HARBORGUARD, ExportTarget.CYBEDEFEND),
}
_REST = "More"
"""The group of what is in none of them."""
_CHANGES = frozenset({"apply", "undo", "forget"})
"""Actions that change a client's configuration."""


class UseScreen(StepScreen):
    """A list of programs, and what handing the credential to the one under the cursor takes."""

    CSS_PATH = "use.tcss"
    step = Step.USE
    heading = "Use it"
    lead = "Changes are previewed first. Secrets are never displayed."
    explanation = (
        (
            "Docker and Podman are made to ask this program for the credential: one entry in their configuration, "
            "shown first, made by [a], undone by [z]. The token stays in your keyring."
        ),
        (
            "The others need the token itself. Its place is masked here; [S] copies the whole document, [e] writes "
            "it to a file that only you can read, and [y] copies one field or command. Press the same key again to "
            "confirm."
        ),
        (
            "“Verified” means: the credential was read back from the text you get, and a private package was "
            "read with it. A login alone does not prove access at GHCR."
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "find", key_display="/", show=False, id="use.search", tooltip="Find a program"),
        Binding("ctrl+s", "keep", "save the token", id="use.save"),
        Binding("a", "apply", "set it up", id="use.apply"),
        Binding("z", "undo", "undo it", id="use.undo"),
        Binding("x", "forget", "remove the plain login", id="use.forget"),
        Binding(
            "S", "copy_all", "copy with secret", id="use.copy-all", tooltip="Copy the whole document, the secret in it"
        ),
        Binding("e", "write", "write file", id="use.write", tooltip="Write it to a file that only you can read"),
        Binding("t", "prove", "test again", show=False, id="use.prove", tooltip="Try the secret at the registry again"),
        Binding("ctrl+l", "app.clear_clipboard", "clear clipboard", id="use.clear"),
        Binding("w", "push_events", "push events", id="use.push", tooltip="Have GitHub tell a scanner of every push"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._at: Client | ExportTarget | Topic = _PROGRAMS[0]
        self._whose: tuple[Credential, object, object] = (ANONYMOUS, None, None)
        self._exports: dict[ExportTarget, Export] = {}
        self.proofs: dict[ExportTarget, ProofResult] = {}
        self.source: ExportSource | None = None
        self._tried: Export | None = None
        self._resting: Timer | None = None
        self._setups = ClientSetups(self.wizard.background, self._setup_known)
        self._registry = ""

    def compose_content(self) -> ComposeResult:
        """The list, and beside it what there is to know."""
        with Container(id="programs"):
            with pane(Vertical(id="choice", classes="-bare"), "Use it with"):
                yield Field(id="search", placeholder="find", free=True)
                yield ProgramList(_grouped(), Topic.PUSH.value, id="list")
            with pane(Page(id="page", classes="-bare"), "Setup"):
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

    @property
    def export(self) -> Export | None:
        """What is handed over, as far as this run's credential allows."""
        target = self.target
        if target is None or self.source is None:
            return None
        if self.source.kind is TokenKind.NONE and target.needs_token:
            return None
        if target not in self._exports:
            self._exports[target] = build(target, self.source)
        return self._exports[target]

    @property
    def is_fit(self) -> bool:
        """Whether there is something to hand over; what is of use only where it was proven is not, before that."""
        target, export = self.target, self.export
        if target is None or export is None or self.source is None or not target.only_proven:
            return export is not None
        proof = self.proofs.get(target)
        is_proven = proof is not None and proof.verdict is ProofVerdict.PROVEN
        return self.source.kind is TokenKind.APP_INSTALLATION and is_proven

    def renew_source(self) -> None:
        """Begin anew where the credential or the registry is another one, or more is known of it."""
        state = self.model.state
        whose = (state.credential, state.test.report, state.catalog.complete)
        if self.source is None or whose != self._whose:
            if whose[:2] != self._whose[:2]:
                self.proofs.clear()
            if whose[0] != self._whose[0]:  # what more becomes known of the same one does not take a question back
                self.second.disarm(silently=True)
            self._whose = whose
            self._exports.clear()
            self.source = facts.source_of(state, self.model.profile, self.model.library.index)
        if self._registry != state.registry:
            self._registry = state.registry
            self._setups.start_over()

    @property
    def provable(self) -> bool:
        """Whether there is a secret that can be tried, and whatever there is to try it with is known."""
        state, export = self.model.state, self.export
        if export is None or state.hosts is None or state.credential.is_anonymous:
            return False
        settled = state.catalog.complete is not None or not state.catalog.running
        return settled and (export.proof is not Proof.FIELD or bool(export.fields))

    def begin_proof(self) -> None:
        """Try the secret that is shown once the cursor rests on it, unless that was done or is under way."""
        export = self.export
        if export is self._tried:
            return
        self._tried = None
        if self._resting is not None:
            self._resting.stop()
        if export is not None and export.target not in self.proofs and self.provable:
            self._tried = export
            self._resting = self.set_timer(_SETTLED, self._prove)

    def _prove(self) -> None:
        state, export = self.model.state, self._tried
        if export is not None and state.hosts is not None and self.source is not None:
            known = state.test.report.diagnoses if state.test.report else ()
            proving = _proven(state.hosts, export, state.credential.secret, self.source, known)
            self.wizard.background.run(proving, self.take_proof, group="proof")

    def take_proof(self, proven: tuple[Export, ProofResult]) -> None:
        """Keep what a proof showed, if its export is still the one that is shown."""
        export, result = proven
        if self._exports.get(export.target) is export:
            self.proofs[export.target] = result
            if export is self._tried:
                self._tried = None
        self.show_pane()

    def agreed(self, what: str) -> bool:
        """Whether this is the second press for `what`; the first one has the pane say what the second will do."""
        return self.second.press(what, self.target)

    @property
    def sure(self) -> str:
        """What the next press does, or empty."""
        return self.second.action

    def show_question(self) -> None:
        """Have the pane say what a second press will do."""
        self.show_pane()

    @property
    def question(self) -> str:
        """What the second press will do."""
        if self.client is not None:
            return self._setups.question(self.client, self.sure)
        refused = "The registry refused this secret. " if self._refused else ""
        if self.sure == "copy all":
            return f"{refused}Press S again to copy it including the secret."
        if self.sure.startswith("copy "):
            return f"{refused}Press y again: the secret goes to the clipboard."
        if self.sure == "write":
            return f"{refused}Press e again: {self._place} is written including the secret (mode 0600)."
        return ""

    @property
    def _refused(self) -> bool:
        proof = self.proofs.get(self.target) if self.target else None
        return proof is not None and proof.verdict is ProofVerdict.REFUSED

    @property
    def _place(self) -> Path:
        """Where the file goes: the current folder; a demonstration's own home."""
        demo, export = self.model.demo, self.export
        folder = Path(demo.machine["HOME"]) if demo else Path.cwd()
        return folder / (export.file_name if export else "")

    def show(self, state: WizardState) -> None:
        """Show the programs, and the one under the cursor."""
        del state
        self.renew_source()
        if self.focused is None:
            self.set_focus(self.query_one(ProgramList))
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

    def action_search(self) -> None:
        """Type what to look for, above the list."""
        field = self.query_one("#search", Field)
        field.display = True
        self.set_focus(field)

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        self.query_one(ProgramList).search(event.value)

    @on(Input.Submitted, "#search")
    def _found(self) -> None:
        self.set_focus(self.query_one(ProgramList))

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
        """End a search; from the fields to the list, from the list to the step before."""
        search = self.query_one("#search", Field)
        if search.display:
            search.value, search.display = "", False
            self.set_focus(self.query_one(ProgramList))
        elif self.focused is self.query_one(Sheet):
            self.set_focus(self.query_one(ProgramList))
        else:
            super().action_back()

    def _begin(self) -> None:
        """Find out what is not known yet of what is under the cursor."""
        self.begin_proof()
        self._look()

    def _mark(self) -> None:
        """Put the mark of each proof behind its program's name."""
        marks = {target.value: facts.PROOF_LOOKS[proof.verdict] for target, proof in self.proofs.items()}
        self.query_one(ProgramList).mark(marks)

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
            return self._setups.rows(self.client, title, self.model.state)
        rows: list[facts.Row] = [("", line((title, "bold $primary")))]
        said = facts.PUSH if self._at is Topic.PUSH else ("It takes a token, and this run has none.",)
        return [*rows, *(("", text) for text in said)]

    def action_push_events(self) -> None:
        """Set up push events."""
        self.wizard.open_webhooks()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with what is under the cursor; there is no step after this one."""
        if action in _CHANGES:
            return self.client is not None and action in self._setups.possible(self.client, self.model.state)
        possible: dict[str, Callable[[], bool]] = {
            "push_events": lambda: self._at in {Topic.PUSH, ExportTarget.HARBORGUARD},
            "copy_all": lambda: self.is_fit,
            "write": lambda: self.is_fit,
            "prove": lambda: self.provable,
            "keep": lambda: not self.model.state.credential.is_anonymous and self.model.state.kept is not Kept.KEYRING,
            "next": lambda: False,
        }
        return possible[action]() if action in possible else super().check_action(action, parameters)

    def on_sheet_copy_asked(self, message: Sheet.CopyAsked) -> None:
        """Copy a field or a command; a secret at the second press."""
        if (export := self.export) is None:
            return
        item, text = facts.items_of(export)[message.index]
        if not has_secret(text) or self.agreed(f"copy {message.index}"):
            self._copy(text, item.label or "the command")
            self.show_pane()

    def action_copy_all(self) -> None:
        """Copy the whole document; one with a secret at the second press."""
        export = self.export
        if export is not None and (not has_secret(export.document) or self.agreed("copy all")):
            self._copy(export.document, "the document")
            self.show_pane()

    def _copy(self, text: Text, what: str) -> None:
        secret = has_secret(text)
        whole = written(text, self.model.state.credential.secret)
        if secret:
            self.wizard.pasted(whole)
        self.wizard.copy(whole.reveal(), f"{what}, the secret itself," if secret else what)
        self.refresh_bindings()

    def action_write(self) -> None:
        """Write the document to a file, at the second press."""
        export = self.export
        if export is not None and self.agreed("write"):
            writing = _written(self._place, written(export.document, self.model.state.credential.secret))
            self.wizard.background.run(writing, self._say_written, group="writing", replace=False)
            self.show_pane()

    def _say_written(self, result: tuple[Path, str]) -> None:
        place, problem = result
        self.wizard.say(problem or f"Written to {place} (mode 0600).", "error" if problem else "information")
        self.show_pane()

    def action_prove(self) -> None:
        """Try the secret again."""
        if self.target is not None:
            self.proofs.pop(self.target, None)
            self._tried = None
            self.begin_proof()
            self.show_pane()

    def _look(self) -> None:
        """Look at the configuration of the program under the cursor."""
        hosts = self.model.state.hosts
        if self.client is not None and hosts is not None:
            self._setups.look(self.client, hosts, self.model.machine)

    def _setup_known(self, client: Client, outcome: SetupResult | None) -> None:
        """Show what is known of a client; after a change its configuration is looked at again."""
        if outcome is not None and client is not self.client:
            self.wizard.say(outcome.summary, "information" if outcome.done else "error")
        self._look()
        self.show_pane()

    def action_keep(self) -> None:
        """Go to where the token is saved."""
        self.wizard.go(Step.APP if Step.APP in path(self.model.state.method) else Step.TOKEN)

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
        if self.client is not None and self.agreed(what):
            self._setups.change(self.client, what, self.model.credentials.paths)


def _grouped() -> dict[str, list[Program]]:
    """The programs by group, each with what else it is found by."""
    named = {each for rows in _GROUPS.values() for each in rows}
    rest = [each for each in _PROGRAMS if each not in named]
    return {
        group: [Program(each.value, _NAMES[each], _words(each)) for each in rows]
        for group, rows in {**_GROUPS, _REST: rest}.items()
    }


def _words(program: Client | ExportTarget | Topic) -> str:
    """What a program is found by besides its name: what exporting there does, and the products with a form."""
    if program is ExportTarget.FORM:
        return " ".join(product.title for product in PRODUCTS.values())
    return program.purpose if isinstance(program, ExportTarget) else ""


async def _proven(
    hosts: "Hosts",
    export: Export,
    token: "Secret | None",
    source: ExportSource,
    known: "Iterable[Diagnosis]",
) -> tuple[Export, ProofResult]:
    return export, await prove(hosts, export, token, source, tuple(known))


async def _written(place: Path, document: "Secret") -> tuple[Path, str]:
    """An export written to a file of mode 0600, in place of an older export only; or why it was not."""
    problem = ""
    try:
        await asyncio.to_thread(write_export, place, document, replace=False)
    except FileInTheWayError:
        problem = f"{place} exists and is not an export of ghcr-wizard; nothing was written."
    except ExportFileError as error:
        problem = str(error)
    except OSError as error:
        problem = f"{place} cannot be written: {error.strerror}."
    return place, problem
