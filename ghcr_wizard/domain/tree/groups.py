"""Which of a namespace's nested names fold together: `team/api` and `team/web` under `team`."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ghcr_wizard.domain.tree.keys import DEEPEST


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
    nested = [name for name in names if "/" in name] if depth < DEEPEST else []
    alone: list[str] = []
    groups: dict[str, list[str]] = {}
    for name in nested:
        end = name.find("/", len(prefix))
        (alone if end < 0 else groups.setdefault(name[:end], [])).append(name)
    shared = {path: group for path, group in groups.items() if len(group) > 1}
    if not shared:
        return Group(names, names, {}, len(names))
    folders = {path: grouped(group, path + "/", depth + 1) for path, group in shared.items()}
    alone += [group[0] for group in groups.values() if len(group) == 1]
    plain = [name for name in names if "/" not in name] + alone
    return Group(names, plain, folders, len(plain) + sum(1 + group.lines for group in folders.values()))
