"""Secrets in the operating system's keyring.

The person's own configuration of python-keyring is respected (`PYTHON_KEYRING_BACKEND`, its settings file). Without
one, only backends of priority 1 and more are taken, which keyring calls recommended: a file in plain text is not.
"""

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from ghcr_wizard import deadline
from ghcr_wizard.credentials.keyring_errors import (
    KeyringFailure,
    UnreadableSecretError,
    failure_of,
    kept_on,
    locked,
    lost_secret,
    overwritten,
    plain,
    same_letters,
    silent_bus,
    timed_out,
    too_long,
    unavailable,
)
from ghcr_wizard.credentials.keyring_names import human_name, why_none
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend


def keeps_nothing(backend: "KeyringBackend") -> bool:
    """Whether it is the one that takes every secret and gives none back (`keyring --disable`)."""
    return type(_first(backend)).__module__ == "keyring.backends.null"


def keeps_plain_text(backend: "KeyringBackend") -> bool:
    """Whether anybody who may read its file can read the secrets: by its name, or as keyring does not recommend it.

    A priority below 1 is for backends that are not suitable to be used without being chosen (keyring's documentation,
    "Developing against keyring"); those that encrypt all the same are named.
    """
    first = _first(backend)
    name = f"{type(first).__module__}.{type(first).__qualname__}"
    if type(first).__module__ in _OWN:
        return False
    return "plaintext" in name.lower() or (name not in _ENCRYPTED and float(first.priority) < 1)


_OWN = frozenset({"keyring.backends.null", "keyring.backends.fail"})
"""Those that keep nothing at all."""

_ENCRYPTED = frozenset({"keyrings.alt.file.EncryptedKeyring", "keyrings.alt.Windows.EncryptedKeyring"})


def is_locked(backend: "KeyringBackend") -> bool:
    """Whether using it will ask a person for its password; `False` also where that cannot be seen beforehand.

    Opens no window: the Secret Service tells the state of its default collection as a property.
    """
    if type(_first(backend)).__module__ != "keyring.backends.SecretService":
        return False
    with contextlib.suppress(Exception):  # whatever D-Bus raises, using the keyring will tell better
        import secretstorage

        with contextlib.closing(secretstorage.dbus_init()) as connection:
            return bool(secretstorage.get_default_collection(connection).is_locked())
    return False


def _first(backend: "KeyringBackend") -> "KeyringBackend":
    """The backend that secrets go to, where several are chained."""
    chained = getattr(backend, "backends", None)
    return chained[0] if type(backend).__module__ == "keyring.backends.chainer" and chained else backend


PROBE_SECONDS = 3.0
"""For a call that asks nobody anything; the limit of gh and stripe."""

PROMPT_SECONDS = 30.0
"""For a call that may open a window and wait for a person."""

_WINDOWS_LONGEST = 1_280
"""UTF-16 units: Windows takes 2,560 bytes, python-keyring writes UTF-16 (jaraco/keyring#355, #540, #763)."""

_SECRET_SERVICE_BACKENDS = frozenset({"keyring.backends.SecretService", "keyring.backends.libsecret"})

_MOST_ITEMS = 20
"""Items of one name that are deleted one after the other; a keyring that has more does not delete."""

_NULL = "the null keyring, which keeps nothing, is chosen (PYTHON_KEYRING_BACKEND, or keyring's own settings file)"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KeyringInfo:
    """What is known about a keyring before it is used.

    Attributes:
        name: Its real name, for a person.
        diagnosis: Why it cannot be used, or `None` where it can.
        locked: Whether using it will first ask a person for its password.
    """

    name: str
    diagnosis: Diagnosis | None = None
    locked: bool = False

    @property
    def usable(self) -> bool:
        """Whether secrets may be put into it."""
        return self.diagnosis is None


class SecretStore(Protocol):
    """Where secrets live. Every method blocks, maybe forever, and raises `KeyringFailure`; see `within`."""

    def probe(self) -> KeyringInfo:
        """What it is, without reading or writing a secret."""

    def read(self, registry: str, name: str) -> Secret | None:
        """The secret of a profile, or `None`."""

    def write(self, registry: str, name: str, secret: Secret, given_up: threading.Event | None = None) -> None:
        """Keep a profile's secret, proven by reading it back.

        Set `given_up` when nobody waits any longer: what is written after that is taken back.
        """

    def delete(self, registry: str, name: str) -> bool:
        """Remove a profile's secret; `False` where there was none."""


class SystemKeyring:
    """The operating system's keyring, by way of python-keyring.

    Args:
        may_ask: Whether a locked keyring may open a window and wait for a person.
        plain_is_meant: Whether one that keeps plain text is taken: a person said so.
    """

    def __init__(self, *, may_ask: bool = True, plain_is_meant: bool = False) -> None:
        self._may_ask, self._plain_is_meant = may_ask, plain_is_meant

    def meant_plain(self) -> "SystemKeyring":
        """The same keyring, for profiles whose owner takes plain text."""
        return SystemKeyring(may_ask=self._may_ask, plain_is_meant=True)

    def probe(self) -> KeyringInfo:
        """What it is; opens no window."""
        try:
            backend = _backend()
            name = human_name(backend)
            if keeps_nothing(backend):
                return KeyringInfo(name, unavailable(_NULL).diagnosis)
            if self._refuses(backend):
                return KeyringInfo(name, plain(name).diagnosis)
            return KeyringInfo(name, locked=is_locked(backend))
        except KeyringFailure as failure:
            return KeyringInfo("no keyring", failure.diagnosis)

    def read(self, registry: str, name: str) -> Secret | None:
        """The secret of a profile, or `None`."""
        if not self._may_ask and (quickly := _at_once(registry, name)) is not None:
            return quickly
        backend = self._backend()
        with _failures():
            text = _password(backend, service_name(registry), name)
        return None if text is None else Secret(text)

    def write(self, registry: str, name: str, secret: Secret, given_up: threading.Event | None = None) -> None:
        """Keep a profile's secret and compare what the keyring gives back.

        Where it gives back nothing or the old text, or nobody waits any longer, what was there before is put back;
        what another program wrote meanwhile is left alone, and said. Windows' backend keeps a copy of what was there
        before, under a name of its own: the same written again takes that copy's place.

        Raises:
            PlainKeyringError, SecretTooLongError: Before anything is written.
            LostSecretError: The keyring gives back another text, or none, or has a secret it would take this one for.
        """
        backend = self._backend()
        if self._refuses(backend):
            raise plain(human_name(backend))
        _refuse_too_long(backend, secret)
        _refuse_same_letters(backend, service_name(registry), name)
        previous = None
        with contextlib.suppress(UnreadableSecretError):  # nothing that could be put back
            previous = self.read(registry, name)
        with _failures(secret):
            backend.set_password(service_name(registry), name, secret.reveal())
            if previous is not None and _is_windows(backend):
                backend.set_password(service_name(registry), name, secret.reveal())
        settled = False
        try:
            found = self.read(registry, name)
            settled = found not in {None, previous, secret} and not _is_part(found, secret)
            if settled:
                raise overwritten(human_name(backend))
            if found != secret:
                raise lost_secret(human_name(backend))
            settled = given_up is None or not given_up.is_set()
        finally:
            if not settled:
                self._put_back(backend, registry, name, previous)

    def delete(self, registry: str, name: str) -> bool:
        """Remove a profile's secret; `False` where there was none."""
        backend = self._backend()
        there = 0
        # The Secret Service can hold several items of the same attributes; each deletion takes one of them.
        while self._holds(registry, name):
            if there == _MOST_ITEMS:
                raise kept_on(human_name(backend))
            there += 1
            with _failures():
                backend.delete_password(service_name(registry), name)
        return there > 0

    def _holds(self, registry: str, name: str) -> bool:
        try:
            return self.read(registry, name) is not None
        except UnreadableSecretError:
            return True

    def _backend(self) -> "KeyringBackend":
        backend = _backend()
        if not self._may_ask:
            _refuse_to_ask(backend)
        return backend

    def _refuses(self, backend: "KeyringBackend") -> bool:
        return not self._plain_is_meant and keeps_plain_text(backend)

    @staticmethod
    def _put_back(backend: "KeyringBackend", registry: str, name: str, previous: Secret | None) -> None:
        with contextlib.suppress(Exception):
            if previous is None:
                backend.delete_password(service_name(registry), name)
            else:
                backend.set_password(service_name(registry), name, previous.reveal())


class MemoryKeyring:
    """Secrets that end with the process: the store `session`, and the demonstration's keyring."""

    def __init__(self, name: str = "this session's memory") -> None:
        self._name = name
        self._secrets: dict[tuple[str, str], Secret] = {}

    def probe(self) -> KeyringInfo:
        """Always usable."""
        return KeyringInfo(self._name)

    def read(self, registry: str, name: str) -> Secret | None:
        """The secret of a profile, or `None`."""
        return self._secrets.get((registry, name))

    def write(self, registry: str, name: str, secret: Secret, given_up: threading.Event | None = None) -> None:
        """Keep a profile's secret."""
        if given_up is None or not given_up.is_set():
            self._secrets[registry, name] = secret

    def delete(self, registry: str, name: str) -> bool:
        """Remove a profile's secret; `False` where there was none."""
        return self._secrets.pop((registry, name), None) is not None


class NothingKept:
    """Where the secrets of the store `command` are: nowhere; a `SecretStore` that keeps nothing."""

    def probe(self) -> KeyringInfo:
        """Always usable."""
        return KeyringInfo("nowhere: its command prints it each time")

    def read(self, registry: str, name: str) -> Secret | None:
        """Nothing."""
        del registry, name
        return None

    def write(self, registry: str, name: str, secret: Secret, given_up: threading.Event | None = None) -> None:
        """Keep nothing."""

    def delete(self, registry: str, name: str) -> bool:
        """There is nothing to remove."""
        del registry, name
        return False


def _is_part(found: Secret | None, secret: Secret) -> bool:
    """Whether a keyring kept only the beginning of what it was given."""
    return found is not None and secret.reveal().startswith(found.reveal())


def service_name(registry: str) -> str:
    """The keyring's service of a registry; the user name in it is the profile's name."""
    return f"ghcr-wizard:{registry}"


def within(seconds: float, work: Callable[[], T]) -> T:
    """The result of a store's call, waited for at most `seconds`.

    Raises:
        KeyringFailure: `KeyringTimeoutError` when the time is up, or the failure of the call.
    """
    try:
        return deadline.call(work, seconds)
    except TimeoutError:
        raise timed_out(seconds) from None


async def within_async(seconds: float, work: Callable[[], T]) -> T:
    """Like `within`, without blocking the event loop."""
    try:
        return await deadline.call_async(work, seconds)
    except TimeoutError:
        raise timed_out(seconds) from None


_detection = threading.Lock()


def _backend() -> "KeyringBackend":
    """The backend to use.

    It is looked for at every call, because a person told that there is none may start one and try again.

    Raises:
        KeyringUnavailableError: There is none, or the one the person configured cannot be loaded.
    """
    logging.getLogger("keyring").addHandler(logging.NullHandler())
    with _failures(), _detection:
        from keyring import backend as backends
        from keyring import core

        core.init_backend(limit=core.recommended)
        found = core.get_keyring()
        if type(found).__module__ != "keyring.backends.fail":
            return found
        # keyring remembers the first look around; the next call is to take a fresh one.
        with contextlib.suppress(AttributeError, KeyError):
            backends.get_all_keyring.reset()
    try:
        reason = why_none()
    except TimeoutError:
        raise silent_bus() from None
    raise unavailable(reason)


@contextlib.contextmanager
def _failures(secret: Secret | None = None) -> Iterator[None]:
    """Whatever a backend raises becomes a `KeyringFailure`, without its cause: locals there may hold the secret."""
    try:
        yield
    except (KeyringFailure, MemoryError):
        raise
    except ModuleNotFoundError as error:
        if error.name == "keyring":
            raise  # the library itself, not the backend that somebody chose
        raise failure_of(error) from None
    except Exception as error:  # noqa: BLE001 - backends raise whatever lies beneath them
        raise failure_of(error, secret.reveal() if secret else "") from None


def _at_once(registry: str, name: str) -> Secret | None:
    """The secret without a search for a backend, where that has one outcome; `None` says nothing."""
    from ghcr_wizard.credentials.secret_service import is_certain, read

    text = read(service_name(registry), name) if is_certain(os.environ) else None
    return None if text is None else Secret(text)


def _refuse_to_ask(backend: "KeyringBackend") -> None:
    """Raise for a keyring that would open a window; which ones would can be told for the Secret Service alone."""
    from ghcr_wizard.credentials.secret_service import obstacle

    for each in getattr(backend, "backends", None) or [backend]:
        if type(each).__module__ in _SECRET_SERVICE_BACKENDS:
            with _failures():
                said = obstacle(getattr(each, "preferred_collection", None))
            if said is not None:
                raise locked(said)


def _is_windows(backend: "KeyringBackend") -> bool:
    return type(_first(backend)).__module__ == "keyring.backends.Windows"


def _refuse_too_long(backend: "KeyringBackend", secret: Secret) -> None:
    if not _is_windows(backend):
        return
    length = len(secret.reveal().encode("utf-16-le")) // 2
    if length > _WINDOWS_LONGEST:
        raise too_long(human_name(backend), length, _WINDOWS_LONGEST)


def _password(backend: "KeyringBackend", service: str, name: str) -> str | None:
    """The text under a name; Windows' backend may give that of a name in other letters (jaraco/keyring#736)."""
    if not _is_windows(backend):
        return backend.get_password(service, name)
    found = backend.get_credential(service, name)
    return found.password if found is not None and found.username == name else None


def _refuse_same_letters(backend: "KeyringBackend", service: str, name: str) -> None:
    """Raise where Windows would sooner or later write this secret over one whose name differs in capitals alone."""
    if not _is_windows(backend):
        return
    for asked in (None, name):
        with contextlib.suppress(UnreadableSecretError), _failures():
            there = backend.get_credential(service, asked)
            if there is not None and there.username != name and there.username.lower() == name.lower():
                raise same_letters(human_name(backend), there.username)
