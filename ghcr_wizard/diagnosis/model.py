"""The shape of a diagnosis, and how one is made from its cause."""

from dataclasses import dataclass
from enum import StrEnum

from ghcr_wizard.text import clean


class Severity(StrEnum):
    """How bad a diagnosis is; `ERROR` decides the exit status."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


SEVERITY_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One cause with its fix, about `subject`: a namespace, a package `OWNER/NAME`, or nothing in particular."""

    code: str
    severity: Severity
    cause: str
    fix: str
    subject: str | None = None
    url: str | None = None


def diagnose(code: str, subject: str | None = None, url: str | None = None, **facts: object) -> Diagnosis:
    """The diagnosis of `code`, its sentences filled with `facts` (foreign text in them is made safe).

    Raises:
        KeyError: the code, or a fact its sentences name, does not exist: a bug of the caller.
    """
    from ghcr_wizard.diagnosis.causes import ROWS

    row = ROWS[code]
    safe = {name: clean(str(value), is_name=True) for name, value in facts.items()}
    safe["subject"] = clean(subject, is_name=True) if subject else "it"
    return Diagnosis(
        code=code,
        severity=Severity(row.severity),
        cause=row.cause.format_map(safe),
        fix=row.fix.format_map(safe),
        subject=safe["subject"] if subject else None,
        url=url or row.url,
    )


def worst_first(diagnoses: list[Diagnosis]) -> list[Diagnosis]:
    """The same diagnoses without repetitions, errors before warnings before infos, otherwise in order."""
    unique = {(row.code, row.subject): row for row in reversed(diagnoses)}
    in_order = list(reversed(unique.values()))
    return sorted(in_order, key=lambda row: SEVERITY_ORDER[row.severity])
