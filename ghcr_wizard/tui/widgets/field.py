"""A labelled line to type in."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Label


class Field(Input):
    """A line to type in, one row high; Enter goes on.

    `free` fields take every character; in the others `?` is no possible character and asks for help instead.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "go on", id="field.submit")]
    DEFAULT_CSS = """
    Field { border: none; height: 1; padding: 0 1; background: $panel; }
    Field:focus { border: none; background: $cursor-line; background-tint: $cursor-line 0%; }
    """

    def __init__(self, value: str = "", *, id: str, placeholder: str = "", free: bool = False) -> None:  # noqa: A002 - Textual's own name
        super().__init__(value, placeholder, id=id, select_on_focus=False)
        self._free = free

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Every printable character, apart from `?` where that asks for help."""
        return super().check_consume_key(key, character) and (self._free or character != "?")

    async def _on_key(self, event: events.Key) -> None:
        if event.character == "?" and not self._free:
            event.prevent_default()
            return
        await super()._on_key(event)
        event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        """Take the whole paste as one line, its line breaks and control characters as blanks, none around it."""
        event.prevent_default()
        event.stop()
        text = " ".join("".join(c if c.isprintable() else " " for c in event.text).split())
        self.replace(text, *self.selection)


class FieldRow(Horizontal):
    """A field with its label in front of it and a short remark under the label's right."""

    DEFAULT_CSS = """
    FieldRow { height: 1; }
    FieldRow Label { width: 15; color: $muted; }
    FieldRow:focus-within Label { color: $foreground; text-style: bold; }
    """

    def __init__(self, label: str, field: Input) -> None:
        super().__init__()
        self._label, self._field = label, field

    def compose(self) -> ComposeResult:
        """Label, then field."""
        yield Label(self._label, markup=False)
        yield self._field
