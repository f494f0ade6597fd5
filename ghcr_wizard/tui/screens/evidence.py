"""The evidence of a check: every exchange with a server, as it was."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from ghcr_wizard.check.report import TITLES, CheckResult
from ghcr_wizard.formatting import response_time
from ghcr_wizard.transport.exchange import Exchange
from ghcr_wizard.tui.screens.step import Page
from ghcr_wizard.tui.screens.window import Window
from ghcr_wizard.tui.widgets.block import Lines, Part, line
from ghcr_wizard.tui.widgets.checks import MARKS, summary_of
from ghcr_wizard.tui.widgets.details import Details

_OK = 400


class EvidenceScreen(Window):
    """Method, address, status, code, message and request id of what was asked."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "copy the evidence", id="evidence.copy")]

    def __init__(self, result: CheckResult) -> None:
        super().__init__()
        self._result = result

    def compose_window(self) -> ComposeResult:
        """The check, then its exchanges in order."""
        result = self._result
        symbol, word, colour = MARKS[result.status]
        with Page():
            yield Lines(
                line((TITLES[result.id], "bold"), "   ", (f"{symbol} {word}", f"bold {colour}")),
                summary_of(result),
                "",
            )
            if not result.evidence:
                yield Lines("Nothing was asked for this check: it comes from the text or from what was known.", "")
            for exchange in result.evidence:
                details = Details(first=13)
                details.put([*_rows(exchange), ("", "")])
                yield details

    def action_copy(self) -> None:
        """Copy all of it as text."""
        parts = [_text(exchange) for exchange in self._result.evidence]
        self.wizard.copy("\n\n".join([f"{TITLES[self._result.id]}: {self._result.summary}", *parts]), "the evidence")


def _rows(exchange: Exchange) -> list[tuple[Part, Part]]:
    rows: list[tuple[Part, Part]] = [("", line((f"{exchange.method} ", "bold $primary"), exchange.url))]
    rows.append(("  answer", _answer(exchange)))
    if exchange.message:
        rows.append(("  message", exchange.message))
    if exchange.request_id:
        rows.append(("  request id", exchange.request_id))
    sent = "with the credential" if exchange.authenticated else "without a credential"
    rows.append(("  sent", line((f"{sent}, {response_time(exchange.milliseconds)}", "$muted"))))
    return rows


def _answer(exchange: Exchange) -> Content:
    if exchange.fault is not None:
        detail = f": {exchange.detail}" if exchange.detail else ""
        return line((f"none, {exchange.fault.value}{detail}", "$error"))
    code = f" {exchange.code}" if exchange.code else ""
    good = exchange.status is not None and exchange.status < _OK
    return line((f"{exchange.status}{code}", "$success" if good else "$warning"))


def _text(exchange: Exchange) -> str:
    """One exchange as plain text, for a message to somebody."""
    lines = [f"{exchange.method} {exchange.url}", f"answer: {_answer(exchange).plain}"]
    if exchange.message:
        lines.append(f"message: {exchange.message}")
    if exchange.request_id:
        lines.append(f"request id: {exchange.request_id}")
    return "\n".join(lines)
