"""The colours of the package tree's lines, from its component classes; looked up once for each theme."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ghcr_wizard.tui.widgets.tree_line import Part


class PaintedTree(ScrollView):
    """A scrolled view whose lines are parts with the names of styles."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"package-tree--{name}"
        for name in (
            "cursor", "hover", "mark", "label", "guide", "muted", "match", "root", "namespace", "locked",
            "public", "internal", "private", "differs", "granted", "denied", "changed",
        )
    }  # fmt: skip

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        self._foregrounds: dict[str, Style] = {}
        super().__init__(id=id, classes=classes)

    def painted(self, parts: list[Part], width: int, base: Style, indent: int = 0) -> Strip:
        """A line of `width` cells: its parts over the `base` style, after `indent` blanks."""
        segments = [Segment(text, base + self._foreground(style)) for text, style in parts]
        strip = Strip([Segment(" " * indent, base), *segments]) if indent else Strip(segments)
        return strip.adjust_cell_length(width, base)

    def background(self, name: str) -> Style:
        """The background of a component class."""
        return Style(bgcolor=self.get_component_rich_style(f"package-tree--{name}").bgcolor)

    def notify_style_update(self) -> None:
        """Forget the colours of the theme that was."""
        self._foregrounds.clear()
        super().notify_style_update()

    def _foreground(self, name: str) -> Style:
        style = self._foregrounds.get(name)
        if style is None:
            component = f"package-tree--{name}"
            color = self.get_component_rich_style(component).color
            style = Style(color=color) + self.get_component_styles(component).text_style
            self._foregrounds[name] = style
        return style
