"""Two tokens side by side: their checks as they fill in, then what the two see."""

from collections.abc import Sequence
from itertools import zip_longest

from textual.content import Content

from ghcr_wizard.check.report import TITLES, CheckId
from ghcr_wizard.formatting import response_time
from ghcr_wizard.rotation.comparison import ComparedWith, Line
from ghcr_wizard.tui.rotation import Rotation
from ghcr_wizard.tui.state import LiveTest
from ghcr_wizard.tui.widgets.block import Block, Part, line, wrapped
from ghcr_wizard.tui.widgets.checks import MARKS

_LOOKS = {
    ComparedWith.SAME: ("=", "$muted"),
    ComparedWith.BETTER: ("✓", "$success"),
    ComparedWith.DIFFERENT: ("·", "$primary"),
    ComparedWith.WORSE: ("✗", "$error"),
}
_FIRST = 17
"""Columns of what is compared."""
_WITH_SUMMARIES = 110
"""Columns from which a check's words have room beside its mark."""


class TokenComparison(Block):
    """A row a check, or a row a difference; the old token's column, then the new one's."""

    def __init__(self, rotation: Rotation, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._rotation = rotation

    def put(self, rotation: Rotation) -> None:
        """Show how far it is."""
        self._rotation = rotation
        self.renew()

    def lines(self, width: int) -> Sequence[Content]:
        """The heads of the columns and the rows below them."""
        comparison = self._rotation.comparison
        column = max(8, (width - _FIRST - 2) // 2)
        heads = ("The old token" if self._rotation.has_old else "What was known", "The new token")
        rows: list[tuple[Part, Part, Part]] = [("", (heads[0], "bold"), (heads[1], "bold"))]
        if comparison is None:
            rows += [self._check(check, column) for check in CheckId]
        else:
            rows += [_difference(each) for each in comparison.lines]
        return [part for row in rows for part in _row(row, column)]

    def _check(self, check: CheckId, column: int) -> tuple[Part, Part, Part]:
        old, new = self._rotation.old, self._rotation.new
        title = (f"  {TITLES[check]}", "$muted")
        return title, _side(old, check, column) if self._rotation.has_old else "", _side(new, check, column)


def _side(test: LiveTest, check: CheckId, column: int) -> Content:
    result = test.result(check)
    if result is None:
        if test.current is not check:
            return line(("○", "$muted"))
        done = f"{test.done} of {test.total} " if test.total else ""
        return line((f"▸ {done}…", "$primary"))
    mark, _, colour = MARKS[result.status]
    words = result.summary if column * 2 >= _WITH_SUMMARIES else response_time(result.milliseconds)
    return line((mark, colour), " ", (words, "" if column * 2 >= _WITH_SUMMARIES else "$muted")).truncate(
        column - 1, ellipsis=True
    )


def _difference(row: Line) -> tuple[Part, Part, Part]:
    mark, colour = _LOOKS[row.change]
    plain = row.change in {ComparedWith.SAME, ComparedWith.DIFFERENT}
    return line((f"{mark} ", f"bold {colour}"), row.subject), (row.old, "$muted"), (row.new, "" if plain else colour)


def _row(cells: tuple[Part, Part, Part], column: int) -> list[Content]:
    widths = (_FIRST, column, column)
    wraps = [wrapped(line(cell), width - 1) for cell, width in zip(cells, widths, strict=True)]
    empty = Content("")
    return [
        Content("").join(
            part.pad_right(max(0, width - part.cell_length)) for part, width in zip(parts, widths, strict=True)
        )
        for parts in zip_longest(*wraps, fillvalue=empty)
    ]
