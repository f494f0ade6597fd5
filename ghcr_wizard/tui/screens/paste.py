"""Asking for a token that is used once and not saved."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from ghcr_wizard.github.tokens import TokenInspection
from ghcr_wizard.tui.pasting import inspect_paste
from ghcr_wizard.tui.token_notes import judged
from ghcr_wizard.tui.widgets.block import Lines, line
from ghcr_wizard.tui.widgets.keybar import KeyBar
from ghcr_wizard.tui.widgets.token_input import TokenInput

if TYPE_CHECKING:
    from ghcr_wizard.tui.app import WizardApp


class PasteScreen(ModalScreen[TokenInspection | None]):
    """A window with the field for a token; answers with what was pasted once that is a token, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "close", id="paste.close")]

    def compose(self) -> ComposeResult:
        """The field, and what is known of its content."""
        with Vertical(classes="window"):
            yield Lines(line(("Paste the other token", "bold")), line(("It is used now and not saved.", "$muted")), "")
            yield TokenInput(id="token", placeholder="paste the token")
            yield Lines(*judged(None), id="inspection")
        yield KeyBar()

    def on_mount(self) -> None:
        """Paste at once."""
        self.set_focus(self.query_one(TokenInput))

    @property
    def _inspection(self) -> TokenInspection:
        return inspect_paste(self.query_one(TokenInput).whole.reveal(), frozenset())

    @on(Input.Changed)
    def _changed(self) -> None:
        said = judged(self._inspection if self.query_one(TokenInput).value else None)
        self.query_one("#inspection", Lines).put(said)

    def on_token_input_pasted(self) -> None:
        """Offer to clear the clipboard."""
        cast("WizardApp", self.app).pasted(self.query_one(TokenInput).whole)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if self._inspection.usable:
            self.dismiss(self._inspection)

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
