"""When a request may leave: so many at a time, so many a minute, and none while the server asks for a pause.

GitHub docs "Rate limits for the REST API" and "Best practices": a hundred requests at a time and 900 points a minute at
most (a GET is one), and whoever goes on while refused may be banned. So one refusal holds back all requests.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

T = TypeVar("T")

PER_MINUTE = 850
"""Requests in any minute; a little below GitHub's limit, which other programs of the same person share."""

_MINUTE = 60.0
_FEWEST = 4
_PROBE_SECONDS = 1.0


class RateLimiter(Generic[T]):
    """The way out for the requests of one principal to one server; `T` is what a refusal is kept as.

    Args:
        at_once: Requests at a time.
        patience: The longest pause in seconds that is waited out; in a longer one requests are refused unsent.
        sleep: How to wait.
        clock: Seconds that never go back.
    """

    def __init__(
        self,
        at_once: int,
        *,
        patience: float,
        sleep: Callable[[float], Awaitable[object]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._at_once, self._surplus = at_once, 0
        self._patience, self._sleep, self._clock = patience, sleep, clock
        self._left: deque[float] = deque()
        self._closed_at = self._probed_at = self._opens_at = float("-inf")
        self._refusal: T | None = None

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold one of the places for requests under way."""
        await self._places.acquire()
        try:
            yield
        finally:
            if self._surplus:
                self._surplus -= 1
            else:
                self._places.release()

    async def admitted(self) -> T | None:
        """Wait until a request may leave; the refusal to hand on instead where that would take too long.

        In a long pause one request a second is let through all the same, for a person who tries again: it finds out
        whether the pause is over.
        """
        while (pause := self._opens_at - self._clock()) > 0:
            if pause > self._patience:
                return None if self._may_probe() else self._refusal
            opens_at = self._opens_at
            await self._sleep(pause)
            if self._opens_at == opens_at:
                break
        await self._pace()
        return None

    def now(self) -> float:
        """The clock, for `refused` and `answered`."""
        return self._clock()

    def refused(self, refusal: T, seconds: float) -> None:
        """Close for `seconds`: the server throttles. From the first refusal on only half as many leave at a time."""
        now = self._clock()
        if now >= self._opens_at:
            self._narrow()
        self._closed_at = self._probed_at = now
        if now + seconds > self._opens_at:
            self._opens_at, self._refusal = now + seconds, refusal

    def answered(self, sent_at: float) -> None:
        """Open again: a request that left after the closing was not throttled."""
        if sent_at > self._closed_at:
            self._opens_at = float("-inf")

    def _narrow(self) -> None:
        kept = max(_FEWEST, self._at_once // 2)
        if kept < self._at_once:
            self._surplus += self._at_once - kept
            self._at_once = kept

    def _may_probe(self) -> bool:
        now = self._clock()
        if now - self._probed_at < _PROBE_SECONDS:
            return False
        self._probed_at = now
        return True

    async def _pace(self) -> None:
        """Leave a minute after the request that was so many before this one, if there was one."""
        now = moment = self._clock()
        if len(self._left) >= PER_MINUTE:
            moment = max(now, self._left.popleft() + _MINUTE)
        self._left.append(moment)
        if moment > now:
            await self._sleep(moment - now)
