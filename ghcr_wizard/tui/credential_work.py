"""The work on stored credentials: the keyring's name, storing, reading, removing; every failure becomes a message."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from ghcr_wizard.tui import messages
from ghcr_wizard.tui.work import Work, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime

    from textual.app import App

    from ghcr_wizard.check.report import CheckReport
    from ghcr_wizard.credential import Credential
    from ghcr_wizard.credentials.credentials import Credentials
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.credentials.stored import RenameResult
    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.secret import Secret


T = TypeVar("T")

_AT_ONCE = 0.5
"""Seconds the first paint may wait for a file on a slow drive."""


class VaultWork:
    """Runs what concerns stored credentials beside the screen."""

    def __init__(self, app: App[Any], work: Work, credentials: Callable[[], Credentials]) -> None:
        self._app, self._work, self._given = app, work, credentials
        self.opened: Credential | None = None
        """The credential of the profile that was opened last; it stays out of messages."""

    @cached_property
    def credentials(self) -> Credentials:
        """The stored credentials; what they take is loaded with the first question."""
        return self._given()

    def probe(self) -> None:
        """Ask which keyring secrets would go to."""
        self._work.start("keyring", self._probe())

    async def _probe(self) -> None:
        info = await self.credentials.keyring()
        self._app.post_message(messages.StoreProbed(info.name, info.diagnosis, locked=info.locked))

    async def profiles_at_once(self) -> tuple[Profile, ...]:
        """The stored profiles for the first paint: none where the file does not answer at once or is unfit."""
        from ghcr_wizard.credentials.profile_file import ProfilesError

        try:
            return (await asyncio.wait_for(self.credentials.list(), _AT_ONCE)).profiles
        except (ProfilesError, TimeoutError):
            return ()

    def read_profiles(self) -> None:
        """Read the stored profiles."""
        self._work.start("profiles", self._read_profiles())

    async def _read_profiles(self) -> None:
        from ghcr_wizard.credentials.profile_file import ProfilesError

        try:
            profiles = await self.credentials.list()
        except ProfilesError as error:
            self._app.post_message(messages.ProfilesRead((), str(error)))
            return
        self._app.post_message(messages.ProfilesRead(profiles.profiles, defaults=profiles.defaults))

    def store(self, profile: Profile, secret: Secret) -> None:
        """Store a credential, proven by reading it back."""
        self._work.start("storing", self._store(profile, secret))

    async def _store(self, profile: Profile, secret: Secret) -> None:
        from ghcr_wizard.credentials.failures import failures_told

        with failures_told(self._failed):
            result = await self.credentials.store(profile, secret, default=profile.store != "session")
            self._app.post_message(messages.CredentialStored(result.profile, result.keyring))

    def open(self, profile: Profile, then: str) -> None:
        """Read a stored credential; `then` is the step to go to with it."""
        self._work.start("opening", self._open(profile, then))

    async def _open(self, profile: Profile, then: str) -> None:
        from ghcr_wizard.credentials.failures import failures_told

        with failures_told(self._failed):
            self.opened = await self.credentials.load(profile)
            self._app.post_message(messages.ProfileOpened(profile, then))

    async def renewed(self, profile: Profile, credential: Credential) -> Credential:
        """A profile's credential with time left, in place of one that may be at its end; that one if there is none."""
        from ghcr_wizard.credentials.failures import FAILURES, cause_and_fix

        try:
            fresh = await self.credentials.load(profile)
        except FAILURES as failure:
            cause, fix = cause_and_fix(failure)
            self._failed(f"The token could not be renewed. {cause}", fix)
            return credential
        if fresh.secret != credential.secret:
            self.opened = fresh
            self._app.post_message(messages.CredentialRenewed())
        return fresh

    def remove(self, profile: Profile, hosts: Hosts) -> None:
        """Remove a profile, its secret, and what was remembered of its packages."""
        self._work.start("removing", self._remove(profile, hosts))

    async def _remove(self, profile: Profile, hosts: Hosts) -> None:
        from ghcr_wizard.catalog.removal import remove
        from ghcr_wizard.credentials.failures import failures_told

        with failures_told(self._failed):
            await remove(self.credentials, profile, hosts)
            self._app.post_message(messages.ProfileRemoved(profile))

    def set_default(self, profile: Profile) -> None:
        """Have a profile's registry take it when none is named."""
        sentence = f"{profile.registry} takes {profile.name} from now on, in Docker and Podman too."
        self._change(self.credentials.set_default(profile), lambda _: sentence)

    def renaming(self, profile: Profile) -> Callable[[str], None]:
        """What gives a profile the name it is called with."""

        def rename(name: str) -> None:
            self._change(self.credentials.rename(profile, name), _renamed)

        return rename

    def describing(self, profile: Profile) -> Callable[[str], None]:
        """What gives a profile the description it is called with."""

        def describe(text: str) -> None:
            self._change(self.credentials.describe(profile, text), lambda _: f"{profile.name} is described.")

        return describe

    def move_to_keyring(self, profile: Profile) -> None:
        """Keep a profile of this session in the keyring."""
        moving = self.credentials.move_to_keyring(profile)
        self._change(moving, lambda stored: f"Stored in {stored.keyring}, and read back to prove it.")

    def _change(self, work: Coroutine[object, object, T], said: Callable[[T], str]) -> None:
        self._work.start("changing a profile", self._changed(work, said), replace=False)

    async def _changed(self, work: Coroutine[object, object, T], said: Callable[[T], str]) -> None:
        from ghcr_wizard.credentials.failures import failures_told

        with failures_told(self._failed):
            self._app.post_message(messages.ProfileChanged(said(await work)))

    def _failed(self, cause: str, fix: str) -> None:
        self._app.post_message(messages.StoringFailed(cause, fix))

    def record(self, name: str, report: CheckReport) -> None:
        """Note at a profile what its test said."""
        self._work.start("recording", self._record(name, report.checked_at, report))

    async def _record(self, name: str, at: datetime, report: CheckReport) -> None:
        from ghcr_wizard.credentials.profile_file import ProfilesError
        from ghcr_wizard.rotation.comparison import package_count

        try:
            await self.credentials.record_check(
                name,
                at,
                report.verdict.value,
                report.token.expires_at,
                packages=package_count(report),
                scopes=report.token.scopes,
            )
        except ProfilesError as error:
            self._app.post_message(messages.WorkBroke("noting the test's result", one_line(error)))
        else:
            await self._read_profiles()


def _renamed(result: RenameResult) -> str:
    """That it was, and what is left to do by hand."""
    if result.left_behind is None:
        return f"It is called {result.profile.name} now."
    return f"It is called {result.profile.name} now; the keyring kept the token under the old name as well."
