"""Finding packages: the search line, the filters, the order, and the heading that says how much is shown."""

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from ghcr_wizard.catalog.tree import EVERYTHING, Order, TreeFilter, figures_of
from ghcr_wizard.tui import tree_heading
from ghcr_wizard.tui.filter_choices import active, next_order, next_pull, next_visibility, toggled_namespace
from ghcr_wizard.tui.screens.filters import FilterScreen
from ghcr_wizard.tui.screens.package_acts import PackageActs
from ghcr_wizard.tui.widgets.block import Lines, line
from ghcr_wizard.tui.widgets.field import Field
from ghcr_wizard.tui.widgets.package_tree import PackageTree


def _rare(key: str, action: str, tooltip: str) -> Binding:
    """A key that the help screen and the palette tell, and not the key bar."""
    return Binding(key, action, tooltip, show=False, id=f"packages.{action.replace('_', '-')}")


class PackageFinding(PackageActs):
    """A screen with a `PackageTree`, and the keys that search, filter and sort it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "find", key_display="/", id="packages.search", priority=True),
        Binding("enter", "take_search", "stay on it", id="packages.found", priority=True, tooltip="Stay on the match"),
        Binding("down", "found(1)", "Next match, while typing", show=False, id="packages.found-down"),
        Binding("up", "found(-1)", "Previous match, while typing", show=False, id="packages.found-up"),
        Binding("f", "filters", "filters", id="packages.filters", tooltip="All filters, with how many each leaves"),
        Binding("s", "sort", "sort", id="packages.sort", tooltip="Sort by name, last push, versions"),
        _rare("v", "visibility", "Only one visibility"),
        _rare("c", "can_pull", "Only what can, cannot, was not pulled"),
        _rare("m", "mismatch", "Only where package and repository differ in visibility"),
        _rare("n", "namespace", "Only the namespace under the cursor"),
        _rare("d", "changed", "Only what changed since last time"),
    ]

    def compose_finding(self) -> ComposeResult:
        """What is active, and the line to type in."""
        yield Lines(id="narrowed")
        yield Field(id="search", placeholder="letters of a name, 'word exactly; Esc ends it", free=True)

    def on_mount(self) -> None:
        """Begin without a search."""
        super().on_mount()
        self.query_one("#search").display = self.query_one("#narrowed").display = False

    @property
    def packages(self) -> PackageTree:
        """The tree."""
        return self.query_one(PackageTree)

    def show_heading(self) -> None:
        """Say how much is shown of how much, what is missing, how old it is, what changed; and what is active."""
        tree, library, now = self.packages, self.wizard.library, self.wizard.now()
        catalog = self.wizard.state.catalog
        parts = [
            (tree_heading.counts(tree.rows, searching=tree.searching), "$foreground"),
            (tree_heading.progress(catalog, library, now), "$warning" if catalog.offline else "$muted"),
            (tree_heading.changed(library, now), "$primary"),
        ]
        said = [part for text, colour in parts if text for part in ((" · ", "$muted"), (text, colour))][1:]
        self.query_one("#heading", Lines).put([line(("Packages   ", "bold"), *said)])
        self._show_narrowed()

    def _show_narrowed(self) -> None:
        tree, narrowed = self.packages, self.query_one("#narrowed", Lines)
        text = active(tree.tree_filter, tree.order)
        narrowed.display = bool(text)
        way_out = "   Esc ends it" if tree.tree_filter != EVERYTHING else ""
        narrowed.put([line(("▼ ", "$primary"), text, (way_out, "$muted"))])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done where the focus is."""
        typing = self.focused is not None and self.focused.id == "search"
        if action in {"take_search", "found"}:
            return typing
        if action == "search":
            return not typing  # in the field it is a character like any other
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """End the search and the filters; without them go back."""
        tree, search = self.packages, self.query_one("#search", Input)
        if search.display or tree.searching:
            search.value = tree.search = ""
            search.display = False
            tree.tree_filter = EVERYTHING
            self.set_focus(tree)
            self.show_heading()
        else:
            super().action_back()

    def action_search(self) -> None:
        """Type what to look for."""
        search = self.query_one("#search")
        search.display = True
        self.set_focus(search)  # at once, and the key has priority: the next one may be waiting already

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        self.packages.search = event.value
        self.show_heading()
        self.pane.show_facts()

    def action_take_search(self) -> None:
        """Go to what was found; with priority, as the next key may be waiting already."""
        self.packages.keep_found()
        self.set_focus(self.packages)

    def action_found(self, by: int) -> None:
        """Go to another match while typing."""
        self.packages.action_cursor_by(by)

    def action_sort(self) -> None:
        """Sort by the next thing."""
        self.packages.order = next_order(self.packages.order)
        self.show_heading()

    def _narrow(self, tree_filter: TreeFilter) -> None:
        self.packages.tree_filter = tree_filter
        self.show_heading()

    def action_visibility(self) -> None:
        """Show the next visibility alone, or all again."""
        self._narrow(next_visibility(self.packages.tree_filter))

    def action_can_pull(self) -> None:
        """Show what can be pulled alone, what cannot, what was not tried, or all again."""
        self._narrow(next_pull(self.packages.tree_filter))

    def action_mismatch(self) -> None:
        """Show those alone whose visibility is not their repository's, or all again."""
        self._narrow(replace(self.packages.tree_filter, mismatch=not self.packages.tree_filter.mismatch))

    def action_changed(self) -> None:
        """Show what changed alone, or all again."""
        self._narrow(replace(self.packages.tree_filter, changed=not self.packages.tree_filter.changed))

    def action_namespace(self) -> None:
        """Show the namespace under the cursor alone, or all again."""
        namespace = self.packages.cursor_namespace
        self._narrow(toggled_namespace(self.packages.tree_filter, namespace.name if namespace else None))

    def action_filters(self) -> None:
        """Show all filters."""
        tree = self.packages

        def changed(chosen: tuple[TreeFilter, Order]) -> None:
            tree.order = chosen[1]
            self._narrow(chosen[0])

        self.app.push_screen(FilterScreen(figures_of(tree.index), (tree.tree_filter, tree.order), changed))
