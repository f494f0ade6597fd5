"""Every request of this run with its status and time, as it happens, and the trace of them for a bug report."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from ghcr_wizard.catalog.saving import Saved, save
from ghcr_wizard.deadline import call_async
from ghcr_wizard.text import clean
from ghcr_wizard.tui.screens.ask import AskScreen
from ghcr_wizard.tui.screens.step import Page
from ghcr_wizard.tui.screens.window import Window
from ghcr_wizard.tui.widgets.block import Lines, line

_BEING_MADE = "It is being made …"
_HOLDS = "Every request of this run with its answer: no token, and stand-ins for names. Look at it before you send it."
_MOST_SHOWN = 2_000
_NAME = "ghcr-wizard-trace.json"
_SECONDS = 60.0

_REFRESH_SECONDS = 0.25
_NOTHING = "Nothing was asked yet."


class ExchangesScreen(Window):
    """The newest requests, the last one at the bottom."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "copy the requests", id="exchanges.copy"),
        Binding("e", "export", "save a trace for a bug report", id="exchanges.export"),
    ]

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

    def action_export(self) -> None:
        """Show the trace of all that was asked; from there it is written."""
        if self.wizard.exchange_log.count:
            self.app.push_screen(TraceScreen())


class TraceScreen(Window):
    """The trace as it would be written, names replaced; it is looked at before it is a file."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("e", "export", "save to a file", id="trace.export")]

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._replaced = ""

    def compose_window(self) -> ComposeResult:
        """What it is, then the text."""
        with Page():
            yield Lines(line(("A trace for a bug report", "bold")), line((_BEING_MADE, "$muted")), id="trace")

    def on_mount(self) -> None:
        """Make it on a thread: much was asked where there is much."""
        log, state = self.wizard.exchange_log, self.model.state
        self.wizard.background.run(call_async(lambda: log.trace(state), _SECONDS), self._made, group="trace")

    def _made(self, text: str) -> None:
        self._text = text
        lines = text.splitlines()
        more = len(lines) - _MOST_SHOWN
        self.query_one("#trace", Lines).put(
            [
                line(("A trace for a bug report", "bold")),
                line((_HOLDS, "$muted")),
                "",
                *lines[:_MOST_SHOWN],
                *([line((f"… and {more:,} more lines, all in the file", "$muted"))] if more > 0 else []),
            ]
        )

    def action_export(self) -> None:
        """Ask for the file's name."""
        if self._text:
            asked = AskScreen("Save the trace", "Written with mode 0600.", _NAME, _wrong, free=True)
            self.app.push_screen(asked, self._named)

    def _named(self, name: str | None) -> None:
        if name:
            saving = save(name, (self._text,), replace=name == self._replaced)
            self.wizard.background.run(saving, lambda saved: self._saved(name, saved), group="trace")

    def _saved(self, name: str, saved: Saved) -> None:
        path = clean(str(saved.path))
        if saved.exists:
            self._replaced = name
            self.wizard.say(f"{path} exists. Save it again under this name to overwrite it.")
        elif saved.problem:
            self.wizard.say(f"{path}: {saved.problem}")
        else:
            self.wizard.say(f"Saved the trace to {path}. `ghcr-wizard --demo replay:FILE` shows it again.")
            self.dismiss(None)


def _wrong(name: str) -> str:
    return "" if name.strip() else "Type the file's name."
