"""The `Link` header (RFC 8288), as far as paging needs it."""

import re
from urllib.parse import parse_qs, urlsplit

from ghcr_wizard.services.addresses import resolved

_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
_LONGEST = 20_000
_LONGEST_ADDRESS = 4_000


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


def page_number(address: str | None) -> int | None:
    """The `page` an address asks for."""
    try:
        value = parse_qs(urlsplit(address or "").query).get("page", [""])[0]
    except ValueError:
        return None
    return int(value) if re.fullmatch(r"[0-9]{1,9}", value) else None
