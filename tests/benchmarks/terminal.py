"""A program in a real pseudo-terminal: what it paints, and when."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self

from tests.benchmarks.figures import NotThereYetError

ROOT = Path(__file__).resolve().parent.parent.parent
_ROWS, _COLUMNS = 40, 120
_PATIENCE = 60.0
"""Seconds after which a program is taken to have failed."""

_ESCAPES = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[\[P_][0-?]*[ -/]*[@-~]|\x1b[=>()78][B0]?")
_QUERIES = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[c": b"\x1b[?62;22c"}
"""What a terminal is asked, and what one with synchronized output answers."""


def environment(home: str, **more: str) -> dict[str, str]:
    """The variables of a modern terminal on a machine with nothing stored and no keyring."""
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "HOME": home,
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        **more,
    }


class Terminal:
    """A Python program running in a terminal; ends with the `with` block.

    Args:
        arguments: What follows `python` on the command line.
        more: Further environment variables.
    """

    def __init__(self, *arguments: str, more: Mapping[str, str] | None = None) -> None:
        self._home = tempfile.TemporaryDirectory()
        self._outside, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
        self._painted = b""
        self.started = perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=inside,
            stdout=inside,
            stderr=inside,
            cwd=ROOT,
            env=environment(self._home.name, **(more or {})),
            start_new_session=True,
        )
        os.close(inside)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._outside)
        self._home.cleanup()

    @property
    def memory(self) -> int:
        """Bytes of memory the program has now (Linux: `proc(5)`, the second figure of `statm`)."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def press(self, keys: str) -> float:
        """Type something; what was painted before is forgotten. Returns when that was."""
        self._painted = b""
        pressed = perf_counter()
        os.write(self._outside, keys.encode())
        return pressed

    def painted(self, text: str) -> float:
        """Read until a text is on the screen; return when it was.

        Raises:
            NotThereYetError: The program ended or went silent without it.
        """
        wanted, until = text.encode(), perf_counter() + _PATIENCE
        while perf_counter() < until:
            if not self._read(until - perf_counter()):
                break
            if wanted in _ESCAPES.sub(b"", self._painted):
                return perf_counter()
        last = _ESCAPES.sub(b"", self._painted)[-200:].decode(errors="replace").strip()
        raise NotThereYetError(f"“{text}” was never painted; the last was: {last!r}")

    def wait(self, seconds: float) -> None:
        """Read what is painted for so long."""
        until = perf_counter() + seconds
        while (left := until - perf_counter()) > 0 and (self._read(left) or perf_counter() < until):
            pass

    def settle(self, quiet: float = 0.25) -> None:
        """Read until nothing was painted for `quiet` seconds."""
        while self._read(quiet):
            pass

    def ended(self) -> float:
        """Read until the process is gone; return when it was."""
        while self._read(_PATIENCE):
            pass
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            raise NotThereYetError("the program did not end") from None
        return perf_counter()

    def _read(self, seconds: float) -> bool:
        """Read what is there within some seconds; `False` if nothing was, or the program ended."""
        if not select.select([self._outside], [], [], seconds)[0]:
            return False
        try:
            piece = os.read(self._outside, 1 << 16)
        except OSError:
            return False
        self._painted += piece
        for query, answer in _QUERIES.items():
            if query in piece:
                os.write(self._outside, answer)
        return bool(piece)
