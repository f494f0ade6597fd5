"""Operations that run beside the screens; what becomes known goes to the function of the screen that asked."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from collections.abc import Coroutine
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.css.query import NoMatches
from textual.dom import DOMNode

from ghcr_wizard.text import clean

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from textual.app import App

T = TypeVar("T")


def one_line(error: BaseException) -> str:
    """What went wrong in one line that shows no secret: the kind of error and its text, redacted."""
    return clean(f"{type(error).__name__}: {error}", 200)


async def unless_failed(work: Coroutine[object, object, T], failed: Callable[[str, str], None]) -> AsyncIterator[T]:
    """What `work` returns; where a keyring, a file, a command or a token fails, `failed` gets cause and fix."""
    from ghcr_wizard.credentials.failures import failures_told

    with failures_told(failed):
        yield await work


def _nobody(_: object) -> None:
    """What becomes known is of no interest."""


class Background:
    """Runs operations; a bug in one, or in what shows it, becomes one redacted line, and the program goes on.

    Args:
        app: Whose workers they are.
        broke: Told of a bug: the group it happened in, and the line.
    """

    def __init__(self, app: App[Any], broke: Callable[[str, str], None]) -> None:
        self._app, self._broke = app, broke
        self._runs: dict[str, int] = {}
        self._waiting: dict[str, list[AsyncIterator[Any] | Coroutine[object, object, Any]]] = {}

    def run(
        self,
        operation: AsyncIterator[T] | Coroutine[object, object, T],
        into: Callable[[T], object] = _nobody,
        *,
        group: str,
        replace: bool = True,
    ) -> None:
        """Start an operation.

        Args:
            operation: What to run: something that yields values, or returns one.
            into: Called with each value, and awaited where it is asynchronous. Where it is a method of a screen or a
                widget that has gone meanwhile, nobody is told.
            group: What it is, in words; where it is the same as of one that still runs, that one ends, and what it
                would still say is dropped.
            replace: Whether it takes the place of what runs in its group, or runs beside it.
        """
        if replace:
            self._drop(group)
        run = self._runs.get(group, 0)
        self._waiting.setdefault(group, []).append(operation)
        work: Any = partial(self._guarded, operation, into, group, run)  # Textual's type of it is too narrow
        self._app.run_worker(work, name=group, group=group, description=group, exclusive=replace, exit_on_error=False)

    def stop(self, *groups: str) -> None:
        """End what runs in the groups; what it would still say is dropped."""
        for group in groups:
            self._drop(group)
            self._app.workers.cancel_group(self._app, group)

    def _drop(self, group: str) -> None:
        """Count what runs in a group as gone, and close what did not even begin."""
        self._runs[group] = self._runs.get(group, 0) + 1
        for operation in self._waiting.pop(group, ()):
            if isinstance(operation, Coroutine):
                operation.close()

    async def _guarded(
        self,
        operation: AsyncIterator[T] | Coroutine[object, object, T],
        into: Callable[[T], object],
        group: str,
        run: int,
    ) -> None:
        if operation not in (waiting := self._waiting.get(group, [])):
            return
        waiting.remove(operation)

        async def tell(value: T) -> None:
            owner = getattr(into, "__self__", None)
            gone = isinstance(owner, DOMNode) and not owner.is_attached
            if gone or self._runs.get(group, 0) != run:
                return
            try:
                told = into(value)
                if isawaitable(told):
                    await told
            except NoMatches:  # a screen that is not all there yet, or no longer
                return

        try:
            if hasattr(operation, "__aiter__"):
                async for value in operation:
                    await tell(value)
            else:
                await tell(await operation)
        except Exception as error:  # noqa: BLE001 - a bug in an operation must not end the program or show its locals
            self._broke(group, one_line(error))
