"""Forty organizations and twenty thousand packages: for everything that must not freeze."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import cycle, islice, product
from typing import Final

from ghcr_wizard.demo.personas import cast, packages
from ghcr_wizard.demo.personas.cast import Row
from ghcr_wizard.demo.personas.maintainer import READ_SCOPES, classic_token, with_token
from ghcr_wizard.demo.registry.plan import MULTI_ARCH, ImagePlan
from ghcr_wizard.demo.world import Account, Membership, Visibility, World

PACKAGES: Final = 20_000
_TREES: Final = ("amber", "birch", "cedar", "delta", "ember", "fjord", "granite", "harbor")
_TRADES: Final = ("cloud", "data", "labs", "tools", "works")
_TEAMS: Final = (
    *("access", "billing", "catalog", "checkout", "compute", "content", "delivery", "edge", "fraud", "identity"),
    *("insights", "logistics", "mail", "maps", "media", "mobile", "network", "orders", "partners", "payments"),
    *("platform", "pricing", "privacy", "profile", "quality", "release", "research", "search", "security", "storage"),
)
_PARTS: Final = (
    *("api", "web", "worker", "scheduler", "cron", "gateway", "proxy", "cache", "index", "importer"),
    *("exporter", "migrator", "operator", "agent", "sidecar", "admin", "docs", "bench", "fuzz", "mock"),
    *("loader", "notifier", "reporter", "resolver", "router", "sampler", "scanner", "signer", "store", "stream"),
)
_LARGE: Final = (3_000, 1_500)
_VISIBILITIES: Final[tuple[Visibility, ...]] = ("private", "internal", "private", "public", "private", "internal")
_IMAGES: Final = (
    ImagePlan(releases=4),
    ImagePlan(releases=12, platforms=MULTI_ARCH),
    ImagePlan(releases=31, style="date"),
    ImagePlan(releases=7, platforms=MULTI_ARCH, signed=1),
    ImagePlan(releases=2, style="sha"),
)


def _names() -> Iterator[str]:
    """Yield package names without end: `billing/api`, and from the 901st on `billing/api-2`."""
    yield from (f"{team}/{part}" for part, team in product(_PARTS, _TEAMS))
    number = 2
    while True:
        yield from (f"{team}/{part}-{number}" for part, team in product(_PARTS, _TEAMS))
        number += 1


def _rows(size: int) -> Iterator[Row]:
    """Yield an organization's packages; the packages of a team share a repository."""
    mixture = zip(_names(), cycle(_VISIBILITIES), cycle(_IMAGES), strict=False)
    for number, (name, visibility, image) in enumerate(islice(mixture, size)):
        team = name.partition("/")[0]
        yield Row(name, visibility, image, team, "private", 100 + number % 900, 1 + number * 7 % 2_000)


def build(persona: str, now: datetime) -> World:
    """Build the world; only names are made, versions come when they are asked for."""
    return grown(persona, now, [f"{tree}-{trade}" for tree, trade in product(_TREES, _TRADES)], PACKAGES, _LARGE)


def grown(persona: str, now: datetime, logins: Sequence[str], total: int, large: Sequence[int]) -> World:
    """Build a world of organizations that octocat is a member of.

    Args:
        persona: Whose world it is.
        now: The moment its dates are relative to (aware).
        logins: The organizations.
        total: All packages together, octocat's own among them.
        large: How many of them the first organizations have; the others share the rest.
    """
    ledger = cast.Ledger(now)
    ledger.add(cast.OCTOCAT, packages.OCTOCAT_ROWS)
    for login, size in zip(logins, _sizes(len(logins), total, large), strict=True):
        ledger.add(login, _rows(size))
    world = World(
        now=ledger.now,
        accounts=(*cast.accounts(ledger.now), *_organizations(ledger.now, logins)),
        memberships=tuple(Membership(login, cast.OCTOCAT) for login in logins),
        repositories=tuple(ledger.repositories.values()),
        packages=tuple(ledger.packages),
    )
    return with_token(world, classic_token(persona, READ_SCOPES, world.now + timedelta(days=60)))


def _sizes(organizations: int, total: int, large: Sequence[int]) -> Iterator[int]:
    """Yield how many packages each organization has; octocat's own make up the total."""
    rest = organizations - len(large)
    share, surplus = divmod(total - len(packages.OCTOCAT_ROWS) - sum(large), rest)
    yield from large
    yield from (share + (1 if number < surplus else 0) for number in range(rest))


def _organizations(now: datetime, logins: Sequence[str]) -> Iterator[Account]:
    for number, login in enumerate(logins):
        yield cast.organization(now, 80_000_001 + 977 * number, login, login.replace("-", " ").title())
