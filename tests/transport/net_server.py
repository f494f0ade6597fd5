"""A server of the tests' own on loopback: it says exactly what a test wants, broken or not, and remembers."""

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Script = Callable[[asyncio.StreamWriter, "Seen"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it arrived: method, target as written, headers by lower-case name, body."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def authorization(self) -> str | None:
        return self.headers.get("authorization")


def answer(status: int = 200, document: object | None = None, *, body: bytes | None = None, **headers: str) -> bytes:
    """A whole answer: JSON of `document`, or `body`; header names with `_` for `-`."""
    content = body if body is not None else b"" if document is None else json.dumps(document).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} Whatever", f"content-length: {len(content)}"]
    if "content-type" not in named and content:
        lines.append("content-type: application/json")
    lines += [f"{name}: {value}" for name, value in named.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


@dataclass
class LoopbackServer:
    """Answers by path; the last answer given for a path is repeated, an unknown path is a 404.

    Attributes:
        tls: The certificate to show; without one it is plain HTTP.
        seen: Every request, in order.
        connections: How many were opened.
        closed: Set when a connection was ended by the other side while an answer was awaited.
    """

    tls: ssl.SSLContext | None = None
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _scripts: dict[str, list[bytes | Script]] = field(default_factory=dict)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    _server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    def on(self, path: str, *scripts: bytes | Script) -> None:
        """Answer requests for `path` (or `METHOD path`) with these, one after the other."""
        self._scripts[path] = list(scripts)

    def seen_at(self, path: str) -> list[Seen]:
        return [request for request in self.seen if request.path == path]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self.tls)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            self.closed.set()
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = await read_request(reader)
        self.seen.append(request)
        self.arrived.set()
        script = self._next(request)
        if isinstance(script, bytes):
            writer.write(script)
            await writer.drain()
            return True
        answering = asyncio.ensure_future(script(writer, request))
        gone = asyncio.ensure_future(reader.read(1))
        await asyncio.wait({answering, gone}, return_when=asyncio.FIRST_COMPLETED)
        if gone.done():
            self.closed.set()
        for task in (answering, gone):
            task.cancel()
        await asyncio.gather(answering, gone, return_exceptions=True)
        return False

    def _next(self, request: Seen) -> bytes | Script:
        scripts = self._scripts.get(f"{request.method} {request.path}") or self._scripts.get(request.path)
        if not scripts:
            return answer(404, {"message": "Not Found"})
        return scripts.pop(0) if len(scripts) > 1 else scripts[0]


async def read_request(reader: asyncio.StreamReader) -> Seen:
    """One request from the wire."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(method, target, headers, body)


async def stall(_writer: asyncio.StreamWriter, _request: Seen) -> None:
    """Never answer."""
    await asyncio.Event().wait()


def broken_off(part: bytes) -> Script:
    """Say `part` and hang up."""

    async def script(writer: asyncio.StreamWriter, _request: Seen) -> None:
        writer.write(part)
        await writer.drain()

    return script


def dripping(head: bytes, drop: bytes, seconds: float) -> Script:
    """Say `head`, then `drop` again and again, forever."""

    async def script(writer: asyncio.StreamWriter, _request: Seen) -> None:
        writer.write(head)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(seconds)

    return script
