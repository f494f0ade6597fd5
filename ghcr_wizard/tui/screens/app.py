"""The App's step, in place of the token's: which App, its private key, where it is installed, where the key is kept."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, OptionList
from textual.widgets.option_list import Option

from ghcr_wizard.credentials.app import AppExamination, Installation, examine, mint
from ghcr_wizard.credentials.app_login import store_app
from ghcr_wizard.credentials.profile import AppGrant, Profile, Store
from ghcr_wizard.credentials.profile_names import suggest_profile_name
from ghcr_wizard.github.apps import USERNAME, AppInputError, checked_issuer, checked_repositories, missing_permissions
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.tui.app_facts import InspectedKey, found_lines, inspect_key_file, installation_prompt, key_lines
from ghcr_wizard.tui.background import unless_failed
from ghcr_wizard.tui.guidance import FROM_THE_TEST, NEVER_SHOWN
from ghcr_wizard.tui.screens.step import StepScreen
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.act import Act, Onward
from ghcr_wizard.tui.widgets.block import Lines, Part, line, pane
from ghcr_wizard.tui.widgets.choices import Tick, Ticks
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.field import Field, FieldRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ghcr_wizard.credential import Credential
    from ghcr_wizard.credentials.app_login import KeyFile, StoredApp
    from ghcr_wizard.credentials.credentials import Credentials
    from ghcr_wizard.github.hosts import Hosts

_STAYS = Tick("stays", "leave the key in its file", "the keyring gets no key then")


_JOURNEY: tuple[tuple[Part, Part], ...] = (
    ("Installations", "GitHub is asked where the App is installed; choose one"),
    ("Token", "One is generated, valid for an hour, for reading packages and nothing else"),
    *FROM_THE_TEST,
)
_KEY: tuple[tuple[Part, Part], ...] = (
    ("Read", "on this machine; a damaged or protected one is said at once"),
    ("Sent", "never: it signs the requests that ask for a token"),
    ("Renewed", "tokens, by themselves: whenever one is needed and less than five minutes are left"),
    NEVER_SHOWN,
)


class AppScreen(StepScreen):
    """Client id and key, judged as they are typed; then the installations, and where the key is kept."""

    CSS_PATH = "app.tcss"
    step = Step.APP
    heading = "Which App?"
    lead = "The key is checked here and never sent: requests are signed with it."
    explanation = (
        (
            "The client id (Iv…) and the App id are on the App's settings page; either will do. The private key is "
            "the .pem file you got there: give its path, or drop the file on the terminal."
        ),
        (
            "Find installations signs a request with the key and asks GitHub where the App is installed. A token is "
            "then generated with Packages and Metadata read and no more; each is valid for an hour and is renewed "
            "automatically when five minutes are left, here, in the commands and in the credential helper."
        ),
        (
            "Save and test puts the key into your keyring, or leaves it in its file if you tick that or the "
            "keyring cannot hold it. Test only keeps everything in memory until you quit."
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+f", "find", "find installations", id="app.find"),
        Binding("ctrl+s", "store", "save and test", id="app.store"),
        Binding("f7", "test_only", "test without saving", id="app.session"),
        Binding("ctrl+t", "demo_app", "use the demo's App", id="app.demo"),
        Binding("down", "app.focus_next", "Next field", show=False, id="app.down"),
        Binding("up", "app.focus_previous", "Previous field", show=False, id="app.up"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._forget()

    def _forget(self) -> None:
        self._key: InspectedKey | None = None
        self._found: AppExamination | None = None
        self._problem, self._doing, self._stays = "", "", False

    def compose_page(self) -> ComposeResult:
        """Fields, what is known so far, the installations, and what can be done."""
        self._forget()
        with Container(classes="halves"):
            with Vertical(classes="half"):
                yield FieldRow("App", Field(id="issuer", placeholder="its client id (Iv…) or App id"))
                yield FieldRow("Private key", Field(id="key", placeholder="path to the .pem file", free=True))
                yield Lines(id="inspection")
                yield OptionList(id="installations", markup=False)
                yield Lines(id="found")
                limit = Field(id="repositories", placeholder="optional: limit to these repositories")
                yield FieldRow("Repositories", limit)
                yield FieldRow("Profile", Field(id="profile"))
                yield Ticks((_STAYS,), id="stays")
                yield Details(id="storage")
                with Horizontal(classes="buttons"):
                    yield Onward("Find installations", id="find", action="screen.find")
                    yield Onward("Save and test", id="store", action="screen.store")
                    yield Act("Test without saving", id="session", action="screen.test_only")
                    yield Act("Use the demo's App", id="demo", action="screen.demo_app")
            with Vertical(classes="half aside aid"):
                yield pane(Details(_JOURNEY), "What happens next", aid=True)
                yield pane(Details(_KEY), "The private key", aid=True)

    def show(self, state: WizardState) -> None:
        """Show what is known, and what is possible now."""
        del state
        found = self._found
        self.query_one("#inspection", Lines).put(key_lines(self._key, self._wrong_id()))
        self.query_one("#found", Lines).put(found_lines(found, self._chosen) if found else [])
        for name in ("#found", "#repositories", "#profile", "#stays", "#storage"):
            widget = self.query_one(name)
            (widget.parent if isinstance(widget, Field) else widget).display = found is not None  # type: ignore[union-attr]
        self.query_one("#installations").display = found is not None and len(found.installations) > 1
        self.query_one("#profile", Input).placeholder = f"{self._suggested} (suggested)"
        self.query_one("#stays", Ticks).put(frozenset({"stays"} if self._stays else ()))
        self.query_one("#storage", Details).put(self._storage())
        self.query_one("#storage").display = bool(found or self._problem or self._doing)
        self._show_buttons()
        if self.focused is None:
            self.set_focus(self.query_one("#issuer"))

    def _show_buttons(self) -> None:
        demo = self.model.demo
        find, store = self.query_one("#find", Button), self.query_one("#store", Button)
        find.display, store.display = self._found is None, self._found is not None
        find.disabled, store.disabled = not self._may_find, not self._may_test
        session = self.query_one("#session", Button)
        session.display, session.disabled = store.display, store.disabled
        self.query_one("#demo").display = bool(demo and demo.app_id) and self._found is None

    def _value(self, name: str) -> str:
        return self.query_one(name, Input).value.strip()

    def _wrong_id(self) -> str:
        typed = self._value("#issuer")
        try:
            checked_issuer(typed or "1")
        except AppInputError as error:
            return str(error)
        return ""

    @property
    def _may_find(self) -> bool:
        has_key = self._key is not None and self._key.key is not None
        return has_key and bool(self._value("#issuer")) and not self._wrong_id() and not self._doing

    @property
    def _may_test(self) -> bool:
        row = self._chosen
        return row is not None and not row.suspended_at and not missing_permissions(row.permissions) and not self._doing

    @property
    def _chosen(self) -> Installation | None:
        if self._found is None:
            return None
        index = self.query_one("#installations", OptionList).highlighted
        return self._found.installations[index or 0]

    @property
    def _suggested(self) -> str:
        slug = self._found.app.slug if self._found else "app"
        return suggest_profile_name(slug, self.model.state.registry, [row.name for row in self.model.profiles])

    def _storage(self) -> list[tuple[Part, Part]]:
        if self._doing:
            return [("", ""), (self._doing, line(("▸ asking GitHub …", "$primary")))]
        if self._problem:
            return [("", ""), ("Refused", line(("✗ ", "$error"), self._problem))]
        keyring = self.model.keyring
        if self._stays and self._key and self._key.key:
            where = f"leaves the key in {self._key.key.path}; tokens go to the keyring where there is one."
        elif keyring is None:
            where = "looking for a keyring …"
        elif keyring.diagnosis:
            where = f"{keyring.diagnosis.cause} Leave the key in its file instead."
        else:
            where = f"keeps the key in {keyring.name}, profile {self._value('#profile') or self._suggested}."
        return [("Save and test", where), ("Without saving", "keeps it in memory until you quit.")]

    @on(Input.Changed, "#issuer, #key")
    def _identity_typed(self, event: Input.Changed) -> None:
        self._found, self._problem = None, ""
        self.wizard.background.stop("asking about the App")
        self._doing = ""
        if event.input.id == "key":
            self._key = None
            if self._value("#key"):
                path = self._value("#key").strip("'\"")
                self.wizard.background.run(inspect_key_file(path), self._know_key, group="inspecting the key")
        self._state_changed()

    @on(Input.Changed, "#profile")
    def _profile_typed(self) -> None:
        self._state_changed()

    @on(Input.Changed, "#repositories")
    def _repositories_typed(self) -> None:
        self._problem = ""
        self._state_changed()

    @on(OptionList.OptionHighlighted, "#installations")
    @on(OptionList.OptionSelected, "#installations")
    def _installation_chosen(self) -> None:
        self._problem = ""
        self._state_changed()

    def on_ticks_toggled(self, message: Ticks.Toggled) -> None:
        """Take the tick."""
        self._stays = message.on
        self._state_changed()

    def on_field_token_found(self, message: Field.TokenFound) -> None:
        """Say that it is the key's path that is wanted; nothing of what was pasted is kept."""
        message.stop()
        if not message.continued:
            self.wizard.say("That is a secret itself. Save the key to a file and give its path.", "warning")

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if self.focused is not None and self.focused.id == "key" and self._may_find:
            self.action_find()
        elif self.focused is not None and self.focused.id == "profile" and self._may_test:
            self.set_focus(self.query_one("#store"))
        else:
            self.focus_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible now."""
        del parameters
        demo = self.model.demo
        possible = {
            "find": self._may_find and self._found is None,
            "store": self._may_test,
            "test_only": self._may_test,
            "demo_app": bool(demo and demo.app_id) and self._found is None,
        }
        return possible.get(action, True)

    def action_next(self) -> None:
        """Go to the next field; finding and storing take keys of their own."""
        self.focus_next()

    def action_find(self) -> None:
        """Ask GitHub where the App is installed."""
        key = self._key.key if self._key else None
        hosts = self.model.state.hosts
        if self._may_find and key and hosts:
            self._doing, self._problem = "Finding", ""
            examining = examine(hosts, checked_issuer(self._value("#issuer")), key.secret, self.model.now)
            told = unless_failed(examining, self._say_failed)
            self.wizard.background.run(told, self._know_app, group="asking about the App")
            self._state_changed()

    def action_store(self) -> None:
        """Keep the App, then test it."""
        self._keep(Store.KEYRING)

    def action_test_only(self) -> None:
        """Test the App without storing anything."""
        self._keep(Store.SESSION)

    def action_demo_app(self) -> None:
        """Give the demonstration's App and the path of its key."""
        if demo := self.model.demo:
            self.query_one("#issuer", Input).value = demo.app_id
            self.query_one("#key", Input).value = demo.key_file
            self.set_focus(self.query_one("#key"))

    def _keep(self, store: Store) -> None:
        app, row, key = self.wizard, self._chosen, self._key.key if self._key else None
        if not self._may_test or row is None or key is None or self.model.state.hosts is None:
            return
        try:
            names = checked_repositories(self._value("#repositories"), row.account.login)
        except AppInputError as error:
            self.refused(str(error))
            return
        grant = AppGrant(checked_issuer(self._value("#issuer")), row.id, row.account.login, None, names)
        name = self._value("#profile") or self._suggested
        registry = self.model.state.registry
        profile = Profile(name, registry, Method.GITHUB_APP, USERNAME, "", store, self.model.now(), app=grant)
        self._doing, self._problem = "Minting", ""
        keeping = _kept(self.model.credentials, self.model.state.hosts, profile, key, self._stays, self.model.now)
        app.background.run(unless_failed(keeping, self._say_failed), self._take_stored, group="storing")
        self._state_changed()

    def _know_key(self, key: InspectedKey) -> None:
        """Know what the key is, if it is the one whose path stands there."""
        if key.path == self._value("#key").strip("'\""):
            self._key = key
            self._state_changed()

    def _know_app(self, found: AppExamination) -> None:
        """Know where the App is installed."""
        self._doing, self._found = "", found
        installations = self.query_one("#installations", OptionList)
        installations.clear_options()
        installations.add_options([Option(Content(installation_prompt(row))) for row in found.installations])
        installations.highlighted = 0
        self._state_changed()
        self.set_focus(installations if len(found.installations) > 1 else self.query_one("#store"))

    def refused(self, sentence: str) -> None:
        """Know why it does not go on."""
        self._doing, self._problem = "", sentence
        self._state_changed()

    def _say_failed(self, cause: str, fix: str) -> None:
        """Say why it does not go on: here, or as a message on another screen."""
        sentence = f"{cause} {fix}".strip()
        if self.is_current:
            self.refused(sentence)
        else:
            self._doing = ""
            self.wizard.say(sentence, "error")

    def _take_stored(self, kept: "tuple[StoredApp, Credential]") -> None:
        """Go on to the test with the token that was minted."""
        (stored, credential), app = kept, self.wizard
        profile = stored.result.profile
        self.model.profile_opened(profile, credential)
        if profile.store is Store.SESSION:
            app.say("Kept for this session only.")
        else:
            app.stored.read()
            app.say(f"Profile {profile.name} is stored, {stored.place}.")
        self._doing = ""
        if self.is_current:
            app.test_now()


async def _kept(
    credentials: "Credentials",
    hosts: "Hosts",
    profile: Profile,
    key: "KeyFile",
    key_stays: bool,  # noqa: FBT001 - what a tick said
    now: "Callable[[], datetime]",
) -> "tuple[StoredApp, Credential]":
    """A token minted to prove the App; then its profile, key and token kept, and read back."""
    grant = profile.app
    assert grant is not None  # noqa: S101 - a profile of an App has one
    token = await mint(hosts, grant, key.secret, now)
    stored = await store_app(credentials, profile, key, token, key_stays=key_stays)
    return stored, await credentials.load(stored.result.profile)
