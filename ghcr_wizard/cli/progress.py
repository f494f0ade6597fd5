"""How far long work is: one line on standard error, only where a person is looking."""

import os
import sys

from ghcr_wizard.cli.output import is_terminal

_CLEAR_LINE = "\r\x1b[K"


class Progress:
    """Rewrites one line of the terminal; does nothing where there is none, or none that can."""

    def __init__(self) -> None:
        self._shown = is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
        self._length = 0

    def show(self, text: str) -> None:
        """Show `text` in place of what stood there."""
        if self._shown:
            sys.stderr.write(_CLEAR_LINE + text[:78])
            sys.stderr.flush()
            self._length = len(text)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown and self._length:
            sys.stderr.write(_CLEAR_LINE)
            sys.stderr.flush()
            self._length = 0
