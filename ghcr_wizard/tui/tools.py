"""The two tools that are there on every screen: explaining an error text, examining this computer's credentials."""

from ghcr_wizard.domain.hosts import GHCR, hosts_of, recognise
from ghcr_wizard.tui import messages
from ghcr_wizard.tui.core import WizardCore


class WizardTools(WizardCore):
    """Opens the tools' screens, and tells them what became known."""

    def action_explain(self) -> None:
        """Explain what another program printed."""
        from ghcr_wizard.tui.screens.explain import ExplainScreen  # noqa: PLC0415 - after the first paint

        if not isinstance(self.screen, ExplainScreen):
            self.push_screen(ExplainScreen())

    async def on_text_explained(self, message: messages.TextExplained) -> None:
        """Show the causes where they were asked for."""
        from ghcr_wizard.tui.screens.explain import ExplainScreen  # noqa: PLC0415 - loaded by now

        if isinstance(self.screen, ExplainScreen):
            await self.screen.explained(message)

    def action_doctor(self) -> None:
        """Look through this computer's credentials."""
        from ghcr_wizard.tui.screens.doctor import DoctorScreen  # noqa: PLC0415 - after the first paint

        if self.demo and not self.demo_ready:
            self.say("The simulated GitHub is starting; one moment.")
        elif not isinstance(self.screen, DoctorScreen):
            self.push_screen(DoctorScreen())

    def examine(self) -> None:
        """Begin to look through this computer's credentials for the registry chosen."""
        hosts = (
            self.state.hosts or recognise(self.first_registry, self.endpoints).hosts or hosts_of(GHCR, self.endpoints)
        )
        packages, _ = self.named()
        control = next(iter(packages), None) or (self.demo.control if self.demo else None)
        self.tools.examine(hosts, control)

    async def on_computer_examined(self, message: messages.ComputerExamined) -> None:
        """Show what the examination yielded."""
        from ghcr_wizard.tui.screens.doctor import DoctorScreen  # noqa: PLC0415 - loaded by now

        for screen in self.screen_stack:
            if isinstance(screen, DoctorScreen):
                await screen.examined(message.event)

    def on_repairs_ended(self, message: messages.RepairsEnded) -> None:
        """Show what was repaired."""
        from ghcr_wizard.tui.screens.doctor import DoctorScreen  # noqa: PLC0415 - loaded by now

        for screen in self.screen_stack:
            if isinstance(screen, DoctorScreen):
                screen.repaired(message.results)
