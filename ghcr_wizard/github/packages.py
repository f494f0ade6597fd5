"""Namespaces, packages and versions, as the servers described them; all text is already made safe."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Visibility(StrEnum):
    """Who may see a package. Independent of its repository's visibility."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PRIVATE = "private"


class OwnerType(StrEnum):
    """What owns a namespace."""

    USER = "user"
    ORGANIZATION = "org"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose token it is; `type` is `User`, `Bot` or `Organization`."""

    login: str
    type: str


class Access(StrEnum):
    """Whether something is allowed, as far as it was tried."""

    GRANTED = "granted"
    DENIED = "denied"
    UNKNOWN = "unknown"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True)
class PackageGrant:
    """What the credential may do with one package `OWNER/NAME`; a push is tried only when asked for.

    `anonymous_pull` says whether it works without a credential; `None` where that was not tried.
    """

    name: str
    visibility: Visibility | None = None
    pull: Access = Access.UNKNOWN
    push: Access = Access.UNTESTED
    anonymous_pull: bool | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """One container package.

    Attributes:
        owner: The namespace's login, capitals kept.
        name: The name below the owner, `team/api`.
        visibility: `None` where the listing did not say.
        repository: The linked repository `owner/name`, or `None`.
        repository_private: Whether that repository is private; `None` if unlinked or unknown.
        version_count: How many versions, or `None`.
        created_at: When it was first pushed, in UTC.
        updated_at: The last push or change, in UTC.
        url: Its page.
    """

    owner: str
    name: str
    visibility: Visibility | None = None
    repository: str | None = None
    repository_private: bool | None = None
    version_count: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    url: str | None = None

    @property
    def full_name(self) -> str:
        """`OWNER/NAME`."""
        return f"{self.owner}/{self.name}"

    @property
    def differs_from_repository(self) -> bool:
        """A private package of a public repository, or a public one of a private repository."""
        if self.repository_private is None or self.visibility is None:
            return False
        return (self.visibility is Visibility.PUBLIC) == self.repository_private

    @property
    def proves(self) -> bool:
        """Whether reading it proves anything: a public one can be read by anybody."""
        return self.visibility in {Visibility.PRIVATE, Visibility.INTERNAL}


@dataclass(frozen=True, slots=True)
class Namespace:
    """A user or organization with packages.

    Attributes:
        name: Its login.
        type: What it is, or `None` where nobody said.
        listing: Whether this credential may list its packages.
        package_count: How many are listed, or `None` where unknown.
        locked: Why its packages are hidden, as a short phrase, or `None`.
        way_in: The address that unlocks it, or `None`.
        complete: Whether every page of its listing arrived.
        missing_pages: Which pages did not, a hundred packages each, from 1.
    """

    name: str
    type: OwnerType | None = None
    listing: Access = Access.UNKNOWN
    package_count: int | None = None
    locked: str | None = None
    way_in: str | None = None
    complete: bool = True
    missing_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a package: a manifest, found by its digest.

    Attributes:
        id: GitHub's number of the version.
        digest: `sha256:…`.
        tags: The tags that point at it; empty for platform images and attestations.
        created_at: When it was pushed, in UTC.
        updated_at: When it or its tags last changed, in UTC.
        url: Its page.
    """

    id: int
    digest: str
    tags: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    url: str | None = None
