"""The tools beside the steps: explaining an error text, examining this computer's credentials, push events."""

from functools import cached_property
from typing import TYPE_CHECKING

from ghcr_wizard.github.auth_methods import BY_NAME
from ghcr_wizard.github.hosts import GHCR, Hosts, hosts_of, recognise
from ghcr_wizard.tui import messages
from ghcr_wizard.tui.accounts import WizardAccounts
from ghcr_wizard.tui.state import Kept
from ghcr_wizard.tui.steps import Step

if TYPE_CHECKING:
    from pathlib import Path

    from ghcr_wizard.clients.take_over import Offer
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.tui.hook_work import HookWork


class WizardTools(WizardAccounts):
    """Opens the tools' screens, and tells them what became known."""

    def action_explain(self) -> None:
        """Explain what another program printed."""
        from ghcr_wizard.tui.screens.explain import ExplainScreen

        if not isinstance(self.screen, ExplainScreen):
            self.push_screen(ExplainScreen())

    async def on_text_explained(self, message: messages.TextExplained) -> None:
        """Show the causes where they were asked for."""
        from ghcr_wizard.tui.screens.explain import ExplainScreen

        if isinstance(self.screen, ExplainScreen):
            await self.screen.explained(message)

    @cached_property
    def hooks(self) -> "HookWork":
        """The work on webhooks."""
        from ghcr_wizard.tui.hook_work import HookWork

        return HookWork(self, self.work, self.vault, self.demo.keyring if self.demo else None)

    def open_webhooks(self, package: str | None = None) -> None:
        """Show whether push events arrive: of a package `OWNER/NAME`, or of the organization seen first."""
        from ghcr_wizard.tui.screens.webhooks import WebhooksScreen

        if self.demo and not self.demo_ready:
            self.say("The simulated GitHub is starting; one moment.")
        elif not isinstance(self.screen, WebhooksScreen):
            self.push_screen(WebhooksScreen(package))

    async def on_hooks_advanced(self, message: messages.HooksAdvanced) -> None:
        """Show what became known of webhooks."""
        from ghcr_wizard.tui.screens.webhooks import WebhooksScreen

        for screen in self.screen_stack:
            if isinstance(screen, WebhooksScreen):
                await screen.advanced(message.event)

    def on_hooks_changed(self, message: messages.HooksChanged) -> None:
        """Show what was set up, or what a ping met."""
        from ghcr_wizard.tui.screens.webhooks import WebhooksScreen

        for screen in self.screen_stack:
            if isinstance(screen, WebhooksScreen):
                screen.changed(message.outcome, message.summary)

    def on_hooks_failed(self, message: messages.HooksFailed) -> None:
        """Say what kept webhooks from being looked at."""
        from ghcr_wizard.tui.screens.webhooks import WebhooksScreen

        for screen in self.screen_stack:
            if isinstance(screen, WebhooksScreen):
                screen.failed(message.sentence)

    def on_hook_secret_written(self, message: messages.HookSecretWritten) -> None:
        """Say where the secret is now."""
        if message.problem:
            self.say(message.problem, "error")
        else:
            self.say(f"The receiver's secret is in {message.path}, readable by you alone. Delete it after use.")

    @property
    def cache_folder(self) -> "Path":
        """Where catalogs are remembered."""
        return self._credentials().cache_folder

    def compare(self, profile: "Profile | None" = None) -> None:
        """Compare a stored profile, or the credential at hand, with another."""
        from ghcr_wizard.tui.screens.compare import CompareScreen, Party

        if self.demo and not self.demo_ready:
            self.say("The simulated GitHub is starting; one moment.")
            return
        if profile is not None:
            party, hosts = Party(profile.name, profile), hosts_of(profile.registry, self.endpoints)
        elif self.state.hosts is not None:
            name = self.profile.name if self.profile else self.state.username.strip() or "this token"
            anonymous = self.state.credential.is_anonymous
            party, hosts = Party("no token" if anonymous else name, self.state.credential), self.state.hosts
        else:
            return
        self.push_screen(CompareScreen(party, hosts))

    def action_doctor(self) -> None:
        """Look through this computer's credentials."""
        from ghcr_wizard.tui.screens.doctor import DoctorScreen

        if self.demo and not self.demo_ready:
            self.say("The simulated GitHub is starting; one moment.")
        elif not isinstance(self.screen, DoctorScreen):
            self.push_screen(DoctorScreen())

    def examine(self) -> None:
        """Begin to look through this computer's credentials for the registry chosen."""
        packages, _ = self.named()
        control = next(iter(packages), None) or (self.demo.control if self.demo else None)
        self.tools.examine(self.chosen_hosts(), control)

    def chosen_hosts(self) -> Hosts:
        """The servers of the registry chosen, or of the one to begin with."""
        first = recognise(self.first_registry, self.endpoints).hosts
        return self.state.hosts or first or hosts_of(GHCR, self.endpoints)

    async def on_computer_examined(self, message: messages.ComputerExamined) -> None:
        """Show what the examination yielded."""
        from ghcr_wizard.tui.screens.doctor import DoctorScreen

        for screen in self.screen_stack:
            if isinstance(screen, DoctorScreen):
                await screen.examined(message.event)

    def on_repairs_ended(self, message: messages.RepairsEnded) -> None:
        """Show what was repaired."""
        from ghcr_wizard.tui.screens.doctor import DoctorScreen

        for screen in self.screen_stack:
            if isinstance(screen, DoctorScreen):
                screen.repaired(message.results)

    def on_sign_in_advanced(self, message: messages.SignInAdvanced) -> None:
        """Show how far signing in is."""
        from ghcr_wizard.tui.screens.sign_in import SignInScreen

        screen = self.get_screen(Step.SIGN_IN)
        if self.signing_in.is_current(message.run) and isinstance(screen, SignInScreen):
            screen.advanced(message.event)

    def show_offers(self) -> None:
        """Show what other programs hold, to be taken over."""
        from ghcr_wizard.tui.screens.take_over import TakeOverScreen

        self.push_screen(TakeOverScreen())

    def on_offers_found(self, message: messages.OffersFound) -> None:
        """Show what was found."""
        from ghcr_wizard.tui.screens.take_over import TakeOverScreen

        for screen in self.screen_stack:
            if isinstance(screen, TakeOverScreen):
                screen.found(message.offers)

    def on_offer_asked(self, message: messages.OfferAsked) -> None:
        """Show what GitHub said."""
        from ghcr_wizard.tui.screens.take_over import TakeOverScreen

        for screen in self.screen_stack:
            if isinstance(screen, TakeOverScreen):
                screen.asked(message.index, message.asked)

    def take_over(self, offer: "Offer", login: str | None, *, command: bool) -> None:
        """Go on to the token step with a token that another program holds; nothing is stored yet.

        Args:
            offer: The token.
            login: Whose it is, as far as known.
            command: Whether to keep the command that prints it instead of the token.
        """
        from ghcr_wizard.tui.screens.take_over import place

        fixed = BY_NAME[offer.method].username
        self.update(
            method=offer.method,
            username=fixed or login or self.state.username,
            inspection=offer.inspection,
            given=place(offer),
            command=offer.command if command else None,
            kept=Kept.NOWHERE,
            passed=self.state.passed | {Step.METHOD, Step.SCOPES},
            step=Step.TOKEN,
        )
        self.switch_screen(Step.TOKEN)
