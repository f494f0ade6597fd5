"""The secrets of profiles, each in its profile's store; every call is waited for only so long.

A secret that works is never overwritten by one that is not yet safe. Keyrings do not promise that writing over an
entry is one step (macOS' is taken away and made anew), and some keep less than they are given. So a new secret is
first kept beside the old one, under a name no profile can have, and read back: from then on both are in the keyring.
Only then the old one is overwritten, and the copy beside it taken away. A process that dies in between leaves the old
secret, the new one, or both; `read` takes the copy where the entry itself is missing.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping
from typing import TypeVar

from ghcr_wizard.credentials.keyring import PROBE_SECONDS, KeyringInfo, SecretStore, within_async
from ghcr_wizard.credentials.keyring_errors import KeyringFailure, KeyringTimeoutError, UnreadableSecretError
from ghcr_wizard.credentials.own_store import OwnStore
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.store_trial import TRIAL_SECONDS, require_fit
from ghcr_wizard.credentials.stores import store_of
from ghcr_wizard.secret import Secret

BESIDE = "~next"
"""What follows a profile's name where a new secret waits; no profile's name has a tilde."""

_MOST_CALLS = 6
"""Calls of a store that one change makes at the most: read, write beside, read back, write, read back, tidy."""

T = TypeVar("T")


class ProfileSecrets:
    """Reads, keeps and deletes secrets.

    Args:
        stores: Where the secrets of each store are.
        seconds: How long one call may take, a person's answer to a keyring's window included.
    """

    def __init__(self, stores: Mapping[Store, SecretStore], seconds: float) -> None:
        self._stores, self._seconds = stores, seconds
        self._fit: set[Store] = set()

    @property
    def longest(self) -> float:
        """Seconds that one change may take, every call of it waited for to the end."""
        return _MOST_CALLS * self._seconds

    async def probe(self, store: Store) -> KeyringInfo:
        """What a store is; never raises."""
        try:
            return await within_async(PROBE_SECONDS, self._stores[store].probe)
        except KeyringFailure as failure:
            return KeyringInfo("the keyring", failure.diagnosis)

    async def require_usable(self, store: Store) -> None:
        """Refuse a store that cannot be used, as far as that can be told without opening a window.

        Raises:
            KeyringFailure: As said.
        """
        held = self._stores[store]
        if not isinstance(held, OwnStore):
            info = await self.probe(store)
            if info.diagnosis is not None:
                raise KeyringFailure(info.diagnosis)
        elif store not in self._fit:
            await within_async(TRIAL_SECONDS, lambda: require_fit(held))
            self._fit.add(store)

    async def require_fit(self, profile: Profile) -> None:
        """Try the store of a profile, unless it is the keyring, which tells when it is written.

        Raises:
            KeyringFailure: It cannot be used.
        """
        if isinstance(self._stores[profile.store], OwnStore):
            await self.require_usable(profile.store)

    async def read(self, profile: Profile) -> Secret | None:
        """A profile's secret; where a replacement was interrupted, the one that was to take its place.

        Raises:
            KeyringFailure: The store does not give it out.
        """
        secret = await self._read(profile, profile.name)
        return secret if secret is not None else await self._read(profile, profile.name + BESIDE)

    async def read_if_given(self, profile: Profile) -> Secret | None:
        """A profile's secret, `None` also where the store does not give it out."""
        try:
            return await self.read(profile)
        except KeyringFailure:
            return None

    async def read_replaceable(self, profile: Profile) -> Secret | None:
        """A profile's secret that a new one must not lose on the way; what is not a string is not worth keeping.

        Raises:
            KeyringFailure: The store does not give it out.
        """
        try:
            return await self.read(profile)
        except UnreadableSecretError:
            return None

    async def keep(self, profile: Profile, secret: Secret, previous: Secret | None) -> None:
        """Keep a secret, proven by reading it back.

        Args:
            profile: Whose.
            secret: What to keep.
            previous: What is there now and must not be lost on the way, if anything.

        Raises:
            KeyringFailure: The store did not take it; what was there before is there still.
        """
        if previous is None or previous == secret:
            await self._write(profile, profile.name, secret)
            if previous is not None:
                await self._tidy(profile)
            return
        beside = profile.name + BESIDE
        await self._write(profile, beside, secret)
        try:
            await self._write(profile, profile.name, secret)
        except KeyringTimeoutError:
            raise  # nobody knows what it did: the copy stays, and the next change takes it away
        except KeyringFailure:
            await self._tidy(profile)
            raise
        await self._tidy(profile)

    async def delete(self, profile: Profile) -> bool:
        """Delete a profile's secret; `False` where there was none.

        Raises:
            KeyringFailure: The store did not.
        """
        beside = await self._delete(profile, profile.name + BESIDE)
        return await self._delete(profile, profile.name) or beside

    async def take_back(self, profile: Profile, previous: Secret | None) -> None:
        """Undo a kept secret; the failure that led here is the one to tell, so one more is not."""
        try:
            if previous is None:
                await self.delete(profile)
            else:
                await self._write(profile, profile.name, previous)
        except KeyringFailure:
            return

    async def _tidy(self, profile: Profile) -> None:
        """Take the copy away where the entry itself can be read."""
        try:
            if await self._read(profile, profile.name) is not None:
                await self._delete(profile, profile.name + BESIDE)
        except KeyringFailure:
            return

    async def _read(self, profile: Profile, name: str) -> Secret | None:
        store = self._store(profile)
        return await self._call(lambda: store.read(profile.registry, name))

    async def _delete(self, profile: Profile, name: str) -> bool:
        store = self._store(profile)
        return await self._call(lambda: store.delete(profile.registry, name))

    async def _write(self, profile: Profile, name: str, secret: Secret) -> None:
        store, given_up = self._store(profile), threading.Event()
        try:
            await self._call(lambda: store.write(profile.registry, name, secret, given_up))
        except (KeyringFailure, asyncio.CancelledError):
            given_up.set()
            raise

    def _store(self, profile: Profile) -> SecretStore:
        """Where a profile's secret is; of an App whose key stays in its file nothing is kept."""
        in_a_file = profile.app is not None and profile.app.key_file is not None
        return self._stores[Store.COMMAND] if in_a_file else store_of(self._stores, profile)

    async def _call(self, work: Callable[[], T]) -> T:
        return await within_async(self._seconds, work)
