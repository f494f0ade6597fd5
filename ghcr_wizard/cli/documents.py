"""The JSON documents of `check` and `packages`, field by field as they are promised."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from ghcr_wizard.catalog.json_fields import PACKAGES_SCHEMA, diagnosis
from ghcr_wizard.catalog.json_fields import package as package_fields
from ghcr_wizard.check.report import CheckId, CheckReport, CheckResult, CheckStatus
from ghcr_wizard.diagnosis.cause import UNANSWERED
from ghcr_wizard.diagnosis.causes_tokens import TOKEN_MISSING
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.formatting import iso
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.packages import Namespace, Package, PackageGrant
from ghcr_wizard.transport.exchange import Exchange


def check(report: CheckReport) -> dict[str, object]:
    """`ghcr-wizard.check/1`."""
    token, identity = report.token, report.identity
    return {
        "schema": "ghcr-wizard.check/1",
        "checked_at": iso(report.checked_at),
        "registry": report.hosts.registry,
        "api": report.hosts.api_url,
        "verdict": report.verdict.value,
        "token": {
            "kind": token.kind.value,
            "checksum": token.checksum.value,
            "scopes": None if token.scopes is None else list(token.scopes),
            "missing_scopes": list(token.missing_scopes),
            "excess_scopes": list(token.excess_scopes),
            "expires_at": iso(token.expires_at),
        },
        "identity": None if identity is None else {"login": identity.login, "type": identity.type},
        "checks": [_check_result(row) for row in report.checks],
        "namespaces": [_grant_of_namespace(row) for row in report.namespaces],
        "packages": [_grant_of_package(row) for row in report.packages],
        "diagnoses": [diagnosis(row) for row in report.diagnoses],
    }


def refused_check(hosts: Hosts | None, diagnoses: Sequence[Diagnosis]) -> dict[str, object]:
    """`ghcr-wizard.check/1` of a test in which nothing was asked.

    Args:
        hosts: The servers; `None` where nobody knows which.
        diagnoses: Why: bad input, or there was no token to be had; empty where the test was interrupted.
    """
    unreachable = not diagnoses or any(row.family in UNANSWERED for row in diagnoses)
    about = CheckId.NETWORK if unreachable else CheckId.TOKEN_FORMAT
    said = next((row for row in diagnoses if unreachable or row.code.startswith("token-")), None)
    checks = [
        CheckResult(check, CheckStatus.FAIL, said.cause)
        if said and check is about
        else CheckResult(check, CheckStatus.SKIP, "not run")
        for check in CheckId
    ]
    token = {
        "kind": "none" if any(row.of is TOKEN_MISSING for row in diagnoses) else "unknown",
        "checksum": "not_applicable",
        "scopes": None,
    }
    return {
        "schema": "ghcr-wizard.check/1",
        "checked_at": None,
        "registry": hosts.registry if hosts else None,
        "api": hosts.api_url if hosts else None,
        "verdict": "unreachable" if unreachable else "failed",
        "token": {**token, "missing_scopes": [], "excess_scopes": [], "expires_at": None},
        "identity": None,
        "checks": [_check_result(check) for check in checks],
        "namespaces": [],
        "packages": [],
        "diagnoses": [diagnosis(row) for row in diagnoses],
    }


def _check_result(row: CheckResult) -> dict[str, object]:
    return {
        "id": row.id.value,
        "status": row.status.value,
        "summary": row.summary,
        "evidence": [_evidence(exchange) for exchange in row.evidence],
    }


def _evidence(exchange: Exchange) -> dict[str, object]:
    return {
        "method": exchange.method,
        "url": exchange.url,
        "status": exchange.status,
        "code": exchange.code,
        "message": exchange.message or (exchange.fault.value if exchange.fault else None),
        "request_id": exchange.request_id,
    }


def _grant_of_namespace(row: Namespace) -> dict[str, object]:
    return {
        "name": row.name,
        "type": row.type.value if row.type else None,
        "list": row.listing.value,
        "packages": row.package_count,
    }


def _grant_of_package(row: PackageGrant) -> dict[str, object]:
    return {
        "name": row.name,
        "visibility": row.visibility.value if row.visibility else None,
        "pull": row.pull.value,
        "push": row.push.value,
        "anonymous_pull": row.anonymous_pull,
    }


def packages(
    hosts: Hosts | None,
    namespaces: Iterable[Namespace],
    listed: Mapping[str, Sequence[Package]],
    diagnoses: Iterable[Diagnosis],
    *,
    complete: bool,
) -> dict[str, object]:
    """`ghcr-wizard.packages/1`; what is long in it comes row by row.

    Args:
        hosts: The servers; `None` where nobody knows which.
        namespaces: Everyone whose packages were asked for.
        listed: Their packages.
        diagnoses: Why something was left out.
        complete: Whether nothing was.
    """
    registry = hosts.registry if hosts else None
    return {
        "schema": PACKAGES_SCHEMA,
        "registry": registry,
        "complete": complete,
        "namespaces": (
            {
                "name": row.name,
                "type": row.type.value if row.type else None,
                "packages": map(partial(package_fields, registry), listed.get(row.name, ())),
            }
            for row in namespaces
        ),
        "diagnoses": [diagnosis(row) for row in diagnoses],
    }
