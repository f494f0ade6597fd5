"""Ending a token at GitHub, and proof that it has ended.

GitHub docs "Revocation" (`POST /credentials/revoke`): github.com and GHE.com take the call without authentication and
answer an authenticated one with 403; Enterprise Server (3.19) takes it with authentication. 202 says that it was
accepted, not that it is done. Kinds: personal access tokens everywhere, OAuth and App user tokens on github.com (GitHub
changelog of 2026-03-26).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

from ghcr_wizard.github.client import GitHubApi
from ghcr_wizard.github.hosts import Deployment, Hosts
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.client import HttpClient
from ghcr_wizard.transport.exchange import Exchange

_PERSONAL = frozenset({TokenKind.CLASSIC_PAT, TokenKind.FINE_GRAINED_PAT})
_OF_APPS = frozenset({TokenKind.OAUTH, TokenKind.APP_USER})
_UNAUTHORIZED = 401
_PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each look at whether the token has ended."""


class TokenEnd(Enum):
    """What became of a token."""

    PROVEN = "proven"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Revocation:
    """What revoking did.

    Attributes:
        ended: `PROVEN` GitHub refuses the token now; `ACCEPTED` it said yes, and the token still answered; `REFUSED`
            it said no, or nothing.
        asked: The call itself.
        proof: The last look at the token.
    """

    ended: TokenEnd
    asked: Exchange
    proof: Exchange


def can_revoke(kind: TokenKind, hosts: Hosts) -> bool:
    """Whether GitHub ends tokens of this kind by that call."""
    if hosts.deployment is Deployment.SERVER:
        return kind in _PERSONAL
    return kind in _PERSONAL | _OF_APPS


async def revoke(
    http: HttpClient,
    hosts: Hosts,
    secret: Secret,
    caller: Secret,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> Revocation:
    """Revoke a token and look until GitHub refuses it; never raises for what a network or a server can do.

    Args:
        http: The client.
        hosts: Which GitHub.
        secret: The token to end.
        caller: A token that Enterprise Server lets ask; not sent to github.com.
        sleep: How to wait between the looks.
    """
    signed = caller if hosts.deployment is Deployment.SERVER else None
    document = {"credentials": [secret.reveal()]}
    answer = await GitHubApi(http, hosts, signed).call("POST", "/credentials/revoke", json=document, expects_json=False)
    asked, old = answer.exchange, GitHubApi(http, hosts, secret)
    looks = _PAUSES if asked.ok else _PAUSES[:1]  # a call whose answer was lost may still have been heard
    for pause in looks:
        await sleep(pause)
        proof = (await old.user()).exchange
        if proof.status == _UNAUTHORIZED:
            return Revocation(TokenEnd.PROVEN, asked, proof)
    return Revocation(TokenEnd.ACCEPTED if asked.ok else TokenEnd.REFUSED, asked, proof)
