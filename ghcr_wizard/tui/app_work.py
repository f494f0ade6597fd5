"""The work of making a GitHub App's profile: its key judged, GitHub asked, a token minted, all kept."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from typing import TYPE_CHECKING, Any

from ghcr_wizard.tui import messages

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import App

    from ghcr_wizard.credentials.app_login import KeyFile
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.tui.credential_work import VaultWork
    from ghcr_wizard.tui.work import Work


class AppWork:
    """Runs what the App's step needs beside the screen; every failure becomes a message."""

    def __init__(self, app: App[Any], work: Work, vault: VaultWork, now: Callable[[], datetime]) -> None:
        self._app, self._work, self._vault, self._now = app, work, vault, now

    def judge(self, path: str) -> None:
        """Judge the private key at a path; only the newest path counts."""
        self._work.start("judging the key", self._judge(path))

    async def _judge(self, path: str) -> None:
        from ghcr_wizard.credentials.app_login import MissingKeyFileError, NoKeyFileError, private_key

        try:
            key = await private_key(path)
        except NoKeyFileError as error:
            missing = isinstance(error, MissingKeyFileError)
            self._app.post_message(messages.KeyInspected(path, None, error.diagnosis, missing=missing))
        else:
            self._app.post_message(messages.KeyInspected(path, key))

    def examine(self, hosts: Hosts, issuer: str, key: KeyFile) -> None:
        """Ask GitHub which App it is, and where it is installed."""
        self._work.start("asking about the App", self._examine(hosts, issuer, key))

    async def _examine(self, hosts: Hosts, issuer: str, key: KeyFile) -> None:
        from ghcr_wizard.credentials.app import examine
        from ghcr_wizard.credentials.failures import failures_told

        with failures_told(self._refused):
            found = await examine(hosts, issuer, key.secret, self._now)
            self._app.post_message(messages.AppExamined(found))

    def keep(self, hosts: Hosts, profile: Profile, key: KeyFile, *, key_stays: bool) -> None:
        """Mint a token to prove the App, then keep its profile, key and token."""
        self._work.start("storing", self._keep(hosts, profile, key, key_stays=key_stays))

    async def _keep(self, hosts: Hosts, profile: Profile, key: KeyFile, *, key_stays: bool) -> None:
        from ghcr_wizard.credentials.app import mint
        from ghcr_wizard.credentials.app_login import store_app
        from ghcr_wizard.credentials.failures import failures_told

        grant = profile.app
        if grant is None:
            return
        with failures_told(self._refused):
            token = await mint(hosts, grant, key.secret, self._now)
            stored = await store_app(self._vault.credentials, profile, key, token, key_stays=key_stays)
            self._vault.opened = await self._vault.credentials.load(stored.result.profile)
            self._app.post_message(messages.AppReady(stored.result.profile, stored.place))

    def _refused(self, cause: str, fix: str) -> None:
        self._app.post_message(messages.AppRefused(f"{cause} {fix}".strip()))
