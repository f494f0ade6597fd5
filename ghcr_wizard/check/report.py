"""What the live test found out, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ghcr_wizard.diagnosis.cause import Action
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.packages import Identity, Namespace, PackageGrant
from ghcr_wizard.github.tokens import Checksum, TokenKind
from ghcr_wizard.transport.exchange import Exchange


class CheckId(StrEnum):
    """The checks, in the order they are always reported."""

    TOKEN_FORMAT = "token-format"  # noqa: S105 - a check's name
    NETWORK = "network"
    IDENTITY = "identity"
    SCOPES = "scopes"
    EXPIRY = "expiry"
    REGISTRY_LOGIN = "registry-login"
    NAMESPACES = "namespaces"
    SSO = "sso"
    LIST = "list"
    PULL = "pull"
    PUSH = "push"


TITLES = {
    CheckId.TOKEN_FORMAT: "Token",
    CheckId.NETWORK: "Network",
    CheckId.IDENTITY: "Identity",
    CheckId.SCOPES: "Scopes",
    CheckId.EXPIRY: "Expiry",
    CheckId.REGISTRY_LOGIN: "Registry login",
    CheckId.NAMESPACES: "Namespaces",
    CheckId.SSO: "Single sign-on",
    CheckId.LIST: "Listing",
    CheckId.PULL: "Pull",
    CheckId.PUSH: "Push",
}
"""What a person calls each check."""


class CheckStatus(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 - a verdict
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


class Verdict(StrEnum):
    """What the whole test says; best first. `OK` and `LIMITED` need a package that was really read."""

    OK = "ok"
    LIMITED = "limited"
    UNVERIFIED = "unverified"
    FAILED = "failed"
    UNREACHABLE = "unreachable"


VERDICT_WORDS = {
    Verdict.OK: "works",
    Verdict.LIMITED: "works, with warnings",
    Verdict.UNVERIFIED: "not verified yet",
    Verdict.FAILED: "no access",
    Verdict.UNREACHABLE: "could not connect",
}
"""What a person reads for each, in every face."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check that ended: a sentence and what was seen.

    Attributes:
        id: Which it is.
        status: How it ended.
        summary: What was found out.
        evidence: What was asked, in order.
        milliseconds: How long it took, where something was asked.
        action: What would lead further; each face offers it in its own way.
    """

    id: CheckId
    status: CheckStatus
    summary: str
    evidence: tuple[Exchange, ...] = ()
    milliseconds: float | None = None
    action: Action = Action.NONE


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What is known about the token.

    Attributes:
        kind: Its kind, by its form.
        checksum: Its checksum.
        scopes: As GitHub sent them, or `None` where it sent none.
        missing_scopes: What the purpose lacks.
        excess_scopes: What goes beyond the purpose.
        expires_at: In UTC, or `None` if it never does or nobody said.
        never_expires: Whether GitHub answered for it without an expiry.
    """

    kind: TokenKind
    checksum: Checksum
    scopes: tuple[str, ...] | None = None
    missing_scopes: tuple[str, ...] = ()
    excess_scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None
    never_expires: bool = False


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything the live test found out."""

    checked_at: datetime
    hosts: Hosts
    verdict: Verdict
    token: TokenFacts
    identity: Identity | None
    checks: tuple[CheckResult, ...]
    namespaces: tuple[Namespace, ...]
    packages: tuple[PackageGrant, ...]
    diagnoses: tuple[Diagnosis, ...]
