"""Whether GitHub takes a credential at all, asked before it is stored.

A token that can do little is still worth keeping: only one that GitHub calls bad is refused.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import Session, open_session
from ghcr_wizard.diagnosis.cause import UNANSWERED, Family
from ghcr_wizard.diagnosis.causes_packages import UNTRUSTED_REALM
from ghcr_wizard.diagnosis.causes_tokens import API_LOGIN_LOCKOUT
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.identity import Owner, identify
from ghcr_wizard.github.packages import Identity
from ghcr_wizard.github.refusals import Caller, login_refusal, trouble
from ghcr_wizard.github.tokens import TokenKind

_UNDECIDED = frozenset({API_LOGIN_LOCKOUT, UNTRUSTED_REALM})
"""Answers after which nothing is known about the credential."""


class Life(Enum):
    """Whether a credential is one."""

    ALIVE = "alive"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Admission:
    """What GitHub says about a credential that is to be stored.

    Attributes:
        life: Whether it takes it.
        identity: Whose it is, where it said so.
        expires_at: When it ends, in UTC, where it said so.
        diagnoses: Why it was refused, could not be asked, or is limited.
    """

    life: Life
    identity: Identity | None = None
    expires_at: datetime | None = None
    diagnoses: tuple[Diagnosis, ...] = ()


async def admit(hosts: Hosts, credential: Credential, kind: TokenKind) -> Admission:
    """Ask GitHub's API whether the credential is alive, and the registry where the API does not say.

    Never raises for what a network or a server can do.

    Args:
        hosts: The servers.
        credential: What is to be stored.
        kind: The kind of its token.
    """
    async with open_session(hosts, credential) as session:
        owner = await identify(session.api, Caller(kind, hosts), credential.expires_at)
        if owner.alive is not None:
            return _answered(owner)
        if any(row.family in UNANSWERED or row.of in _UNDECIDED for row in owner.diagnoses):
            return Admission(Life.UNDECIDED, diagnoses=owner.diagnoses)
        return await _by_registry(session, kind, owner.diagnoses)


def _answered(owner: Owner) -> Admission:
    life = Life.ALIVE if owner.alive else Life.REJECTED
    return Admission(life, owner.identity, owner.expires_at, owner.diagnoses)


async def _by_registry(session: Session, kind: TokenKind, so_far: tuple[Diagnosis, ...]) -> Admission:
    """The registry's word: a live credential gets a token, whatever that may read; a bad one gets 403."""
    exchange = await session.registry.login()
    if exchange.ok:
        return Admission(Life.ALIVE, diagnoses=so_far)
    problem = trouble(exchange, "the registry login")
    if problem is not None:
        return Admission(Life.UNDECIDED, diagnoses=(*so_far, problem))
    refusal = login_refusal(exchange, Caller(kind, session.hosts))
    life = Life.REJECTED if refusal.family is Family.DEAD else Life.UNDECIDED
    return Admission(life, diagnoses=(refusal, *so_far))
