"""What can be seen of a keyring without asking it for a secret: whether it keeps anything, and whether it is locked."""

import contextlib
from typing import TYPE_CHECKING

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
