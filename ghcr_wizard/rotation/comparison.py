"""What a new token sees beside what the old one saw: pure, from two reports of the live test."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ghcr_wizard.check.report import VERDICT_WORDS, CheckReport, Verdict
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.diagnosis.cause import Family
from ghcr_wizard.formatting import countdown
from ghcr_wizard.github.packages import Access, Namespace
from ghcr_wizard.github.scopes import expand
from ghcr_wizard.github.tokens import SCOPED_KINDS

_MATTERS = frozenset({"read:packages", "write:packages", "delete:packages", "read:org"})
"""Scopes whose loss is one; without `repo` a pull may fail, and then the pulls show it."""

_FEW = 3


class ComparedWith(StrEnum):
    """How the new one compares in one respect."""

    SAME = "same"
    BETTER = "better"
    DIFFERENT = "different"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Line:
    """One respect.

    Attributes:
        subject: Which.
        old: What holds for the old one, in words.
        new: What holds for the new one.
        change: How they compare.
        way_in: The address that takes away why it is worse, or `None`.
    """

    subject: str
    old: str
    new: str
    change: ComparedWith
    way_in: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All respects.

    Attributes:
        lines: In a fixed order.
        alive: Whether GitHub takes the new one; a dead one is no successor.
        old_alive: Whether GitHub still took the old one.
        other_account: Whether the new one is another account's.
    """

    lines: tuple[Line, ...]
    alive: bool
    old_alive: bool
    other_account: bool

    @property
    def worse(self) -> tuple[Line, ...]:
        """The respects in which something is lost."""
        return tuple(line for line in self.lines if line.change is ComparedWith.WORSE)

    @property
    def way_in(self) -> str | None:
        """The first address that would take a loss away."""
        return next((line.way_in for line in self.worse if line.way_in), None)


def compare(profile: Profile, old: CheckReport | None, new: CheckReport, now: datetime) -> Comparison:
    """The new token beside the old one.

    Args:
        profile: What was known of the old one; used where it can no longer be asked.
        old: Its test, `None` where there was no token left to test.
        new: The new one's test.
        now: The moment, in UTC.
    """
    old_alive = old is not None and _alive(old)
    lines = [_account(profile, old, new), _works(old, new), _ends(profile, old, new, now)]
    lines += _scopes(profile, old, new)
    lines.append(_packages(profile, old, new))
    if old is not None and old_alive:
        lines += _namespaces(old, new)
        lines += _pulls(old, new)
    return Comparison(tuple(lines), _alive(new), old_alive, lines[0].change is ComparedWith.WORSE)


def package_count(report: CheckReport) -> int | None:
    """How many packages a token lists in all namespaces; `None` where it could list none of them."""
    counts = [row.package_count for row in report.namespaces if row.package_count is not None]
    return sum(counts) if counts else None


def _alive(report: CheckReport) -> bool:
    return report.verdict is not Verdict.UNREACHABLE and not any(row.family is Family.DEAD for row in report.diagnoses)


def _account(profile: Profile, old: CheckReport | None, new: CheckReport) -> Line:
    before = old.identity.login if old and old.identity else profile.username
    after = new.identity.login if new.identity else "unknown"
    other = new.identity is not None and after.lower() != before.lower()
    return Line("Account", before, after + (": another account" if other else ""), _worse_if(other))


def _works(old: CheckReport | None, new: CheckReport) -> Line:
    ranks = list(Verdict)
    after = _verdict(new)
    if old is None or not _alive(old):
        before = _verdict(old) if old else "no longer exists"
        return Line("Live test", before, after, ComparedWith.BETTER if _alive(new) else ComparedWith.WORSE)
    step = ranks.index(new.verdict) - ranks.index(old.verdict)
    change = ComparedWith.WORSE if step > 0 else ComparedWith.BETTER if step < 0 else ComparedWith.SAME
    return Line("Live test", _verdict(old), after, change)


def _verdict(report: CheckReport) -> str:
    if any(row.family is Family.DEAD for row in report.diagnoses):
        return "GitHub refuses it"
    return VERDICT_WORDS[report.verdict]


def _ends(profile: Profile, old: CheckReport | None, new: CheckReport, now: datetime) -> Line:
    before = (old.token.expires_at if old else None) or profile.expires_at
    after = new.token.expires_at
    earlier = before is not None and after is not None and after < before
    later = before is not None and after is not None and after > before
    change = (
        ComparedWith.WORSE
        if earlier
        else ComparedWith.BETTER
        if later
        else ComparedWith.SAME
        if before == after
        else ComparedWith.DIFFERENT
    )
    old_words = "never" if old and old.token.never_expires else _when(before, now)
    return Line("Expires", old_words, "never" if new.token.never_expires else _when(after, now), change)


def _when(moment: datetime | None, now: datetime) -> str:
    return countdown(moment, now) if moment else "unknown"


def _scopes(profile: Profile, old: CheckReport | None, new: CheckReport) -> Iterator[Line]:
    if new.token.kind not in SCOPED_KINDS:
        return
    before = old.token.scopes if old and old.token.scopes is not None else profile.scopes
    after = new.token.scopes
    if after is None:
        return
    held, gained = expand(before or ()), expand(after)
    if before is None or held == gained:
        change = ComparedWith.SAME
    elif (held & _MATTERS) - gained:
        change = ComparedWith.WORSE
    else:
        change = ComparedWith.BETTER if gained < held else ComparedWith.DIFFERENT
    yield Line("Scopes", "unknown" if before is None else _listed(before), _listed(after), change)


def _listed(scopes: tuple[str, ...]) -> str:
    if len(scopes) > _FEW + 1:
        return f"{', '.join(scopes[:_FEW])} and {len(scopes) - _FEW} more"
    return ", ".join(scopes) or "none"


def _packages(profile: Profile, old: CheckReport | None, new: CheckReport) -> Line:
    before = package_count(old) if old and _alive(old) else profile.packages
    after = package_count(new)
    if before is None:
        change = ComparedWith.SAME if after is None else ComparedWith.DIFFERENT
    elif after is None:
        change = ComparedWith.WORSE
    else:
        change = ComparedWith.WORSE if after < before else ComparedWith.BETTER if after > before else ComparedWith.SAME
    return Line("Packages", _number(before), _number(after), change)


def _number(count: int | None) -> str:
    return "unknown" if count is None else f"{count:,} listed"


def _namespaces(old: CheckReport, new: CheckReport) -> Iterator[Line]:
    before = {row.name.lower(): row for row in old.namespaces}
    after = {row.name.lower(): row for row in new.namespaces}
    for key in dict.fromkeys([*before, *after]):
        yield _namespace(before.get(key), after.get(key))


def _namespace(old: Namespace | None, new: Namespace | None) -> Line:
    name = (old or new or Namespace("")).name
    before, after = old.package_count if old else None, new.package_count if new else None
    lost = (before or 0) > (after or 0) or (_listable(old) and not _listable(new))
    change = ComparedWith.WORSE if lost else ComparedWith.SAME if _seen(old) == _seen(new) else ComparedWith.BETTER
    return Line(name, _seen(old), _seen(new), change, new.way_in if new and lost else None)


def _listable(namespace: Namespace | None) -> bool:
    return namespace is not None and namespace.listing is Access.GRANTED


def _seen(namespace: Namespace | None) -> str:
    if namespace is None:
        return "not seen"
    if namespace.locked:
        return f"locked: {namespace.locked}"
    return _number(namespace.package_count) if namespace.package_count is not None else "not listed"


def _pulls(old: CheckReport, new: CheckReport) -> Iterator[Line]:
    before = {row.name for row in old.packages if row.pull is Access.GRANTED}
    after = {row.name for row in new.packages if row.pull is Access.GRANTED}
    refused = sorted(row.name for row in new.packages if row.pull is Access.DENIED and row.name in before)
    if not before and not after:
        return
    words = f"{len(after)} read" + (f"; refused: {', '.join(refused[:_FEW])}" if refused else "")
    lost = bool(refused or (before and not after))
    change = ComparedWith.WORSE if lost else ComparedWith.SAME if len(before) == len(after) else ComparedWith.DIFFERENT
    yield Line("Pull tests", f"{len(before)} read", words, change)


def _worse_if(lost: bool) -> ComparedWith:  # noqa: FBT001 - a predicate of one
    return ComparedWith.WORSE if lost else ComparedWith.SAME
