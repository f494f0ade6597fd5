"""What the personas' worlds share: the people, the two organizations, and a short way to write packages down."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from ghcr_wizard.demo.registry.plan import ImagePlan
from ghcr_wizard.demo.world import Account, Membership, OAuthApp, Package, Policy, Repository, Visibility

OCTOCAT: Final = "octocat"
OCTOCAT_ID: Final = 583231
ACME_ID: Final = 9919
OPENCO_ID: Final = 54834211
SEALED_ID: Final = 21955855
OAUTH_APP: Final = OAuthApp("Ov23liDemo0OctocatApp", interval=2)
"""Octocat's own OAuth App; its interval is shorter than GitHub's five seconds, as nobody has to type here."""


@dataclass(frozen=True, slots=True)
class Row:
    """A package as a row of a table.

    Attributes:
        name: Within its owner.
        visibility: Its own.
        repository: Name of the linked repository of the same owner, if any.
        repository_visibility: None means the same as the package's.
        age_days: Since it was created.
        quiet_hours: Since the last push.
    """

    name: str
    visibility: Visibility
    image: ImagePlan
    repository: str | None = None
    repository_visibility: Visibility | None = None
    age_days: int = 200
    quiet_hours: int = 48
    restricted: bool = False
    readers: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    governed: bool = False


class Ledger:
    """Gives numbers to packages and repositories while a world is written down."""

    def __init__(self, now: datetime) -> None:
        self.now = now.replace(microsecond=0)
        self.packages: list[Package] = []
        self.repositories: dict[str, Repository] = {}
        self._package_ids: Iterator[int] = count(3_100_001)
        self._repository_ids: Iterator[int] = count(7_001)

    def add(self, owner: str, rows: Iterable[Row]) -> None:
        """Enter the packages of one owner, and the repositories they are linked to."""
        for row in rows:
            self.packages.append(self._package(owner, row))

    def _package(self, owner: str, row: Row) -> Package:
        pushed_at = self.now - timedelta(hours=row.quiet_hours)
        return Package(
            id=next(self._package_ids),
            owner=owner,
            name=row.name,
            visibility=row.visibility,
            created_at=self.now - timedelta(days=row.age_days),
            updated_at=pushed_at,
            image=row.image,
            repository=self._link(owner, row, pushed_at),
            restricted=row.restricted,
            readers=frozenset(row.readers),
            writers=frozenset(row.writers),
            governed=row.governed,
        )

    def _link(self, owner: str, row: Row, pushed_at: datetime) -> str | None:
        """Enter the row's repository, the first time it is named; return its full name."""
        if row.repository is None:
            return None
        full_name = f"{owner}/{row.repository}"
        if full_name not in self.repositories:
            visibility = row.repository_visibility or row.visibility
            number = next(self._repository_ids)
            self.repositories[full_name] = Repository(number, owner, row.repository, visibility, pushed_at)
        return full_name


def user(now: datetime, number: int, login: str, name: str) -> Account:
    """Return a user who joined long ago."""
    return Account(number, login, "User", name, now - timedelta(days=3_000 + number % 500))


def organization(now: datetime, number: int, login: str, name: str, policy: Policy | None = None) -> Account:
    """Return an organization."""
    created_at = now - timedelta(days=2_000 + number % 500)
    return Account(number, login, "Organization", name, created_at, policy or Policy())


def accounts(now: datetime) -> tuple[Account, ...]:
    """Return the people and organizations that exist in every world."""
    return (
        user(now, OCTOCAT_ID, OCTOCAT, "The Octocat"),
        user(now, 480938, "hubot", "Hubot"),
        user(now, 6_012_345, "monalisa", "Mona Lisa"),
        organization(now, ACME_ID, "acme", "Acme Corporation"),
        organization(now, OPENCO_ID, "openco", "OpenCo"),
        organization(now, 71_882_004, "NightlyLabs", "Nightly Labs"),
    )


def memberships() -> tuple[Membership, ...]:
    """Return octocat's place in the two organizations: a member of acme, an owner of openco and seen to be so."""
    return (
        Membership("acme", OCTOCAT),
        Membership("openco", OCTOCAT, role="admin", public=True),
        Membership("acme", "hubot", role="admin"),
    )
