"""One request, one answer: httpx behind a plain, bounded surface.

Everything here sends exactly what it is told. Who may be sent a credential, what is tried again and what an answer
means is decided in `http`.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ghcr_wizard import __version__
from ghcr_wizard.transport.bodies import BodyBrokenError, BodyTooLargeError, read_body
from ghcr_wizard.transport.exchange import Fault
from ghcr_wizard.transport.tls import UnfitCertificatesError, client_context
from ghcr_wizard.transport.trouble import fault_of, left_this_computer
from ghcr_wizard.transport.urls import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from ssl import SSLContext

    import httpx

_CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 10.0
"""Seconds without a byte; GitHub ends its own requests after ten (GitHub docs, "Timeouts")."""

_OWN_HOSTS = ("localhost", "127.0.0.1", "::1")
_NEVER_PROXIED = ("all://localhost", "all://127.0.0.1", "all://[::1]")
"""This computer itself, whatever the environment's proxy settings forget to exempt."""

_HIGHEST_PORT = 65_535
_PROXY_UNUSABLE = "the proxy settings in the environment cannot be used"
_SOCKS_PROXY = "the environment names a SOCKS proxy, which is not supported"


@dataclass(frozen=True, slots=True)
class RawResponse:
    """What came of one request.

    Attributes:
        status: The HTTP status, `None` if no answer came.
        headers: Lower-case names; repeated ones joined by commas.
        body: The decoded body, as far as the fault allows: empty unless all of it arrived.
        fault: Why the answer is not whole.
        detail: What the network layer said about the fault, made safe to show.
        sent: Whether the request left this computer, wholly or in part.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    fault: Fault | None = None
    detail: str | None = None
    sent: bool = True


class Transport:
    """One connection pool, made at the first request; proxies as the environment has them.

    Args:
        timeout_seconds: How long one request may take.
        silence_seconds: How long a server may send nothing.
        connections: How many of them it keeps, at most.
        certificates: What is trusted, asked for at the first request; by default what the environment says.
    """

    def __init__(
        self,
        timeout_seconds: float,
        silence_seconds: float,
        connections: int,
        certificates: Callable[[], SSLContext] = client_context,
    ) -> None:
        self._timeout_seconds, self._silence_seconds = timeout_seconds, silence_seconds
        self._connections = connections
        self._certificates = certificates
        self._client: httpx.AsyncClient | None = None
        self._unfit_proxy = cache(_unfit_proxy)
        self._closed = False

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None, limit: int
    ) -> RawResponse:
        """The answer to one request, redirects not followed; a fault in the outcome rather than an exception.

        Args:
            method: The HTTP method.
            url: A whole address.
            headers: Header names and values.
            content: The request's body.
            limit: Bytes of decoded body that are allowed.
        """
        import httpx

        client = self._client_for(url)
        if isinstance(client, RawResponse):
            return client
        seen = RawResponse()
        try:
            async with asyncio.timeout(self._timeout_seconds):
                request = client.build_request(method, url, headers=_encoded(headers), content=content)
                response = await client.send(request, stream=True)
                seen = RawResponse(response.status_code, dict(response.headers))
                try:
                    body = await read_body(response.aiter_raw(), seen.headers.get("content-encoding", ""), limit)
                finally:
                    await response.aclose()
        except BodyTooLargeError:
            return replace(seen, fault=Fault.TOO_LARGE, detail=f"more than {limit} bytes")
        except BodyBrokenError as error:
            return replace(seen, fault=Fault.BROKEN, detail=str(error))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            fault, detail = fault_of(error)
            return replace(seen, fault=fault, detail=detail, sent=left_this_computer(error))
        return replace(seen, body=body)

    async def close(self) -> None:
        """End every connection."""
        self._closed = True
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _client_for(self, url: str) -> httpx.AsyncClient | RawResponse:
        """The client to ask `url` with, or how the request ends without one."""
        import httpx

        if self._closed:
            # A request that waited or is tried again after the end opens nothing that nobody would close.
            return RawResponse(fault=Fault.CONNECT, detail="the connections were closed", sent=False)
        try:
            client = self._client or self._open()
        except UnfitCertificatesError as error:
            return RawResponse(fault=Fault.TLS, detail=str(error), sent=False)
        except ImportError:
            return RawResponse(fault=Fault.PROXY, detail=_SOCKS_PROXY, sent=False)
        except (ValueError, httpx.InvalidURL):
            return RawResponse(fault=Fault.PROXY, detail=_PROXY_UNUSABLE, sent=False)
        if unfit := self._unfit_proxy(origin_of(url) or url):
            return RawResponse(fault=Fault.PROXY, detail=unfit, sent=False)
        return client

    def _open(self) -> httpx.AsyncClient:
        _settle_sniffio()
        from http.cookiejar import CookieJar, DefaultCookiePolicy

        import httpx

        for noisy in ("httpx", "httpcore"):
            # They log whole addresses and headers, and a blob's address is a signed one.
            logging.getLogger(noisy).setLevel(logging.WARNING)
        seconds = self._timeout_seconds
        self._client = httpx.AsyncClient(
            verify=self._certificates(),
            timeout=httpx.Timeout(
                min(seconds, self._silence_seconds), connect=min(seconds, _CONNECT_SECONDS), pool=None
            ),
            limits=httpx.Limits(max_connections=self._connections, max_keepalive_connections=self._connections),
            mounts=dict.fromkeys(_NEVER_PROXIED),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"user-agent": f"ghcr-wizard/{__version__}", "accept-encoding": "gzip"},
        )
        return self._client


def _unfit_proxy(url: str) -> str | None:
    """What is wrong with the proxy a request would go through, as a sentence's end; `None` where nothing is.

    httpx finds an impossible port out at the connection alone, by whatever the operating system raises.
    """
    from urllib.request import getproxies, proxy_bypass

    import httpx

    proxies = getproxies()
    if not proxies:
        return None
    try:
        asked = httpx.URL(url)
    except httpx.InvalidURL:
        return None
    scheme = asked.scheme if proxies.get(asked.scheme) else "all"
    address = proxies.get(scheme, "")
    if not address or asked.host in _OWN_HOSTS or proxy_bypass(asked.host):
        return None
    name = f"{scheme.upper()}_PROXY in the environment"
    try:
        proxy = httpx.URL(address if "://" in address else f"http://{address}")
        if not proxy.host.encode("idna") or not proxy.host.isprintable() or " " in proxy.host:
            return f"{name} names no host"
    except (ValueError, httpx.InvalidURL):
        return f"{name} is not a web address"
    if proxy.port is not None and not 0 < proxy.port <= _HIGHEST_PORT:
        return f"{name} names port {proxy.port}; ports are 1 to {_HIGHEST_PORT}"
    return None


def _settle_sniffio() -> None:
    """Note once that the optional library is absent: httpcore looks for it on the disk a dozen times a request."""
    if "sniffio" not in sys.modules and find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]  # how the import system notes an absent module


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Header values as UTF-8: a mangled credential is sent as it is and refused, rather than an error here."""
    return [(name.encode(), value.encode("utf-8", "replace")) for name, value in headers.items()]
