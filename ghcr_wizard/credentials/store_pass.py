"""The store `pass`: the standard Unix password manager (https://www.passwordstore.org), by its own program.

Secrets go in and come out by standard input and output. Nobody is asked for a passphrase: the variables by which
gpg-agent would find a terminal or a screen are left away, as a pull from cron has none either.
"""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ghcr_wizard.credentials.own_store import PROGRAM_SECONDS, OwnStore
from ghcr_wizard.credentials.profile import Store
from ghcr_wizard.programs import ProgramEnd, ProgramError, find_program, run_program_now
from ghcr_wizard.secret import Secret
from ghcr_wizard.text import clean

_FOLDER = "PASSWORD_STORE_DIR"
_OF_A_SESSION = frozenset({"GPG_TTY", "DISPLAY", "WAYLAND_DISPLAY", "PINENTRY_USER_DATA", "DBUS_SESSION_BUS_ADDRESS"})
_ABSENT = b"is not in the password store"
_ASKS = (b"ioctl", b"pinentry", b"cancel", b"Timeout", b"No secret key")
"""What gpg says where its agent would ask for a passphrase, or for a card's PIN."""

_IDENTITIES = (".gpg-id", ".gpg-id.sig")
_MOST_SAID = 120


class PassStore(OwnStore):
    """Secrets as entries `ghcr-wizard/REGISTRY/PROFILE`.

    Args:
        environment: The variables of this process, or of the test.
    """

    store = Store.PASS
    title = "pass"

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {name: value for name, value in environment.items() if name not in _OF_A_SESSION}

    def obstacle(self) -> str | None:
        """That the program or its key is missing."""
        try:
            find_program("pass", self._environment)
        except ProgramError as error:
            return f"the program pass {error}"
        if not (self._folder / ".gpg-id").is_file():
            return "it has no key yet: gpg --quick-gen-key NAME, then pass init NAME"
        return None

    def read(self, registry: str, name: str) -> Secret | None:
        """The secret of a profile, or `None`."""
        return self._show(_entry(registry, name), self._environment)

    def put(self, registry: str, name: str, secret: Secret) -> None:
        """Keep a secret in place of the one of that name."""
        self._insert(_entry(registry, name), secret, self._environment)

    def delete(self, registry: str, name: str) -> bool:
        """Remove a secret; `False` where there was none."""
        ended = self._run("rm", "--force", _entry(registry, name))
        if ended.status != 0 and _ABSENT not in ended.complaint + ended.output:
            raise self.failure(_said(ended))
        return ended.status == 0

    def trial(self, secret: Secret) -> Secret | None:
        """What it gives back from a folder of its own with the same keys: the person's, and its history, stay as is."""
        with tempfile.TemporaryDirectory(prefix="ghcr-wizard-") as folder:
            for name in _IDENTITIES:
                if (self._folder / name).is_file():
                    shutil.copyfile(self._folder / name, Path(folder, name))
            environment = self._environment | {_FOLDER: folder}
            self._insert("trial", secret, environment)
            return self._show("trial", environment)

    @property
    def _folder(self) -> Path:
        given = self._environment.get(_FOLDER)
        return Path(given) if given else Path(self._environment.get("HOME", "/"), ".password-store")

    def _show(self, entry: str, environment: Mapping[str, str]) -> Secret | None:
        ended = self._run("show", entry, environment=environment)
        if ended.status == 0:
            try:
                return Secret(ended.output.decode())
            except UnicodeDecodeError:
                raise self.failure(f"its entry {entry} is no text") from None
        if _ABSENT in ended.complaint + ended.output:
            return None
        raise self.failure(_said(ended))

    def _insert(self, entry: str, secret: Secret, environment: Mapping[str, str]) -> None:
        text = secret.reveal().encode()
        ended = self._run("insert", "--multiline", "--force", entry, stdin=text, environment=environment)
        if ended.status != 0:
            raise self.failure(_said(ended))

    def _run(self, *words: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> ProgramEnd:
        environment = self._environment if environment is None else environment
        try:
            program = find_program("pass", environment)
            return run_program_now([program, *words], environment, stdin, PROGRAM_SECONDS)
        except ProgramError as error:
            raise self.failure(f"pass {error}") from None


def _entry(registry: str, name: str) -> str:
    return os.path.join("ghcr-wizard", registry, name)  # noqa: PTH118 - an entry's name, no path


def _said(ended: ProgramEnd) -> str:
    if any(word in ended.complaint for word in _ASKS):
        return "gpg-agent asks for a passphrase, or has not the key, so pulls from cron would fail"
    lines = [line for line in ended.complaint.decode(errors="replace").splitlines() if line.strip()]
    said = clean(lines[-1], _MOST_SAID).strip() if lines else ""
    return f"pass failed with exit status {ended.status}" + (f" and said “{said}”" if said else "")
