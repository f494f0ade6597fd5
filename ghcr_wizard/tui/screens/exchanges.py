"""Every request of this run with its status and time, as it happens: what `--debug` prints for a command."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from ghcr_wizard.tui.screens.step import Page
from ghcr_wizard.tui.screens.window import Window
from ghcr_wizard.tui.widgets.block import Lines

_REFRESH_SECONDS = 0.25
_NOTHING = "Nothing was asked yet."


class ExchangesScreen(Window):
    """The newest requests, the last one at the bottom."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "copy the requests", id="exchanges.copy")]

    def __init__(self) -> None:
        super().__init__()
        self._shown = -1

    def compose_window(self) -> ComposeResult:
        """The lines."""
        with Page():
            yield Lines(_NOTHING, id="exchanges")

    def on_mount(self) -> None:
        """Follow what happens."""
        self._show()
        self.set_interval(_REFRESH_SECONDS, self._show)

    def _show(self) -> None:
        log = self.wizard.exchange_log
        if log.count != self._shown:
            self._shown = log.count
            self.query_one("#exchanges", Lines).put([*log.lines] or [_NOTHING])
            self.query_one(Page).scroll_end(animate=False)

    def action_copy(self) -> None:
        """Copy all of them as text."""
        self.wizard.copy("\n".join(self.wizard.exchange_log.lines), "the requests")
