"""How far long work is: one line on standard error, only where a person is looking."""

import asyncio
import sys
import time

from ghcr_wizard.cli.output import takes_escapes

_CLEAR_LINE = "\r\x1b[K"
_LONGEST = 78
_QUIET_SECONDS = 5.0
"""A wait of this long is spoken of."""


class Progress:
    """Rewrites one line of the terminal; does nothing where there is none, or none that can.

    Args:
        limit: After how many seconds the work gives up, said once it takes long; `None` where nobody can say.
    """

    def __init__(self, limit: float | None = None) -> None:
        self._shown = takes_escapes(sys.stderr)
        self._text, self._limit, self._began = "", limit, time.monotonic()
        self._ticking: asyncio.TimerHandle | None = None

    def show(self, text: str) -> None:
        """Show `text` in place of what stood there, and after it, once it takes long, for how long."""
        if not self._shown:
            return
        self._text = text
        self._write()
        if self._ticking is None:
            self._tick_later()

    def clear(self) -> None:
        """Take the line away."""
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None
        if self._shown and self._text:
            self._text = ""
            sys.stderr.write(_CLEAR_LINE)
            sys.stderr.flush()

    def _write(self) -> None:
        sys.stderr.write(_CLEAR_LINE + self._text[: _LONGEST - len(self._waiting)] + self._waiting)
        sys.stderr.flush()

    @property
    def _waiting(self) -> str:
        passed = time.monotonic() - self._began
        if passed < _QUIET_SECONDS:
            return ""
        return f" ({passed:.0f} s; gives up after {self._limit:.0f} s)" if self._limit else f" ({passed:.0f} s)"

    def _tick_later(self) -> None:
        self._ticking = asyncio.get_running_loop().call_later(1.0, self._tick)

    def _tick(self) -> None:
        self._write()
        self._tick_later()
