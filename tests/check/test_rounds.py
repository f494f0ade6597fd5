"""How many answers a check waits for one after the other, without a clock: a GitHub that answers in rounds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from ghcr_wizard.check.check import check
from ghcr_wizard.check.events import CheckEvent, CheckFinished, CheckStarted, ReportCompleted
from ghcr_wizard.check.report import CheckId, Verdict
from ghcr_wizard.demo.api.router import answer_api
from ghcr_wizard.demo.listener import Delivery, Listener, bind_loopback
from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.registry.router import answer_registry
from ghcr_wizard.demo.state import Origins, State
from ghcr_wizard.demo.switches import Switches
from ghcr_wizard.demo.wire import Request, Response
from ghcr_wizard.demo.world import Token
from ghcr_wizard.github.hosts import hosts_of
from tests.check.worlds import NOW, Case, opened

_QUIET = 100
"""Turns of the event loop without a new request after which everything that can be asked by now has been asked."""

_STEPS = [
    "GET /rate_limit, GET /user, GET /v2/",
    "GET /token, GET /user/orgs",
    "GET /orgs/acme/packages, GET /orgs/openco/packages, GET /user/packages",
    "GET /token",
    "GET /v2/…/tags/list",
]


@dataclass
class Rounds:
    """A GitHub in this event loop that answers when nobody asks anything more, all at once, round after round.

    Attributes:
        persona: Whose world it is.
        asked: What was asked in each round, the last one still open.
        held: Called with what was asked in each round before it is answered; for a test to look around.
    """

    persona: str = "maintainer"
    asked: list[list[str]] = field(default_factory=lambda: [[]])
    held: Callable[[int], object] = lambda _round: None
    _open: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Rounds"]:
        """Answer as long as the context lasts."""
        sockets = [bind_loopback() for _ in range(2)]
        api, registry = (f"http://127.0.0.1:{each.getsockname()[1]}" for each in sockets)
        world = build_world(self.persona, NOW)
        self.username, self.token = world.username, world.token
        names = {"API": api, "REGISTRY": registry, "WEB": api}
        self.hosts = hosts_of("ghcr.io", {f"GHCR_WIZARD_{name}_URL": url for name, url in names.items()})
        state = State(world, Switches(), Origins(registry, api, api, api))
        listeners = [
            Listener(sockets[0], self._handler(lambda request: answer_api(state, request))),
            Listener(sockets[1], self._handler(lambda request: answer_registry(state, request))),
        ]
        for listener in listeners:
            await listener.open()
        turning = asyncio.ensure_future(self._turn())
        try:
            yield self
        finally:
            turning.cancel()
            with suppress(asyncio.CancelledError):
                await turning
            for listener in listeners:
                await listener.close()

    def _handler(
        self, answer: Callable[[Request], tuple[Response, Token | None]]
    ) -> Callable[[Request], Awaitable[Delivery]]:
        async def handle(request: Request) -> Delivery:
            self.asked[-1].append(f"{request.method} {request.path}")
            await self._open.wait()
            return Delivery(answer(request)[0])

        return handle

    async def _turn(self) -> None:
        while True:
            seen, quiet = 0, 0
            while not seen or quiet < _QUIET:
                await asyncio.sleep(0)
                quiet = quiet + 1 if len(self.asked[-1]) == seen else 0
                seen = len(self.asked[-1])
            self.held(len(self.asked))
            self.asked.append([])
            self._open.set()
            self._open = asyncio.Event()

    def rounds(self) -> list[str]:
        """What was asked in each round, each kind of request once."""
        kinds = [{row if "/tags/" not in row else "GET /v2/…/tags/list" for row in each} for each in self.asked]
        return [", ".join(sorted(each)) for each in kinds if each]


async def checked(github: Rounds, *, push: bool = False) -> AsyncIterator[CheckEvent]:
    """A check of it, as it goes."""
    async with opened(github.hosts, github.username, github.token) as session:
        async for event in check(session, Case("", push=push).request(github.token)):
            yield event


async def test_a_check_waits_for_five_answers_one_after_the_other() -> None:
    async with Rounds().serving() as github:
        *_, last = [event async for event in checked(github)]

    assert isinstance(last, ReportCompleted)
    assert last.report.verdict is Verdict.OK
    assert github.rounds() == _STEPS


async def test_the_registry_is_asked_for_its_challenge_once_and_for_no_scope_twice() -> None:
    async with Rounds().serving() as github:
        _ = [event async for event in checked(github)]

    assert [row for each in github.asked for row in each].count("GET /v2/") == 1


async def test_a_token_that_github_rejects_is_shown_to_it_once() -> None:
    async with Rounds("expired").serving() as github:
        _ = [event async for event in checked(github)]

    assert github.rounds() == ["GET /rate_limit, GET /user, GET /v2/", "GET /token"]


async def test_the_checks_start_and_end_in_their_order_whatever_was_asked_ahead() -> None:
    async with Rounds().serving() as github:
        events = [event async for event in checked(github)]

    told = [each for each in map(_check_of, events) if each is not None]
    assert told == [each for check_id in CheckId for each in (check_id, check_id)]


def _check_of(event: CheckEvent) -> CheckId | None:
    if isinstance(event, CheckFinished):
        return event.result.id
    return event.id if isinstance(event, CheckStarted) else None


async def test_a_check_shows_the_time_its_own_answer_took_whenever_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Rounds("sso").serving() as github:
        monkeypatch.setattr("time.perf_counter", lambda: float(len(github.asked)))  # a second a round
        events = [event async for event in checked(github)]

    results = [event.result for event in events if isinstance(event, CheckFinished)]
    assert {row.id: row.milliseconds for row in results if row.milliseconds is not None} == {
        CheckId.NETWORK: 1_000,
        CheckId.IDENTITY: 1_000,
        CheckId.REGISTRY_LOGIN: 1_000,
        CheckId.NAMESPACES: 2_000,  # the organizations, then the one that was left out, by its number
        CheckId.SSO: 1_000,
        CheckId.PULL: 2_000,
    }


@pytest.mark.parametrize("stopped_in", range(1, len(_STEPS) + 1))
async def test_whoever_stops_a_check_stops_all_that_was_asked_ahead_of_its_turn(stopped_in: int) -> None:
    github = Rounds()
    before = asyncio.all_tasks()
    async with github.serving():
        own = asyncio.all_tasks()

        async def run() -> None:
            _ = [event async for event in checked(github)]

        task = asyncio.ensure_future(run())
        github.held = lambda number: task.cancel() if number == stopped_in else None
        with pytest.raises(asyncio.CancelledError):
            await task
        left = {each for each in asyncio.all_tasks() - own if "check" in repr(each.get_coro())}

        assert not left
    assert asyncio.all_tasks() <= before | {asyncio.current_task()}
