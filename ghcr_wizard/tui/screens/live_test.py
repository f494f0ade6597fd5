"""Step 5: the live test, and what it says."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button

from ghcr_wizard.check.report import VERDICT_WORDS, CheckId, CheckReport, Verdict
from ghcr_wizard.diagnosis.cause import Action, Severity
from ghcr_wizard.diagnosis.model import Diagnosis, told_once, worst_first
from ghcr_wizard.formatting import count, response_time
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.hosts import hosts_of
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.tui.grants import grants
from ghcr_wizard.tui.screens.step import Page, StepScreen
from ghcr_wizard.tui.second_press import CANCEL
from ghcr_wizard.tui.state import Kept, LiveTest, WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.act import Act, Onward
from ghcr_wizard.tui.widgets.block import Lines, Part, line
from ghcr_wizard.tui.widgets.checks import Checks
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.diagnosis_card import LOOKS, DiagnosisCard

_ROWS_WITH_CARDS = 32
"""Rows from which there is room for whole diagnoses above the checks."""


_MARKS = {
    Verdict.OK: ("✓", "$text-success"),
    Verdict.LIMITED: ("!", "$text-warning"),
    Verdict.UNVERIFIED: ("○", "$text-warning"),
    Verdict.FAILED: ("✗", "$text-error"),
    Verdict.UNREACHABLE: ("✗", "$text-error"),
}


_OTHER_TOKEN = frozenset({Action.ROTATE, Action.GIVE_TOKEN, Action.GIVE_USERNAME, Action.CREATE_TOKEN})
"""What is mended where a token is given."""


class LiveTestScreen(StepScreen):
    """Eleven checks that fill in, what the token grants, and the diagnoses with their fixes."""

    CSS_PATH = "live_test.tcss"
    step = Step.TEST
    heading = "Live test"
    explanation = (
        (
            "A successful login does not prove access: the registry says “Login Succeeded” to tokens that cannot "
            "read anything. So the test asks GitHub who you are and what it lists, and reads the tag lists of "
            "real packages: that needs the same right as pulling, and counts as no download."
        ),
        (
            "Enter on a check shows the evidence: every request that was made, what was answered, and GitHub's request "
            "id. No token is in it."
        ),
        (
            "Below are the token's access and the findings, the worst first, each with its fix. Packages that "
            "are not listed can be added by name."
        ),
        (
            "A sample covers every namespace and every visibility; [A] test all packages. [P] also asks whether "
            "the token may push: an empty upload is opened and cancelled, nothing is ever uploaded."
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "evidence", "details", id="test.evidence"),
        Binding("t", "again", "test again", id="test.again"),
        Binding("ctrl+c", "stop", "stop", id="test.stop"),
        Binding("o", "open(True)", "fix in browser", id="test.open"),
        Binding("o", "open(False)", "read more in browser", id="test.open"),
        Binding("a", "add", "add a package", id="test.add"),
        Binding("A", "everything", "try all packages", show=False, id="test.everything"),
        Binding("P", "push", "test push", show=False, id="test.push"),
        Binding("R", "rotate", "rotate the token", id="test.rotate"),
        Binding("x", "remove", "delete the stored token", id="test.remove"),
        Binding("b", "next", "Browse the packages", show=False, id="test.browse"),
        Binding("down,j", "into_list", "Down", show=False, id="test.down"),
        Binding("up,k", "into_list", "Up", show=False, id="test.up"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Diagnosis, ...] = ()
        self._above = 0

    def compose_content(self) -> ComposeResult:
        """What went wrong where there is room, the list, what is granted, the rest; the ways on stay in sight below."""
        with Page(id="page"):
            yield Vertical(id="worst")
            yield Checks(id="checks")
            yield Details(id="grants", first=19)
            yield Vertical(id="diagnoses")
        with Horizontal(classes="buttons"):
            yield Onward("Browse the packages", id="on", action="screen.next")
            yield Act("", id="fix", action="screen.fix")
            yield Act("Test again", id="again", action="screen.again")

    def on_resize(self) -> None:
        """Put what went wrong above the checks, or a line of it, as there is room."""
        self._state_changed()

    def show(self, state: WizardState) -> None:
        """Show how far the test is and what it said."""
        test = state.test
        self.query_one("#heading", Lines).put(self._headline(test))
        self.query_one(Checks).put(test)
        self.query_one("#grants", Details).put(grants(state, self.model.library.index, self.model.now()))
        self.query_one("#again", Button).disabled = test.running
        self._show_diagnoses(self._diagnoses(state))
        self._show_ways_on(state)

    def _show_ways_on(self, state: WizardState) -> None:
        """Offer what leads on where nothing can be browsed; else the packages."""
        report, fix = state.test.report, self.query_one("#fix", Button)
        unproven = report is not None and report.verdict not in {Verdict.OK, Verdict.LIMITED}
        nothing = unproven and not state.catalog.running and not self.model.library.index.total
        label, _ = self._mend if nothing else ("", "")
        was = self.focused in {self.query_one("#on"), fix}
        fix.label, fix.display = label, bool(label)
        self.query_one("#on").display = not label
        if self.focused is None or was:
            self.set_focus(fix if label else self.query_one("#on"))

    @property
    def _mend(self) -> tuple[str, str]:
        """What mends the worst error, or names what nothing lists, as a button and its action; empty without a key."""
        worst = next((row for row in self._shown if row.severity is Severity.ERROR), None)
        if worst is None:
            report = self.model.state.test.report
            return ("Add by name", "add") if report and report.verdict is Verdict.UNVERIFIED else ("", "")
        if worst.of.action is Action.ROTATE and self.model.profile:
            return "Rotate the token", "rotate"
        if worst.of.action in _OTHER_TOKEN:
            return "Use another token", "other_token"
        if worst.of.action is Action.SWITCH_METHOD:
            return "Choose another method", "other_method"
        if worst.of.action in {Action.NAME_PACKAGE, Action.NAME_NAMESPACE}:
            return "Add by name", "add"
        if worst.of.action in {Action.AUTHORIZE_SSO, Action.OPEN_PAGE} and worst.url:
            return "Open the page", f"open({worst.has_fix_page})"
        return ("Try again", "again") if worst.of.action is Action.RETRY else ("", "")

    async def action_fix(self) -> None:
        """Do what mends the worst error."""
        _, action = self._mend
        if action:
            await self.run_action(action)

    def action_other_token(self) -> None:
        """Go back to where a token is given."""
        steps = {Method.GITHUB_APP: Step.APP, Method.OAUTH_DEVICE: Step.SIGN_IN}
        self.wizard.go(steps.get(self.model.state.method, Step.TOKEN))

    def action_other_method(self) -> None:
        """Go back to where the method is chosen."""
        self.wizard.go(Step.METHOD)

    def _headline(self, test: LiveTest) -> list[Part]:
        done = f"{len(test.results)} of {len(CheckId)}"
        spent = sum(result.milliseconds or 0 for result in test.results)
        figures = f"   {done} · {response_time(spent)}" if test.results else ""
        if test.report:
            words, colour = _verdict(test.report)
            found = _found(told_once(test.report.diagnoses))
            headline = line(("Live test   ", "bold"), (words, f"bold {colour}"), (found, "$muted"))
            room = self.query_one("#heading").size.width
            fits = headline.cell_length + len(figures) <= room
            return [line(headline, (figures if fits else "", "$muted")), *self._first_cause(test.report), ""]
        if test.broken:
            return [line(("Live test   ", "bold"), ("✗ broke off: ", "$error"), test.broken), ""]
        word = "stopped" if test.stopped else "testing …" if test.running else "not run yet"
        return [line(("Live test   ", "bold"), (word, "$primary"), (figures, "$muted")), ""]

    def _first_cause(self, report: CheckReport) -> list[Part]:
        """The worst diagnosis and its fix, where there is no room for its card, which says more, above the checks."""
        worst = next((row for row in worst_first(list(report.diagnoses)) if row.severity is not Severity.INFO), None)
        if worst is None or self.app.size.height >= _ROWS_WITH_CARDS:
            return []
        symbol, _, colour = LOOKS[worst.severity]
        return [line((f"{symbol} ", f"bold {colour}"), (worst.title, "bold")), line(("→ ", "$primary"), worst.fix)]

    def _diagnoses(self, state: WizardState) -> tuple[Diagnosis, ...]:
        report = state.test.report
        return tuple(worst_first(told_once(report.diagnoses))) if report else ()

    def _show_diagnoses(self, diagnoses: tuple[Diagnosis, ...]) -> None:
        errors = sum(row.severity is Severity.ERROR for row in diagnoses)
        above = max(errors, int(any(row.severity is not Severity.INFO for row in diagnoses)))
        above = above if self.app.size.height >= _ROWS_WITH_CARDS else 0
        if (diagnoses, above) != (self._shown, self._above):
            self._shown, self._above = diagnoses, above
            for name, rows in (("#worst", diagnoses[:above]), ("#diagnoses", diagnoses[above:])):
                place = self.query_one(name)
                place.remove_children()
                place.mount(*(DiagnosisCard(row) for row in rows))

    @property
    def _worst(self) -> Diagnosis | None:
        return next((row for row in self._shown if row.url and row.severity is not Severity.INFO), None)

    @property
    def _wants_renewal(self) -> bool:
        """Whether what was found is mended by a new token."""
        return any(row.of.action is Action.ROTATE for row in self._shown)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible now."""
        state = self.model.state
        possible = {
            "stop": state.test.running or state.catalog.running,
            "again": not state.test.running,
            "everything": not state.test.running,
            "push": not state.test.running and state.tested_inspection.kind is not TokenKind.NONE,
            "open": self._worst is not None,
            "remove": state.kept is Kept.KEYRING and self.model.profile is not None,
            "rotate": self.model.profile is not None and not state.test.running and self._wants_renewal,
        }
        if action == "open" and self._worst and parameters:
            return parameters == (self._worst.has_fix_page,)
        return possible.get(action, True)

    def action_again(self) -> None:
        """Test again."""
        self.wizard.verification.start()

    def action_everything(self) -> None:
        """Test again, with every package instead of a sample."""
        self.wizard.verification.start(everything=True)

    def action_push(self) -> None:
        """Test again, and ask whether the token may push."""
        self.wizard.verification.start(push=True)

    async def action_stop(self) -> None:
        """Stop the test and the listing."""
        await self.wizard.action_interrupt()

    def action_into_list(self) -> None:
        """Put the cursor into the list of checks."""
        self.set_focus(self.query_one(Checks))

    def action_evidence(self) -> None:
        """Show the evidence of the check under the cursor; without one there, of the worst."""
        checks = self.query_one(Checks)
        if checks.has_focus:
            checks.action_open()
            return
        ranks = {"fail": 0, "warn": 1, "pass": 2, "skip": 3}
        results = sorted(
            self.model.state.test.results, key=lambda result: (ranks[result.status.value], not result.evidence)
        )
        if results:
            self._show_evidence(results[0].id)

    def on_checks_opened(self, message: Checks.Opened) -> None:
        """Show the evidence of a check."""
        self._show_evidence(message.check)

    def _show_evidence(self, check: CheckId) -> None:
        from ghcr_wizard.tui.screens.evidence import EvidenceScreen

        result = self.model.state.test.result(check)
        if result is None:
            self.wizard.say("This check is still running.")
        else:
            self.app.push_screen(EvidenceScreen(result))

    def action_open(self, fixes: bool) -> None:  # noqa: FBT001 - the key bar's words for it
        """Open the page of the worst diagnosis that has one: where it is fixed, or where it is explained."""
        del fixes
        if self._worst and self._worst.url:
            self.wizard.show_page(self._worst.url, self.page_name(self._worst))

    async def action_add(self) -> None:
        """Name a package or a namespace that no listing shows, and test again with it."""
        await self.wizard.ask_for_name(lambda _: self.wizard.verification.start())

    def action_rotate(self) -> None:
        """Put a new token in this one's place."""
        if self.model.profile:
            self.wizard.rotate(self.model.profile)

    def action_remove(self) -> None:
        """Take the stored token away, at the second press; it can still be used until the program ends."""
        profile = self.model.profile
        if profile is None:
            return
        if self.second.press("remove", profile.name):
            self.wizard.stored.remove(profile, hosts_of(profile.registry, self.model.endpoints))

    def show_question(self) -> None:
        """Say what a second press will do."""
        if self.second.action and self.model.profile:
            name = self.model.profile.name
            what = f"Press x again to delete the profile {name} and its token; it stays usable until you quit."
            self.wizard.say(what + CANCEL, "warning")


def _verdict(report: CheckReport) -> tuple[str, str]:
    """The verdict in words; where no package could be tested, how to name one."""
    mark, colour = _MARKS[report.verdict]
    public = "a public package" if report.token.kind is TokenKind.NONE else "a package"
    more = f": [a] add {public}" if report.verdict is Verdict.UNVERIFIED else ""
    return f"{mark} {VERDICT_WORDS[report.verdict]}{more}", colour


def _found(diagnoses: Sequence[Diagnosis]) -> str:
    """`, 1 error, 2 warnings`."""
    errors, warnings, remarks = (sum(row.severity is severity for row in diagnoses) for severity in Severity)
    told = (count(errors, "error"), count(warnings, "warning"), f"{remarks:,} info")
    return "".join(f", {words}" for words in told if not words.startswith("0 "))
