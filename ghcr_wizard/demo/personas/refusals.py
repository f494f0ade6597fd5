"""Two worlds where a good token meets a closed door: single sign-on, and a repository that governs its packages."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from ghcr_wizard.demo.personas import cast, packages
from ghcr_wizard.demo.personas.cast import Row
from ghcr_wizard.demo.personas.maintainer import READ_SCOPES, classic_token, ordinary, with_token
from ghcr_wizard.demo.registry.plan import MULTI_ARCH, ImagePlan
from ghcr_wizard.demo.world import Membership, Policy, World

GOVERNED: Final = frozenset({"team/api", "team/search"})

_SEALED_ROWS: Final = (
    Row("core/ledger", "private", ImagePlan(releases=14, platforms=MULTI_ARCH), "ledger", quiet_hours=5),
    Row("core/signing", "private", ImagePlan(releases=6), "signing", quiet_hours=44),
    Row("core/audit", "internal", ImagePlan(releases=9), "audit", quiet_hours=71),
    Row("edge/proxy", "internal", ImagePlan(releases=18, style="date"), "edge", quiet_hours=15),
    Row("sdk", "public", ImagePlan(releases=11, platforms=MULTI_ARCH), "sdk", quiet_hours=160),
)


def _sso(now: datetime) -> World:
    """Return the world where octocat belongs to acme and to `sealed`, which enforces SAML."""
    ledger = cast.Ledger(now)
    ledger.add(cast.OCTOCAT, packages.OCTOCAT_ROWS)
    ledger.add("acme", packages.ACME_ROWS)
    ledger.add("sealed", _SEALED_ROWS)
    ledger.add("NightlyLabs", packages.NIGHTLYLABS_ROWS)
    sealed = cast.organization(ledger.now, cast.SEALED_ID, "sealed", "Sealed Industries", Policy(saml=True))
    return World(
        now=ledger.now,
        accounts=(*cast.accounts(ledger.now), sealed),
        memberships=(Membership("acme", cast.OCTOCAT), Membership("sealed", cast.OCTOCAT)),
        repositories=tuple(ledger.repositories.values()),
        packages=tuple(ledger.packages),
    )


def _linked_private(now: datetime) -> World:
    """Return the ordinary world, but acme's private repositories govern some of its packages."""
    world = ordinary(now)
    governed = (
        replace(package, governed=package.owner == "acme" and package.name in GOVERNED) for package in world.packages
    )
    return replace(world, packages=tuple(governed))


def build(persona: str, now: datetime) -> World:
    """Build the world of `sso` or `linked-private`."""
    world = _sso(now) if persona == "sso" else _linked_private(now)
    token = classic_token(persona, READ_SCOPES, world.now + timedelta(days=60))
    return with_token(world, token)
