"""What the live test was asked, and what it has found so far."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from ghcr_wizard.catalog.discovery import Discovery
from ghcr_wizard.catalog.listing import Listing
from ghcr_wizard.check.events import CheckProgressed
from ghcr_wizard.check.questions import CheckRequest, Question, Questions, Start
from ghcr_wizard.check.report import CheckId, CheckResult, CheckStatus
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.cause import UNANSWERED, Action, Severity
from ghcr_wizard.diagnosis.causes_organizations import SSO_REQUIRED
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.identity import Owner
from ghcr_wizard.github.packages import PackageGrant
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.transport.exchange import Exchange

T = TypeVar("T")


@dataclass(slots=True)
class CheckContext:
    """The state that the checks share; each reads what the ones before it found.

    Attributes:
        session: The open clients.
        request: What to test.
        now: The clock.
        progressed: Told how far a check is.
        start: Has questions asked ahead, beside the checks; `None` where each is asked by its check.
        questions: What is asked.
        milliseconds: How long the answers of the current check took.
    """

    session: Session
    request: CheckRequest
    now: Callable[[], datetime]
    progressed: Callable[[CheckProgressed], None]
    start: Start | None = None
    questions: Questions = field(init=False)
    milliseconds: float = 0.0
    owner: Owner | None = None
    api_works: bool = True
    registry_works: bool = True
    discovery: Discovery = field(default_factory=Discovery)
    listings: list[Listing] = field(default_factory=list)
    grants: list[PackageGrant] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.questions = Questions(self.session, self.request, self.progressed, self.start)

    async def answer(self, asked: Question[T]) -> T:
        """The answer to a question of the current check, whose time counts as the check's."""
        answer = await asked
        self.milliseconds += asked.milliseconds
        return answer

    @property
    def anonymous(self) -> bool:
        """Whether no credential is tested."""
        return self.session.credential.is_anonymous

    @property
    def alive(self) -> bool:
        """Whether GitHub's API accepted the credential."""
        return self.owner is not None and self.owner.alive is True

    @property
    def dead(self) -> bool:
        """Whether GitHub's API said that the credential is bad."""
        return self.owner is not None and self.owner.alive is False

    @property
    def caller(self) -> Caller:
        """Who asks, as far as it is known."""
        return self.questions.caller(self.owner)

    @property
    def locked(self) -> frozenset[str]:
        """Lower-case names of the organizations that want single sign-on."""
        named = {row.subject for row in self.diagnoses if row.of is SSO_REQUIRED and row.subject}
        return frozenset(name.lower() for name in (*named, *self.discovery.hidden))

    def note(self, rows: Iterable[Diagnosis]) -> None:
        """Remember diagnoses."""
        self.diagnoses.extend(rows)


def status_of(rows: Iterable[Diagnosis]) -> CheckStatus:
    """How a check with these diagnoses ended."""
    severities = {row.severity for row in rows}
    if Severity.ERROR in severities:
        return CheckStatus.FAIL
    return CheckStatus.WARN if Severity.WARNING in severities else CheckStatus.PASS


def skipped(check_id: CheckId, why: str, action: Action = Action.NONE) -> CheckResult:
    """A check that was not run, with the reason, and what would have it run."""
    return CheckResult(check_id, CheckStatus.SKIP, why, action=action)


def result(
    check_id: CheckId,
    summary: str,
    exchanges: Iterable[Exchange] = (),
    rows: Iterable[Diagnosis] = (),
) -> CheckResult:
    """A check that ended; its status is that of its worst diagnosis."""
    return CheckResult(check_id, status_of(rows), summary, tuple(exchanges))


def is_trouble(row: Diagnosis) -> bool:
    """Whether a diagnosis is about the servers or the network, not about the credential."""
    return row.family in UNANSWERED
