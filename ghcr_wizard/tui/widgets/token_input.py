"""The field for a token: it takes what people really paste, and gives nothing away."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from ghcr_wizard.secret import Secret
from ghcr_wizard.tui.widgets.field import Field

_LONGEST_PASTE = 20_000
"""Characters looked at; what is longer is no token, and is refused as such."""


class TokenInput(Field):
    """A password field that cleans a paste, and neither copies, cuts, logs nor shows what is in it.

    `Input` keeps only the first line of a paste, refuses one longer than `max_length` and copies a password in clear:
    each of these is undone here. What is pasted replaces what was
    there, since half a token before another one is never meant.
    """

    DEFAULT_CSS = """
    TokenInput { border: none; }
    """

    class Pasted(Message):
        """Something was pasted: the clipboard probably still holds it."""

    class CopyRefused(Message):
        """Copying or cutting was asked for; a token is not copied."""

    COMPONENT_CLASSES: ClassVar[set[str]] = Input.COMPONENT_CLASSES

    def __init__(self, *, id: str, placeholder: str = "") -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, placeholder=placeholder)
        self.password = True
        self.whole = Secret("")
        """What was pasted or typed, before anything was trimmed; what is judged."""

    def compose(self) -> ComposeResult:
        """Nothing inside."""
        yield from ()

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.take(event.text)
        self.post_message(self.Pasted())

    def take(self, text: str) -> None:
        """Put `text` in, as if pasted; what is shown is a bullet for each of its visible characters."""
        text = text[:_LONGEST_PASTE]
        self.whole = Secret(text)
        visible = "".join(c for c in text if c.isprintable() and not c.isspace())
        if visible == self.value:
            self.post_message(self.Changed(self, visible))
        self.value = visible
        self.cursor_position = len(visible)

    def watch_value(self, value: str) -> None:
        """What is typed by hand is taken as it stands; what was pasted keeps its whole text for the inspection."""
        visible = "".join(c for c in self.whole.reveal() if c.isprintable() and not c.isspace())
        if visible != value:
            self.whole = Secret(value)

    def action_copy(self) -> None:
        """Refuse."""
        self.post_message(self.CopyRefused())

    def action_cut(self) -> None:
        """Refuse."""
        self.post_message(self.CopyRefused())

    def action_paste(self) -> None:
        """Paste what this program itself put on its clipboard, which is never a token."""
        self.take(self.app.clipboard)
