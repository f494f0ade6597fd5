"""The steps with their marks: a column on a wide terminal, one line on a narrow one."""

from textual.app import RenderResult
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.style import Style
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
        """A column, or a line; where there is no room for either the current step among the marks of the others."""
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
        marks = Content(" ").join(self._entry(step, is_short=step is not self._here) for step in steps)
        number = line((f"  step {steps.index(self._here) + 1} of {len(steps)}", "$muted"))
        short = (marks + number, self._entry(self._here) + number, self._entry(self._here))
        return next((each for each in short if each.cell_length <= width), short[-1])

    def _entry(self, step: Step, *, is_short: bool = False) -> Content:
        """A step with its mark, or the mark alone; a passed one carries its name, which a click on it brings back."""
        title = "" if is_short else f" {TITLES[step]}"
        if step is self._here:
            return line((f"●{title}", "bold $primary"))
        if step not in self._path:
            return line((f"·{title}", "$muted dim"))
        if step in self._passed:
            return line(("✓", "$success"), title).stylize(Style.from_meta({"step": step.value}))
        return line((f"○{title}", "$muted"))

    def on_click(self, event: Click) -> None:
        """A click on a passed step goes there."""
        if name := event.style.meta.get("step"):
            self.post_message(self.StepChosen(Step(name)))
