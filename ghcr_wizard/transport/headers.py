"""What GitHub says in response headers, as values. Everything is foreign text and parsed with suspicion."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_MOST_ORGANIZATIONS = 200
_LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """An `X-GitHub-SSO` header (GitHub docs "Authenticating to the REST API").

    Attributes:
        required: Whether this answer was refused for single sign-on.
        url: The address that authorizes the token, valid for an hour; `None` where it is not one of the web host.
        organization_ids: Organizations that a listing left out.
    """

    required: bool
    url: str | None = None
    organization_ids: tuple[int, ...] = ()


def single_sign_on(header: str | None, web_url: str) -> SingleSignOn | None:
    """The meaning of an `X-GitHub-SSO` header, or `None` if there is none or it says nothing known."""
    if not header:
        return None
    kind, _, rest = header.partition(";")
    name, _, value = rest.strip().partition("=")
    if kind.strip() == "required":
        return SingleSignOn(required=True, url=_own_url(value.strip(), web_url) if name == "url" else None)
    if kind.strip() == "partial-results" and name == "organizations":
        ids = re.findall(r"\d{1,15}", value)[:_MOST_ORGANIZATIONS]
        return SingleSignOn(required=False, organization_ids=tuple(int(number) for number in ids))
    return None


def _own_url(url: str, web_url: str) -> str | None:
    try:
        given, own = urlsplit(url), urlsplit(web_url)
        same = (given.scheme, given.hostname, given.port) == (own.scheme, own.hostname, own.port)
    except ValueError:
        return None
    printable = len(url) <= _LONGEST_URL and url.isascii() and url.isprintable() and " " not in url
    return url if same and printable and not given.username else None
