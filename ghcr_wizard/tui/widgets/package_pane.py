"""The facts pane beside the tree: what is known about the row under the cursor, and the reading of a tag's image."""

from typing import TYPE_CHECKING, Final, cast

from textual.app import ComposeResult
from textual.binding import Binding

from ghcr_wizard.catalog.events import ImageRead, TagRow, TagsListed
from ghcr_wizard.catalog.tree import Tag, TreeRow
from ghcr_wizard.github.packages import Namespace, Package
from ghcr_wizard.github.references import Reference
from ghcr_wizard.registry.images import Attached, Platform
from ghcr_wizard.tui.image_facts import about_tag, parts_of
from ghcr_wizard.tui.package_facts import Rows, about_listing, about_namespace, about_package
from ghcr_wizard.tui.screens.step import Page
from ghcr_wizard.tui.tag_facts import MOST_TAGS, tagged
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.package_tree import PackageTree

if TYPE_CHECKING:
    from textual.timer import Timer

    from ghcr_wizard.tui.app import WizardApp

_SETTLED = 0.2
"""Seconds the cursor rests on a tag before its image is read."""

SCROLLING: Final = (
    Binding("ctrl+down,J", "page(1)", "Scroll details down", show=False, id="packages.facts-down"),
    Binding("ctrl+up,K", "page(-1)", "Scroll details up", show=False, id="packages.facts-up"),
)
"""The keys that scroll the pane; they are its screen's, as the tree has the focus."""


class PackagePane(Page):
    """The facts about the row under the tree's cursor, shown anew when told to."""

    def __init__(self, tree: PackageTree, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._tree = tree
        self._resting: Timer | None = None
        self._chosen: dict[str, int] = {}

    @property
    def _wizard(self) -> "WizardApp":
        return cast("WizardApp", self.app)

    def compose(self) -> ComposeResult:
        """The facts."""
        yield Details(id="facts", first=13)

    @property
    def row(self) -> TreeRow | None:
        """The row under the cursor."""
        return self._tree.cursor_row

    @property
    def package(self) -> Package | None:
        """The package the row is about: itself, or the one that the tag or the note belongs to."""
        row = self.row
        if row is None:
            return None
        if isinstance(row.subject, Package):
            return row.subject
        keys = (row.key, *self._wizard.model.library.index.ancestors(row.key))
        key = next((key for key in keys if key[0] in {"package", "tag"}), None)
        return self._wizard.model.library.index.package(key[1], key[2]) if key else None

    @property
    def tag(self) -> TagRow | None:
        """The tag the row is about."""
        row, package = self.row, self.package
        if row is None or package is None or not isinstance(row.subject, Tag):
            return None
        known = self._wizard.model.library.tag_rows(package).get(row.subject.name)
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
        if app.model.library.image_of(package, tag) is None:
            reference = Reference(package.owner, package.name, tag=tag.name)
            self._read(reference)

    def _read(self, *references: Reference) -> None:
        """Read what tags hold; of single tags only the newest question counts."""
        app = self._wizard
        reading = app.session.images(app.model.state.credential, app.model.caller, references)
        app.background.run(reading, app.model.image_read, group="image" if len(references) == 1 else "images")

    def _look_into(self, read: ImageRead, digest: str) -> None:
        app = self._wizard
        looking = app.session.look_into(app.model.state.credential, app.model.caller, read, digest)
        app.background.run(looking, app.model.image_read, group="image")

    @property
    def image(self) -> ImageRead | None:
        """What was read of the tag the row is about."""
        package, tag = self.package, self.tag
        return self._wizard.model.library.image_of(package, tag) if package and tag else None

    @property
    def part(self) -> Platform | Attached | None:
        """The platform or attachment looked at closely."""
        read = self.image
        parts = parts_of(read.image) if read and read.image else []
        return parts[self._place % len(parts)] if parts else None

    @property
    def _place(self) -> int:
        read = self.image
        return self._chosen.get(read.image.digest, 0) if read and read.image else 0

    def choose_part(self, by: int) -> None:
        """Look at the next platform or attachment; a platform's config is read, which is not a download."""
        read = self.image
        if read is None or read.image is None or not (parts := parts_of(read.image)):
            return
        place = (self._place + by) % len(parts)
        self._chosen[read.image.digest] = place
        if isinstance(parts[place], Platform):
            self._look_into(read, parts[place].digest)
        self.show_facts()

    @property
    def unread(self) -> tuple[Reference, ...]:
        """The newest tags of the package whose images were not read, one for each version."""
        package, library = self.package, self._wizard.model.library
        listed = library.tags.get(package.full_name.lower()) if package and not self.tag else None
        if package is None or not isinstance(listed, TagsListed):
            return ()
        newest = [version.tags[0] for version in tagged(listed.tags)[:MOST_TAGS]]
        missing = [tag for tag in newest if library.image_of(package, tag) is None]
        return tuple(Reference(package.owner, package.name, tag=tag.name) for tag in missing)

    def read_more(self) -> None:
        """Read what is shown as not read: the newest tags of a package, or the attachment looked at."""
        read, part = self.image, self.part
        if unread := self.unread:
            self._read(*unread)
        elif read is not None and isinstance(part, Attached):
            self._look_into(read, part.digest)

    @property
    def can_read_more(self) -> bool:
        """Whether there is something to read."""
        part = self.part
        return bool(self.unread) or (isinstance(part, Attached) and not part.is_read)

    def _facts(self) -> Rows:
        app, row = self._wizard, self.row
        catalog, library = app.model.state.catalog, app.model.library
        if self.tag and self.package:
            return about_tag(self.package, self.tag, app.model.state.registry, library, app.model.now(), self._place)
        if self.package:
            return about_package(self.package, library, app.model.now())
        if row is not None and isinstance(row.subject, Namespace):
            return about_namespace(row.subject, catalog, library)
        return about_listing(catalog, library, self._tree.rows.total)
