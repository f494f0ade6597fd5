"""Screens that outlive a mistake of their own: what a handler raises becomes one line, and the program goes on."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from typing import TYPE_CHECKING

from textual.app import ScreenStackError
from textual.css.query import NoMatches

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import Any

    from textual.app import App


async def guarded(app: App[Any], handling: Awaitable[None], *, outlives: bool = True) -> None:
    """Await what a message does; what it raises is told, not raised: Textual ends the program for it.

    A quick key leaves a screen before all of it is there, so that a handler looks for a widget that is not yet, or no
    longer: nobody has to hear of that. What a worker still reports while the app ends finds no screen at all.

    Args:
        app: Where it is told.
        handling: The handler.
        outlives: Whether there is something to go on with after a mistake.
    """
    try:
        await handling
    except (NoMatches, ScreenStackError):
        return
    except Exception as error:
        if not outlives:
            raise
        from ghcr_wizard.tui.background import one_line

        app.notify(f"That did not work: {one_line(error)}. Try again.", severity="warning", markup=False)
