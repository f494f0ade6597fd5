"""The live test: eleven checks in order, each with its evidence, and one report at the end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter

from ghcr_wizard.check.context import CheckContext, CheckRequest
from ghcr_wizard.check.events import CheckEvent, CheckFinished, CheckProgressed, CheckStarted, ReportCompleted
from ghcr_wizard.check.report import CheckResult
from ghcr_wizard.check.steps import CheckSteps
from ghcr_wizard.credentials.session import Session

__all__ = ["CheckRequest", "check"]


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def check(
    session: Session, request: CheckRequest, now: Callable[[], datetime] = _utc_now
) -> AsyncIterator[CheckEvent]:
    """Run the live test.

    Args:
        session: The open clients, with the credential to test.
        request: What to test.
        now: The clock, for the report and the countdown.

    Yields:
        A start and an end for every check in the fixed order, progress between them, the report last.
    """
    progress: asyncio.Queue[CheckProgressed] = asyncio.Queue()
    ladder = CheckSteps(CheckContext(session, request, now, progress.put_nowait))
    for check_id, step in ladder.steps():
        yield CheckStarted(check_id)
        task = asyncio.ensure_future(_timed(step))
        try:
            async for event in _until_done(task, progress):
                yield event
            yield CheckFinished(ladder.record(task.result()))
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    yield ReportCompleted(ladder.report())


async def _until_done(
    task: asyncio.Future[CheckResult], progress: asyncio.Queue[CheckProgressed]
) -> AsyncIterator[CheckProgressed]:
    while not task.done():
        waiting = asyncio.ensure_future(progress.get())
        either: set[asyncio.Future[CheckResult] | asyncio.Future[CheckProgressed]] = {task, waiting}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                yield waiting.result()
        finally:
            waiting.cancel()
    while not progress.empty():
        yield progress.get_nowait()


async def _timed(step: Callable[[], Awaitable[CheckResult]]) -> CheckResult:
    begun = perf_counter()
    result = await step()
    milliseconds = (perf_counter() - begun) * 1_000
    return replace(result, milliseconds=milliseconds) if result.evidence and milliseconds >= 1 else result
