"""Which packages the tree is narrowed to, besides the words searched for."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ghcr_wizard.catalog.tree.changes import PackageChange
from ghcr_wizard.github.packages import Access, Package, Visibility

if TYPE_CHECKING:
    from ghcr_wizard.catalog.tree.layout import Layout


@dataclass(frozen=True, slots=True)
class TreeFilter:
    """What a package must be to be shown; the default shows every one.

    Attributes:
        visibilities: One of these visibilities, or any where this is empty.
        namespace: In this namespace, or in any where this is `None`.
        pull: Pulling it was found to be granted or denied, or was not tried; anything where this is `None`.
        mismatch: Whether its visibility must differ from its repository's.
        changed: Whether it must have changed since it was remembered.
    """

    visibilities: frozenset[Visibility] = frozenset()
    namespace: str | None = None
    pull: Access | None = None
    mismatch: bool = False
    changed: bool = False

    def covers(self, namespace: str) -> bool:
        """Whether packages of this namespace are shown at all."""
        return self.namespace is None or self.namespace.lower() == namespace.lower()

    @property
    def filters_packages(self) -> bool:
        """Whether each package has to be looked at."""
        return bool(self.visibilities) or self.pull is not None or self.mismatch or self.changed

    def sift(self, layout: "Layout", lines: Sequence[int], standing: "Standing") -> Sequence[int]:
        """Those of a namespace's lines whose packages are shown.

        Args:
            layout: All its lines.
            lines: Which to look at, ascending; each a package's.
            standing: What is known of the packages besides.
        """
        if self.changed:
            lines = [line for line in lines if is_changed(standing.changes.get(layout.name(line)))]
        if self.visibilities:
            wanted, packages = self.visibilities, layout.packages_on(lines)
            lines = [line for line, package in zip(lines, packages, strict=True) if package.visibility in wanted]
        if self.mismatch:
            packages = layout.packages_on(lines)
            lines = [line for line, package in zip(lines, packages, strict=True) if package.differs_from_repository]
        if self.pull is not None:
            verdict = standing.verdicts.get
            lines = [line for line in lines if verdict(layout.texts[line], Access.UNKNOWN) is self.pull]
        return lines


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of packages besides themselves.

    Attributes:
        verdicts: Whether they can be pulled, by lower-case `owner/name`.
        changes: What became of a namespace's since they were remembered, by name.
        refused: The lower-case `owner/name` of those that cannot be pulled, sorted.
    """

    verdicts: Mapping[str, Access]
    changes: Mapping[str, PackageChange]
    refused: Sequence[str] = ()

    def verdict(self, package: Package) -> Access:
        """Whether a package can be pulled, as far as it was tried."""
        return self.verdicts.get(package.full_name.lower(), Access.UNKNOWN)

    def refused_in(self, path: str) -> int:
        """How many packages of a namespace, or of a folder `OWNER/team`, cannot be pulled."""
        inside = path.lower()
        return bisect_left(self.refused, f"{inside}0") - bisect_left(self.refused, f"{inside}/")  # 0 comes after /


def is_changed(change: PackageChange | None) -> bool:
    """Whether something happened to a package; that it could not be looked at is nothing that happened."""
    return change is not None and change is not PackageChange.OLD


EVERYTHING = TreeFilter()
"""Nothing left out."""
