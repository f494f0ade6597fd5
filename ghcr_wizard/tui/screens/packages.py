"""Step 6: everything the credential can see, as a tree."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import Input

from ghcr_wizard.domain.names import Reference, image
from ghcr_wizard.domain.packages import Namespace, Package
from ghcr_wizard.domain.tree import Narrowing, Row, RowKind, Tag, namespace_key
from ghcr_wizard.operations.events import TagRow
from ghcr_wizard.tui.library import image_key
from ghcr_wizard.tui.narrowings import next_order, next_pull, next_visibility, summary
from ghcr_wizard.tui.package_facts import Rows, about_listing, about_namespace, about_package, about_tag
from ghcr_wizard.tui.screens.step import Page, StepScreen
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.block import Lines, line
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.field import Field
from ghcr_wizard.tui.widgets.package_tree import PackageTree

if TYPE_CHECKING:
    from textual.timer import Timer

_SETTLED = 0.2
"""Seconds the cursor rests on a tag before its image is read."""
_AT_A_GLANCE = 100
"""Packages up to which every namespace is opened at first."""


class Tree(PackageTree):
    """The tree, whose Enter is told in the key bar."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", "open", id="tree.choose", tooltip="Open or close, or choose")
    ]


class PackagesScreen(StepScreen):
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
        Binding("y", "copy", "copy", id="packages.copy", tooltip="Copy the reference"),
        Binding("Y", "copy_pull", "copy pull", id="packages.copy-pull", tooltip="Copy the pull command by digest"),
        Binding("o", "open", "open", id="packages.open", tooltip="Open the package's page, or the way in"),
        Binding("p", "pull", "prove pull", id="packages.pull"),
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
        Binding("ctrl+down,J", "page(1)", "Scroll the facts down", show=False, id="packages.facts-down"),
        Binding("ctrl+up,K", "page(-1)", "Scroll the facts up", show=False, id="packages.facts-up"),
        Binding("R,f5", "renew", "renew", id="packages.renew", tooltip="List everything anew"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._resting: Timer | None = None
        self._unfolded: object = None

    def compose_content(self) -> ComposeResult:
        """Search line, tree, facts."""
        with Container(id="both"):
            with Vertical(id="left"):
                yield Field(id="search", placeholder="words of a name; Esc ends it", free=True)
                yield Tree(now=self.wizard.now, id="tree")
            with Page(id="page"):
                yield Details(id="facts", first=15)

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
        self._show_facts()
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

    @property
    def _row(self) -> Row | None:
        return self.query_one(PackageTree).cursor_row

    @property
    def _package(self) -> Package | None:
        """The package of the row under the cursor: itself, or the one the tag belongs to."""
        row = self._row
        if row is None:
            return None
        if isinstance(row.subject, Package):
            return row.subject
        return self.wizard.library.index.package(row.key[1], row.key[2]) if row.kind is RowKind.TAG else None

    @property
    def _tag(self) -> TagRow | None:
        """The tag of the row under the cursor."""
        row, package = self._row, self._package
        if row is None or package is None or not isinstance(row.subject, Tag):
            return None
        known = self.wizard.library.tag_rows(package).get(row.subject.name)
        return known or TagRow(row.subject.name, row.subject.digest, row.subject.updated_at)

    def _show_facts(self) -> None:
        self.query_one("#facts", Details).put(self._facts())

    def _facts(self) -> Rows:
        app, row = self.wizard, self._row
        catalog, library = app.state.catalog, app.library
        if self._tag and self._package:
            return about_tag(self._package, self._tag, app.state.registry, library, app.now())
        if self._package:
            return about_package(self._package, library, app.now())
        if row is not None and isinstance(row.subject, Namespace):
            return about_namespace(row.subject, catalog, library)
        return about_listing(catalog, library)

    def on_package_tree_highlighted(self) -> None:
        """Show the facts about the row; a tag's image is read when the cursor rests on it."""
        if not self.is_mounted:
            return
        self._show_facts()
        self.query_one("#page", Page).scroll_home(animate=False)
        self.refresh_bindings()
        if self._resting:
            self._resting.stop()
        if self._tag:
            self._resting = self.set_timer(_SETTLED, self._read_image)

    def on_package_tree_selected(self) -> None:
        """Read a tag at once; show the way into a locked namespace."""
        if self._tag:
            self._read_image()
        else:
            self.action_open()

    def on_package_tree_expanded(self, message: PackageTree.Expanded) -> None:
        """Ask for an opened package's tags, once."""
        package, app = message.row.subject, self.wizard
        if isinstance(package, Package) and package.full_name.lower() not in app.library.tags:
            namespace = app.library.index.namespace(package.owner)
            app.work.tags(app.state.credential, app.asker, package, namespace.type if namespace else None)

    def _read_image(self) -> None:
        package, tag, app = self._package, self._tag, self.wizard
        if package is None or tag is None:
            return
        reference = Reference(package.owner, package.name, tag=tag.name)
        if image_key(reference) not in app.library.images:
            app.work.image(app.state.credential, app.asker, reference)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the row under the cursor can do."""
        del parameters
        if not self.is_mounted or not self.query(PackageTree):
            return True
        if action == "take_search":
            return self.focused is self.query_one("#search")
        if action == "search":
            return self.focused is not self.query_one("#search")  # in the field it is a character like any other
        if action in {"copy", "copy_pull", "pull"}:
            return self._package is not None
        if action == "open":
            return self._address() is not None
        return action != "next"

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
        self._show_facts()

    def action_take_search(self) -> None:
        """Go to what was found; with priority, as the next key may be waiting already."""
        self.set_focus(self.query_one(PackageTree))

    def _reference(self) -> str | None:
        package = self._package
        if package is None:
            return None
        name = image(self.wizard.state.registry, package.owner, package.name)
        return f"{name}:{self._tag.name}" if self._tag else name

    def action_copy(self) -> None:
        """Copy the reference."""
        if reference := self._reference():
            self.wizard.copy(reference, reference)

    def action_copy_pull(self) -> None:
        """Copy the pull command by digest: of the tag, else of the newest one known."""
        package, library = self._package, self.wizard.library
        if package is None:
            return
        tag = self._tag or next(iter(library.tag_rows(package).values()), None)
        read = library.images.get(image_key(Reference(package.owner, package.name, tag=tag.name))) if tag else None
        digest = (read.image.digest if read and read.image else None) or (tag.digest if tag else None)
        if digest is None:
            self.wizard.say("No digest is known yet: open the package and go to a tag first.", "warning")
            return
        command = f"docker pull {image(self.wizard.state.registry, package.owner, package.name)}@{digest}"
        self.wizard.copy(command, command)

    def _address(self) -> tuple[str, str] | None:
        """The page of the package, or the way into a locked namespace."""
        if self._package:
            return (self._package.url, f"the page of {self._package.full_name}") if self._package.url else None
        row = self._row
        if row is None or not isinstance(row.subject, Namespace):
            return None
        name = row.subject.name
        about = [each for each in self.wizard.state.catalog.diagnoses if (each.subject or "").lower() == name.lower()]
        url = row.subject.way_in or next((each.url for each in about if each.url), None)
        return (url, f"the way into {name}") if url else None

    def action_open(self) -> None:
        """Open the page, or the way in."""
        if found := self._address():
            self.wizard.show_page(*found)

    def action_pull(self) -> None:
        """Prove that the package can be pulled."""
        if package := self._package:
            self.wizard.say(f"Asking the registry for {package.full_name} …")
            self.wizard.work.pull(self.wizard.state.credential, self.wizard.asker, package)

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
