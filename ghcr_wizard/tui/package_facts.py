"""What stands beside the tree: the facts about the row under the cursor, as rows of text."""

from collections.abc import Iterable
from datetime import datetime

from textual.content import Content

from ghcr_wizard.domain.attachments import tally
from ghcr_wizard.domain.diagnoses import Diagnosis, worst_first
from ghcr_wizard.domain.images import Image, described
from ghcr_wizard.domain.names import Reference, image
from ghcr_wizard.domain.packages import Namespace, OwnerType, Package, Verdict, Visibility
from ghcr_wizard.domain.text import clean
from ghcr_wizard.operations.events import TagRow, TagsListed, TagsRefused
from ghcr_wizard.tui.library import Library, image_key
from ghcr_wizard.tui.links import link
from ghcr_wizard.tui.state import Catalog
from ghcr_wizard.tui.widgets.block import Part, line
from ghcr_wizard.tui.widgets.diagnosis_card import LOOKS
from ghcr_wizard.tui.words import ago, count, moment, size

Rows = list[tuple[Part, Part]]
COLOURS = {Visibility.PUBLIC: "$success", Visibility.INTERNAL: "$primary", Visibility.PRIVATE: "$warning"}
_MOST_LABELS = 12
_SPECIFIED = "org.opencontainers.image."
_LABEL_COLUMN = 15
_PULLS = {
    Verdict.GRANTED: line(("✓ ", "$success"), "yes, proven by reading its manifest"),
    Verdict.DENIED: line(("✗ ", "$error"), "no, the registry refused"),
    Verdict.UNKNOWN: line(("not tried yet; ", "$muted"), ("p", "bold $primary"), (" proves it", "$muted")),
}
_SOON = line(("▸ reading …", "$primary"))


def about_listing(catalog: Catalog, library: Library) -> Rows:
    """What the listing as a whole says: how many, what is missing, and why."""
    index = library.index
    rows: Rows = [("", line(("Packages", "bold $primary"))), ("", "")]
    rows.append(("Listed", f"{count(index.total, 'package')} in {count(len(index.entries()), 'namespace')}"))
    if catalog.running:
        rows.append(("Now", line((f"▸ {catalog.doing or 'asking GitHub'}", "$primary"))))
    elif catalog.complete is not None:
        rows.append(("Complete", "yes" if catalog.complete else "no, something was left out"))
    return [*rows, *_diagnoses(catalog.diagnoses)]


def about_namespace(namespace: Namespace, catalog: Catalog, library: Library) -> Rows:
    """A user or an organization: how many packages, or what hides them and the way in."""
    kind = {OwnerType.USER: "user", OwnerType.ORGANIZATION: "organization", None: "named by you"}[namespace.type]
    rows: Rows = [("", line((namespace.name, "bold $primary"))), ("", line((kind, "$muted"))), ("", "")]
    if namespace.locked:
        rows.append(("Locked", line(("⊘ ", "$warning"), namespace.locked)))
        if namespace.way_in:
            rows.append(("Way in", line(("o ", "bold $primary"), link(namespace.way_in))))
    elif namespace.listing is Verdict.DENIED:
        rows.append(("Listing", "refused; packages can be added by name with a"))
    known = len(library.index.packages(namespace.name))
    rows.append(("Packages", f"{known:,} known" + ("" if namespace.complete else ", more may be hidden")))
    own = [row for row in catalog.diagnoses if row.subject and row.subject.lower() == namespace.name.lower()]
    return [*rows, *_diagnoses(own)]


def about_package(package: Package, library: Library, now: datetime) -> Rows:
    """A package: visibility, repository, versions, dates, whether it can be pulled, its tags in figures."""
    visibility = package.visibility
    seen = line((visibility.value, f"bold {COLOURS[visibility]}")) if visibility else line(("unknown", "$muted"))
    rows: Rows = [("", line((clean(package.full_name, 255), "bold $primary"))), ("", ""), ("Visibility", seen)]
    rows.append(("Repository", _repository(package)))
    if package.version_count is not None:
        rows.append(("Versions", f"{package.version_count:,}"))
    if package.updated_at:
        rows.append(("Last push", f"{ago(package.updated_at, now)}, {moment(package.updated_at)}"))
    if package.created_at:
        rows.append(("Created", moment(package.created_at)))
    rows.append(("Pull", _pull(package, library)))
    tried = library.pulls.get(package.full_name.lower())
    if tried and tried.diagnosis:
        rows += _diagnoses([tried.diagnosis])
    rows += _tags(package, library)
    if package.url:
        rows += [("", ""), ("Page", line(("o ", "bold $primary"), link(package.url)))]
    return rows


def about_tag(package: Package, row: TagRow, registry: str, library: Library, now: datetime) -> Rows:
    """A tag: digest, platforms with sizes, labels, when it was made."""
    name = row.name or ""
    reference = f"{image(registry, package.owner, package.name)}:{clean(name, 128)}"
    rows: Rows = [("", line((reference, "bold $primary")))]
    read = library.images.get(image_key(Reference(package.owner, package.name, tag=name)))
    digest = (read.image.digest if read and read.image else None) or row.digest
    if digest:
        rows.append(("", line((digest, "$muted"))))
    rows.append(("", ""))
    pushed: Rows = []
    if row.created_at:
        pushed.append(("Pushed", f"{ago(row.created_at, now)}, {moment(row.created_at)}"))
    if read is None:
        return [*rows, ("Platforms", _SOON), *pushed]
    if read.image is None:
        return [*rows, *pushed, *_diagnoses([read.diagnosis] if read.diagnosis else [])]
    return [*rows, *_platforms(read.image), *pushed, *_made(read.image), *_labels(read.image)]


def _platforms(found: Image) -> Rows:
    names = ["Platforms", *[" "] * len(found.platforms)]
    rows: Rows = [(names[number], _platform(found, number)) for number in range(len(found.platforms))]
    if found.attached:
        rows.append(("Attached", tally(row.kind for row in found.attached)))
    return rows


def _made(found: Image) -> Rows:
    return [("Made", moment(found.created_at))] if found.created_at else []


def _labels(found: Image) -> Rows:
    """The labels, those of the image specification under their short names."""
    config = found.platforms[0].config if found.platforms else None
    labels = described(config.labels if config else (), found.annotations)
    if not labels:
        return []
    rows: Rows = [("", ""), ("", line(("Labels", "bold"), (f"  {_SPECIFIED}… shortened", "$muted")))]
    for name, value in labels[:_MOST_LABELS]:
        short = name.removeprefix(_SPECIFIED)
        if short != name and len(short) < _LABEL_COLUMN:
            rows.append((short, clean(value)))
        else:
            rows.append(("", line((f"{clean(name, 120)}  ", "$muted"), clean(value))))
    if len(labels) > _MOST_LABELS:
        rows.append(("", line((f"and {len(labels) - _MOST_LABELS} more", "$muted"))))
    return rows


def _platform(found: Image, number: int) -> Content:
    platform = found.platforms[number]
    width = max(len(each.name) for each in found.platforms)
    return line(platform.name.ljust(width), (f"  {size(platform.size):>8}", "$muted"))


def _repository(package: Package) -> Part:
    if package.repository is None:
        return line(("none linked", "$muted"))
    if package.repository_private is None:
        return package.repository
    words = "private" if package.repository_private else "public"
    if package.differs_from_repository:
        return line(package.repository, (f", {words}: differs from the package", "$warning"))
    return f"{package.repository}, {words}"


def _pull(package: Package, library: Library) -> Part:
    return _PULLS[library.index.verdict(package)]


def _tags(package: Package, library: Library) -> Rows:
    event = library.tags.get(package.full_name.lower())
    if event is None:
        return [("Tags", line(("Enter", "bold $primary"), (" opens them", "$muted")))]
    if isinstance(event, TagsRefused):
        return [("", ""), *_diagnoses([event.diagnosis])]
    return [("Tags", _tag_figures(event)), (" ", line((f"from {event.source}", "$muted")))]


def _tag_figures(event: TagsListed) -> str:
    figures = [count(len(event.tags), "tag") + ("" if event.complete else " so far")]
    if event.attachments:
        figures.append(count(len(event.attachments), "signature or attestation", "signatures and attestations"))
    if event.untagged:
        figures.append(count(event.untagged, "untagged version"))
    return ", ".join(figures)


def _diagnoses(diagnoses: Iterable[Diagnosis]) -> Rows:
    rows: Rows = []
    for row in worst_first(list(diagnoses)):
        symbol, word, colour = LOOKS[row.severity]
        rows += [
            ("", ""),
            ("", line((f"{symbol} {word}  ", f"bold {colour}"), (row.code, "$muted"))),
            ("", row.cause),
            ("", line(("→ ", "$primary"), row.fix)),
        ]
        if row.url:
            rows.append(("", link(row.url)))
    return rows
