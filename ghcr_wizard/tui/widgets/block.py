"""Widgets that are a few lines of text, wrapped to the width they get; nothing in them is parsed as markup."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

Part = str | tuple[str, str] | Content
"""Text, text with a style, or content: what `line` puts together."""


def line(*parts: Part) -> Content:
    """One line from parts; nothing in them is parsed as markup."""
    return Content.assemble(*parts)


def wrapped(content: Content | str, width: int, indent: int = 0) -> list[Content]:
    """Content wrapped to `width` cells; lines after the first begin with `indent` blanks."""
    content = Content(content) if isinstance(content, str) else content
    first, *rest = content.wrap(max(8, width)) or [Content("")]
    if not rest or not indent:
        return [first, *rest]
    left = Content(" ").join(part.rstrip() for part in rest)
    return [first, *(Content(" " * indent) + part for part in left.wrap(max(8, width - indent)))]


def columns(label: str, content: Content | str, width: int, *, first: int = 14, style: str = "$muted") -> list[Content]:
    """A label with its text beside it, the text wrapped in its own column of what is left of `width`."""
    body = wrapped(content, width - first)
    head = line((label.ljust(first)[:first], style))
    return [head + body[0], *(Content(" " * first) + part for part in body[1:])]


class Block(Widget):
    """Lines of text; a subclass says which, for a width."""

    DEFAULT_CSS = """
    Block { height: auto; width: 1fr; }
    """

    def lines(self, width: int) -> Sequence[Content]:
        """The lines for a width in cells."""
        raise NotImplementedError

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there are lines."""
        del container, viewport
        return len(self.lines(width))

    def render(self) -> Content:
        """The lines for the width there is."""
        return Content("\n").join(self.lines(self.content_size.width))

    def renew(self) -> None:
        """Show what changed, which may need more or fewer rows."""
        self.refresh(layout=True)


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
