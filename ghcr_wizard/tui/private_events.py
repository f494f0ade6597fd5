"""Typed and pasted text that does not show itself.

Textual's log (`TEXTUAL_LOG`) and its message hook print the `repr` of every message; what is typed or pasted into
this program may be a token, so both kinds of event are exchanged for ones that keep their text to themselves.
The classes carry Textual's own names because it derives the handler's name from the class's.
"""

from textual import events
from textual.message import Message

from ghcr_wizard.text import redact


class Paste(events.Paste):
    """Pasted text whose `repr` says only how long it is."""

    def __repr__(self) -> str:
        return f"Paste({len(self.text)} characters)"

    def __rich_repr__(self) -> list[tuple[str, int]]:
        return [("length", len(self.text))]


class Key(events.Key):
    """A printable key whose `repr` does not say which."""

    def __repr__(self) -> str:
        return "Key(printable)"

    def __rich_repr__(self) -> list[str]:
        return ["printable"]


def quietened(message: Message, *, unseen: bool = False) -> Message:
    """The message itself, or one that means the same and does not show what was typed.

    Args:
        message: Any.
        unseen: Whether a pasted token has no business where it would go, and would stand there in clear.
    """
    if type(message) is events.Paste:
        return Paste(redact(message.text) if unseen else message.text)
    if type(message) is events.Key and message.is_printable:
        return Key(message.key, message.character)
    return message
