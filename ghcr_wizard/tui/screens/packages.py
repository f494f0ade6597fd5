"""Step 6: everything the credential can see, as a tree."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical

from ghcr_wizard.catalog.tree import namespace_key
from ghcr_wizard.diagnosis.cause import UNANSWERED
from ghcr_wizard.github.packages import Package
from ghcr_wizard.tui.screens.package_finding import PackageFinding
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.package_pane import SCROLLING, PackagePane
from ghcr_wizard.tui.widgets.package_tree import PackageTree

_AT_A_GLANCE = 100
"""Packages up to which every namespace is opened at first."""


class Tree(PackageTree):
    """The tree, whose Enter is told in the key bar."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", "open", id="tree.choose", tooltip="Open or close, or choose")
    ]


class PackagesScreen(PackageFinding):
    """The tree, and beside it (or below) the facts about the row under the cursor."""

    CSS_PATH = "packages.tcss"
    step = Step.PACKAGES
    heading = "Packages"
    explanation = (
        (
            "Users and organizations, below them their packages, below those the tags, newest first. A namespace that "
            "is locked hides its packages: single sign-on, or no right to list them; o shows the way in."
        ),
        (
            "Opening a package asks GitHub for its tags. Resting on a tag reads its manifest once: platforms, sizes, "
            "labels. GitHub may count that as a download."
        ),
        (
            "On a package, i reads the platforms and sizes of its newest tags; on a tag, . and , go through its "
            "platforms and what is attached to it. e exports the packages that are shown, = compares what this "
            "credential sees with what another does."
        ),
        "Whether a package can be pulled is known for those that the live test tried; p proves it for any other.",
        "What no listing shows can be added by name with a.",
        (
            "What was seen before is shown at once and renewed; R renews it again. Behind a name + is new, ↑ pushed, "
            "~ otherwise altered, - gone since then, ? not readable now and shown as it was. ! behind a visibility: "
            "the repository's is another."
        ),
        (
            "/ finds names by some of their letters in order, 'word only as it stands; the arrows go on to other "
            "matches, Enter stays there, Esc goes back. f shows all filters."
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "add", id="packages.add", tooltip="Add a namespace or a package by name"),
        Binding("u", "use", "use it", id="packages.use", tooltip="Hand the token to Docker, Kubernetes, a scanner"),
        *SCROLLING,
        Binding("R,f5", "renew", "renew", id="packages.renew", tooltip="Ask GitHub what changed"),
        Binding("ctrl+r", "refresh", "List everything anew, remembered or not", show=False, id="packages.refresh"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._unfolded: object = None

    def compose_content(self) -> ComposeResult:
        """Search line, tree, facts."""
        with Container(id="both"):
            with Vertical(id="left"):
                yield from self.compose_finding()
                tree = Tree(now=self.wizard.now, id="tree")
                yield tree
            yield PackagePane(tree, id="page")

    def on_mount(self) -> None:
        """Follow what arrives."""
        super().on_mount()
        self.watch(self.app, "pulse", self._renewed, init=False)

    def show(self, state: WizardState) -> None:
        """Show the tree as far as it is known."""
        tree = self.query_one(PackageTree)
        if tree.index is not self.wizard.library.index:
            tree.index = self.wizard.library.index
        tree.empty = _empty(state)
        self._unfold(tree, state)
        tree.refresh_rows()
        self.show_heading()
        self.pane.show_facts()
        if self.focused is None:
            self.set_focus(tree)

    def _unfold(self, tree: PackageTree, state: WizardState) -> None:
        """Open every namespace once, where all of it is little enough to look at."""
        if state.catalog.complete is not None and self._unfolded is not tree.index:
            self._unfolded = tree.index
            if tree.index.total <= _AT_A_GLANCE:
                tree.expanded |= {namespace_key(entry.namespace.name) for entry in tree.index.entries()}

    def _renewed(self) -> None:
        if self.is_current:
            self.show(self.wizard.state)

    def on_package_tree_shown(self) -> None:
        """Count what is shown now."""
        if self.is_mounted:
            self.show_heading()

    def on_package_tree_highlighted(self) -> None:
        """Show the facts about the row."""
        if self.is_mounted:
            self.pane.follow()
            self.refresh_bindings()

    def on_package_tree_selected(self) -> None:
        """Read a tag at once; show the way into a locked namespace."""
        if self.pane.tag:
            self.pane.read_image()
        else:
            self.action_open()

    def on_package_tree_expanded(self, message: PackageTree.Expanded) -> None:
        """Ask for an opened package's tags, once."""
        package, app = message.row.subject, self.wizard
        if isinstance(package, Package) and package.full_name.lower() not in app.library.tags:
            namespace = app.library.index.namespace(package.owner)
            owner = namespace.type if namespace else None
            reading = app.session.tags(app.state.credential, app.caller, package, owner)
            app.background.run(reading, app.tags_advanced, group=f"tags of {package.full_name}")

    def action_use(self) -> None:
        """Go on to handing the token over."""
        self.wizard.go_on()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the row under the cursor can do."""
        if not self.is_mounted or not self.query(PackageTree):
            return True
        return action != "next" and super().check_action(action, parameters)

    async def action_add(self) -> None:
        """Add what no listing shows."""
        await self.wizard.ask_for_name(self.wizard.start_catalog)

    def action_renew(self) -> None:
        """Ask GitHub what changed; what did not costs nothing."""
        self.wizard.start_catalog()

    def action_refresh(self) -> None:
        """List everything anew, whatever is remembered."""
        self.wizard.start_catalog(refresh=True)


def _empty(state: WizardState) -> str:
    if state.catalog.running:
        return "Asking GitHub what there is …"
    if state.hosts is None:
        return "Nothing was asked yet."
    problem = next((row for row in state.catalog.diagnoses if row.family in UNANSWERED), None)
    if problem is not None:
        return f"Could not ask GitHub.\n{problem.cause} {problem.fix}"
    return "GitHub lists nothing for this credential.\nAdd a package by its name: a"
