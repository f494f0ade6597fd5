"""Home: the stored profiles, and what can be done with each."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ghcr_wizard.credentials.expiry import watch
from ghcr_wizard.credentials.keyring import KeyringInfo
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_names import ProfileNameError, checked_description, checked_profile_name
from ghcr_wizard.github.hosts import hosts_of
from ghcr_wizard.tui.guidance import TROUBLE
from ghcr_wizard.tui.profile_rows import facts, grouped, heads, row, unreadable
from ghcr_wizard.tui.screens.ask import AskScreen
from ghcr_wizard.tui.screens.step import FramedScreen, Page
from ghcr_wizard.tui.second_press import CANCEL
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.token_notes import LOCKED
from ghcr_wizard.tui.widgets.block import Lines, Part, line, pane
from ghcr_wizard.tui.widgets.details import Details

_NEEDS_A_PROFILE = frozenset(
    {"test", "browse", "rotate", "remove", "default", "rename", "describe", "keep", "compare", "use"}
)


_KEYS: tuple[tuple[Part, Part], ...] = (
    ("Enter", "Test again whether it can still pull packages"),
    ("b", "Browse every package it can access"),
    ("u", "Hand it to Docker, Kubernetes, CI or a scanner"),
    ("R", "Replace the token before it expires: the new one is tested first"),
    ("=", "Compare what it can access with another token"),
    ("a", "Add a profile for another account or registry"),
    *TROUBLE,
)


class ProfileList(OptionList):
    """The profiles."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "test", id="home.test"),
        Binding("down,j", "cursor_down", "Down", show=False, id="home.down"),
        Binding("up,k", "cursor_up", "Up", show=False, id="home.up"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be tested where there is nothing."""
        del parameters
        return action != "select" or self.option_count > 0


class HomeScreen(FramedScreen):
    """One line a profile; below it the facts about the one under the cursor."""

    CSS_PATH = "home.tcss"
    heading = "Your profiles"
    lead = "Saved tokens. * = default for its registry."
    explanation = (
        (
            "A profile is a stored token with its registry and user name. The token itself is in your operating "
            "system's keyring, never in a file of this program."
        ),
        (
            "The one marked * is what Docker, Podman and the commands take for its registry when none is named. d "
            "marks another, and every program follows at once."
        ),
        (
            "You are warned 7 days before a token expires. Rotating tests a new one, replaces the old one in one "
            "step, and revokes the old one."
        ),
        "Deleting a profile deletes its token from the keyring. It does not revoke it at GitHub.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "test", "test again", show=False, id="home.again"),
        Binding("b", "browse", "browse", id="home.browse"),
        Binding("u", "use", "use it", id="home.use", tooltip="Hand its token to Docker, Kubernetes, a scanner"),
        Binding("d", "default", "make default", id="home.default"),
        Binding("R", "rotate", "rotate", id="home.rotate"),
        Binding("a", "add", "add", id="home.add"),
        Binding("n", "rename", "rename", id="home.rename"),
        Binding("m", "describe", "describe", id="home.describe"),
        Binding("ctrl+s", "keep", "save it", id="home.keep"),
        Binding("x", "remove", "delete", id="home.remove"),
        Binding("equals_sign", "compare", "compare with another", key_display="=", show=False, id="home.compare"),
        Binding("f2", "app.explain", "explain an error", show=False, id="home.explain"),
        Binding("f3", "app.doctor", "find credentials", show=False, id="home.doctor"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Profile | None, ...] = ()

    def compose_content(self) -> ComposeResult:
        """The warning, the list, and the facts; below the list what can be done, where there is room."""
        yield Lines(id="warning")
        with Container(id="both"):
            with Vertical(id="listed"):
                yield Lines(heads(), id="heads")
                yield ProfileList(id="list")
                yield pane(Details(_KEYS, first=9), "What you can do", aid=True)
            with pane(Page(id="page"), "Profile"):
                yield Details(id="about")

    def show(self, state: WizardState) -> None:
        """Show the profiles."""
        del state
        profiles = self.model.profiles
        warning = watch(profiles, self.model.now()).sentence
        trouble = [*unreadable(self.model.profiles_problem), *_trouble(self.model.keyring, profiles)]
        self.query_one("#warning", Lines).put([*trouble, *(_warning(warning) if warning else ())])
        self.query_one("#warning").display = bool(warning or trouble)
        self.query_one("#heads").display = bool(profiles)
        at = self._profile.name if self._profile else ""
        self._fill(profiles)
        names = [profile.name if profile else None for profile in self._shown]
        listed = self.query_one(ProfileList)
        if profiles:
            listed.highlighted = names.index(at) if at in names else next(i for i, name in enumerate(names) if name)
        if self.focused is None:
            self.set_focus(listed)
        self._about()

    def _fill(self, profiles: tuple[Profile, ...]) -> None:
        """Fill the list, under the registries' names where there are several."""
        groups, now = grouped(profiles), self.model.now()
        options: list[Option] = []
        shown: list[Profile | None] = []
        for registry, members in groups.items():
            if len(groups) > 1:
                options.append(Option(line((f"   {registry}", "$muted")), disabled=True))
                shown.append(None)
            for profile in members:
                options.append(Option(row(profile, now, default=self._is_default(profile))))
                shown.append(profile)
        self._shown = tuple(shown)
        listed = self.query_one(ProfileList)
        listed.clear_options()
        listed.add_options(options)

    def _is_default(self, profile: Profile) -> bool:
        return self.model.defaults.get(profile.registry) == profile.name

    @property
    def _profile(self) -> Profile | None:
        index = self.query_one(ProfileList).highlighted
        return self._shown[index] if index is not None and index < len(self._shown) else None

    @on(OptionList.OptionHighlighted)
    def _about(self) -> None:
        profile = self._profile
        if profile is None:
            nothing = "" if self.model.profiles_problem else "No profile is stored. [a] add one"
            rows: list[tuple[Part, Part]] = [("", nothing)]
        else:
            rows = facts(profile, self.model.now(), default=self._is_default(profile))
            if self.second.asks("remove", profile.name):
                sure = line(("! ", "$error"), "Press ", ("x", "bold"), f" again to delete {_what(profile)}.", CANCEL)
                rows = [("", sure), ("", ""), *rows]
        self.query_one("#about", Details).put(rows)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what a profile can do where there is one."""
        del parameters
        profile = self._profile if self.is_mounted and self.query(ProfileList) else None
        if action == "keep":
            return profile is not None and profile.store is Store.SESSION
        if action == "default":
            return profile is not None and not self._is_default(profile)
        return action not in _NEEDS_A_PROFILE or bool(self.model.profiles)

    @on(OptionList.OptionSelected)
    def action_test(self) -> None:
        """Test the profile again."""
        if profile := self._profile:
            self.wizard.open_at(profile, Step.TEST)

    def action_browse(self) -> None:
        """Browse what the profile sees."""
        if profile := self._profile:
            self.wizard.open_at(profile, Step.PACKAGES)

    def action_default(self) -> None:
        """Have every program take it for its registry from now on."""
        if profile := self._profile:
            sentence = f"{profile.registry} takes {profile.name} by default now, in Docker and Podman too."
            self.wizard.stored.change(self.model.credentials.set_default(profile), lambda _: sentence)

    def action_rotate(self) -> None:
        """Put a new token in the place of the profile's."""
        if profile := self._profile:
            self.wizard.rotate(profile)

    def action_compare(self) -> None:
        """Compare what the profile sees with what another does."""
        if profile := self._profile:
            self.wizard.compare(profile)

    def action_use(self) -> None:
        """Hand the profile's token to other programs."""
        if profile := self._profile:
            self.wizard.open_at(profile, Step.USE)

    def action_keep(self) -> None:
        """Keep a profile of this session in the keyring."""
        if profile := self._profile:
            moving = self.model.credentials.move_to_keyring(profile)
            self.wizard.stored.change(moving, lambda stored: f"Saved to {stored.keyring} and verified.")

    def action_rename(self) -> None:
        """Ask for another name."""
        if profile := self._profile:
            hint = "Used as --profile NAME"
            question = AskScreen("Rename the profile", hint, profile.name, _wrong_name)
            self.wizard.ask(question, profile.name, lambda name: self.wizard.stored.rename(profile, name))

    def action_describe(self) -> None:
        """Ask for a description."""
        if profile := self._profile:
            hint = "Description (optional)"
            question = AskScreen("Describe the profile", hint, profile.description, _wrong_description, free=True)
            self.wizard.ask(question, profile.description, lambda text: self._describe(profile, text))

    def _describe(self, profile: Profile, text: str) -> None:
        describing = self.model.credentials.describe(profile, text)
        self.wizard.stored.change(describing, lambda _: "Description saved.")

    def action_add(self) -> None:
        """Start the wizard for another token."""
        self.wizard.begin()

    def action_remove(self) -> None:
        """Remove the profile, at the second press."""
        profile = self._profile
        if profile is None:
            return
        if self.second.press("remove", profile.name):
            self.wizard.stored.remove(profile, hosts_of(profile.registry, self.model.endpoints))

    def show_question(self) -> None:
        """Say beside the profile what a second press will do."""
        self._about()


def _warning(sentence: str) -> list[Part]:
    return [line(("! ", "bold $warning"), (sentence, "bold"), " ", ("[R]", "bold"), " rotate"), ""]


def _trouble(keyring: KeyringInfo | None, profiles: tuple[Profile, ...]) -> list[Part]:
    """Why the stored tokens cannot be read now, or will be asked a password for; nothing where none is in a keyring."""
    if keyring is None or not any(profile.store in {Store.KEYRING, Store.PLAIN_KEYRING} for profile in profiles):
        return []
    if row := keyring.diagnosis:
        return [line(("✗ ", "bold $error"), row.cause), line(("→ ", "$primary"), row.fix), ""]
    return [line(("! ", "bold $warning"), f"{keyring.name}: {LOCKED}"), ""] if keyring.locked else []


def _what(profile: Profile) -> str:
    kept = "" if profile.store is Store.COMMAND else " and its token"
    return f"the profile {profile.name}{kept}"


def _wrong_name(text: str) -> str:
    try:
        checked_profile_name(text)
    except ProfileNameError as error:
        return str(error)
    return ""


def _wrong_description(text: str) -> str:
    try:
        checked_description(text)
    except ProfileNameError as error:
        return str(error)[:1].upper() + str(error)[1:] + "."
    return ""
