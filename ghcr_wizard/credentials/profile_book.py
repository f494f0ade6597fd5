"""The profiles of one settings folder together with those of this session, as one book."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TypeVar

from ghcr_wizard import deadline
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_file import ProfileStore, UnreachableProfilesError
from ghcr_wizard.credentials.profile_format import Profiles
from ghcr_wizard.credentials.profile_names import ProfileNameError, refuse_taken, refuse_unfit
from ghcr_wizard.files import FileLock, LockTimeoutError
from ghcr_wizard.paths import Paths

_FILE_SECONDS = 15.0
"""Longer than the wait for the lock; only a dead network drive takes this long."""

T = TypeVar("T")


class ProfileBook:
    """Reads and changes profiles; a session profile hides a stored one of its name and never touches the disk.

    Every method raises `ProfilesError` where the settings file cannot be read, understood or written.
    """

    def __init__(self, paths: Paths) -> None:
        self._store = ProfileStore(paths)
        self._session = Profiles()

    async def all(self) -> Profiles:
        """Every profile."""
        return self._with_session(await self.on_disk(self._store.load))

    async def put(self, profile: Profile, *, default: bool) -> Profiles:
        """Enter a profile in place of one of its name; a stored one ends the session's one of that name.

        Raises:
            ProfileNameError: Another process has given the name to a profile of another registry meanwhile.
        """
        if profile.store is Store.SESSION:
            session = self._session.with_profile(profile, default=default)
            self._session = session if default else replace(session, defaults=self._session.defaults)
            return await self.all()

        def added(profiles: Profiles) -> Profiles:
            refuse_unfit(profile, profiles)
            return profiles.with_profile(profile, default=default)

        after = await self.on_disk(lambda: self._store.update(added))
        self._session = self._session.without(profile.name)
        return self._with_session(after)

    async def take_out(self, profile: Profile, *, succeeded: bool = True) -> None:
        """Take a profile out; `succeeded` says whether its registry takes another one by default."""
        if profile.store is Store.SESSION:
            self._session = self._session.without(profile.name, succeeded=succeeded)
            return

        def left(profiles: Profiles) -> Profiles:
            return profiles.without(profile.name, succeeded=succeeded)

        await self.on_disk(lambda: self._store.update(left))

    async def change(self, name: str, change: Callable[[Profile], Profile]) -> None:
        """Replace a profile by what `change` makes of it; nothing happens if it is gone meanwhile."""

        def changed(profiles: Profiles) -> Profiles:
            profile = profiles.named(name)
            return profiles.with_profile(change(profile), default=False) if profile else profiles

        if self._session.named(name):
            self._session = changed(self._session)
        else:
            await self.on_disk(lambda: self._store.update(changed))

    async def rename(self, profile: Profile, name: str) -> Profile:
        """Give a profile another name, the default staying where it is; return it under that name.

        Raises:
            ProfileNameError: The profile is gone, or the name was taken meanwhile.
        """

        def renamed(profiles: Profiles) -> Profiles:
            if profiles.named(profile.name) is None:
                raise ProfileNameError(f"Profile {profile.name} no longer exists (changed by another ghcr-wizard).")
            refuse_taken(name, profiles)
            return profiles.renamed(profile.name, name)

        if profile.store is Store.SESSION:
            self._session = renamed(self._session)
        else:
            await self.on_disk(lambda: self._store.update(renamed))
        return replace(profile, name=name)

    async def set_default(self, profile: Profile) -> None:
        """Have the profile's registry take it when none is named."""
        if profile.store is Store.SESSION:
            self._session = self._session.with_default(profile)
            return

        def chosen(profiles: Profiles) -> Profiles:
            return profiles.with_default(profile) if profiles.named(profile.name) else profiles

        await self.on_disk(lambda: self._store.update(chosen))
        others = {host: name for host, name in self._session.defaults.items() if host != profile.registry}
        self._session = replace(self._session, defaults=others)

    @contextlib.asynccontextmanager
    async def alone(self, seconds: float) -> AsyncIterator[None]:
        """While nobody else changes what is stored, in this process or another.

        Args:
            seconds: How long to wait for whoever is at it.

        Raises:
            UnreachableProfilesError: It took longer, or the folder cannot be written.
        """
        lock = FileLock(self._store.path.with_name("credentials"))
        try:
            await self.on_disk(lock.open)
            try:
                await lock.acquire(seconds)
                yield
            finally:
                lock.close()
        except LockTimeoutError as error:
            raise UnreachableProfilesError(self._store.path, str(error)) from None
        except OSError as error:
            raise self._store.unreachable("written", error) from None

    async def on_disk(self, work: Callable[[], T]) -> T:
        """The result of work on the settings folder, waited for a disk's while."""
        try:
            return await deadline.call_async(work, _FILE_SECONDS)
        except TimeoutError:
            sentence = f"{self._store.path} does not answer; check the drive it is on."
            raise UnreachableProfilesError(self._store.path, sentence) from None

    def _with_session(self, stored: Profiles) -> Profiles:
        """The stored profiles and this session's, which win where a name is in both."""
        for profile in self._session.profiles:
            default = self._session.default_of(profile.registry) == profile
            stored = stored.with_profile(profile, default=default)
        return stored
