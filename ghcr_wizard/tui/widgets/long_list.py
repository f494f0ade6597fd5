"""Lines of any number with a cursor: each is drawn when it comes into view."""

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

Piece = tuple[str, str]
"""A text, and which of the list's component classes colours it."""

Draw = Callable[[int, int], list[Piece]]
"""Draws the line of a number for a width in cells."""


class LongList(ScrollView, can_focus=True):
    """Lines that a function draws."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"long-list--{name}" for name in ("text", "muted", "heading", "good", "caution", "bad", "cursor")
    }
    DEFAULT_CSS = """
    LongList {
        height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; background: $background;
        scrollbar-color: $line; scrollbar-background: $background;
        & > .long-list--text { color: $foreground; }
        & > .long-list--muted { color: $foreground 65%; }
        & > .long-list--heading { color: $primary; text-style: bold; }
        & > .long-list--good { color: $text-success; }
        & > .long-list--caution { color: $text-warning; }
        & > .long-list--bad { color: $text-error; }
        & > .long-list--cursor { background: $foreground 10%; }
        &:focus > .long-list--cursor { background: $primary 30%; }
        &:ansi > .long-list--cursor { background: ansi_default; text-style: bold; }
        &:ansi:focus > .long-list--cursor { background: ansi_default; text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="list.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="list.down"),
        Binding("pageup", "move_page(-1)", "Page up", show=False, id="list.page-up"),
        Binding("pagedown", "move_page(1)", "Page down", show=False, id="list.page-down"),
        Binding("home,g", "go(0)", "First line", show=False, id="list.first"),
        Binding("end,G", "go(-1)", "Last line", show=False, id="list.last"),
    ]
    ALLOW_SELECT = False

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._count = 0
        self._draw: Draw = _nothing
        self.cursor = 0

    def put(self, count: int, draw: Draw) -> None:
        """Exchange the lines; the cursor stays on its number where there is one."""
        self._count, self._draw = count, draw
        self.cursor = max(0, min(self.cursor, count - 1))
        self.virtual_size = Size(0, count)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of what is in view."""
        number, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        base = self.rich_style
        if number >= self._count:
            return Strip.blank(width, base)
        here = number == self.cursor
        if here:
            base += Style(bgcolor=self.get_component_rich_style("long-list--cursor").bgcolor)
            base += self.get_component_styles("long-list--cursor").text_style
        mark: Piece = ("▌ " if here else "  ", "heading")
        pieces = [mark, *self._draw(number, max(1, width - 2))]
        segments = [Segment(text, base if base.reverse else base + self._colour(name)) for text, name in pieces]
        return Strip(segments).adjust_cell_length(width, base)

    def _colour(self, name: str) -> Style:
        component = f"long-list--{name}"
        color = self.get_component_rich_style(component).color
        return Style(color=color) + self.get_component_styles(component).text_style

    def action_move(self, by: int) -> None:
        """Move the cursor by some lines."""
        self._go(self.cursor + by)

    def action_move_page(self, by: int) -> None:
        """Move the cursor by what is in view."""
        self._go(self.cursor + by * max(1, self.scrollable_content_region.height - 1))

    def action_go(self, line: int) -> None:
        """Move the cursor to the first line, or to the last."""
        self._go(self._count - 1 if line < 0 else line)

    def _go(self, line: int) -> None:
        self.cursor = max(0, min(line, self._count - 1))
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if height and self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif height and self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, force=True)
        self.refresh()


def _nothing(_number: int, _width: int) -> list[Piece]:
    return []
