"""Values and commands to copy one by one: lines with a cursor. Whatever is secret comes masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.geometry import Region
from textual.message import Message

from ghcr_wizard.tui.widgets.block import Block, hanging, line, wrapped

_WIDEST_LABEL = 24


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to copy.

    Attributes:
        label: What it is called, or empty for a command.
        shown: What is shown of it.
        note: What to know about it; shown while the cursor is on it.
        above: A line before it, or empty.
    """

    label: str
    shown: str
    note: str = ""
    above: str = ""


class Sheet(Block, can_focus=True):
    """The lines; `y` asks for the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "copy this", id="sheet.copy", tooltip="Copy the field or command under the cursor"),
        Binding("up,k", "move(-1)", "Up", show=False, id="sheet.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="sheet.down"),
    ]

    class CopyAsked(Message):
        """The item of that number is to be copied."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Moved(Message):
        """The cursor went to another item, or beyond the first one (`index` is -1 then)."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._items: tuple[Item, ...] = ()
        self._cursor = 0

    def put(self, items: Sequence[Item]) -> None:
        """Exchange the items; the cursor stays where it is, if it can."""
        self._items = tuple(items)
        self._cursor = min(self._cursor, max(0, len(self._items) - 1))
        self.display = bool(self._items)
        self.renew()

    def start(self) -> None:
        """Put the cursor on the first item."""
        self._cursor = 0
        self.renew()

    def lines(self, width: int) -> Sequence[Content]:
        """Every item: its label and what is shown of it; the note of the one under the cursor."""
        return [part for index in range(len(self._items)) for part in self._entry(index, width)]

    def _entry(self, index: int, width: int) -> list[Content]:
        item, here = self._items[index], self.has_focus and index == self._cursor
        first = min(_WIDEST_LABEL, 2 + max((len(each.label) for each in self._items), default=0))
        head = line(("▌ " if here else "  ", "$primary"))
        if item.label:
            head += line((item.label, "$muted")).truncate(first).pad_right(max(0, first - len(item.label)))
        rows = wrapped(item.above, width) if item.above else []
        if rows and index:
            rows.insert(0, Content(""))
        rows += hanging(head, line((item.shown, "bold" if here else "" if item.label else "$primary")), width)
        if here and item.note:
            rows += hanging(Content(" " * head.cell_length), line((item.note, "$muted")), width)
        return rows

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self.renew()

    def on_blur(self) -> None:
        """Show it no more."""
        self.renew()

    def action_move(self, by: int) -> None:
        """Move the cursor; above the first item the focus leaves."""
        target = self._cursor + by
        if target < 0:
            self.post_message(self.Moved(-1))
        elif target < len(self._items):
            self._cursor = target
            self.renew()
            self._follow()
            self.post_message(self.Moved(target))
        else:
            for above in self.ancestors:
                if isinstance(above, VerticalScroll):
                    above.scroll_relative(y=by, animate=False)

    def _follow(self) -> None:
        """Keep the item under the cursor in sight."""
        width = self.content_size.width
        top = sum(len(self._entry(index, width)) for index in range(self._cursor))
        region = Region(0, top, width, len(self._entry(self._cursor, width))).translate(self.virtual_region.offset)
        for above in self.ancestors:
            if isinstance(above, VerticalScroll):
                above.scroll_to_region(region, animate=False)

    def action_copy(self) -> None:
        """Ask for the item under the cursor."""
        if self._items:
            self.post_message(self.CopyAsked(self._cursor))

    def on_click(self, event: Click) -> None:
        """A click puts the cursor there."""
        row = 0
        for index in range(len(self._items)):
            row += len(self._entry(index, self.content_size.width))
            if event.y < row:
                self._cursor = index
                self.renew()
                self.post_message(self.Moved(index))
                return
