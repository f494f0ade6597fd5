"""How many packages each filter would leave, if it were the only one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ghcr_wizard.catalog.tree.filters import is_changed
from ghcr_wizard.catalog.tree.index import PackageIndex
from ghcr_wizard.github.packages import Access, Visibility


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of packages.

    Attributes:
        total: All.
        visibilities: By visibility; `None` for those of which it is not known.
        pulls: By whether they can be pulled.
        namespaces: By the namespace's name, in the order of the names.
        mismatch: Those whose visibility differs from their repository's.
        changed: Those that changed since they were remembered, without those that are gone.
    """

    total: int
    visibilities: Mapping[Visibility | None, int]
    pulls: Mapping[Access, int]
    namespaces: Mapping[str, int]
    mismatch: int
    changed: int


def figures_of(index: PackageIndex) -> Figures:
    """Count the packages of an index."""
    entries = index.entries()
    packages = [package for entry in entries for package in entry.packages.values()]
    known = {package.full_name.lower() for package in packages} & index.verdicts.keys() if index.verdicts else set()
    pulls = Counter(index.verdicts[name] for name in known)
    pulls[Access.UNKNOWN] += len(packages) - len(known)
    return Figures(
        total=len(packages),
        visibilities=Counter(package.visibility for package in packages),
        pulls=pulls,
        namespaces={entry.namespace.name: len(entry.packages) for entry in entries},
        mismatch=sum(package.differs_from_repository for package in packages),
        changed=sum(is_changed(change) for entry in entries for change in entry.changes.values()),
    )
