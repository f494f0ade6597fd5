"""Stored credentials: a profile in the settings file, its secret in the keyring, the two kept in step.

Order matters where a process can die between the two. Storing writes the secret first: what can be left behind is a
secret that no profile names, which the next try overwrites under the same name; never a profile that promises a secret
which is not there. Replacing keeps the old secret until the new one is safe (see `vault`). Removing deletes the secret
first: what can be left behind is a profile without its secret, which `load` reports and a second removal clears; never
a live token that nothing on the screen speaks of.
"""

import contextlib
import os
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.app_tokens import AppTokens
from ghcr_wizard.credentials.keyring import PROMPT_SECONDS, KeyringInfo, SecretStore, SystemKeyring
from ghcr_wizard.credentials.keyring_errors import KeyringFailure, forgotten, lost_secret
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_book import ProfileBook
from ghcr_wizard.credentials.profile_choice import chosen_profile
from ghcr_wizard.credentials.profile_file import ProfilesError
from ghcr_wizard.credentials.profile_format import Profiles
from ghcr_wizard.credentials.profile_names import (
    ProfileNameError,
    checked_description,
    checked_profile_name,
    refuse_taken,
    refuse_unfit,
)
from ghcr_wizard.credentials.profile_secrets import ProfileSecrets
from ghcr_wizard.credentials.stored import RemoveResult, RenameResult, StoreResult
from ghcr_wizard.credentials.stores import Machine, made_stores, same_place
from ghcr_wizard.paths import Paths
from ghcr_wizard.secret import Secret


class Credentials:
    """The stored credentials of one settings folder, and those of this session.

    Args:
        paths: Where the profiles are.
        keyring: Where the secrets are; the operating system's keyring if not given.
        seconds: How long a keyring may take, a person's answer to its window included.
        environment: The variables a profile's command sees, and where addresses may be overridden for what has to
            ask GitHub; those of this process if not given.
        now: The clock, in UTC.
    """

    def __init__(
        self,
        paths: Paths,
        keyring: SecretStore | None = None,
        seconds: float = PROMPT_SECONDS,
        environment: Mapping[str, str] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.paths = paths
        self._book = ProfileBook(paths)
        self.cache_folder = paths.cache
        self._environment = os.environ if environment is None else environment
        stores = made_stores(Machine(paths, self._environment, keyring or SystemKeyring()))
        self._secrets = ProfileSecrets(stores, seconds)
        self.app_tokens = AppTokens(paths.cache, stores, self._environment, now, seconds)
        """The tokens of the profiles that are GitHub Apps."""

    async def keyring(self, store: Store = Store.KEYRING) -> KeyringInfo:
        """Which keyring secrets of a store go to, and whether it may be used; never raises, opens no window."""
        return await self._secrets.probe(store)

    async def list(self) -> Profiles:
        """Every profile, this session's included.

        Raises:
            ProfilesError: The settings file cannot be read or understood.
        """
        return await self._book.all()

    async def find(self, registry: str | None, name: str | None = None) -> Profile:
        """The profile to use: the named one, or the registry's default.

        Args:
            registry: The registry's host; `None` stands for whichever the named profile has, or ghcr.io.
            name: The profile's name; `None` for the default.

        Raises:
            NoSuchProfileError: There is none, or the named one is of another registry.
            ProfilesError: As for `list`.
        """
        return chosen_profile(await self.list(), registry, name)

    async def store(self, profile: Profile, secret: Secret, *, default: bool = True) -> StoreResult:
        """Keep a credential, in place of one of the same name and registry, which works until the new one is safe.

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
        async with self._alone(profile):
            return await self._store(profile, secret, default=default)

    async def _store(self, profile: Profile, secret: Secret, *, default: bool) -> StoreResult:
        before = await self.list()
        refuse_unfit(profile, before)
        await self._secrets.require_fit(profile)
        replaced = before.named(profile.name)
        previous = await self._secrets.read_replaceable(profile) if replaced else None
        await self._secrets.keep(profile, secret, previous)
        try:
            after = await self._book.put(profile, default=default)
        except (ProfilesError, ProfileNameError):
            await self._secrets.take_back(profile, previous)
            raise
        await self._clear_other_stores(profile, replaced)
        info = await self._secrets.probe(profile.store)
        is_default = after.default_of(profile.registry) == profile
        return StoreResult(profile, info.name, is_default, replaced, previous == secret)

    async def load(self, profile: Profile) -> Credential:
        """The credential of a profile, ready to be used: whatever its method and its store, callers need no more.

        Raises:
            KeyringFailure: The keyring does not give it out; `LostSecretError` where it has none.
            UnobtainableError: A token that has to be made or fetched first could not be.
        """
        if profile.store is Store.COMMAND:
            return Credential(profile.username, await self.printed_by(profile.command or ""))
        if profile.app is not None:
            return await self.app_tokens.credential(profile)
        secret = await self._secrets.read(profile)
        if secret is None:
            raise await self._lost(profile)
        return Credential(profile.username, secret)

    async def require_fit(self, store: Store) -> None:
        """Try the store that secrets are to go to, before anybody is asked for one; opens no window.

        Raises:
            KeyringFailure: It cannot be used.
        """
        await self._secrets.require_usable(store)

    async def _lost(self, profile: Profile) -> KeyringFailure:
        if profile.store is Store.KERNEL:
            return forgotten()
        return lost_secret((await self._secrets.probe(profile.store)).name)

    async def printed_by(self, command: str) -> Secret:
        """The token a command prints, run as a profile of the store `command` runs it.

        Raises:
            UnobtainableError: It prints none.
        """
        from ghcr_wizard.credentials.token_command import token_of

        return await token_of(command, self._environment)

    async def remove(self, profile: Profile, *, succeeded: bool = True) -> RemoveResult:
        """Delete a profile's secret, then the profile.

        Args:
            profile: Which one.
            succeeded: Whether its registry takes another profile by default from now on.

        Raises:
            KeyringFailure: The secret could not be deleted; the profile is still there.
            ProfilesError: The secret is gone, the profile could not be taken out of the settings file.
        """
        async with self._alone(profile):
            return await self._remove(profile, succeeded=succeeded)

    async def _remove(self, profile: Profile, *, succeeded: bool) -> RemoveResult:
        if profile.app is not None:
            await self.app_tokens.forget(profile)
        had_secret = await self._secrets.delete(profile)
        await self._book.take_out(profile, succeeded=succeeded)
        after = await self.list()
        default = after.default_of(profile.registry)
        return RemoveResult(profile, had_secret, default.name if default else None)

    async def rename(self, profile: Profile, name: str) -> RenameResult:
        """Give a profile another name: its secret first, then the entry, and the secret's old place is cleared last.

        Wherever that is interrupted, the profile has its secret under the name it then has.

        Raises:
            ProfileNameError: The name is not allowed or taken; nothing has changed.
            KeyringFailure: The keyring did not give the secret or take it under the new name; nothing has changed.
            ProfilesError: The settings file could not be written; nothing has changed.
        """
        async with self._alone(profile):
            return await self._rename(profile, checked_profile_name(name))

    async def _rename(self, profile: Profile, name: str) -> RenameResult:
        refuse_taken(name, await self.list())
        renamed = replace(profile, name=name)
        secret = await self._secrets.read(profile)
        if secret is not None:
            await self._secrets.keep(renamed, secret, None)
        try:
            await self._book.rename(profile, name)
        except (ProfilesError, ProfileNameError):
            await self._secrets.take_back(renamed, None)
            raise
        try:
            if profile.app is not None:
                await self.app_tokens.forget(profile)
            await self._secrets.delete(profile)
        except KeyringFailure as failure:
            return RenameResult(renamed, failure.diagnosis)
        return RenameResult(renamed)

    async def move_to_keyring(self, profile: Profile) -> StoreResult:
        """Keep a profile of this session beyond its end: what it is stored by, an App's key and not a token of it.

        Raises:
            ProfileNameError: As for `store`.
            KeyringFailure: The keyring did not take the secret; it is still there for this session.
            ProfilesError: As for `store`.
        """
        secret = await self._secrets.read(profile)
        in_a_file = profile.app is not None and profile.app.key_file is not None
        if secret is None and not in_a_file:
            raise await self._lost(profile)
        is_default = (await self.list()).default_of(profile.registry) == profile
        return await self.store(replace(profile, store=Store.KEYRING), secret or Secret(""), default=is_default)

    async def listed_with(self, profile: Profile) -> Secret | None:
        """The token that a profile's packages were listed with, as far as it is kept: an App's token, not its key."""
        if profile.app is not None:
            return await self.app_tokens.kept(profile)
        return await self._secrets.read_if_given(profile)

    @contextlib.asynccontextmanager
    async def _alone(self, profile: Profile) -> AsyncIterator[None]:
        """While no other process or task changes what is stored: secrets and the settings file are changed as one.

        A profile of this session is nobody else's: it never touches the disk.

        Raises:
            UnreachableProfilesError: Another one is at it for longer than a keyring may take.
        """
        if profile.store is Store.SESSION:
            yield
            return
        async with self._book.alone(self._secrets.longest):
            yield

    async def set_default(self, profile: Profile) -> None:
        """Have the profile's registry take it from now on when none is named, in every program at once.

        Raises:
            ProfilesError: The settings file cannot be read or written.
        """
        await self._book.set_default(profile)

    async def describe(self, profile: Profile, text: str) -> None:
        """Note the person's own words at a profile.

        Raises:
            ProfileNameError: They hold a token.
            ProfilesError: The settings file cannot be read or written.
        """
        description = checked_description(text)
        await self._book.change(profile.name, lambda found: replace(found, description=description))

    async def record_check(
        self,
        name: str,
        checked_at: datetime,
        verdict: str,
        expires_at: datetime | None,
        *,
        packages: int | None = None,
        scopes: tuple[str, ...] | None = None,
    ) -> None:
        """Note at a profile what its last test said; nothing happens if it is gone meanwhile.

        What this test could not tell stays as it was known: a token that has expired no longer says when it did.

        Raises:
            ProfilesError: The settings file cannot be read or written.
        """

        def noted(profile: Profile) -> Profile:
            return replace(
                profile,
                checked_at=checked_at,
                verdict=verdict,
                expires_at=None if profile.app else expires_at or profile.expires_at,
                packages=profile.packages if packages is None else packages,
                scopes=profile.scopes if scopes is None else scopes,
            )

        await self._book.change(name, noted)

    async def _clear_other_stores(self, profile: Profile, replaced: Profile | None) -> None:
        """Take the secrets away that a profile of this name had in other stores; none of them is asked for again."""
        if profile.store is not Store.SESSION:
            await self._secrets.delete(replace(profile, store=Store.SESSION))
        if replaced is None or profile.store is Store.SESSION:
            return
        if replaced.app is not None:
            with contextlib.suppress(KeyringFailure):
                await self.app_tokens.forget(replaced)
        in_a_file = profile.app is not None and profile.app.key_file is not None
        if in_a_file or not same_place(profile, replaced):
            await self._secrets.take_back(replace(replaced, app=None), None)
