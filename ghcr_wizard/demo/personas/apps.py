"""The ordinary world seen by a GitHub App's installation on acme."""

from datetime import datetime, timedelta
from typing import Final, Literal

from ghcr_wizard.demo import tokens
from ghcr_wizard.demo.personas.maintainer import ordinary, with_token
from ghcr_wizard.demo.world import Installation, Token, World

USERNAME: Final = "x-access-token"
ACTIONS_APP_ID: Final = 15_368
_APP_ID: Final = 1_204_417


def installation(packages: Literal["none", "read", "write"] = "read") -> Installation:
    """Return the App `acme-images` on acme: two repositories, one of which its private package lets in."""
    return Installation(51_880_233, _APP_ID, "acme-images", "acme", ("acme/api", "acme/web"), packages)


def installation_token(now: datetime, granted: Installation | None = None) -> Token:
    """Return the App's token in the long, stateless form; it lives for an hour."""
    given = granted or installation()
    expires_at = now + timedelta(hours=1)
    claims = {"iss": "github", "sub": given.id, "exp": int(expires_at.timestamp())}
    secret = tokens.stateless_installation(given.app_id, claims, f"{given.app_slug}:{given.packages}")
    login = f"{given.app_slug}[bot]"
    return Token(3_000_001, secret, "installation", login, expires_at=expires_at, installation=given)


def build(_persona: str, now: datetime) -> World:
    """Build the ordinary world with the App's token."""
    world = ordinary(now)
    return with_token(world, installation_token(world.now), USERNAME)
