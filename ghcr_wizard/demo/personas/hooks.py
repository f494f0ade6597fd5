"""The ordinary world with webhooks to one scanner, set up rightly and in every way wrongly; octocat owns acme here."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from ghcr_wizard.demo.personas import cast
from ghcr_wizard.demo.personas.maintainer import READ_SCOPES, classic_token, ordinary, with_token
from ghcr_wizard.demo.webhooks.model import Webhook
from ghcr_wizard.demo.world import Membership, Repository, World

RECEIVER: Final = "https://harborguard.example.com/api/webhooks/github"
HOOK_SCOPES: Final = frozenset({"admin:repo_hook", "admin:org_hook"})
_SECRET: Final = "a secret that the receiver was given by hand"  # noqa: S105 -- of the demonstration
_HANDBOOK_ID: Final = 7_900_001


def _hooks() -> tuple[Webhook, ...]:
    """Return the webhooks: openco's hears of everything; acme's stand on repositories, each with a mistake but one."""
    return (
        Webhook(418_000_001, "openco", RECEIVER, secret=_SECRET, pushes=("openco/engine", "openco/ci/builder")),
        Webhook(418_000_002, "acme/web", RECEIVER, secret=_SECRET, pushes=("acme/team/web",)),
        Webhook(418_000_003, "acme/api", RECEIVER, ("push",), secret=_SECRET),
        Webhook(418_000_004, "acme/webhooks", RECEIVER, active=False, secret=_SECRET),
        Webhook(418_000_005, "acme/cli", RECEIVER, secret=_SECRET, answers=502, pushes=("acme/tools/cli",)),
        Webhook(418_000_006, "acme/lint", RECEIVER, secret=_SECRET, answers=0, pushes=("acme/tools/lint",)),
        Webhook(418_000_007, "acme/handbook", RECEIVER, secret=_SECRET),
        Webhook(418_000_008, "acme/handbook", "https://ci.example.com/hook", ("push", "pull_request")),
    )


def build(persona: str, now: datetime) -> World:
    """Build the ordinary world with webhooks; acme/handbook publishes nothing, octocat/hello has no webhook."""
    world = ordinary(now)
    handbook = Repository(_HANDBOOK_ID, "acme", "handbook", "public", world.now - timedelta(days=2))
    members = [place for place in world.memberships if (place.org, place.user) != ("acme", cast.OCTOCAT)]
    token = classic_token(persona, READ_SCOPES | HOOK_SCOPES, world.now + timedelta(days=7))
    mistaken = replace(
        world,
        memberships=(*members, Membership("acme", cast.OCTOCAT, role="admin")),
        repositories=(*world.repositories, handbook),
        hooks=_hooks(),
    )
    return with_token(mistaken, token)
