"""What every step's screen has: the title bar, the rail, a page that scrolls, the keys, and the ways on and back."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import Screen

from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.tui.guarded import guarded
from ghcr_wizard.tui.second_press import SecondPress
from ghcr_wizard.tui.state import Kept, WizardState
from ghcr_wizard.tui.steps import Step, known, path
from ghcr_wizard.tui.widgets.block import Lines, Part, line
from ghcr_wizard.tui.widgets.diagnosis_card import DiagnosisCard
from ghcr_wizard.tui.widgets.keybar import KeyBar
from ghcr_wizard.tui.widgets.rail import Rail
from ghcr_wizard.tui.widgets.titlebar import TitleBar

if TYPE_CHECKING:
    from ghcr_wizard.tui.app import WizardApp
    from ghcr_wizard.tui.model import WizardModel


class Page(VerticalScroll, can_focus=False):
    """The part of a step that scrolls."""


class FramedScreen(Screen[None]):
    """A screen in the program's frame. `explanation` is what `?` shows."""

    AUTO_FOCUS: ClassVar[str] = ""
    explanation: ClassVar[tuple[str, ...]] = ()
    heading: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    step: ClassVar[Step | None] = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "page(1)", "Page down", show=False, id="page.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="page.up"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._round = 0
        self._renewing = False
        self.second = SecondPress(self._asked_again, self.set_timer)
        """What waits for a second press."""

    @property
    def wizard(self) -> "WizardApp":
        """The application: what goes to other screens, runs and says."""
        return cast("WizardApp", self.app)

    @property
    def model(self) -> "WizardModel":
        """What the wizard knows."""
        return self.wizard.model

    async def _on_message(self, message: Message) -> None:
        await guarded(self.app, super()._on_message(message))

    def compose(self) -> ComposeResult:
        """The frame with the screen's own content, from the first moment as wide as the terminal is."""
        app, size = self.wizard, self.app.size
        for length, points in ((size.width, app.HORIZONTAL_BREAKPOINTS), (size.height, app.VERTICAL_BREAKPOINTS)):
            self.add_class(max(point for point in points if point[0] <= length)[1])
        yield TitleBar()
        with Horizontal(id="frame"):
            yield Rail()
            with Vertical(id="main"):
                yield Lines(*self._heading(), id="heading")
                yield from self.compose_content()
        yield KeyBar()

    def compose_content(self) -> ComposeResult:
        """The screen's own content: by default a page that scrolls."""
        with Page(id="page"):
            yield from self.compose_page()

    def compose_page(self) -> ComposeResult:
        """What is on the page; nothing of its own."""
        yield from ()

    def _heading(self) -> tuple[Part, ...]:
        return (line((self.heading, "bold")), line((self.lead, "$muted")), "")

    def on_mount(self) -> None:
        """Follow the model."""
        self.watch(self.app, "changes", self._state_changed, init=False)

    async def on_screen_resume(self) -> None:
        """Show what is known now; a screen of an earlier round is made anew."""
        if self._round != self.model.round:
            self._round = self.model.round
            self._renewing = True
            await self.recompose()
            self._renewing = False
        self._state_changed()

    def _state_changed(self) -> None:
        if not self._renewing and self.is_current and self.is_mounted and self.query("TitleBar"):
            self._show_frame(self.model.state)
            self.show(self.model.state)
            self.refresh_bindings()

    def _show_frame(self, state: WizardState) -> None:
        model, report = self.model, state.test.report
        login = report.identity.login if report and report.identity else state.username.strip()
        profile = f"profile {model.profile.name}" if model.profile else ""
        profile = "not saved" if state.kept is Kept.SESSION else profile
        self.query_one(TitleBar).show((state.registry, login, profile), model.demo.persona if model.demo else "")
        self.query_one(Rail).display = self.step is not None
        self.query_one(Rail).show(self.step, state.passed, path(state.method))

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave this screen, once: a second press meant it too, not the screen below."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def _asked_again(self) -> None:
        if self.is_mounted and not self._renewing:
            self.show_question()

    def show_question(self) -> None:
        """Show what a second press will do, or no longer does; called whenever that changed."""

    def on_screen_suspend(self) -> None:
        """Forget a first press: what is seen next is another screen."""
        self.second.disarm()

    def show(self, state: WizardState) -> None:
        """Show what the state says; called whenever it changed and the screen is the one seen."""

    def action_page(self, by: int) -> None:
        """Scroll the page."""
        for page in self.query(Page):
            if by > 0:
                page.scroll_page_down(animate=False)
            else:
                page.scroll_page_up(animate=False)

    def page_name(self, diagnosis: Diagnosis) -> str:
        """What the page of a diagnosis is called where it is opened."""
        return "the page that fixes this problem" if diagnosis.has_fix_page else "the documentation of this problem"

    def on_diagnosis_card_open_asked(self, message: DiagnosisCard.OpenAsked) -> None:
        """Open the page of a diagnosis."""
        if message.diagnosis.url:
            self.wizard.show_page(message.diagnosis.url, self.page_name(message.diagnosis))

    def on_diagnosis_card_copy_asked(self, message: DiagnosisCard.CopyAsked) -> None:
        """Copy what to do, with its address."""
        row = message.diagnosis
        self.wizard.copy("\n".join(filter(None, (row.fix, row.url))), "the fix")

    def on_rail_step_chosen(self, message: Rail.StepChosen) -> None:
        """Go to a passed step."""
        self.wizard.go(message.step)


class StepScreen(FramedScreen):
    """A step of the wizard: Enter goes on, Esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", "continue", id="next"),
        Binding("escape", "back", "back", id="back"),
        *(Binding(at, f"jump({at})", f"Go to step {at}", show=False, id=f"jump.{at}") for at in "1234567"),
    ]

    def action_next(self) -> None:
        """Go on."""
        self.wizard.go_on()

    def action_jump(self, number: int) -> None:
        """Go to a passed step, by its place on the rail."""
        steps = known(path(self.model.state.method))
        if number <= len(steps) and steps[number - 1] in self.model.state.passed:
            self.wizard.go(steps[number - 1])

    def action_back(self) -> None:
        """Go back."""
        self.wizard.go_back()
