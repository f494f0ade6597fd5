"""What is sent again, after how long, and when it is left to the person."""

import socket
import time
from datetime import UTC, datetime
from email.utils import formatdate

import pytest

from ghcr_wizard.transport.exchange import Exchange, Fault, Server
from ghcr_wizard.transport.retry import PATIENCE_SECONDS
from ghcr_wizard.transport.throttling import is_throttled, wait_asked
from tests.transport.net_server import LoopbackServer, Script, answer, broken_off, stall
from tests.transport.net_world import Pauses, client

OK = answer(200, {"done": True})
HINT = "retry-after: 880.092µs, allowed: 44000/minute"


def too_many(message: str = HINT) -> bytes:
    return answer(429, {"errors": [{"code": "TOOMANYREQUESTS", "message": message}]})


async def tried(
    *scripts: bytes | Script, method: str = "GET", server_kind: Server = Server.REGISTRY, silence: float = 10.0
) -> tuple[Exchange, int, list[float]]:
    """The exchange of one request answered so, how often it arrived, and the pauses between."""
    pauses = Pauses()
    async with LoopbackServer() as server, client(pauses, silence_seconds=silence) as http:
        server.on("/", *scripts)
        seen = await http.request(server_kind, method, server.url + "/", origin=server.url)
        return seen.exchange, len(server.seen), pauses.seconds


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_failing_server_is_asked_again(status: int) -> None:
    exchange, times, pauses = await tried(answer(status), answer(status, body=b"<html>"), OK)

    assert exchange.ok
    assert times == 3
    assert 0 < pauses[0] < pauses[1] < 2


async def test_it_is_given_up_after_two_retries() -> None:
    exchange, times, pauses = await tried(answer(503))

    assert exchange.status == 503
    assert (times, len(pauses)) == (3, 2)


async def test_a_connection_that_broke_before_the_answer_is_made_again() -> None:
    exchange, times, _ = await tried(broken_off(b""), OK)

    assert exchange.ok
    assert times == 2


async def test_an_answer_that_did_not_come_in_time_is_asked_for_again() -> None:
    exchange, times, _ = await tried(stall, OK, silence=0.3)

    assert exchange.ok
    assert times == 2


async def test_a_refused_connection_is_tried_three_times() -> None:
    pauses = Pauses()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        async with client(pauses) as http:
            exchange = (await http.request(Server.API, "GET", url, origin=url)).exchange

        assert exchange.fault is Fault.CONNECT
        assert len(pauses.seconds) == 2


@pytest.mark.parametrize("script", [answer(500), answer(503), broken_off(b""), answer(400), answer(401)])
async def test_a_post_is_never_sent_twice(script: bytes | Script) -> None:
    _, times, _ = await tried(script, OK, method="POST")

    assert times == 1


async def test_a_throttled_post_was_not_taken_and_is_sent_again() -> None:
    exchange, times, _ = await tried(too_many(), OK, method="POST")

    assert exchange.ok
    assert times == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
async def test_a_refusal_is_taken_as_it_is(status: int) -> None:
    _, times, pauses = await tried(answer(status, {"message": "no"}), OK)

    assert (times, pauses) == (1, [])


async def test_a_body_cut_short_is_not_asked_for_again() -> None:
    _, times, _ = await tried(broken_off(b'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"half'), OK)

    assert times == 1


async def test_the_registrys_hint_in_the_message_is_a_tiny_pause() -> None:
    exchange, times, pauses = await tried(too_many(), OK)

    assert exchange.ok
    assert times == 2
    assert 0.00088 <= pauses[0] < 0.1


async def test_retry_after_is_waited_for() -> None:
    exchange, _, pauses = await tried(answer(429, {}, retry_after="2"), OK)

    assert exchange.ok
    assert 2 <= pauses[0] < 2.2


async def test_a_throttled_registry_that_says_no_time_is_asked_again_soon() -> None:
    exchange, _, pauses = await tried(answer(429, {}), OK)

    assert exchange.ok
    assert 0 < pauses[0] < 1


@pytest.mark.parametrize(
    "refusal",
    [
        answer(429, {}, retry_after="60"),
        answer(403, {"message": "You have exceeded a secondary rate limit."}),
        answer(429, {"message": "API rate limit exceeded for 192.0.2.1."}),
        answer(403, {}, x_ratelimit_remaining="0", x_ratelimit_reset="99999999999"),
    ],
)
async def test_a_long_wait_is_left_to_the_person(refusal: bytes) -> None:
    exchange, times, pauses = await tried(refusal, OK, server_kind=Server.API)

    assert is_throttled(exchange)
    assert (times, pauses) == (1, [])


async def test_a_limit_that_ends_in_a_moment_is_waited_for_by_the_servers_clock() -> None:
    an_hour_ago = time.time() - 3_600
    refusal = answer(
        403,
        {"message": "API rate limit exceeded for user ID 1."},
        date=formatdate(an_hour_ago, usegmt=True),
        x_ratelimit_remaining="0",
        x_ratelimit_reset=str(int(an_hour_ago) + 3),
    )

    exchange, _, pauses = await tried(refusal, OK, server_kind=Server.API)

    assert exchange.ok
    assert 3 <= pauses[0] < 4.2


async def test_all_pauses_together_stay_short() -> None:
    exchange, times, pauses = await tried(answer(503, {}, retry_after="3"))

    assert exchange.status == 503
    assert times == 2
    assert sum(pauses) <= PATIENCE_SECONDS


@pytest.mark.parametrize(
    ("headers", "message", "seconds"),
    [
        ({}, HINT, 0.000880092),
        ({}, "retry-after: 10.305464ms, allowed: 2000/minute", 0.010305464),
        ({}, "retry-after: 1m2.5s, allowed: 1/minute", 62.5),
        ({}, "retry-after: 3s", 3.0),
        ({}, "retry-after: soon", None),
        ({}, None, None),
        ({"retry-after": "7"}, HINT, 7.0),
        ({"retry-after": "soon"}, None, None),
        ({"retry-after": "Fri, 02 Oct 2026 13:00:09 GMT", "date": "Fri, 02 Oct 2026 13:00:00 GMT"}, None, 9.0),
        ({"retry-after": "Fri, 02 Oct 2026 12:00:00 GMT", "date": "Fri, 02 Oct 2026 13:00:00 GMT"}, None, 0.0),
        ({"x-ratelimit-remaining": "1", "x-ratelimit-reset": "99999999999"}, None, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "never"}, None, None),
    ],
)
def test_the_wait_asked_for_is_read_in_every_form(
    headers: dict[str, str], message: str | None, seconds: float | None
) -> None:
    exchange = Exchange(Server.REGISTRY, "GET", "https://ghcr.io/", status=429, message=message, headers=headers)

    assert wait_asked(exchange, datetime.now(UTC)) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("status", "message", "throttled"),
    [(403, "denied", False), (403, None, False), (200, HINT, False), (None, None, False), (429, None, True)],
)
def test_a_plain_refusal_is_no_throttling(status: int | None, message: str | None, *, throttled: bool) -> None:
    exchange = Exchange(Server.REGISTRY, "GET", "https://ghcr.io/", status=status, message=message)

    assert is_throttled(exchange) is throttled
