"""How requests are held back: so many at a time, so many a minute, all of them while the server asks for a pause."""

import asyncio

import pytest

from ghcr_wizard.transport.rate_limiter import PER_MINUTE, RateLimiter


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def gate(clock: Clock, at_once: int = 20) -> RateLimiter[str]:
    return RateLimiter(at_once, patience=5.0, sleep=clock.sleep, clock=clock)


async def at_most(tested: RateLimiter[str], requests: int) -> int:
    """How many of so many requests are under way at a time."""
    under_way = most = 0

    async def one() -> None:
        nonlocal under_way, most
        async with tested.place():
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(one() for _ in range(requests)))
    return most


async def test_an_open_gate_holds_nobody_back() -> None:
    clock = Clock()

    assert [await gate(clock).admitted() for _ in range(50)] == [None] * 50
    assert clock.now == 1_000


async def test_a_short_pause_is_waited_out_by_everybody() -> None:
    clock = Clock()
    tested = gate(clock)
    tested.refused("no", 2.0)

    assert await tested.admitted() is None
    assert clock.now == 1_002


async def test_a_pause_that_grows_meanwhile_is_waited_out_whole() -> None:
    clock, more = Clock(), [2.0]

    async def sleep(seconds: float) -> None:
        while more:
            tested.refused("no", seconds + more.pop())
        clock.now += seconds

    tested: RateLimiter[str] = RateLimiter(20, patience=5.0, sleep=sleep, clock=clock)
    tested.refused("no", 2.0)

    assert await tested.admitted() is None
    assert clock.now == 1_004


async def test_in_a_long_pause_the_refusal_is_handed_on_at_once() -> None:
    clock = Clock()
    tested = gate(clock)
    tested.refused("wait a minute", 60.0)

    assert [await tested.admitted() for _ in range(3)] == ["wait a minute"] * 3
    assert clock.now == 1_000


async def test_in_a_long_pause_one_request_a_second_finds_out_whether_it_is_over() -> None:
    clock = Clock()
    tested = gate(clock)
    tested.refused("no", 60.0)
    clock.now += 1.5

    assert [await tested.admitted() for _ in range(3)] == [None, "no", "no"]


async def test_an_answer_to_what_left_after_the_refusal_opens_the_gate() -> None:
    clock = Clock()
    tested = gate(clock)
    sent_before = tested.now()
    tested.refused("no", 60.0)
    clock.now += 1.5
    tested.answered(sent_before)
    assert [await tested.admitted() for _ in range(2)] == [None, "no"]

    tested.answered(tested.now())

    assert [await tested.admitted() for _ in range(3)] == [None] * 3


async def test_a_shorter_pause_does_not_shorten_a_longer_one() -> None:
    clock = Clock()
    tested = gate(clock)
    tested.refused("long", 60.0)
    tested.refused("short", 1.0)

    assert await tested.admitted() == "long"


async def test_after_a_refusal_half_as_many_leave_at_a_time() -> None:
    clock = Clock()
    tested = gate(clock, at_once=20)
    assert await at_most(tested, 100) == 20

    tested.refused("no", 2.0)
    tested.refused("no", 2.0)
    await at_most(tested, 100)

    assert await at_most(tested, 100) == 10


@pytest.mark.parametrize("times", [3, 30])
async def test_a_few_may_always_leave(times: int) -> None:
    clock = Clock()
    tested = gate(clock, at_once=20)
    for _ in range(times):
        tested.refused("no", 1.0)
        clock.now += 2
        await at_most(tested, 100)

    assert await at_most(tested, 100) == 4


async def test_no_more_leave_in_a_minute_than_github_allows() -> None:
    clock = Clock()
    tested = gate(clock)
    left = []
    for _ in range(3 * PER_MINUTE):
        await tested.admitted()
        left.append(clock.now)

    assert left[PER_MINUTE - 1] == 1_000
    assert all(later - earlier >= 60 for earlier, later in zip(left, left[PER_MINUTE:], strict=False))
    assert left[-1] == 1_120


async def test_a_request_that_is_cancelled_gives_its_place_back() -> None:
    tested = gate(Clock(), at_once=1)

    async def stuck() -> None:
        async with tested.place():
            await asyncio.Event().wait()

    task = asyncio.create_task(stuck())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert await at_most(tested, 3) == 1
