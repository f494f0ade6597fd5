"""The rows that say what is not there, and why, so that nothing unknown looks empty."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from ghcr_wizard.catalog.tree.changes import PackageChange
from ghcr_wizard.catalog.tree.entry import NamespaceEntry
from ghcr_wizard.catalog.tree.fuzzy import Query
from ghcr_wizard.catalog.tree.keys import Key, gone_key, namespace_key, note_key
from ghcr_wizard.catalog.tree.rows import Fold, RowKind, TreeRow
from ghcr_wizard.github.packages import Namespace

_MOST_PAGES = 4
"""Page numbers that are named; further ones are counted."""


def remark(entry: NamespaceEntry, key: Key) -> Iterator[TreeRow]:
    """What is missing below a namespace: still on its way, not readable, or not there at all."""
    namespace = entry.namespace
    if entry.loading:
        if not entry.is_known:
            yield TreeRow(note_key(key), RowKind.NOTE, 2, "loading…", subject=namespace)
    elif entry.is_incomplete:
        yield TreeRow(note_key(key), RowKind.MORE, 2, _gap(entry), subject=namespace)
    elif not entry.packages:
        label = "no packages" if entry.is_listed else "not listed yet"
        yield TreeRow(note_key(key), RowKind.NOTE, 2, label, subject=namespace)


def _gap(entry: NamespaceEntry) -> str:
    namespace = entry.namespace
    missing = (namespace.package_count or 0) - len(entry.packages)
    if missing > 0:
        return f"{missing:,} more failed to load"
    pages = namespace.missing_pages
    if not pages:
        return "some pages failed to load"
    numbers = ", ".join(str(page) for page in pages[:_MOST_PAGES])
    more = f" and {len(pages) - _MOST_PAGES:,} more" if len(pages) > _MOST_PAGES else ""
    return f"{'page' if len(pages) == 1 else 'pages'} {numbers}{more} could not be read"


def gone_packages(entry: NamespaceEntry, expanded: AbstractSet[Key], query: Query) -> Iterator[TreeRow]:
    """The packages of a namespace that are listed no more, folded; a search opens them."""
    owner = entry.namespace.name
    gone = [package for package in entry.gone if query.matches(package.full_name.lower())]
    if not gone:
        return
    key = gone_key(owner)
    fold = Fold.EXPANDED if query or key in expanded else Fold.COLLAPSED
    yield TreeRow(key, RowKind.NOTE, 2, f"{len(gone):,} gone", fold, change=PackageChange.GONE)
    if fold is Fold.EXPANDED:
        for package in gone:
            yield TreeRow(
                gone_key(owner, package.name), RowKind.NOTE, 3, package.name, subject=package, change=PackageChange.GONE
            )


def gone_namespaces(gone: Iterable[Namespace], root: Key) -> Iterator[TreeRow]:
    """The namespaces below a root that are none of the credential's any more."""
    for namespace in gone:
        if NamespaceEntry(namespace).root == root:
            key = note_key(namespace_key(namespace.name))
            yield TreeRow(
                key, RowKind.NOTE, 1, f"{namespace.name} is gone", subject=namespace, change=PackageChange.GONE
            )
