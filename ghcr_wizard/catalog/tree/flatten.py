"""From the index to rows: what is open, what matches, what is hidden, what is still missing."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from ghcr_wizard.catalog.tree.entry import NamespaceEntry
from ghcr_wizard.catalog.tree.filters import EVERYTHING, Standing, TreeFilter
from ghcr_wizard.catalog.tree.fuzzy import Query
from ghcr_wizard.catalog.tree.index import PackageIndex
from ghcr_wizard.catalog.tree.keys import NAMED, ROOTS, Key, namespace_key, note_key
from ghcr_wizard.catalog.tree.remarks import gone_namespaces, gone_packages, remark
from ghcr_wizard.catalog.tree.rows import Block, Fold, Piece, RowKind, Rows, Run, TreeRow
from ghcr_wizard.catalog.tree.tag_rows import tag_rows
from ghcr_wizard.github.packages import Package

_ROOT_LABELS = dict(zip(ROOTS, ("Users", "Organizations", "Added manually"), strict=True))


def flatten(
    index: PackageIndex, expanded: AbstractSet[Key], query: str = "", tree_filter: TreeFilter = EVERYTHING
) -> Rows:
    """The rows of the tree, top to bottom.

    Args:
        index: What is known.
        expanded: The keys of what is open. A search opens everything that holds a match.
        query: Words that must all match `OWNER/NAME`, in any order and case; see `Query`.
        tree_filter: What else a package must be.
    """
    return _Flattening(index, frozenset(expanded), Query.of(query), tree_filter).rows()


class _Flattening:
    def __init__(self, index: PackageIndex, expanded: frozenset[Key], query: Query, tree_filter: TreeFilter) -> None:
        self._index, self._expanded, self._query, self._tree_filter = index, expanded, query, tree_filter
        self._searching = bool(query) or tree_filter != EVERYTHING
        self._pieces: list[Piece] = []
        self._single: list[TreeRow] = []
        self._length = 0
        self._shown = 0
        self._opened: dict[Key, list[Key]] = {}
        for key in expanded:
            self._opened.setdefault(key[:2], []).append(key)

    def rows(self) -> Rows:
        entries = self._index.entries()
        known = entries or self._index.gone_namespaces
        for root in ROOTS:
            below = [entry for entry in entries if entry.root == root]
            if below or (known and root != NAMED and not self._searching):
                self._add_root(root, below)
        self._close_singles()
        hidden = sum(entry.hidden is not None for entry in entries)
        missing = sum(entry.is_incomplete for entry in entries)
        return Rows(self._pieces, shown=self._shown, total=self._index.total, hidden=hidden, incomplete=missing)

    def _add_root(self, root: Key, entries: list[NamespaceEntry]) -> None:
        matches = [(entry, self._matches(entry)) for entry in entries]
        if self._searching:
            matches = [(entry, lines) for entry, lines in matches if lines or self._named(entry)]
            if not matches:
                return
        counts = [self._count(entry, lines) for entry, lines in matches]
        self._shown += sum(counts)
        fold = self._fold(root)
        total = sum(len(entry.packages) for entry in entries)
        known = bool(total) or all(entry.is_listed for entry in entries)
        numbers = (sum(counts), total) if known else (None, None)
        label, refused = _ROOT_LABELS[root], self._refused_in(entries, fold)
        row = TreeRow(root, RowKind.ROOT, 0, label, fold, count=numbers[0], total=numbers[1], refused=refused)
        self._add(row)
        if fold is not Fold.EXPANDED:
            return
        if not entries:
            self._add(TreeRow(note_key(root), RowKind.NOTE, 1, "none found"))
        for (entry, lines), count in zip(matches, counts, strict=True):
            self._add_namespace(entry, lines, count)
        if not self._searching or self._tree_filter.changed:
            self._add_all(gone_namespaces(self._index.gone_namespaces, root))

    def _add_namespace(self, entry: NamespaceEntry, lines: Sequence[int] | None, count: int) -> None:
        row = self._namespace_row(entry, count)
        self._add(row)
        if row.fold is not Fold.EXPANDED:
            return
        if entry.packages:
            self._add_packages(entry, lines)
        if not self._searching:
            self._add_all(remark(entry, row.key))
        if not self._searching or self._tree_filter.changed:
            self._add_all(gone_packages(entry, self._expanded, self._query))

    def _namespace_row(self, entry: NamespaceEntry, count: int) -> TreeRow:
        namespace, hidden = entry.namespace, entry.hidden
        key = namespace_key(namespace.name)
        locked = hidden is not None and not entry.packages
        kind = RowKind.LOCKED if locked else RowKind.NAMESPACE
        empty = self._searching and not count and not (self._tree_filter.changed and entry.gone)
        fold = Fold.LEAF if locked or empty else self._fold(key)
        total = max(len(entry.packages), namespace.package_count or 0)
        known = not locked and bool(entry.packages or entry.is_listed)
        shown, every = (count, total) if known else (None, None)
        name, refused = namespace.name, self._refused_in([entry], fold)
        return TreeRow(key, kind, 1, name, fold, namespace, name, shown, every, entry.standing, refused=refused)

    def _refused_in(self, entries: Iterable[NamespaceEntry], fold: Fold) -> int:
        """How many packages cannot be pulled of what a closed row hides."""
        if fold is not Fold.COLLAPSED:
            return 0
        return sum(self._standing(entry).refused_in(entry.namespace.name) for entry in entries)

    def _add_packages(self, entry: NamespaceEntry, lines: Sequence[int] | None) -> None:
        owner, layout = entry.namespace.name, entry.layout(self._index.order)
        if lines is None:
            lines = layout.visible({key[2] for key in self._opened.get(("folder", owner.lower()), ())})
        else:
            lines = layout.with_folders(lines)
        run = Run(owner, layout, lines, self._expanded, self._searching, self._standing(entry))
        self._close_singles()
        offset = 0
        for place, package in self._opened_in(run):
            self._add_piece(run, offset, place + 1)
            depth = run.depth + layout.depth(lines[place]) + 1
            self._add_all(tag_rows(package, self._index.tags(package), self._expanded, depth))
            self._close_singles()
            offset = place + 1
        self._add_piece(run, offset, len(lines))

    def _opened_in(self, run: Run) -> list[tuple[int, Package]]:
        opened = []
        for key in self._opened.get(("package", run.owner.lower()), ()):
            place = run.place(key)
            node = None if place is None else run.layout.node(run.lines[place])
            if place is not None and isinstance(node, Package):
                opened.append((place, node))
        return sorted(opened, key=lambda pair: pair[0])

    def _matches(self, entry: NamespaceEntry) -> Sequence[int] | None:
        """The lines that match, or `None` where nothing is searched for."""
        if not self._searching:
            return None
        if not entry.packages or not self._tree_filter.covers(entry.namespace.name):
            return ()
        layout = entry.layout(self._index.order)
        return self._tree_filter.sift(layout, layout.matching(self._query), self._standing(entry))

    def _standing(self, entry: NamespaceEntry) -> Standing:
        return Standing(self._index.verdicts, entry.changes, self._index.refused)

    def _named(self, entry: NamespaceEntry) -> bool:
        """Whether a search finds the namespace itself: a locked or empty one, or one that lost what is searched for."""
        if not self._tree_filter.covers(entry.namespace.name):
            return False
        if self._tree_filter.filters_packages:
            return self._tree_filter.changed and any(gone_packages(entry, self._expanded, self._query))
        return not entry.packages and self._query.matches(entry.namespace.name.lower() + "/")

    def _count(self, entry: NamespaceEntry, lines: Sequence[int] | None) -> int:
        return len(entry.packages) if lines is None else len(lines)

    def _fold(self, key: Key) -> Fold:
        return Fold.EXPANDED if self._searching or key in self._expanded else Fold.COLLAPSED

    def _add(self, row: TreeRow) -> None:
        self._single.append(row)

    def _add_all(self, rows: Iterable[TreeRow]) -> None:
        self._single.extend(rows)

    def _close_singles(self) -> None:
        if self._single:
            self._add_piece(self._single, 0, len(self._single))
            self._single = []

    def _add_piece(self, block: Block, offset: int, end: int) -> None:
        if end > offset:
            self._pieces.append(Piece(self._length, self._length + end - offset, block, offset))
            self._length += end - offset
