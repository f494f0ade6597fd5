"""Credentials and organizations no persona has, for tests: every other kind of token, every other policy.

Use them as `DemoServer(world=policies(now, oauth_token(now)))` or `with_token(ordinary(now), actions_token(now))`.
"""

from datetime import datetime, timedelta
from typing import Final

from ghcr_wizard.demo import tokens
from ghcr_wizard.demo.personas import cast, packages
from ghcr_wizard.demo.personas.apps import ACTIONS_APP_ID, installation
from ghcr_wizard.demo.personas.cast import Row
from ghcr_wizard.demo.personas.maintainer import READ_SCOPES, with_token
from ghcr_wizard.demo.registry.plan import ImagePlan
from ghcr_wizard.demo.world import Installation, Membership, Policy, Token, World

_POLICIES: Final = {
    "classicless": Policy(forbids_classic=True),
    "shortlived": Policy(token_lifetime_days=90),
    "gated": Policy(oauth_restricted=True),
    "walled": Policy(ip_allow_list=True),
}
_ROWS: Final = (
    Row("service", "private", ImagePlan(releases=3), "service"),
    Row("open", "public", ImagePlan(releases=3), "open"),
)


def oauth_token(now: datetime, scopes: frozenset[str] = READ_SCOPES) -> Token:
    """Return a `gho_` token of octocat's, as `gh auth token` prints."""
    expires_at = now + timedelta(days=365)
    return Token(4_000_001, tokens.prefixed("gho_", "extras"), "oauth", cast.OCTOCAT, scopes, expires_at)


def app_user_token(now: datetime) -> Token:
    """Return a `ghu_` token: octocat's, given to a GitHub App, for eight hours."""
    expires_at = now + timedelta(hours=8)
    secret = tokens.prefixed("ghu_", "extras")
    return Token(4_000_002, secret, "app-user", cast.OCTOCAT, expires_at=expires_at)


def legacy_token(scopes: frozenset[str] = READ_SCOPES) -> Token:
    """Return a token from before 2021-04: forty hexadecimal digits, no expiry."""
    return Token(4_000_003, tokens.legacy("extras"), "legacy", cast.OCTOCAT, scopes)


def stateful_installation_token(now: datetime) -> Token:
    """Return a 40-character `ghs_` token, as Enterprise Server still issues."""
    secret = tokens.prefixed("ghs_", "extras")
    expires_at = now + timedelta(hours=1)
    login = "acme-images[bot]"
    return Token(4_000_004, secret, "installation", login, expires_at=expires_at, installation=installation())


def actions_token(now: datetime, repository: str = "acme/api") -> Token:
    """Return a workflow's `GITHUB_TOKEN` with `packages: write`, in the stateless form."""
    owner = repository.partition("/")[0]
    given = Installation(8_801, ACTIONS_APP_ID, "github-actions", owner, (repository,), "write")
    expires_at = now + timedelta(hours=6)
    claims = {"iss": "github-actions", "repository": repository, "exp": int(expires_at.timestamp())}
    secret = tokens.stateless_installation(ACTIONS_APP_ID, claims, f"actions:{repository}")
    login = "github-actions[bot]"
    return Token(4_000_005, secret, "actions", login, expires_at=expires_at, installation=given)


def long_lived_fine_grained_token(now: datetime) -> Token:
    """Return a fine-grained token of a lifetime that `shortlived` refuses."""
    return Token(
        4_000_006,
        tokens.fine_grained("extras"),
        "fine-grained",
        cast.OCTOCAT,
        expires_at=now + timedelta(days=366),
        lifetime_days=366,
        resource_owner="shortlived",
    )


def policies(now: datetime, token: Token) -> World:
    """Return the world of octocat, member of four organizations with one policy each, with this token.

    They are `classicless` (no classic tokens), `shortlived` (fine-grained tokens of 90 days at most), `gated` (OAuth
    apps need approval) and `walled` (an IP allow list without this address); each owns a private `service` and a
    public `open`.
    """
    ledger = cast.Ledger(now)
    ledger.add(cast.OCTOCAT, packages.OCTOCAT_ROWS)
    organizations = []
    for number, (login, policy) in enumerate(_POLICIES.items()):
        ledger.add(login, _ROWS)
        organizations.append(cast.organization(ledger.now, 90_000_001 + number, login, login.title(), policy))
    world = World(
        now=ledger.now,
        accounts=(*cast.accounts(ledger.now), *organizations),
        memberships=tuple(Membership(login, cast.OCTOCAT) for login in _POLICIES),
        repositories=tuple(ledger.repositories.values()),
        packages=tuple(ledger.packages),
    )
    return with_token(world, token)
