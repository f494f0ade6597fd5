"""An application that outlives a mistake of its own: it becomes one line above the keys, and the program goes on."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from typing import TYPE_CHECKING

from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.worker import WorkerFailed

from ghcr_wizard import PROJECT_URL
from ghcr_wizard.tui.background import one_line
from ghcr_wizard.tui.exit_message import ExitState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping
    from typing import Any

    from textual.actions import ActionParseResult
    from textual.await_complete import AwaitComplete
    from textual.dom import DOMNode
    from textual.message import Message


_PUT_OFF = frozenset({"Timer._tick", "MessagePump._flush_next_callbacks"})
"""Where Textual calls what was put off, and catches what it raises."""


def _came_too_late(error: BaseException) -> bool:
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
        app.notify(f"That did not work: {one_line(error)}. Try again.", severity="warning", markup=False)


class GuardedApp(App[ExitState]):
    """No key, no handler and no timer ends it; what does end it leaves one redacted line."""

    async def _on_message(self, message: Message) -> None:
        # A mistake is told above the keys; there is none before the first step, and nothing to lose.
        await guarded(self, super()._on_message(message), outlives=len(self.screen_stack) > 1)

    def _handle_exception(self, error: Exception) -> None:
        if not _came_too_late(error):
            super()._handle_exception(error)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key asks for; a mistake of the program's own becomes one line, and the program goes on.

        A key may reach a screen that is not composed yet, and Textual's palette raises where it is scrolled before its
        first results are there. Whatever it is, the person's token and what was typed outlive it.
        """
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except (NoMatches, ScreenStackError):  # a quick key: its screen is not all there yet, or no longer
            return True
        except Exception as error:  # noqa: BLE001 - no key may end the program
            self.notify(f"That did not work: {one_line(error)}. Try again.", severity="warning", markup=False)
            return True

    def pop_screen(self) -> AwaitComplete:
        """Leave the screen on top; where it is the only one, stay: it was left already, by a quicker press."""
        from textual.await_complete import AwaitComplete

        return super().pop_screen() if len(self.screen_stack) > 1 else AwaitComplete()

    def _print_error_renderables(self) -> None:
        """Print the first line alone, without Textual's advice to its own developers."""
        del self._exit_renderables[1:]
        super()._print_error_renderables()

    def _fatal_error(self) -> None:
        """End with one redacted line: a traceback with its locals could show a token."""
        from rich.segment import Segments
        from rich.text import Text

        error = self._exception
        what = one_line(error) if error else "unknown error"
        report = f"Please report it: {PROJECT_URL}/issues"
        text = Text(f"ghcr-wizard crashed: {what}. {report} (Run reset if the terminal looks wrong.)")
        self._exit_renderables.append(Segments(self.console.render(text, self.console.options)))
        self._close_messages_no_wait()
