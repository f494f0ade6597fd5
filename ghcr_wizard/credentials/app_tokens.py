"""The tokens of stored GitHub Apps: minted when one is needed, kept until five minutes before they end.

A token is kept in memory and, for the other processes of this user (the credential helper, the commands), in the
keyring beside its App's key; in no file. Where no keyring can be asked, each process mints its own.

All of that blocks, on a keyring, a lock or the network, and goes on on a thread of its own: a caller that does not wait
any longer leaves it behind to end in order, with its lock given back.
"""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.keyring import SecretStore, within
from ghcr_wizard.credentials.keyring_errors import KeyringFailure, forgotten, lost_secret
from ghcr_wizard.credentials.profile import AppGrant, Profile, Store
from ghcr_wizard.credentials.profile_secrets import BESIDE
from ghcr_wizard.credentials.stores import store_of
from ghcr_wizard.credentials.unavailable import TokenUnavailableError
from ghcr_wizard.deadline import DaemonExecutor, call_async
from ghcr_wizard.diagnosis.causes_keyrings import KEYRING_TIMEOUT, PROFILES_UNREADABLE
from ghcr_wizard.diagnosis.model import diagnose
from ghcr_wizard.files import LockTimeoutError, locked
from ghcr_wizard.formatting import iso, parse_moment
from ghcr_wizard.github.app_key_files import NoKeyFileError, read_key_file
from ghcr_wizard.github.apps import USERNAME, MintedToken
from ghcr_wizard.github.hosts import EndpointError, HostError, Hosts, hosts_of
from ghcr_wizard.secret import Secret

_TURN_SECONDS = 40.0
"""How long to wait while another process mints: longer than its request may take. After that it counts as stuck."""

_MOST_SECONDS = 180.0
"""Longer than another process may take to mint, this one after it, and the keyring around both."""

_DAY_SECONDS = 86_400

T = TypeVar("T")


def token_name(profile: str) -> str:
    """The keyring's user name for the token of a profile; no profile is called so, as `#` is in no name of one."""
    return f"{profile}#token"


class AppTokens:
    """Tokens of the profiles that are GitHub Apps.

    Args:
        folder: Where the locks go, by which processes wait for each other; nothing is in them.
        stores: Where the keys and the tokens are, by a profile's store.
        environment: Where addresses may be overridden.
        now: This computer's clock, in UTC.
        seconds: How long a keyring may take.
    """

    def __init__(
        self,
        folder: Path,
        stores: Mapping[Store, SecretStore],
        environment: Mapping[str, str],
        now: Callable[[], datetime],
        seconds: float,
    ) -> None:
        self._folder, self._stores, self._environment = folder, stores, environment
        self._now, self._seconds = now, seconds
        self._minted: dict[str, tuple[str, MintedToken]] = {}

    async def credential(self, profile: Profile) -> Credential:
        """A credential with at least five minutes left, minted if there is none.

        Raises:
            TokenUnavailableError: Its key cannot be used, GitHub refuses, or cannot be asked.
            KeyringFailure: The keyring does not give the key out.
        """
        return await _aside(lambda: self._credential(profile))

    async def keep(self, profile: Profile, token: MintedToken) -> None:
        """Keep a token that was minted for a profile; a keyring that does not take it is no loss."""
        mark = _mark(self._hosts(profile), _grant_of(profile))
        await _aside(lambda: self._keep(profile, mark, token))

    async def kept(self, profile: Profile) -> Secret | None:
        """The token that is kept of a profile, valid or not; `None` where there is none to be had."""
        held = self._minted.get(profile.name) or await _aside(lambda: self._in_keyring(profile))
        return held[1].secret if held else None

    async def forget(self, profile: Profile) -> None:
        """Keep no token of a profile any longer.

        Raises:
            KeyringFailure: The keyring does not delete it; nothing is said where it never had to hold the key either.
        """
        self._minted.pop(profile.name, None)
        try:
            await _aside(lambda: self._delete(profile))
        except KeyringFailure:
            if _grant_of(profile).key_file is None:
                raise

    def _credential(self, profile: Profile) -> Credential:
        grant = _grant_of(profile)
        hosts = self._hosts(profile)
        mark = _mark(hosts, grant)
        token = self._kept(profile, mark)
        if token is None:
            with _turn(self._folder / f"app-{mark}"):
                token = self._kept(profile, mark)
                if token is None:
                    token = self._mint(profile, grant, hosts)
                    self._keep(profile, mark, token)
        return Credential(profile.username or USERNAME, token.secret, token.expires_at)

    def _delete(self, profile: Profile) -> None:
        store = store_of(self._stores, profile)
        within(self._seconds, lambda: store.delete(profile.registry, token_name(profile.name)))

    def _hosts(self, profile: Profile) -> Hosts:
        try:
            return hosts_of(profile.registry, self._environment)
        except (HostError, EndpointError) as error:
            raise TokenUnavailableError.of(diagnose(PROFILES_UNREADABLE, said=str(error))) from None

    def _kept(self, profile: Profile, mark: str) -> MintedToken | None:
        """The token that is kept, if it is still good for five minutes and of this App."""
        held = self._minted.get(profile.name)
        if held is None or held[0] != mark or not held[1].is_fresh(self._now()):
            held = self._in_keyring(profile)
        if held is None or held[0] != mark or not held[1].is_fresh(self._now()):
            return None
        self._minted[profile.name] = held
        return held[1]

    def _in_keyring(self, profile: Profile) -> tuple[str, MintedToken] | None:
        store = store_of(self._stores, profile)
        with contextlib.suppress(KeyringFailure):
            text = within(self._seconds, lambda: store.read(profile.registry, token_name(profile.name)))
            return _decoded(text.reveal()) if text else None
        return None

    def _keep(self, profile: Profile, mark: str, token: MintedToken) -> None:
        self._minted[profile.name] = (mark, token)
        store, name = store_of(self._stores, profile), token_name(profile.name)
        text = _encoded(mark, token)
        with contextlib.suppress(KeyringFailure):
            within(self._seconds, lambda: store.write(profile.registry, name, text))

    def _mint(self, profile: Profile, grant: AppGrant, hosts: Hosts) -> MintedToken:
        from ghcr_wizard.credentials.app import mint

        return _alone(mint(hosts, grant, self._key(profile, grant), self._now))

    def _key(self, profile: Profile, grant: AppGrant) -> Secret:
        if grant.key_file is not None:
            try:
                return read_key_file(grant.key_file).secret
            except NoKeyFileError as error:
                row = error.diagnosis
                raise TokenUnavailableError(f"{grant.key_file}: {row.cause} {row.fix}", row) from None
        store = store_of(self._stores, profile)
        for name in (profile.name, profile.name + BESIDE):
            key = within(self._seconds, lambda name=name: store.read(profile.registry, name))  # type: ignore[misc]
            if key is not None:
                return key
        raise forgotten() if profile.store is Store.KERNEL else lost_secret(within(self._seconds, store.probe).name)


async def _aside(work: Callable[[], T]) -> T:
    """The result of blocking work, done on a thread of its own."""
    try:
        return await call_async(work, _MOST_SECONDS)
    except TimeoutError:
        row = diagnose(KEYRING_TIMEOUT, seconds=f"{_MOST_SECONDS:g}")
        cause = "No token was made in time: the keyring or GitHub does not answer."
        raise TokenUnavailableError.of(replace(row, cause=cause)) from None


def _grant_of(profile: Profile) -> AppGrant:
    if profile.app is None:
        said = f"profile {profile.name} does not say which App it is of; remove it and log in again."
        raise TokenUnavailableError.of(diagnose(PROFILES_UNREADABLE, said=said))
    return profile.app


def _mark(hosts: Hosts, grant: AppGrant) -> str:
    """Says which tokens are of the same making: of this App, here, narrowed so."""
    making = [hosts.api_url, grant.client_id, grant.installation, *sorted(grant.repositories)]
    return hashlib.sha256(json.dumps(making).encode()).hexdigest()[:16]


@contextlib.contextmanager
def _turn(path: Path) -> Iterator[None]:
    """Wait until no other process mints for this App; where that cannot be had, go on without."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(LockTimeoutError, OSError):
            stack.enter_context(locked(path, _TURN_SECONDS))
        yield


def _alone(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work` on an event loop of its own, which waits for no name server at its end."""

    async def run() -> T:
        asyncio.get_running_loop().set_default_executor(DaemonExecutor())
        return await work

    return asyncio.run(run())


def _encoded(mark: str, token: MintedToken) -> Secret:
    """As the keyring holds it: short enough for every keyring that holds the token itself."""
    fields = {
        "for": mark,
        "expires_at": iso(token.expires_at),
        "ahead": round(token.ahead.total_seconds()),
        "token": token.secret.reveal(),
    }
    return Secret(json.dumps(fields, separators=(",", ":")), is_document=True)


def _decoded(text: str) -> tuple[str, MintedToken] | None:
    """What the keyring holds, or `None` where it is not what `_encoded` writes: then a token is made anew."""
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match fields:
        case {"for": str(mark), "expires_at": written, "ahead": int(ahead), "token": str(token)} if token:
            expires_at = parse_moment(written)
            if expires_at is not None and abs(ahead) <= _DAY_SECONDS:
                return mark, MintedToken(Secret(token), expires_at, ahead=timedelta(seconds=ahead))
    return None
