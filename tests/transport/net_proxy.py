"""A proxy of the tests' own on loopback: tunnels every CONNECT to one server, or refuses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.transport.net_server import Seen, read_request


@dataclass
class Proxy:
    """Where it listens and what it was asked."""

    url: str
    seen: list[Seen] = field(default_factory=list)


@asynccontextmanager
async def tunnelling(port: int, refusal: bytes | None = None) -> AsyncIterator[Proxy]:
    """A proxy that connects every name to `port` of this computer, or answers `refusal`."""
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        proxy.seen.append(await read_request(reader))
        if refusal is not None:
            writer.write(refusal)
            await writer.drain()
            writer.close()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        tasks.add(asyncio.create_task(pump(reader, far_writer)))
        tasks.add(asyncio.create_task(pump(far_reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    proxy = Proxy(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        yield proxy
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while part := await reader.read(65_536):
            writer.write(part)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()
