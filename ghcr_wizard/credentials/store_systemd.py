"""The store `systemd`: files that `systemd-creds` encrypted with the key of this machine, or its TPM.

systemd-creds(1): root has always had it, other users have `--user` from systemd 256 on. The name of a secret is part of
what is encrypted: a file under another name is refused. Secrets go by standard input and output.
"""

import contextlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from ghcr_wizard.credentials.own_store import LARGEST, PROGRAM_SECONDS, OwnStore
from ghcr_wizard.credentials.profile import Store
from ghcr_wizard.file_reader import UnreadableFileError, read_trusted
from ghcr_wizard.files import write_atomically
from ghcr_wizard.programs import ProgramError, find_program, run_program_now
from ghcr_wizard.secret import Secret
from ghcr_wizard.text import clean

_MOST_SAID = 120


class SystemdStore(OwnStore):
    """Secrets as encrypted files.

    Args:
        folder: Where the files are; made when the first is written.
        environment: The variables of this process, or of the test.
    """

    store = Store.SYSTEMD
    title = "systemd-creds"

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder, self._environment = folder, environment

    def obstacle(self) -> str | None:
        """That the program is missing."""
        try:
            find_program("systemd-creds", self._environment)
        except ProgramError as error:
            return f"the program systemd-creds {error}"
        return None

    def read(self, registry: str, name: str) -> Secret | None:
        """The secret of a profile, or `None`."""
        try:
            file = read_trusted(self._path(registry, name), 4 * LARGEST)
        except UnreadableFileError as error:
            raise self.failure(f"its file is no good: {error}") from None
        if file is None:
            return None
        return self._decrypted(_name(registry, name), file.content)

    def put(self, registry: str, name: str, secret: Secret) -> None:
        """Keep a secret in place of the one of that name."""
        content = self._run("encrypt", _name(registry, name), secret.reveal().encode())
        try:
            write_atomically(self._path(registry, name), content)
        except OSError as error:
            raise self.failure(f"its file cannot be written ({_reason(error)})") from None

    def delete(self, registry: str, name: str) -> bool:
        """Remove a secret; `False` where there was none."""
        try:
            self._path(registry, name).unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise self.failure(f"its file cannot be removed ({_reason(error)})") from None
        with contextlib.suppress(OSError):
            self._folder.rmdir()
        return True

    def trial(self, secret: Secret) -> Secret | None:
        """What it gives back, decrypted by a process of its own; nothing is written."""
        return self._decrypted("ghcr-wizard-trial", self._run("encrypt", "ghcr-wizard-trial", secret.reveal().encode()))

    def _path(self, registry: str, name: str) -> Path:
        return self._folder / f"{_name(registry, name)}.cred"

    def _decrypted(self, name: str, content: bytes) -> Secret:
        try:
            return Secret(self._run("decrypt", name, content).decode())
        except UnicodeDecodeError:
            raise self.failure("what it holds is no text") from None

    def _run(self, act: str, name: str, stdin: bytes) -> bytes:
        words = [act, f"--name={name}", "-", "-"]
        if sys.platform == "win32" or os.geteuid() != 0:
            words.insert(0, "--user")
        try:
            program = find_program("systemd-creds", self._environment)
            ended = run_program_now([program, *words], self._environment, stdin, PROGRAM_SECONDS)
        except ProgramError as error:
            raise self.failure(f"systemd-creds {error}") from None
        if ended.status == 0:
            return ended.output
        if b"unrecognized option" in ended.complaint:
            raise self.failure("users other than root need systemd 256 or later")
        lines = [line for line in ended.complaint.decode(errors="replace").splitlines() if line.strip()]
        said = clean(lines[-1], _MOST_SAID).strip() if lines else f"exit status {ended.status}"
        raise self.failure(f"systemd-creds failed ({said})")


def _name(registry: str, name: str) -> str:
    """A name that systemd takes for a credential, and every file system for a file."""
    return f"{quote(registry, safe='')}.{quote(name, safe='@+~')}"


def _reason(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else "the disk refuses"
