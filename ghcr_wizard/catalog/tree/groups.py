"""Which of a namespace's nested names fold together: `team/api` and `team/web` under `team`."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ghcr_wizard.catalog.tree.keys import DEEPEST


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
