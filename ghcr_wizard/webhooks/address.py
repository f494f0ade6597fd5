"""The address a webhook delivers to: HarborGuard's, or any other receiver's."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ghcr_wizard.text import clean, redact

HARBORGUARD_PATH = "/api/webhooks/github"
"""HarborGuard's document, "Push-event sync": `https://<your-harborguard-host>/api/webhooks/github`."""

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\]")
_INSIDE = (".local", ".internal", ".home.arpa")
"""Ends of names that the public DNS never has (RFC 6762, RFC 8375, ICANN's reservation of `.internal`)."""

_DEFAULT_PORT = 443
_LONGEST = 2_000


class HookAddressError(ValueError):
    """A text is no address for a webhook; the message is a sentence and repeats nothing of a secret."""


@dataclass(frozen=True, slots=True)
class HookAddress:
    """Where push events are to go.

    Attributes:
        url: The whole address.
        completed: Whether only a host was given, and HarborGuard's path was added.
    """

    url: str
    completed: bool = False

    @property
    def host(self) -> str:
        """The receiver's host."""
        return urlsplit(self.url).hostname or ""

    def is_of(self, url: str) -> bool:
        """Whether a webhook's address is this one: case of the host, the default port and a last slash do not count."""
        return normalised(url) == normalised(self.url)

    @property
    def unreachable(self) -> str | None:
        """Why GitHub.com cannot reach it, in a few words; `None` where nothing speaks against it.

        GitHub refuses localhost, 127.x, 0.x and private addresses (422, "isn't reachable over the public Internet").
        """
        return _why_unreachable(self.host)


def parse_address(typed: str) -> HookAddress:
    """The address meant by what was typed: `harbor.example.com`, `harbor.example.com:8443`, or a whole `https://` one.

    Raises:
        HookAddressError: It is none that GitHub may be told to deliver to.
    """
    text = typed.strip()
    if redact(text) != text:
        raise HookAddressError("A webhook URL must not contain a token; everyone who can see the webhook sees it.")
    if not text or len(text) > _LONGEST or clean(text, _LONGEST) != text or " " in text:
        raise HookAddressError("The URL is empty, too long, or contains whitespace. Use https://HOST/PATH.")
    scheme, separator, rest = text.partition("://")
    rest = rest if separator else text
    authority, slash, path = rest.partition("/")
    host = _checked_host(authority)
    if separator and scheme.lower() != "https" and _why_unreachable(host) is None:
        raise HookAddressError("The URL must use https://: push events would be sent unencrypted otherwise.")
    if not path and "?" not in authority:
        return HookAddress(f"https://{authority}{HARBORGUARD_PATH}", completed=True)
    return HookAddress(f"https://{authority}{slash}{path.partition('#')[0]}")


def _checked_host(authority: str) -> str:
    if "@" in authority:
        raise HookAddressError("The address carries a user or a password; the webhook's secret does their work.")
    try:
        parts = urlsplit(f"https://{authority}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    shown = f"[{host}]" if ":" in host else host
    if not _HOST.fullmatch(shown) or ".." in host or port == 0:
        raise HookAddressError("Not a webhook URL; use a host, or https://HOST/PATH.")
    return host


def normalised(url: str) -> str:
    """An address in the one spelling that is compared; a malformed one as it stands."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url.strip()
    shown = f"[{host}]" if ":" in host else host
    where = shown if port in {None, _DEFAULT_PORT} and parts.scheme == "https" else f"{shown}:{port or ''}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme.lower()}://{where}{parts.path.rstrip('/')}{query}"


def _why_unreachable(host: str) -> str | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return _inside_name(host.lower().rstrip("."))
    if address.is_loopback or address.is_unspecified:
        return f"{host} is the computer itself"
    return None if address.is_global else f"{host} is an address of a private network"


def _inside_name(host: str) -> str | None:
    if host == "localhost" or host.endswith(".localhost"):
        return f"{host} is the computer itself"
    if "." not in host:
        return f"{host} is not a complete host name: only your own network knows it"
    return f"{host} is a name of a private network" if host.endswith(_INSIDE) else None
