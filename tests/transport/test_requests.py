"""What the HTTP client sends, follows and refuses to send."""

import asyncio
import json
import logging

import pytest

from ghcr_wizard import __version__
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.client import HttpClient, Redirects
from ghcr_wizard.transport.exchange import Fault, Server
from tests.transport.net_server import LoopbackServer, Seen, answer, dripping, stall
from tests.transport.net_world import TOKEN, client

AUTHORIZATION = Secret(f"Bearer {TOKEN}")


async def test_an_answer_carries_its_evidence() -> None:
    async with LoopbackServer() as server, client() as http:
        refusal = {"errors": [{"code": "DENIED", "message": "requested access to the resource is denied"}]}
        server.on("/token", answer(403, refusal, x_github_request_id="C559:34E8", x_oauth_scopes="gist"))
        url = f"{server.url}/token?scope=repository:a/b:pull&sig=hidden"

        seen = await http.request(Server.REGISTRY, "GET", url, origin=server.url)

        exchange = seen.exchange
        assert (exchange.status, exchange.code) == (403, "DENIED")
        assert exchange.message == "requested access to the resource is denied"
        assert exchange.request_id == "C559:34E8"
        assert exchange.headers["x-oauth-scopes"] == "gist"
        assert exchange.url == f"{server.url}/token?scope=repository:a/b:pull&sig=…"
        assert exchange.fault is None
        assert not exchange.authenticated
        assert exchange.milliseconds > 0
        assert seen.json() == refusal


async def test_requests_name_the_program_and_reuse_one_connection() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", answer(200, {}))

        for _ in range(3):
            await http.request(Server.API, "GET", server.url + "/", origin=server.url)

        assert {request.headers["user-agent"] for request in server.seen} == {f"ghcr-wizard/{__version__}"}
        assert server.connections == 1


async def test_no_cookie_is_ever_sent_back() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", answer(200, {}, set_cookie="session=1; path=/"))

        for _ in range(2):
            await http.request(Server.API, "GET", server.url + "/", origin=server.url)

        assert all("cookie" not in request.headers for request in server.seen)


async def test_a_document_and_a_form_are_sent_as_such() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", answer(200, {}))

        await http.request(Server.API, "POST", server.url + "/", origin=server.url, json={"active": True})
        await http.request(Server.WEB, "POST", server.url + "/", origin=server.url, form={"scope": "a b"})

        document, form = server.seen
        assert json.loads(document.body) == {"active": True}
        assert document.headers["content-type"] == "application/json"
        assert form.body == b"scope=a+b"
        assert form.headers["content-type"] == "application/x-www-form-urlencoded"


async def test_a_redirect_on_the_same_origin_keeps_the_credential() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/old", answer(301, {}, location="/new"))
        server.on("/new", answer(200, {"moved": True}))

        seen = await http.request(
            Server.API, "GET", server.url + "/old", origin=server.url, authorization=AUTHORIZATION
        )

        assert seen.json() == {"moved": True}
        assert seen.exchange.url == server.url + "/new"
        assert [request.authorization for request in server.seen] == [f"Bearer {TOKEN}"] * 2


async def test_a_redirect_to_a_foreign_origin_is_not_followed() -> None:
    async with LoopbackServer() as server, LoopbackServer() as other, client() as http:
        server.on("/", answer(302, {}, location=other.url + "/steal"))

        seen = await http.request(Server.API, "GET", server.url + "/", origin=server.url, authorization=AUTHORIZATION)

        assert seen.exchange.fault is Fault.FOREIGN_ORIGIN
        assert seen.exchange.detail == f"127.0.0.1:{other.port}"
        assert seen.exchange.status == 302
        assert other.connections == 0


async def test_a_redirect_that_may_leave_loses_the_credential_for_good() -> None:
    async with LoopbackServer() as server, LoopbackServer() as other, client() as http:
        server.on("/blob", answer(307, {}, location=other.url + "/away?sig=secret"))
        other.on("/away", answer(307, {}, location=server.url + "/back"))
        server.on("/back", answer(200, {"config": {}}))

        seen = await http.request(
            Server.REGISTRY,
            "GET",
            server.url + "/blob",
            origin=server.url,
            authorization=AUTHORIZATION,
            redirects=Redirects.ANY_HTTPS,
        )

        assert seen.json() == {"config": {}}
        assert seen.exchange.authenticated
        assert [request.authorization for request in server.seen] == [f"Bearer {TOKEN}", None]
        assert [request.authorization for request in other.seen] == [None]


@pytest.mark.parametrize("target", ["http://192.0.2.1/blob", "ftp://127.0.0.1/blob", "https://user:word@127.0.0.1/"])
async def test_a_redirect_never_leads_to_clear_text_elsewhere_or_to_what_is_no_plain_address(target: str) -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/blob", answer(307, {}, location=target))

        seen = await http.request(
            Server.REGISTRY, "GET", server.url + "/blob", origin=server.url, redirects=Redirects.ANY_HTTPS
        )

        assert seen.exchange.fault is Fault.FOREIGN_ORIGIN
        assert "word" not in str(seen.exchange)


async def test_redirects_in_a_circle_end() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", answer(302, {}, location="/"))

        seen = await http.request(Server.API, "GET", server.url + "/", origin=server.url)

        assert seen.exchange.fault is Fault.NOT_PROTOCOL
        assert seen.exchange.detail == "more than 5 redirects"
        assert len(server.seen) == 6


async def test_nothing_is_sent_to_an_address_of_another_origin() -> None:
    async with LoopbackServer() as server, LoopbackServer() as other, client() as http:
        seen = await http.request(Server.API, "GET", other.url + "/", origin=server.url, authorization=AUTHORIZATION)

        assert seen.exchange.fault is Fault.FOREIGN_ORIGIN
        assert seen.exchange.status is None
        assert not seen.exchange.authenticated
        assert other.connections == 0


async def test_a_credential_does_not_travel_in_clear() -> None:
    async with client() as http:
        url = "http://registry.example/v2/"

        seen = await http.request(Server.REGISTRY, "GET", url, origin=url, authorization=AUTHORIZATION)

        assert seen.exchange.fault is Fault.FOREIGN_ORIGIN
        assert seen.exchange.detail == "registry.example"


@pytest.mark.parametrize("mangled", ["Bearer ghp_one\r\nx-injected: yes", "Bearer ghp_\x00two", "Bearer ghp_three\n"])
async def test_a_mangled_credential_is_a_fault_that_does_not_repeat_it(mangled: str) -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", answer(200, {}))

        seen = await http.request(Server.API, "GET", server.url + "/", origin=server.url, authorization=Secret(mangled))

        assert seen.exchange.fault is Fault.BROKEN
        assert "ghp_" not in str(seen.exchange)
        assert server.seen == []


async def test_a_credential_with_odd_letters_is_sent_and_left_to_the_server() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", answer(401, {"message": "Bad credentials"}))

        seen = await http.request(
            Server.API, "GET", server.url + "/", origin=server.url, authorization=Secret("Bearer \ufeffghp_x")
        )

        assert seen.exchange.message == "Bad credentials"


async def test_no_log_says_an_address_or_a_header(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with LoopbackServer() as server, LoopbackServer() as other, client() as http:
        server.on("/blob", answer(307, {}, location=other.url + "/blob?sig=signature"))
        other.on("/blob", answer(200, {"x": 1}))

        await http.request(
            Server.REGISTRY,
            "GET",
            server.url + "/blob",
            origin=server.url,
            authorization=AUTHORIZATION,
            redirects=Redirects.ANY_HTTPS,
        )

        assert other.seen
        assert "signature" not in caplog.text
        assert TOKEN not in caplog.text


async def test_a_cancelled_request_hangs_up_and_the_client_goes_on() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/slow", stall)
        server.on("/drip", dripping(b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n", b" ", 0.01))
        server.on("/fast", answer(200, {}))
        for path in ("/slow", "/drip"):
            server.arrived.clear()
            server.closed.clear()
            task = asyncio.create_task(http.request(Server.API, "GET", server.url + path, origin=server.url))
            await server.arrived.wait()

            task.cancel()

            with pytest.raises(asyncio.CancelledError):
                await task
            await server.closed.wait()
        after = await http.request(Server.API, "GET", server.url + "/fast", origin=server.url)
        assert after.exchange.ok


async def test_each_server_gets_only_so_many_requests_at_a_time() -> None:
    go = asyncio.Event()

    async def held(writer: asyncio.StreamWriter, _request: Seen) -> None:
        await go.wait()
        writer.write(answer(200, {}, connection="close"))
        await writer.drain()

    async with LoopbackServer() as server, HttpClient(concurrency={Server.REGISTRY: 3}) as http:
        server.on("/held", held)
        server.on("/free", answer(200, {}))
        asked = [
            asyncio.create_task(http.request(Server.REGISTRY, "GET", server.url + "/held", origin=server.url))
            for _ in range(12)
        ]
        while len(server.seen_at("/held")) < 3:
            await server.arrived.wait()
            server.arrived.clear()

        for _ in range(3):
            other = await http.request(Server.API, "GET", server.url + "/free", origin=server.url)
            assert other.exchange.ok

        assert len(server.seen_at("/held")) == 3
        go.set()
        assert all([(await task).exchange.ok for task in asked])


async def test_an_answer_shown_by_accident_says_nothing() -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/", answer(200, {"token": "hidden"}, x_more="hidden", location="/?sig=hidden"))

        seen = await http.request(Server.REGISTRY, "GET", server.url + "/?sig=hidden", origin=server.url)

        assert seen.json() == {"token": "hidden"}
        assert "hidden" not in repr(seen)
