"""What the wizard knows: one frozen value, and the pure functions that fold what operations yield into it."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.github.auth_methods import BY_NAME, Method
from ghcr_wizard.github.hosts import GHCR
from ghcr_wizard.github.scopes import Wishes
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.tui.steps import Step

if TYPE_CHECKING:
    from datetime import datetime

    from ghcr_wizard.check.report import CheckId, CheckReport, CheckResult
    from ghcr_wizard.diagnosis.model import Diagnosis
    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.github.tokens import TokenInspection


class Kept(StrEnum):
    """Where the token of this run is."""

    NOWHERE = "nowhere"
    SESSION = "session"
    KEYRING = "keyring"


@dataclass(frozen=True, slots=True)
class LiveTest:
    """How far the live test is.

    Attributes:
        running: Whether answers are still to come.
        current: The check under way.
        doing: What it is doing now, in words, or empty.
        done: How many things of `total` the current check has done.
        total: How many there are; 0 where it did not say.
        results: The checks that ended.
        report: Everything, once the test ended.
        stopped: Whether the person stopped it.
        broken: What went wrong inside the program, redacted, or empty.
    """

    running: bool = False
    current: CheckId | None = None
    doing: str = ""
    done: int = 0
    total: int = 0
    results: tuple[CheckResult, ...] = ()
    report: CheckReport | None = None
    stopped: bool = False
    broken: str = ""

    def result(self, check: CheckId) -> CheckResult | None:
        """The result of one check, once it ended."""
        return next((result for result in self.results if result.id is check), None)


@dataclass(frozen=True, slots=True)
class Catalog:
    """How far the listing of packages is; the packages themselves are in the tree's index.

    Attributes:
        running: Whether more may come.
        complete: Whether nothing was left out; `None` until it ended.
        diagnoses: What is missing or odd.
        seen_at: When the oldest part of what is shown was last confirmed, in UTC, while some of it is remembered.
        offline: Whether GitHub could not be asked.
    """

    running: bool = False
    complete: bool | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    seen_at: datetime | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True)
class WizardState:
    """Everything the person said, and what is known from it. The token is in `inspection`, as a `Secret`.

    Attributes:
        given: Where the token came from, in words, where it was not pasted; empty where it was, or is to be.
        command: A command that prints this token each time, where there is one.
        client_id: The OAuth App to sign in to.
    """

    step: Step = Step.REGISTRY
    passed: frozenset[Step] = frozenset()
    hosts: Hosts | None = None
    method: Method = Method.CLASSIC_PAT
    wishes: Wishes = field(default_factory=Wishes)
    expires_days: int | None = 30
    username: str = ""
    description: str = ""
    profile: str = ""
    inspection: TokenInspection | None = None
    given: str = ""
    command: str | None = None
    client_id: str = ""
    expires_at: datetime | None = None
    kept: Kept = Kept.NOWHERE
    named: tuple[str, ...] = ()
    test: LiveTest = field(default_factory=LiveTest)
    catalog: Catalog = field(default_factory=Catalog)

    @property
    def registry(self) -> str:
        """The registry's name."""
        return self.hosts.registry if self.hosts else GHCR

    @property
    def credential(self) -> Credential:
        """Who asks."""
        if self.method is Method.ANONYMOUS or self.inspection is None or self.inspection.secret is None:
            return ANONYMOUS
        username = self.username.strip() or BY_NAME[self.method].username or ""
        ends = self.expires_at if self.method is Method.GITHUB_APP else None
        return Credential(username, self.inspection.secret, ends)

    @property
    def tested_inspection(self) -> TokenInspection:
        """What the live test is told of the token; for no token, that there is none."""
        if self.method is Method.ANONYMOUS or self.inspection is None:
            return replace(inspect_token(""), diagnoses=())
        return self.inspection


def begun(test: LiveTest, check: CheckId) -> LiveTest:
    """The test after a check began."""
    return replace(test, running=True, current=check, doing="", done=0, total=0)


def progressed(test: LiveTest, doing: str, done: int, total: int) -> LiveTest:
    """The test after its current check went on."""
    return replace(test, doing=doing, done=done, total=total)


def finished(test: LiveTest, result: CheckResult) -> LiveTest:
    """The test after a check ended; the newer result of a check replaces the older."""
    others = tuple(old for old in test.results if old.id is not result.id)
    current = None if test.current is result.id else test.current
    return replace(test, results=(*others, result), current=current, doing="", done=0, total=0)


def completed(test: LiveTest, report: CheckReport) -> LiveTest:
    """The test after it ended."""
    return replace(test, running=False, current=None, results=report.checks, report=report)
