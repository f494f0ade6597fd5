"""Exporting what the tree shows: in which format, and to a file or to the clipboard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from ghcr_wizard.catalog.documents import Format
from ghcr_wizard.catalog.saving import Saved, made, save
from ghcr_wizard.text import clean
from ghcr_wizard.tui.widgets.act import Act
from ghcr_wizard.tui.widgets.block import Lines, Part, line
from ghcr_wizard.tui.widgets.choices import OneOf
from ghcr_wizard.tui.widgets.field import Field
from ghcr_wizard.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from ghcr_wizard.tui.app import WizardApp

_FORMATS = tuple(Format)
_PLACES = ("file", "clipboard")
CLIPBOARD_LIMIT = 100_000
"""Characters that terminals take for the clipboard (OSC 52) at once; xterm and tmux take about this many."""


@dataclass(frozen=True, slots=True)
class Export:
    """What can be exported.

    Attributes:
        what: In words: `312 of 20,480 packages`.
        name: The file's name without its ending.
        pieces: The text in a format, of what is there when it is called; it is made piece by piece, on any thread.
    """

    what: str
    name: str
    pieces: Callable[[Format], Iterator[str]]


class Choice(OneOf):
    """One of a few, without an order."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "choose", key_display="← →", id="choice.left"),
        Binding("right,l,space", "move(1)", "Next", show=False, id="choice.right"),
    ]


class ExportScreen(ModalScreen[None]):
    """A window with the choices and what came of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close", id="export.close"),
        Binding("ctrl+s", "write", "export", id="export.write", priority=True),
    ]

    def __init__(self, export: Export) -> None:
        super().__init__()
        self._export = export
        self._format, self._to_clipboard = Format.JSON, False
        self._replace = self._writing = False

    @property
    def wizard(self) -> "WizardApp":
        """The application."""
        return cast("WizardApp", self.app)

    def compose(self) -> ComposeResult:
        """Format, place, name."""
        with Vertical(classes="window"):
            yield Lines(line(("Export ", "bold"), self._export.what), "")
            yield Choice("Format", _FORMATS, id="format")
            yield Choice("Destination", _PLACES, id="place")
            yield Field(self._default(), id="file", placeholder="name of the file", free=True)
            yield Lines("", id="said")
            yield Act("Export", id="write")
        yield KeyBar()

    def on_mount(self) -> None:
        """Choose at once."""
        self.set_focus(self.query_one("#format"))
        self._say("")

    def _default(self) -> str:
        return f"{self._export.name}{self._format.suffix}"

    def on_one_of_chosen(self, message: OneOf.Chosen) -> None:
        """Take a choice; a name nobody changed gets the format's ending."""
        if self.focused is not None and self.focused.id == "place":
            self._to_clipboard = message.index == 1
            self.query_one("#file").display = not self._to_clipboard
        else:
            field, before = self.query_one("#file", Field), self._default()
            self._format = _FORMATS[message.index]
            if field.value == before:
                field.value = self._default()
        if isinstance(self.focused, OneOf):
            self.focused.put(message.index)
        self._say("")

    def _say(self, problem: str) -> None:
        rows: list[Part] = []
        if problem:
            rows = [line(("! ", "$warning"), problem)]
        elif not self._to_clipboard:
            rows = [line(("Contains private package names; written with mode 0600.", "$muted"))]
        self.query_one("#said", Lines).put([*rows, ""])

    @on(Input.Changed)
    def _renamed(self) -> None:
        if not self._writing:
            self._replace = False

    @on(Input.Submitted)
    @on(Button.Pressed)
    def action_write(self) -> None:
        """Write the file, or fill the clipboard."""
        if self._writing:
            return
        self._writing = True
        style, pieces = self._format, self._export.pieces
        if self._to_clipboard:
            self.wizard.background.run(made(pieces(style), CLIPBOARD_LIMIT), self._made, group="export")
        else:
            name = self.query_one("#file", Field).value
            saving = save(name, pieces(style), replace=self._replace)
            self.wizard.background.run(saving, self._saved, group="export")

    def _made(self, text: str | None) -> None:
        self._writing = False
        if text is None:
            limit = f"{CLIPBOARD_LIMIT:,} characters"
            self._say(f"This is more than the {limit} that terminals take for the clipboard; export it to a file.")
            return
        self.wizard.copy(text, f"{self._export.what} as {self._format}")
        self.dismiss(None)

    def _saved(self, saved: Saved) -> None:
        self._writing = False
        if saved.exists:
            self._replace = True
            self._say(f"{clean(str(saved.path))} exists. Export again to overwrite it.")
        elif saved.problem:
            self._say(f"{clean(str(saved.path))}: {saved.problem}")
        else:
            self.wizard.say(f"Exported {self._export.what} to {clean(str(saved.path))}.")
            self.dismiss(None)

    def action_close(self) -> None:
        """Close; what is being written is still written."""
        self.dismiss(None)
