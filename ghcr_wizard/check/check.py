"""The live test: eleven checks in order, each with its evidence, and one report at the end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from ghcr_wizard.check.context import CheckContext
from ghcr_wizard.check.events import CheckEvent, CheckFinished, CheckProgressed, CheckStarted, ReportCompleted
from ghcr_wizard.check.questions import CheckRequest
from ghcr_wizard.check.report import CheckId, CheckReport, CheckResult
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
    events: asyncio.Queue[CheckEvent | None] = asyncio.Queue()
    run = asyncio.ensure_future(_run(session, request, now, events.put_nowait))
    run.add_done_callback(lambda _: events.put_nowait(None))
    try:
        while (event := await events.get()) is not None:
            yield event
        report = run.result()
    finally:
        run.cancel()
        await asyncio.wait([run])
        if not run.cancelled():
            run.exception()  # whoever asked for the result has heard of it
    yield ReportCompleted(report)


async def _run(
    session: Session, request: CheckRequest, now: Callable[[], datetime], tell: Callable[[CheckEvent], None]
) -> CheckReport:
    """The checks in their order, while their questions are asked as soon as they can be; all end together."""
    current: CheckId | None = None

    def progressed(event: CheckProgressed) -> None:
        if event.id is current:  # one that is ahead of its turn is not told of
            tell(event)

    try:
        async with asyncio.TaskGroup() as group:
            context = CheckContext(session, request, now, progressed, group.create_task)
            ladder = CheckSteps(context)
            for current, step in ladder.steps():
                tell(CheckStarted(current))
                tell(CheckFinished(ladder.record(await _timed(step, context))))
            return ladder.report()
    except BaseExceptionGroup as errors:
        raise _first(errors) from None


async def _timed(step: Callable[[], Awaitable[CheckResult]], context: CheckContext) -> CheckResult:
    """The result of a check, with the time that its own answers took, whenever they were asked for."""
    context.milliseconds = 0.0
    result = await step()
    took = context.milliseconds
    return replace(result, milliseconds=took) if result.evidence and took >= 1 else result


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that ended the run; the others came of it."""
    error = errors.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
