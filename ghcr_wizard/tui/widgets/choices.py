"""Things to tick, and one of several to choose: lines with a cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message

from ghcr_wizard.tui.widgets.block import Block, hanging, line

_HINTS_AT = 38
"""The column of the hints, where all of them fit beside their labels."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing to tick; `fixed` ones are always ticked."""

    key: str
    label: str
    hint: str = ""
    fixed: bool = False


class Ticks(Block, can_focus=True):
    """A list to tick with Space."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "select", id="ticks.toggle"),
        Binding("up,k", "move(-1)", "Up", show=False, id="ticks.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="ticks.down"),
    ]

    class Toggled(Message):
        """A tick was set or taken away."""

        def __init__(self, key: str, *, on: bool) -> None:
            super().__init__()
            self.key, self.on = key, on

    def __init__(self, ticks: Sequence[Tick], *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._ticks, self._cursor = tuple(ticks), 0
        self._on = frozenset(tick.key for tick in ticks if tick.fixed)

    def put(self, on: frozenset[str]) -> None:
        """Say what is ticked."""
        self._on = on | {tick.key for tick in self._ticks if tick.fixed}
        self.renew()

    def lines(self, width: int) -> Sequence[Content]:
        """A line each: the cursor, the mark, the label, and the hint beside or below it."""
        return [part for index in range(len(self._ticks)) for part in self._entry(index, width)]

    def _entry(self, index: int, width: int) -> list[Content]:
        tick = self._ticks[index]
        here = self.has_focus and index == self._cursor
        mark = ("[✓]", "$success") if tick.key in self._on else ("[ ]", "$muted")
        label = (tick.label, "bold" if here else "")
        head = line(("▌ " if here else "  ", "$primary"), mark, " ", label)
        if all(_HINTS_AT + len(each.hint) <= width for each in self._ticks):
            return [head + line(" " * max(2, _HINTS_AT - head.cell_length), (tick.hint, "$muted"))]
        return [head, *hanging(Content(" " * 6), line((tick.hint, "$muted")), width)]

    def action_move(self, by: int) -> None:
        """Move the cursor; beyond the end the focus goes on."""
        target = self._cursor + by
        if 0 <= target < len(self._ticks):
            self._cursor = target
            self.refresh()
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_tick(self) -> None:
        """Set or take away the tick under the cursor."""
        tick = self._ticks[self._cursor]
        if not tick.fixed:
            self.post_message(self.Toggled(tick.key, on=tick.key not in self._on))

    def on_click(self, event: Click) -> None:
        """A click ticks."""
        row = 0
        for index in range(len(self._ticks)):
            row += len(self._entry(index, self.content_size.width))
            if event.y < row:
                self._cursor = index
                self.action_tick()
                return


class OneOf(Block, can_focus=True):
    """One of several values on a line, chosen with the arrow keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "shorter", key_display="←", id="oneof.left"),
        Binding("right,l,space", "move(1)", "longer", key_display="→", id="oneof.right"),
        Binding("up,k", "app.focus_previous", "Up", show=False, id="oneof.up"),
        Binding("down,j", "app.focus_next", "Down", show=False, id="oneof.down"),
    ]

    class Chosen(Message):
        """Another value was chosen."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, label: str, values: Sequence[str], *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._label, self._values, self._index = label, tuple(values), 0

    def put(self, index: int) -> None:
        """Say which value is chosen."""
        self._index = index
        self.renew()

    def lines(self, width: int) -> Sequence[Content]:
        """The label with all values, the chosen one in brackets."""
        del width
        cursor = line(("▌ " if self.has_focus else "  ", "$primary"))
        head = cursor + line((self._label, "bold" if self.has_focus else ""), "  ")
        return [head + Content(" ").join(self._value(index) for index in range(len(self._values)))]

    def _value(self, index: int) -> Content:
        text = self._values[index]
        return line((f"[{text}]", "bold $success")) if index == self._index else line((f" {text} ", "$muted"))

    def action_move(self, by: int) -> None:
        """Choose the neighbour, if there is one."""
        target = self._index + by
        if 0 <= target < len(self._values):
            self.post_message(self.Chosen(target))

    def on_click(self, event: Click) -> None:
        """A click chooses."""
        column = len(self._label) + 4
        for index, value in enumerate(self._values):
            column += len(value) + 3
            if event.x < column:
                self.post_message(self.Chosen(index))
                return
