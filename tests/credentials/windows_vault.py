"""Windows' Credential Manager as a dictionary, for keyring's own backend that talks to it.

Microsoft's documentation of CREDENTIALW and CredWriteW: one credential of a type and a target, whose name is compared
without regard to case, of 2,560 bytes at most. What is not there is error 1168, what is too long error 1783.
"""

from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest

_MOST_BYTES = 2_560


class VaultError(Exception):
    """As `pywintypes.error`."""

    def __init__(self, winerror: int, funcname: str, strerror: str) -> None:
        super().__init__(winerror, funcname, strerror)
        self.winerror, self.funcname, self.strerror = winerror, funcname, strerror


@dataclass
class Vault:
    """What is in it, by the target's name, and what it says instead of taking anything."""

    targets: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusal: VaultError | None = None

    @property
    def secrets(self) -> list[str]:
        """Every secret in it."""
        return sorted(each["CredentialBlob"].decode("utf-16-le") for each in self.targets.values())

    def read(self, Type: int, TargetName: str) -> dict[str, Any]:  # noqa: N803 - the names of the library
        """As `win32cred.CredRead`."""
        del Type
        if TargetName.lower() not in self.targets:
            raise VaultError(1168, "CredRead", "Element not found.")
        return dict(self.targets[TargetName.lower()])

    def write(self, credential: dict[str, Any], _flags: int) -> None:
        """As `win32cred.CredWrite`."""
        if self.refusal is not None:
            raise self.refusal
        blob = credential["CredentialBlob"].encode("utf-16-le")
        if len(blob) > _MOST_BYTES:
            raise VaultError(1783, "CredWrite", "The stub received bad data.")
        self.targets[credential["TargetName"].lower()] = credential | {"CredentialBlob": blob}

    def delete(self, Type: int, TargetName: str) -> None:  # noqa: N803 - the names of the library
        """As `win32cred.CredDelete`."""
        del Type
        if self.targets.pop(TargetName.lower(), None) is None:
            raise VaultError(1168, "CredDelete", "Element not found.")


def made_keyring(monkeypatch: pytest.MonkeyPatch) -> Vault:
    """Have keyring choose its backend of Windows, on a vault of the test's own."""
    from keyring import core
    from keyring.backends import Windows

    vault = Vault()
    library, types = ModuleType("win32cred"), ModuleType("pywintypes")
    values = {"CredRead": vault.read, "CredWrite": vault.write, "CredDelete": vault.delete}
    for name, value in {**values, "CRED_TYPE_GENERIC": 1, "CRED_PERSIST_ENTERPRISE": 3}.items():
        setattr(library, name, value)
    types.error = VaultError  # type: ignore[attr-defined]  # a module is made of what is put into it
    monkeypatch.setattr(Windows, "win32cred", library, raising=False)
    monkeypatch.setattr(Windows, "pywintypes", types, raising=False)
    monkeypatch.setattr(Windows, "missing_deps", None)
    backend = Windows.WinVaultKeyring()  # type: ignore[no-untyped-call]  # keyring's own
    monkeypatch.setattr(core, "_keyring_backend", backend)
    monkeypatch.setattr(core, "init_backend", lambda **_: None)
    return vault
