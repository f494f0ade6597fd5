"""The secrets that receivers check deliveries with, in the keyring beside the profiles' tokens.

A receiver has one secret, whatever webhooks deliver to it: it is kept under the receiver's address, as the user name
`webhook:https://…` of the keyring's service of the registry. No profile can have that name, which has no colon.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ghcr_wizard import deadline
from ghcr_wizard.credentials.keyring import (
    PROBE_SECONDS,
    PROMPT_SECONDS,
    KeyringInfo,
    SecretStore,
    SystemKeyring,
    service_name,
    within_async,
)
from ghcr_wizard.files import write_atomically
from ghcr_wizard.secret import Secret
from ghcr_wizard.webhooks import HookAddress

T = TypeVar("T")

_FILE_SECONDS = 15.0
"""Only a dead network drive takes this long."""


def secret_name(address: HookAddress) -> str:
    """The keyring's user name of a receiver's secret."""
    return f"webhook:{address.url}"


class WebhookSecrets:
    """The receivers' secrets of one registry.

    Args:
        registry: The registry's host.
        keyring: Where they are; the operating system's keyring if not given.
        seconds: How long it may take, a person's answer to its window included.
    """

    def __init__(self, registry: str, keyring: SecretStore | None = None, seconds: float = PROMPT_SECONDS) -> None:
        self._registry, self._seconds = registry, seconds
        self._store: SecretStore = keyring or SystemKeyring()

    def place(self, address: HookAddress) -> str:
        """Where a person finds a receiver's secret: the service and the user name in it."""
        return f"{service_name(self._registry)}, {secret_name(address)}"

    async def info(self) -> KeyringInfo:
        """Which keyring it is.

        Raises:
            KeyringFailure: It does not answer.
        """
        return await within_async(PROBE_SECONDS, self._store.probe)

    async def read(self, address: HookAddress) -> Secret | None:
        """A receiver's secret, or `None`.

        Raises:
            KeyringFailure: The keyring does not answer, or refuses.
        """
        return await self._call(lambda: self._store.read(self._registry, secret_name(address)))

    async def write(self, address: HookAddress, secret: Secret) -> None:
        """Keep a receiver's secret, proven by reading it back.

        Raises:
            KeyringFailure: The keyring did not take it.
        """
        await self._call(lambda: self._store.write(self._registry, secret_name(address), secret))

    async def forget(self, address: HookAddress) -> None:
        """Remove a receiver's secret.

        Raises:
            KeyringFailure: The keyring did not.
        """
        await self._call(lambda: self._store.delete(self._registry, secret_name(address)))

    async def _call(self, work: Callable[[], T]) -> T:
        return await within_async(self._seconds, work)


async def write_file(path: Path, secret: Secret) -> str:
    """Write a receiver's secret into a file of mode 0600; why it could not be, in words, or nothing."""
    content = (secret.reveal() + "\n").encode()
    try:
        await deadline.call_async(lambda: write_atomically(path, content), _FILE_SECONDS)
    except OSError as error:
        return f"{path.name} was not written: {error.strerror or 'the disk refuses'}."
    except TimeoutError:
        return f"{path.name} was not written: its drive does not answer."
    return ""
