"""What the facts say of a package's tags: a table of them, and what is attached to whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ghcr_wizard.catalog.events import TagRow, TagsListed
from ghcr_wizard.formatting import count, short_span, size
from ghcr_wizard.github.packages import Package
from ghcr_wizard.registry.attachments import AttachmentKind, attachment_of, tally
from ghcr_wizard.registry.images import Image
from ghcr_wizard.text import clean
from ghcr_wizard.tui.library import Library
from ghcr_wizard.tui.widgets.block import Part, line
from ghcr_wizard.tui.widgets.details import Row
from ghcr_wizard.tui.widgets.table import Column, Table

MOST_TAGS = 12
"""Versions in the table of a package; the tree has all of them."""

_COLUMNS = (
    Column("Tags", 12, share=True),
    Column("Pushed", 7, right=True),
    Column("Size", 7, right=True),
    Column("Platforms", 11),
    Column("Attached", 8),
)

_MARKS = {
    AttachmentKind.SIGNATURE: "sig",
    AttachmentKind.ATTESTATION: "att",
    AttachmentKind.SBOM: "SBOM",
    AttachmentKind.REFERRER: "ref",
}


@dataclass(frozen=True, slots=True)
class Tagged:
    """A version with its tags, the newest tag first."""

    tags: tuple[TagRow, ...]

    @property
    def digest(self) -> str | None:
        """Where the tags point, if known."""
        return self.tags[0].digest

    @property
    def pushed_at(self) -> datetime | None:
        """When it was pushed, if known."""
        return self.tags[0].created_at


def tagged(tags: Iterable[TagRow]) -> list[Tagged]:
    """Tags that point at the same digest together, in the order of the first of each."""
    groups: dict[str, list[TagRow]] = {}
    for tag in tags:
        groups.setdefault(tag.digest or f"tag {tag.name}", []).append(tag)
    return [Tagged(tuple(group)) for group in groups.values()]


def attached_kinds(event: TagsListed) -> Mapping[str, list[AttachmentKind]]:
    """What the attachments' tags say, by the digest they belong to."""
    kinds: dict[str, list[AttachmentKind]] = {}
    for row in event.attachments:
        if (found := attachment_of(row.name or "")) is not None:
            kinds.setdefault(found.subject, []).append(found.kind)
    return kinds


def about_tags(package: Package, event: TagsListed, library: Library, now: datetime) -> list[Row]:
    """The newest versions as a table, and what there is besides."""
    versions = tagged(event.tags)
    shown = versions[:MOST_TAGS]
    kinds = attached_kinds(event)
    cells = tuple(_cells(version, package, kinds, library, now) for version in shown)
    rows: list[Row] = [("", ""), Table(_COLUMNS, cells)] if cells else []
    if len(versions) > len(shown):
        rows.append(("", line((f"+{len(versions) - len(shown):,} more", "$muted"))))
    if any(library.image_of(package, version.tags[0]) is None for version in shown):
        rows.append(("", line(("i", "bold $primary"), (_OFFER, "$muted"))))
    rows.append(("", ""))
    if attached := tally(kind for every in kinds.values() for kind in every):
        rows.append(("Attached", attached))
    if event.untagged:
        rows.append(("Untagged", f"{count(event.untagged, 'version')}: platforms, attestations, or replaced"))
    so_far = "" if event.complete else ", not all of them yet"
    rows.append(("From", line((f"{event.source}: {count(len(event.tags), 'tag')}{so_far}", "$muted"))))
    return rows


_OFFER = " reads platforms and sizes; GitHub counts every manifest as a download"


def _cells(
    version: Tagged, package: Package, kinds: Mapping[str, list[AttachmentKind]], library: Library, now: datetime
) -> tuple[Part, ...]:
    names = "  ".join(clean(tag.name or "", 128, is_name=True) for tag in version.tags)
    read = library.image_of(package, version.tags[0])
    image = read.image if read else None
    attached = [*kinds.get(version.digest or "", ()), *(row.kind for row in (image.attached if image else ()))]
    marks = " ".join(dict.fromkeys(_MARKS[kind] for kind in AttachmentKind if kind in attached))
    pushed = short_span(now - version.pushed_at) if version.pushed_at else ""
    return (names, (pushed, "$muted"), first_size(image), (platforms(image), "$muted"), (marks, "$muted"))


def first_size(image: Image | None) -> str:
    """The compressed size of the first platform that was read."""
    sizes = (platform.size for platform in image.platforms) if image else ()
    return size(next((each for each in sizes if each is not None), None))


def platforms(image: Image | None) -> str:
    """`amd64 arm64`; the system is told where it is not Linux."""
    names = (platform.name.removeprefix("linux/") for platform in image.platforms) if image else ()
    return " ".join(names)
