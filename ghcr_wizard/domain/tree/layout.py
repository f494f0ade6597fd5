"""The lines below one namespace: its packages in order, nested names folded.

Everything is kept in flat, parallel lists, so that showing or filtering fifty thousand packages is a few list
operations and no object is made for a line nobody sees.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ghcr_wizard.domain.packages import Package
from ghcr_wizard.domain.tree.keys import DEEPEST


class Order(StrEnum):
    """What packages are sorted by, within their folder."""

    NAME = "name"
    PUSHED = "pushed"
    VERSIONS = "versions"


@dataclass(slots=True)
class Folder:
    """A prefix segment that several packages share.

    Attributes:
        path: The whole prefix in lower case, `team/tools`.
        label: Its last segment as it is written.
        depth: 0 directly below the namespace.
        start: Its own line.
        end: The line after its last descendant.
        count: The packages below it.
    """

    path: str
    label: str
    depth: int
    start: int
    end: int
    count: int


class Layout:
    """One namespace's lines.

    Attributes:
        nodes: What stands on each line.
        folders: The folders from top to bottom.
    """

    def __init__(self, owner: str, packages: Mapping[str, Package], order: Order = Order.NAME) -> None:
        """Lay out `packages`, which are by lower-case name."""
        self.nodes: list[Package | Folder] = []
        self.folders: list[Folder] = []
        self._names: list[str | None] = []
        self._depths: dict[int, int] = {}
        self._prefix = owner.lower() + "/"
        self._packages = packages
        self._order = order
        self._lay_out(packages, "", 0)

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def _texts(self) -> list[str]:
        """What a search looks at on each line: `owner/name` in lower case, nothing for a folder."""
        prefix = self._prefix
        return ["" if name is None else prefix + name for name in self._names]

    def depth(self, line: int) -> int:
        """How many folders a line lies in."""
        return self._depths.get(line, 0)

    def line(self, name: str) -> int | None:
        """The line of the package of that name."""
        try:
            return self._names.index(name.lower())
        except ValueError:
            return None

    def folder_line(self, path: str) -> int | None:
        """The line of the folder of that lower-case path."""
        return next((folder.start for folder in self.folders if folder.path == path), None)

    def visible(self, expanded: AbstractSet[str]) -> Sequence[int]:
        """The lines shown when only the folders of these paths are open."""
        if all(folder.path in expanded for folder in self.folders):
            return range(len(self.nodes))
        lines: list[int] = []
        position = 0
        for folder in self.folders:
            if folder.start >= position and folder.path not in expanded:
                lines.extend(range(position, folder.start + 1))
                position = folder.end
        lines.extend(range(position, len(self.nodes)))
        return lines

    def matching(self, words: Sequence[str], keeps: Callable[[Package], bool] | None = None) -> Sequence[int]:
        """The lines of packages in which every word occurs and that `keeps` does not refuse."""
        lines: Sequence[int] = range(len(self.nodes))
        texts = self._texts
        if words:
            lines = [line for line, text in enumerate(texts) if words[0] in text]
        for word in words[1:]:
            lines = [line for line in lines if word in texts[line]]
        if keeps is None and words:
            return lines
        nodes = ((line, self.nodes[line]) for line in lines)
        return [line for line, node in nodes if isinstance(node, Package) and (keeps is None or keeps(node))]

    def with_folders(self, lines: Sequence[int]) -> Sequence[int]:
        """The lines and those of the folders they lie in."""
        if not self.folders:
            return lines
        around = [
            folder.start for folder in self.folders if bisect_left(lines, folder.start) < bisect_left(lines, folder.end)
        ]
        return sorted([*lines, *around])

    def _lay_out(self, names: Collection[str], prefix: str, depth: int) -> None:
        """Add the packages whose names begin with `prefix`."""
        folders = _shared(names, prefix) if depth < DEEPEST else {}
        folded = {name for group in folders.values() for name in group}
        plain = sorted(name for name in names if name not in folded) if folded else sorted(names)
        position = 0
        for place, path in self._places(plain, folders):
            self._add(plain[position:place], depth)
            self._add_folder(folders[path], path, depth)
            position = place
        self._add(plain[position:], depth)

    def _places(self, plain: list[str], folders: Mapping[str, list[str]]) -> list[tuple[int, str]]:
        """Sort `plain` and say before which of its places each folder stands: by name, after its namesake."""
        if self._order is Order.NAME:
            return [(bisect_right(plain, path), path) for path in sorted(folders)]
        plain.sort(key=self._rank)
        best = {path: min(map(self._rank, group)) for path, group in folders.items()}
        return [(bisect_right(plain, best[path], key=self._rank), path) for path in sorted(best, key=best.__getitem__)]

    def _add_folder(self, names: list[str], path: str, depth: int) -> None:
        label = self._packages[names[0]].name.split("/", depth + 1)[depth]
        start = len(self.nodes)
        folder = Folder(path, label, depth, start, start, len(names))
        self.folders.append(folder)
        self.nodes.append(folder)
        self._names.append(None)
        self._depths[start] = depth
        self._lay_out(names, path + "/", depth + 1)
        folder.end = len(self.nodes)

    def _add(self, names: list[str], depth: int) -> None:
        if depth:
            first = len(self.nodes)
            self._depths.update(dict.fromkeys(range(first, first + len(names)), depth))
        self.nodes.extend(map(self._packages.__getitem__, names))
        self._names.extend(names)

    def _rank(self, name: str) -> float:
        """Where a package stands when it is not sorted by name: the newest, the largest first, the unknown last."""
        package = self._packages[name]
        if self._order is Order.PUSHED:
            return -package.updated_at.timestamp() if package.updated_at else float("inf")
        return float("inf") if package.version_count is None else -package.version_count


def _shared(names: Iterable[str], prefix: str) -> dict[str, list[str]]:
    """The names that share their next segment with another, by the path up to it."""
    groups: dict[str, list[str]] = {}
    behind = len(prefix)
    for name in [name for name in names if "/" in name]:
        end = name.find("/", behind)
        if end >= 0:
            groups.setdefault(name[:end], []).append(name)
    return {path: group for path, group in groups.items() if len(group) > 1}
