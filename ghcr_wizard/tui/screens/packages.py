"""Step 6: everything the credential can see, as a tree."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from ghcr_wizard.catalog.tree import EVERYTHING, ROOTS, Order, TreeFilter, figures_of, namespace_key, package_key
from ghcr_wizard.diagnosis.cause import UNANSWERED
from ghcr_wizard.formatting import count
from ghcr_wizard.github.packages import Access, Namespace, Package
from ghcr_wizard.github.references import MalformedNameError, image, parse_reference
from ghcr_wizard.tui.filter_choices import active, next_order, next_pull, next_visibility, toggled_namespace
from ghcr_wizard.tui.listing_words import changed, counts, export_of, progress
from ghcr_wizard.tui.pull_command import PullCommand, tags_of
from ghcr_wizard.tui.screens.filters import FilterScreen
from ghcr_wizard.tui.screens.step import StepScreen
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.block import Lines, Part, line, pane
from ghcr_wizard.tui.widgets.field import Field
from ghcr_wizard.tui.widgets.package_pane import SCROLLING, PackagePane
from ghcr_wizard.tui.widgets.package_tree import PackageTree
from ghcr_wizard.tui.widgets.split import Split

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ghcr_wizard.catalog.events import PullTried


_PULLS = "pulls of what is marked"

_USUAL_SHARE = (55, 60)
"""Percent that the tree has where nothing else was chosen, beside its details and above them."""
_AT_A_GLANCE = 100
"""Packages up to which every namespace is opened at first."""


def _rare(key: str, action: str, tooltip: str) -> Binding:
    """A key that the help screen and the palette tell, and not the key bar."""
    return Binding(key, action, tooltip, show=False, id=f"packages.{action.replace('_', '-')}")


class PackagesScreen(StepScreen):
    """The tree, and beside it (or below) the facts about the row under the cursor."""

    CSS_PATH = "packages.tcss"
    step = Step.PACKAGES
    heading = "Packages"
    explanation = (
        (
            "Users and organizations, below them their packages, below those the tags, newest first. A namespace that "
            "is locked hides its packages: single sign-on, or no right to list them; [o] shows how to get access."
        ),
        (
            "Opening a package asks GitHub for its tags. Resting on a tag reads its manifest once: platforms, sizes, "
            "labels. GitHub may count that as a download."
        ),
        (
            "On a package, [i] reads the platforms and sizes of its newest tags; on a tag, [.] and [,] go through its "
            "platforms and what is attached to it. [e] exports the packages that are shown, [=] compares what this "
            "credential sees with what another does."
        ),
        (
            "[Space] marks a row, or all packages in a namespace or folder. While something is marked, [y] copies all "
            "references, [t] tests all the packages and [e] exports them; [Esc] unmarks."
        ),
        "Whether a package can be pulled is known for those that the live test tested; [t] tests any other.",
        "What no listing shows can be added by name: [a]",
        (
            "Packages seen before are shown at once and refreshed; [r] refreshes again. Marks: + new, ↑ pushed, ~ "
            "changed, - removed, ? stale, ! visibility differs from the repository."
        ),
        (
            "[/] is a fuzzy search; prefix with ' for an exact match. Arrows move between matches, Enter stays "
            "there, Esc goes back. [f] shows all filters. [<] and [>] move the line between tree and details."
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "copy", id="packages.copy", tooltip="Copy the reference"),
        Binding(
            "Y", "copy_pull", "copy docker pull", id="packages.copy-pull", tooltip="Copy docker pull; again: podman"
        ),
        Binding("o", "open", "open", id="packages.open", tooltip="Open the package's page, or how to get access"),
        Binding(
            "f6", "qr", "QR code", show=False, id="packages.qr", tooltip="That page's address, whole, as a QR code"
        ),
        Binding("t", "pull", "test pull", id="packages.pull"),
        Binding("e", "export", "export", id="packages.export", tooltip="Export what is shown"),
        Binding("equals_sign", "compare", "compare with another", key_display="=", show=False, id="packages.compare"),
        Binding("full_stop", "part(1)", "Next platform", key_display=".", show=False, id="packages.part"),
        Binding("comma", "part(-1)", "Previous platform", key_display=",", show=False, id="packages.part-before"),
        Binding("i", "read_more", "Read platforms and sizes", show=False, id="packages.read-more"),
        Binding(
            "w", "webhooks", "push events", show=False, id="packages.webhooks", tooltip="Where its push event goes"
        ),
        Binding("slash", "search", "find", key_display="/", id="packages.search", priority=True),
        Binding(
            "enter", "take_search", "keep the search", id="packages.found", priority=True, tooltip="Stay on the match"
        ),
        Binding("down", "found(1)", "Next match, while typing", show=False, id="packages.found-down"),
        Binding("up", "found(-1)", "Previous match, while typing", show=False, id="packages.found-up"),
        Binding("f", "filters", "filters", id="packages.filters", tooltip="All filters, with how many each leaves"),
        Binding("s", "sort", "sort", id="packages.sort", tooltip="Sort by name, last push, versions"),
        _rare("V", "visibility", "Filter by visibility"),
        _rare("C", "can_pull", "Filter by pull status"),
        _rare("M", "mismatch", "Visibility mismatch only"),
        _rare("N", "namespace", "Only the namespace under the cursor"),
        _rare("D", "changed", "Changed since last time"),
        Binding("less_than_sign", "split(-1)", "Smaller tree", show=False, key_display="<", id="packages.split-less"),
        Binding("greater_than_sign", "split(1)", "Larger tree", show=False, key_display=">", id="packages.split-more"),
        Binding("a", "add", "add", id="packages.add", tooltip="Add by name"),
        Binding("u", "use", "use it", id="packages.use", tooltip="Hand the token to Docker, Kubernetes, a scanner"),
        *SCROLLING,
        Binding("r,f5", "renew", "refresh", id="packages.renew", tooltip="Ask GitHub what changed"),
        Binding("ctrl+r", "refresh", "List everything again, remembered or not", show=False, id="packages.refresh"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._unfolded: object = None
        self._added = ""
        self._pull_command = PullCommand(self.wizard)

    def compose_content(self) -> ComposeResult:
        """Search line and tree, and the facts."""
        search = Field(id="search", placeholder="fuzzy search · 'exact · Esc clear", free=True)
        model = self.model
        empty = _empty(model.state)
        tree = PackageTree(model.library.index, empty=empty, now=model.now, shown=self._rows_shown, id="tree")
        left = pane(Vertical(Lines(id="narrowed"), search, tree, id="left", classes="-bare"), "Tree")
        right = pane(PackagePane(tree, id="page"), "Details")
        yield Split(left, right, self.wizard.chosen.settings.split, _USUAL_SHARE, id="both")

    def on_mount(self) -> None:
        """Follow what arrives."""
        super().on_mount()
        self.query_one("#search").display = self.query_one("#narrowed").display = False
        self.watch(self.app, "pulse", self._renewed, init=False)

    @property
    def pane(self) -> PackagePane:
        """The facts about the row under the cursor."""
        return self.query_one(PackagePane)

    @property
    def packages(self) -> PackageTree:
        """The tree."""
        return self.query_one(PackageTree)

    def show(self, state: WizardState) -> None:
        """Show the tree as far as it is known."""
        tree = self.query_one(PackageTree)
        is_other = tree.index is not self.model.library.index
        if is_other:
            tree.index = self.model.library.index
            tree.marked.clear()
        tree.empty = _empty(state)
        if self._unfold(tree, state) or is_other:
            tree.show_rows()  # at once: what was there says nothing of what is there now
        else:
            tree.refresh_rows()
        self._go_to_added(tree, state)
        if self.focused is None:
            self.set_focus(tree)

    def _heading(self) -> tuple[Part, ...]:
        return (line(("Packages", "bold")),)

    def _unfold(self, tree: PackageTree, state: WizardState) -> bool:
        """Open every namespace once, where all of it is little enough to look at and nobody opened or closed any."""
        if state.catalog.complete is not None and self._unfolded is not tree.index:
            self._unfolded = tree.index
            namespaces = {namespace_key(entry.namespace.name) for entry in tree.index.entries()}
            untouched = tree.expanded.issuperset(ROOTS) and tree.expanded.isdisjoint(namespaces)
            if tree.index.total <= _AT_A_GLANCE and untouched:
                tree.expanded |= namespaces
                return True
        return False

    def _go_to_added(self, tree: PackageTree, state: WizardState) -> None:
        """Put the cursor on what was added by name, or say why it is not there."""
        if not self._added or state.catalog.running:
            return
        name, self._added = self._added, ""
        try:
            reference = parse_reference(name, state.registry)
        except MalformedNameError:
            key, about = namespace_key(name), {name.lower()}
        else:
            key = package_key(reference.owner, reference.name)
            about = {reference.owner.lower(), f"{reference.owner}/{reference.name}".lower()}
        if tree.move_to(key):
            return
        told = [row for row in state.catalog.diagnoses if row.subject and row.subject.lower() in about]
        why = f"{told[0].cause} {told[0].fix}" if told else "GitHub shows nothing of this name to this credential."
        self.wizard.say(f"{name}: {why}", "warning", 10)

    def _renewed(self) -> None:
        if self.is_current:
            self.show(self.model.state)

    def show_heading(self) -> None:
        """Say how much is shown of how much, what is missing, how old it is, what changed; and what is active."""
        tree, library, now = self.packages, self.model.library, self.model.now()
        catalog = self.model.state.catalog
        parts = [
            (counts(tree.rows, searching=tree.searching), "$foreground"),
            (progress(catalog, library, now), "$warning" if catalog.offline else "$muted"),
            (changed(library, now), "$primary"),
            (f"{len(tree.marked_packages()):,} marked" if tree.marked else "", "bold $primary"),
        ]
        said = [part for text, colour in parts if text for part in ((" · ", "$muted"), (text, colour))][1:]
        self.query_one("#heading", Lines).put([line(("Packages   ", "bold"), *said)])
        self._show_narrowed()

    def _show_narrowed(self) -> None:
        tree, narrowed = self.packages, self.query_one("#narrowed", Lines)
        text = active(tree.tree_filter, tree.order)
        narrowed.display = bool(text)
        way_out = "   Esc clears it" if tree.tree_filter != EVERYTHING else ""
        narrowed.put([line(("▼ ", "$primary"), text, (way_out, "$muted"))])

    def _rows_shown(self) -> None:
        """Count what is shown now, and say the same beside it: all figures are those of the rows in view."""
        if self.is_mounted:
            self.show_heading()
            self.pane.show_facts()

    def on_package_tree_marked(self) -> None:
        """Count what is marked."""
        if self.is_mounted:
            self.show_heading()
            self.refresh_bindings()

    def on_package_tree_highlighted(self) -> None:
        """Show the facts about the row."""
        if self.is_mounted:
            self.pane.follow()
            self.refresh_bindings()

    def on_package_tree_selected(self) -> None:
        """Read a tag at once; show the page that unlocks a locked namespace."""
        if self.pane.tag:
            self.pane.read_image()
        else:
            self.action_open()

    def on_package_tree_expanded(self, message: PackageTree.Expanded) -> None:
        """Ask for an opened package's tags, once."""
        package, app = message.row.subject, self.wizard
        if isinstance(package, Package) and package.full_name.lower() not in self.model.library.tags:
            app.background.run(tags_of(app, package), self.model.tags_read, group=f"tags of {package.full_name}")

    def action_use(self) -> None:
        """Go on to handing the token over."""
        self.wizard.go_on()

    async def action_add(self) -> None:
        """Add what no listing shows; the cursor goes there once GitHub has answered."""

        def added(name: str) -> None:
            self._added = name
            self.wizard.verification.list_packages()

        await self.wizard.ask_for_name(added)

    def action_renew(self) -> None:
        """Ask GitHub what changed; what did not costs nothing."""
        self.wizard.verification.list_packages()

    def action_refresh(self) -> None:
        """List everything again, whatever is remembered."""
        self.wizard.verification.list_packages(refresh=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done where the focus is, with the row under the cursor."""
        if not self.is_mounted or not self.query(PackageTree):
            return True
        typing = self.focused is not None and self.focused.id == "search"
        pane = self.pane
        possible: dict[str, Callable[[], bool]] = {
            "take_search": lambda: typing,
            "found": lambda: typing,
            "search": lambda: not typing,  # in the field it is a character like any other
            "part": lambda: pane.part is not None,
            "read_more": lambda: pane.can_read_more,
            "open": lambda: self._address() is not None,
            "qr": lambda: self._address() is not None,
            "next": lambda: False,
        }
        if action in {"copy", "pull", "webhooks"}:
            return pane.package is not None or (action != "webhooks" and bool(self.packages.marked))
        return possible[action]() if action in possible else super().check_action(action, parameters)

    def action_back(self) -> None:
        """End the search and the filters, then unmark what is marked; without them go back."""
        tree, search = self.packages, self.query_one("#search", Input)
        if search.display or tree.searching:
            search.value = tree.search = ""
            search.display = False
            tree.tree_filter = EVERYTHING
            self.set_focus(tree)
        elif tree.marked:
            self.wizard.background.stop(_PULLS)
            tree.unmark()
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

    def action_take_search(self) -> None:
        """Go to what was found; with priority, as the next key may be waiting already."""
        self.packages.keep_found()
        self.set_focus(self.packages)

    def action_found(self, by: int) -> None:
        """Go to another match while typing."""
        self.packages.action_cursor_by(by)

    def action_sort(self) -> None:
        """Sort by the next thing."""
        self._sort(next_order(self.packages.order))

    def _sort(self, order: Order) -> None:
        self.packages.order = order
        self.wizard.chosen.keep("sort", order.value)

    def _narrow(self, tree_filter: TreeFilter) -> None:
        self.packages.tree_filter = tree_filter

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
            self._sort(chosen[1])
            self._narrow(chosen[0])

        self.app.push_screen(FilterScreen(figures_of(tree.index), (tree.tree_filter, tree.order), changed))

    def _reference(self) -> str | None:
        package = self.pane.package
        if package is None:
            return None
        name = image(self.model.state.registry, package.owner, package.name)
        return f"{name}:{self.pane.tag.name}" if self.pane.tag else name

    def action_copy(self) -> None:
        """Copy the reference; where rows are marked, theirs, one a line."""
        registry = self.model.state.registry
        if marked := self.packages.marked_packages():
            names = [(image(registry, package.owner, package.name), tag) for package, tag in marked]
            text = "\n".join(f"{name}:{tag}" if tag else name for name, tag in names)
            self.wizard.copy(text, count(len(names), "reference"))
        elif reference := self._reference():
            self.wizard.copy(reference, reference)

    def action_copy_pull(self) -> None:
        """Copy the pull by digest of the tag, else of the newest one; what is not known of it yet is asked for."""
        if package := self.pane.package:
            self._pull_command.copy(package, self.pane.tag)
        else:
            self.wizard.say("Go to a package or a tag first: a pull command is for one of them.", "warning")

    def _address(self) -> tuple[str, str] | None:
        """The page of the tag's version or of the package, or the page that unlocks a locked namespace."""
        if (tag := self.pane.tag) and tag.url:
            return tag.url, f"the page of this version of {self.pane.package.full_name if self.pane.package else 'it'}"
        if package := self.pane.package:
            return (package.url, f"the page of {package.full_name}") if package.url else None
        row = self.pane.row
        if row is None or not isinstance(row.subject, Namespace):
            return None
        name = row.subject.name
        about = [each for each in self.model.state.catalog.diagnoses if (each.subject or "").lower() == name.lower()]
        url = row.subject.way_in or next((each.url for each in about if each.url), None)
        return (url, f"the page that unlocks {name}") if url else None

    def action_open(self) -> None:
        """Open the page, or how to get access."""
        if found := self._address():
            self.wizard.show_page(*found)

    def action_qr(self) -> None:
        """Show the address of that page, whole, with its QR code."""
        if found := self._address():
            self.wizard.show_link(*found)

    def action_export(self) -> None:
        """Export the packages that are shown."""
        from ghcr_wizard.tui.screens.export import ExportScreen

        tree = self.query_one(PackageTree)
        self.app.push_screen(ExportScreen(export_of(tree, self.model.state.registry, self.model.state.catalog)))

    def action_compare(self) -> None:
        """Compare what this credential sees with what another does."""
        self.wizard.compare()

    def action_part(self, by: int) -> None:
        """Look at another platform or attachment of the tag."""
        self.pane.choose_part(by)

    def action_read_more(self) -> None:
        """Read what the facts show as not read."""
        self.pane.read_more()

    def action_split(self, by: int) -> None:
        """Give the tree more room, or its details."""
        self.query_one(Split).move(by)

    def on_split_moved(self, message: Split.Moved) -> None:
        """Keep it so."""
        self.wizard.chosen.keep("split", message.share)

    def action_webhooks(self) -> None:
        """Show where the package's push event goes."""
        if package := self.pane.package:
            self.wizard.open_webhooks(package.full_name)

    def action_pull(self) -> None:
        """Test whether the package can be pulled; where rows are marked, all their packages, one after the other."""
        if marked := list(dict.fromkeys(package for package, _ in self.packages.marked_packages())):
            self.wizard.say(f"Testing pull of {count(len(marked), 'package')} …")
            self.wizard.background.run(self._pulls(marked), self.model.pull_tried, group=_PULLS)
        elif package := self.pane.package:
            self.wizard.say(f"Testing pull of {package.full_name} …")
            app = self.wizard
            pulling = app.session.pull(self.model.state.credential, self.model.caller, package)
            app.background.run(pulling, self.model.pull_tried, group=f"pull of {package.full_name}")

    async def _pulls(self, packages: "list[Package]") -> "AsyncIterator[PullTried]":
        app, granted = self.wizard, 0
        for package in packages:
            tried = await app.session.pull(self.model.state.credential, self.model.caller, package)
            granted += tried.verdict is Access.GRANTED
            yield tried
        app.say(f"Tested {count(len(packages), 'package')}: {granted:,} can be pulled.")


def _empty(state: WizardState) -> str:
    if state.catalog.running:
        return "Loading packages …"
    if state.hosts is None:
        return "Not loaded yet."
    problem = next((row for row in state.catalog.diagnoses if row.family in UNANSWERED), None)
    if problem is not None:
        return f"Could not ask GitHub.\n{problem.cause} {problem.fix}"
    return "GitHub lists nothing for this credential.\nAdd a package by its name: a"
