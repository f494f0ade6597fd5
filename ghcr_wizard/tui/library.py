"""What is known of packages in this run: the tree's index, the tags, the images, the pulls that were tried."""

from dataclasses import replace
from typing import TYPE_CHECKING

from ghcr_wizard.catalog.events import (
    CatalogCompleted,
    CatalogDiagnosed,
    CatalogEvent,
    CatalogOffline,
    CatalogRemembered,
    ImageRead,
    NamespaceFound,
    NamespaceGone,
    NamespaceRefreshed,
    PackagesListed,
    PullTried,
    RefreshEvent,
    TagRow,
    TagsEvent,
    TagsListed,
)
from ghcr_wizard.catalog.tree import Order, PackageIndex, Tag
from ghcr_wizard.diagnosis.cause import Severity
from ghcr_wizard.github.packages import Access, Package, PackageGrant
from ghcr_wizard.github.references import Reference
from ghcr_wizard.tui.state import Catalog

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ghcr_wizard.diagnosis.model import Diagnosis


class Library:
    """Takes in what operations yield; nothing here asks anybody.

    Attributes:
        index: The packages.
        tags: What opening a package yielded, by lower-case full name.
        images: What reading a tag yielded, by `image_key`.
        pulls: What trying a pull yielded, by lower-case full name.
        since: When what the packages are compared with was last confirmed, in UTC; `None` if nothing was remembered.
    """

    def __init__(self, order: Order = Order.NAME) -> None:
        self.index = PackageIndex()
        self.index.order = order
        self.since: datetime | None = None
        self._pages: dict[str, tuple[int, int]] = {}
        self.tags: dict[str, TagsEvent] = {}
        self.images: dict[str, ImageRead] = {}
        self.pulls: dict[str, PullTried] = {}

    def begin(self) -> None:
        """Know that everything is listed anew."""
        self._pages.clear()

    @property
    def doing(self) -> str:
        """How far the listing is, in words: `5 of 46+ pages` while some namespace has not said how many it has."""
        if not self._pages:
            return "asking GitHub"
        done, total = (sum(pages[side] for pages in self._pages.values()) for side in (0, 1))
        unknown = any(entry.loading and entry.namespace.name not in self._pages for entry in self.index.entries())
        return f"{done:,} of {total:,}{'+' if unknown else ''} pages"

    def take(self, event: CatalogEvent | RefreshEvent, catalog: Catalog) -> Catalog:
        """Put what the listing yielded into the index; return how far the listing is."""
        match event:
            case NamespaceFound(namespace, fresh):
                unread = namespace.listing is Access.UNKNOWN and namespace.locked is None
                self.index.add_namespace(namespace, loading=catalog.running and (unread or not fresh))
            case PackagesListed():
                self._take_page(event)
            case NamespaceRefreshed(name, packages, old, changed):
                if changed:
                    self.index.renew(name, packages, old)
                else:
                    self.index.confirm(name, old)
            case NamespaceGone(name):
                self.index.remove_namespace(name)
            case CatalogDiagnosed(diagnosis):
                return replace(catalog, diagnoses=(*catalog.diagnoses, diagnosis))
            case CatalogRemembered(seen_at):
                self.since = self.since or seen_at
                return replace(catalog, seen_at=seen_at)
            case CatalogOffline(seen_at):
                return replace(catalog, seen_at=seen_at, offline=True)
            case CatalogCompleted(complete):
                return self._completed(catalog, complete=complete)
        return catalog

    def _take_page(self, page: PackagesListed) -> None:
        if page.fresh:
            self._pages[page.namespace] = page.pages_done, max(page.pages_done, page.pages_total or 0)
            if page.packages:
                self.index.add_packages(page.namespace, page.packages)
        else:
            self.index.remember(page.namespace, page.packages)

    def _completed(self, catalog: Catalog, *, complete: bool) -> Catalog:
        self.index.settle()
        old = catalog.offline or any(entry.remembered for entry in self.index.entries())
        seen_at = catalog.seen_at if old else None
        return replace(catalog, running=False, complete=complete, seen_at=seen_at)

    def take_grants(self, grants: tuple[PackageGrant, ...], diagnoses: "Iterable[Diagnosis]") -> None:
        """Put the live test's verdicts on pulls into the index, with why; a package only it knows is added."""
        why = {row.subject: row for row in diagnoses if row.severity is Severity.ERROR}
        for grant in grants:
            self.take_pull(PullTried(grant.name, grant.pull, why.get(grant.name)))
            owner, _, name = grant.name.partition("/")
            if self.index.package(owner, name) is None:
                self.index.add_packages(owner, [Package(owner, name, grant.visibility)])

    def take_tags(self, event: TagsEvent) -> None:
        """Put an opened package's tags into the index."""
        self.tags[event.package.lower()] = event
        owner, _, name = event.package.partition("/")
        package = self.index.package(owner, name)
        if package is None:
            return
        if isinstance(event, TagsListed):
            rows = (*event.tags, *event.attachments)
            self.index.set_tags(package, [_tag(row) for row in rows if row.name])
        else:
            self.index.set_tags_note(package, event.diagnosis.cause)

    def take_image(self, image: ImageRead) -> None:
        """Keep what was read of a tag."""
        self.images[image_key(image.reference)] = image
        if image.image is not None:
            self.images[image_key(replace(image.reference, tag=None, digest=image.image.digest))] = image

    def image_of(self, package: Package, tag: TagRow) -> ImageRead | None:
        """What was read of a tag, or of another one of the same digest; `None` if nothing was."""
        by_tag = self.images.get(image_key(Reference(package.owner, package.name, tag=tag.name)))
        if by_tag is not None or tag.digest is None:
            return by_tag
        return self.images.get(image_key(Reference(package.owner, package.name, digest=tag.digest)))

    def take_pull(self, pull: PullTried) -> None:
        """Keep whether a package can be pulled."""
        self.pulls[pull.package.lower()] = pull
        self.index.set_verdict(pull.package, pull.verdict)

    def tag_rows(self, package: Package) -> dict[str, TagRow]:
        """The tags of a package by name, as far as they were read."""
        event = self.tags.get(package.full_name.lower())
        if not isinstance(event, TagsListed):
            return {}
        return {row.name: row for row in (*event.tags, *event.attachments) if row.name}


def image_key(reference: Reference) -> str:
    """What an image is kept under: its name with its tag or digest."""
    return f"{reference.repository}@{reference.target or 'latest'}"


def _tag(row: TagRow) -> Tag:
    return Tag(row.name or "", row.digest or "", row.created_at)
