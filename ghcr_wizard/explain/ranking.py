"""Which of several causes come first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ghcr_wizard.diagnosis.causes import ROWS
from ghcr_wizard.diagnosis.model import SEVERITY_ORDER, Severity
from ghcr_wizard.explain.match import CERTAINTY_ORDER, Certainty
from ghcr_wizard.explain.template import Hit

_NAMES = ("legacy-host", "name-uppercase", "registry-host-typo")
_BEFORE_ANY_CREDENTIAL = (
    "blob-host-blocked",
    "client-config-invalid",
    "dns-failure",
    "helper-missing",
    "keyring-locked",
    "keyring-timeout",
    "keyring-unavailable",
    "tls-untrusted",
    "token-missing",
)
_CONSEQUENCES = (
    "api-unavailable",
    "github-incident",
    "network-unreachable",
    "package-no-grant",
    "package-not-found",
    "package-private",
    "push-transient",
    "registry-unavailable",
    "stale-credential-blocks-public",
    "tag-not-found",
    "token-rejected",
)
_UNRELATED = 2
_DEPTH = {
    **dict.fromkeys(_NAMES, 0),
    **dict.fromkeys(_BEFORE_ANY_CREDENTIAL, 1),
    **dict.fromkeys(_CONSEQUENCES, 3),
}
"""How far a request got: where a name is wrong or no credential could be had, refusals follow from that."""


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
    """

    code: str
    certainty: Certainty
    hit: Hit
    weight: int
    order: tuple[int, int]
    said: str | None = None


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """The likeliest first, one of each code; of what is equally sure, a root cause before what follows from it."""
    best: dict[str, Finding] = {}
    for finding in sorted(_without_parts(list(findings)), key=_rank):
        known = best.get(finding.code)
        best[finding.code] = finding if known is None else _enriched(known, finding)
    rooted = any(_depth(row) < _UNRELATED and row.certainty is not Certainty.POSSIBLE for row in best.values())
    return sorted(best.values(), key=lambda row: (_sureness(row), _depth(row) if rooted else 0))


def _depth(finding: Finding) -> int:
    return _DEPTH.get(finding.code, _UNRELATED)


def _sureness(finding: Finding) -> int:
    return CERTAINTY_ORDER[finding.certainty]


def _rank(finding: Finding) -> tuple[int, int, int, tuple[int, int]]:
    severity = SEVERITY_ORDER[Severity(ROWS[finding.code].severity)]
    return _sureness(finding), -finding.weight, severity, finding.order


def _enriched(finding: Finding, other: Finding) -> Finding:
    """A finding with the names that another one of the same code has captured: a header's link, say."""
    return replace(finding, hit=replace(finding.hit, names={**other.hit.names, **finding.hit.names}))


def _without_parts(findings: list[Finding]) -> list[Finding]:
    """Without what was found inside of something longer: `denied` says less than the sentence around it.

    A wrong name stays: it is wrong wherever it stands.
    """
    spans = {(other.hit.start, other.hit.end, other.weight) for other in findings}
    return [
        finding
        for finding in findings
        if finding.code in _NAMES
        or not any(
            start <= finding.hit.start and finding.hit.end <= end and weight > finding.weight
            for start, end, weight in spans
        )
    ]
