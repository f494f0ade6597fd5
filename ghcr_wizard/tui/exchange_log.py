"""What the wizard asked and was answered, a line each, as `--debug` prints it: kept for the panel, newest last."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from collections import deque
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ghcr_wizard.transport.observing import in_one_line, observed

if TYPE_CHECKING:
    from ghcr_wizard.transport.observing import WireExchange

_KEPT = 500


class ExchangeLog:
    """The newest exchanges of a run.

    Attributes:
        lines: They, redacted.
        count: How many there were in all.
    """

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=_KEPT)
        self.count = 0
        self._looking = ExitStack()

    def begin(self) -> None:
        """Look on from now."""
        self._looking.enter_context(observed(self._note))

    def end(self) -> None:
        """Look on no longer."""
        self._looking.close()

    def _note(self, exchange: WireExchange) -> None:
        self.lines.append(in_one_line(exchange))
        self.count += 1
