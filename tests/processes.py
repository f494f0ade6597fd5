"""The program under test as a process: what is given to it, and what came of it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.forked import run_forked, usable

HANG_SECONDS = 120.0
"""When a child process is taken to hang for good; no test is about how fast anything is."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that ended: its exit status (negative: the signal that ended it) and all it wrote."""

    status: int
    stdout: str
    stderr: str

    def json(self) -> dict[str, Any]:
        """Return standard output parsed as the single JSON document it must be."""
        document: dict[str, Any] = json.loads(self.stdout)
        return document


def run_python(
    *arguments: str, environment: Mapping[str, str], stdin: bytes = b"", timeout: float = HANG_SECONDS
) -> Finished:
    """Run this Python with `arguments`, in exactly `environment`, until it ends.

    Raises:
        subprocess.TimeoutExpired: it did not end within `timeout` seconds; it was killed.
    """
    command = [sys.executable, *arguments]
    return _finished(
        subprocess.run(command, env=dict(environment), input=stdin, capture_output=True, timeout=timeout, check=False)
    )


def _finished(done: "subprocess.CompletedProcess[bytes]") -> Finished:
    out, err = (each.decode().replace(os.linesep, "\n") for each in (done.stdout, done.stderr))
    return Finished(done.returncode, out, err)


@dataclass(frozen=True, slots=True)
class Cli:
    """``python -m ghcr_wizard`` in one environment; what the `run_cli` fixture gives."""

    environment: Mapping[str, str]

    def __call__(
        self,
        *arguments: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        timeout: float = HANG_SECONDS,
    ) -> Finished:
        """Run the program with `arguments` and `stdin`, its environment added to by `env`."""
        environment = {**self.environment, **(env or {})}
        if usable(environment):
            return _finished(run_forked(arguments, environment, stdin, timeout))
        return run_python("-m", "ghcr_wizard", *arguments, environment=environment, stdin=stdin, timeout=timeout)
