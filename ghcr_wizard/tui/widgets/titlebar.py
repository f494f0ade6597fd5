"""The line at the top: the program, and what it is working on."""

from textual.app import RenderResult
from textual.widget import Widget

from ghcr_wizard.tui.widgets.block import line


class TitleBar(Widget):
    """`ghcr-wizard`, on the right the registry, the user and the profile; in the demonstration, that word."""

    DEFAULT_CSS = """
    TitleBar { height: 1; background: $panel; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._facts: tuple[str, ...] = ()
        self._demo = ""

    def show(self, facts: tuple[str, ...], demo: str) -> None:
        """Say what is worked on; `demo` is the persona's name, or empty."""
        self._facts, self._demo = facts, demo
        self.refresh()

    def render(self) -> RenderResult:
        """The name on the left, the facts on the right as far as they fit."""
        width = self.content_size.width
        badge = f" DEMO {self._demo} " if self._demo else ""
        left = len("ghcr-wizard") + (len(badge) + 2 if badge else 0)
        facts = [fact for fact in self._facts if fact]
        while facts and left + len(" · ".join(facts)) + 2 > width:
            facts.pop()
        right = " · ".join(facts)
        badge_part = line("  ", (badge, "bold $text on $warning")) if badge else line()
        gap = " " * max(0, width - left - len(right))
        return line(("ghcr-wizard", "bold $primary"), badge_part, gap, (right, "$muted"))
