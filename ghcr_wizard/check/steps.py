"""The order of the checks, and the report they add up to."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from ghcr_wizard.check import steps_namespaces, steps_packages, steps_servers, steps_token
from ghcr_wizard.check.context import CheckContext, skipped
from ghcr_wizard.check.report import CheckId, CheckReport, CheckResult, CheckStatus, TokenFacts
from ghcr_wizard.check.verdict import overall
from ghcr_wizard.diagnosis.model import worst_first
from ghcr_wizard.github.packages import Namespace
from ghcr_wizard.github.scopes import compare_scopes

_STEPS: tuple[tuple[CheckId, Callable[[CheckContext], Awaitable[CheckResult]]], ...] = (
    (CheckId.TOKEN_FORMAT, steps_token.token_format),
    (CheckId.NETWORK, steps_servers.network),
    (CheckId.IDENTITY, steps_token.identity),
    (CheckId.SCOPES, steps_token.scopes),
    (CheckId.EXPIRY, steps_token.expiry),
    (CheckId.REGISTRY_LOGIN, steps_servers.registry_login),
    (CheckId.NAMESPACES, steps_namespaces.namespaces),
    (CheckId.SSO, steps_namespaces.single_sign_on),
    (CheckId.LIST, steps_namespaces.listing),
    (CheckId.PULL, steps_packages.pull),
    (CheckId.PUSH, steps_packages.push),
)


@dataclass(slots=True)
class CheckSteps:
    """Runs the checks one after the other over shared findings."""

    findings: CheckContext
    results: list[CheckResult] = field(default_factory=list)

    def steps(self) -> Iterator[tuple[CheckId, Callable[[], Awaitable[CheckResult]]]]:
        """Every check in its order; after an unusable token the rest is skipped, and nothing is sent."""
        for check_id, check in _STEPS:
            if self._unusable():
                yield check_id, lambda check_id=check_id: _skip(check_id)  # type: ignore[misc]
            else:
                yield check_id, lambda check=check: check(self.findings)  # type: ignore[misc]

    def record(self, result: CheckResult) -> CheckResult:
        """Keep a result for the report."""
        self.results.append(result)
        return result

    def report(self) -> CheckReport:
        """Everything found, with its verdict."""
        found = self.findings
        diagnoses = tuple(worst_first(found.diagnoses))
        reachable = found.api_works and found.registry_works
        return CheckReport(
            checked_at=found.now(),
            hosts=found.session.hosts,
            verdict=overall(found.grants, diagnoses, reachable=reachable),
            token=self._token(),
            identity=found.owner.identity if found.owner else None,
            checks=tuple(self.results),
            namespaces=self._namespaces(),
            packages=tuple(found.grants),
            diagnoses=diagnoses,
        )

    def _unusable(self) -> bool:
        return bool(self.results) and self.results[0].status is CheckStatus.FAIL

    def _token(self) -> TokenFacts:
        inspection, owner = self.findings.request.inspection, self.findings.owner
        if owner is None:
            return TokenFacts(inspection.kind, inspection.checksum)
        scopes = compare_scopes(owner.scopes or (), self.findings.request.purpose)
        told = owner.scopes is not None
        return TokenFacts(
            inspection.kind,
            inspection.checksum,
            owner.scopes,
            scopes.missing if told else (),
            scopes.excess if told else (),
            owner.expires_at,
            owner.never_expires,
        )

    def _namespaces(self) -> tuple[Namespace, ...]:
        listed = {row.namespace.name: row.namespace for row in self.findings.listings}
        return tuple(listed.get(name, row) for name, row in self.findings.discovery.namespaces.items())


async def _skip(check_id: CheckId) -> CheckResult:
    return skipped(check_id, "nothing to test without a token")
