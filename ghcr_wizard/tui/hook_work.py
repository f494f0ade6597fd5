"""The work on webhooks: looking at them, setting them up, pinging them, with the credential chosen for this once."""

from typing import TYPE_CHECKING, Any

from ghcr_wizard.credential import Credential
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.references import Reference
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.tui import messages
from ghcr_wizard.tui.work import Work

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.app import App

    from ghcr_wizard.credentials.keyring import SecretStore
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.secret import Secret
    from ghcr_wizard.tui.credential_work import VaultWork
    from ghcr_wizard.webhooks import HookAddress
    from ghcr_wizard.webhooks.change import HookChange, Setup
    from ghcr_wizard.webhooks.survey import WebhookQuestion, WebhooksSurveyed

_GROUP = "webhooks"


class HookWork:
    """Runs what concerns webhooks beside the screen; a token pasted for it is kept nowhere but here.

    Args:
        app: Whom to tell.
        work: What runs it.
        vault: What has the stored credentials.
        keyring: Where receivers' secrets are kept; the operating system's keyring if not given.
    """

    def __init__(self, app: "App[Any]", work: Work, vault: "VaultWork", keyring: "SecretStore | None") -> None:
        self._app, self._work, self._vault, self._keyring = app, work, vault, keyring

    def survey(
        self, hosts: Hosts, holder: "Credential | Profile", address: "HookAddress | None", about: Reference | str
    ) -> None:
        """Look at everything on the way of push events.

        Args:
            hosts: The servers.
            holder: Whose token is used: a credential, or a stored profile.
            address: The receiver; `None` for any.
            about: A package, or the name of a namespace.
        """
        self._start(self._survey(hosts, holder, address, about))

    async def _survey(
        self, hosts: Hosts, holder: "Credential | Profile", address: "HookAddress | None", about: Reference | str
    ) -> None:
        from ghcr_wizard.credentials.session import open_session
        from ghcr_wizard.webhooks.survey import survey_webhooks

        credential = await self._opened(holder)
        question = _question(credential, address, about)
        async with open_session(hosts, credential) as session:
            async for event in survey_webhooks(session, question):
                self._app.post_message(messages.HooksAdvanced(event))

    def create(
        self, holder: "Credential | Profile", surveyed: "WebhooksSurveyed", changes: "tuple[HookChange, ...]"
    ) -> None:
        """Set up what is planned."""
        address = surveyed.survey.address
        if address is not None:
            self._start(self._create(holder, surveyed, changes, address))

    async def _create(
        self,
        holder: "Credential | Profile",
        surveyed: "WebhooksSurveyed",
        changes: "tuple[HookChange, ...]",
        address: "HookAddress",
    ) -> None:
        from ghcr_wizard.webhooks.sentences import created

        async def work(setup: "Setup") -> None:
            outcome = await setup.create(address, changes)
            summary = created(outcome, changes, surveyed.survey, setup.place(address))
            self._app.post_message(messages.HooksChanged(outcome, summary))

        await self._with_setup(holder, surveyed, work)

    def ping(self, holder: "Credential | Profile", surveyed: "WebhooksSurveyed") -> None:
        """Have GitHub ping the webhooks that are meant."""
        self._start(self._ping(holder, surveyed))

    async def _ping(self, holder: "Credential | Profile", surveyed: "WebhooksSurveyed") -> None:
        from ghcr_wizard.webhooks.sentences import pinged

        async def work(setup: "Setup") -> None:
            outcome = await setup.ping(surveyed.survey)
            self._app.post_message(messages.HooksChanged(outcome, pinged(outcome) or "No ping was sent."))

        await self._with_setup(holder, surveyed, work)

    async def _with_setup(
        self,
        holder: "Credential | Profile",
        surveyed: "WebhooksSurveyed",
        work: "Callable[[Setup], Awaitable[None]]",
    ) -> None:
        from ghcr_wizard.credentials.session import open_session
        from ghcr_wizard.github.refusals import Caller
        from ghcr_wizard.webhooks.change import Setup
        from ghcr_wizard.webhooks.secrets import WebhookSecrets

        hosts = surveyed.survey.hosts
        credential = await self._opened(holder)
        kind = inspect_token(credential.secret.reveal() if credential.secret else "").kind
        async with open_session(hosts, credential) as session:
            await work(Setup(session, Caller(kind, hosts), WebhookSecrets(hosts.registry, self._keyring)))

    def write(self, path: "Path", secret: "Secret") -> None:
        """Write a receiver's secret into a file for its owner alone."""
        self._start(self._write(path, secret))

    async def _write(self, path: "Path", secret: "Secret") -> None:
        from ghcr_wizard.webhooks.secrets import write_file

        problem = await write_file(path, secret)
        self._app.post_message(messages.HookSecretWritten(str(path), problem))

    def stop(self) -> None:
        """Stop what runs."""
        self._work.stop(_GROUP)

    def _start(self, work: Any) -> None:  # noqa: ANN401 - a coroutine of ours
        self._work.start(_GROUP, self._told(work))

    async def _told(self, work: "Awaitable[None]") -> None:
        """The work; what a keyring, a command or a minted token can do wrong becomes a message."""
        from ghcr_wizard.credentials.failures import failures_told

        with failures_told(lambda cause, fix: self._app.post_message(messages.HooksFailed(f"{cause} {fix}".strip()))):
            await work

    async def _opened(self, holder: "Credential | Profile") -> Credential:
        return holder if isinstance(holder, Credential) else await self._vault.credentials.load(holder)


def _question(credential: Credential, address: "HookAddress | None", about: Reference | str) -> "WebhookQuestion":
    from ghcr_wizard.webhooks.survey import WebhookQuestion

    kind = inspect_token(credential.secret.reveal() if credential.secret else "").kind
    if isinstance(about, Reference):
        return WebhookQuestion(kind, address, package=about)
    return WebhookQuestion(kind, address, namespace=about)
