"""Everything that can go wrong on the way: each is a fault in the exchange, none is an exception."""

import asyncio
import gzip
import socket
import tracemalloc
from collections.abc import AsyncIterator, Iterator

import pytest

from ghcr_wizard.transport.bodies import BodyTooLargeError, read_body
from ghcr_wizard.transport.client import HttpClient, Response
from ghcr_wizard.transport.exchange import Fault, Server
from tests.transport.net_server import LoopbackServer, Script, answer, broken_off, dripping, stall
from tests.transport.net_world import TOKEN, client

HTML = b"<!DOCTYPE html><html><title>Unicorn!</title></html>"


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that refuses, and that nobody else can take meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        yield port


async def get(http: HttpClient, server: LoopbackServer, path: str = "/", method: str = "GET") -> Response:
    return await http.request(Server.API, method, server.url + path, origin=server.url)


@pytest.mark.parametrize(
    ("script", "fault", "status"),
    [
        (broken_off(b""), Fault.BROKEN, None),
        (broken_off(b"HTTP/1.1 200 OK\r\ncontent-le"), Fault.BROKEN, None),
        (broken_off(b'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"half'), Fault.BROKEN, 200),
        (broken_off(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n[1,2"), Fault.BROKEN, 200),
        (broken_off(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"), Fault.NOT_PROTOCOL, None),
        (answer(200, body=b"{not json"), Fault.NOT_PROTOCOL, 200),
        (answer(200, body=b""), Fault.NOT_PROTOCOL, 200),
        (answer(200, body=b"\xff\xfe\x00"), Fault.NOT_PROTOCOL, 200),
        (answer(200, body=b"[" * 200_000), Fault.NOT_PROTOCOL, 200),
        (answer(200, body=b"9" * 100_000), Fault.NOT_PROTOCOL, 200),
        (answer(200, body=HTML, content_type="text/html"), Fault.NOT_PROTOCOL, 200),
        (answer(403, body=HTML, content_type="text/html"), Fault.NOT_PROTOCOL, 403),
        (answer(503, body=HTML, content_type="text/html"), Fault.NOT_PROTOCOL, 503),
        (answer(302, body=b""), Fault.NOT_PROTOCOL, 302),
        (answer(302, {"a": 1}), Fault.NOT_PROTOCOL, 302),
        (answer(200, body=b"zzz", content_encoding="gzip"), Fault.BROKEN, 200),
        (answer(200, body=b"zzz", content_encoding="br"), Fault.BROKEN, 200),
        (answer(200, body=gzip.compress(b'{"a": 1}')[:-9], content_encoding="gzip"), Fault.BROKEN, 200),
        (answer(407, body=b""), Fault.PROXY, 407),
    ],
)
async def test_an_answer_that_is_none_is_a_fault(script: bytes | Script, fault: Fault, status: int | None) -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", script)

        exchange = (await get(http, server)).exchange

        assert exchange.fault is fault
        assert exchange.status == status
        assert not exchange.ok


async def test_the_first_words_of_a_plain_text_are_told() -> None:
    async with LoopbackServer() as server, client() as http:
        text = f"404 page not found\n\x1b[31m {TOKEN}".encode()
        server.on("/", answer(404, body=text, content_type="text/plain; charset=utf-8"))

        exchange = (await get(http, server)).exchange

        assert exchange.fault is Fault.NOT_PROTOCOL
        assert exchange.detail == "text/plain instead of JSON: 404 page not found [31m ghp_…"


async def test_a_web_page_in_place_of_a_head_is_not_the_protocol() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 9\r\n\r\n")

        assert (await get(http, server, method="HEAD")).exchange.fault is Fault.NOT_PROTOCOL


async def test_a_refused_head_needs_no_body() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", b"HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: 70\r\n\r\n")

        exchange = (await get(http, server, method="HEAD")).exchange

        assert exchange.answered
        assert exchange.status == 403


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
async def test_an_empty_refusal_is_an_answer(status: int) -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", answer(status))

        exchange = (await get(http, server)).exchange

        assert exchange.answered
        assert exchange.status == status


async def test_a_compressed_answer_is_read() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", answer(200, body=gzip.compress(b'{"a": 1}'), content_encoding="gzip"))

        seen = await get(http, server)

        assert server.seen[0].headers["accept-encoding"] == "gzip"
        assert seen.json() == {"a": 1}


async def test_a_compression_bomb_is_cut_at_the_limit() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", answer(200, body=gzip.compress(bytes(200_000_000), 1), content_encoding="gzip"))

        seen = await get(http, server)

        assert seen.exchange.fault is Fault.TOO_LARGE
        assert seen.exchange.detail == "more than 4194304 bytes"
        assert seen.body == b""


async def test_a_small_piece_of_a_bomb_is_never_unpacked_whole() -> None:
    bomb = gzip.compress(bytes(60_000_000))

    async def one_piece() -> AsyncIterator[bytes]:
        yield bomb

    tracemalloc.start()
    with pytest.raises(BodyTooLargeError):
        await read_body(one_piece(), "gzip", 1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(bomb) < 65_536
    assert peak < 8_000_000


@pytest.mark.parametrize("length", ["", "content-length: 999999999\r\n"])
async def test_an_endless_answer_is_cut_at_the_limit(length: str) -> None:
    async with LoopbackServer() as server, client() as http:
        head = f"HTTP/1.1 200 OK\r\n{length}connection: close\r\n\r\n".encode()
        server.on("/", dripping(head, b"x" * 65_536, 0))

        exchange = (await get(http, server)).exchange

        assert exchange.fault is Fault.TOO_LARGE
        assert exchange.status == 200


async def test_endless_headers_are_not_read() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", dripping(b"HTTP/1.1 200 OK\r\n", b"x-more: " + b"x" * 4_000 + b"\r\n", 0))

        assert (await get(http, server)).exchange.fault is Fault.NOT_PROTOCOL


async def test_no_answer_in_time_is_a_fault() -> None:
    async with LoopbackServer() as server, client(silence_seconds=0.2) as http:
        server.on("/", stall)

        exchange = (await get(http, server)).exchange

        assert exchange.fault is Fault.TIMEOUT
        assert exchange.status is None
        assert len(server.seen) == 2, "a silent server is asked once more, not twice"


async def test_endless_provisional_answers_end_with_the_try_and_are_not_asked_for_again() -> None:
    async with LoopbackServer() as server, client(timeout_seconds=0.5) as http:
        server.on("/", dripping(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.01))

        exchange = (await get(http, server)).exchange

        assert (exchange.fault, exchange.status) == (Fault.TIMEOUT, None)
        assert len(server.seen) == 1


async def test_the_time_for_all_requests_together_ends_those_under_way_and_those_to_come() -> None:
    async with LoopbackServer() as server, client(deadline_seconds=0.5) as http:
        server.on("/", stall)
        together = await asyncio.gather(*(get(http, server) for _ in range(3)))
        asked = len(server.seen)
        later = await get(http, server)

        for seen in (*together, later):
            assert seen.exchange.fault is Fault.TIMEOUT
            assert "gave up after 0.5 seconds" in (seen.exchange.detail or "")
        assert len(server.seen) == asked


async def test_what_is_asked_after_the_end_opens_nothing() -> None:
    async with LoopbackServer() as server:
        async with client() as http:
            server.on("/", answer(200, {}))
            assert (await get(http, server)).exchange.ok
        exchange = (await get(http, server)).exchange

        assert (exchange.fault, exchange.status) == (Fault.CONNECT, None)
        assert len(server.seen) == 1


async def test_a_body_that_drips_ends_at_the_deadline_of_the_whole_try() -> None:
    async with LoopbackServer() as server, client(timeout_seconds=0.4) as http:
        server.on("/", dripping(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n", b" ", 0.05))

        exchange = (await get(http, server)).exchange

        assert exchange.fault is Fault.TIMEOUT
        assert exchange.status == 200
        assert len(server.seen) == 1


async def test_a_port_nobody_listens_on_is_no_connection(closed_port: int) -> None:
    async with client() as http:
        url = f"http://127.0.0.1:{closed_port}/"

        exchange = (await http.request(Server.REGISTRY, "GET", url, origin=url)).exchange

        assert exchange.fault is Fault.CONNECT
        assert exchange.detail
        assert exchange.milliseconds > 0


async def test_a_name_that_does_not_exist_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    async with client() as http:
        url = "https://registry.invalid/v2/"

        exchange = (await http.request(Server.REGISTRY, "GET", url, origin=url)).exchange

        assert exchange.fault is Fault.DNS
        assert exchange.detail == "Name or service not known"


@pytest.mark.parametrize("url", ["https://", "https://exa mple/", "https://[::1/", "nonsense", "https://a:99999/"])
async def test_what_is_no_address_is_a_fault(url: str) -> None:
    async with client() as http:
        assert (await http.request(Server.API, "GET", url, origin=url)).exchange.fault is not None


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        ({"message": "Bad credentials", "status": "401"}, None, "Bad credentials"),
        ({"errors": [{"code": "DENIED", "message": "denied"}]}, "DENIED", "denied"),
        ({"errors": [{"code": "DENIED"}]}, "DENIED", None),
        ({"error": "authentication token not provided"}, None, "authentication token not provided"),
        ({"error": "slow_down", "error_description": "Too many"}, "slow_down", "Too many"),
        ({"message": "Validation Failed", "errors": [{"message": "taken"}]}, None, "Validation Failed: taken"),
        ({"message": "\x1b[31mred\u202e", "errors": 5}, None, "[31mred"),
        ({"message": f"no {TOKEN} here"}, None, "no ghp_… here"),
        ({"message": 5, "errors": ["x"], "error": []}, None, None),
        ([1, 2], None, None),
        ("text", None, None),
    ],
)
async def test_what_a_refusal_says_is_taken_and_made_safe(
    document: object, code: str | None, message: str | None
) -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", answer(422, document))

        exchange = (await get(http, server)).exchange

        assert (exchange.code, exchange.message) == (code, message)
        assert exchange.answered


async def test_a_header_is_made_safe_and_bounded() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", answer(200, {}, x_oauth_scopes="a\x7f" * 5_000, x_private="not kept"))

        headers = (await get(http, server)).exchange.headers

        assert len(headers["x-oauth-scopes"]) == 2_000
        assert "\x7f" not in headers["x-oauth-scopes"]
        assert "x-private" not in headers
