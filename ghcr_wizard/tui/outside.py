"""What reaches beyond the terminal: the clipboards there are, the browser if there is one."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from typing import TYPE_CHECKING

from textual.reactive import var

from ghcr_wizard.tui.core import WizardCore

if TYPE_CHECKING:
    from ghcr_wizard.secret import Secret
    from ghcr_wizard.tui import messages


class WizardOutside(WizardCore):
    """Copies texts and shows pages; both say what they did without claiming that it arrived."""

    def on_text_copied(self, message: messages.TextCopied) -> None:
        """Say what was sent where, without claiming that it arrived."""
        ways = " and ".join(("the terminal", *message.ways))
        self.say(f"Sent {message.what} to the clipboard, by way of {ways}.")

    clipboard_secrets: var[tuple[Secret, ...]] = var(())
    """The secrets that a clipboard may still hold: they were pasted from it, or given to it."""

    def watch_clipboard_secrets(self) -> None:
        """The key that clears is alive on every screen as long as there is something to clear."""
        self.refresh_bindings()

    def pasted(self, secret: Secret) -> None:
        """Know that a clipboard holds a secret."""
        self.clipboard_secrets = (*self.clipboard_secrets, secret)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to clear only once something was pasted."""
        return bool(self.clipboard_secrets) if action == "clear_clipboard" else super().check_action(action, parameters)

    def action_clear_clipboard(self) -> None:
        """Have every clipboard there is forget what it holds."""
        super().copy_to_clipboard("")
        self.work.clear_clipboards(self.clipboard_secrets)
        self.clipboard_secrets = ()

    def on_clipboards_cleared(self, message: messages.ClipboardsCleared) -> None:
        """Say what was cleared, what was not, and what nobody can see."""
        result = message.result
        if result.left:
            self.say(f"Not cleared: {', '.join(result.left)}. Copy something else in its place.", "error")
        cleared = f"Cleared: {', '.join(result.cleared)}. " if result.cleared else ""
        self.say(f"{cleared}The terminal was asked to clear its clipboard. A clipboard manager may keep a copy.")

    def copy(self, text: str, what: str) -> None:
        """Send a text to every clipboard there is; it is on the screen as well."""
        super().copy_to_clipboard(text)
        self.work.copy(text, what)

    def copy_to_clipboard(self, text: str) -> None:
        """Send selected text to every clipboard there is."""
        self.copy(text, "the selected text")

    def show_page(self, url: str, what: str) -> None:
        """Open a page in the browser where there is one; else show its address, with its QR code."""
        from ghcr_wizard.clients.desktop import show_page

        if show_page(url, self.environment):
            self.say(f"Asked your browser to open {what}.")
        else:
            self.show_link(url, what)

    def show_link(self, url: str, what: str) -> None:
        """Show an address with its QR code."""
        from ghcr_wizard.tui.screens.link import LinkScreen

        self.push_screen(LinkScreen(url, what))
