"""Other programs, started without a shell, waited for only so long, their output deadline."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ghcr_wizard import deadline, pipes

SECONDS = 5.0
"""For a program that should answer from a file or a keyring; gh and Docker's own helpers take some tens of ms."""

_ENDINGS = os.pathsep.join((".COM", ".EXE", ".BAT", ".CMD"))
"""Of programs on Windows, where no variable says so."""

_MOST_OUTPUT = 64 * 1024
_MOST_COMPLAINT = 2 * 1024
_ENDING_SECONDS = 1.0
_COMPLAINING_SECONDS = 0.2
"""For the rest of standard error after the program ended; what it started may keep that open forever."""

Process = subprocess.Popen[bytes]


@dataclass(frozen=True, slots=True)
class ProgramEnd:
    """A program that ended by itself; its output may hold a secret.

    Attributes:
        status: Its exit status; negative for the signal that ended it.
        output: What it wrote to standard output.
        complaint: The beginning of what it wrote to standard error.
    """

    status: int
    output: bytes
    complaint: bytes = b""

    def __repr__(self) -> str:
        return f"ProgramEnd({self.status}, {len(self.output)} bytes)"


class ProgramError(Exception):
    """A program gave no usable answer; the message continues a sentence about it."""


def find_program(name: str, environment: Mapping[str, str], platform: str = sys.platform) -> str:
    """Where a program is, by the search path; never one of the current folder.

    Not by `shutil.which`, which on Windows looks into the current folder first, whatever path it is given.

    Args:
        name: Its name or its absolute path; on Windows with or without its ending.
        environment: Holds the search path, and on Windows the endings of programs (`PATHEXT`).
        platform: The operating system, as `sys.platform` names it.

    Raises:
        ProgramError: It is not there, or not executable.
    """
    folder, base = os.path.split(name)
    searched = [folder] if folder else environment.get("PATH", "").split(os.pathsep)
    names = _names(base, environment, platform)
    paths = [os.path.join(each, file) for each in searched if Path(each).is_absolute() for file in names]  # noqa: PTH118 - see below
    found = [path for path in paths if os.path.isfile(path)]  # noqa: PTH113 - unlike `Path.is_file` it never raises
    if (first := next((path for path in found if os.access(path, os.X_OK)), None)) is None:
        raise ProgramError("is not executable" if found else "is not on the search path")
    return first


def _names(name: str, environment: Mapping[str, str], platform: str) -> list[str]:
    """The names of files that are started by a name: on Windows those with the ending of a program alone."""
    if platform != "win32":
        return [name]
    endings = environment.get("PATHEXT", _ENDINGS).lower().split(os.pathsep)
    return [name] if name.lower().endswith(tuple(endings)) else [name + ending for ending in endings]


def has_program(name: str, environment: Mapping[str, str]) -> bool:
    """Whether a program is on the search path, and can be run."""
    try:
        find_program(name, environment)
    except ProgramError:
        return False
    return True


def beside_python(name: str) -> Path | None:
    """Where a program of this very installation is, whether or not it is on the search path; `None` without one."""
    try:
        return Path(find_program(str(Path(sys.executable).parent / name), os.environ))
    except ProgramError:
        return None


async def run_program(
    command: Sequence[str], environment: Mapping[str, str], stdin: bytes = b"", seconds: float = SECONDS
) -> ProgramEnd:
    """Run a program to its end.

    Args:
        command: Where it is, and its arguments.
        environment: All its variables.
        stdin: What it reads.
        seconds: How long it may take; then it is ended, with whatever it started.

    Raises:
        ProgramError: It could not be started, took too long, or wrote too much.
    """
    process = _started(command, environment)
    with _ended_where_it_failed(process, seconds):
        return await deadline.call_async(lambda: _answer(process, stdin), seconds)


def run_program_now(
    command: Sequence[str], environment: Mapping[str, str], stdin: bytes = b"", seconds: float = SECONDS
) -> ProgramEnd:
    """Like `run_program`, blocking: for what runs on a thread of its own already."""
    process = _started(command, environment)
    with _ended_where_it_failed(process, seconds):
        return deadline.call(lambda: _answer(process, stdin), seconds)


@contextlib.contextmanager
def _ended_where_it_failed(process: Process, seconds: float) -> Iterator[None]:
    """End a program that took too long, or whose caller is interrupted, with whatever it started."""
    try:
        yield
    except TimeoutError:
        _end(process)
        raise ProgramError(f"did not answer within {seconds:g} seconds") from None
    except BaseException:
        _end(process)
        raise


def _started(command: Sequence[str], environment: Mapping[str, str]) -> Process:
    try:
        return subprocess.Popen(  # noqa: S603 - found by its name on the search path, without a shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            start_new_session=sys.platform != "win32",
        )
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno).lower() if isinstance(error, OSError) and error.errno else "unknown reason"
        raise ProgramError(f"cannot be started ({reason})") from None


def _answer(process: Process, stdin: bytes) -> ProgramEnd:
    """All it writes until it closes its output; runs on a thread that nobody has to wait for."""
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise ProgramError("has no input or output")
    complaint: list[bytes] = []
    complaints = deadline.started(lambda: _listen(process.stderr, complaint))
    try:
        with process.stdin:
            process.stdin.write(stdin)
    except OSError as error:
        if not pipes.is_closed(error):
            raise
    with process.stdout:
        output = process.stdout.read(_MOST_OUTPUT + 1)
        if len(output) > _MOST_OUTPUT:
            raise ProgramError("answered far too much")
    status = process.wait()
    with contextlib.suppress(TimeoutError):
        complaints.result(_COMPLAINING_SECONDS)
    return ProgramEnd(status, output, b"".join(complaint))


def _listen(stream: IO[bytes] | None, kept: list[bytes]) -> None:
    """Read standard error to its end, so that nobody blocks on writing it, and keep its beginning."""
    if stream is None:
        return
    with contextlib.suppress(ValueError, OSError), stream:
        while piece := stream.read1(_MOST_COMPLAINT):  # type: ignore[attr-defined]  # the pipe is buffered
            if sum(map(len, kept)) < _MOST_COMPLAINT:
                kept.append(piece)


def _end(process: Process) -> None:
    """End a program that did not end by itself, and everything it started.

    What has left its group may hold on to its output forever; that is not waited for.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform != "win32":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_ENDING_SECONDS)
