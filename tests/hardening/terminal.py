"""The wizard in a real pseudo-terminal: every byte it writes there, and the state it leaves the terminal in."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tests.processes import HANG_SECONDS

_ROWS, _COLUMNS = 45, 160
_ESCAPE = re.compile(rb"\x1b(?:\[[0-9;?<>=$]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-Za-z]|[=>a-zA-Z0-9])")
_ALTERNATE, _USUAL_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"


class SilentError(AssertionError):
    """The wizard never showed what was waited for."""


@dataclass
class TerminalRun:
    """A program in a terminal of its own; a context manager that ends it.

    Attributes:
        command: What is run.
        environment: All its variables.
        written: Every byte it wrote so far.
    """

    command: tuple[str, ...]
    environment: Mapping[str, str]
    written: bytearray = field(default_factory=bytearray, repr=False)

    def __enter__(self) -> Self:
        self._master, self._slave = pty.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
        self._before = termios.tcgetattr(self._slave)
        self.process = subprocess.Popen(
            [sys.executable, *self.command],
            env=dict(self.environment),
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            start_new_session=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)
        os.close(self._slave)

    @property
    def text(self) -> bytes:
        """What it wrote, without the sequences that move and color."""
        return _ESCAPE.sub(b"", bytes(self.written))

    def press(self, keys: bytes) -> None:
        """Press keys, as a terminal sends them."""
        os.write(self._master, keys)

    def paste(self, text: str) -> None:
        """Paste a text, as a terminal does that marks what is pasted."""
        self.press(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def expect(self, *wanted: str) -> None:
        """Read until one of these is among what was written since the last call.

        Raises:
            SilentError: It never was.
        """
        seen, until = bytearray(), time.monotonic() + HANG_SECONDS
        while not any(text.encode() in _ESCAPE.sub(b"", bytes(seen)) for text in wanted):
            piece = self._read(HANG_SECONDS)
            if not piece or time.monotonic() > until:
                raise SilentError(f"never on the terminal: {wanted}; last: {_ESCAPE.sub(b'', bytes(seen))[-2_000:]!r}")
            seen += piece

    def ended(self) -> int:
        """Read to the end; its exit status, negative for the signal that ended it.

        Raises:
            SilentError: It does not end.
        """
        until = time.monotonic() + HANG_SECONDS
        while self.process.poll() is None:
            self._read(0.1)
            if time.monotonic() > until:
                raise SilentError("it does not end")
        while self._read(0.1):
            pass
        return self.process.returncode

    def left_wrong(self) -> str:
        """What is wrong with the terminal it leaves, or nothing."""
        if self.written.rfind(_ALTERNATE) > self.written.rfind(_USUAL_SCREEN):
            return "the terminal is left on the alternate screen"
        return "" if termios.tcgetattr(self._slave)[:4] == self._before[:4] else "the terminal is left raw"

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._master], [], [], seconds)
        piece = os.read(self._master, 65_536) if ready else b""
        self.written += piece
        return piece


SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
"""What ends the wizard, and the exit status a shell reports for it."""


def signaled(
    number: signal.Signals, environment: Mapping[str, str], command: tuple[str, ...] = ("-m", "ghcr_wizard")
) -> str:
    """Send a signal to the wizard in its terminal; what is wrong with how it ends, or nothing."""
    with TerminalRun((*command, "--demo"), environment) as run:
        run.expect("Which registry?")
        run.process.send_signal(number)
        status = run.ended()
        status = 128 - status if status < 0 else status
        if status != SIGNALS[number]:
            return f"exit status {status}, not {SIGNALS[number]}; {run.left_wrong() or 'the terminal is whole'}"
        return run.left_wrong()
