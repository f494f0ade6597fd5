"""What the wizard asked and was answered: a line each, as `--debug` prints it, and a trace, as `--trace` writes it."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from collections import deque
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ghcr_wizard.transport.observing import in_one_line, observed

if TYPE_CHECKING:
    from ghcr_wizard.transport.observing import WireExchange
    from ghcr_wizard.transport.trace import Recorder
    from ghcr_wizard.tui.state import WizardState

_KEPT = 500
_MOST_BYTES = 16 * 1024 * 1024
"""Of answers, for a trace; a test and the listing of two thousand packages take so much."""


class ExchangeLog:
    """The newest exchanges of a run.

    Attributes:
        lines: They, redacted.
        count: How many there were in all.
    """

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=_KEPT)
        self.count = 0
        self._recorder: Recorder | None = None
        self._looking = ExitStack()

    def begin(self) -> None:
        """Look on from now."""
        self._looking.enter_context(observed(self._note))

    def end(self) -> None:
        """Look on no longer."""
        self._looking.close()

    def trace(self, state: WizardState) -> str:
        """Everything so far as the text of a trace's file, with stand-ins for names; takes a second for very much."""
        from ghcr_wizard.transport.trace import Recorder, TraceSubject, written

        hosts, inspection = state.hosts, state.tested_inspection
        origins = {"api": hosts.api_url, "registry": hosts.registry_url, "web": hosts.web_url} if hosts else {}
        length = inspection.length if inspection.secret else 0
        name = state.credential.username if inspection.secret else ""
        subject = TraceSubject("wizard", state.registry, origins, name, inspection.kind.value, length)
        return written((self._recorder or Recorder()).document(subject))

    def _note(self, exchange: WireExchange) -> None:
        if self._recorder is None:
            from ghcr_wizard.transport.trace import Recorder  # after the first paint: nothing is asked before it

            self._recorder = Recorder(_MOST_BYTES)
        self._recorder(exchange)
        self.lines.append(in_one_line(exchange))
        self.count += 1
