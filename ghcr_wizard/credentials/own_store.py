"""What the stores beside the keyring have in common: a secret is kept only when it was read back."""

import contextlib
import threading
from abc import ABC, abstractmethod

from ghcr_wizard.credentials.keyring import KeyringInfo
from ghcr_wizard.credentials.keyring_errors import KeyringFailure, lost_secret, store_unavailable
from ghcr_wizard.credentials.profile import Store
from ghcr_wizard.secret import Secret

PROGRAM_SECONDS = 10.0
"""For a program that asks nobody: gpg starting its agent, or a TPM, takes seconds at the most."""

LARGEST = 32 * 1024
"""Bytes of the longest secret: an RSA key of 8,192 bits as PEM has 6,500."""


class OwnStore(ABC):
    """A `SecretStore` made of three plain acts.

    None of them asks a person anything; each raises `KeyringFailure` with `store-unavailable` where it cannot be done.
    """

    store: Store
    title: str
    """What a person calls it."""

    @abstractmethod
    def obstacle(self) -> str | None:
        """Why it cannot be used, seen without reading or writing, as the rest of a sentence; `None` where it may."""

    @abstractmethod
    def read(self, registry: str, name: str) -> Secret | None:
        """The secret of a profile, or `None`."""

    @abstractmethod
    def put(self, registry: str, name: str, secret: Secret) -> None:
        """Keep a secret in place of the one of that name."""

    @abstractmethod
    def delete(self, registry: str, name: str) -> bool:
        """Remove a secret; `False` where there was none."""

    @abstractmethod
    def trial(self, secret: Secret) -> Secret | None:
        """What a fresh process, without a terminal or this session, reads of a secret kept for a moment."""

    def probe(self) -> KeyringInfo:
        """What it is, without reading or writing a secret."""
        said = self.obstacle()
        return KeyringInfo(self.title, None if said is None else self.failure(said).diagnosis)

    def write(self, registry: str, name: str, secret: Secret, given_up: threading.Event | None = None) -> None:
        """Keep a secret and compare what is given back; where that differs, what was there before is put back.

        Raises:
            LostSecretError: Another text is given back, or none.
        """
        previous = self.read(registry, name)
        settled = False
        try:
            self.put(registry, name, secret)
            if self.read(registry, name) != secret:
                raise lost_secret(self.title)
            settled = given_up is None or not given_up.is_set()
        finally:
            if not settled:
                with contextlib.suppress(KeyringFailure):
                    self._put_back(registry, name, previous)

    def failure(self, said: str) -> KeyringFailure:
        """The error for what `said` tells, which continues a sentence."""
        return store_unavailable(self.store, said)

    def _put_back(self, registry: str, name: str, previous: Secret | None) -> None:
        if previous is None:
            self.delete(registry, name)
        else:
            self.put(registry, name, previous)
