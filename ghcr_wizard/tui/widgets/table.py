"""Rows in columns, laid out for the width there is: the last columns are the first to go."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from ghcr_wizard.tui.widgets.block import Part, line

_GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        title: What stands above it.
        least: Cells it needs at least.
        right: Whether its texts end at its right edge.
        share: Whether it takes what is left over; the first such column does.
    """

    title: str
    least: int
    right: bool = False
    share: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; a cell too long for its column is cut, the cut marked by `…`.

    Attributes:
        columns: The columns, the most important first.
        rows: A cell for each column.
        headed: Whether the titles stand above.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Part, ...], ...]
    headed: bool = True

    def lines(self, width: int) -> Sequence[Content]:
        """The table for a width in cells."""
        shown = self._fitting(width)
        cells = [tuple(line(cell) for cell in row[:shown]) for row in self.rows]
        widths = self._widths(cells, shown, width)
        titles = [tuple(line((column.title, "$muted")) for column in self.columns[:shown])] if self.headed else []
        return [self._line(row, widths) for row in (*titles, *cells)]

    def _fitting(self, width: int) -> int:
        """How many columns there is room for."""
        used, shown = 0, 0
        for column in self.columns:
            used += column.least + (_GAP if shown else 0)
            if used > width and shown:
                break
            shown += 1
        return shown

    def _widths(self, rows: Sequence[tuple[Content, ...]], shown: int, width: int) -> list[int]:
        """As wide as what is in them; where that is too much the last give way first, the sharing one at the end."""
        wanted = []
        for place, column in enumerate(self.columns[:shown]):
            longest = max((row[place].cell_length for row in rows), default=0)
            wanted.append(max(longest, len(column.title) if self.headed else 0))
        order = sorted(range(shown), key=lambda place: (self.columns[place].share, -place))
        over = sum(wanted) + _GAP * (shown - 1) - width
        for place in order:
            cut = min(max(0, over), max(0, wanted[place] - self.columns[place].least))
            wanted[place] -= cut
            over -= cut
        return wanted

    def _line(self, row: tuple[Content, ...], widths: Sequence[int]) -> Content:
        parts: list[Part] = []
        for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
            fitted = cell.truncate(width, ellipsis=True)
            blank = " " * max(0, width - fitted.cell_length)
            gap = " " * _GAP if place else ""
            parts += [gap, blank, fitted] if self.columns[place].right else [gap, fitted, blank]
        return line(*parts)
