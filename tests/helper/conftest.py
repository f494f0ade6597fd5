"""A computer with the credential helper on its search path, and a real Secret Service."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.processes import HANG_SECONDS, Finished
from tests.programs import require_scripts
from tests.run import ROOT
from tests.secret_service import SecretService

PROGRAM = "docker-credential-ghcr-wizard"


@dataclass(frozen=True)
class Helper:
    """The helper as clients start it: by its name, from the search path."""

    environment: dict[str, str]
    program: str = PROGRAM

    @property
    def profiles(self) -> Path:
        """The settings file."""
        return Path(self.environment["XDG_CONFIG_HOME"]) / "ghcr-wizard" / "profiles.json"

    def __call__(self, *arguments: str, stdin: str | bytes = b"", env: Mapping[str, str] | None = None) -> Finished:
        """Run it to its end; it never has anything for standard error."""
        done = subprocess.run(
            [self.program, *arguments],
            env={**self.environment, **(env or {})},
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            timeout=HANG_SECONDS,
            check=False,
        )
        assert self.program != PROGRAM or done.stderr == b""
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())

    def store(self, username: str, secret: str, server: str = "ghcr.io", **env: str) -> Finished:
        """Store a credential as `docker login` does."""
        request = {"ServerURL": server, "Username": username, "Secret": secret}
        return self("store", stdin=json.dumps(request), env=env)

    def got(self, server: str = "ghcr.io", **env: str) -> tuple[str, str]:
        """Return user name and secret of a server, whose name is repeated in the answer."""
        run = self("get", stdin=server, env=env)
        assert run.status == 0, run.stdout
        answer: dict[str, Any] = json.loads(run.stdout)
        assert answer.pop("ServerURL") == server.strip()
        return answer["Username"], answer["Secret"]

    def stored(self) -> dict[str, dict[str, Any]]:
        """Return the profiles by name."""
        return {row["name"]: row for row in json.loads(self.profiles.read_text())["profiles"]}

    def default(self, registry: str = "ghcr.io") -> str | None:
        """Return the name of a registry's default profile."""
        found: str | None = json.loads(self.profiles.read_text())["defaults"].get(registry)
        return found


def put_program(environment: dict[str, str], folder: Path) -> None:
    """Put the helper on the search path, in a folder of its own."""
    require_scripts()
    folder.mkdir()
    script = folder / PROGRAM
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m ghcr_wizard.credential_helper "$@"\n')
    script.chmod(0o755)
    environment["PATH"] = f"{folder}{os.pathsep}{environment['PATH']}"


@pytest.fixture
def installed(environment: dict[str, str], tmp_path: Path) -> Helper:
    """The helper on a computer without a keyring."""
    put_program(environment, tmp_path / "bin")
    return Helper(environment)


@pytest.fixture
def helper(secret_service: SecretService, installed: Helper) -> Helper:
    """The helper on a computer with a real Secret Service; tests that use it are marked as `secret_service` says."""
    assert installed.environment["DBUS_SESSION_BUS_ADDRESS"] == secret_service.address
    return installed
