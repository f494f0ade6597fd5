"""Keyrings with one flaw each, chosen by PYTHON_KEYRING_BACKEND as a person would; they keep secrets in a file.

The file is named by KEYRING_TEST_FILE; a keyring that hangs creates the file named by KEYRING_TEST_HANGS first. One
that kills its process does so at the moment whose number is in KEYRING_TEST_DIES: there is one before and one after
every change of what it keeps. One that denies does so from the change on whose number is in KEYRING_TEST_DENIES.
"""

import json
import os
import signal
import threading
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.backends import SecretService
from keyring.compat import properties
from keyring.errors import KeyringLocked, PasswordDeleteError


def chosen(backend: type[KeyringBackend]) -> dict[str, str]:
    """Return the environment variable that chooses a keyring of this module."""
    return {"PYTHON_KEYRING_BACKEND": f"{__name__}.{backend.__name__}"}


def _chosen_priority() -> float:
    return 1.0 if os.environ.get("PYTHON_KEYRING_BACKEND", "").startswith(f"{__name__}.") else 0.5


class Working(KeyringBackend):
    """Keeps what it is given."""

    @properties.classproperty
    def priority(cls) -> float:  # noqa: N805 - a property of the class
        """As a real keyring where it is chosen; nothing takes it unless it is."""
        return _chosen_priority()

    def get_password(self, service: str, username: str) -> str | None:
        return self._secrets().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._keep(self._secrets() | {f"{service} {username}": self.kept(password)})

    def delete_password(self, service: str, username: str) -> None:
        secrets = self._secrets()
        if secrets.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError("no such password")
        self._keep(secrets)

    def kept(self, password: str) -> str:
        return password

    def _secrets(self) -> dict[str, str]:
        file = Path(os.environ["KEYRING_TEST_FILE"])
        secrets: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        return secrets

    def _keep(self, secrets: dict[str, str]) -> None:
        file = Path(os.environ["KEYRING_TEST_FILE"])
        half = file.with_suffix(".half")
        half.write_text(json.dumps(secrets))
        half.replace(file)


class PlaintextKeyring(Working):
    """Says by its name what it is, as `keyrings.alt.file.PlaintextKeyring` does."""


class Unrecommended(Working):
    """Says by its priority that nobody should use it who did not choose it."""

    priority = 0.5


class Truncating(Working):
    """Keeps the beginning of a secret only, and says nothing."""

    def kept(self, password: str) -> str:
        return password[:10]


class Short(Working):
    """Stands where Windows' keyring stands, which takes 1,280 characters."""


Short.__module__ = "keyring.backends.Windows"


class Locked(Working):
    """Is locked, and nobody unlocks it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"{service} {username}: Failed to unlock the collection!")

    def set_password(self, service: str, username: str, password: str) -> None:  # noqa: ARG002 - a backend's signature
        raise KeyringLocked("Failed to unlock the collection!")

    def delete_password(self, service: str, username: str) -> None:  # noqa: ARG002 - a backend's signature
        raise KeyringLocked("Failed to unlock the collection!")


class Chatty(Working):
    """Fails, and repeats the secret in its message."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot store {password} for {username} at {service}")


class Asking(Working):
    """Asks for a password on a terminal that is not there, as keyrings.alt does."""

    def set_password(self, service: str, username: str, password: str) -> None:  # noqa: ARG002 - a backend's signature
        raise EOFError


class Forgetful(Working):
    """Breaks off the connection whenever it is asked for a secret it has."""

    def get_password(self, service: str, username: str) -> str | None:
        if super().get_password(service, username) is not None:
            raise ConnectionResetError("Connection reset by peer")
        return None


class Hanging(Working):
    """Never answers."""

    def get_password(self, service: str, username: str) -> str | None:  # noqa: ARG002 - a backend's signature
        self._hang()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:  # noqa: ARG002 - a backend's signature
        self._hang()

    def delete_password(self, service: str, username: str) -> None:  # noqa: ARG002 - a backend's signature
        self._hang()

    def _hang(self) -> None:
        if marker := os.environ.get("KEYRING_TEST_HANGS"):
            Path(marker).touch()
        threading.Event().wait()


class Deadly(Working):
    """Does what it is asked to, and the process dies of it."""

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password)
        os._exit(9)

    def delete_password(self, service: str, username: str) -> None:
        super().delete_password(service, username)
        os._exit(9)


class Gated(Working):
    """Keeps a secret once `gate` opens, and says when one was taken away again."""

    waiting = threading.Event()
    gate = threading.Event()
    taken_away = threading.Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        self.waiting.set()
        self.gate.wait()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        super().delete_password(service, username)
        self.taken_away.set()


class _Clock:
    """Counts the moments of this process."""

    moment = 0

    @classmethod
    def tick(cls) -> None:
        """Go to the next moment, and kill the process if it is the one to die at: nothing of it runs any more."""
        cls.moment += 1
        if os.environ.get("KEYRING_TEST_DIES") == str(cls.moment):
            os.kill(os.getpid(), signal.SIGKILL)


class Mortal(Working):
    """Keeps a secret, unless the process is killed at that moment."""

    def _keep(self, secrets: dict[str, str]) -> None:
        _Clock.tick()
        super()._keep(secrets)
        _Clock.tick()


class MortalInTwo(Mortal):
    """Replaces a secret by deleting it and adding it anew, as macOS' keyring does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.get_password(service, username) is not None:
            self.delete_password(service, username)
        super().set_password(service, username, password)


class MortalSecretService(SecretService.Keyring):
    """The real Secret Service, with a process that may be killed around every change."""

    @properties.classproperty
    def priority(cls) -> float:  # noqa: N805 - a property of the class
        """In a process that knows both, the real one alone is to be found."""
        return _chosen_priority()

    def set_password(self, service: str, username: str, password: str) -> None:
        _Clock.tick()
        super().set_password(service, username, password)  # type: ignore[no-untyped-call]  # it has no types
        _Clock.tick()

    def delete_password(self, service: str, username: str) -> None:
        _Clock.tick()
        super().delete_password(service, username)  # type: ignore[no-untyped-call]  # likewise
        _Clock.tick()


class Denying(Working):
    """Takes some changes, then is locked by its owner, who reads on."""

    changes = 0

    def _keep(self, secrets: dict[str, str]) -> None:
        type(self).changes += 1
        if self.changes >= int(os.environ["KEYRING_TEST_DENIES"]):
            raise KeyringLocked("Prompt dismissed")
        super()._keep(secrets)
