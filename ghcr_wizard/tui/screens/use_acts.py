"""What can be done with an export in step 7: copy a field or all of it, write it to a file, try it again.

Whatever takes a secret out of the program is done at the second press; the first one says what will happen.
"""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.exports import Export, ExportTarget, build
from ghcr_wizard.exports.document import ExportSource, Proof, Text, has_secret, written
from ghcr_wizard.exports.proof import ProofResult, ProofVerdict
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.paths import Paths
from ghcr_wizard.tui.screens.step import StepScreen
from ghcr_wizard.tui.use_facts import items_of, source_of
from ghcr_wizard.tui.use_work import UseWork
from ghcr_wizard.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from textual.timer import Timer

_SETTLED = 0.3
"""Seconds the cursor rests on a program before its secret is tried."""

NEEDS_NO_TOKEN = frozenset({ExportTarget.ACTIONS, ExportTarget.CYBEDEFEND})
"""Exports that are of use without a token."""


class UseActs(StepScreen):
    """The exports of this run's credential, their proofs, and the keys that act on the one shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("Y", "copy_all", "copy all", id="use.copy-all", tooltip="Copy the whole document, the secret in it"),
        Binding("w", "write", "write file", id="use.write", tooltip="Write it to a file that only you can read"),
        Binding("p", "prove", "try again", show=False, id="use.prove", tooltip="Try the secret at the registry again"),
        Binding("ctrl+l", "app.clear_clipboard", "clear clipboard", id="use.clear"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._whose: tuple[Credential, object, object] = (ANONYMOUS, None, None)
        self._exports: dict[ExportTarget, Export] = {}
        self.proofs: dict[ExportTarget, ProofResult] = {}
        self.source: ExportSource | None = None
        self._tried: Export | None = None
        self._resting: Timer | None = None

    @property
    def target(self) -> ExportTarget | None:
        """The export under the cursor; none by default."""
        return None

    def show_pane(self) -> None:
        """Show what is known of what is under the cursor; nothing by default."""

    @property
    def use(self) -> UseWork:
        """What runs beside the screen."""
        app = self.wizard
        demo = app.demo
        machine = demo.machine if demo else app.environment
        return UseWork(self, app.work, lambda: machine, lambda: demo.paths if demo else Paths.standard())

    @property
    def export(self) -> Export | None:
        """What is handed over, as far as this run's credential allows."""
        target = self.target
        if target is None or self.source is None:
            return None
        if self.source.kind is TokenKind.NONE and target not in NEEDS_NO_TOKEN:
            return None
        if target not in self._exports:
            self._exports[target] = build(target, self.source)
        return self._exports[target]

    def renew_source(self) -> None:
        """Begin anew where the credential is another one, or more is known of it."""
        app, state = self.wizard, self.wizard.state
        whose = (state.credential, state.test.report, state.catalog.complete)
        if self.source is not None and whose == self._whose:
            return
        if whose[:2] != self._whose[:2]:
            self.proofs.clear()
        self._whose = whose
        self.second.disarm(silently=True)
        self._exports.clear()
        self.source = source_of(state, app.profile, app.library.index)

    @property
    def provable(self) -> bool:
        """Whether there is a secret that can be tried, and whatever there is to try it with is known."""
        state, export = self.wizard.state, self.export
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
        state, export = self.wizard.state, self._tried
        if export is not None and state.hosts is not None and self.source is not None:
            known = state.test.report.diagnoses if state.test.report else ()
            self.use.prove(state.hosts, export, state.credential.secret, self.source, known)

    def take_proof(self, export: Export, result: ProofResult) -> None:
        """Keep what a proof showed, if its export is still the one that is shown."""
        if self._exports.get(export.target) is export:
            self.proofs[export.target] = result
            if export is self._tried:
                self._tried = None

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
        """What the second press will do; empty where there was no first one."""
        refused = "The registry refused this secret. " if self._refused else ""
        if self.sure == "copy all":
            return f"{refused}Press Y again: the whole document, the secret in it, goes to the clipboard."
        if self.sure.startswith("copy "):
            return f"{refused}Press y again: the secret goes to the clipboard."
        if self.sure == "write":
            return f"{refused}Press w again: {self._place} is written, the secret in it, readable by you alone."
        return ""

    @property
    def _refused(self) -> bool:
        proof = self.proofs.get(self.target) if self.target else None
        return proof is not None and proof.verdict is ProofVerdict.REFUSED

    @property
    def _place(self) -> Path:
        """Where the file goes: the current folder; a demonstration's own home."""
        demo, export = self.wizard.demo, self.export
        folder = Path(demo.machine["HOME"]) if demo else Path.cwd()
        return folder / (export.file_name if export else "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with what is shown."""
        if action in {"copy_all", "write"}:
            return self.export is not None
        if action == "prove":
            return self.provable
        return super().check_action(action, parameters)

    def on_sheet_copy_asked(self, message: Sheet.CopyAsked) -> None:
        """Copy a field or a command; a secret at the second press."""
        if (export := self.export) is None:
            return
        item, text = items_of(export)[message.index]
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
        whole = written(text, self.wizard.state.credential.secret)
        if secret:
            self.wizard.pasted(whole)
        self.wizard.copy(whole.reveal(), f"{what}, the secret itself," if secret else what)
        self.refresh_bindings()

    def action_write(self) -> None:
        """Write the document to a file, at the second press."""
        export = self.export
        if export is not None and self.agreed("write"):
            self.use.write(self._place, written(export.document, self.wizard.state.credential.secret))
            self.show_pane()

    def action_prove(self) -> None:
        """Try the secret again."""
        if self.target is not None:
            self.proofs.pop(self.target, None)
            self._tried = None
            self.begin_proof()
            self.show_pane()
