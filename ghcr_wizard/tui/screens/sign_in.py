"""The step of signing in with the browser: a code to type, and waiting for who types it."""

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, Static

from ghcr_wizard.credentials.sign_in import (
    CodeShown,
    Disturbed,
    SignedIn,
    SignInEvent,
    SignInFailed,
    Slowed,
    StillWaiting,
    sign_in,
)
from ghcr_wizard.github.device_codes import ClientIdError, checked_client_id
from ghcr_wizard.github.scopes import needs
from ghcr_wizard.tui.links import link
from ghcr_wizard.tui.screens.step import StepScreen
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.act import Act, Onward
from ghcr_wizard.tui.widgets.block import Lines, Part, line
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.field import Field, FieldRow

if TYPE_CHECKING:
    from ghcr_wizard.diagnosis.model import Diagnosis

_BAR = 24
_WHAT = "the page for the code"


@dataclass(slots=True)
class _Waiting:
    """A code that is on the screen; times in seconds of a clock that never goes back."""

    shown: CodeShown
    ends: float
    interval: int
    looks: int = 0
    trouble: str = ""


class SignInScreen(StepScreen):
    """The client id, then the code with its page and the time that is left, then what came of it."""

    CSS_PATH = "sign_in.tcss"
    step = Step.SIGN_IN
    heading = "Sign in with the browser"
    lead = "Enter a one-time code on GitHub. No token to copy."
    explanation = (
        (
            "GitHub gives this program a code. You type it on GitHub's page, in any browser on any computer, and "
            "authorize what was ticked before; the program looks every few seconds whether you have."
        ),
        (
            "The client ID identifies an OAuth app; register your own with Enable Device Flow selected (see the "
            "previous step). A GitHub App's ID (Iv…) does not work: GitHub Packages rejects its tokens."
        ),
        "An organization may restrict OAuth Apps; the test then says so, and an owner can approve yours.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "open the page", id="sign_in.open"),
        Binding("y", "copy", "copy the code", id="sign_in.copy"),
        Binding("f6", "qr", "QR code", id="sign_in.qr"),
        Binding("t", "again", "try again", id="sign_in.again"),
        Binding("down", "app.focus_next", "Next field", show=False, id="sign_in.down"),
        Binding("up", "app.focus_previous", "Previous field", show=False, id="sign_in.up"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._flaw = ""
        self._asking = False
        self._waiting: _Waiting | None = None
        self._failure: Diagnosis | None = None

    def compose_page(self) -> ComposeResult:
        """The field, the code, and what is known."""
        yield FieldRow("Client id", Field(id="client", placeholder="of your OAuth App, such as Ov23li…"))
        yield Lines(id="remark")
        yield Details(id="waiting", first=15)
        yield Static(id="code", markup=False)
        yield Lines(id="progress")
        with Horizontal(classes="buttons"):
            yield Onward("Get code", id="start")
            yield Act("Sign in again", id="anew")

    def on_mount(self) -> None:
        """Count the seconds while a code waits."""
        super().on_mount()
        self.set_interval(1.0, self._tick)

    def on_screen_resume(self) -> None:  # type: ignore[override]  # Textual calls the base class's as well
        """Forget the code of an earlier round."""
        if self._round != self.model.round:
            self._flaw, self._asking, self._waiting, self._failure = "", False, None, None

    def show(self, state: WizardState) -> None:
        """Show the field, or the code, or what came of it."""
        field = self.query_one("#client", Input)
        if not field.value and (remembered := state.client_id or self._remembered(state)):
            field.value = remembered
        busy, done = self._asking or self._waiting is not None, bool(state.given)
        for widget in self.query(FieldRow):
            widget.display = not busy and not done
        self.query_one("#start").display = not busy and not done
        self.query_one("#anew").display = done and not busy
        self.query_one("#code").display = self._waiting is not None
        self.query_one("#remark", Lines).put(self._remark(state))
        self.query_one("#waiting", Details).put(self._instructions(state))
        self._tick()
        if busy:
            self.set_focus(None)
        elif self.focused is None or not self.focused.display:
            self.set_focus(self.query_one("#anew" if done else "#client"))

    def _remembered(self, state: WizardState) -> str:
        """The App of the newest profile that was signed in to here, or the demonstration's."""
        demo = self.model.demo
        profiles = [each for each in self.model.profiles if each.registry == state.registry and each.client_id]
        newest = max(profiles, key=lambda each: each.created_at, default=None)
        return (newest.client_id if newest else None) or (demo.client_id if demo else "")

    def _remark(self, state: WizardState) -> list[Part]:
        if self._waiting:
            return []
        if state.given and not self._asking:
            whose = f" as {state.username}" if state.username else ""
            return [line(("✓ ", "$success"), (f"Signed in{whose}.", "bold"), " Press Enter to save the token."), ""]
        if self._asking:
            return [line(("▸ asking GitHub for a code …", "$primary"))]
        if self._failure:
            row = self._failure
            again = line(("  t ", "bold $primary"), "tries again")
            return [line(("✗ ", "$error"), row.cause), line(("→ ", "$primary"), row.fix), again]
        if self._flaw:
            return [line(("✗ ", "$error"), self._flaw)]
        demo = self.model.demo
        if demo and demo.client_id and self.query_one("#client", Input).value == demo.client_id:
            return [line(("· ", "$muted"), "demo OAuth app")]
        return [line(("· ", "$muted"), "public, no secret; Esc goes back to how to make one")]

    def _instructions(self, state: WizardState) -> list[tuple[Part, Part]]:
        if self._waiting is None:
            return []
        scopes = ", ".join(need.scope for need in needs(state.wishes))
        return [
            (line(("1  ", "bold $primary"), "Open"), link(self._waiting.shown.page)),
            (line(("2  ", "bold $primary"), "Type"), "the code below"),
            (line(("3  ", "bold $primary"), "Authorize"), scopes),
        ]

    def _tick(self) -> None:
        """Show how much time is left."""
        waiting = self._waiting
        if waiting is None:
            self.query_one("#progress", Lines).put([])
            return
        left = max(0.0, waiting.ends - monotonic())
        filled = min(_BAR, round(_BAR * left / waiting.shown.lives))
        bar = line(("█" * filled, "$primary"), ("░" * (_BAR - filled), "$line"))
        looks = {0: "not looked yet", 1: "looked once"}.get(waiting.looks, f"looked {waiting.looks} times")
        pace = (f" · {looks}, every {waiting.interval} s", "$muted")
        rows: list[Part] = [line(bar, f"  {int(left) // 60}:{int(left) % 60:02d} left", pace)]
        if waiting.trouble:
            rows.append(line(("! ", "$warning"), waiting.trouble))
        if self.model.demo:
            rows.append(line(("· Demo: this is approved automatically after a few seconds.", "$muted")))
        self.query_one("#progress", Lines).put(rows)

    @on(Input.Changed, "#client")
    def _typed(self, event: Input.Changed) -> None:
        self._failure = None
        self._flaw = ""
        if event.value.strip():
            try:
                checked_client_id(event.value)
            except ClientIdError as error:
                self._flaw = str(error)
        self.model.client_id_typed(event.value.strip())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible now."""
        del parameters
        idle = self._waiting is None and not self._asking
        possible = {
            "next": idle,
            "open": self._waiting is not None,
            "copy": self._waiting is not None,
            "qr": self._waiting is not None,
            "again": idle and self._failure is not None,
        }
        return possible.get(action, True)

    @on(Input.Submitted, "#client")
    @on(Button.Pressed, "#start")
    def _started(self) -> None:
        self._begin()

    @on(Button.Pressed, "#anew")
    def _anew(self) -> None:
        self.model.sign_in_restarted()
        self._begin()

    def action_next(self) -> None:
        """Go on with the token, or ask for a code."""
        if self.model.state.given:
            self.wizard.go_on()
        else:
            self._begin()

    def action_again(self) -> None:
        """Ask for another code."""
        self._begin()

    def _begin(self) -> None:
        state = self.model.state
        try:
            client_id = checked_client_id(self.query_one("#client", Input).value)
        except ClientIdError as error:
            self._flaw, self._failure = str(error), None
        else:
            if state.hosts is None:
                return
            self._flaw, self._failure, self._asking, self._waiting = "", None, True, None
            scopes = tuple(need.scope for need in needs(state.wishes))
            signing_in = sign_in(state.hosts, client_id, scopes)
            self.wizard.background.run(signing_in, self._show_event, group="signing in")
        self._state_changed()

    def _show_event(self, event: SignInEvent) -> None:
        """Show what became known."""
        waiting = self._waiting
        if isinstance(event, CodeShown):
            self._asking = False
            self._waiting = _Waiting(event, monotonic() + event.lives, event.interval)
            code = Content("  ".join(event.user_code))
            self.query_one("#code", Static).update(code)
        elif isinstance(event, SignInFailed):
            self._asking, self._waiting, self._failure = False, None, event.diagnosis
        elif isinstance(event, SignedIn):
            self._asking, self._waiting = False, None
            self._take(event)
            return
        elif waiting is not None:
            _note(waiting, event)
        self._state_changed()

    def _take(self, event: SignedIn) -> None:
        wizard = self.wizard
        self.model.signed_in(event.inspection, event.login)
        wizard.say(f"Signed in{f' as {event.login}' if event.login else ''}. Now keep the token, or only test it.")
        if self.model.state.step is Step.SIGN_IN:
            wizard.go_on()

    def action_back(self) -> None:
        """Stop waiting; with nothing to stop, go back."""
        if self._waiting is None and not self._asking:
            super().action_back()
            return
        self.wizard.background.stop("signing in")
        self._asking, self._waiting = False, None
        self._state_changed()
        self.wizard.say("Canceled. The code is no longer valid.")

    def action_open(self) -> None:
        """Open the page."""
        if self._waiting:
            self.wizard.show_page(self._waiting.shown.page, _WHAT)

    def action_copy(self) -> None:
        """Copy the code."""
        if self._waiting:
            self.wizard.copy(self._waiting.shown.user_code, "the code")

    def action_qr(self) -> None:
        """Show the page's address as a QR code."""
        if self._waiting:
            self.wizard.show_link(self._waiting.shown.page, _WHAT)


def _note(waiting: _Waiting, event: SignInEvent) -> None:
    """Take what one look showed."""
    if isinstance(event, StillWaiting):
        waiting.looks, waiting.trouble = event.looks, ""
    elif isinstance(event, Slowed):
        waiting.looks, waiting.interval = waiting.looks + 1, event.interval
        waiting.trouble = "GitHub asked to poll less often."
    elif isinstance(event, Disturbed):
        waiting.looks, waiting.trouble = waiting.looks + 1, event.diagnosis.cause
