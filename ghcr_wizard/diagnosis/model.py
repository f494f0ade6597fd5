"""A diagnosis: a cause, filled in with what was seen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ghcr_wizard.diagnosis.cause import About, Cause, Family, Severity
from ghcr_wizard.text import clean

SEVERITY_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_MOST_TOGETHER = 4
"""How many of one cause are told one by one."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One cause with its fix, about `subject`: a namespace, a package `OWNER/NAME`, or nothing in particular.

    Attributes:
        of: The cause it is.
        severity: How bad it is here.
        cause: What is wrong, a sentence.
        fix: What to do.
        subject: What it is about.
        url: Where to read more, or to mend it.
    """

    of: Cause
    severity: Severity
    cause: str
    fix: str
    subject: str | None = None
    url: str | None = None

    @property
    def code(self) -> str:
        """The cause's public name."""
        return self.of.code

    @property
    def family(self) -> Family:
        """What its cause is met together with."""
        return self.of.family

    @property
    def has_fix_page(self) -> bool:
        """Whether its page is where it is fixed; the one that a cause has whatever was seen only explains it."""
        return self.url is not None and self.url != self.of.url

    @property
    def title(self) -> str:
        """A few words for a person, with the name of what it is about."""
        title = title_of(self.of, self.subject)
        return title if self.subject is None or self.subject in title else f"{title}: {self.subject}"


def told_once(rows: Iterable[Diagnosis]) -> list[Diagnosis]:
    """What a person is told, where programs get every row.

    Of an organization that refuses the token for single sign-on not also that it is hidden; and of one cause with one
    fix, met at several packages, its fix once.
    """
    told = list(rows)
    refusing = {row.subject for row in told if row.family is Family.SSO and row.severity is Severity.ERROR}
    alike: dict[tuple[object, ...], list[Diagnosis]] = {}
    for row in told:
        if not _is_told(row, refusing):
            alike.setdefault((row.code, row.severity, title_of(row.of, row.subject), row.fix, row.url), []).append(row)
    return [_together(same) for same in alike.values()]


def _together(same: list[Diagnosis]) -> Diagnosis:
    """One diagnosis for several that differ in what they are about."""
    first, *others = same
    if not others:
        return first
    causes = list(dict.fromkeys(row.cause for row in same[:_MOST_TOGETHER]))
    if len(same) > _MOST_TOGETHER:
        causes.append(f"The same holds for {len(same) - _MOST_TOGETHER} more.")
    return replace(first, cause=" ".join(causes), subject=None)


def _is_told(row: Diagnosis, refusing: set[str | None]) -> bool:
    lesser = row.family is Family.SSO and row.severity is not Severity.ERROR
    return lesser and row.subject is not None and row.subject in refusing


def title_of(cause: Cause, subject: str | None = None) -> str:
    """The title of a cause, with the name of the account it is about, where there is one."""
    unnamed = "The organization" if cause.about is About.ACCOUNT else "It"
    return cause.title.format(subject=subject or unnamed)


def diagnose(cause: Cause, subject: str | None = None, url: str | None = None, **facts: object) -> Diagnosis:
    """The diagnosis of a cause, its sentences filled with `facts` (foreign text in them is made safe).

    Raises:
        KeyError: a fact that its sentences name is missing: a bug of the caller.
    """
    safe = {name: clean(str(value), is_name=True) for name, value in facts.items()}
    safe["subject"] = clean(subject, is_name=True) if subject else "it"
    return Diagnosis(
        of=cause,
        severity=cause.severity,
        cause=cause.cause.format_map(safe),
        fix=cause.fix.format_map(safe),
        subject=safe["subject"] if subject else None,
        url=url or cause.url,
    )


def worst_first(diagnoses: list[Diagnosis]) -> list[Diagnosis]:
    """The same diagnoses without repetitions, errors before warnings before infos, otherwise in order."""
    unique = {(row.code, row.subject): row for row in reversed(diagnoses)}
    in_order = list(reversed(unique.values()))
    return sorted(in_order, key=lambda row: SEVERITY_ORDER[row.severity])
