"""Reading a body to its end, within bounds: compressed or not, never more than the limit in memory."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class BodyTooLargeError(Exception):
    """The body, decompressed, is larger than the limit."""


class BodyBrokenError(Exception):
    """The body's compression is broken, cut short, or one that was not asked for."""


async def read_body(chunks: AsyncIterator[bytes], encoding: str, limit: int) -> bytes:
    """The decoded body.

    Args:
        chunks: The body as it comes from the wire.
        encoding: The answer's `Content-Encoding`.
        limit: Bytes of decoded body that are allowed.

    Raises:
        BodyTooLargeError: There is more.
        BodyBrokenError: It cannot be decoded.
    """
    coding = encoding.strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip"}:
        raise BodyBrokenError("an encoding that was not asked for")
    return await (_inflated(chunks, limit) if "gzip" in coding else _plain(chunks, limit))


async def _plain(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise BodyTooLargeError
    return bytes(body)


async def _inflated(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    """Decompressed a bounded piece at a time: one small chunk may hold a thousand times its size."""
    body, inflater, received = bytearray(), zlib.decompressobj(16 + zlib.MAX_WBITS), 0
    async for chunk in chunks:
        received += len(chunk)
        try:
            body += inflater.decompress(chunk, limit + 1 - len(body))
        except zlib.error:
            raise BodyBrokenError("broken compression") from None
        if len(body) > limit or received > limit:
            raise BodyTooLargeError
    if received and not inflater.eof:
        raise BodyBrokenError("the compressed body is cut short")
    return bytes(body)
