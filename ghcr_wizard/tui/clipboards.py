"""Every clipboard there is: a text sent to them, or taken from them again, and what is said of it.

Nothing claims that it arrived: a terminal does not answer.
"""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from textual.notifications import SeverityLevel

    from ghcr_wizard.secret import Secret
    from ghcr_wizard.tui.background import Background
    from ghcr_wizard.tui.model import WizardModel

    Said = tuple[str, SeverityLevel]


class Clipboards:
    """Sends texts to all of them, and has them forget what is secret.

    Args:
        model: Knows which secrets they may hold.
        background: Runs the programs that reach the desktop's.
        terminal: Sends a text to the terminal's own.
        say: Tells the person something, with its severity.
    """

    def __init__(
        self,
        model: WizardModel,
        background: Background,
        terminal: Callable[[str], None],
        say: Callable[[str, SeverityLevel], None],
    ) -> None:
        self._model, self._background, self._terminal, self._say = model, background, terminal, say

    def send(self, text: str, what: str) -> None:
        """Send a text, `what` in words; it is on the screen as well."""
        self._terminal(text)
        self._background.run(_sent(text, what, self._model.environment), self._tell, group="copy")

    def clear(self) -> None:
        """Have them forget what they hold."""
        self._terminal("")
        clearing = _cleared(self._model.clipboard_secrets, self._model.environment)
        self._background.run(clearing, self._tell, group="copy")
        self._model.clipboard_cleared()

    def _tell(self, said: Said) -> None:
        self._say(*said)


async def _sent(text: str, what: str, environment: Mapping[str, str]) -> AsyncIterator[Said]:
    """Send a text to the clipboards besides the terminal's; by which ways it went, in a sentence.

    Args:
        text: What is sent.
        what: The same in words.
        environment: The variables that tell which there are.
    """
    from ghcr_wizard.clients.clipboard import send

    ways = await send(text, environment)
    yield f"Sent {what} to the clipboard, by way of {' and '.join(('the terminal', *ways))}.", "information"


async def _cleared(secrets: Sequence[Secret], environment: Mapping[str, str]) -> AsyncIterator[Said]:
    """Have them forget secrets; what was cleared, what was not, and what nobody can see, a sentence each."""
    from ghcr_wizard.clients.clipboard import clear

    result = await clear(secrets, environment)
    if result.left:
        yield f"Not cleared: {', '.join(result.left)}. Copy something else in its place.", "error"
    done = f"Cleared: {', '.join(result.cleared)}. " if result.cleared else ""
    yield f"{done}The terminal was asked to clear its clipboard. A clipboard manager may keep a copy.", "information"
