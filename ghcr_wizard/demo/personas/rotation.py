"""A world in which a token is about to end, and its successor meets what a new classic token meets: single sign-on.

A classic token is authorised for an organization's single sign-on one by one, so a new one sees less than the one whose
place it takes, until it has been authorised too.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from ghcr_wizard.demo import tokens
from ghcr_wizard.demo.personas import cast
from ghcr_wizard.demo.personas.maintainer import READ_SCOPES, classic_token, ordinary, with_token
from ghcr_wizard.demo.world import Policy, Token, World

_LEFT: Final = timedelta(days=3, hours=2)
_NEXT: Final = timedelta(days=90)


def build(persona: str, now: datetime) -> World:
    """Build the ordinary world with acme behind single sign-on, a token authorised for it, and one that is not yet."""
    world = ordinary(now)
    sealed = (
        replace(account, policy=Policy(saml=True)) if account.login == "acme" else account for account in world.accounts
    )
    old = replace(classic_token(persona, READ_SCOPES, world.now + _LEFT), sso=frozenset({"acme"}))
    expires_at = world.now + _NEXT
    new = Token(1_000_002, tokens.classic(f"{persona}: next"), "classic", cast.OCTOCAT, READ_SCOPES, expires_at)
    world = replace(world, accounts=tuple(sealed), tokens=(*world.tokens, new), next_token=new.secret)
    return with_token(world, old)
