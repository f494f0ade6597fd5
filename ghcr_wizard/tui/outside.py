"""What reaches beyond the terminal: the clipboards there are, the browser if there is one."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from typing import TYPE_CHECKING

from ghcr_wizard.tui.core import WizardCore

if TYPE_CHECKING:
    from ghcr_wizard.tui import messages


class WizardOutside(WizardCore):
    """Copies texts and shows pages; both say what they did without claiming that it arrived."""

    def on_text_copied(self, message: messages.TextCopied) -> None:
        """Say what was sent where, without claiming that it arrived."""
        ways = " and ".join(("the terminal", *message.ways))
        self.say(f"Sent {message.what} to the clipboard, by way of {ways}.")

    def clear_clipboard(self) -> None:
        """Ask every clipboard there is to forget what it holds."""
        super().copy_to_clipboard("")
        self.work.copy("", "nothing, in place of the token,")

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
