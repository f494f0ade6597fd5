"""Home: the stored profiles, and what can be done with each."""

from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ghcr_wizard.domain.methods import BY_NAME
from ghcr_wizard.domain.profiles import Profile
from ghcr_wizard.tui.screens.step import FramedScreen, Page
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.block import Part, line
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.words import ago, countdown

_VERDICTS = {
    "ok": ("✓ works", "$success"),
    "limited": ("! works with limits", "$warning"),
    "failed": ("✗ grants nothing", "$error"),
    "unreachable": ("✗ could not be tested", "$error"),
    None: ("○ not tested yet", "$muted"),
}


class ProfileList(OptionList):
    """The profiles."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "test", id="home.test"),
        Binding("down,j", "cursor_down", "Down", show=False, id="home.down"),
        Binding("up,k", "cursor_up", "Up", show=False, id="home.up"),
    ]


class HomeScreen(FramedScreen):
    """One line a profile; below it the facts about the one under the cursor."""

    CSS_PATH = "home.tcss"
    heading = "Your profiles"
    lead = "Tokens kept on this computer. Test one again, browse what it sees, or add another."
    explanation = (
        (
            "A profile is a stored token with its registry and user name. The token itself is in your operating "
            "system's keyring, never in a file of this program."
        ),
        "Removing a profile deletes its token from the keyring. It does not revoke it at GitHub.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "test", "test again", show=False, id="home.again"),
        Binding("b", "browse", "browse packages", id="home.browse"),
        Binding("u", "use", "use it", id="home.use", tooltip="Hand its token to Docker, Kubernetes, a scanner"),
        Binding("a", "add", "add a token", id="home.add"),
        Binding("r", "rotate", "rotate", id="home.rotate"),
        Binding("x", "remove", "remove", id="home.remove"),
        Binding("equals_sign", "compare", "compare with another", key_display="=", show=False, id="home.compare"),
        Binding("f2", "app.explain", "explain an error", id="home.explain"),
        Binding("f3", "app.doctor", "this computer", id="home.doctor"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._doomed: str | None = None

    def compose_content(self) -> ComposeResult:
        """The list and the facts."""
        yield ProfileList(id="list")
        with Page(id="page"):
            yield Details(id="about")

    def show(self, state: WizardState) -> None:
        """Show the profiles."""
        del state
        profiles = self.wizard.profiles
        listed = self.query_one(ProfileList)
        at = listed.highlighted or 0
        listed.clear_options()
        listed.add_options([Option(_prompt(profile)) for profile in profiles])
        if profiles:
            listed.highlighted = min(at, len(profiles) - 1)
        if self.focused is None:
            self.set_focus(listed)
        self._about()

    @property
    def _profile(self) -> Profile | None:
        index = self.query_one(ProfileList).highlighted
        profiles = self.wizard.profiles
        return profiles[index] if index is not None and index < len(profiles) else None

    @on(OptionList.OptionHighlighted)
    def _about(self) -> None:
        profile = self._profile
        if profile is None:
            rows: list[tuple[Part, Part]] = [("", "No profile is stored. Press a to get a token.")]
        else:
            rows = _facts(profile, self.wizard.now())
            if self._doomed == profile.name:
                sure = line(("! ", "$error"), "Press ", ("x", "bold"), " again to delete the token from the keyring.")
                rows += [("", ""), ("", sure)]
            else:
                self._doomed = None
        self.query_one("#about", Details).put(rows)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what a profile can do where there is one."""
        del parameters
        return action not in {"test", "browse", "use", "rotate", "remove", "compare"} or bool(self.wizard.profiles)

    @on(OptionList.OptionSelected)
    def action_test(self) -> None:
        """Test the profile again."""
        if profile := self._profile:
            self.wizard.vault.open(profile, Step.TEST)

    def action_browse(self) -> None:
        """Browse what the profile sees."""
        if profile := self._profile:
            self.wizard.vault.open(profile, Step.PACKAGES)

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
            self.wizard.vault.open(profile, Step.USE)

    def action_add(self) -> None:
        """Start the wizard for another token."""
        self.wizard.begin()

    def action_remove(self) -> None:
        """Remove the profile, at the second press."""
        profile = self._profile
        if profile is None:
            return
        if self._doomed == profile.name:
            self._doomed = None
            self.wizard.vault.remove(profile)
        else:
            self._doomed = profile.name
        self._about()


def _prompt(profile: Profile) -> Content:
    words, colour = _VERDICTS.get(profile.verdict, _VERDICTS[None])
    return line((profile.name.ljust(20), "bold"), " ", (words.ljust(24), colour), (profile.registry, "$muted"))


def _facts(profile: Profile, now: datetime) -> list[tuple[Part, Part]]:
    rows: list[tuple[Part, Part]] = [
        ("Registry", profile.registry),
        ("User name", profile.username),
        ("Method", BY_NAME[profile.method].title),
        ("Stored", ago(profile.created_at, now)),
        ("Tested", ago(profile.checked_at, now) or "not yet"),
        ("Expires", countdown(profile.expires_at, now) if profile.expires_at else "not known to expire"),
    ]
    return rows + ([("Description", profile.description)] if profile.description else [])
