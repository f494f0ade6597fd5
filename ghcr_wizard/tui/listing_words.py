"""The listing as the tree shows it: how much of how much in words, and what of it is exported. Without a screen."""

from collections.abc import Iterator
from datetime import datetime

from ghcr_wizard.catalog.documents import Format, ListingDocument, written
from ghcr_wizard.catalog.tree import Rows
from ghcr_wizard.catalog.tree.shown import shown_packages
from ghcr_wizard.formatting import count, short_span
from ghcr_wizard.tui.library import Library
from ghcr_wizard.tui.screens.export import Export
from ghcr_wizard.tui.state import Catalog
from ghcr_wizard.tui.widgets.tree_view import TreeView


def counts(rows: Rows, *, searching: bool) -> str:
    """`312 of 20,480 · 2 hidden · 1 incomplete`."""
    parts = [f"{rows.shown:,} of {rows.total:,}" if searching else f"{rows.total:,}"]
    if rows.hidden:
        parts.append(f"{rows.hidden:,} hidden")
    if rows.incomplete:
        parts.append(f"{rows.incomplete:,} incomplete")
    return " · ".join(parts)


def progress(catalog: Catalog, library: Library, now: datetime) -> str:
    """`3 min old, ▸ refreshing, 12 of 205 pages`, `offline, as of 3 min ago`; empty when all is well."""
    return ", ".join(_progress(catalog, library, now))


def _progress(catalog: Catalog, library: Library, now: datetime) -> Iterator[str]:
    age = short_span(now - catalog.seen_at) if catalog.seen_at else ""
    if catalog.running:
        if age:
            yield f"{age} old"
        yield f"▸ {'refreshing, ' if age else ''}{library.doing}"
    elif catalog.offline:
        yield f"offline, as of {age} ago"
    elif catalog.complete is False:
        yield f"incomplete list, in part {age} old" if age else "incomplete list"


def changed(library: Library, now: datetime) -> str:
    """`5 changed since 2 h ago`; empty where nothing did, or nothing was remembered."""
    number = library.index.changed
    if not number or library.since is None:
        return ""
    return f"{number:,} changed since {short_span(now - library.since)} ago"


def export_of(tree: TreeView, registry: str, catalog: Catalog) -> Export:
    """The packages that are marked, else those that the tree's search and filter leave, in its order."""
    if marked := {package.full_name for package, _ in tree.marked_packages()}:
        chosen = [row for row in shown_packages(tree.index) if row[1].full_name in marked]

        def pieces_of_marked(style: Format) -> Iterator[str]:
            return written(ListingDocument(registry, chosen, complete=False, diagnoses=catalog.diagnoses), style)

        return Export(f"{count(len(marked), 'marked package')}", f"packages-{registry}", pieces_of_marked)
    total, searching = tree.index.total, tree.searching
    what = f"{tree.rows.shown:,} of {count(total, 'package')}" if searching else count(total, "package")
    index, query, tree_filter = tree.index, tree.search, tree.tree_filter
    complete = catalog.complete is True and not searching

    def pieces(style: Format) -> Iterator[str]:
        listing = ListingDocument(registry, shown_packages(index, query, tree_filter), complete, catalog.diagnoses)
        return written(listing, style)

    return Export(what, f"packages-{registry}", pieces)
