"""The checks that prove something: pulls that are really tried, and pushes that are opened and cancelled."""

from asyncio import gather
from dataclasses import replace

from ghcr_wizard.check.context import CheckContext, result, skipped
from ghcr_wizard.check.events import CheckProgressed
from ghcr_wizard.check.questions import Question
from ghcr_wizard.check.report import CheckId, CheckResult, CheckStatus
from ghcr_wizard.check.verdict import sample
from ghcr_wizard.diagnosis.cause import Action
from ghcr_wizard.diagnosis.causes_packages import NAME_LOWERCASED
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.client import Result
from ghcr_wizard.github.packages import Access, Package, PackageGrant
from ghcr_wizard.github.references import Reference
from ghcr_wizard.github.refusals import sso_refusal
from ghcr_wizard.registry.probe import Probe, probe, probe_push
from ghcr_wizard.transport.exchange import Exchange


async def pull(findings: CheckContext) -> CheckResult:
    """Read the tag lists of packages, with the credential and without."""
    if not findings.registry_works:
        return skipped(CheckId.PULL, "the registry could not be asked")
    targets = await _targets(findings)
    if not targets and findings.dead:
        return skipped(CheckId.PULL, "not tested")
    if not targets:
        return skipped(CheckId.PULL, "no package to test", Action.NAME_PACKAGE)
    probes = await findings.answer(Question(lambda: _probe_all(findings, targets)))
    findings.grants = _merged([row.grant for row in probes])
    rows = [row for every in probes for row in every.diagnoses]
    findings.note(rows)
    exchanges = [row for every in probes for row in every.exchanges]
    return _pull_result(findings, exchanges, rows)


async def _targets(findings: CheckContext) -> list[tuple[Package, str | None]]:
    references = findings.request.distinct()
    if not references:
        listed = [package for listing in findings.listings for package in listing.packages]
        return [(row, None) for row in sample(listed, everything=findings.request.everything)]
    if not (findings.api_works and findings.alive):
        return [_requested(findings, row, None) for row in references]
    replies = await findings.answer(findings.questions.packages(findings.discovery))
    return [_requested(findings, row, reply) for row, reply in zip(references, replies, strict=True)]


def _merged(grants: list[PackageGrant]) -> list[PackageGrant]:
    """One row a package: access is the package's, whichever of its tags was read."""
    by_name: dict[str, PackageGrant] = {}
    for grant in grants:
        known = by_name.get(grant.name)
        if known is None or (known.pull is not Access.GRANTED and grant.pull is not Access.UNKNOWN):
            by_name[grant.name] = grant
    return list(by_name.values())


def _requested(
    findings: CheckContext, reference: Reference, reply: Result[Package] | None
) -> tuple[Package, str | None]:
    """What GitHub's API knows of a package that was named, else its bare name."""
    bare = Package(reference.owner.lower(), reference.name)
    if reference.lowercased:
        given = f"{reference.owner}/{reference.name}"
        findings.note([diagnose(NAME_LOWERCASED, reference.repository, given=given)])
    if reply is None:
        return bare, reference.target
    refusal = sso_refusal(reply.exchange, findings.session.hosts, reference.owner.lower())
    findings.note([refusal] if refusal else [])
    package = replace(reply.value, owner=bare.owner, name=bare.name) if reply.value else bare
    return package, reference.target


async def _probe_all(findings: CheckContext, targets: list[tuple[Package, str | None]]) -> list[Probe]:
    done = 0
    locked = findings.locked

    async def one(package: Package, target: str | None) -> Probe:
        nonlocal done
        session = findings.session
        tried = await probe(
            session.registry, session.anonymous_registry, findings.caller, package, target, locked=locked
        )
        done += 1
        findings.progressed(CheckProgressed(CheckId.PULL, done, len(targets), package.full_name))
        return tried

    return list(await gather(*(one(package, target) for package, target in targets)))


def _pull_result(findings: CheckContext, exchanges: list[Exchange], rows: list[Diagnosis]) -> CheckResult:
    granted = [row for row in findings.grants if row.pull is Access.GRANTED]
    proving = [row for row in granted if row.anonymous_pull is False]
    counted = f"{len(granted)} of {len(findings.grants)} packages read"
    if proving:
        return result(CheckId.PULL, f"{counted}, {proving[0].name} among them: verified", exchanges, rows)
    if granted and not findings.anonymous:
        summary = f"{counted}, all public: pulling private packages is not verified"
        finished = result(CheckId.PULL, summary, exchanges, rows)
        passed = finished.status is CheckStatus.PASS
        return replace(finished, status=CheckStatus.WARN) if passed else finished
    finished = result(CheckId.PULL, counted, exchanges, rows)
    return finished if granted else replace(finished, status=CheckStatus.FAIL)


async def push(findings: CheckContext) -> CheckResult:
    """Open and cancel an empty upload where pulling was tried; nothing is ever uploaded."""
    if findings.dead and not findings.grants:
        return skipped(CheckId.PUSH, "not tested")
    if not findings.request.push:
        return skipped(CheckId.PUSH, "not tested", Action.TEST_PUSH)
    if findings.anonymous or not findings.grants:
        return skipped(CheckId.PUSH, "no package to test" if not findings.anonymous else "anonymous")
    tried = await findings.answer(Question(lambda: _push_all(findings)))
    findings.grants = [_with_push(row, answer[0]) for row, answer in zip(findings.grants, tried, strict=True)]
    rows = [row for answer in tried for row in answer[1]]
    findings.note(rows)
    granted = sum(answer[0] is Access.GRANTED for answer in tried)
    summary = f"{granted} of {len(tried)} packages accept a push"
    return result(CheckId.PUSH, summary, [answer[2] for answer in tried], rows)


async def _push_all(findings: CheckContext) -> list[tuple[Access, list[Diagnosis], Exchange]]:
    registry, caller = findings.session.registry, findings.caller
    return await gather(*(probe_push(registry, caller, row.name) for row in findings.grants))


def _with_push(grant: PackageGrant, verdict: Access) -> PackageGrant:
    return replace(grant, push=verdict)
