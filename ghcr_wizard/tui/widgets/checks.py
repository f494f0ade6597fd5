"""The checks of the live test as a list that fills in."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message

from ghcr_wizard.check.report import TITLES, CheckId, CheckResult, CheckStatus
from ghcr_wizard.diagnosis.cause import Action
from ghcr_wizard.formatting import response_time
from ghcr_wizard.tui.state import LiveTest
from ghcr_wizard.tui.widgets.block import Block, line, wrapped

MARKS = {
    CheckStatus.PASS: ("✓", "pass", "$success"),
    CheckStatus.WARN: ("!", "warn", "$warning"),
    CheckStatus.FAIL: ("✗", "fail", "$error"),
    CheckStatus.SKIP: ("·", "skip", "$muted"),
}
"""Mark, word and colour of each way a check can end."""

_KEYS = {
    Action.NAME_PACKAGE: "[a] add by name",
    Action.NAME_NAMESPACE: "[a] add by name",
    Action.TEST_PUSH: "[P] test push, nothing is uploaded",
}
"""The keys of what would lead further."""

_ASIDE = 66
"""Columns from which the time stands in a column of its own."""


_ROOMY = 90
"""Columns from which the titles have air behind them."""


def summary_of(result: CheckResult) -> str:
    """What a check found out, and the key of what would lead further."""
    return "; ".join(part for part in (result.summary, _KEYS.get(result.action, "")) if part)


class Checks(Block, can_focus=True):
    """Eleven lines: mark and word, title, what was found, how long it took. Enter opens the evidence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "details", id="checks.open"),
        Binding("up,k", "move(-1)", "Up", show=False, id="checks.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="checks.down"),
    ]

    class Opened(Message):
        """The evidence of a check was asked for."""

        def __init__(self, check: CheckId) -> None:
            super().__init__()
            self.check = check

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._test = LiveTest()
        self.cursor = 0

    def put(self, test: LiveTest) -> None:
        """Show how far the test is."""
        if test != self._test:
            self._test = test
            self.renew()

    @property
    def check(self) -> CheckId:
        """The check under the cursor."""
        return tuple(CheckId)[self.cursor]

    def lines(self, width: int) -> Sequence[Content]:
        """The lines of all checks."""
        return [part for index, check in enumerate(CheckId) for part in self._entry(index, check, width)]

    def _entry(self, index: int, check: CheckId, width: int) -> list[Content]:
        here = self.has_focus and index == self.cursor
        mark, text, time = self._said(check)
        head = line(
            ("▌" if here else " ", "$primary"),
            mark,
            " ",
            (TITLES[check].ljust(17 if width >= _ROOMY else 15), "bold" if here else ""),
        )
        aside = 7 if width >= _ASIDE else 0
        room = width - head.cell_length - aside
        first, *rest = wrapped(text, room)
        if aside:
            first = first.rstrip()
            first = first.pad_right(max(0, room - first.cell_length)) + line((time.rjust(aside), "$muted"))
        return [head + first, *(Content(" " * head.cell_length) + part for part in rest)]

    def _said(self, check: CheckId) -> tuple[Content, Content, str]:
        result = self._test.result(check)
        if result is not None:
            symbol, word, colour = MARKS[result.status]
            style = "$muted" if result.status is CheckStatus.SKIP else ""
            return (
                line((f"{symbol} {word}", colour)),
                line((summary_of(result), style)),
                response_time(result.milliseconds),
            )
        if check is self._test.current and self._test.running:
            return line(("▸ now ", "$primary")), line((self._under_way(), "$primary")), ""
        word = "not run" if not self._test.running and self._test.results else ""
        return line(("○     ", "$muted")), line((word, "$muted")), ""

    def _under_way(self) -> str:
        test = self._test
        figures = f"{test.done} of {test.total}" if test.total else ""
        return " ".join(part for part in (figures, test.doing) if part) or "asking …"

    def action_move(self, by: int) -> None:
        """Move the cursor; beyond the end the focus goes on."""
        if 0 <= self.cursor + by < len(CheckId):
            self.cursor += by
            self.refresh()
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_open(self) -> None:
        """Ask for the evidence of the check under the cursor."""
        self.post_message(self.Opened(self.check))

    def on_click(self, event: Click) -> None:
        """A click opens."""
        row = 0
        for index, check in enumerate(CheckId):
            row += len(self._entry(index, check, self.content_size.width))
            if event.y < row:
                self.cursor = index
                self.action_open()
                return
