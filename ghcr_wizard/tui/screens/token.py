"""Step 4: the token, and where it will be kept."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Input

from ghcr_wizard.github.auth_methods import BY_NAME
from ghcr_wizard.github.tokens import TokenInspection
from ghcr_wizard.tui.guidance import FROM_THE_TEST, NEVER_SHOWN
from ghcr_wizard.tui.keyring_rows import UNSAVED, no_keyring
from ghcr_wizard.tui.pasting import inspect_paste
from ghcr_wizard.tui.screens.step import StepScreen
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.token_notes import LOCKED, judged
from ghcr_wizard.tui.widgets.act import Act, Onward
from ghcr_wizard.tui.widgets.block import Lines, Part, line, pane
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.field import Field, FieldRow
from ghcr_wizard.tui.widgets.token_input import TokenInput

_SAFETY: tuple[tuple[Part, Part], ...] = (
    ("Checked", "kind, length and checksum, on this machine"),
    ("Sent", "with the test, and only to the API and the registry you chose"),
    NEVER_SHOWN,
)


class TokenScreen(StepScreen):
    """User name, token, description, profile name; what was pasted is judged at once, offline."""

    CSS_PATH = "token.tcss"
    step = Step.TOKEN
    heading = "Paste the token"
    lead = "Checked locally. Nothing is sent or saved until you confirm."
    explanation = (
        (
            "The token is never shown, logged or copied, and it is never written to a file by this program. "
            "Whitespace, quotes, NAME= and Bearer around it are removed when you paste."
        ),
        (
            "Save and test stores it in your operating system's keyring, verifies it by reading it back, and "
            "starts the live test. Test without saving keeps it in memory until you quit."
        ),
        (
            "The registry accepts any user name, but not an empty one. Use the profile's name to test this token "
            "again: ghcr-wizard check --profile NAME"
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "store", "save and test", id="token.store"),
        Binding("f7", "test_only", "test without saving", id="token.session"),
        Binding("ctrl+t", "demo_token", "paste the demo token", id="token.demo"),
        Binding("ctrl+l", "app.clear_clipboard", "clear the clipboard", id="token.clear"),
        Binding("ctrl+r", "look_again", "retry keyring", id="token.keyring"),
        Binding("down", "app.focus_next", "Next field", show=False, id="token.down"),
        Binding("up", "app.focus_previous", "Previous field", show=False, id="token.up"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._pasted = False
        self._storing = False
        self._failure: tuple[str, str] | None = None
        self._username = ""

    def compose_page(self) -> ComposeResult:
        """Four fields, the inspection below the token, the ways on; and where it will be kept."""
        with Container(classes="halves"):
            with Vertical(classes="half"):
                yield FieldRow("User name", Field(id="username", placeholder="your GitHub login"))
                yield FieldRow("Token", TokenInput(id="token", placeholder="paste your token"))
                yield Details(id="source", first=16)
                yield Lines(id="inspection")
                yield FieldRow("Description", Field(id="description", placeholder="optional note", free=True))
                yield FieldRow("Profile", Field(id="profile"))
                with Horizontal(classes="buttons"):
                    yield Onward("Save and test", id="store", action="screen.store")
                    yield Act("Test without saving", id="session", action="screen.test_only")
                with Horizontal(id="made-up", classes="buttons"):
                    yield Act("Paste the demo token", id="demo", action="screen.demo_token")
            with Vertical(classes="half aside"):
                yield pane(Details(id="storage"), "Where it is kept")
                yield pane(Details(FROM_THE_TEST), "What happens next", aid=True)
                yield pane(Details(_SAFETY), "Your token", aid=True)

    def show(self, state: WizardState) -> None:
        """Show the inspection, the suggested name, and where the token will be kept."""
        username = self.query_one("#username", Input)
        if state.username != self._username:
            self._username = username.value = state.username
        self.query_one("#profile", Input).placeholder = f"{self.model.profile_name} (suggested)"
        self._show_source(state)
        self.query_one("#inspection", Lines).put(self._inspection(state.inspection))
        self.query_one("#storage", Details).put(self._storage(state))
        self.query_one("#demo").display = self._has_demo_token
        self.query_one("#store", Button).disabled = not self._may_store
        self.query_one("#session", Button).disabled = not self._may_test
        if self.focused is None:
            self.set_focus(self._first())

    def _first(self) -> Widget:
        """What a person turns to first."""
        if not self.query_one("#username", Input).value:
            return self.query_one("#username")
        return self.query_one("#description" if self.model.state.given else "#token")

    def _show_source(self, state: WizardState) -> None:
        """A token that came by another way is not pasted: its field gives way to where it came from."""
        heading = ("Save the token", "Token ready. Nothing is saved until you confirm.")
        title, lead = heading if state.given else (self.heading, self.lead)
        self.query_one("#heading", Lines).put([line((title, "bold")), line((lead, "$muted")), ""])
        for row in self.query(FieldRow):
            if row.query("#token"):
                row.display = not state.given
        self.query_one("#source", Details).put([("Token", f"from {state.given}")] if state.given else [])

    @property
    def _may_test(self) -> bool:
        inspection = self.model.state.inspection
        return inspection is not None and inspection.usable and not self._storing

    @property
    def _has_demo_token(self) -> bool:
        demo = self.model.demo
        return bool(demo and demo.token) and not self.model.state.given

    @property
    def _may_store(self) -> bool:
        keyring = self.model.keyring
        if self.model.state.command:
            return self._may_test
        return self._may_test and keyring is not None and keyring.diagnosis is None

    def _inspection(self, inspection: TokenInspection | None) -> list[Part]:
        lines = judged(inspection)
        if self.model.clipboard_secrets and inspection and inspection.usable:
            hint = ("The token may still be on the clipboard: ", ("[Ctrl+L]", "bold"), " clear it")
            lines.append(line(("· ", "$muted"), *hint))
        return [*lines, ""]

    def _storage(self, state: WizardState) -> list[tuple[Part, Part]]:
        keyring = self.model.keyring
        if self._failure:
            cause, fix = self._failure
            rows: list[tuple[Part, Part]] = [("Not stored", line(("✗ ", "$error"), cause))]
            rows += [("", line(("→ ", "$primary"), fix))] if fix else []
            return [*rows, UNSAVED]
        if state.command and not self._storing:
            return [
                ("Save and test", (f"saves the command `{state.command}`; it runs each time a token is needed.")),
            ]
        if keyring is None:
            return [("Keyring", line(("▸ looking for one …", "$primary")))]
        if keyring.diagnosis:
            return no_keyring(keyring.diagnosis, self.model.other_stores, state)
        where = f"{keyring.name}, as ghcr-wizard:{state.registry}, profile {self.model.profile_name}"
        rows = [("Save and test", f"keeps it in {where}; verified by reading it back."), UNSAVED]
        if self._storing:
            rows = [("Storing", line((f"▸ asking {keyring.name} …", "$primary"))), UNSAVED]
        if keyring.locked:
            rows.insert(1, ("", line(("! ", "$warning"), LOCKED)))
        return rows

    @on(Input.Changed, "#username")
    def _username_typed(self, event: Input.Changed) -> None:
        self._username = event.value
        self.model.username_typed(event.value)

    @on(Input.Changed, "#description")
    def _description_typed(self, event: Input.Changed) -> None:
        self.model.description_typed(event.value)

    @on(Input.Changed, "#profile")
    def _profile_typed(self, event: Input.Changed) -> None:
        self.model.profile_typed(event.value)

    @on(Input.Changed, "#token")
    def _token_typed(self) -> None:
        self._judge()

    def _judge(self) -> None:
        if self.model.state.given:
            return
        field = self.query_one("#token", TokenInput)
        kinds = BY_NAME[self.model.state.method].kinds
        inspection = inspect_paste(field.whole.reveal(), kinds) if field.value else None
        self._failure = None
        self.model.token_pasted(inspection)

    def on_token_input_pasted(self) -> None:
        """Offer to clear the clipboard."""
        self.wizard.pasted(self.query_one(TokenInput).whole)
        self._judge()

    def on_field_token_found(self, message: Field.TokenFound) -> None:
        """Put a token that came into another field where it belongs; the other has shown nothing of it."""
        message.stop()
        field = self.query_one("#token", TokenInput)
        if message.continued:
            field.insert_text_at_cursor(message.secret.reveal())
            return
        field.take(message.secret.reveal())
        self.set_focus(field)
        self.wizard.pasted(field.whole)
        self.wizard.say("That looked like a token, so it was moved to the token field.")

    def on_token_input_copy_refused(self) -> None:
        """Say why nothing was copied."""
        self.wizard.say("Tokens cannot be copied from here.", "warning")

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if self.focused is None or self.focused.id != "profile":
            self.focus_next()
        elif self._may_test:
            self.set_focus(self.query_one("#store" if self._may_store else "#session"))
        else:
            self.wizard.say("Paste the token first." if self.model.state.inspection is None else "Fix the token first.")
            self.set_focus(self.query_one("#token"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible now."""
        possible = {
            "store": self._may_store,
            "test_only": self._may_test,
            "demo_token": self._has_demo_token,
            "look_again": self.model.keyring is not None and self.model.keyring.diagnosis is not None,
        }
        del parameters
        return possible.get(action, True)

    def action_next(self) -> None:
        """Go to the next field; storing takes a key of its own."""
        self.focus_next()

    def action_store(self) -> None:
        """Store the token, then test it."""
        if self._may_store and self._has_username():
            self._storing, self._failure = True, None
            self._state_changed()
            self.wizard.keep_and_test(failed=self._say_failed)

    def action_test_only(self) -> None:
        """Test the token without storing it."""
        if self._may_test and self._has_username():
            self.wizard.keep_and_test(for_good=False, failed=self._say_failed)

    def _has_username(self) -> bool:
        if self.model.state.credential.username:
            return True
        self.wizard.say("The registry refuses an empty user name; give your GitHub login.", "warning")
        self.set_focus(self.query_one("#username"))
        return False

    def action_demo_token(self) -> None:
        """Paste the persona's made-up user name and token."""
        if demo := self.model.demo:
            self.model.username_typed(demo.username)
            self.query_one("#token", TokenInput).take(demo.token)
            self.set_focus(self.query_one("#description"))

    def action_look_again(self) -> None:
        """Look for a keyring again."""
        self.model.keyring_probed(None)
        self.wizard.stored.probe_keyring()

    def _say_failed(self, cause: str, fix: str) -> None:
        """Say why it was not stored: here, where the token still is, or as a message on another screen."""
        self._storing, self._failure = False, (cause, fix)
        if self.is_current:
            self._state_changed()
        else:
            self.wizard.stored.tell_failure(cause, fix)

    def on_screen_suspend(self) -> None:
        """Storing ended well, or is of no interest any more."""
        super().on_screen_suspend()
        self._storing = False
