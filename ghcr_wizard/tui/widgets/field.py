"""A labelled line to type in."""

from time import monotonic
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Label

from ghcr_wizard.secret import Secret
from ghcr_wizard.text import redact

_BURST = 0.3
"""Seconds without a character after which a token that is being typed has ended."""


class Field(Input):
    """A line to type in, one row high; Enter goes on.

    `free` fields take every character; in the others `?` is no possible character and asks for help instead.
    A token that is pasted or typed into one is not shown: it is handed on in `TokenFound`. The messages keep what was
    typed out of their `repr`, which Textual's log prints.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "continue", id="field.submit")]
    DEFAULT_CSS = """
    Field { border: none; height: 1; padding: 0 1; background: $panel; }
    Field:ansi { border-left: solid $line; }
    Field:ansi:focus { border: none; border-left: outer $primary; }
    Field:focus { border: none; background: $cursor-line; background-tint: $cursor-line 0%; }
    """

    class Changed(Input.Changed):
        """Posted when the value changes."""

        def __repr__(self) -> str:
            return "Field.Changed()"

    class Submitted(Input.Submitted):
        """Posted on Enter."""

        def __repr__(self) -> str:
            return "Field.Submitted()"

    class Blurred(Input.Blurred):
        """Posted when the focus leaves."""

        def __repr__(self) -> str:
            return "Field.Blurred()"

    class TokenFound(Message):
        """A token, or the next character of one, came into a field that is not for tokens and keeps nothing of it."""

        def __init__(self, secret: Secret, *, continued: bool = False) -> None:
            super().__init__()
            self.secret, self.continued = secret, continued

    def __init__(self, value: str = "", *, id: str, placeholder: str = "", free: bool = False) -> None:  # noqa: A002 - Textual's own name
        super().__init__(value, placeholder, id=id, select_on_focus=False)
        self._free, self._found_at = free, -_BURST

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Every printable character, apart from `?` where that asks for help."""
        return super().check_consume_key(key, character) and (self._free or character != "?")

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and monotonic() - self._found_at < _BURST:
            # A terminal without bracketed paste types the rest of the token faster than the focus moves.
            event.stop()
            event.prevent_default()
            self._found_at = monotonic()
            self.post_message(self.TokenFound(Secret(event.character or ""), continued=True))
            return
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
        if holds_token(text):
            self.post_message(self.TokenFound(Secret(event.text)))
        else:
            self.replace(text, *self.selection)

    def watch_value(self, value: str) -> None:
        """Hand on a token that was typed, or pasted by a terminal that types what it pastes."""
        if holds_token(value):
            self.value = ""
            self._found_at = monotonic()
            self.post_message(self.TokenFound(Secret(value)))


def holds_token(text: str) -> bool:
    """Whether something in the text looks like a GitHub token."""
    return redact(text) != text


class FieldRow(Horizontal):
    """A field with its label in front of it and a short remark under the label's right."""

    DEFAULT_CSS = """
    FieldRow { height: 1; }
    FieldRow Label { width: 15; color: $muted; }
    FieldRow Label.-here { color: $foreground; text-style: bold; }
    """

    def __init__(self, label: str, field: Input) -> None:
        super().__init__()
        self._label, self._field = label, field

    def compose(self) -> ComposeResult:
        """Label, then field."""
        yield Label(self._label, markup=False)
        yield self._field

    def on_descendant_focus(self) -> None:
        """Set the label off; `:focus-within` would not reach it, as Textual styles the row alone anew."""
        self.query_one(Label).add_class("-here")

    def on_descendant_blur(self) -> None:
        """Let the label fall back."""
        self.query_one(Label).remove_class("-here")
