"""One row of the package tree as a line of text: pure, in parts that each name their style.

What a server said is never parsed and never longer than the line: control characters go, what does not fit ends in `…`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len, set_cell_size

from ghcr_wizard.catalog.tree import Fold, PackageChange, Query, RowKind, Tag, TreeRow
from ghcr_wizard.formatting import count, short_digest, short_span
from ghcr_wizard.github.packages import Access, Package, Visibility
from ghcr_wizard.text import clean

Part = tuple[str, str]
"""Some text, and the name of its style: `label`, `guide`, `muted`, `match`, `locked`, `public`, …."""

CURSOR, ARROWS = "▌", {Fold.EXPANDED: "▾ ", Fold.COLLAPSED: "▸ ", Fold.LEAF: "  "}
LOCK = "⊘ "
MARKED = "●"
CHANGES = {
    PackageChange.NEW: "+",
    PackageChange.PUSHED: "↑",
    PackageChange.ALTERED: "~",
    PackageChange.GONE: "-",
    PackageChange.OLD: "?",
}
"""The mark of what became of a package since it was remembered; the word beside it is the change's own."""

_LABEL_STYLES = {
    RowKind.ROOT: "root",
    RowKind.NAMESPACE: "namespace",
    RowKind.LOCKED: "locked",
    RowKind.MORE: "muted",
    RowKind.NOTE: "muted",
}
_SHORT = {Visibility.PUBLIC: "pub", Visibility.INTERNAL: "int", Visibility.PRIVATE: "priv"}
_GAP = 2
_KILO = 1_000
_SHORTEST_LABEL = 8


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells of each column on the right; 0 leaves it out."""

    visibility: int = 0
    versions: int = 0
    age: int = 0
    pull: int = 0


_BY_WIDTH = (
    (93, Columns(visibility=10, versions=15, age=9, pull=6)),
    (68, Columns(visibility=10, versions=9, age=9, pull=6)),
    (60, Columns(visibility=10, versions=5, age=6, pull=6)),
    (44, Columns(visibility=6, versions=5, age=6, pull=1)),
    (32, Columns(visibility=6, pull=1)),
    (24, Columns(visibility=6)),
)


def columns_for(width: int) -> Columns:
    """What fits beside the names on a line of `width` cells: words get shorter first, the visibility goes last."""
    return next((columns for least, columns in _BY_WIDTH if width >= least), Columns())


def line_parts(row: TreeRow, width: int, query: Query, now: datetime, *, cursor: bool, marked: bool) -> list[Part]:
    """The line of a row, exactly `width` cells of it.

    Args:
        row: The row.
        width: Cells of the line.
        query: What is searched for, to be marked where it matches.
        now: The time ages are told from.
        cursor: Whether the cursor is on it.
        marked: Whether it is marked.
    """
    indent = min(row.depth * 2, width // 3)
    arrow = LOCK if row.kind is RowKind.LOCKED else ARROWS[row.fold]
    mark = CURSOR if cursor else " "
    flag = [(MARKED[:indent], "marked"), (" " * (indent - 1), "guide")] if marked else [(" " * indent, "guide")]
    start = [(mark, "mark"), *flag, (arrow, "locked" if arrow == LOCK else "guide")]
    free = width - 1 - indent - 2
    right = _fitting(_right(row, width, now), free - _SHORTEST_LABEL - _GAP)
    used = sum(cell_len(text) for text, _ in right)
    room = max(0, free - used - (_GAP if used else 0))
    change = _change(row, width)
    label = fit(row.label, max(0, room - cell_len(change)))
    gap = (" " * (free - cell_len(label) - cell_len(change) - used), "label")
    return list(_cut([*start, *_marked(row, label, query), (change, "changed"), gap, *right], width))


def _change(row: TreeRow, width: int) -> str:
    """What became of the row's package, behind its name: a mark, and a word where there is room."""
    if row.change is None or (row.fold is not Fold.LEAF and row.kind is not RowKind.PACKAGE):
        return ""
    mark = CHANGES[row.change]
    return f"  {mark} {row.change.value}" if width >= _BY_WIDTH[1][0] else f" {mark}"


def fit(text: str, cells: int) -> str:
    """Foreign text made printable and no wider than `cells`, the cut marked by `…`."""
    line = clean(text, max(1, cells) * 4, is_name=True)
    if cell_len(line) <= cells:
        return line
    return set_cell_size(line, cells - 1) + "…" if cells > 0 else ""


def _fitting(parts: list[Part], cells: int) -> list[Part]:
    """The parts, if they leave the label its room; a single one is shortened instead."""
    if len(parts) == 1:
        text, style = parts[0]
        return [(fit(text, cells), style)] if cells > 0 else []
    return parts if sum(cell_len(text) for text, _ in parts) <= cells else []


def _cut(parts: list[Part], cells: int) -> Iterator[Part]:
    for text, style in parts:
        piece = text if cell_len(text) <= cells else set_cell_size(text, cells)
        cells -= cell_len(piece)
        if piece:
            yield piece, style


def _right(row: TreeRow, width: int, now: datetime) -> list[Part]:
    if isinstance(row.subject, Package) and row.kind is RowKind.PACKAGE:
        return _package_columns(row, row.subject, columns_for(width), now)
    if isinstance(row.subject, Tag):
        return _tag_columns(row.subject, columns_for(width), now)
    words = [_number(row, width), row.detail]
    text = " · ".join(word for word in words if word)
    style = "locked" if row.detail.startswith("locked") else "muted"
    parts = [(text, style)] if text else []
    if row.refused:
        word = " refused" if width >= _BY_WIDTH[2][0] else ""
        parts = [(f"✗ {row.refused:,}{word}", "denied"), *((f" · {text}", style) for text, style in parts)]
    return parts


def _number(row: TreeRow, width: int) -> str:
    if row.count is None or row.total is None:
        return ""
    if row.count != row.total:
        return f"{row.count:,} of {row.total:,}"
    is_tags = row.kind is RowKind.FOLDER and isinstance(row.subject, Package)
    return f"{row.count:,}" if is_tags or width < _BY_WIDTH[2][0] else count(row.count, "package")


def _package_columns(row: TreeRow, package: Package, columns: Columns, now: datetime) -> list[Part]:
    parts = list(_visibility(package, columns.visibility))
    if columns.versions:
        parts.append((" " * _GAP + _versions(package.version_count, columns.versions).rjust(columns.versions), "muted"))
    if columns.age:
        parts.append((_age(package.updated_at, now, columns.age), "muted"))
    if columns.pull:
        parts.append(_pull(row.verdict, columns.pull))
    return parts


def _versions(number: int | None, cells: int) -> str:
    """`448 versions`, or `448 vers.` or `448 v` where that is too long, `12k v` where that is too."""
    if number is None:
        return ""
    words = (count(number, "version"), f"{number:,} vers.", f"{number} v")
    return next((each for each in words if len(each) <= cells), f"{number // _KILO}k v")


def _visibility(package: Package, cells: int) -> Iterator[Part]:
    if not cells:
        return
    visibility = package.visibility
    full = cells > len(Visibility.INTERNAL)
    word = "" if visibility is None else visibility.value if full else _SHORT[visibility]
    yield word, visibility.value if visibility else "label"
    yield (" !" if package.differs_from_repository else "").ljust(cells - len(word)), "differs"


def _pull(verdict: Access, cells: int) -> Part:
    texts = {
        Access.GRANTED: ("✓ pull", "granted"),
        Access.DENIED: ("✗ pull", "denied"),
        Access.UNKNOWN: ("", "label"),
    }
    text, style = texts[verdict]
    return " " * _GAP + text[:cells].ljust(cells), style


def _tag_columns(tag: Tag, columns: Columns, now: datetime) -> list[Part]:
    digest = clean(short_digest(tag.digest)) if tag.digest and columns.age and columns.pull > 1 else ""
    age = _age(tag.updated_at, now, columns.age) if columns.age else ""
    pull = " " * (columns.pull + _GAP) if columns.pull else ""
    return [(digest, "muted"), (age + pull, "muted")]


def _age(moment: datetime | None, now: datetime, cells: int) -> str:
    return " " * _GAP + (short_span(now - moment) if moment else "").rjust(cells)


def _marked(row: TreeRow, label: str, query: Query) -> Iterator[Part]:
    """The label, in parts, with what is searched for marked."""
    style = _LABEL_STYLES.get(row.kind, "label")
    behind = 0
    for start, end in [*_occurrences(row, label, query), (len(label), len(label))]:
        yield label[behind:start], style
        yield label[start:end], "match"
        behind = end


def _occurrences(row: TreeRow, label: str, query: Query) -> list[tuple[int, int]]:
    """Where words match in the label, also those that begin in the names of its folders."""
    if not query or not row.path:
        return []
    before = row.path[: -len(row.label)][-255:] if row.label else ""
    text = (before + label).lower()
    if len(text) != len(before + label):
        return []
    places = ((start - len(before), end - len(before)) for start, end in query.places(text))
    return [(max(0, start), end) for start, end in places if end > 0]
