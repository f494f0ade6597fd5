"""What the facts say of a tag: its platforms, one of them closely, what is attached, where it comes from."""

import shlex
from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from ghcr_wizard.catalog.events import ImageRead, TagRow, TagsListed
from ghcr_wizard.formatting import ago, count, date_and_time, short_digest, size
from ghcr_wizard.github.packages import Package
from ghcr_wizard.github.references import image
from ghcr_wizard.registry.attachments import AttachmentKind, attachment_of, kind_of_type, tally
from ghcr_wizard.registry.images import (
    SPECIFIED,
    Attached,
    Image,
    ImageConfig,
    Layer,
    Pairs,
    Platform,
    described,
    readable,
)
from ghcr_wizard.text import clean
from ghcr_wizard.tui.diagnosis_facts import about_diagnoses
from ghcr_wizard.tui.library import Library
from ghcr_wizard.tui.links import link
from ghcr_wizard.tui.tag_facts import attached_kinds
from ghcr_wizard.tui.widgets.block import Part, line
from ghcr_wizard.tui.widgets.details import Row
from ghcr_wizard.tui.widgets.table import Column, Table

_MOST_LABELS = 40
_MOST_LAYERS = 60
_MADE = f"{SPECIFIED}created"
_SOON = line(("▸ reading its manifests; GitHub may count each as a download …", "$primary"))
_LAYERS = (Column("Layer", 20), Column("Size", 8, right=True), Column("Type", 10, share=True))
_PARTS = (Column("Platform", 16), Column("Size", 8, right=True), Column("Digest", 20, share=True))
_WORDS = {
    AttachmentKind.SIGNATURE: "signature",
    AttachmentKind.ATTESTATION: "attestation",
    AttachmentKind.SBOM: "SBOM",
    AttachmentKind.REFERRER: "referrers",
}


def parts_of(found: Image) -> list[Platform | Attached]:
    """What can be looked at one at a time: the platforms, then what is attached."""
    return [*found.platforms, *found.attached] if found.is_index else list(found.platforms)


def about_tag(
    package: Package, row: TagRow, registry: str, library: Library, now: datetime, chosen: int = 0
) -> list[Row]:
    """A tag: digest, platforms with sizes, labels, how the chosen platform runs, its layers.

    Args:
        package: The package.
        row: The tag.
        registry: The registry's name.
        library: What is known.
        now: The time, in UTC.
        chosen: Which of `parts_of` its image is looked at closely.
    """
    name = row.name or ""
    reference = f"{image(registry, package.owner, package.name)}:{clean(name, 128, is_name=True)}"
    rows: list[Row] = [("", line((reference, "bold $primary")))]
    read = library.image_of(package, row)
    digest = (read.image.digest if read and read.image else None) or row.digest
    if digest:
        rows.append(("", line((digest, "$muted"))))
    rows.append(("", ""))
    rows += _belongs(package, name, library)
    pushed: list[Row] = []
    if row.created_at:
        pushed.append(("Pushed", f"{ago(row.created_at, now)}, {date_and_time(row.created_at)}"))
    if package.repository:
        pushed.append(("Repository", package.repository))
    if read is None:
        return [*rows, ("Platforms", _SOON), *pushed]
    if read.image is None:
        return [*rows, *pushed, *_read(read)]
    listed = library.tags.get(package.full_name.lower())
    kinds = attached_kinds(listed).get(digest or "", []) if isinstance(listed, TagsListed) else []
    return [*rows, *_about_image(read.image, chosen, pushed, kinds), *_read(read)]


def _about_image(found: Image, chosen: int, pushed: list[Row], kinds: list[AttachmentKind]) -> list[Row]:
    parts = parts_of(found)
    part = parts[min(chosen, len(parts) - 1)] if parts else None
    platform = part if isinstance(part, Platform) else next(iter(found.platforms), None)
    config = platform.config if platform else None
    labels = described(config.labels if config else (), platform.annotations if platform else (), found.annotations)
    made: list[Row] = [("Made", date_and_time(found.created_at))] if found.created_at else []
    labels = tuple(pair for pair in labels if not made or pair[0] != _MADE)
    rows = [*_overview(found, part, kinds), *pushed, *made, ("Type", line((found.media_type, "$muted")))]
    rows += _labels(labels)
    if isinstance(part, Attached):
        return [*rows, *_attached(part, found)]
    return [*rows, *_platform(part, found)] if part else rows


def _overview(found: Image, part: Platform | Attached | None, kinds: list[AttachmentKind]) -> list[Row]:
    """The platforms and attachments, the one looked at marked, and what is attached in figures."""
    rows: list[Row] = []
    if found.artifact_type:
        kind = _WORDS[found.attached[0].kind] if found.attached else "no image"
        rows.append(("Holds", f"{kind}, {found.artifact_type}"))
        rows += [("Size", size(platform.size)) for platform in found.platforms if platform.size is not None]
    else:
        rows.append(Table(_PARTS, tuple(_part(each, part, found) for each in parts_of(found))))
        rows += _together(found.platforms)
    every = [*(row.kind for row in found.attached if not found.artifact_type), *kinds]
    if every:
        rows.append(("Attached", tally(every)))
    if len(parts_of(found)) > 1:
        keys = line((".", "bold $primary"), (" and ", "$muted"), (",", "bold $primary"))
        rows.append(("", line(keys, (" select a platform", "$muted"))))
    return rows


def _together(platforms: Sequence[Platform]) -> list[Row]:
    sizes = [platform.size for platform in platforms if platform.size is not None]
    if len(sizes) < 2 or len(sizes) < len(platforms):  # noqa: PLR2004 - a sum of two at least
        return []
    return [("Together", line((f"{size(sum(sizes))}, shared layers counted each time", "$muted")))]


def _part(each: Platform | Attached, part: Platform | Attached | None, found: Image) -> tuple[Part, ...]:
    several = len(parts_of(found)) > 1
    here = several and part is not None and part.digest == each.digest
    label = each.name if isinstance(each, Platform) else _kinds(each)
    name = line(("▸ " if here else "  " if several else "", "$primary"), (label, "bold" if here else ""))
    if isinstance(each, Platform):
        return (name, size(each.size), (short_digest(each.digest), "$muted"))
    return (name, "", (f"about {_subject(each, found)}", "$muted"))


def _kinds(attached: Attached) -> str:
    """`SBOM, attestation`: what its statements are, or what the index calls it."""
    kinds = dict.fromkeys(kind_of_type(name) for name in attached.declared if attached.is_read)
    return ", ".join(_WORDS[kind] for kind in kinds) or _WORDS[attached.kind]


def _subject(attached: Attached, found: Image) -> str:
    """The platform it speaks about, or a digest."""
    platform = next((each.name for each in found.platforms if each.digest == attached.subject), None)
    return platform or (short_digest(attached.subject) if attached.subject else "the image")


def _platform(platform: Platform, found: Image) -> list[Row]:
    rows: list[Row] = []
    if platform.config:
        rows += _config(platform.config, platform.name if found.is_index else "")
    elif platform.config_digest:
        rows += [("", ""), ("", line(("▸ loading the configuration …", "$primary")))]
    if platform.layers:
        rows += _layers(platform.layers)
    return rows


def _config(config: ImageConfig, name: str) -> list[Row]:
    title = line(("How it runs", "bold"), (f"  {name}" if name else "", "$muted"))
    rows: list[Row] = [("", ""), ("", title)]
    rows += [("Entrypoint", shlex.join(config.entrypoint))] if config.entrypoint else []
    rows += [("Command", shlex.join(config.command))] if config.command else []
    rows.append(("User", config.user or line("root", (", as none is named", "$muted"))))
    rows += [("Folder", config.working_directory)] if config.working_directory else []
    rows += [("Ports", ", ".join(config.ports))] if config.ports else []
    for place, variable in enumerate(config.environment):
        rows.append(("Environment" if place == 0 else " ", variable))
    return rows


def _layers(layers: Sequence[Layer]) -> list[Row]:
    cells = tuple(_layer(layer) for layer in layers[:_MOST_LAYERS])
    rows: list[Row] = [("", ""), ("", line(("Layers", "bold"), (f"  {len(layers)}, base first", "$muted")))]
    rows.append(Table(_LAYERS, cells, headed=False))
    if len(layers) > _MOST_LAYERS:
        rows.append(("", line((f"and {len(layers) - _MOST_LAYERS} more", "$muted"))))
    return rows


def _layer(layer: Layer) -> tuple[Part, ...]:
    kind = (layer.media_type or "").removeprefix("application/vnd.")
    return (short_digest(layer.digest), size(layer.size), (kind, "$muted"))


def _labels(labels: Pairs) -> list[Row]:
    """The predefined ones under names a person says, the others as they are."""
    if not labels:
        return []
    rows: list[Row] = [("", ""), ("", line(("Labels and annotations", "bold")))]
    for name, value in labels[:_MOST_LABELS]:
        shown = clean(value, is_name=True)
        text: Part = link(shown) if shown.startswith(("https://", "http://")) else shown
        if (said := readable(name)) is not None:
            rows.append((said, text))
        else:
            rows.append(("", line((f"{clean(name.removeprefix(SPECIFIED), 120)}  ", "$muted"), text)))
    if len(labels) > _MOST_LABELS:
        rows.append(("", line((f"and {len(labels) - _MOST_LABELS} more", "$muted"))))
    return rows


def _attached(attached: Attached, found: Image) -> list[Row]:
    """One attestation or referrer."""
    kinds = _kinds(attached)
    title = line((kinds[0].upper() + kinds[1:], "bold"), (f"  about {_subject(attached, found)}", "$muted"))
    rows: list[Row] = [("", ""), ("", title), ("Digest", line((attached.digest, "$muted")))]
    rows += [("Declares" if place == 0 else " ", declared) for place, declared in enumerate(attached.declared)]
    if not attached.is_read:
        rows.append(("", _offer("reads what it states; GitHub may count that as a download")))
    return rows


def _belongs(package: Package, name: str, library: Library) -> list[Row]:
    """For an attachment's tag: what it is and whose."""
    found = attachment_of(name)
    if found is None:
        return []
    owners = [tag for tag, row in library.tag_rows(package).items() if row.digest == found.subject]
    whose = ", ".join(clean(tag, 128, is_name=True) for tag in owners[:6]) or "untagged (platform image or superseded)"
    return [("Kind", _WORDS[found.kind]), ("Belongs to", whose), (" ", line((found.subject, "$muted")))]


def _read(read: ImageRead) -> list[Row]:
    """What was read for this, and what of it could not be."""
    rows: list[Row] = [("", "")]
    if read.manifests:
        rows.append(
            ("Read", line((f"{count(read.manifests, 'manifest')}; GitHub may count each as a download", "$muted")))
        )
    return [*rows, *about_diagnoses([read.diagnosis] if read.diagnosis else [])]


def _offer(words: str) -> Content:
    return line(("i ", "bold $primary"), (words, "$muted"))
