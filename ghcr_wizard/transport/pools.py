"""Several small connection pools in place of a large one.

What httpx's pool does for every request grows with the square of its connections (httpcore 1.0, connection_pool): with
thirty of them under way it takes a fifth of the time of listing a large catalog.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ghcr_wizard.transport.request import RawResponse, Transport
from ghcr_wizard.transport.tls import client_context

if TYPE_CHECKING:
    from collections.abc import Mapping

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
