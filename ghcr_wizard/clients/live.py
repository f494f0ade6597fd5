"""Testing one found credential live: is it alive, whose is it, may it read packages."""

from dataclasses import dataclass
from datetime import UTC, datetime

from ghcr_wizard.check import steps_servers, steps_token
from ghcr_wizard.check.context import CheckContext, is_trouble
from ghcr_wizard.check.questions import CheckRequest
from ghcr_wizard.clients.report import Control, CredentialVerdict
from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.credentials.session import open_session
from ghcr_wizard.diagnosis.cause import Family, Severity
from ghcr_wizard.diagnosis.causes_packages import STALE_CREDENTIAL_BLOCKS_PUBLIC
from ghcr_wizard.diagnosis.causes_tokens import (
    SCOPE_EXCESS,
    TOKEN_NEVER_EXPIRES,
)
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.client import ListingOwner
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.references import Reference
from ghcr_wizard.github.refusals import Caller, api_refusal, registry_refusal, trouble
from ghcr_wizard.github.tokens import TokenKind, inspect_token
from ghcr_wizard.secret import Secret

_ANY_NAME = "x-access-token"
"""The registry ignores the user name, but wants one (GitHub docs; registry facts, token exchange)."""

_NOT_ASKED = frozenset({SCOPE_EXCESS, TOKEN_NEVER_EXPIRES})
"""What `check` says of a token kept for this registry alone; other programs' tokens have purposes of their own."""

_UNSCOPED = frozenset({TokenKind.FINE_GRAINED_PAT, TokenKind.APP_USER})
"""Kinds that GitHub Packages refuses without saying so at login."""


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test showed.

    Attributes:
        verdict: In one word.
        kind: The token's kind.
        owner: Whose it is.
        diagnoses: Why the verdict is not a better one; about the credential where they have no subject.
        pulled: Whether it could pull the package of the control pull.
    """

    verdict: CredentialVerdict
    kind: TokenKind
    owner: str | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    pulled: bool = False


async def control_pull(hosts: Hosts, package: Reference) -> tuple[Control, Diagnosis | None]:
    """Whether a package can be pulled without a credential, and if not, why."""
    name = package.repository
    async with open_session(hosts, ANONYMOUS) as session:
        reply = await session.anonymous_registry.tags(name, page_size=1)
    exchange = reply.exchange
    if exchange.ok:
        return Control(name, works=True), None
    problem = trouble(exchange, f"the control pull of {name}")
    if problem is not None:
        return Control(name, works=None), problem
    return Control(name, works=False), registry_refusal(exchange, Caller(TokenKind.NONE, hosts), name)


async def try_credential(hosts: Hosts, username: str | None, secret: Secret, control: Control | None) -> Tested:
    """Test a credential.

    Args:
        hosts: The servers it belongs to; it is sent to no other.
        username: The name that stands with it.
        secret: The secret.
        control: The control pull.
    """
    inspection = inspect_token(secret.reveal())
    if inspection.secret is None:
        return Tested(CredentialVerdict.UNREADABLE, inspection.kind, None, inspection.diagnoses)
    pulled = False
    async with open_session(hosts, Credential(username or _ANY_NAME, inspection.secret)) as session:
        findings = CheckContext(session, CheckRequest(inspection), _now, lambda _: None)
        await steps_servers.registry_login(findings)
        if not findings.diagnoses:
            pulled = await _look_closer(findings, control)
    rows = [row for row in findings.diagnoses if row.of not in _NOT_ASKED]
    if _is_rejected(rows):
        rows.extend(inspection.diagnoses)
        if control is not None and control.works:
            rows.append(diagnose(STALE_CREDENTIAL_BLOCKS_PUBLIC, control.package, registry=hosts.registry))
    identity = findings.owner.identity if findings.owner else None
    return Tested(_verdict(rows), inspection.kind, identity.login if identity else None, tuple(rows), pulled)


async def _look_closer(findings: CheckContext, control: Control | None) -> bool:
    """What GitHub says of a credential that the registry accepted; whether it could pull the control's package."""
    await steps_token.identity(findings)
    if not findings.dead:
        await steps_token.scopes(findings)
        await steps_token.expiry(findings)
        if findings.caller.kind in _UNSCOPED:
            listed = await findings.session.api.packages_page(ListingOwner.me(), per_page=1)
            _note(findings, api_refusal(listed.exchange, findings.caller))
    if control is None:
        return False
    reply = await findings.session.registry.tags(control.package, page_size=1)
    _note(findings, registry_refusal(reply.exchange, findings.caller, control.package))
    return reply.exchange.ok


def _note(findings: CheckContext, row: Diagnosis | None) -> None:
    if row is not None:
        findings.note([row])


def _is_rejected(rows: list[Diagnosis]) -> bool:
    return any(row.family is Family.DEAD for row in rows)


def _verdict(rows: list[Diagnosis]) -> CredentialVerdict:
    if _is_rejected(rows):
        return CredentialVerdict.REJECTED
    if any(is_trouble(row) for row in rows):
        return CredentialVerdict.UNREACHABLE
    limited = any(row.severity is not Severity.INFO for row in rows)
    return CredentialVerdict.LIMITED if limited else CredentialVerdict.WORKS


def _now() -> datetime:
    return datetime.now(UTC)
