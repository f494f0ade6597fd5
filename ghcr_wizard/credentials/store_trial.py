"""Stores tried on this machine: a made-up secret is kept for a moment, and read back by a fresh process."""

import asyncio
import secrets
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ghcr_wizard.credentials.keyring import PROBE_SECONDS, KeyringInfo, SecretStore, SystemKeyring, within
from ghcr_wizard.credentials.keyring_errors import KeyringFailure, lost_secret, store_unavailable
from ghcr_wizard.credentials.own_store import PROGRAM_SECONDS, OwnStore
from ghcr_wizard.credentials.profile import Store
from ghcr_wizard.credentials.stores import STORES, Machine, made_stores
from ghcr_wizard.credentials.unavailable import TokenUnavailableError
from ghcr_wizard.deadline import call_async
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.hosts import GHCR
from ghcr_wizard.paths import Paths
from ghcr_wizard.programs import has_program
from ghcr_wizard.secret import Secret

TRIAL_SECONDS = 3 * PROGRAM_SECONDS
"""For one trial: kept, read back, removed."""

_TRIAL_REGISTRY, _TRIAL_NAME = "trial", "trial"
_KERNEL_RELEASE = Path("/proc/sys/kernel/osrelease")
_VARIABLES = ("CR_PAT", "GHCR_TOKEN", "GH_TOKEN", "GITHUB_TOKEN")
_COMMANDS = (
    ("op", "op read op://VAULT/ITEM/credential"),
    ("rbw", "rbw get ITEM"),
    ("bw", "bw get password ITEM"),
    ("vault", "vault kv get -field=token PATH"),
)
"""Password managers that print a secret: their program, and the command with names to be filled in."""


_OPTIONS = {
    Method.GITHUB_APP: "--app-id ID --private-key PATH",
    Method.OAUTH_DEVICE: "--client-id ID",
}
"""What else a login of a method needs, where it is no token from standard input."""

PLACEHOLDER = "NAME"
"""A user name that has to be filled in."""


@dataclass(frozen=True, slots=True)
class Login:
    """What a login was asked for, as far as another one repeats it.

    Attributes:
        method: How the credential is made.
        registry: The registry's host.
        username: The registry's user name, or a word to fill in.
    """

    method: Method = Method.CLASSIC_PAT
    registry: str = GHCR
    username: str = PLACEHOLDER


@dataclass(frozen=True, slots=True)
class StoreTrial:
    """What came of trying a store.

    Attributes:
        store: Which one.
        title: What a person calls it.
        diagnosis: Why it cannot be used; `None` where it works.
        note: What to know about it, a sentence, or empty.
        command: The command that prints the token, for the store `command`.
        is_template: Whether names in it have to be filled in: it could not be tried.
    """

    store: Store
    title: str
    diagnosis: Diagnosis | None = None
    note: str = ""
    command: str = ""
    is_template: bool = False

    @property
    def works(self) -> bool:
        """Whether a secret may be put there."""
        return self.diagnosis is None

    @property
    def options(self) -> str:
        """The options of a login that take it."""
        match self.store:
            case Store.COMMAND:
                return f'--store command --command "{self.command}"'
            case Store.KERNEL:
                return "--store kernel --for 8h"
            case _:
                return f"--store {self.store.value}"

    def command_line(self, login: Login) -> str:
        """The whole command that stores a token there, for what a login was asked for."""
        takes_token = STORES[self.store].keeps_token
        registry = "" if login.registry == GHCR else f" --registry {login.registry}"
        if login.method in _OPTIONS and takes_token:
            words = f"--method {login.method.value} {_OPTIONS[login.method]} {self.options}"
        else:
            method = Method.CLASSIC_PAT if login.method in _OPTIONS else login.method
            source = "--token-stdin " if takes_token else ""
            words = f"--method {method.value} --username {shlex.quote(login.username)} {source}{self.options}"
        return f"ghcr-wizard login {words}{registry}"


def require_fit(store: OwnStore) -> None:
    """Try a store; blocks as long as its programs do.

    Raises:
        KeyringFailure: It is not there, or does not give back what it was given.
    """
    if (said := store.obstacle()) is not None:
        raise store.failure(said)
    secret = Secret(secrets.token_hex(20))
    if store.trial(secret) != secret:
        raise store.failure("what was written there could not be read back by a fresh process")


async def trials(
    paths: Paths, environment: Mapping[str, str], keyring: SecretStore | None = None
) -> tuple[StoreTrial, ...]:
    """Every store there may be on this machine, tried now, those that work first, otherwise best first.

    Asks nobody anything; a keyring that is locked is not opened.

    Args:
        paths: Where settings are.
        environment: The variables of this process.
        keyring: The keyring, where it is not the operating system's.
    """
    stores = made_stores(Machine(paths, environment, keyring or SystemKeyring(may_ask=False)))
    tried = [
        _tried(store, stores[store], environment)
        for store, kind in STORES.items()
        if kind.offered or store is Store.KEYRING
    ]
    return in_order([*await asyncio.gather(*tried), *await _commands(environment)])


def in_order(found: Iterable[StoreTrial]) -> tuple[StoreTrial, ...]:
    """Those that work, those that need a name filled in, those that do not work; each best first."""
    return tuple(sorted(found, key=lambda row: (not row.works, row.is_template)))


async def _tried(store: Store, secrets_: SecretStore, environment: Mapping[str, str]) -> StoreTrial:
    kind = STORES[store]
    try:
        info = await call_async(lambda: _try(secrets_), TRIAL_SECONDS)
    except TimeoutError:
        said = f"it did not answer within {TRIAL_SECONDS:g} seconds"
        return StoreTrial(store, kind.title, store_unavailable(store, said).diagnosis)
    except KeyringFailure as failure:
        return StoreTrial(store, kind.title, failure.diagnosis)
    note = reach_of(environment) if store is Store.KEYRING else kind.note
    title = info.name if store is Store.KEYRING and info.usable else kind.title
    return StoreTrial(store, title, info.diagnosis, note)


def _try(store: SecretStore) -> KeyringInfo:
    if isinstance(store, OwnStore):
        require_fit(store)
        return store.probe()
    info = within(PROBE_SECONDS, store.probe)
    if info.usable:
        within(PROBE_SECONDS, lambda: _round_trip(store, info))
    return info


def _round_trip(store: SecretStore, info: KeyringInfo) -> None:
    secret = Secret(secrets.token_hex(20))
    store.write(_TRIAL_REGISTRY, _TRIAL_NAME, secret)
    found = store.read(_TRIAL_REGISTRY, _TRIAL_NAME)
    store.delete(_TRIAL_REGISTRY, _TRIAL_NAME)
    if found != secret:
        raise lost_secret(info.name)


def reach_of(environment: Mapping[str, str]) -> str:
    """That a Secret Service is this session's alone: its bus is not the one that every process of the user finds."""
    address = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
    if not address or "/run/user/" in address:
        return ""
    return "Only this session can read it: its message bus ends with the session, so pulls from cron will fail."


async def _commands(environment: Mapping[str, str]) -> list[StoreTrial]:
    """The commands of this machine that print a token, or can be made to."""
    title = STORES[Store.COMMAND].title
    rows = []
    if has_program("gh", environment):
        rows.append(await _command("gh auth token", environment))
    if has_program("printenv", environment):
        rows += [await _command(f"printenv {name}", environment) for name in _VARIABLES if environment.get(name)]
    if is_windows_beside():
        note = "The Windows program, whose store is Windows' own."
        command = "ghcr-wizard.exe token --print token"
        rows.append(StoreTrial(Store.COMMAND, title, note=note, command=command, is_template=True))
    for program, command in _COMMANDS:
        if has_program(program, environment):
            note = "Fill in the names in capitals."
            rows.append(StoreTrial(Store.COMMAND, title, note=note, command=command, is_template=True))
    return rows


async def _command(command: str, environment: Mapping[str, str]) -> StoreTrial:
    from ghcr_wizard.credentials.token_command import token_of

    try:
        await token_of(command, environment)
    except TokenUnavailableError as error:
        return StoreTrial(Store.COMMAND, STORES[Store.COMMAND].title, error.diagnosis, command=command)
    return StoreTrial(Store.COMMAND, STORES[Store.COMMAND].title, command=command)


def is_windows_beside() -> bool:
    """Whether this is Linux inside Windows (WSL)."""
    try:
        return "microsoft" in _KERNEL_RELEASE.read_text(encoding="utf-8").lower()
    except OSError:
        return False
