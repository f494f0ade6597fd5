"""The steps with their marks: a column on a wide terminal, one line on a narrow one."""

from textual.app import RenderResult
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from ghcr_wizard.tui.steps import TITLES, Step, known
from ghcr_wizard.tui.widgets.block import line

_GAPS = ("   ", "  ", " ")


class Rail(Widget):
    """Where one is: `✓` passed, `●` here, `○` to come, `·` not part of this method."""

    DEFAULT_CSS = """
    Rail { height: 1; padding: 0 1; }
    """

    class StepChosen(Message):
        """A passed step was clicked."""

        def __init__(self, step: Step) -> None:
            super().__init__()
            self.step = step

    def __init__(self) -> None:
        super().__init__()
        self._here: Step | None = None
        self._passed: frozenset[Step] = frozenset()
        self._path: tuple[Step, ...] = tuple(Step)

    def show(self, here: Step | None, passed: frozenset[Step], path: tuple[Step, ...]) -> None:
        """Say where one is, what lies behind, and which steps the method has."""
        self._here, self._passed, self._path = here, passed, path
        self.refresh()

    def render(self) -> RenderResult:
        """A column, or a line, or the current step alone where there is no room for either."""
        width, height = self.content_size
        steps = known(self._path)
        if height > 1:
            return Content("\n\n").join(self._entry(step) for step in steps)
        lines = (Content(gap).join(self._entry(step) for step in steps) for gap in _GAPS)
        whole = next((each for each in lines if each.cell_length <= width), None)
        if whole is not None:
            return whole
        if self._here is None:
            return ""
        number = steps.index(self._here) + 1
        return line((f"● {TITLES[self._here]}", "bold $primary"), (f"  step {number} of {len(steps)}", "$muted"))

    def _entry(self, step: Step) -> Content:
        title = TITLES[step]
        if step is self._here:
            return line((f"● {title}", "bold $primary"))
        if step not in self._path:
            return line((f"· {title}", "$muted dim"))
        if step in self._passed:
            return line(("✓", "$success"), f" {title}")
        return line((f"○ {title}", "$muted"))

    def on_click(self, event: Click) -> None:
        """A click on a passed step goes there."""
        steps = known(self._path)
        if self.content_size.height > 1 and event.y % 2 == 0 and event.y // 2 < len(steps):
            step = steps[event.y // 2]
            if step in self._passed and step in self._path:
                self.post_message(self.StepChosen(step))
