"""What to do where nothing is pasted to renew a profile: a command to run, with the reason."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from ghcr_wizard.rotation.replacement import OtherWay
from ghcr_wizard.tui.screens.step import Page
from ghcr_wizard.tui.screens.window import Window
from ghcr_wizard.tui.widgets.block import Lines, line


class RenewalScreen(Window):
    """The reason, and the command whole and selectable."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "copy the command", id="renewal.copy")]

    def __init__(self, name: str, way: OtherWay) -> None:
        super().__init__()
        self._whose, self._way = name, way

    def compose_window(self) -> ComposeResult:
        """Why, and how."""
        with Page():
            yield Lines(
                line(("Rotate ", "bold"), (self._whose, "bold $primary")),
                "",
                self._way.why,
                "",
                line((self._way.command, "$primary")),
            )

    def action_copy(self) -> None:
        """Copy the command."""
        self.wizard.copy(self._way.command, "the command")
