"""Two panes with a line between them that can be moved: beside one another, or one below the other."""

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.events import MouseDown, MouseMove, MouseUp
from textual.message import Message
from textual.widget import Widget

from ghcr_wizard.settings import CHOICES

AUTO, *_SHARES = CHOICES["split"]
_BESIDE_FROM = 100
"""Columns of the terminal from which the panes are beside one another."""


class Divider(Widget):
    """The line between the panes; the mouse moves it."""

    DEFAULT_CSS = """
    Divider { width: 1; height: 1fr; border-left: solid $line; }
    Divider:hover { background: $line; }
    """

    class Dragged(Message):
        """The line was taken to a column of the screen."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column

    def render(self) -> Content:
        """Nothing but the line."""
        return Content("")

    def on_mouse_down(self, event: MouseDown) -> None:
        """Take the line."""
        event.stop()
        self.capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Move it along."""
        if self.app.mouse_captured is self:
            self.post_message(self.Dragged(int(event.screen_x)))

    def on_mouse_up(self, event: MouseUp) -> None:
        """Let it go."""
        event.stop()
        self.release_mouse()


class Split(Container):
    """The panes; how much the first one has is one of the shares that the settings know."""

    DEFAULT_CSS = """
    Split { height: 1fr; layout: horizontal; }
    Split.-below { layout: vertical; }
    Split.-below Divider { display: none; }
    """

    class Moved(Message):
        """The line is at another place now."""

        def __init__(self, share: str) -> None:
            super().__init__()
            self.share = share

    def __init__(self, first: Widget, second: Widget, share: str, usual: tuple[int, int], *, id: str) -> None:  # noqa: A002 - Textual's own name
        """Put two panes together.

        Args:
            first: The one on the left, or above.
            second: The other.
            share: The share of the first in percent, or `AUTO`.
            usual: What `AUTO` is, in percent: beside one another, and one below the other.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._first, self._second, self._share, self._usual = first, second, share, usual

    def compose(self) -> ComposeResult:
        """The panes and the line, from the first moment as the terminal is."""
        self._apply()
        yield self._first
        yield Divider()
        yield self._second

    def on_resize(self) -> None:
        """Put the panes beside one another where there is room."""
        self._apply()

    def move(self, by: int) -> None:
        """Move the line by so many shares."""
        at = min(range(len(_SHARES)), key=lambda place: abs(int(_SHARES[place]) - self._percent))
        self._choose(_SHARES[max(0, min(at + by, len(_SHARES) - 1))])

    def on_divider_dragged(self, message: Divider.Dragged) -> None:
        """Put the line as near to the mouse as a share is."""
        message.stop()
        percent = 100 * (message.column - self.region.x) / max(1, self.region.width)
        self._choose(min(_SHARES, key=lambda share: abs(int(share) - percent)))

    @property
    def _is_below(self) -> bool:
        return self.app.size.width < _BESIDE_FROM

    @property
    def _percent(self) -> int:
        return self._usual[self._is_below] if self._share == AUTO else int(self._share)

    def _choose(self, share: str) -> None:
        if share != self._share:
            self._share = share
            self._apply()
            self.post_message(self.Moved(share))

    def _apply(self) -> None:
        below = self._is_below
        self.set_class(below, "-below")
        share, styles = f"{self._percent}%", self._first.styles
        styles.width, styles.height = ("1fr", share) if below else (share, "1fr")
