"""Step 6: everything the credential can see, as a tree."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import Input

from ghcr_wizard.domain.packages import Package
from ghcr_wizard.domain.tree import Narrowing, RowKind, namespace_key
from ghcr_wizard.tui.narrowings import next_order, next_pull, next_visibility, summary
from ghcr_wizard.tui.screens.package_acts import PackageActs
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.block import Lines, line
from ghcr_wizard.tui.widgets.field import Field
from ghcr_wizard.tui.widgets.package_pane import SCROLLING, PackagePane
from ghcr_wizard.tui.widgets.package_tree import PackageTree

_AT_A_GLANCE = 100
"""Packages up to which every namespace is opened at first."""


class Tree(PackageTree):
    """The tree, whose Enter is told in the key bar."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", "open", id="tree.choose", tooltip="Open or close, or choose")
    ]


class PackagesScreen(PackageActs):
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
        "Whether a package can be pulled is known for those that the live test tried; p proves it for any other.",
        "What no listing shows can be added by name with a.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "filter", key_display="/", id="packages.search", priority=True),
        Binding("enter", "take_search", "To what was found", show=False, id="packages.found", priority=True),
        Binding("a", "add", "add", id="packages.add", tooltip="Add a namespace or a package by name"),
        Binding("s", "sort", "sort", id="packages.sort", tooltip="Sort by name, last push, versions"),
        Binding("v", "visibility", "visibility", show=False, id="packages.visibility", tooltip="Only one visibility"),
        Binding(
            "c",
            "can_pull",
            "can pull",
            show=False,
            id="packages.can-pull",
            tooltip="Only what can, cannot, was not pulled",
        ),
        *SCROLLING,
        Binding("R,f5", "renew", "renew", id="packages.renew", tooltip="List everything anew"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._unfolded: object = None

    def compose_content(self) -> ComposeResult:
        """Search line, tree, facts."""
        with Container(id="both"):
            with Vertical(id="left"):
                yield Field(id="search", placeholder="words of a name; Esc ends it", free=True)
                tree = Tree(now=self.wizard.now, id="tree")
                yield tree
            yield PackagePane(tree, id="page")

    def on_mount(self) -> None:
        """Follow what arrives."""
        super().on_mount()
        self.query_one("#search").display = False
        self.watch(self.app, "pulse", self._renewed, init=False)

    def show(self, state: WizardState) -> None:
        """Show the tree as far as it is known."""
        tree = self.query_one(PackageTree)
        if tree.index is not self.wizard.library.index:
            tree.index = self.wizard.library.index
        tree.empty = _empty(state)
        self._unfold(tree, state)
        tree.refresh_rows()
        self._show_heading(state)
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

    def _show_heading(self, state: WizardState) -> None:
        said = summary(self.query_one(PackageTree), state.catalog)
        self.query_one("#heading", Lines).put([line(("Packages   ", "bold"), (said, "$muted"))])

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
            app.work.tags(app.state.credential, app.asker, package, namespace.type if namespace else None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the row under the cursor can do."""
        if not self.is_mounted or not self.query(PackageTree):
            return True
        if action == "take_search":
            return self.focused is self.query_one("#search")
        if action == "search":
            return self.focused is not self.query_one("#search")  # in the field it is a character like any other
        return action != "next" and super().check_action(action, parameters)

    def action_back(self) -> None:
        """End the search; without one go back."""
        tree = self.query_one(PackageTree)
        if self.query_one("#search").display or tree.searching:
            self.query_one("#search", Input).value = ""
            self.query_one("#search").display = False
            tree.narrowing = Narrowing()
            self.set_focus(tree)
            self._show_heading(self.wizard.state)
        else:
            super().action_back()

    def action_search(self) -> None:
        """Type what to look for."""
        search = self.query_one("#search")
        search.display = True
        self.set_focus(search)  # at once, and the key has priority: the next one may be waiting already

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        tree = self.query_one(PackageTree)
        tree.search = event.value
        first = next((line for line, row in enumerate(tree.rows) if row.kind is RowKind.PACKAGE), None)
        if event.value.split() and first is not None:
            tree.move_to_line(first)
        self._show_heading(self.wizard.state)
        self.pane.show_facts()

    def action_take_search(self) -> None:
        """Go to what was found; with priority, as the next key may be waiting already."""
        self.set_focus(self.query_one(PackageTree))

    async def action_add(self) -> None:
        """Add what no listing shows."""
        await self.wizard.ask_for_name(self.wizard.start_catalog)

    def action_renew(self) -> None:
        """List everything anew."""
        self.wizard.start_catalog()

    def action_sort(self) -> None:
        """Sort by the next thing."""
        tree = self.query_one(PackageTree)
        tree.order = next_order(tree.order)
        self._show_heading(self.wizard.state)

    def action_visibility(self) -> None:
        """Show the next visibility alone, or all again."""
        tree = self.query_one(PackageTree)
        tree.narrowing = next_visibility(tree.narrowing)
        self._show_heading(self.wizard.state)

    def action_can_pull(self) -> None:
        """Show what can be pulled alone, what cannot, what was not tried, or all again."""
        tree = self.query_one(PackageTree)
        tree.narrowing = next_pull(tree.narrowing)
        self._show_heading(self.wizard.state)


def _empty(state: WizardState) -> str:
    if state.catalog.running:
        return "Asking GitHub what there is …"
    if state.hosts is None:
        return "Nothing was asked yet."
    return "GitHub lists nothing for this credential.\nAdd a package by its name: a"
