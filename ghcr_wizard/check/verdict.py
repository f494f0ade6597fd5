"""From everything that was seen to one verdict, and which packages to try. Pure functions."""

from collections.abc import Iterable, Sequence

from ghcr_wizard.check.report import CheckReport, Verdict
from ghcr_wizard.diagnosis.cause import NETWORK, UNANSWERED, Cause, Family, Severity
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.packages import Access, Package, PackageGrant, Visibility

_FEW_NAMESPACES = 10
_MOST_PROBES = 60


_PROVING_FIRST = {Visibility.PRIVATE: 0, Visibility.INTERNAL: 1, None: 2, Visibility.PUBLIC: 3}


def overall(grants: Sequence[PackageGrant], diagnoses: Sequence[Diagnosis], *, reachable: bool) -> Verdict:
    """The verdict of the live test.

    Args:
        grants: What each tested package answered.
        diagnoses: Everything found.
        reachable: Whether both the API and the registry could be tested at all.
    """
    if not reachable:
        return Verdict.UNREACHABLE
    pulls = {grant.pull for grant in grants} - {Access.UNKNOWN}
    severities = {row.severity for row in diagnoses}
    if Access.GRANTED not in pulls:
        return Verdict.FAILED if pulls or Severity.ERROR in severities else Verdict.UNVERIFIED
    return Verdict.LIMITED if severities - {Severity.INFO} else Verdict.OK


def status_of(cause: Cause) -> int:
    """The exit status of a command that one cause ended before it could do its work: 1, 2, 3 or 4."""
    if cause.family in UNANSWERED:
        return 3
    return {Family.STORE: 4, Family.INPUT: 2}.get(cause.family, 1)


def exit_status(diagnoses: Iterable[Diagnosis], *, tested: bool) -> int:
    """The exit status of `check`: 1 for an error of the credential, 3 for the network's, else 0.

    Args:
        diagnoses: Everything found.
        tested: Whether anything could be tested in spite of throttling.
    """
    rows = list(diagnoses)
    errors = {row.family for row in rows if row.severity is Severity.ERROR}
    if errors - NETWORK:
        return 1
    throttled = any(row.family is Family.THROTTLED for row in rows)
    return 3 if errors or (throttled and not tested) else 0


def anything_tested(report: CheckReport) -> bool:
    """Whether anything at all came of the test in spite of throttling."""
    tried = any(grant.pull is not Access.UNKNOWN for grant in report.packages)
    listed = any(row.listing is not Access.UNKNOWN for row in report.namespaces)
    return tried or listed or report.identity is not None


def sample(packages: Iterable[Package], *, everything: bool = False) -> tuple[Package, ...]:
    """The packages to try: every namespace and every visibility covered, the ones that prove something first.

    With few namespaces each gives one package of each visibility, and one that a private repository governs, which
    is refused more often than others; with many, one that proves something.
    """
    rows = list(packages)
    if everything:
        return tuple(rows)
    namespaces = {row.owner for row in rows}
    per_visibility = len(namespaces) <= _FEW_NAMESPACES
    chosen: dict[tuple[str, Visibility | None, bool], Package] = {}
    for row in sorted(rows, key=lambda package: _PROVING_FIRST[package.visibility]):
        governed = row.proves and row.repository_private is True
        key = (row.owner, row.visibility, governed) if per_visibility else (row.owner, None, False)
        chosen.setdefault(key, row)
    return tuple(_cover_visibilities(list(chosen.values()), rows)[:_MOST_PROBES])


def _cover_visibilities(chosen: list[Package], rows: list[Package]) -> list[Package]:
    seen = {row.visibility for row in chosen}
    for row in rows:
        if row.visibility not in seen:
            seen.add(row.visibility)
            chosen.insert(0, row)
    return chosen
