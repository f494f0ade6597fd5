"""The rows a screen shows; each is made when it is looked at."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ghcr_wizard.catalog.tree.best import best, goodness, is_literal
from ghcr_wizard.catalog.tree.changes import PackageChange
from ghcr_wizard.catalog.tree.filters import Standing
from ghcr_wizard.catalog.tree.fuzzy import Query
from ghcr_wizard.catalog.tree.keys import Key, folder_key, package_key
from ghcr_wizard.catalog.tree.layout import Folder, Layout
from ghcr_wizard.catalog.tree.tags import Tag
from ghcr_wizard.github.packages import Access, Namespace, Package


class RowKind(StrEnum):
    """What a row stands for."""

    ROOT = "root"
    NAMESPACE = "namespace"
    LOCKED = "locked"
    """A namespace whose packages are hidden."""
    FOLDER = "folder"
    PACKAGE = "package"
    TAG = "tag"
    MORE = "more"
    """Something is left out here."""
    NOTE = "note"


class Fold(StrEnum):
    """Whether what lies below a row is shown."""

    LEAF = "leaf"
    EXPANDED = "expanded"
    COLLAPSED = "collapsed"


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One line of the tree.

    Attributes:
        key: Its identity; it stays while other rows come and go.
        kind: What it stands for.
        depth: 0 for a root.
        label: Its text. Foreign text: never markup, not always clean.
        fold: Whether what lies below it is shown.
        subject: What it is about; `None` for roots, folders and notes on no single thing.
        path: The full name whose end the label is, `OWNER/team/web`, where words may match; empty where none can.
        count: The packages or tags below it that are shown when it is open, or `None`.
        total: Those below it before any filter.
        detail: What to say beside it: `locked: single sign-on`, `loading…`.
        verdict: Whether the package can be pulled, as far as it was tried.
        change: What became of the package since it was remembered.
        refused: How many packages below a closed row cannot be pulled, as far as they were tried.
    """

    key: Key
    kind: RowKind
    depth: int
    label: str
    fold: Fold = Fold.LEAF
    subject: Namespace | Package | Tag | None = None
    path: str = ""
    count: int | None = None
    total: int | None = None
    detail: str = ""
    verdict: Access = Access.UNKNOWN
    change: PackageChange | None = None
    refused: int = 0


class Block(Protocol):
    """Consecutive rows."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> TreeRow: ...


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of one namespace that are shown, as rows.

    Attributes:
        owner: The namespace's login.
        layout: All its lines.
        lines: Those shown, ascending.
        open_keys: Folders and packages that are open; with `searching`, every folder is.
        searching: Whether the lines are matches of a search.
        standing: What is known of the packages besides.
        depth: Of rows directly below the namespace.
    """

    owner: str
    layout: Layout
    lines: Sequence[int]
    open_keys: frozenset[Key]
    searching: bool
    standing: Standing
    depth: int = 2

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, place: int) -> TreeRow:
        line = self.lines[place]
        node, depth = self.layout.node(line), self.layout.depth(line)
        return self._folder(node) if isinstance(node, Folder) else self._package(node, depth)

    def place(self, key: Key) -> int | None:
        """Where the folder or package of that key stands in the run."""
        line = self.layout.folder_line(key[2]) if key[0] == "folder" else self.layout.line(key[2])
        if line is None:
            return None
        place = bisect_left(self.lines, line)
        return place if place < len(self.lines) and self.lines[place] == line else None

    def _folder(self, folder: Folder) -> TreeRow:
        key = folder_key(self.owner, folder.path)
        fold = Fold.EXPANDED if self.searching or key in self.open_keys else Fold.COLLAPSED
        label, path = f"{folder.label}/", f"{self.owner}/{folder.path}/"
        shown = self._packages_in(folder) if self.searching else folder.count
        refused = self.standing.refused_in(path[:-1]) if fold is Fold.COLLAPSED else 0
        depth = self.depth + folder.depth
        return TreeRow(key, RowKind.FOLDER, depth, label, fold, None, path, shown, folder.count, refused=refused)

    def _packages_in(self, folder: Folder) -> int:
        lines = self.lines[bisect_left(self.lines, folder.start + 1) : bisect_left(self.lines, folder.end)]
        return sum(isinstance(self.layout.node(line), Package) for line in lines)

    def _package(self, package: Package, depth: int) -> TreeRow:
        key = package_key(self.owner, package.name)
        fold = Fold.EXPANDED if key in self.open_keys else Fold.COLLAPSED
        label = package.name.split("/", depth)[-1]
        path = f"{self.owner}/{package.name}"
        verdict, change = self.standing.verdict(package), self.standing.changes.get(package.name)
        return TreeRow(
            key, RowKind.PACKAGE, self.depth + depth, label, fold, package, path, verdict=verdict, change=change
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows `start` to `end` are those of `block` from `offset` on."""

    start: int
    end: int
    block: Block
    offset: int = 0


class Rows:
    """The rows from top to bottom.

    Attributes:
        shown: The packages that match.
        total: The packages there are.
        hidden: The namespaces whose packages are hidden.
        incomplete: The namespaces of which some packages could not be read.
    """

    def __init__(
        self, pieces: Sequence[Piece] = (), *, shown: int = 0, total: int = 0, hidden: int = 0, incomplete: int = 0
    ) -> None:
        self.shown, self.total, self.hidden, self.incomplete = shown, total, hidden, incomplete
        self._pieces = pieces
        self._starts = [piece.start for piece in pieces]
        self._runs: dict[str, list[Piece]] = {}
        self._places: dict[Key, int] = {}
        for piece in pieces:
            if isinstance(piece.block, Run):
                self._runs.setdefault(piece.block.owner.lower(), []).append(piece)
            else:
                keys = (piece.block[place].key for place in range(piece.end - piece.start))
                self._places.update((key, place) for place, key in enumerate(keys, piece.start))

    def __len__(self) -> int:
        return self._pieces[-1].end if self._pieces else 0

    def __getitem__(self, number: int) -> TreeRow:
        if not 0 <= number < len(self):
            raise IndexError(number)
        piece = self._pieces[bisect_right(self._starts, number) - 1]
        return piece.block[number - piece.start + piece.offset]

    def __iter__(self) -> Iterator[TreeRow]:
        return map(self.__getitem__, range(len(self)))

    def best(self, query: Query, liked: int | None = None) -> int | None:
        """The number of the row that a query finds best, the first of several; `None` if nothing is found.

        A namespace without packages, such as a locked one, is best where its name has the words and no package's has.

        Args:
            query: What is searched for.
            liked: A row to be preferred, if no other one is better.
        """
        blocks = {piece.block.owner: piece.block for piece in self._pieces if isinstance(piece.block, Run)}
        runs = list(blocks.values())
        place = best([(run.layout.texts, run.lines) for run in runs], query)
        if place is None:
            return self._named(query) if liked is None else liked
        run, line = runs[place[0]], place[1]
        if not is_literal(query, run.layout.texts[line]) and (named := self._named(query)) is not None:
            return named
        if liked is not None and self[liked].kind is RowKind.PACKAGE:
            text = run.layout.texts[line]
            if goodness(query, self[liked].path.lower()) <= goodness(query, text):
                return liked
        return self.find(package_key(run.owner, run.layout.name(line)))

    def _named(self, query: Query) -> int | None:
        """The first namespace without packages whose name has every word of a query."""
        places = (place for key, place in self._places.items() if key[0] == "namespace")
        leaves = ((place, self[place]) for place in places if self[place].fold is Fold.LEAF)
        return next((place for place, row in leaves if is_literal(query, row.path.lower())), None)

    def find(self, key: Key) -> int | None:
        """The number of the row of that key, or `None` if it is not shown."""
        if key[0] not in {"folder", "package"}:
            return self._places.get(key)
        pieces = self._runs.get(key[1], [])
        run = pieces[0].block if pieces else None
        place = run.place(key) if isinstance(run, Run) else None
        if place is None:
            return None
        return next(
            piece.start + place - piece.offset
            for piece in pieces
            if piece.offset <= place < piece.offset + piece.end - piece.start
        )
