"""The line above the tree: how much is shown of how much, what is missing, how old it is, what changed."""

from collections.abc import Iterator
from datetime import datetime

from ghcr_wizard.catalog.tree import Rows
from ghcr_wizard.formatting import short_span
from ghcr_wizard.tui.library import Library
from ghcr_wizard.tui.state import Catalog


def counts(rows: Rows, *, searching: bool) -> str:
    """`312 of 20,480 · 2 hidden · 1 incomplete`."""
    parts = [f"{rows.shown:,} of {rows.total:,}" if searching else f"{rows.total:,}"]
    if rows.hidden:
        parts.append(f"{rows.hidden:,} hidden")
    if rows.incomplete:
        parts.append(f"{rows.incomplete:,} incomplete")
    return " · ".join(parts)


def progress(catalog: Catalog, library: Library, now: datetime) -> str:
    """`3 min old, ▸ being renewed, 12 of 205 pages`, `offline, as of 3 min ago`; empty when all is well."""
    return ", ".join(_progress(catalog, library, now))


def _progress(catalog: Catalog, library: Library, now: datetime) -> Iterator[str]:
    age = short_span(now - catalog.seen_at) if catalog.seen_at else ""
    if catalog.running:
        if age:
            yield f"{age} old"
        yield f"▸ {'being renewed, ' if age else ''}{library.doing}"
    elif catalog.offline:
        yield f"offline, as of {age} ago"
    elif catalog.complete is False:
        yield f"not complete, in part {age} old" if age else "not complete"


def changed(library: Library, now: datetime) -> str:
    """`5 changed since 2 h ago`; empty where nothing did, or nothing was remembered."""
    number = library.index.changed
    if not number or library.since is None:
        return ""
    return f"{number:,} changed since {short_span(now - library.since)} ago"
