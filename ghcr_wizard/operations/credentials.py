"""Stored credentials: a profile in the settings file, its secret in the keyring, the two kept in step.

Order matters where a process can die between the two. Storing writes the secret first: what can be left behind is a
secret that no profile names, which the next try overwrites under the same name; never a profile that promises a secret
which is not there. Removing deletes the secret first: what can be left behind is a profile without its secret, which
`load` reports and a second removal clears; never a live token that nothing on the screen speaks of.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from ghcr_wizard.domain.credential import Credential
from ghcr_wizard.domain.diagnoses import diagnose
from ghcr_wizard.domain.hosts import GHCR, Hosts
from ghcr_wizard.domain.profiles import Profile, Store
from ghcr_wizard.domain.secret import Secret
from ghcr_wizard.operations.profile_names import ProfileNameError, refuse_unfit
from ghcr_wizard.services import bounded
from ghcr_wizard.services.keyring_errors import KeyringFailure, lost_secret
from ghcr_wizard.services.keyring_store import (
    PROBE_SECONDS,
    PROMPT_SECONDS,
    KeyringInfo,
    MemoryKeyring,
    NothingKept,
    SecretKeeper,
    SystemKeyring,
    within_async,
)
from ghcr_wizard.services.paths import Paths
from ghcr_wizard.services.profile_format import Profiles
from ghcr_wizard.services.profile_store import ProfilesError, ProfileStore, UnreachableProfilesError

_FILE_SECONDS = 15.0
"""Longer than the wait for the lock; only a dead network drive takes this long."""

T = TypeVar("T")


class NoSuchProfileError(LookupError):
    """No profile fits; the message is a sentence for the person and repeats nothing that was typed."""


class OtherHostError(NoSuchProfileError):
    """The profile named belongs to another registry; its secret is not sent to this one."""

    def __init__(self, profile: Profile, registry: str) -> None:
        reason = f"the profile is one of {profile.registry}, not of {registry}"
        self.diagnosis = diagnose("token-host-mismatch", host=registry, reason=reason)
        super().__init__(f"This profile is one of {profile.registry}, not of {registry}.")


@dataclass(frozen=True, slots=True)
class StoreResult:
    """What storing did.

    Attributes:
        profile: As it is stored.
        keyring: The real name of where the secret is.
        replaced: Whether a profile of this name gave way.
        is_default: Whether its registry takes it when none is named.
    """

    profile: Profile
    keyring: str
    replaced: bool
    is_default: bool


@dataclass(frozen=True, slots=True)
class RemoveResult:
    """What removing did.

    Attributes:
        profile: The one that is gone.
        had_secret: Whether there still was a secret to delete.
        new_default: The name of the profile its registry takes from now on, or `None`.
    """

    profile: Profile
    had_secret: bool
    new_default: str | None


class Credentials:
    """The stored credentials of one settings folder, and those of this session.

    Args:
        paths: Where the profiles are.
        keyring: Where the secrets are; the operating system's keyring if not given.
        seconds: How long a keyring may take, a person's answer to its window included.
        environment: The variables a profile's command sees; those of this process if not given.
    """

    def __init__(
        self,
        paths: Paths,
        keyring: SecretKeeper | None = None,
        seconds: float = PROMPT_SECONDS,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._store = ProfileStore(paths)
        self._cache_folder = paths.cache
        self._keepers: dict[Store, SecretKeeper] = {
            Store.KEYRING: keyring or SystemKeyring(),
            Store.SESSION: MemoryKeyring(),
            Store.COMMAND: NothingKept(),
        }
        self._environment = os.environ if environment is None else environment
        self._session = Profiles()
        self._seconds = seconds

    async def keyring(self) -> KeyringInfo:
        """Which keyring secrets go to, and whether it may be used; never raises, opens no window."""
        return await self._probe(Store.KEYRING)

    async def list(self) -> Profiles:
        """Every profile, this session's included.

        Raises:
            ProfilesError: The settings file cannot be read or understood.
        """
        return self._with_session(await self._on_disk(self._store.load))

    async def find(self, registry: str | None, name: str | None = None) -> Profile:
        """The profile to use: the named one, or the registry's default.

        Args:
            registry: The registry's host; `None` stands for whichever the named profile has, or ghcr.io.
            name: The profile's name; `None` for the default.

        Raises:
            NoSuchProfileError: There is none, or the named one is of another registry.
            ProfilesError: As for `list`.
        """
        profiles = await self.list()
        if name is None:
            host = registry or GHCR
            profile = profiles.default_of(host)
            if profile is None:
                raise NoSuchProfileError(f"No credential for {host} is stored; run ghcr-wizard to get one.")
            return profile
        profile = profiles.named(name)
        if profile is None:
            raise NoSuchProfileError("There is no such profile; “ghcr-wizard profiles” lists them.")
        if registry not in {None, profile.registry}:
            raise OtherHostError(profile, registry or GHCR)
        return profile

    async def store(self, profile: Profile, secret: Secret, *, default: bool = True) -> StoreResult:
        """Keep a credential, in place of one of the same name and registry.

        One for this session only hides a stored one of its name until the program ends. Cancelling takes a secret
        back that is still being written.

        Args:
            profile: What to keep; one with the store `session` stays in memory.
            secret: Its secret.
            default: Whether its registry takes it from now on when none is named.

        Raises:
            ProfileNameError: The name is not allowed, or belongs to a profile of another registry.
            KeyringFailure: The keyring did not take the secret; nothing has changed.
            ProfilesError: The settings file could not be written; the secret was taken back.
        """
        before = await self.list()
        refuse_unfit(profile, before)
        keeper = self._keepers[profile.store]
        replaced = before.named(profile.name)
        previous = await self._call(lambda: keeper.read(profile.registry, profile.name)) if replaced else None
        await self._write(keeper, profile, secret)
        try:
            after = await self._add(profile, default=default)
        except (ProfilesError, ProfileNameError):
            await self._take_back(keeper, profile, previous)
            raise
        if profile.store is Store.COMMAND and replaced and replaced.store is not Store.COMMAND:
            await self._take_back(self._keepers[Store.KEYRING], profile, None)
        info = await self._probe(profile.store)
        is_default = after.default_of(profile.registry) == profile
        return StoreResult(profile, info.name, replaced is not None, is_default)

    async def load(self, profile: Profile) -> Credential:
        """The credential of a profile, ready to be used: whatever its method and its store, callers need no more.

        Raises:
            KeyringFailure: The keyring does not give it out; `LostSecretError` where it has none.
            UnobtainableError: A token that has to be made or fetched first could not be.
        """
        if profile.store is Store.COMMAND:
            return Credential(profile.username, await self.printed_by(profile.command or ""))
        keeper = self._keepers[profile.store]
        secret = await self._call(lambda: keeper.read(profile.registry, profile.name))
        if secret is None:
            raise lost_secret((await self._probe(profile.store)).name)
        return Credential(profile.username, secret)

    async def printed_by(self, command: str) -> Secret:
        """The token a command prints, run as a profile of the store `command` runs it.

        Raises:
            UnobtainableError: It prints none.
        """
        from ghcr_wizard.services.token_command import token_of  # noqa: PLC0415 - the first paint needs no processes

        return await token_of(command, self._environment)

    async def remove(self, profile: Profile, hosts: Hosts | None = None) -> RemoveResult:
        """Delete a profile's secret, then the profile, then what was remembered of its catalog.

        Args:
            profile: Which one.
            hosts: The servers it was used with, to forget what they listed; `None` to leave that to its age.

        Raises:
            KeyringFailure: The secret could not be deleted; the profile is still there.
            ProfilesError: The secret is gone, the profile could not be taken out of the settings file.
        """
        keeper = self._keepers[profile.store]
        secret = await self._read_if_given(keeper, profile) if hosts else None
        had_secret = await self._call(lambda: keeper.delete(profile.registry, profile.name))
        if profile.store is Store.SESSION:
            self._session = self._session.without(profile.name)
        else:
            await self._on_disk(lambda: self._store.update(lambda profiles: profiles.without(profile.name)))
        if hosts is not None:
            await self._forget(profile, hosts, secret)
        after = await self.list()
        default = after.default_of(profile.registry)
        return RemoveResult(profile, had_secret, default.name if default else None)

    async def record_check(self, name: str, checked_at: datetime, verdict: str, expires_at: datetime | None) -> None:
        """Note at a profile what its last test said; nothing happens if it is gone meanwhile.

        Raises:
            ProfilesError: The settings file cannot be read or written.
        """

        def noted(profiles: Profiles) -> Profiles:
            profile = profiles.named(name)
            if profile is None:
                return profiles
            checked = replace(profile, checked_at=checked_at, verdict=verdict, expires_at=expires_at)
            return profiles.with_profile(checked, default=False)

        if self._session.named(name):
            self._session = noted(self._session)
        else:
            await self._on_disk(lambda: self._store.update(noted))

    def _with_session(self, stored: Profiles) -> Profiles:
        """The stored profiles and this session's, which win where a name is in both."""
        for profile in self._session.profiles:
            default = self._session.default_of(profile.registry) == profile
            stored = stored.with_profile(profile, default=default)
        return stored

    async def _add(self, profile: Profile, *, default: bool) -> Profiles:
        if profile.store is Store.SESSION:
            self._session = self._session.with_profile(profile, default=default)
            return await self.list()

        def added(profiles: Profiles) -> Profiles:
            refuse_unfit(profile, profiles)
            return profiles.with_profile(profile, default=default)

        after = await self._on_disk(lambda: self._store.update(added))
        self._session = self._session.without(profile.name)
        self._keepers[Store.SESSION].delete(profile.registry, profile.name)
        return self._with_session(after)

    async def _write(self, keeper: SecretKeeper, profile: Profile, secret: Secret) -> None:
        given_up = threading.Event()
        try:
            await self._call(lambda: keeper.write(profile.registry, profile.name, secret, given_up))
        except (KeyringFailure, asyncio.CancelledError):
            given_up.set()
            raise

    async def _take_back(self, keeper: SecretKeeper, profile: Profile, previous: Secret | None) -> None:
        """Undo a written secret; the failure that led here is the one to tell, so one more is not."""
        try:
            if previous is None:
                await self._call(lambda: keeper.delete(profile.registry, profile.name))
            else:
                await self._write(keeper, profile, previous)
        except KeyringFailure:
            return

    async def _forget(self, profile: Profile, hosts: Hosts, secret: Secret | None) -> None:
        from ghcr_wizard.services.catalog_cache import CatalogCache  # noqa: PLC0415 - removing is rare

        cache = CatalogCache(self._cache_folder)
        await self._on_disk(lambda: cache.forget(hosts, secret, profile.username))

    async def _read_if_given(self, keeper: SecretKeeper, profile: Profile) -> Secret | None:
        try:
            return await self._call(lambda: keeper.read(profile.registry, profile.name))
        except KeyringFailure:
            return None

    async def _probe(self, store: Store) -> KeyringInfo:
        try:
            return await within_async(PROBE_SECONDS, self._keepers[store].probe)
        except KeyringFailure as failure:
            return KeyringInfo("the keyring", failure.diagnosis)

    async def _call(self, work: Callable[[], T]) -> T:
        return await within_async(self._seconds, work)

    async def _on_disk(self, work: Callable[[], T]) -> T:
        try:
            return await bounded.call_async(work, _FILE_SECONDS)
        except TimeoutError:
            sentence = f"{self._store.path} does not answer; check the drive it is on."
            raise UnreachableProfilesError(self._store.path, sentence) from None
