"""HTTP as every service of this program speaks it: one client, and an exchange for everything that happens.

A request never raises for what a network or a server can do; the fault stands in the exchange. A credential goes to
the origin it belongs to and nowhere else, whatever a redirect says.
"""

from __future__ import annotations

import asyncio
import json as json_text
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from ghcr_wizard.transport.exchange import Exchange, Fault, Server
from ghcr_wizard.transport.observing import WireExchange, anybody_looks_on, tell
from ghcr_wizard.transport.protocol import BODY_LIMIT, Redirects, Request, Response, answer_of
from ghcr_wizard.transport.rate_limiter import RateLimiter
from ghcr_wizard.transport.request import SILENCE_SECONDS, RawResponse, Transport
from ghcr_wizard.transport.retry import PATIENCE_SECONDS, pause_before_retry
from ghcr_wizard.transport.throttling import is_throttled, wait_asked
from ghcr_wizard.transport.tls import client_context
from ghcr_wizard.transport.urls import host_of, is_loopback, is_private_channel, origin_of, resolved, shown

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from types import TracebackType

    from ghcr_wizard.secret import Secret

    Tries = Callable[[int], Awaitable[int | None]]
    """How many tries of a request count, given how often it was sent; `None` to leave it at that."""


_WIDTH = 8


class ConnectionPools:
    """As many connections as wanted, eight to a pool; the first pools are filled first, so their connections last.

    Args:
        timeout_seconds: How long one request may take.
        silence_seconds: How long a server may send nothing.
        connections: Requests at a time, at most.
    """

    def __init__(self, timeout_seconds: float, silence_seconds: float, connections: int) -> None:
        context = cache(client_context)
        pools = range(-(-connections // _WIDTH))
        self._pools = [Transport(timeout_seconds, silence_seconds, _WIDTH, context) for _ in pools]
        self._under_way = [0] * len(self._pools)

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None, limit: int
    ) -> RawResponse:
        """As `Transport.send`."""
        pool = min(range(len(self._pools)), key=lambda number: (self._under_way[number] >= _WIDTH, number))
        self._under_way[pool] += 1
        try:
            return await self._pools[pool].send(method, url, headers, content, limit)
        finally:
            self._under_way[pool] -= 1

    async def close(self) -> None:
        """End every connection."""
        for pool in self._pools:
            await pool.close()


__all__ = ["BODY_LIMIT", "HttpClient", "Redirects", "Response"]

_CONCURRENCY = {Server.API: 24, Server.REGISTRY: 20, Server.WEB: 4}
"""Requests at a time; GitHub's secondary limit is at a hundred (REST docs, "Rate limits")."""

_UNKNOWN_PAUSE_SECONDS = 60.0
"""How long GitHub's API is left alone where it throttles without saying a time (the same page)."""

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_THROTTLES = frozenset({403, 429})


class HttpClient:
    """The way to every server: kept connections, bounded waiting, bounded bodies.

    Args:
        timeout_seconds: How long one try may take from connecting to the body's end; connecting has five seconds of it.
        silence_seconds: How long a server may send nothing; it is asked once more then.
        retries: How often a request is sent again after a passing failure.
        concurrency: Requests at a time for each server, where it should differ from the default.
        deadline_seconds: How long all requests together may take, from the first one on; what is under way then, or
            asked later, counts as a server's silence. `None` for as long as it takes.
        sleep: How to wait between tries.
    """

    def __init__(
        self,
        *,
        timeout_seconds: float = 30.0,
        silence_seconds: float = SILENCE_SECONDS,
        retries: int = 2,
        concurrency: Mapping[Server, int] | None = None,
        deadline_seconds: float | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        limits = {**_CONCURRENCY, **(concurrency or {})}
        self._slots = {server: asyncio.Semaphore(limit) for server, limit in limits.items()}
        self._gates = {
            authenticated: RateLimiter[RawResponse](limits[Server.API], patience=PATIENCE_SECONDS, sleep=sleep)
            for authenticated in (True, False)
        }
        self._transport = ConnectionPools(timeout_seconds, silence_seconds, sum(limits.values()))
        self._timeout_seconds, self._retries = timeout_seconds, retries
        self._deadline_seconds, self._ends_at = deadline_seconds, float("inf")
        self._sleep = sleep

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.close()

    async def request(  # noqa: PLR0913 - the parts of a request
        self,
        server: Server,
        method: str,
        url: str,
        *,
        origin: str,
        headers: Mapping[str, str] | None = None,
        authorization: Secret | None = None,
        json: object | None = None,
        form: Mapping[str, str] | None = None,
        expects_json: bool = True,
        redirects: Redirects = Redirects.SAME_ORIGIN,
        limit: int = BODY_LIMIT,
        tries: Tries | None = None,
    ) -> Response:
        """One request with its tries and redirects; never raises for what a network or a server can do.

        Args:
            server: Which server is asked, for evidence and for the limit of requests at a time.
            method: The HTTP method.
            url: A whole address. It has to be of `origin`; otherwise nothing is sent (`Fault.FOREIGN_ORIGIN`).
            origin: An address of the server the credential belongs to.
            headers: Headers besides the authorization.
            authorization: The whole `Authorization` value, `Bearer …` or `Basic …`.
            json: A document to send as the body.
            form: Fields to send as the body instead.
            expects_json: Whether an answer of success has to be JSON.
            redirects: Where a redirect of a GET or HEAD may lead.
            limit: Bytes of decoded body that are allowed.
            tries: Asked before it is sent again; `None` where its own tries alone decide.
        """
        content, kind = _content(json, form)
        call = Request(
            server,
            method,
            url,
            origin_of(origin) or "",
            {**kind, **(headers or {})},
            authorization,
            content,
            expects_json,
            redirects,
            limit,
        )
        if origin_of(url) != call.origin or (authorization and not is_private_channel(url)):
            return Response(_unsent(call))
        return await self._in_time(call, tries)

    async def _in_time(self, call: Request, tries: Tries | None) -> Response:
        """The call, ended where the time for all of them is up."""
        if self._deadline_seconds is None:
            return await self._patiently(call, tries)
        loop = asyncio.get_running_loop()
        self._ends_at = min(self._ends_at, loop.time() + self._deadline_seconds)
        try:
            async with asyncio.timeout_at(self._ends_at):
                return await self._patiently(call, tries)
        except TimeoutError:
            up = f"gave up after {self._deadline_seconds:g} seconds for all requests together"
            return Response(Exchange(call.server, call.method, shown(call.url), fault=Fault.TIMEOUT, detail=up))

    async def _patiently(self, call: Request, tries: Tries | None) -> Response:
        """The call, sent again after passing failures while it and the pauses stay short."""
        started, waited, sent = time.perf_counter(), 0.0, 0
        while True:
            answer = await self._followed(call)
            sent += 1
            elapsed = time.perf_counter() - started
            late = answer.exchange.fault is Fault.TIMEOUT and elapsed >= self._timeout_seconds
            pause = None if late else pause_before_retry(answer.exchange, sent, self._retries, waited)
            if pause is not None and tries is not None:
                counted = await tries(sent)
                pause = None if counted is None else pause_before_retry(answer.exchange, counted, self._retries, waited)
            if pause is None:
                return replace(answer, exchange=replace(answer.exchange, milliseconds=elapsed * 1_000))
            waited += pause
            await self._sleep(pause)

    async def _followed(self, call: Request) -> Response:
        """One try: the request, and those its redirects lead to."""
        url, authorization, authenticated = call.url, call.authorization, False
        for _ in range(_MOST_REDIRECTS + 1):
            outcome = await self._sent(call, url, authorization)
            authenticated |= authorization is not None and outcome.sent
            target = _target(call, url, outcome)
            if target is None or outcome.fault is not None:
                break
            if not _may_follow(call, target):
                outcome = replace(outcome, fault=Fault.FOREIGN_ORIGIN, detail=host_of(target))
                break
            if origin_of(target) != call.origin:
                authorization = None
            url = target
        else:
            outcome = replace(outcome, fault=Fault.NOT_PROTOCOL, detail=f"more than {_MOST_REDIRECTS} redirects")
        return answer_of(call, url, outcome, authenticated=authenticated)

    async def _sent(self, call: Request, url: str, authorization: Secret | None) -> RawResponse:
        headers = dict(call.headers)
        if authorization is not None:
            headers["authorization"] = authorization.reveal()
        if call.server is Server.API:
            return await self._through_gate(call, url, authorization, headers)
        async with self._slots[call.server]:
            return await self._on_the_wire(call, url, authorization, headers)

    async def _on_the_wire(
        self, call: Request, url: str, authorization: Secret | None, headers: Mapping[str, str]
    ) -> RawResponse:
        started = time.perf_counter()
        outcome = await self._transport.send(call.method, url, headers, call.content, call.limit)
        if anybody_looks_on():
            took = (time.perf_counter() - started) * 1_000
            tell(WireExchange(call.server, call.method, url, call.headers, authorization, outcome, started, took))
        return outcome

    async def _through_gate(
        self, call: Request, url: str, authorization: Secret | None, headers: Mapping[str, str]
    ) -> RawResponse:
        """Send when the gate lets it, or hand on the refusal that closed it; one that throttles closes it for all."""
        gate = self._gates[authorization is not None]
        async with gate.place():
            if (refusal := await gate.admitted()) is not None:
                return replace(refusal, sent=False)
            sent_at = gate.now()
            outcome = await self._on_the_wire(call, url, authorization, headers)
        answer = answer_of(call, url, outcome, authenticated=outcome.sent) if outcome.status in _THROTTLES else None
        if answer and is_throttled(answer.exchange):
            asked = wait_asked(answer.exchange, datetime.now(UTC))
            gate.refused(outcome, _UNKNOWN_PAUSE_SECONDS if asked is None else asked)
        elif outcome.status is not None:
            gate.answered(sent_at)
        return outcome


def _content(document: object | None, form: Mapping[str, str] | None) -> tuple[bytes | None, dict[str, str]]:
    if document is not None:
        return json_text.dumps(document).encode(), {"content-type": "application/json"}
    if form is not None:
        return urlencode(form).encode(), {"content-type": "application/x-www-form-urlencoded"}
    return None, {}


def _target(call: Request, url: str, outcome: RawResponse) -> str | None:
    """Where a redirect leads, if the answer is one that may be followed without a person."""
    if outcome.status not in _REDIRECTS or call.method not in {"GET", "HEAD"}:
        return None
    location = outcome.headers.get("location")
    return resolved(url, location) if location else None


def _may_follow(call: Request, target: str) -> bool:
    """A blob may lie anywhere that is encrypted; a server elsewhere may not send us to this computer."""
    origin = origin_of(target)
    if call.redirects is Redirects.SAME_ORIGIN or origin is None:
        return origin == call.origin
    return is_loopback(call.origin) if is_loopback(target) else target.startswith("https://")


def _unsent(call: Request) -> Exchange:
    return Exchange(
        call.server, call.method, shown(call.url), fault=Fault.FOREIGN_ORIGIN, detail=host_of(call.url) or "no address"
    )
