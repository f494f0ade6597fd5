"""The facts pane beside the tree: what is known about the row under the cursor, and the reading of a tag's image."""

from typing import TYPE_CHECKING, Final, cast

from textual.app import ComposeResult
from textual.binding import Binding

from ghcr_wizard.domain.names import Reference
from ghcr_wizard.domain.packages import Namespace, Package
from ghcr_wizard.domain.tree import Row, RowKind, Tag
from ghcr_wizard.operations.events import TagRow
from ghcr_wizard.tui.library import image_key
from ghcr_wizard.tui.package_facts import Rows, about_listing, about_namespace, about_package, about_tag
from ghcr_wizard.tui.screens.step import Page
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.package_tree import PackageTree

if TYPE_CHECKING:
    from textual.timer import Timer

    from ghcr_wizard.tui.app import WizardApp

_SETTLED = 0.2
"""Seconds the cursor rests on a tag before its image is read."""

SCROLLING: Final = (
    Binding("ctrl+down,J", "page(1)", "Scroll the facts down", show=False, id="packages.facts-down"),
    Binding("ctrl+up,K", "page(-1)", "Scroll the facts up", show=False, id="packages.facts-up"),
)
"""The keys that scroll the pane; they are its screen's, as the tree has the focus."""


class PackagePane(Page):
    """The facts about the row under the tree's cursor, shown anew when told to."""

    def __init__(self, tree: PackageTree, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._tree = tree
        self._resting: Timer | None = None

    @property
    def _wizard(self) -> "WizardApp":
        return cast("WizardApp", self.app)

    def compose(self) -> ComposeResult:
        """The facts."""
        yield Details(id="facts", first=15)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._tree.cursor_row

    @property
    def package(self) -> Package | None:
        """The package the row is about: itself, or the one the tag belongs to."""
        row = self.row
        if row is None:
            return None
        if isinstance(row.subject, Package):
            return row.subject
        return self._wizard.library.index.package(row.key[1], row.key[2]) if row.kind is RowKind.TAG else None

    @property
    def tag(self) -> TagRow | None:
        """The tag the row is about."""
        row, package = self.row, self.package
        if row is None or package is None or not isinstance(row.subject, Tag):
            return None
        known = self._wizard.library.tag_rows(package).get(row.subject.name)
        return known or TagRow(row.subject.name, row.subject.digest, row.subject.updated_at)

    def follow(self) -> None:
        """Show the facts about another row from their top; a tag's image is read when the cursor rests on it."""
        self.show_facts()
        self.scroll_home(animate=False)
        if self._resting:
            self._resting.stop()
        if self.tag:
            self._resting = self.set_timer(_SETTLED, self.read_image)

    def show_facts(self) -> None:
        """Show what is known now about the row; the view stays where it was scrolled to."""
        self.query_one("#facts", Details).put(self._facts())

    def read_image(self) -> None:
        """Read the image of the tag, once."""
        package, tag, app = self.package, self.tag, self._wizard
        if package is None or tag is None:
            return
        reference = Reference(package.owner, package.name, tag=tag.name)
        if image_key(reference) not in app.library.images:
            app.work.image(app.state.credential, app.asker, reference)

    def _facts(self) -> Rows:
        app, row = self._wizard, self.row
        catalog, library = app.state.catalog, app.library
        if self.tag and self.package:
            return about_tag(self.package, self.tag, app.state.registry, library, app.now())
        if self.package:
            return about_package(self.package, library, app.now())
        if row is not None and isinstance(row.subject, Namespace):
            return about_namespace(row.subject, catalog, library)
        return about_listing(catalog, library)
