"""What is known of packages in this run: the tree's index, the tags, the images, the pulls that were tried."""

from dataclasses import replace

from ghcr_wizard.domain.names import Reference
from ghcr_wizard.domain.packages import Package, Verdict
from ghcr_wizard.domain.report import PackageGrant
from ghcr_wizard.domain.tree import PackageIndex, Tag
from ghcr_wizard.operations.events import (
    CatalogCompleted,
    CatalogDiagnosed,
    CatalogEvent,
    ImageRead,
    NamespaceFound,
    PackagesListed,
    PullTried,
    TagRow,
    TagsEvent,
    TagsListed,
)
from ghcr_wizard.tui.state import Catalog


class Library:
    """Takes in what operations yield; nothing here asks anybody."""

    def __init__(self) -> None:
        self.index = PackageIndex()
        self.tags: dict[str, TagsEvent] = {}
        self.images: dict[str, ImageRead] = {}
        self.pulls: dict[str, PullTried] = {}

    def take(self, event: CatalogEvent, catalog: Catalog) -> Catalog:
        """Put what the listing yielded into the index; return how far the listing is."""
        match event:
            case NamespaceFound(namespace):
                loading = catalog.running and namespace.listing is Verdict.UNKNOWN and namespace.locked is None
                self.index.add_namespace(namespace, loading=loading)
                return catalog
            case PackagesListed(name, packages, done, total):
                self.index.add_packages(name, packages)
                pages = f"page {done} of {total}" if total else f"page {done}"
                return replace(catalog, doing=f"{name}, {pages}")
            case CatalogDiagnosed(diagnosis):
                return replace(catalog, diagnoses=(*catalog.diagnoses, diagnosis))
            case CatalogCompleted(complete):
                return replace(catalog, running=False, doing="", complete=complete)

    def take_grants(self, grants: tuple[PackageGrant, ...]) -> None:
        """Put the live test's verdicts on pulls into the index; a package only it knows is added."""
        for grant in grants:
            self.index.set_verdict(grant.name, grant.pull)
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
