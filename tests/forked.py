"""The program in processes forked from one that has its modules loaded, which takes a fraction of starting it anew.

Each is still a process of its own, with its own arguments, environment and streams, and ends by itself. How the
interpreter starts, and what loads when, is not seen this way: `usable` tells the environments that have a say in that.
"""

import contextlib
import os
import pkgutil
import runpy
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import FileIO, TextIOWrapper
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import ghcr_wizard

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext  # Windows has none

_OF_THE_INTERPRETER = ("PYTHON", "LD_", "LC_", "MALLOC_")
_LOADED_WHEN_USED = (
    "anyio._backends._asyncio",
    "cryptography.hazmat.primitives.serialization",
    "httpcore",
    "httpx",
    "keyring.backends.SecretService",
    "keyring.core",
    "platformdirs",
    "truststore",
    "typing_extensions",
)
"""What the program puts off loading; none of it looks at the environment as it is loaded."""
_READ_WHEN_USED = frozenset({"PYTHON_KEYRING_BACKEND", "PYTHONPATH"})
_ENCODINGS = {"stdin": "surrogateescape", "stdout": "surrogateescape", "stderr": "backslashreplace"}
"""What errors become in each of the three streams where LANG is C.UTF-8 (Python docs, `sys.stdin`)."""


def usable(environment: Mapping[str, str]) -> bool:
    """Return whether an environment leaves alone how an interpreter starts and where it finds the program."""
    return (
        sys.platform == "linux"  # elsewhere a system's libraries may not survive a fork
        and environment.get("PYTHONPATH") == os.environ.get("PYTHONPATH")
        and environment.get("LANG") == "C.UTF-8"
        and not any(name.startswith(_OF_THE_INTERPRETER) and name not in _READ_WHEN_USED for name in environment)
    )


def run_forked(
    arguments: tuple[str, ...], environment: Mapping[str, str], stdin: bytes, timeout: float
) -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m ghcr_wizard`` as `subprocess.run` would, with its output captured.

    Raises:
        subprocess.TimeoutExpired: it did not end within `timeout` seconds; it was killed.
    """
    (their_in, our_in), (our_out, their_out), (our_err, their_err) = os.pipe(), os.pipe(), os.pipe()
    theirs = (
        Connection(their_in, writable=False),
        *(Connection(end, readable=False) for end in (their_out, their_err)),
    )
    process = _context().Process(target=_run_program, args=(arguments, dict(environment), Path.cwd(), *theirs))
    process.start()
    for end in theirs:
        end.close()
    with ThreadPoolExecutor(3) as threads, FileIO(our_out) as out, FileIO(our_err) as err:
        threads.submit(_written, our_in, stdin)
        written = [threads.submit(stream.readall) for stream in (out, err)]
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired([*arguments], timeout)
        stdout, stderr = (each.result() for each in written)
        return subprocess.CompletedProcess([*arguments], process.exitcode, stdout, stderr)


def _written(pipe: int, given: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), FileIO(pipe, "w") as file:
        while given:
            given = given[file.write(given) :]


@cache
def _context() -> "ForkServerContext":
    context = get_context("forkserver")
    names = [module.name for module in pkgutil.walk_packages(ghcr_wizard.__path__, "ghcr_wizard.")]
    ours = [name for name in names if ".tui" not in name and not name.endswith("__main__")]
    context.set_forkserver_preload([*_LOADED_WHEN_USED, *ours])
    return context


def _run_program(arguments: tuple[str, ...], environment: dict[str, str], folder: Path, *streams: Connection) -> None:
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    for number, (stream, (name, errors)) in enumerate(zip(streams, _ENCODINGS.items(), strict=True)):
        os.dup2(stream.fileno(), number)
        stream.close()
        file = os.fdopen(number, "wb" if number else "rb", closefd=False)
        setattr(sys, name, TextIOWrapper(file, "utf-8", errors, line_buffering=name == "stderr"))
    sys.argv = ["ghcr-wizard", *arguments]
    runpy.run_module("ghcr_wizard", run_name="__main__", alter_sys=True)
