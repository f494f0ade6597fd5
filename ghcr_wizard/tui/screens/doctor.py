"""Every credential for the registry on this computer: found, tested, and which program uses which."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from ghcr_wizard.clients.examine import (
    CredentialExamined,
    CredentialFound,
    DoctorCompleted,
    DoctorEvent,
    DoctorRequest,
    SearchEnded,
    examine,
)
from ghcr_wizard.clients.fixes import Fix, FixResult, apply_fix, fixes
from ghcr_wizard.clients.report import CredentialSource, CredentialVerdict, Examined
from ghcr_wizard.github.tokens import KIND_NAMES
from ghcr_wizard.tui.screens.step import FramedScreen
from ghcr_wizard.tui.second_press import CANCEL
from ghcr_wizard.tui.widgets.block import Lines, Part, line
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.diagnosis_card import DiagnosisCard

_LOOKS = {
    CredentialVerdict.WORKS: ("✓ works", "$success"),
    CredentialVerdict.LIMITED: ("! works with limits", "$warning"),
    CredentialVerdict.REJECTED: ("✗ rejected", "$error"),
    CredentialVerdict.UNREADABLE: ("✗ unreadable", "$error"),
    CredentialVerdict.UNREACHABLE: ("✗ could not be tested", "$error"),
    None: ("… being tested", "$muted"),
}
_SOURCES = {
    CredentialSource.DOCKER_HELPER: "helper ",
    CredentialSource.GH: "gh: ",
    CredentialSource.ENVIRONMENT: "variable ",
    CredentialSource.PROFILE: "profile ",
}


class DoctorScreen(FramedScreen):
    """The credentials as they are found; below them what is wrong, and the repairs that are safe."""

    CSS_PATH = "doctor.tcss"
    heading = "Credentials on this machine"
    lead = "Tests every credential found in Docker, Podman, gh, the environment and your profiles. Read-only."
    explanation = (
        (
            "An invalid credential breaks pulls of public images, too: the registry rejects it instead of "
            "treating the request as anonymous. This screen finds every credential for the registry, tests each, "
            "and says which program uses which."
        ),
        "[F] applies the fixes that are safe, after a second press: an invalid entry is removed, a backup is kept.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "back", id="doctor.close"),
        Binding("r", "examine", "scan again", id="doctor.again"),
        Binding("F", "repair", "fix automatically", id="doctor.repair"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Examined, ...] = ()
        self._offered: tuple[Fix, ...] = ()

    def compose_page(self) -> ComposeResult:
        """The credentials, the repairs, the findings."""
        yield Details(id="credentials", first=24)
        yield Lines(id="repairs")
        yield Vertical(id="findings")

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self.action_examine()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Repair only where the program can."""
        del parameters
        return action != "repair" or bool(self._offered)

    def action_examine(self) -> None:
        """Look through everything again."""
        self._rows, self._offered = (), ()
        self.second.disarm()
        self._say_rows("Scanning …")
        self.query_one("#repairs", Lines).put([])
        self.query_one("#findings", Vertical).remove_children()
        self.refresh_bindings()
        wizard = self.wizard
        packages, _ = self.model.named()
        control = next(iter(packages), None) or (self.model.demo.control if self.model.demo else None)
        request = DoctorRequest(self.model.hosts, self.model.machine, self.model.credentials, control)
        wizard.background.run(examine(request), self._show_event, group="doctor")

    async def _show_event(self, event: DoctorEvent) -> None:
        """Show what became known."""
        if isinstance(event, CredentialFound):
            self._say_rows(f"Found {event.found.location} …")
        elif isinstance(event, SearchEnded):
            self._rows = event.credentials
            self._say_rows()
        elif isinstance(event, CredentialExamined):
            rows = list(self._rows)
            rows[event.index] = event.credential
            self._rows = tuple(rows)
            self._say_rows()
        elif isinstance(event, DoctorCompleted):
            await self._completed(event)

    async def _completed(self, event: DoctorCompleted) -> None:
        self._rows = event.examination.credentials
        self._offered = tuple(fix for fix in fixes(event.examination) if fix.edit is not None)
        self._say_rows()
        self._say_repairs()
        findings = self.query_one("#findings", Vertical)
        await findings.remove_children()
        await findings.mount_all([DiagnosisCard(row) for row in event.examination.diagnoses])
        self.refresh_bindings()

    def _say_rows(self, doing: str = "") -> None:
        rows = [entry for row in self._rows for entry in _entry(row)]
        if not rows and not doing:
            registry = self.model.state.registry
            rows = [("", f"No credential for {registry} was found. Public packages can be pulled without one.")]
        if doing:
            rows.append(("", line((doing, "$muted"))))
        self.query_one("#credentials", Details).put(rows)

    def _say_repairs(self) -> None:
        if not self._offered:
            return
        sure = bool(self.second.action)
        how = f"Press F again to do this.{CANCEL}" if sure else "[F] fix automatically:"
        mark = ("! ", "$warning") if sure else ("→ ", "$primary")
        lines: list[Part] = [line(mark, (how, "bold"))]
        lines += [line("  ", fix.summary) for fix in self._offered]
        self.query_one("#repairs", Lines).put([*lines, ""])

    def action_repair(self) -> None:
        """Repair at the second press."""
        if self.second.press("repair", self._offered):
            self.wizard.background.run(_repaired(self._offered), self._say_repaired, group="repair")

    def show_question(self) -> None:
        """Say what a second press will do."""
        self._say_repairs()

    def _say_repaired(self, results: tuple[FixResult, ...]) -> None:
        """Say what was done, and look again."""
        for result in results:
            self.wizard.say(result.summary, "information" if result.done else "error")
        self.action_examine()

    def action_close(self) -> None:
        """Go back to the screen before."""
        self.wizard.background.stop("doctor")
        self.dismiss(None)


async def _repaired(offered: tuple[Fix, ...]) -> tuple[FixResult, ...]:
    return tuple([await apply_fix(fix) for fix in offered])


def _entry(row: Examined) -> list[tuple[str, Part]]:
    words, colour = _LOOKS[row.verdict]
    place = f"{_SOURCES.get(row.found.source, '')}{row.found.location}"
    whose = row.owner or row.found.username or ""
    kind = KIND_NAMES[row.kind] if row.kind else ""
    used = ", ".join(client.value for client in row.wins_for)
    about = " · ".join(filter(None, (whose, kind, f"used by {used}" if used else "unused")))
    return [("", line((place, "bold"))), (f"  {words}", line((about, colour if not used else "$foreground"))), ("", "")]
