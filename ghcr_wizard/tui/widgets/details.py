"""Facts with their names in front: two columns of text."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from ghcr_wizard.tui.widgets.block import Block, Part, columns, line, wrapped

_FIRST = 16
"""Columns for the names."""


class Details(Block):
    """Rows of a name and a text; a row without a name goes over the whole width, an empty one is a blank line."""

    def __init__(self, *, id: str | None = None, first: int = _FIRST) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._first = first
        self._rows: tuple[tuple[Part, Part], ...] = ()

    def put(self, rows: Iterable[tuple[Part, Part]]) -> None:
        """Exchange the rows."""
        self._rows = tuple(rows)
        self.renew()

    def lines(self, width: int) -> Sequence[Content]:
        """The rows, wrapped."""
        return [part for name, text in self._rows for part in self._row(name, text, width)]

    def _row(self, name: Part, text: Part, width: int) -> list[Content]:
        content = line(text)
        return columns(name, content, width, first=self._first) if name else wrapped(content, width)
