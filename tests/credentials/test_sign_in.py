"""Signing in with the browser: every answer GitHub may give, at a clock that a test turns."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import pytest

from ghcr_wizard.credentials.sign_in import (
    Clock,
    CodeShown,
    Disturbed,
    SignedIn,
    SignInEvent,
    SignInFailed,
    Slowed,
    StillWaiting,
    sign_in,
)
from ghcr_wizard.github.device_codes import ClientIdError, checked_client_id
from ghcr_wizard.secret import Secret
from tests.transport.net_server import LoopbackServer, Seen, answer, stall
from tests.transport.net_world import hosts_at

CLIENT = "Ov23liABCDEFGHIJKLMN"
TOKEN = "gho_" + "a1B2" * 9
SCOPES = ("read:packages", "read:org")
POLL = "/login/oauth/access_token"
PENDING = answer(200, {"error": "authorization_pending", "error_description": "…"})
GRANTED = answer(200, {"access_token": TOKEN, "token_type": "bearer", "scope": "read:org,read:packages"})
USER = answer(200, {"login": "octocat", "id": 583231, "type": "User"})


@dataclass
class Turned:
    """A clock that goes on by being slept on."""

    time: float = 1_000.0
    sleeps: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.time, self.sleep)


def refusal(error: str, **more: object) -> bytes:
    return answer(200, {"error": error, "error_description": f"About {error}.", **more})


def code(server: LoopbackServer, **changes: object) -> bytes:
    document = {
        "device_code": "3584d83530557fdd1f46af8289938c8ef79f9dc5",
        "user_code": "WDJB-MJHT",
        "verification_uri": f"{server.url}/login/device",
        "expires_in": 900,
        "interval": 5,
    }
    return answer(200, document | changes)


@asynccontextmanager
async def github(*polls: Any, **changes: object) -> AsyncIterator[LoopbackServer]:  # noqa: ANN401 - answers or scripts
    async with LoopbackServer() as server:
        server.on("/login/device/code", code(server, **changes))
        server.on(POLL, *polls)
        server.on("/user", USER)
        yield server


async def events(server: LoopbackServer, turned: Turned) -> list[SignInEvent]:
    return [event async for event in sign_in(hosts_at(server.url, web=server.url), CLIENT, SCOPES, turned.clock)]


async def test_the_code_is_shown_then_polled_until_the_token_is_there() -> None:
    turned = Turned()
    async with github(PENDING, PENDING, GRANTED) as server:
        seen = await events(server, turned)

        shown, first, second, last = seen
        assert shown == CodeShown("WDJB-MJHT", f"{server.url}/login/device", 900, 5)
        assert (first, second) == (StillWaiting(895, 1), StillWaiting(890, 2))
        assert isinstance(last, SignedIn)
        assert last.inspection.secret == Secret(TOKEN)
        assert (last.scopes, last.login) == (("read:org", "read:packages"), "octocat")
        assert turned.sleeps == [5, 5, 5]
        begun, poll, *_ = server.seen
        assert parse_qs(begun.body.decode()) == {"client_id": [CLIENT], "scope": ["read:packages read:org"]}
        assert begun.headers["accept"] == "application/json"
        assert parse_qs(poll.body.decode()) == {
            "client_id": [CLIENT],
            "device_code": ["3584d83530557fdd1f46af8289938c8ef79f9dc5"],
            "grant_type": ["urn:ietf:params:oauth:grant-type:device_code"],
        }
        assert TOKEN not in repr(seen)
        assert "3584d835" not in repr(seen)


async def test_slow_down_makes_every_later_poll_wait_longer() -> None:
    turned = Turned()
    async with github(refusal("slow_down", interval=10), refusal("slow_down"), PENDING, GRANTED) as server:
        seen = await events(server, turned)

    assert [event for event in seen if isinstance(event, Slowed)] == [Slowed(10), Slowed(15)]
    assert turned.sleeps == [5, 10, 15, 15]


async def test_a_slow_down_never_makes_it_faster() -> None:
    turned = Turned()
    async with github(refusal("slow_down", interval=1), GRANTED) as server:
        await events(server, turned)

    assert turned.sleeps == [5, 10]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("access_denied", "device-flow-denied"),
        ("expired_token", "device-flow-expired"),
        ("token_expired", "device-flow-expired"),
        ("incorrect_device_code", "device-flow-expired"),
        ("device_flow_disabled", "device-flow-disabled"),
        ("unsupported_grant_type", "device-flow-disabled"),
        ("incorrect_client_credentials", "app-not-found"),
        ("something_new", "api-unavailable"),
    ],
)
async def test_every_refusal_ends_it_with_its_cause(error: str, expected: str) -> None:
    async with github(PENDING, refusal(error)) as server:
        last = (await events(server, Turned()))[-1]

    assert isinstance(last, SignInFailed)
    assert last.diagnosis.code == expected
    assert last.exchange.status == 200


async def test_a_code_that_nobody_types_expires() -> None:
    turned = Turned()
    async with github(PENDING, expires_in=900) as server:
        last = (await events(server, turned))[-1]

    assert isinstance(last, SignInFailed)
    assert last.diagnosis.code == "device-flow-expired"
    assert sum(turned.sleeps) <= 900


async def test_a_disturbance_is_lived_through_and_told() -> None:
    down = answer(503, body=b"<html>Unicorn!</html>", content_type="text/html")
    async with github(down, PENDING, down, down, GRANTED) as server:
        seen = await events(server, Turned())

    assert [event.diagnosis.code for event in seen if isinstance(event, Disturbed)] == ["api-unavailable"] * 3
    assert isinstance(seen[-1], SignedIn)


async def test_a_disturbance_that_lasts_ends_it() -> None:
    async with github(answer(502, body=b"bad gateway")) as server:
        seen = await events(server, Turned())

    assert len([event for event in seen if isinstance(event, Disturbed)]) == 4
    assert isinstance(seen[-1], SignInFailed)
    assert seen[-1].diagnosis.code == "api-unavailable"


@pytest.mark.parametrize(
    "changes",
    [
        {"verification_uri": "https://github.com.evil.example/login/device"},
        {"verification_uri": "https://octocat@github.com/login/device"},
        {"verification_uri": "http://github.com/login/device"},
        {"verification_uri": "javascript:alert(1)"},
        {"verification_uri": None},
        {"user_code": "[red]AB"},
        {"user_code": "A" * 300},
        {"user_code": 12345678},
        {"device_code": ""},
        {"device_code": None},
        {"user_code": "3584d83530557fdd1f46"},  # what only this program is to know
        {"verification_uri": "https://github.com/login/device?code=3584d83530557fdd1f46"},
    ],
)
async def test_a_code_that_is_not_the_protocols_is_not_shown(changes: dict[str, object]) -> None:
    async with github(GRANTED, **changes) as server:
        seen = await events(server, Turned())

        assert [type(event) for event in seen] == [SignInFailed]
        assert server.seen_at(POLL) == []


async def test_github_itself_may_be_named_where_its_address_is_overridden() -> None:
    async with github(GRANTED, verification_uri="https://github.com/login/device") as server:
        shown = (await events(server, Turned()))[0]

    assert isinstance(shown, CodeShown)
    assert shown.page == "https://github.com/login/device"


@pytest.mark.parametrize(
    ("changes", "interval", "lives"),
    [
        ({"interval": 0, "expires_in": 10**9}, 1, 3_600),
        ({"interval": 10**9, "expires_in": 900}, 120, 900),
        ({"interval": "5", "expires_in": None}, 5, 900),
        ({"interval": True, "expires_in": -1}, 5, 900),
    ],
)
async def test_times_are_bounded(changes: dict[str, object], interval: int, lives: int) -> None:
    async with github(GRANTED, **changes) as server:
        shown = (await events(server, Turned()))[0]

    assert isinstance(shown, CodeShown)
    assert (shown.interval, shown.lives) == (interval, lives)


async def test_what_the_server_says_is_cut_cleaned_and_shows_no_token() -> None:
    said = {"error": "odd\x1b[31m", "error_description": f"{TOKEN}\n" + "word " * 500}
    async with github(answer(200, said)) as server:
        last = (await events(server, Turned()))[-1]

    assert isinstance(last, SignInFailed)
    assert TOKEN not in last.diagnosis.cause
    assert last.diagnosis.cause.isprintable()
    assert len(last.diagnosis.cause) < 1_000


@pytest.mark.parametrize(
    ("granted", "expected"),
    [
        ({"access_token": "ghu_" + "a1B2" * 9}, "app-user-token-unsupported"),
        ({"access_token": "two words"}, "api-unavailable"),
        ({"access_token": ""}, "api-unavailable"),
        ({"token_type": "bearer"}, "api-unavailable"),
    ],
)
async def test_a_token_that_is_of_no_use_is_not_handed_on(granted: dict[str, object], expected: str) -> None:
    async with github(*[answer(200, granted)] * 5) as server:
        last = (await events(server, Turned()))[-1]

    assert isinstance(last, SignInFailed)
    assert last.diagnosis.code == expected


async def test_an_id_that_github_does_not_know_at_all_is_told() -> None:
    async with LoopbackServer() as server:
        (last,) = await events(server, Turned())

    assert isinstance(last, SignInFailed)
    assert last.diagnosis.code == "app-not-found"


async def test_it_can_be_cancelled_while_an_answer_is_awaited() -> None:
    polled = asyncio.Event()

    async def silent(writer: asyncio.StreamWriter, request: Seen) -> None:
        polled.set()
        await stall(writer, request)

    async with github(silent) as server:
        task = asyncio.create_task(events(server, Turned()))
        await polled.wait()
        task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.parametrize("typed", ["Ov23liABCDEFGHIJKLMN", " 178c6fc778ccc68e1d6a\n"])
def test_an_oauth_apps_id_is_taken(typed: str) -> None:
    assert checked_client_id(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed", ["", "   ", "Iv1.0123456789abcdef", "Iv23liABCDEFGHIJKLMN", "two words", TOKEN, "0a" * 20]
)
def test_anything_else_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(ClientIdError) as caught:
        checked_client_id(typed)

    assert "a1B2" not in str(caught.value)
