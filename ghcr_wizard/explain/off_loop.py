"""An error text to its causes, beside whatever else runs: a long log takes seconds of pure computing."""

from ghcr_wizard import deadline
from ghcr_wizard.explain import Match, explain

_SECONDS = 30.0
"""Far more than the longest text that is read needs."""


async def explain_text(text: str) -> tuple[Match, ...]:
    """The causes of an error text, the likeliest first; empty where nothing in it is known.

    Raises:
        TimeoutError: The computer is too busy to say.
    """
    return await deadline.call_async(lambda: explain(text), _SECONDS)
