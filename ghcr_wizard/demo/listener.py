"""One HTTP/1.1 port: asyncio streams and h11, keep-alive, any number of connections."""

import asyncio
import contextlib
import socket
import struct
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final

import h11

from ghcr_wizard.demo.wire import Request, Response

_READ_SIZE: Final = 65_536
_LARGEST_REQUEST_BODY: Final = 1 << 20
_SLICES: Final = 20

Handler = Callable[[Request], Awaitable["Delivery"]]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an answer is sent.

    Attributes:
        response: The answer; None closes the connection without one.
        reset: Close by TCP reset.
        cut_at: Stop after this share of the body and close; None sends it all.
        seconds: How long sending the body takes.
    """

    response: Response | None
    reset: bool = False
    cut_at: float | None = None
    seconds: float = 0.0


class _BadRequestError(Exception):
    """The peer does not speak HTTP/1.1, or sends too much."""


class Connection:
    """One client's connection: answers requests in order until either side has had enough."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler) -> None:
        self._reader = reader
        self._writer = writer
        self._handler = handler
        self._http = h11.Connection(h11.SERVER)

    async def serve(self) -> None:
        """Answer requests until the connection ends."""
        try:
            while await self._exchange():
                self._http.start_next_cycle()
        except (_BadRequestError, h11.RemoteProtocolError):
            await self._refuse()
        except (ConnectionError, TimeoutError):
            pass
        finally:
            self._writer.close()

    async def _exchange(self) -> bool:
        """Answer one request; tell whether another may follow."""
        request = await self._receive()
        if request is None:
            return False
        delivery = await self._handler(request)
        if delivery.response is None:
            self._drop(reset=delivery.reset)
            return False
        await self._send(delivery.response, delivery, head=request.method == "HEAD")
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _receive(self) -> Request | None:
        """Read one whole request; None at the end of the connection."""
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                await self._need_data()
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > _LARGEST_REQUEST_BODY:
                    raise _BadRequestError
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return self._request(head, bytes(body))
            else:
                return None

    async def _need_data(self) -> None:
        if self._http.they_are_waiting_for_100_continue:
            await self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))
        self._http.receive_data(await self._reader.read(_READ_SIZE))

    def _request(self, head: h11.Request, body: bytes) -> Request:
        headers: dict[str, str] = {}
        for raw_name, raw_value in head.headers:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        peer = self._writer.get_extra_info("peername") or ("127.0.0.1",)
        return Request(head.method.decode(), head.target.decode("latin-1"), headers, body, peer[0])

    async def _send(self, response: Response, delivery: Delivery, *, head: bool) -> None:
        """Send the answer, as fast and as completely as `delivery` says."""
        length = response.content_length
        headers = [*response.headers]
        if length is not None and not response.bodiless:
            headers.append(("content-length", str(length)))
        event = h11.Response(status_code=response.status, headers=headers)
        await self._write(self._http.send(event))
        if not head and not response.bodiless and not await self._send_body(response, delivery):
            self._drop(reset=False)
            return
        await self._write(self._http.send(h11.EndOfMessage()))

    async def _send_body(self, response: Response, delivery: Delivery) -> bool:
        """Send the body; tell whether it was sent to its end."""
        left = None if delivery.cut_at is None else int((response.content_length or 0) * delivery.cut_at)
        for whole in _pieces(response, slowly=delivery.seconds > 0):
            piece = whole if left is None else whole[:left]
            left = None if left is None else left - len(piece)
            await self._write(self._http.send(h11.Data(data=piece)))
            if delivery.seconds:
                await asyncio.sleep(delivery.seconds / _SLICES)
        return left is None

    async def _write(self, data: bytes | None) -> None:
        if data:
            self._writer.write(data)
            await self._writer.drain()

    async def _refuse(self) -> None:
        """Answer 400 where that is still possible."""
        if self._http.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            with contextlib.suppress(ConnectionError, h11.LocalProtocolError):
                headers = [("content-length", "0"), ("connection", "close")]
                await self._write(self._http.send(h11.Response(status_code=400, headers=headers)))

    def _drop(self, *, reset: bool) -> None:
        """End the connection without ending the message."""
        if reset:
            sock = self._writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._writer.transport.abort()
        self._writer.close()


def _pieces(response: Response, *, slowly: bool) -> Iterator[bytes]:
    """Yield the body: a stream as it comes, bytes at once or in slices."""
    if response.stream is not None:
        yield from response.stream()
        return
    size = max(len(response.body) // _SLICES if slowly else len(response.body), 1)
    for start in range(0, len(response.body), size):
        yield response.body[start : start + size]


class Listener:
    """A loopback port and the connections on it."""

    def __init__(self, sock: socket.socket, handler: Handler) -> None:
        self._socket = sock
        self._handler = handler
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Start to accept connections."""
        self._server = await asyncio.start_server(self._accept, sock=self._socket)

    async def close(self) -> None:
        """Stop accepting, end every connection, and wait until they have ended."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        # Head and body are two writes; with Nagle's algorithm every answer would wait for an acknowledgement.
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(asyncio.CancelledError):
            await Connection(reader, writer, self._handler).serve()


def bind_loopback() -> socket.socket:
    """Bind a free TCP port of 127.0.0.1, and of no other address."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":  # there it would let another program bind the same port
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", 0))
    return sock
