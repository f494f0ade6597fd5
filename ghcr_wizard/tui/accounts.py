"""What the program does about stored profiles beside working with one: changes, rotation, the warning at the start."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from typing import TYPE_CHECKING

from ghcr_wizard.tui.outside import WizardOutside
from ghcr_wizard.tui.state import Kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghcr_wizard.credential import Credential
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.tui import messages
    from ghcr_wizard.tui.screens.ask import AskScreen
    from ghcr_wizard.tui.state import LiveTest


class WizardAccounts(WizardOutside):
    """Knows the profiles as they change."""

    starts_on_home = False
    _profiles_read = False

    def on_profiles_read(self, message: messages.ProfilesRead) -> None:
        """Know the profiles."""
        first = not self._profiles_read
        self._profiles_read = True
        self.profiles, self.defaults = message.profiles, message.defaults
        at_hand = self.profile
        if at_hand is not None:
            same = (row for row in self.profiles if (row.name, row.store) == (at_hand.name, at_hand.store))
            self.profile = next(same, at_hand)
        if first and not self.starts_on_home:
            from ghcr_wizard.credentials.expiry import watch

            if sentence := watch(self.profiles, self.now()).sentence:
                self.say(sentence, "warning")
        self.profiles_problem = message.problem

    def on_profile_changed(self, message: messages.ProfileChanged) -> None:
        """Say what was changed."""
        self.say(message.sentence)
        self.vault.read_profiles()

    def on_profile_removed(self, message: messages.ProfileRemoved) -> None:
        """Say so; the token of this run stays usable for this session."""
        if self.profile and self.profile.name == message.profile.name:
            self.profile = None
            self.update(kept=Kept.SESSION)
        self.say(f"Profile {message.profile.name} and its token are removed from the keyring.")
        self.vault.read_profiles()

    def ask(self, question: AskScreen, then: Callable[[str], None]) -> None:
        """Ask for a line of text, and do `then` with an answer that differs from what stood there."""

        def answered(text: str | None) -> None:
            if text is not None and text != question.value:
                then(text)

        self.push_screen(question, answered)

    def rotate(self, profile: Profile) -> None:
        """Guide through putting a new token in the place of a profile's."""
        from ghcr_wizard.rotation.replacement import other_way

        if self.demo and not self.demo_ready:
            self.say("The simulated GitHub is starting; one moment.")
        elif way := other_way(profile):
            from ghcr_wizard.tui.screens.renewal import RenewalScreen

            self.push_screen(RenewalScreen(profile.name, way))
        else:
            from ghcr_wizard.tui.screens.rotate import RotateScreen

            self.push_screen(RotateScreen(self, profile))

    def take_rotated(self, profile: Profile, credential: Credential | None, test: LiveTest) -> None:
        """Work on with a profile's new token, where the old one was worked with."""
        if self.profile and self.profile.name == profile.name and credential:
            self.vault.opened = credential
            self.take_profile(profile)
            self.update(test=test)
        self.vault.read_profiles()
