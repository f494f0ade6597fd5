"""What a registry's 401 asks for (RFC 9110 section 11.6.1; Distribution "Token authentication specification")."""

import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from ghcr_wizard.transport.urls import is_loopback, is_private_channel, origin_of

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_SEPARATOR = re.compile(r"[\s,]*")
_PARAMETER = re.compile(rf'({_NAME})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|({_NAME}))')
_SCHEME = re.compile(rf"({_NAME})(?=[ \t,]|$)")
_TOKEN_68 = re.compile(r"[ \t]+[A-Za-z0-9._~+/-]+=*[ \t]*(?=,|$)")
_ESCAPE = re.compile(r"\\(.)")
_LONGEST = 8_000


class Scheme(Enum):
    """How a registry wants to be shown a credential."""

    BEARER = "bearer"
    BASIC = "basic"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is asked for.

    Attributes:
        scheme: How.
        realm: For a bearer: the address that gives tokens. It is what the server says; see `is_trusted_realm`.
        service: The name to give there, or `None`.

    The scope a challenge may carry is left out: GHCR's is a placeholder of somebody's repository.
    """

    scheme: Scheme
    realm: str = ""
    service: str | None = None


def parse_challenge(header: str | None) -> Challenge | None:
    """The challenge to answer among those of a `WWW-Authenticate`: a bearer one before a basic one.

    Args:
        header: The header's value, several of them joined by commas.
    """
    found = _challenges((header or "")[:_LONGEST])
    for scheme, parameters in found:
        if scheme == "bearer" and parameters.get("realm"):
            return Challenge(Scheme.BEARER, parameters["realm"], parameters.get("service") or None)
    return Challenge(Scheme.BASIC) if any(scheme == "basic" for scheme, _ in found) else None


def is_trusted_realm(realm: str, registry_url: str) -> bool:
    """Whether a credential may be sent to `realm`: the registry's own host, over TLS.

    On this computer itself the port may differ and TLS may be missing: a token server beside a test registry.
    """
    if origin_of(realm) is None or urlsplit(realm).fragment or not is_private_channel(realm):
        return False
    if is_loopback(registry_url):
        return urlsplit(realm).hostname == urlsplit(registry_url).hostname
    return origin_of(realm) == origin_of(registry_url)


def _challenges(header: str) -> list[tuple[str, dict[str, str]]]:
    """Scheme and parameters of each challenge, names in lower case; reading stops at what is not grammatical."""
    found: list[tuple[str, dict[str, str]]] = []
    position = 0
    while True:
        position = _end(_SEPARATOR.match(header, position), position)
        if (parameter := _PARAMETER.match(header, position)) and found:
            name, quoted, bare = parameter.groups()
            found[-1][1].setdefault(name.lower(), bare if quoted is None else _ESCAPE.sub(r"\1", quoted))
            position = parameter.end()
        elif scheme := _SCHEME.match(header, position):
            found.append((scheme[1].lower(), {}))
            position = _end(_TOKEN_68.match(header, scheme.end()), scheme.end())
        else:
            return found


def _end(match: re.Match[str] | None, otherwise: int) -> int:
    return match.end() if match else otherwise
