"""Whose token it is, which scopes it carries and when it ends: what one answer of GitHub's API tells."""

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import datetime

from ghcr_wizard.diagnosis.cause import Family
from ghcr_wizard.diagnosis.causes_servers import ANSWER_UNRECOGNIZED
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.formatting import parse_moment
from ghcr_wizard.github.client import Account, GitHubApi, Result
from ghcr_wizard.github.packages import Identity
from ghcr_wizard.github.refusals import Caller, refusal_of
from ghcr_wizard.github.scopes import parse
from ghcr_wizard.github.tokens import SCOPED_KINDS, TokenKind
from ghcr_wizard.text import clean
from ghcr_wizard.transport.exchange import Exchange

_FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class Owner:
    """What GitHub says about the token itself.

    Attributes:
        identity: Whose it is; `None` where GitHub did not say.
        alive: Whether GitHub accepted it; `None` where that could not be found out.
        scopes: As sent; `None` for kinds that have none.
        expires_at: Its end in UTC, if GitHub named one.
        never_expires: A classic token that GitHub answered for without naming an end.
        diagnoses: Why it was refused, or what of its answer is not understood.
        exchanges: What was asked.
    """

    identity: Identity | None
    alive: bool | None
    scopes: tuple[str, ...] | None
    expires_at: datetime | None
    never_expires: bool
    diagnoses: tuple[Diagnosis, ...]
    exchanges: tuple[Exchange, ...]


async def identify(
    api: GitHubApi,
    caller: Caller,
    expires_at: datetime | None = None,
    *,
    user: Awaitable[Result[Account]] | None = None,
) -> Owner:
    """Ask GitHub whose token it is that the API is asked with.

    An installation token may not ask who it is, which shows that it is alive; the owner of its repositories tells
    the account (GitHub docs, "List repositories accessible to the app installation").

    Args:
        api: GitHub's REST API with the token.
        caller: Who asks.
        expires_at: When an installation token ends, in UTC, as GitHub said when it was made.
        user: Whose token it is, where that was asked already.
    """
    reply = await (user or api.user())
    exchange = reply.exchange
    if reply.value is not None:
        identity = Identity(reply.value.login, _account_type(reply.value.type))
        return _owner(identity, exchange, caller.kind)
    if _alive_installation(exchange, caller.kind):
        return await _installation(api, exchange, expires_at)
    refusal = refusal_of(exchange, caller)
    dead = refusal.family is Family.DEAD
    return Owner(
        identity=None,
        alive=False if dead else None,
        scopes=None,
        expires_at=None,
        never_expires=False,
        diagnoses=(refusal,),
        exchanges=(exchange,),
    )


def _owner(identity: Identity, exchange: Exchange, kind: TokenKind) -> Owner:
    listed = exchange.headers.get("x-oauth-scopes")
    scopes = parse(listed) if listed is not None and kind in {*SCOPED_KINDS, TokenKind.UNKNOWN} else None
    header = exchange.headers.get("github-authentication-token-expiration")
    ends = parse_moment(header)
    # No header means that the token never expires; one that is not understood means that nobody knows.
    never = header is None and kind is TokenKind.CLASSIC_PAT
    unread = header is not None and ends is None
    rows = (diagnose(ANSWER_UNRECOGNIZED, said=f"the token expires “{clean(header or '', 60)}”"),) if unread else ()
    return replace(_alive(identity, (exchange,), scopes, ends, never_expires=never), diagnoses=rows)


def _alive(
    identity: Identity | None,
    exchanges: tuple[Exchange, ...],
    scopes: tuple[str, ...] | None = None,
    expires_at: datetime | None = None,
    *,
    never_expires: bool = False,
) -> Owner:
    return Owner(
        identity=identity,
        alive=True,
        scopes=scopes,
        expires_at=expires_at,
        never_expires=never_expires,
        diagnoses=(),
        exchanges=exchanges,
    )


def _alive_installation(exchange: Exchange, kind: TokenKind) -> bool:
    refused = exchange.status == _FORBIDDEN and "not accessible by integration" in (exchange.message or "")
    return refused and kind is not TokenKind.APP_USER


async def _installation(api: GitHubApi, first: Exchange, expires_at: datetime | None) -> Owner:
    reply = await api.installation_repositories()
    account = next((row.owner for row in reply.value or () if row.owner is not None), None)
    identity = Identity(account.login, _account_type(account.type)) if account else None
    return _alive(identity, (first, reply.exchange), expires_at=expires_at)


def _account_type(word: str | None) -> str:
    return word if word in {"Bot", "Organization"} else "User"
