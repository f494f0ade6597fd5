"""What one credential's listing has that another's has not. Pure.

A package that is not listed is not proven to be out of reach: a listing may be incomplete, and a public package can be
pulled by anybody who knows its name. So each row says how certain it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ghcr_wizard.github.packages import Access, Namespace, Package, Visibility


@dataclass(frozen=True, slots=True)
class Seen:
    """What one credential lists.

    Attributes:
        packages: By lower-case full name.
        namespaces: By lower-case name.
        complete: Whether nothing was left out.
        anonymous: Whether it is nobody's: then what is public is all there is, and nothing lists it.
        pulls: Whether packages can be pulled, by lower-case full name, where it was tried.
    """

    packages: Mapping[str, Package] = field(default_factory=dict)
    namespaces: Mapping[str, Namespace] = field(default_factory=dict)
    complete: bool = True
    anonymous: bool = False
    pulls: Mapping[str, Access] = field(default_factory=dict)

    def would_list(self, package: Package) -> bool:
        """Whether this listing would have the package if the credential could list it."""
        if self.anonymous:
            return package.visibility is not None
        namespace = self.namespaces.get(package.owner.lower())
        if namespace is None:
            return self.complete
        return namespace.complete and namespace.locked is None and namespace.listing is Access.GRANTED


@dataclass(frozen=True, slots=True)
class OneSided:
    """A package that one listing has alone.

    Attributes:
        package: The package.
        certain: Whether the other listing is complete where it would be.
    """

    package: Package
    certain: bool

    @property
    def anybody_pulls(self) -> bool:
        """Whether it is public: the other credential can pull it by its name all the same."""
        return self.package.visibility is Visibility.PUBLIC


@dataclass(frozen=True, slots=True)
class Differing:
    """A package that both have, and that they see differently; `how` says in which ways."""

    here: Package
    there: Package
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two listings side by side.

    Attributes:
        only_here: What the first has alone, by name.
        only_there: What the second has alone, by name.
        differing: What they see differently, by name.
        same: How many packages both see alike.
        here_complete: Whether the first listing left nothing out.
        there_complete: Whether the second left nothing out.
    """

    only_here: tuple[OneSided, ...]
    only_there: tuple[OneSided, ...]
    differing: tuple[Differing, ...]
    same: int
    here_complete: bool
    there_complete: bool

    @property
    def is_certain(self) -> bool:
        """Whether nothing can change when what is missing in the listings is known."""
        return self.here_complete and self.there_complete


def difference(here: Seen, there: Seen) -> Difference:
    """Compare two listings of one registry."""
    here_packages, there_packages = _comparable(here, there), _comparable(there, here)
    both = sorted(here_packages.keys() & there_packages.keys())
    ways = ((name, _ways(name, here, there, here_packages[name], there_packages[name])) for name in both)
    differing = tuple(Differing(here_packages[name], there_packages[name], how) for name, how in ways if how)
    return Difference(
        _alone(here_packages, there_packages, there),
        _alone(there_packages, here_packages, here),
        differing,
        len(both) - len(differing),
        here.complete or here.anonymous,
        there.complete or there.anonymous,
    )


def _comparable(side: Seen, other: Seen) -> Mapping[str, Package]:
    """The packages of a side; for nobody's, the public ones of the other, as anybody can pull them."""
    if not side.anonymous:
        return side.packages
    public = {name: package for name, package in other.packages.items() if package.visibility is Visibility.PUBLIC}
    return {**public, **side.packages}


def _alone(mine: Mapping[str, Package], others: Mapping[str, Package], other: Seen) -> tuple[OneSided, ...]:
    names = sorted(mine.keys() - others.keys())
    return tuple(OneSided(mine[name], other.would_list(mine[name])) for name in names)


def _ways(name: str, here: Seen, there: Seen, mine: Package, theirs: Package) -> tuple[str, ...]:
    """In which ways the two see one package differently; what only one knows is a difference too."""
    ways = []
    if mine.visibility is not theirs.visibility:
        ways.append(f"{_word(mine.visibility)} here, {_word(theirs.visibility)} there")
    if (mine.repository or "").lower() != (theirs.repository or "").lower():
        ways.append(f"repository {mine.repository or 'none shown'} here, {theirs.repository or 'none shown'} there")
    pulls = here.pulls.get(name, Access.UNKNOWN), there.pulls.get(name, Access.UNKNOWN)
    if Access.UNKNOWN not in pulls and pulls[0] is not pulls[1]:
        here_can = pulls[0] is Access.GRANTED
        ways.append("can be pulled here, not there" if here_can else "can be pulled there, not here")
    return tuple(ways)


def _word(visibility: Visibility | None) -> str:
    return visibility.value if visibility else "visibility not shown"
