"""What the program asks of the person's desktop: a page in the browser, a text on the clipboard."""

from collections.abc import Mapping, Sequence

from ghcr_wizard.clients import browser, clipboard
from ghcr_wizard.clients.clipboard import Cleared
from ghcr_wizard.secret import Secret

__all__ = ["Cleared", "clear_clipboards", "give_to_clipboard", "show_page"]


def show_page(url: str, environment: Mapping[str, str]) -> bool:
    """Open a web page where a graphical browser is likely; return whether one was started."""
    return browser.open_page(url, environment)


async def give_to_clipboard(text: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Give a text to the clipboard programs there are; return the names of those that took it."""
    return await clipboard.send(text, environment)


async def clear_clipboards(secrets: Sequence[Secret], environment: Mapping[str, str]) -> Cleared:
    """Have the clipboards that can be reached forget; of tmux's buffers, those that hold one of the secrets."""
    return await clipboard.clear(secrets, environment)
