"""A keyring that never answers: a locked collection whose prompt nobody sees."""

import os
from pathlib import Path
from threading import Event
from typing import NoReturn

from keyring.backend import KeyringBackend

MARK = "BENCHMARK_KEYRING_MARK"
"""The variable that names the file made when the keyring is asked."""


class HangingKeyring(KeyringBackend):
    """Hangs as soon as it is looked at, like a session bus that does not answer."""

    priority = 9

    def __init__(self) -> None:
        _hang()

    def get_password(self, service: str, username: str) -> NoReturn:
        """Never answer."""
        del service, username
        _hang()

    def set_password(self, service: str, username: str, password: str) -> NoReturn:
        """Never answer."""
        del service, username, password
        _hang()


def _hang() -> NoReturn:
    Path(os.environ[MARK]).touch()
    while True:
        Event().wait()
