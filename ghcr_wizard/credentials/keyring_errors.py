"""How a keyring can fail, as types that carry their diagnosis, and which of them a backend's exception means."""

import re
from dataclasses import replace

from ghcr_wizard.diagnosis.causes_keyrings import (
    KEYRING_LOCKED,
    KEYRING_LOST_SECRET,
    KEYRING_PLAINTEXT,
    KEYRING_TIMEOUT,
    KEYRING_UNAVAILABLE,
    SECRET_TOO_LONG,
    STORE_UNAVAILABLE,
)
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.text import clean

_LOCKED_NAMES = frozenset({"KeyringLocked", "LockedException", "PromptDismissedException"})
_LOCKED_WORDS = re.compile(r"\block(?:ed)?\b|IsLocked|cancel|dismiss|-25308|-25293|-128\b", re.IGNORECASE)
"""KWallet's and the Secret Service's words; macOS's codes for "interaction not allowed", "denied", "user cancelled"."""

_ENDED_WORDS = re.compile(r"disconnected from message bus|without replying|connection is closed", re.IGNORECASE)
"""What D-Bus says of a program that ended while it was asked."""

_UNTOLD = frozenset({"EOFError"})


class KeyringFailure(Exception):  # noqa: N818 - its subclasses are the errors
    """The keyring did not do what was asked; `str` is the diagnosis' cause. Never holds a secret."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        super().__init__(diagnosis.cause)
        self.diagnosis = diagnosis


class KeyringUnavailableError(KeyringFailure):
    """There is no keyring that may be used (`keyring-unavailable`)."""


class KeyringLockedError(KeyringFailure):
    """It is locked, and was not unlocked (`keyring-locked`)."""


class KeyringTimeoutError(KeyringFailure):
    """It did not answer in time (`keyring-timeout`)."""


class PlainKeyringError(KeyringFailure):
    """It keeps plain text, and nobody said that this is meant (`keyring-plaintext`)."""


class LostSecretError(KeyringFailure):
    """It has not got what was put into it (`keyring-lost-secret`)."""


class UnreadableSecretError(LostSecretError):
    """What it holds under the name is not a string; writing there again makes it right."""


class SecretTooLongError(KeyringFailure):
    """It cannot hold a secret of this length (`secret-too-long`)."""


class StoreUnavailableError(KeyringFailure):
    """A store other than the keyring is not there, or failed (`store-unavailable`)."""


def store_unavailable(store: str, said: str) -> StoreUnavailableError:
    """The error for the store called `store`, because of `said`, which continues a sentence."""
    return StoreUnavailableError(diagnose(STORE_UNAVAILABLE, store=store, said=clean(said, 200).rstrip(" .")))


def forgotten() -> LostSecretError:
    """The error for a secret that the kernel's keyring no longer has."""
    row = diagnose(KEYRING_LOST_SECRET, keyring="")
    cause = "The kernel's keyring no longer has the secret: it forgets it at a restart, or when its time is up."
    return LostSecretError(replace(row, cause=cause, fix="Log in again."))


def unavailable(said: str) -> KeyringUnavailableError:
    """The error for a keyring that cannot be used, because of `said`."""
    return KeyringUnavailableError(diagnose(KEYRING_UNAVAILABLE, said=said))


def locked(said: str) -> KeyringLockedError:
    """The error for a keyring that is locked and stays so, because of `said`."""
    return KeyringLockedError(diagnose(KEYRING_LOCKED, said=said))


def timed_out(seconds: float) -> KeyringTimeoutError:
    """The error for a keyring that kept silent for `seconds`."""
    return KeyringTimeoutError(diagnose(KEYRING_TIMEOUT, seconds=f"{seconds:g}"))


def plain(keyring: str) -> PlainKeyringError:
    """The error for a keyring, called `keyring`, that keeps plain text."""
    return PlainKeyringError(diagnose(KEYRING_PLAINTEXT, keyring=keyring))


def silent_bus() -> KeyringTimeoutError:
    """The error for a D-Bus that takes connections and says nothing: there may be a keyring behind it."""
    row = diagnose(KEYRING_TIMEOUT, seconds="a few")
    cause = "The keyring could not be asked: the message bus of the session (D-Bus) did not answer."
    return KeyringTimeoutError(replace(row, cause=cause, fix="Log in to the desktop again, then try again."))


def lost_secret(keyring: str) -> LostSecretError:
    """The error for a keyring, called `keyring`, that does not give back what it took."""
    return LostSecretError(diagnose(KEYRING_LOST_SECRET, keyring=keyring))


def overwritten(keyring: str) -> LostSecretError:
    """The error for a secret in whose place another program has just written its own."""
    row = diagnose(KEYRING_LOST_SECRET, keyring=keyring)
    cause = "Another program stored a different secret under this name at the same moment; that one was left there."
    return LostSecretError(replace(row, cause=cause, fix="Try again under another name."))


def same_letters(keyring: str, other: str) -> LostSecretError:
    """The error for a name that `keyring` cannot tell from the name `other`."""
    row = diagnose(KEYRING_LOST_SECRET, keyring=keyring)
    cause = f"{keyring} has a secret named {clean(other, 100)}, and cannot tell names apart by capitals alone."
    return LostSecretError(replace(row, cause=cause, fix="Choose a name that differs in more than capitals."))


def kept_on(keyring: str) -> KeyringUnavailableError:
    """The error for a keyring that says it deleted a secret and still gives it out."""
    said = f"{keyring} still returns a secret that it was asked to delete"
    return KeyringUnavailableError(diagnose(KEYRING_UNAVAILABLE, said=said))


def too_long(keyring: str, length: int, longest: int) -> SecretTooLongError:
    """The error for a secret of `length` characters where `keyring` holds `longest`."""
    return SecretTooLongError(diagnose(SECRET_TOO_LONG, keyring=keyring, length=length, longest=longest))


def failure_of(error: BaseException, secret: str = "") -> KeyringFailure:
    """What a backend's exception means.

    Backends raise keyring's own errors, those of the Secret Service, D-Bus or the operating system underneath
    (jaraco/keyring#514), and `EOFError` when they would ask on a terminal that is not there; so everything is mapped.

    Args:
        error: What was raised.
        secret: The secret of the call, which a careless backend may have put into its message.
    """
    if isinstance(error, UnicodeDecodeError):
        return _no_text()
    said = _said(error, secret)
    names = {base.__name__ for base in type(error).__mro__}
    if names & _LOCKED_NAMES:
        return locked(said)
    if isinstance(error, ConnectionError) or _ENDED_WORDS.search(said):
        return _ended(said)
    if isinstance(error, TimeoutError):
        if "authenticate" in said:  # jeepney, of a bus that takes the connection and says nothing
            return silent_bus()
        row = diagnose(KEYRING_TIMEOUT, seconds="a few")
        return KeyringTimeoutError(replace(row, cause=f"The keyring did not answer in time: {said}."))
    return locked(said) if _LOCKED_WORDS.search(said) else unavailable(said)


def _no_text() -> UnreadableSecretError:
    row = diagnose(KEYRING_LOST_SECRET, keyring="")
    cause = "What the keyring holds under this name is not a string: another program wrote it."
    return UnreadableSecretError(replace(row, cause=cause, fix="Store the token again: ghcr-wizard login."))


def _ended(said: str) -> KeyringUnavailableError:
    row = diagnose(KEYRING_UNAVAILABLE, said=said)
    cause = f"The keyring stopped before it answered: {said}."
    fix = "Start it again (log in to the desktop again, or start gnome-keyring, KWallet or KeePassXC), then try again."
    return KeyringUnavailableError(replace(row, cause=cause, fix=fix))


def _said(error: BaseException, secret: str) -> str:
    if type(error).__name__ in _UNTOLD:
        return "it asked for a password where there is no one to answer"
    message = str(error)
    if secret:
        message = message.replace(secret, "…")
    message = clean(message, 200).strip().rstrip(".")
    return message or type(error).__name__
