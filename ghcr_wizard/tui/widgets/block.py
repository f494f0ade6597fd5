"""Widgets that are a few lines of text, wrapped to the width they get; nothing in them is parsed as markup."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

Part = str | tuple[str, str] | Content
"""Text, text with a style, or content: what `line` puts together."""


def line(*parts: Part) -> Content:
    """One line from parts; nothing in them is parsed as markup."""
    return Content.assemble(*parts)


def wrapped(content: Content | str, width: int) -> list[Content]:
    """Content wrapped to `width` cells, a word longer than that broken; at least one line."""
    content = Content(content) if isinstance(content, str) else content
    return list(content.wrap(max(8, width))) or [Content("")]


def hanging(mark: Content, content: Content | str, width: int) -> list[Content]:
    """Content wrapped beside a mark; lines after the first begin below the first one's text."""
    first, *rest = wrapped(content, width - mark.cell_length)
    return [mark + first, *(Content(" " * mark.cell_length) + part for part in rest)]


def columns(label: Part, content: Content | str, width: int, *, first: int) -> list[Content]:
    """A label with its text beside it, the text wrapped in its own column of what is left of `width`.

    A label that is plain text is muted; one with a style of its own keeps that.
    """
    head = line((label, "$muted") if isinstance(label, str) else label)
    return hanging(head.truncate(first).pad_right(max(0, first - head.cell_length)), content, width)


W = TypeVar("W", bound=Widget)


def pane(widget: W, title: str, *, aid: bool = False) -> W:
    """A widget as a pane with a title of our own; an `aid` is shown only where there is room to spare."""
    widget.add_class("pane")
    widget.set_class(aid, "aid")
    widget.border_title = line(title)
    return widget


class Block(Widget):
    """Lines of text; a subclass says which, for a width."""

    DEFAULT_CSS = """
    Block { height: auto; width: 1fr; }
    """

    _known: tuple[int, Sequence[Content]] | None = None
    """The lines as they were wrapped last, and for which width."""

    def lines(self, width: int) -> Sequence[Content]:
        """The lines for a width in cells; none of its own."""
        del width
        return []

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there are lines."""
        del container, viewport
        return len(self._wrapped(width))

    def render(self) -> Content:
        """The lines for the width there is."""
        return Content("\n").join(self._wrapped(self.content_size.width))

    def renew(self) -> None:
        """Show what changed; the screen is laid out anew only where it needs more or fewer rows."""
        self._known = None
        self.refresh(layout=len(self._wrapped(self.content_size.width)) != self.content_size.height)

    def _wrapped(self, width: int) -> Sequence[Content]:
        """The lines for a width; a layout asks for them many times before they are painted once."""
        if self._known is None or self._known[0] != width:
            self._known = (width, self.lines(width))
        return self._known[1]


class Lines(Block):
    """Lines that were put in from outside: paragraphs wrapped to the width, empty ones kept."""

    def __init__(self, *paragraphs: Part, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self.paragraphs: Sequence[Part] = paragraphs

    def put(self, paragraphs: Iterable[Part]) -> None:
        """Exchange the paragraphs."""
        self.paragraphs = tuple(paragraphs)
        self.renew()

    def lines(self, width: int) -> Sequence[Content]:
        """The paragraphs, wrapped."""
        return [part for paragraph in self.paragraphs for part in wrapped(line(paragraph), width)]
