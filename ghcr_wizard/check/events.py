"""What the live test yields while it runs, as plain values in the past tense."""

from dataclasses import dataclass

from ghcr_wizard.check.report import CheckId, CheckReport, CheckResult


@dataclass(frozen=True, slots=True)
class CheckStarted:
    """A check of the live test began."""

    id: CheckId


@dataclass(frozen=True, slots=True)
class CheckProgressed:
    """A check is under way: `done` of `total` things, and which one now."""

    id: CheckId
    done: int
    total: int
    doing: str


@dataclass(frozen=True, slots=True)
class CheckFinished:
    """A check ended."""

    result: CheckResult


@dataclass(frozen=True, slots=True)
class ReportCompleted:
    """The live test ended; nothing follows."""

    report: CheckReport


CheckEvent = CheckStarted | CheckProgressed | CheckFinished | ReportCompleted
"""What the live test yields."""
