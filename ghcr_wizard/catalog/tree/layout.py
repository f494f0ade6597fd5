"""The lines below one namespace: its packages in order, nested names folded.

Names are kept in flat lists and sorted when a line is first looked at, so that showing or searching fifty thousand
packages is a few list operations, and no object is made for a line nobody sees.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import cast

from ghcr_wizard.catalog.tree.fuzzy import Query
from ghcr_wizard.catalog.tree.keys import DEEPEST
from ghcr_wizard.github.packages import Package


@dataclass(frozen=True, slots=True)
class Group:
    """Names with the same beginning, in no order.

    Attributes:
        names: All of them.
        plain: Those that stand for themselves.
        folders: Those that fold further, by the path they share.
        lines: The lines they take when everything is open.
    """

    names: Collection[str]
    plain: Collection[str]
    folders: dict[str, "Group"]
    lines: int

    def paths(self) -> Iterator[str]:
        """The paths of all folders in it."""
        for path, group in self.folders.items():
            yield path
            yield from group.paths()


def grouped(names: Collection[str], prefix: str = "", depth: int = 0) -> Group:
    """Group names that begin with `prefix`: a segment that two or more share, with another after it, is a folder."""
    nested = _nested(names, len(prefix)) if depth < DEEPEST else []
    groups: dict[str, list[str]] = {}
    for name in nested:
        groups.setdefault(name[: name.index("/", len(prefix))], []).append(name)
    shared = {path: group for path, group in groups.items() if len(group) > 1}
    if not shared:
        return Group(names, names, {}, len(names))
    folders = {path: grouped(group, path + "/", depth + 1) for path, group in shared.items()}
    alone = [group[0] for group in groups.values() if len(group) == 1]
    apart = set(nested)
    plain = [name for name in names if name not in apart] + alone
    return Group(names, plain, folders, len(plain) + sum(1 + group.lines for group in folders.values()))


def _nested(names: Collection[str], start: int) -> list[str]:
    """The names with a slash from `start` on; most have none at all, which is seen fastest."""
    return [name for name in names if "/" in name and name.find("/", start) >= 0]


class Order(StrEnum):
    """What packages are sorted by, within their folder."""

    NAME = "name"
    PUSHED = "pushed"
    VERSIONS = "versions"


@dataclass(slots=True, eq=False)
class Folder:
    """A prefix segment that several packages share.

    Attributes:
        path: The whole prefix, `team/tools`.
        depth: 0 directly below the namespace.
        start: Its own line.
        end: The line after its last descendant.
        count: The packages below it.
    """

    path: str
    depth: int
    start: int
    end: int
    count: int

    @property
    def label(self) -> str:
        """The segment that is shared."""
        return self.path.rpartition("/")[2]


class Layout:
    """The lines of one namespace as it is now; when it changes it needs another layout."""

    def __init__(self, owner: str, packages: Mapping[str, Package], order: Order = Order.NAME) -> None:
        """Lay out `packages`, which are by name and never change."""
        self._packages = packages
        self._owner = owner
        self._order = order
        self._group = grouped(self._packages)
        self._paths = frozenset(self._group.paths())
        self._found: list[tuple[Query, Sequence[int]]] = []

    def __len__(self) -> int:
        return self._group.lines

    @property
    def folder_paths(self) -> frozenset[str]:
        """The paths of all folders."""
        return self._paths

    @property
    def folders(self) -> list[Folder]:
        """The folders from top to bottom."""
        return self._drawing.folders

    def node(self, line: int) -> Package | Folder:
        """What stands on a line."""
        node = self._drawing.lines[line]
        return self._packages[node] if isinstance(node, str) else node

    def name(self, line: int) -> str:
        """The name of the package that stands on a line."""
        node = self._drawing.lines[line]
        return node if isinstance(node, str) else node.path

    def packages_on(self, lines: Sequence[int]) -> list[Package]:
        """The packages that stand on lines which are no folder's."""
        packages, names = self._packages, cast("list[str]", self._drawing.lines)
        return [packages[names[line]] for line in lines]

    def depth(self, line: int) -> int:
        """How many folders a line lies in."""
        return self._drawing.depths.get(line, 0)

    def line(self, name: str) -> int | None:
        """The line of the package of that name."""
        try:
            return self._drawing.lines.index(name)
        except ValueError:
            return None

    def folder_line(self, path: str) -> int | None:
        """The line of the folder of that path."""
        return next((folder.start for folder in self.folders if folder.path == path), None)

    def visible(self, expanded: AbstractSet[str]) -> Sequence[int]:
        """The lines shown when only the folders of these paths are open."""
        if self._paths <= expanded:
            return range(len(self))
        lines: list[int] = []
        position = 0
        for folder in self.folders:
            if folder.start >= position and folder.path not in expanded:
                lines.extend(range(position, folder.start + 1))
                position = folder.end
        lines.extend(range(position, len(self)))
        return lines

    def matching(self, query: Query) -> Sequence[int]:
        """The lines of packages that a query finds; what is typed on is looked for in what was found before."""
        while self._found and not query.extends(self._found[-1][0]):
            self._found.pop()
        if not self._found:
            self._found.append((Query(), self._package_lines))
        if self._found[-1][0] != query:
            self._found.append((query, query.sift(self.texts, self._found[-1][1])))
        return self._found[-1][1]

    def with_folders(self, lines: Sequence[int]) -> Sequence[int]:
        """The lines and those of the folders they lie in."""
        around = [
            folder.start for folder in self.folders if bisect_left(lines, folder.start) < bisect_left(lines, folder.end)
        ]
        return sorted([*lines, *around]) if around else lines

    @cached_property
    def _drawing(self) -> "_Drawing":
        return _Drawing(self._packages, self._order, self._group)

    @cached_property
    def _package_lines(self) -> Sequence[int]:
        """The lines that are no folder's."""
        if not self.folders:
            return range(len(self))
        return [line for line, node in enumerate(self._drawing.lines) if isinstance(node, str)]

    @cached_property
    def texts(self) -> list[str]:
        """What a search looks at on each line: `owner/name` in lower case, nothing for a folder."""
        prefix = self._owner.lower() + "/"
        return [prefix + node.lower() if isinstance(node, str) else "" for node in self._drawing.lines]


class _Drawing:
    """What stands on every line: the name of a package, or a folder."""

    def __init__(self, packages: Mapping[str, Package], order: Order, group: Group) -> None:
        self.lines: list[str | Folder] = []
        self.folders: list[Folder] = []
        self.depths: dict[int, int] = {}
        self._packages = packages
        self._order = order
        self._draw(group, 0)

    def _draw(self, group: Group, depth: int) -> None:
        plain = sorted(group.plain)
        position = 0
        for place, path in self._places(plain, group.folders):
            self._add(plain[position:place], depth)
            self._add_folder(group.folders[path], path, depth)
            position = place
        self._add(plain[position:], depth)

    def _places(self, plain: list[str], folders: Mapping[str, Group]) -> list[tuple[int, str]]:
        """Sort `plain` and say before which of its places each folder stands: by name, after its namesake."""
        if self._order is Order.NAME:
            return [(bisect_right(plain, path), path) for path in sorted(folders)]
        plain.sort(key=self._rank)
        best = {path: min(map(self._rank, group.names)) for path, group in folders.items()}
        paths = sorted(sorted(best), key=best.__getitem__)
        return [(bisect_right(plain, best[path], key=self._rank), path) for path in paths]

    def _add_folder(self, group: Group, path: str, depth: int) -> None:
        start = len(self.lines)
        folder = Folder(path, depth, start, start, len(group.names))
        self.folders.append(folder)
        self.lines.append(folder)
        self.depths[start] = depth
        self._draw(group, depth + 1)
        folder.end = len(self.lines)

    def _add(self, names: list[str], depth: int) -> None:
        if depth:
            first = len(self.lines)
            self.depths.update(dict.fromkeys(range(first, first + len(names)), depth))
        self.lines.extend(names)

    def _rank(self, name: str) -> float:
        """Where a package stands when it is not sorted by name: the newest, the largest first, the unknown last."""
        package = self._packages[name]
        if self._order is Order.PUSHED:
            return -package.updated_at.timestamp() if package.updated_at else float("inf")
        return float("inf") if package.version_count is None else -package.version_count
