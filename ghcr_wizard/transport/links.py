"""The `Link` header (RFC 8288), as far as paging needs it."""

import re
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from ghcr_wizard.transport.urls import resolved

_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
_LONGEST = 20_000
_LONGEST_ADDRESS = 4_000
_USUAL_SIZE = 30
"""Entries on a page where none are asked for."""

MOST_ENTRIES = 10_000


def link(header: str | None, relation: str, base: str) -> str | None:
    """The address the header gives for `relation` (`next`, `last`), whole; `None` if it has none.

    A link back to the page it came with is none, as following it would never end.

    Args:
        header: The header's value.
        relation: The relation's name.
        base: The address of the answer, which relative links are of.
    """
    for target, parameters in _LINK.findall((header or "")[:_LONGEST]):
        match = _RELATION.search(parameters)
        names = (match[1] or match[2] or "").lower().split() if match else []
        if relation in names:
            address = resolved(base, target)
            return None if address == base or not _may_be_asked_for(address) else address
    return None


def _may_be_asked_for(address: str) -> bool:
    """Whether it is an address at all: printable, without blanks, of a length that servers take."""
    return len(address) <= _LONGEST_ADDRESS and address.isascii() and address.isprintable() and " " not in address


def next_page(header: str | None, base: str, document: object, *, linked: bool = False) -> str | None:
    """The address of the page after one of GitHub's lists, or `None` after the last.

    With a `Link` header it is what that says. GitHub also sends lists without one (octokit/core.js#695, and its OpenAPI
    description names none for packages): then a full first page, and every later page with something on it, is followed
    by the next number, as later pages may come short (octokit/octokit.net#2987). No list goes beyond ten thousand
    entries (GitHub docs, "REST API endpoints for packages").

    Args:
        header: The answer's `Link` header.
        base: The address of the answer.
        document: Its JSON: a list, or an object with one.
        linked: Whether the page before had the header: then one without is the last.
    """
    if header is not None or linked:
        return link(header, "next", base)
    number, size = page_number(base) or 1, page_size(base, _USUAL_SIZE)
    entries = _entries(document)
    goes_on = entries > 0 if number > 1 else entries >= size
    if not goes_on or number * size >= MOST_ENTRIES:
        return None
    parts = urlsplit(base)
    query = [(name, text) for name, text in parse_qsl(parts.query) if name != "page"]
    return parts._replace(query=urlencode([*query, ("page", number + 1)])).geturl()


def _entries(document: object) -> int:
    if isinstance(document, dict):
        document = next((value for value in document.values() if isinstance(value, list)), None)
    return len(document) if isinstance(document, list) else 0


def page_number(address: str | None) -> int | None:
    """The `page` an address asks for."""
    return _asked_for(address, "page")


def page_size(address: str | None, usual: int = 100) -> int:
    """How many rows of a page an address asks for; `usual` where it does not say, by default the most there are."""
    return _asked_for(address, "per_page") or usual


def _asked_for(address: str | None, name: str) -> int | None:
    try:
        value = parse_qs(urlsplit(address or "").query).get(name, [""])[0]
    except ValueError:
        return None
    return int(value) if re.fullmatch(r"[0-9]{1,9}", value) else None
