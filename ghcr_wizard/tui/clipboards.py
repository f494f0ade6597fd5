"""Every clipboard there is: a text sent to them, or taken from them again, and what is said of it.

Nothing claims that it arrived: a terminal does not answer.
"""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from textual.notifications import SeverityLevel

    from ghcr_wizard.secret import Secret

    Said = tuple[str, SeverityLevel]


async def sent(text: str, what: str, environment: Mapping[str, str]) -> AsyncIterator[Said]:
    """Send a text to the clipboards besides the terminal's; by which ways it went, in a sentence.

    Args:
        text: What is sent.
        what: The same in words.
        environment: The variables that tell which there are.
    """
    from ghcr_wizard.clients.clipboard import send

    ways = await send(text, environment)
    yield f"Sent {what} to the clipboard, by way of {' and '.join(('the terminal', *ways))}.", "information"


async def cleared(secrets: Sequence[Secret], environment: Mapping[str, str]) -> AsyncIterator[Said]:
    """Have them forget secrets; what was cleared, what was not, and what nobody can see, a sentence each."""
    from ghcr_wizard.clients.clipboard import clear

    result = await clear(secrets, environment)
    if result.left:
        yield f"Not cleared: {', '.join(result.left)}. Copy something else in its place.", "error"
    done = f"Cleared: {', '.join(result.cleared)}. " if result.cleared else ""
    yield f"{done}The terminal was asked to clear its clipboard. A clipboard manager may keep a copy.", "information"
