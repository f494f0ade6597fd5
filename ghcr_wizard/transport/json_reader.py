"""Reading what a server sent, tolerantly: what is missing or of another type is `None`, and nothing raises."""

import re
from collections.abc import Mapping
from functools import lru_cache

from ghcr_wizard.text import clean
from ghcr_wizard.transport.urls import is_private_channel, origin_of

_FRONT = re.compile(r"https?://[^/?#]+")
_MOST_ITEMS = 10_000
_LARGEST = 2**63 - 1
_NOTHING: Mapping[str, object] = {}


def mapping(value: object) -> Mapping[str, object]:
    """`value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else _NOTHING


def mappings(value: object) -> list[Mapping[str, object]]:
    """The objects of a JSON array, of ten thousand at most; what else is in it is left out."""
    return [item for item in value[:_MOST_ITEMS] if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: object, longest: int = 300) -> str | None:
    """`value` made safe to show if it is text with something in it."""
    return (clean(value, longest, is_name=True).strip() or None) if isinstance(value, str) else None


def texts(value: object, longest: int = 300) -> tuple[str, ...]:
    """The texts of a JSON array, each made safe to show."""
    items = value[:_MOST_ITEMS] if isinstance(value, list) else []
    return tuple(safe for item in items if (safe := text(item, longest)) is not None)


def number(value: object) -> int | None:
    """`value` if it is a whole number that counts something."""
    counts = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST
    return value if counts and isinstance(value, int) else None


def flag(value: object) -> bool | None:
    """`value` if it is true or false."""
    return value if isinstance(value, bool) else None


def web_address(value: object) -> str | None:
    """`value` if it is an address a person may be sent to: https, or this computer; no user information in it."""
    address = text(value, 2_000)
    if address is None or address != value:
        return None
    front = _FRONT.match(address)
    return address if front and _may_be_visited(front[0]) else None


@lru_cache(maxsize=64)
def _may_be_visited(front: str) -> bool:
    """Whether scheme and authority are those of such an address; twenty thousand addresses share a few."""
    return origin_of(front) is not None and is_private_channel(front)
