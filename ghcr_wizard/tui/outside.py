"""What reaches beyond the terminal: the clipboards there are, the browser if there is one."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from functools import cached_property
from typing import TYPE_CHECKING

from ghcr_wizard.tui.core import WizardCore

if TYPE_CHECKING:
    from ghcr_wizard.domain.secret import Secret
    from ghcr_wizard.tui import messages


class WizardOutside(WizardCore):
    """Copies texts and shows pages; both say what they did without claiming that it arrived."""

    def on_text_copied(self, message: messages.TextCopied) -> None:
        """Say what was sent where, without claiming that it arrived."""
        ways = " and ".join(("the terminal", *message.ways))
        self.say(f"Sent {message.what} to the clipboard, by way of {ways}.")

    @cached_property
    def _on_clipboards(self) -> list[Secret]:
        """The secrets that a clipboard held when they were pasted, or was given."""
        return []

    def pasted(self, secret: Secret) -> None:
        """Know that a clipboard holds a secret: from now on it can be cleared on every screen."""
        self._on_clipboards.append(secret)
        self.refresh_bindings()

    @property
    def clipboard_holds(self) -> bool:
        """Whether a clipboard may still hold a secret."""
        return bool(self._on_clipboards)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to clear only once something was pasted."""
        return self.clipboard_holds if action == "clear_clipboard" else super().check_action(action, parameters)

    def action_clear_clipboard(self) -> None:
        """Have every clipboard there is forget what it holds."""
        super().copy_to_clipboard("")
        self.work.clear_clipboards(tuple(self._on_clipboards))
        self._on_clipboards.clear()
        self.refresh_bindings()

    def on_clipboards_cleared(self, message: messages.ClipboardsCleared) -> None:
        """Say what was cleared, what was not, and what nobody can see."""
        result = message.result
        if result.left:
            self.say(f"Not cleared: {', '.join(result.left)}. Copy something else in its place.", "error")
        cleared = f"Cleared: {', '.join(result.cleared)}. " if result.cleared else ""
        self.say(f"{cleared}Asked the terminal to clear its own; that, and clipboard managers, nobody can see.")

    def copy(self, text: str, what: str) -> None:
        """Send a text to every clipboard there is; it is on the screen as well."""
        super().copy_to_clipboard(text)
        self.work.copy(text, what)

    def copy_to_clipboard(self, text: str) -> None:
        """Send selected text to every clipboard there is."""
        self.copy(text, "the selected text")

    def show_page(self, url: str, what: str) -> None:
        """Open a page in the browser where there is one; else show its address, with its QR code."""
        from ghcr_wizard.operations.desktop import show_page  # noqa: PLC0415 - after the first paint

        if show_page(url, self.environment):
            self.say(f"Asked your browser to open {what}.")
        else:
            self.show_link(url, what)

    def show_link(self, url: str, what: str) -> None:
        """Show an address with its QR code."""
        from ghcr_wizard.tui.screens.link import LinkScreen  # noqa: PLC0415 - after the first paint

        self.push_screen(LinkScreen(url, what))
