"""Step 2: which kind of credential."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ghcr_wizard.github.auth_methods import BY_NAME, METHODS, Method, MethodInfo
from ghcr_wizard.tui.guidance import FROM_THE_TEST, from_the_choice_on
from ghcr_wizard.tui.screens.step import Page, StepScreen
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.block import Part, line, pane
from ghcr_wizard.tui.widgets.details import Details

_TAKE_OVER = "take-over"
_TAKE_OVER_TITLE = "Use an existing login"
_TAKE_OVER_FACTS: tuple[tuple[Part, Part], ...] = (
    ("  When", "gh, Docker or Podman is signed in here already, or a variable holds a token."),
    ("", ""),
    ("  How", "Detected locally. Nothing is sent or saved until you choose one."),
    ("", ""),
    (
        "  gh",
        "gh's token often lacks read:packages; you get the command that adds it. Or run gh on every use.",
    ),
)
_TAKEN_OVER: tuple[tuple[Part, Part], ...] = (
    ("Logins", "What was found on this machine, each with its place; choose one"),
    ("Token", "Keep it in your keyring, or only test it"),
    *FROM_THE_TEST,
)
_WHICH: tuple[tuple[Part, Part], ...] = (
    ("", line(("A workstation, a cluster, a scanner", "bold"))),
    ("", "Classic personal access token: the only personal one that GHCR supports"),
    ("", line(("A workflow on GitHub", "bold"))),
    ("", "Actions GITHUB_TOKEN, without any secret to keep"),
    ("", line(("Public packages alone", "bold"))),
    ("", "No token"),
    ("", line(("Not sure yet", "bold"))),
    ("", "Use an existing login, and see in the test what it really grants"),
)
_BESIDE_FROM = 76
"""Columns from which a title and its hint go into one row."""
_COLUMN_FROM = 130
"""Columns from which the list is a column of its own."""


class MethodList(OptionList):
    """The methods; Enter takes the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "continue", id="method.select"),
        Binding("down,j", "cursor_down", "Down", show=False, id="method.down"),
        Binding("up,k", "cursor_up", "Up", show=False, id="method.up"),
    ]


class MethodScreen(StepScreen):
    """A list of the methods, and the truth about the one under the cursor."""

    CSS_PATH = "method.tcss"
    step = Step.METHOD
    heading = "How do you want to authenticate?"
    lead = "GHCR supports classic personal tokens; each type's limits are listed."
    explanation = (
        (
            "GitHub supports one kind of personal token for packages: the classic personal access token. Guides "
            "of scanners and other products recommend others. Each entry shows what GitHub documents and what "
            "has been observed."
        ),
        "Where reports differ, run the live test with your token.",
        (
            "Actions GITHUB_TOKEN exists only inside a workflow, so you get workflow YAML instead. Without a "
            "token you go straight to the test, for public packages."
        ),
    )

    def compose_content(self) -> ComposeResult:
        """The list, and what is true of the one under the cursor."""
        with Container(id="methods"):
            rows = [Option(prompt, id=name) for name, prompt in self._prompts()]
            yield pane(MethodList(*rows, id="list", classes="-bare"), "Methods")
            with pane(Page(id="page"), "What it can do"):
                yield Details(id="about", first=12)
            yield pane(Details(_WHICH), "Which one is right?", aid=True)
            yield pane(Details(id="journey", first=12), "What happens next", aid=True)

    def on_resize(self) -> None:
        """Lay the rows out for the width there is now."""
        methods = self.query_one(MethodList)
        for name, prompt in self._prompts():
            methods.replace_option_prompt(name, prompt)

    def _prompts(self) -> list[tuple[str, Content]]:
        """The rows; hints stand below the titles where the list is narrow or a column, beside them where both fit."""
        return _prompts(beside=_BESIDE_FROM <= self.app.size.width < _COLUMN_FROM)

    def show(self, state: WizardState) -> None:
        """Put the cursor on the chosen method; on a demonstration's own before one was."""
        methods, demo = self.query_one(MethodList), self.model.demo
        method = demo.method if demo and Step.METHOD not in state.passed else state.method
        methods.highlighted = [info.method for info in METHODS].index(method)
        if self.focused is None:
            self.set_focus(methods)
        self._about(BY_NAME[method])

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
        self.query_one("#journey", Details).put(from_the_choice_on(info.method))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id == _TAKE_OVER:
            title = line((_TAKE_OVER_TITLE, "bold $primary"))
            self.query_one("#about", Details).put([("", title), ("", ""), *_TAKE_OVER_FACTS])
            self.query_one("#journey", Details).put(_TAKEN_OVER)
            return
        self._about(BY_NAME[Method(event.option_id or Method.CLASSIC_PAT)])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == _TAKE_OVER:
            self.wizard.show_offers()
            return
        self._take(Method(event.option_id or Method.CLASSIC_PAT))

    def action_next(self) -> None:
        """Take the method under the cursor."""
        self.query_one(MethodList).action_select()

    def _take(self, method: Method) -> None:
        app = self.wizard
        self.model.method_chosen(method)
        if method is Method.ANONYMOUS:
            app.test_now()
        else:
            app.go_on()


def _prompts(*, beside: bool) -> list[tuple[str, Content]]:
    """The list's rows by their names: the methods, then taking over what is here."""
    rows = [(info.method.value, info.title, info.hint) for info in METHODS]
    rows.append((_TAKE_OVER, _TAKE_OVER_TITLE, "from gh, Docker, Podman or a variable"))
    return [(name, _prompt(title, hint, beside=beside)) for name, title, hint in rows]


def _prompt(title: str, hint: str, *, beside: bool) -> Content:
    if beside:
        return line((title.ljust(37), ""), (hint, "$muted"))
    return line((title, ""), "\n", (f"  {hint}", "$muted"))
