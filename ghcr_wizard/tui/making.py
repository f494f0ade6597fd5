"""What the app does with a credential that is made here rather than pasted: a GitHub App that mints its tokens."""

from functools import cached_property

from ghcr_wizard.credentials.profile import Store
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.tui import messages
from ghcr_wizard.tui.app_work import AppWork
from ghcr_wizard.tui.state import Kept
from ghcr_wizard.tui.tools import WizardTools


class WizardMaking(WizardTools):
    """Tells the App's step what became known, and goes on once there is a token."""

    @cached_property
    def apps(self) -> AppWork:
        """The work of making an App's profile."""
        return AppWork(self, self.work, self.vault, self.now)

    def on_key_inspected(self, message: messages.KeyInspected) -> None:
        """Show what the private key is, where its path was typed."""
        from ghcr_wizard.tui.screens.app import AppScreen

        if isinstance(self.screen, AppScreen):
            self.screen.judged(message)

    def on_app_examined(self, message: messages.AppExamined) -> None:
        """Show where the App is installed."""
        from ghcr_wizard.tui.screens.app import AppScreen

        if isinstance(self.screen, AppScreen):
            self.screen.examined(message.found)

    def on_app_refused(self, message: messages.AppRefused) -> None:
        """Say why on the App's step; elsewhere in a corner."""
        from ghcr_wizard.tui.screens.app import AppScreen

        if isinstance(self.screen, AppScreen):
            self.screen.refused(message.sentence)
        else:
            self.say(message.sentence, "error")

    def on_app_ready(self, message: messages.AppReady) -> None:
        """Go on to the test with the token that was minted."""
        from ghcr_wizard.tui.screens.app import AppScreen

        profile = message.profile
        self.take_profile(profile)
        if profile.store is Store.SESSION:
            self.update(kept=Kept.SESSION)
            self.say("Kept for this session only.")
        else:
            self.vault.read_profiles()
            self.say(f"Profile {profile.name} is stored, {message.place}.")
        if isinstance(self.screen, AppScreen):
            self.screen.ready()

    def on_credential_renewed(self, _message: messages.CredentialRenewed) -> None:
        """Use the newer token from now on."""
        credential = self.vault.opened
        if credential is not None and credential.secret is not None:
            self.update(inspection=inspect_token(credential.secret.reveal()), expires_at=credential.expires_at)
