"""A window over a screen: Esc closes it, the arrow keys scroll it, its keys stand at the bottom."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from ghcr_wizard.tui.guarded import guarded
from ghcr_wizard.tui.screens.step import Page
from ghcr_wizard.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from ghcr_wizard.tui.app import WizardApp
    from ghcr_wizard.tui.model import WizardModel


class Window(ModalScreen[None]):
    """A framed window with scrolling content."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close", id="window.close"),
        Binding("down,j", "scroll_by(1)", "Down", show=False, id="window.down"),
        Binding("up,k", "scroll_by(-1)", "Up", show=False, id="window.up"),
        Binding("pagedown,space", "scroll_by(10)", "Page down", show=False, id="window.pagedown"),
        Binding("pageup", "scroll_by(-10)", "Page up", show=False, id="window.pageup"),
    ]

    @property
    def wizard(self) -> "WizardApp":
        """The application."""
        return cast("WizardApp", self.app)

    @property
    def model(self) -> "WizardModel":
        """What the wizard knows."""
        return self.wizard.model

    async def _on_message(self, message: Message) -> None:
        await guarded(self.app, super()._on_message(message))

    def compose(self) -> ComposeResult:
        """The frame."""
        with Vertical(classes="window"):
            yield from self.compose_window()
        yield KeyBar()

    def compose_window(self) -> ComposeResult:
        """What is in the window; nothing of its own."""
        yield from ()

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_scroll_by(self, lines: int) -> None:
        """Scroll the window's page."""
        for page in self.query(Page):
            page.scroll_relative(y=lines, animate=False)
