"""Step 3: what it is for, and how to get it created."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical

from ghcr_wizard.exports.actions import login_workflow
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.creation_pages import EXPIRIES, clicks, creation_link
from ghcr_wizard.github.scopes import Wishes, needs
from ghcr_wizard.tui.guidance import from_the_page_on
from ghcr_wizard.tui.highlighting import highlighted
from ghcr_wizard.tui.links import link
from ghcr_wizard.tui.screens.step import Page, StepScreen
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.block import Lines, Part, line, pane
from ghcr_wizard.tui.widgets.choices import OneOf, Tick, Ticks
from ghcr_wizard.tui.widgets.details import Details

_TICKS = (
    Tick("read", "read packages", "required", fixed=True),
    Tick("organizations", "see my organizations", "finds their packages automatically"),
    Tick("push", "also push", "images from this machine"),
    Tick("delete", "also delete", "versions that are not needed"),
    Tick("linked_repositories", "repository-governed packages", "only if a pull is refused without it"),
)
_LEADS = {
    Method.CLASSIC_PAT: "Select what you need; the required scopes follow from it.",
    Method.FINE_GRAINED_PAT: "GitHub's form can only be partly prefilled. Follow these steps:",
    Method.APP_INSTALLATION: "Create the App and a token on GitHub:",
    Method.OAUTH_DEVICE: "Select what you need; GitHub will ask you to authorize exactly this.",
    Method.GITHUB_APP: "Create the App on GitHub, once. It generates its own tokens.",
    Method.ACTIONS_TOKEN: "Nothing to store: GitHub creates the token for each job. Add this to your workflow:",
}


_HEADINGS = {
    Method.FINE_GRAINED_PAT: "Create the token",
    Method.APP_INSTALLATION: "Create the App and a token",
    Method.GITHUB_APP: "Create the App",
    Method.ACTIONS_TOKEN: "Add it to your workflow",
}
"""The headings where nothing, or little, is to be chosen."""


class ScopesScreen(StepScreen):
    """Purposes to tick, the scopes that follow, and the way to GitHub's page."""

    CSS_PATH = "scopes.tcss"
    step = Step.SCOPES
    heading = "What should the token be able to do?"
    explanation = (
        (
            "Scopes limit what a classic token can do, across everything its owner can access. So the set is "
            "kept small: read:packages lists and pulls, read:org lists your organizations."
        ),
        (
            "Selecting write:packages on GitHub's own page also selects repo (full access to your repositories); "
            "the link here requests write:packages only."
        ),
        (
            "[o] opens GitHub's page with scopes, description and expiry prefilled. Select Generate token there, copy "
            "the token and return here. Over SSH, [y] copies the link and [F6] shows it as a QR code."
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "open GitHub's page", id="scopes.open"),
        Binding("y", "copy", "copy", id="scopes.copy"),
        Binding("f6", "qr", "QR code", id="scopes.qr"),
    ]

    def compose_content(self) -> ComposeResult:
        """Ticks on one side, what follows from them on the other."""
        with Page(id="page"), Container(classes="halves"):
            with Vertical(id="asked", classes="half"):
                yield Ticks(_TICKS, id="ticks")
                yield OneOf("Expires in", [_days(days) for days in EXPIRIES], id="expiry")
            with Vertical(classes="half aside"):
                yield pane(Details(id="needed", first=18), "Required scopes")
                yield pane(Lines(id="link"), "GitHub's page, prefilled")
                yield pane(Details(id="journey"), "What happens next", aid=True)

    def show(self, state: WizardState) -> None:
        """Show what is ticked, and what follows for the method."""
        method = state.method
        heading = _HEADINGS.get(method, self.heading)
        self.query_one("#heading", Lines).put([line((heading, "bold")), line((_LEADS[method], "$muted")), ""])
        self.query_one(Ticks).put(_ticked(state.wishes))
        self.query_one(OneOf).put(EXPIRIES.index(state.expires_days))
        self.query_one("#ticks").display = method in {Method.CLASSIC_PAT, Method.OAUTH_DEVICE, Method.ACTIONS_TOKEN}
        self.query_one("#expiry").display = method in {Method.CLASSIC_PAT, Method.FINE_GRAINED_PAT}
        self.query_one("#asked").display = method not in {Method.APP_INSTALLATION, Method.GITHUB_APP}
        scoped = method in {Method.CLASSIC_PAT, Method.OAUTH_DEVICE}
        self.query_one("#needed").border_title = "Required scopes" if scoped else "On GitHub"
        self.query_one("#needed").display = method is not Method.ACTIONS_TOKEN
        self.query_one("#needed", Details).put(self._needed(state))
        filled = "GitHub's page" if method is Method.OAUTH_DEVICE else "GitHub's page, prefilled"
        self.query_one("#link").border_title = "Workflow YAML" if method is Method.ACTIONS_TOKEN else filled
        self.query_one("#link", Lines).put(self._link(state))
        self.query_one("#journey", Details).put(from_the_page_on(method))
        if self.focused is None or not self.focused.display:
            self.set_focus(next((w for w in (self.query_one("#ticks"), self.query_one("#expiry")) if w.display), None))

    def _needed(self, state: WizardState) -> list[tuple[Part, Part]]:
        if state.method is Method.CLASSIC_PAT:
            return _scopes_table(state.wishes)
        steps = clicks(state.method)
        rows: list[tuple[Part, Part]] = []
        if state.method is Method.OAUTH_DEVICE:
            rows = [*_scopes_table(state.wishes), ("", ""), ("", line(("Register an OAuth app", "bold")))]
        return rows + [("", line((f"{number}. ", "bold $primary"), text)) for number, text in enumerate(steps, 1)]

    def _link(self, state: WizardState) -> list[Part]:
        url = self._url()
        if url is not None:
            return [link(url)]
        workflow = login_workflow(state.registry, push=state.wishes.push)
        return [*highlighted(workflow, "workflow.yaml"), "", "[y] copy · [Esc] back · [Ctrl+Q] quit"]

    def _url(self) -> str | None:
        state = self.model.state
        web = state.hosts.web_url if state.hosts else "https://github.com"
        return creation_link(state.method, web, state.wishes, state.expires_days)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what has a page can open one; the Actions branch ends here."""
        del parameters
        if action in {"open", "qr"}:
            return self._url() is not None
        return action != "next" or self.model.state.method is not Method.ACTIONS_TOKEN

    def on_ticks_toggled(self, message: Ticks.Toggled) -> None:
        """Take a tick."""
        wishes = self.model.state.wishes
        values = {name: getattr(wishes, name) for name in ("organizations", "push", "delete", "linked_repositories")}
        self.model.wishes_chosen(Wishes(**(values | {message.key: message.on})))

    def on_one_of_chosen(self, message: OneOf.Chosen) -> None:
        """Take an expiry."""
        self.model.expiry_chosen(EXPIRIES[message.index])

    def action_open(self) -> None:
        """Open GitHub's page."""
        if url := self._url():
            self.wizard.show_page(url, "GitHub's page for the new token")

    def action_copy(self) -> None:
        """Copy the link, or the workflow YAML."""
        state = self.model.state
        if url := self._url():
            self.wizard.copy(url, "the link")
        else:
            self.wizard.copy(login_workflow(state.registry, push=state.wishes.push), "the workflow YAML")

    def action_qr(self) -> None:
        """Show the link as a QR code."""
        if url := self._url():
            self.wizard.show_link(url, "GitHub's page for the new token")


def _days(days: int | None) -> str:
    return "never" if days is None else f"{days} days"


def _ticked(wishes: Wishes) -> frozenset[str]:
    names = ("organizations", "push", "delete", "linked_repositories")
    return frozenset(name for name in names if getattr(wishes, name))


def _scopes_table(wishes: Wishes) -> list[tuple[Part, Part]]:
    """The scopes with their reasons, and what they do not include."""
    without = [
        (wishes.push, "push images"),
        (wishes.delete, "delete versions"),
        (wishes.linked_repositories, "read or change code"),
        (wishes.organizations, "list your organizations"),
    ]
    cannot = ", ".join(text for ticked, text in without if not ticked)
    rows: list[tuple[Part, Part]] = [(line(("✓ ", "$success"), need.scope), need.why) for need in needs(wishes)]
    if cannot:
        rows.append((line(("✗ ", "$error"), "Not included"), cannot))
    return rows
