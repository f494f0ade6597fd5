"""Which of several causes come first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ghcr_wizard.diagnosis.cause import Severity, Stage
from ghcr_wizard.diagnosis.causes import CAUSES
from ghcr_wizard.diagnosis.model import SEVERITY_ORDER
from ghcr_wizard.explain.match import CERTAINTY_ORDER, Certainty
from ghcr_wizard.explain.row import Advice
from ghcr_wizard.explain.template import Hit


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause, and where in the text it was found.

    Attributes:
        code: The diagnosis.
        certainty: How sure it is.
        hit: The place.
        weight: How little chance is in it; literal characters of the template.
        order: Its place among all causes of all templates.
        said: The text as it can be quoted, or `None`.
        advice: What to say of it here, or `None`.
        yields: Whether it gives way to what else is found.
        is_foreign: Whether it is probably no error of GitHub's.
    """

    code: str
    certainty: Certainty
    hit: Hit
    weight: int
    order: tuple[int, int]
    said: str | None = None
    advice: Advice | None = None
    yields: bool = False
    is_foreign: bool = False


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """The likeliest first, one of each code; of what is equally sure, a root cause before what follows from it."""
    best: dict[str, Finding] = {}
    for finding in sorted(_without_asides(_without_parts(list(findings))), key=_rank):
        known = best.get(finding.code)
        best[finding.code] = finding if known is None else _enriched(known, finding)
    rooted = any(_depth(row) < Stage.REQUEST.value and row.certainty is not Certainty.POSSIBLE for row in best.values())
    return sorted(best.values(), key=lambda row: (_sureness(row), _depth(row) if rooted else 0))


def _depth(finding: Finding) -> int:
    return CAUSES[finding.code].stage.value


def _sureness(finding: Finding) -> int:
    return CERTAINTY_ORDER[finding.certainty]


def _rank(finding: Finding) -> tuple[int, bool, int, int, tuple[int, int]]:
    severity = SEVERITY_ORDER[CAUSES[finding.code].severity]
    return _sureness(finding), finding.is_foreign, -finding.weight, severity, finding.order


def _enriched(finding: Finding, other: Finding) -> Finding:
    """A finding with what another one of the same code knows besides: a header's link, say, or what to do here."""
    hit = replace(finding.hit, names={**other.hit.names, **finding.hit.names})
    return replace(finding, hit=hit, advice=finding.advice or other.advice)


def _without_asides(findings: list[Finding]) -> list[Finding]:
    """Without what is said around a reason or in passing, where a reason is found; less sure where there may be one."""
    reasons = [finding for finding in findings if not finding.yields]
    if any(reason.certainty is not Certainty.POSSIBLE for reason in reasons):
        return reasons
    has_reason = any(_is_error(reason) and not reason.is_foreign for reason in reasons)
    has_frame = any(_is_error(finding) for finding in findings if finding.yields)
    return [
        replace(finding, certainty=Certainty.POSSIBLE, weight=0, is_foreign=True)
        if finding.yields and (has_reason or (has_frame and not _is_error(finding)))
        else finding
        for finding in findings
    ]


def _is_error(finding: Finding) -> bool:
    return CAUSES[finding.code].severity is Severity.ERROR


def _without_parts(findings: list[Finding]) -> list[Finding]:
    """Without what was found inside of something longer: `denied` says less than the sentence around it.

    A wrong name stays: it is wrong wherever it stands.
    """
    spans = {(other.hit.start, other.hit.end, other.weight) for other in findings}
    return [
        finding
        for finding in findings
        if CAUSES[finding.code].stage is Stage.NAME
        or not any(
            start <= finding.hit.start and finding.hit.end <= end and weight > finding.weight
            for start, end, weight in spans
        )
    ]
