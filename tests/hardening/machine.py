"""A computer of nobody's for the program to run on, made so that all it leaves there can be searched byte by byte.

Its keyring is a file, and the programs that ours may call write down how they were called.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.conftest import FOLDER_VARIABLES, KEPT_VARIABLES, SET_VARIABLES
from tests.credentials import keyring_backends as backends
from tests.processes import HANG_SECONDS, Finished, run_python

_SPIES = ("gh", "docker-credential-spy", "xdg-open", "open", "wl-copy", "xclip", "xsel", "pbcopy", "www-browser")
_SPY = """#!/bin/sh
{ printf 'called: %s' "$0"; for word in "$@"; do printf ' %s' "$word"; done; echo; env; } >> "$SPIED"
exit 1
"""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where commands run.

    Attributes:
        root: Everything the program may write to is below it.
        environment: Its variables.
        keyring: The file of its keyring, the one place where a secret belongs.
    """

    root: Path
    environment: dict[str, str]
    keyring: Path

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        timeout: float = HANG_SECONDS,
        variables: Mapping[str, str] = MappingProxyType({}),
        module: str = "ghcr_wizard",
    ) -> Finished:
        """Run `ghcr-wizard`, or another of its programs, with these arguments."""
        environment = self.environment | dict(variables)
        return run_python("-m", module, *arguments, environment=environment, stdin=stdin, timeout=timeout)

    def python(self, code: str, stdin: bytes = b"", **variables: str) -> Finished:
        """Run a piece of Python."""
        return run_python("-c", code, environment=self.environment | variables, stdin=stdin)

    def files(self) -> Iterator[Path]:
        """Every file on it except the keyring's."""
        for path in self.root.rglob("*"):
            if path.is_file() and path != self.keyring:
                yield path


def machine(root: Path) -> Machine:
    """Make a computer below `root`."""
    environment = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES} | SET_VARIABLES
    environment |= {variable: str(root / place) for variable, place in FOLDER_VARIABLES.items()}
    for place in ("home", "run", "tmp", "bin"):
        (root / place).mkdir(mode=0o700, parents=True)
    for name in _SPIES:
        spy = root / "bin" / name
        spy.write_text(_SPY)
        spy.chmod(0o755)
    helper = root / "bin" / "docker-credential-ghcr-wizard"
    helper.write_text(f'#!/bin/sh\nexec {sys.executable} -m ghcr_wizard.credential_helper "$@"\n')
    helper.chmod(0o755)
    keyring = root / "secrets.json"
    environment |= backends.chosen(backends.Working) | {
        "KEYRING_TEST_FILE": str(keyring),
        "SPIED": str(root / "spied.txt"),
        "TMPDIR": str(root / "tmp"),
        "PATH": f"{root / 'bin'}:{Path(sys.executable).parent}:/usr/bin:/bin",
        "DISPLAY": ":99",
    }
    return Machine(root, environment, keyring)
