"""Screens that outlive a mistake of their own: what a handler raises becomes one line, and the program goes on."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from typing import TYPE_CHECKING

from textual.app import ScreenStackError
from textual.css.query import NoMatches
from textual.worker import WorkerFailed

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import Any

    from textual.app import App


_PUT_OFF = frozenset({"Timer._tick", "MessagePump._flush_next_callbacks"})
"""Where Textual calls what was put off, and catches what it raises."""


def came_too_late(error: BaseException) -> bool:
    """Whether a timer, a worker or a call put off looked for a widget that is not there yet, or no longer.

    Textual's own ones do as well, and it ends the program for it. What handles messages is not meant: after a mistake
    Textual has it handle no further one.
    """
    if isinstance(error, WorkerFailed):
        return isinstance(error.error, NoMatches | ScreenStackError)
    caught = error.__traceback__
    put_off = caught is not None and caught.tb_frame.f_code.co_qualname in _PUT_OFF
    return put_off and isinstance(error, NoMatches | ScreenStackError)


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
