"""What became of packages since they were last seen."""

from collections.abc import Mapping
from enum import StrEnum

from ghcr_wizard.github.packages import Package


class PackageChange(StrEnum):
    """How a package differs from what was remembered of it."""

    NEW = "new"
    """It was not there, or not seen."""
    PUSHED = "pushed"
    """Something was pushed to it."""
    ALTERED = "altered"
    """Its visibility, repository or number of versions is another."""
    GONE = "gone"
    """It is not listed any more, although all of its namespace was."""
    OLD = "old"
    """Its part of the listing could not be read now: it is shown as it was."""


def change_of(package: Package, before: Package | None) -> PackageChange | None:
    """What happened to a package since then; `None` for nothing.

    Args:
        package: As GitHub lists it now.
        before: As it was remembered, if it was.
    """
    if package is before:
        return None
    if is_named_only(package):
        return None
    if before is None or is_named_only(before):
        return PackageChange.NEW if before is None else None
    if package.updated_at != before.updated_at:
        return PackageChange.PUSHED
    return PackageChange.ALTERED if package != before else None


def is_named_only(package: Package) -> bool:
    """Whether nothing but its name is known, as of one that a person named: GitHub's listing always has its dates."""
    return package.created_at is None and package.updated_at is None


def changes_between(before: Mapping[str, Package], now: Mapping[str, Package]) -> dict[str, PackageChange]:
    """What happened to the packages there are now, by name; those that are gone are not among them."""
    changes = ((name, change_of(package, before.get(name))) for name, package in now.items())
    return {name: change for name, change in changes if change is not None}
