"""The ordinary world, seen with a good token, a poor one, a dead one, or none."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from ghcr_wizard.demo import tokens
from ghcr_wizard.demo.personas import cast, packages
from ghcr_wizard.demo.world import Token, World

READ_SCOPES: Final = frozenset({"read:packages", "read:org"})
_EVERYTHING: Final = frozenset(
    {
        "admin:org",
        "admin:public_key",
        "admin:repo_hook",
        "delete:packages",
        "delete_repo",
        "gist",
        "notifications",
        "repo",
        "user",
        "workflow",
        "write:packages",
    }
)


def ordinary(now: datetime) -> World:
    """Return the world without the persona's token: octocat, acme, openco and strangers."""
    ledger = cast.Ledger(now)
    ledger.add(cast.OCTOCAT, packages.OCTOCAT_ROWS)
    ledger.add("acme", packages.ACME_ROWS)
    ledger.add("openco", packages.OPENCO_ROWS)
    ledger.add("hubot", packages.HUBOT_ROWS)
    ledger.add("monalisa", packages.MONALISA_ROWS)
    ledger.add("NightlyLabs", packages.NIGHTLYLABS_ROWS)
    return World(
        now=ledger.now,
        accounts=cast.accounts(ledger.now),
        memberships=cast.memberships(),
        repositories=tuple(ledger.repositories.values()),
        packages=tuple(ledger.packages),
        oauth_app=cast.OAUTH_APP,
    )


def classic_token(persona: str, scopes: frozenset[str], expires_at: datetime | None) -> Token:
    """Return octocat's classic token of a persona."""
    return Token(1_000_001, tokens.classic(persona), "classic", cast.OCTOCAT, scopes, expires_at)


def _maintainer(now: datetime) -> Token:
    return classic_token("maintainer", READ_SCOPES, now + timedelta(days=60))


def _newcomer(now: datetime) -> Token:
    return classic_token("newcomer", frozenset({"read:user"}), now + timedelta(days=30))


def _overprivileged(_now: datetime) -> Token:
    return classic_token("overprivileged", _EVERYTHING, None)


def _expired(now: datetime) -> Token:
    return classic_token("expired", READ_SCOPES, now - timedelta(days=3))


def _fine_grained(now: datetime) -> Token:
    return Token(
        2_000_001,
        tokens.fine_grained("fine-grained"),
        "fine-grained",
        cast.OCTOCAT,
        expires_at=now + timedelta(days=30),
        lifetime_days=30,
        resource_owner=cast.OCTOCAT,
    )


_TOKENS: Final[Mapping[str, Callable[[datetime], Token]]] = {
    "maintainer": _maintainer,
    "newcomer": _newcomer,
    "overprivileged": _overprivileged,
    "expired": _expired,
    "fine-grained": _fine_grained,
}


def with_token(world: World, token: Token, username: str = cast.OCTOCAT) -> World:
    """Return the world with this token issued and given to the persona."""
    return replace(world, tokens=(*world.tokens, token), username=username, token=token.secret)


def build(persona: str, now: datetime) -> World:
    """Build the ordinary world as `persona` sees it; without a token for `anonymous`."""
    world = ordinary(now)
    if persona == "browser":
        return signs_in(world)
    if persona not in _TOKENS:
        return world
    return with_token(world, _TOKENS[persona](world.now))


def signs_in(world: World, acts_after: int = 4) -> World:
    """Return the world of somebody without a token, who approves in the browser what waits there, by herself."""
    return replace(world, oauth_app=replace(cast.OAUTH_APP, acts_after=acts_after))
