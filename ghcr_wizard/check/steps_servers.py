"""The checks of the servers: do they answer, does the registry accept the credential."""

from ghcr_wizard.check.context import CheckContext, result, skipped
from ghcr_wizard.check.questions import works
from ghcr_wizard.check.report import CheckId, CheckResult, CheckStatus
from ghcr_wizard.diagnosis.cause import Family
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.refusals import login_refusal, said, trouble
from ghcr_wizard.transport.exchange import Exchange
from ghcr_wizard.transport.throttling import is_throttled


async def network(findings: CheckContext) -> CheckResult:
    """Whether the API and the registry answer at all; no credential is sent."""
    findings.questions.send_ahead()
    asked = findings.questions.api(), findings.questions.registry()
    (api, version), registry = await asked[0], await asked[1]
    findings.milliseconds = max(row.milliseconds for row in asked)
    findings.api_works, findings.registry_works = works(api), works(registry)
    exchanges = (api, registry)
    rows = [row for row in (_outage(exchange) for exchange in exchanges) if row is not None]
    findings.note(rows)
    names = {"GitHub's API": findings.api_works, findings.session.hosts.registry: findings.registry_works}
    working = [name for name, works in names.items() if works]
    broken = [name for name, works in names.items() if not works]
    summary = f"{' and '.join(working)} answer{version}{_notice(api)}"
    if broken:
        summary = f"{' and '.join(broken)}: {rows[0].cause if rows else 'no usable answer'}"
    return result(CheckId.NETWORK, summary, exchanges, rows)


def _notice(exchange: Exchange) -> str:
    """What GitHub says beforehand of an API version it will end (`Deprecation`, RFC 9745; `Sunset`, RFC 8594)."""
    if "deprecation" not in exchange.headers and "sunset" not in exchange.headers:
        return ""
    end = exchange.headers.get("sunset")
    when = f" on {end}" if end else ""
    return f"; GitHub ends the API version this program uses{when}: update ghcr-wizard before"


def _outage(exchange: Exchange) -> Diagnosis | None:
    """A throttled anonymous request says nothing about the credential's own limit."""
    return None if is_throttled(exchange) else trouble(exchange)


async def registry_login(findings: CheckContext) -> CheckResult:
    """Whether the registry accepts the credential, which proves that it is alive and nothing else."""
    if findings.anonymous:
        return skipped(CheckId.REGISTRY_LOGIN, "anonymous")
    if not findings.registry_works:
        return skipped(CheckId.REGISTRY_LOGIN, "the registry could not be asked")
    exchange = await findings.answer(findings.questions.login())
    if exchange.ok:
        return CheckResult(CheckId.REGISTRY_LOGIN, CheckStatus.PASS, "accepted (does not prove access)", (exchange,))
    problem = trouble(exchange, "the registry login")
    if problem is None and not exchange.authenticated:
        return skipped(CheckId.REGISTRY_LOGIN, "no authentication required")
    row = problem or login_refusal(exchange, findings.caller)
    if not (findings.dead and row.family is Family.DEAD):
        findings.note([row])
    return result(CheckId.REGISTRY_LOGIN, f"refused: {said(exchange)}", (exchange,), [row])
