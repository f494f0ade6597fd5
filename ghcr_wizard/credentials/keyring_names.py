"""What a person calls the keyring that python-keyring found, and why it found none."""

import contextlib
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ghcr_wizard.text import clean

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_NAMES = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KDE Wallet",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Locker",
    "keyring.backends.null": "null keyring, which keeps nothing",
    "keyring.backends.fail": "no keyring",
}
_SECRET_SERVICES = (
    ("gnome-keyring", "GNOME Keyring"),
    ("keepassxc", "KeePassXC"),
    ("ksecretd", "KDE Wallet"),
    ("kwalletd", "KDE Wallet"),
    ("oo7", "oo7"),
    ("pass_secret", "pass"),
)
"""Beginnings of the process names of the programs that offer the Secret Service, and what they are called."""


def human_name(backend: "KeyringBackend") -> str:
    """The backend's real name, such as "Secret Service (GNOME Keyring)"; it may ask D-Bus who answers."""
    chained = getattr(backend, "backends", None)
    if type(backend).__module__ == "keyring.backends.chainer" and chained:
        return human_name(chained[0])
    module = type(backend).__module__
    name = _NAMES.get(module)
    if name is None:
        return clean(f"{module}.{type(backend).__qualname__}", 100)
    owner = _secret_service_owner() if name == "Secret Service" else None
    return f"{name} ({owner})" if owner else name


def _secret_service_owner() -> str | None:
    """Which program answers for the Secret Service, or `None` where its process cannot be seen."""
    with contextlib.suppress(Exception):
        process = Path("/proc", str(_secret_service_pid()), "cmdline").read_bytes()
        program = process.partition(b"\0")[0].decode(errors="replace").rpartition("/")[2].lower()
        return next((name for beginning, name in _SECRET_SERVICES if program.startswith(beginning)), None)
    return None


def _secret_service_pid() -> int:
    import secretstorage
    from jeepney.bus_messages import message_bus

    with contextlib.closing(secretstorage.dbus_init()) as connection:
        question = message_bus.GetConnectionUnixProcessID("org.freedesktop.secrets")
        return int(connection.send_and_get_reply(question, timeout=1).body[0])


def why_none() -> str:
    """Why the operating system's own keyring cannot be used, in the words of its backend.

    Raises:
        TimeoutError: It cannot be told: D-Bus takes the connection and says nothing.
        MemoryError: There is not enough memory to find out.
    """
    if os.environ.get("PYTHON_KEYRING_BACKEND"):
        return "PYTHON_KEYRING_BACKEND chooses to have none"
    module = {"win32": "Windows", "darwin": "macOS"}.get(sys.platform, "SecretService")
    name = _NAMES[f"keyring.backends.{module}"]
    try:
        backends = importlib.import_module(f"keyring.backends.{module}")
        keyring = backends.WinVaultKeyring if module == "Windows" else backends.Keyring
        _ = keyring.priority
    except (TimeoutError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a backend raises is the reason
        said = clean(str(error), 200).strip().rstrip(".") or type(error).__name__
        return f"{name}: {said}"
    return f"{name} is there, and the keyring's settings file chooses to have none"
