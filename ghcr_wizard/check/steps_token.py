"""The checks of the token itself: its form, its owner, its scopes, its end."""

from ghcr_wizard.check.context import CheckContext, result, skipped
from ghcr_wizard.check.report import CheckId, CheckResult
from ghcr_wizard.diagnosis.causes_tokens import (
    SCOPE_EXCESS,
    SCOPE_READ_PACKAGES_MISSING,
    TOKEN_EXPIRES_SOON,
    TOKEN_HOST_MISMATCH,
    TOKEN_NEVER_EXPIRES,
    TOKEN_TRUNCATED,
    USERNAME_DIFFERS,
)
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.formatting import SOON, countdown
from ghcr_wizard.github.hosts import Deployment
from ghcr_wizard.github.refusals import Caller, said
from ghcr_wizard.github.scopes import (
    PURPOSE_WORDS,
    Purpose,
    compare_scopes,
    creation_url,
    in_plain_words,
    most_dangerous_first,
)
from ghcr_wizard.github.tokens import KIND_NAMES, SCOPED_KINDS, Checksum, TokenKind, is_stateless

_NAMED = 3
"""Scopes that a line has room for."""

_ENOUGH = {
    Purpose.READ: ("read:packages", "read:org"),
    Purpose.WRITE: ("write:packages", "read:org"),
    Purpose.DELETE: ("read:packages", "delete:packages", "read:org"),
}


async def token_format(findings: CheckContext) -> CheckResult:
    """What can be said without asking anybody."""
    inspection = findings.request.inspection
    if findings.anonymous and inspection.kind is TokenKind.NONE and not inspection.diagnoses:
        return skipped(CheckId.TOKEN_FORMAT, "anonymous")
    rows = [*inspection.diagnoses, *_of_another_host(findings)]
    findings.note(rows)
    if not inspection.usable:
        return result(CheckId.TOKEN_FORMAT, "not a token", rows=rows)
    checks = {Checksum.VALID: "checksum valid", Checksum.INVALID: "checksum invalid"}
    remark = checks.get(inspection.checksum, f"{inspection.length} characters")
    if any(row.of is TOKEN_TRUNCATED for row in inspection.diagnoses):
        remark = f"only {inspection.length} characters"
    return result(CheckId.TOKEN_FORMAT, f"{KIND_NAMES[inspection.kind]}, {remark}", rows=rows)


def _of_another_host(findings: CheckContext) -> list[Diagnosis]:
    """A token whose form the chosen host does not issue; it is not sent there."""
    secret, hosts = findings.request.inspection.secret, findings.session.hosts
    if secret is None or hosts.deployment is not Deployment.SERVER or not is_stateless(secret):
        return []
    reason = "Enterprise Server issues installation tokens of 40 characters, this is one of GitHub.com or GHE.com"
    return [diagnose(TOKEN_HOST_MISMATCH, host=hosts.web_host, reason=reason)]


async def identity(findings: CheckContext) -> CheckResult:
    """Whose token it is."""
    if findings.anonymous:
        return skipped(CheckId.IDENTITY, "anonymous")
    if not findings.api_works:
        return skipped(CheckId.IDENTITY, "GitHub's API could not be asked")
    owner = findings.owner = await findings.questions.owner()
    findings.milliseconds = sum(row.milliseconds for row in owner.exchanges)
    rows = [*owner.diagnoses, *_name_differs(findings)]
    findings.note(rows)
    if owner.identity is not None:
        kind = "" if owner.identity.type == "User" else f" ({owner.identity.type.lower()})"
        return result(CheckId.IDENTITY, f"{owner.identity.login}{kind}", owner.exchanges, rows)
    if owner.alive:
        return result(CheckId.IDENTITY, "valid installation, account unknown", owner.exchanges, rows)
    return result(CheckId.IDENTITY, f"GitHub answered {said(owner.exchanges[0])}", owner.exchanges, rows)


def _name_differs(findings: CheckContext) -> list[Diagnosis]:
    typed, owner = findings.session.credential.username, findings.owner
    if owner is None or owner.identity is None or owner.identity.type != "User" or not typed:
        return []
    if typed.lower() in {owner.identity.login.lower(), "x-access-token"}:
        return []
    return [diagnose(USERNAME_DIFFERS, typed=typed, owner=owner.identity.login)]


async def scopes(findings: CheckContext) -> CheckResult:
    """Which scopes it has, against the purpose."""
    owner = findings.owner
    if owner is None or not owner.alive:
        why = "not known: GitHub rejects the token" if findings.dead else "not known"
        return skipped(CheckId.SCOPES, "anonymous" if findings.anonymous else why)
    if owner.scopes is None:
        kind = findings.request.inspection.kind
        told = "not known" if kind in SCOPED_KINDS else f"a {KIND_NAMES[kind]} has no scopes"
        return skipped(CheckId.SCOPES, told)
    judged = compare_scopes(owner.scopes, findings.request.purpose)
    rows = _scope_rows(findings.caller, judged.missing, judged.excess, findings.request.purpose)
    findings.note(rows)
    evidence = owner.exchanges[:1]
    if judged.missing:
        summary = f"{', '.join(judged.missing)} missing; it has {', '.join(owner.scopes) or 'none'}"
        return result(CheckId.SCOPES, summary, evidence, rows or (_lacking(findings.caller),))
    wanted = [scope for scope in owner.scopes if scope not in judged.excess]
    if not judged.excess:
        return result(CheckId.SCOPES, f"{', '.join(wanted)}, nothing more", evidence, rows)
    worst = ", ".join(most_dangerous_first(judged.excess)[:_NAMED]) + (", …" if len(judged.excess) > _NAMED else "")
    summary = f"{len(judged.excess)} more than needed: {worst}"
    return result(CheckId.SCOPES, summary, evidence, rows)


def _scope_rows(caller: Caller, missing: tuple[str, ...], excess: tuple[str, ...], purpose: Purpose) -> list[Diagnosis]:
    rows = []
    if "read:packages" in missing:
        rows.append(_lacking(caller))
    if excess:
        enough = _ENOUGH[purpose]
        rows.append(
            diagnose(
                SCOPE_EXCESS,
                url=creation_url(caller.hosts.web_url, enough, "ghcr-wizard", 30),
                purpose=PURPOSE_WORDS[purpose],
                scopes=in_plain_words(excess),
                enough=" and ".join(enough),
            )
        )
    return rows


def _lacking(caller: Caller) -> Diagnosis:
    return diagnose(
        SCOPE_READ_PACKAGES_MISSING,
        scopes=", ".join(caller.scopes or ()) or "no scope at all",
        host=caller.hosts.web_host,
        url=creation_url(caller.hosts.web_url, _ENOUGH[Purpose.READ], "ghcr-wizard", 30),
    )


async def expiry(findings: CheckContext) -> CheckResult:
    """When it ends."""
    owner = findings.owner
    if owner is None or not owner.alive:
        return skipped(CheckId.EXPIRY, "anonymous" if findings.anonymous else "not known")
    evidence = owner.exchanges[:1]
    if owner.never_expires:
        rows = [diagnose(TOKEN_NEVER_EXPIRES)]
        findings.note(rows)
        return result(CheckId.EXPIRY, "never", evidence, rows)
    if owner.expires_at is None:
        hour = findings.request.inspection.kind is TokenKind.APP_INSTALLATION
        return skipped(CheckId.EXPIRY, "1 hour after creation" if hour else "no expiration reported")
    now = findings.now()
    when = countdown(owner.expires_at, now)
    if findings.session.credential.expires_at is not None:
        return result(CheckId.EXPIRY, f"{when}; it renews automatically", evidence)
    rows = [diagnose(TOKEN_EXPIRES_SOON, when=when)] if owner.expires_at - now <= SOON else []
    findings.note(rows)
    return result(CheckId.EXPIRY, when, evidence, rows)
