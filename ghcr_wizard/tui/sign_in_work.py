"""The work of signing in with the browser: one sign-in at a time, which can be stopped at any time."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from typing import TYPE_CHECKING, Any

from ghcr_wizard.tui import messages

if TYPE_CHECKING:
    from textual.app import App

    from ghcr_wizard.credentials.sign_in import Clock
    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.tui.work import Work


class SignInWork:
    """Runs sign-ins beside the screen.

    Args:
        app: Whom to tell.
        work: What runs it.
        clock: How to wait between two looks; the real one if not given.
    """

    def __init__(self, app: App[Any], work: Work, clock: Clock | None = None) -> None:
        self._app, self._work, self.clock = app, work, clock
        self._run = 0

    def start(self, hosts: Hosts, client_id: str, scopes: tuple[str, ...]) -> None:
        """Sign in; an earlier sign-in ends."""
        self._run += 1
        self._work.start("signing in", self._sign_in(self._run, hosts, client_id, scopes))

    async def _sign_in(self, run: int, hosts: Hosts, client_id: str, scopes: tuple[str, ...]) -> None:
        from ghcr_wizard.credentials.sign_in import sign_in

        async for event in sign_in(hosts, client_id, scopes, self.clock):
            self._app.post_message(messages.SignInAdvanced(run, event))

    def stop(self) -> None:
        """Stop; what it would still say is no longer listened to."""
        self._run += 1
        self._work.stop("signing in")

    def is_current(self, run: int) -> bool:
        """Whether a message of that run is of the newest one."""
        return self._run == run
