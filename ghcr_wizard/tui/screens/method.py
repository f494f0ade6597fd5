"""Step 2: which kind of credential."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.events import Resize
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ghcr_wizard.domain.methods import BY_NAME, METHODS, Method, MethodInfo
from ghcr_wizard.tui.screens.step import Page, StepScreen
from ghcr_wizard.tui.state import Kept, WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.block import Part, line
from ghcr_wizard.tui.widgets.details import Details

_COLUMN_FROM = 130
"""Columns from which the list is a column of its own."""


class MethodList(OptionList):
    """The methods; Enter takes the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "go on", id="method.select"),
        Binding("down,j", "cursor_down", "Down", show=False, id="method.down"),
        Binding("up,k", "cursor_up", "Up", show=False, id="method.up"),
    ]


class MethodScreen(StepScreen):
    """A list of the methods, and the truth about the one under the cursor."""

    CSS_PATH = "method.tcss"
    step = Step.METHOD
    heading = "Which credential?"
    lead = "A classic token is what GHCR is made for; the rest is told as it is."
    explanation = (
        (
            "GitHub documents one personal token for packages: the classic personal access token. Guides of scanners "
            "and other products recommend more kinds; what GitHub says about each, and what is observed, stands beside"
            " it."
        ),
        "Where reports contradict each other, nothing is promised: the live test will tell, for your token.",
        (
            "Actions GITHUB_TOKEN exists only inside a workflow, so that way ends with the lines for the workflow. "
            "No token leads straight to the test, for public packages."
        ),
    )

    def compose_content(self) -> ComposeResult:
        """The list, and what is true of the one under the cursor."""
        with Container(id="methods"):
            yield MethodList(*[Option(_prompt(info), id=info.method.value) for info in METHODS], id="list")
            with Page(id="page"):
                yield Details(id="about", first=12)

    def on_resize(self, event: Resize) -> None:
        """Hints stand below the titles where the list is a column, beside them where it goes over the whole width."""
        beside = event.size.width < _COLUMN_FROM
        methods = self.query_one(MethodList)
        for info in METHODS:
            methods.replace_option_prompt(info.method.value, _prompt(info, beside=beside))

    def show(self, state: WizardState) -> None:
        """Put the cursor on the chosen method."""
        methods = self.query_one(MethodList)
        methods.highlighted = [info.method for info in METHODS].index(state.method)
        if self.focused is None:
            self.set_focus(methods)
        self._about(BY_NAME[state.method])

    def _about(self, info: MethodInfo) -> None:
        rows: list[tuple[Part, Part]] = [
            ("", line((info.title, "bold $primary"))),
            ("", line((info.hint, "$muted"))),
            ("", ""),
            ("  When", info.when),
            ("", ""),
            (line(("✓ ", "$success"), ("Can", "$muted")), info.can),
            ("", ""),
            (line(("✗ ", "$error"), ("Cannot", "$muted")), info.cannot),
            ("", ""),
            ("  Fields", info.fields),
        ]
        self.query_one("#about", Details).put(rows)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self._about(BY_NAME[Method(event.option_id or Method.CLASSIC_PAT)])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(Method(event.option_id or Method.CLASSIC_PAT))

    def action_next(self) -> None:
        """Take the method under the cursor."""
        index = self.query_one(MethodList).highlighted or 0
        self._take(METHODS[index].method)

    def _take(self, method: Method) -> None:
        app = self.wizard
        if method is not app.state.method:
            fixed = {info.username for info in METHODS if info.username}
            name = BY_NAME[method].username or ("" if app.state.username in fixed else app.state.username)
            app.update(method=method, username=name, kept=Kept.NOWHERE, **app.forgotten())
        if method is Method.ANONYMOUS:
            app.test_now()
        else:
            app.go_on()


def _prompt(info: MethodInfo, *, beside: bool = False) -> Content:
    if beside:
        return line((info.title.ljust(37), ""), (info.hint, "$muted"))
    return line((info.title, ""), "\n", (f"  {info.hint}", "$muted"))
