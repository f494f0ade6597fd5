"""Asking for a line of text."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from ghcr_wizard.tui.widgets.block import Lines, line
from ghcr_wizard.tui.widgets.field import Field
from ghcr_wizard.tui.widgets.keybar import KeyBar


class AskScreen(ModalScreen[str | None]):
    """Asks for a text; answers with it, or nothing.

    Args:
        title: What is asked for.
        hint: What it is good for.
        value: What is there to begin with.
        wrong: Says why an answer cannot be taken, or nothing.
        free: Whether every character may be typed, `?` included.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "close", id="ask.close")]

    def __init__(self, title: str, hint: str, value: str, wrong: Callable[[str], str], *, free: bool = False) -> None:
        super().__init__()
        self._title, self._hint, self.value = title, hint, value
        self._wrong, self._free = wrong, free

    def compose(self) -> ComposeResult:
        """The question and one field."""
        with Vertical(classes="window"):
            yield Lines(line((self._title, "bold")), line((self._hint, "$muted")), "")
            yield Field(self.value, id="answer", free=self._free)
            yield Lines("", id="problem")
        yield KeyBar()

    def on_mount(self) -> None:
        """Type at once, behind what stands there."""
        field = self.query_one(Field)
        self.set_focus(field)
        field.cursor_position = len(self.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        problem = self._wrong(event.value)
        if problem:
            self.query_one("#problem", Lines).put([line(("✗ ", "$error"), problem)])
        else:
            self.dismiss(event.value)

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
