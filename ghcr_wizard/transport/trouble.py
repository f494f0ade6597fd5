"""What the network layer's exceptions mean."""

from __future__ import annotations

import errno
import socket
import ssl
from typing import TYPE_CHECKING

from ghcr_wizard.text import clean
from ghcr_wizard.transport.exchange import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

_BROKEN_OFF = ("disconnected", "closed connection", "complete message")
"""What h11 says when the peer goes away; its other complaints are about what the peer wrote."""


def fault_of(error: BaseException) -> tuple[Fault, str | None]:
    """The fault behind an exception of a request, and what was said about it, made safe to show.

    Args:
        error: An `httpx.HTTPError`, `httpx.InvalidURL`, `TimeoutError` or `OSError`.
    """
    import httpx

    if (rooted := _from_cause(error, connecting=isinstance(error, httpx.ConnectError))) is not None:
        return rooted
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return Fault.TIMEOUT, None
    if isinstance(error, httpx.LocalProtocolError):
        # h11 repeats the offending header in its message, and that header may be the credential.
        return Fault.BROKEN, "the request has characters HTTP does not allow"
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Fault.NOT_PROTOCOL, "the address is not a web address"
    if isinstance(error, httpx.ConnectError):
        return Fault.NO_IPV4 if _without_ipv4(error) else Fault.CONNECT, _said(_reason(error))
    foreign = isinstance(error, httpx.RemoteProtocolError) and not any(words in str(error) for words in _BROKEN_OFF)
    fault = Fault.PROXY if isinstance(error, httpx.ProxyError) else Fault.NOT_PROTOCOL if foreign else Fault.BROKEN
    return fault, _said(str(error))


def left_this_computer(error: BaseException) -> bool:
    """Whether anything of the request may have been sent when `error` ended it."""
    import httpx

    before = httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError | httpx.LocalProtocolError | httpx.InvalidURL
    return not isinstance(error, before)


def _from_cause(error: BaseException, *, connecting: bool) -> tuple[Fault, str | None] | None:
    """The fault, where a name or a certificate is at the bottom of it."""
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return Fault.DNS, _said(cause.strerror or "")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Fault.TLS, _said(cause.verify_message or str(cause))
        if isinstance(cause, ssl.SSLError) and connecting:
            return Fault.CONNECT, _said(f"TLS: {cause.reason or cause}")
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, what caused it, and the members of groups among those (several addresses tried)."""
    waiting, seen = [error], 0
    while waiting and seen < 50:  # noqa: PLR2004 - a bound against cycles
        current = waiting.pop(0)
        seen += 1
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)
        waiting.extend(cause for cause in (current.__cause__, current.__context__) if cause is not None)


def _reason(error: BaseException) -> str:
    """The operating system's own words, such as "Connection refused", else the library's."""
    words = [cause.strerror for cause in _causes(error) if isinstance(cause, OSError) and cause.strerror]
    return words[0] if words else str(error)


_NO_WAY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL})
_ANYWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses kept for documentation (RFC 5737, RFC 3849): whether there is a way to one is asked, and nothing sent."""


def _without_ipv4(error: BaseException) -> bool:
    """Whether a connection found no way because this computer has a way out by IPv6 alone."""
    return any(isinstance(cause, OSError) and cause.errno in _NO_WAY for cause in _causes(error)) and [
        _has_way(family, address) for family, address in _ANYWHERE
    ] == [False, True]


def _has_way(family: int, address: str) -> bool:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((address, 9))
    except OSError:
        return False
    return True


def _said(text: str) -> str | None:
    return clean(text, 300) or None
