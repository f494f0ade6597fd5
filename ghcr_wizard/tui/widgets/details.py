"""Facts with their names in front: two columns of text."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from textual.content import Content

from ghcr_wizard.tui.widgets.block import Block, Part, columns, line, wrapped

_FIRST = 16
"""Columns for the names."""


class Drawing(Protocol):
    """A part of the facts that lays itself out, such as a table."""

    def lines(self, width: int) -> Sequence[Content]:
        """Its lines for a width in cells."""
        ...


Row = tuple[Part, Part] | Drawing
"""A name and a text, or what lays itself out."""


class Details(Block):
    """Rows of a name and a text; a row without a name goes over the whole width, an empty one is a blank line."""

    def __init__(self, rows: Iterable[Row] = (), *, id: str | None = None, first: int = _FIRST) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._first = first
        self._rows = tuple(rows)

    def put(self, rows: Iterable[Row]) -> None:
        """Exchange the rows."""
        self._rows = tuple(rows)
        self.renew()

    def lines(self, width: int) -> Sequence[Content]:
        """The rows, wrapped."""
        return [part for row in self._rows for part in self._row(row, width)]

    def _row(self, row: Row, width: int) -> Sequence[Content]:
        if not isinstance(row, tuple):
            return row.lines(width)
        name, text = row
        content = line(text)
        return columns(name, content, width, first=self._first) if name else wrapped(content, width)
