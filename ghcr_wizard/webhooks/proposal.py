"""Where the push event of a package goes, and where a webhook for it belongs.

GitHub docs "Webhook events and payloads", `package`: told to webhooks of the repository a package is linked to, and of
the organization that owns it. Users have no webhooks: their packages speak through the linked repository alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ghcr_wizard.github.packages import OwnerType, Package
from ghcr_wizard.webhooks.model import HookPlace


@dataclass(frozen=True, slots=True)
class Route:
    """Where one package's push event goes.

    Attributes:
        package: `OWNER/NAME`.
        repository: The repository it is linked to, which publishes it; `None` where GitHub names none.
        organization: The organization that owns it; `None` for a user's package.
    """

    package: str
    repository: HookPlace | None
    organization: HookPlace | None

    @property
    def targets(self) -> tuple[HookPlace, ...]:
        """Where a webhook hears of it; nowhere for a user's package without a repository."""
        return tuple(target for target in (self.repository, self.organization) if target is not None)

    @property
    def publisher(self) -> str:
        """What publishes it, in words."""
        return self.repository.name if self.repository else "no repository at all"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where webhooks for some packages belong.

    Attributes:
        targets: One organization, or one repository or more; empty where no webhook can receive events of the packages.
        reason: Why, as one sentence.
        unreachable: Packages that no webhook can receive events of, until they are linked to a repository.
    """

    targets: tuple[HookPlace, ...]
    reason: str
    unreachable: tuple[str, ...] = ()


def route(package: Package, owner_type: OwnerType | None) -> Route:
    """Where the push event of a package goes; an owner nobody knows the type of is taken for a user."""
    repository = HookPlace.repository(package.repository) if package.repository else None
    owned = owner_type is OwnerType.ORGANIZATION
    return Route(package.full_name, repository, HookPlace.organization(package.owner) if owned else None)


def propose(routes: Iterable[Route], asked: HookPlace | None = None) -> Proposal:
    """Where to set up webhooks so that every one of these packages is heard of.

    Args:
        routes: The packages.
        asked: What was asked for by name, an organization or a repository: taken where packages do not decide.
    """
    rows = tuple(routes)
    repositories = {row.repository.key: row.repository for row in rows if row.repository}
    organization = next((row.organization for row in rows if row.organization), None)
    mute = tuple(row.package for row in rows if not row.targets)
    if organization and (len(repositories) > 1 or any(row.repository is None for row in rows)):
        return Proposal((organization,), _why_organization(rows, len(repositories), organization), mute)
    if repositories:
        found = tuple(repositories.values())
        return Proposal(found, _why_repositories(found, len(rows)), mute)
    if asked and not mute:
        return Proposal((asked,), f"No package decides where, so it goes to {asked.name}, as asked.")
    return Proposal((), "Users have no webhooks of their own: link the package to a repository first.", mute)


def _why_organization(rows: tuple[Route, ...], repositories: int, organization: HookPlace) -> str:
    unlinked = sum(row.repository is None for row in rows)
    parts = [f"{len(rows)} packages come from {repositories} repositories"] if repositories > 1 else []
    if unlinked:
        parts.append("one is linked to no repository" if unlinked == 1 else f"{unlinked} are linked to no repository")
    return f"{' and '.join(parts)}: one webhook on {organization.name} receives them all.".capitalize()


def _why_repositories(found: tuple[HookPlace, ...], packages: int) -> str:
    if len(found) == 1:
        what = "the package" if packages == 1 else f"all {packages} packages"
        return f"{found[0].name} publishes {what}."
    return f"Users have no webhooks of their own: one on each of the {len(found)} repositories that publish."
