"""Pages of a list: `page`, `per_page` and the `Link` header (GitHub docs, "Using pagination in the REST API")."""

from collections.abc import Sequence
from typing import Final, TypeVar
from urllib.parse import urlencode

from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.errors import refused
from ghcr_wizard.demo.wire import Headers

_DEFAULT_PER_PAGE: Final = 30
_LARGEST_PER_PAGE: Final = 100
_DEEPEST: Final = 10_000
_TOO_DEEP: Final = "The value of `per_page` multiplied by `page` cannot be greater than 10000."

Item = TypeVar("Item")


def _number(text: str, default: int) -> int:
    """Return a positive number, or the default for anything else."""
    return int(text) if text.isascii() and text.isdigit() and int(text) else default


def _link(base: str, call: Call, page: int, last: int, per_page: int) -> Headers:
    """Return the Link header; none for a list of one page."""
    targets = [("prev", page - 1), ("next", page + 1), ("last", last), ("first", 1)]
    wanted = [
        (relation, number)
        for relation, number in targets
        if (relation in {"next", "last"} and page < last) or (relation in {"prev", "first"} and page > 1)
    ]
    parts = []
    for relation, number in wanted:
        query = {**call.request.query, "page": str(number), "per_page": str(per_page)}
        parts.append(f'<{base}?{urlencode(query)}>; rel="{relation}"')
    return [("link", ", ".join(parts))] if parts else []


def paginate(
    call: Call, items: Sequence[Item], path: str, documentation: str, *, as_packages: bool = False
) -> tuple[Sequence[Item], Headers]:
    """Return the requested page of `items` and its Link header.

    Args:
        call: Holds `page` and `per_page` in its query.
        items: The whole list.
        path: The list's path with numeric ids, as GitHub's links have it.
        documentation: For the refusal.
        as_packages: Whether the switches for lists of packages apply.

    Raises:
        RefusedError: 400 when the page lies too deep.
    """
    page = _number(call.request.query.get("page", ""), 1)
    per_page = min(_number(call.request.query.get("per_page", ""), _DEFAULT_PER_PAGE), _LARGEST_PER_PAGE)
    if page * per_page > _DEEPEST:
        raise refused(400, _TOO_DEEP, documentation)
    switches = call.state.switches
    gap = min(switches.package_page_gap, per_page - 1) if as_packages else 0
    step = per_page - gap
    start = 0 if page == 1 else per_page + (page - 2) * step
    end = start + (per_page if page == 1 else step)
    if as_packages and not switches.package_links:
        return items[start:end], []
    last = 1 + max(-(-(len(items) - per_page) // step), 0)
    if as_packages and switches.claimed_last_page is not None:
        last = switches.claimed_last_page
    return items[start:end], _link(call.state.origins.api + path, call, page, last, per_page)
