"""What manifests, indexes and configs say, as plain values. Pure, tolerant, bounded.

Shapes: OCI image specification "Image index", "Image manifest", "Image configuration"; Docker "Image Manifest
Version 2, Schema 2". Attestations: BuildKit "Attestation storage"; referrers: distribution specification "Referrers
tag schema".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ghcr_wizard.formatting import parse_moment
from ghcr_wizard.registry.attachments import AttachmentKind, kind_of_type
from ghcr_wizard.registry.images import Attached, ImageConfig, Layer, Pairs, Platform
from ghcr_wizard.text import redact
from ghcr_wizard.transport.json_reader import mapping, mappings, number, text, texts

INDEX_TYPES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
MANIFEST_TYPES = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
ACCEPTED = ", ".join((INDEX_TYPES[0], MANIFEST_TYPES[0], INDEX_TYPES[1], MANIFEST_TYPES[1]))
"""All four types: a registry answers 404 for an image that exists in a type left out here."""

UNKNOWN_PLATFORM = "unknown/unknown"
"""What BuildKit writes for an attestation, and what an image is called that does not say."""

_CONFIG_TYPES = frozenset(
    {"application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json", None}
)
_LAYER_TYPES = ("application/vnd.oci.image.layer.", "application/vnd.docker.image.rootfs.")
_ATTESTATION = "attestation-manifest"
_PREDICATES = ("in-toto.io/predicate-type", "predicateType")
_MOST_LABELS = 200
_MOST_LAYERS = 500
_MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest points at.

    Attributes:
        config_digest: The config blob's digest; `None` for what is no image.
        size: The compressed size of layers and config in bytes; `None` where one of them is not said.
        layers: Its layers, five hundred at most.
        annotations: Its annotations.
        artifact_type: What it is where it is no image.
        declared: The predicates of the statements in it; none for an image.
        subject: The digest it refers to.
    """

    config_digest: str | None
    size: int | None
    layers: tuple[Layer, ...] = ()
    annotations: Pairs = ()
    artifact_type: str | None = None
    declared: tuple[str, ...] = ()
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """A list of platforms' images, and of what is attached to them."""

    platforms: tuple[Platform, ...]
    attached: tuple[Attached, ...]
    annotations: Pairs


def parse_manifest(document: object, media_type: str | None) -> Index | Manifest | None:
    """A manifest or an index, by its media type or, where that is not said, by its members."""
    fields = mapping(document)
    kind = text(fields.get("mediaType")) or media_type
    if kind in INDEX_TYPES or (kind not in MANIFEST_TYPES and isinstance(fields.get("manifests"), list)):
        return _index(fields)
    if kind in MANIFEST_TYPES or isinstance(fields.get("layers"), list):
        return _manifest(fields)
    return None


def parse_config(document: object) -> ImageConfig | None:
    """An image's config. What looks like a token in it, as some are built in by mistake, is cut to its prefix."""
    if not isinstance(document, dict):
        return None
    runs = mapping(document.get("config"))
    return ImageConfig(
        _platform(document),
        parse_moment(document.get("created")),
        _words(runs.get("Entrypoint")),
        _words(runs.get("Cmd")),
        text(runs.get("User")),
        text(runs.get("WorkingDir")),
        _words(list(mapping(runs.get("ExposedPorts")))),
        _words(runs.get("Env")),
        _pairs(runs.get("Labels")),
    )


def created_at(*sources: Pairs) -> datetime | None:
    """When an image was made, by `org.opencontainers.image.created` in the first of these that has it."""
    values = (dict(pairs).get("org.opencontainers.image.created") for pairs in sources)
    return next((moment for value in values if (moment := parse_moment(value)) is not None), None)


def _index(fields: Mapping[str, object]) -> Index:
    platforms, attached = [], []
    for item in mappings(fields.get("manifests")):
        digest = text(item.get("digest"))
        if digest is None:
            continue
        if (extra := _attached(item, digest)) is not None:
            attached.append(extra)
        else:
            platforms.append(Platform(_platform(mapping(item.get("platform"))), digest))
    return Index(tuple(platforms), tuple(attached), _pairs(fields.get("annotations")))


def _attached(item: Mapping[str, object], digest: str) -> Attached | None:
    """What an entry of an index attaches; `None` for a platform's image."""
    notes, platform = mapping(item.get("annotations")), mapping(item.get("platform"))
    artifact = text(item.get("artifactType"))
    if notes.get("vnd.docker.reference.type") == _ATTESTATION or (platform and _platform(platform) == UNKNOWN_PLATFORM):
        return Attached(digest, AttachmentKind.ATTESTATION, text(notes.get("vnd.docker.reference.digest")))
    if artifact and not platform:
        return Attached(digest, kind_of_type(artifact), declared=(artifact,))
    return None


def _manifest(fields: Mapping[str, object]) -> Manifest:
    config, parts = mapping(fields.get("config")), mappings(fields.get("layers"))
    sizes = [number(part.get("size")) for part in (config, *parts)]
    known = [size for size in sizes if size is not None]
    layers = tuple(
        Layer(text(part.get("digest")) or "", text(part.get("mediaType"), 120), number(part.get("size")))
        for part in parts[:_MOST_LAYERS]
    )
    artifact = _artifact_type(fields, config, layers)
    notes = [mapping(part.get("annotations")) for part in parts[:_MOST_LAYERS]]
    said = (text(note.get(name)) for note in notes for name in _PREDICATES)
    return Manifest(
        None if artifact else text(config.get("digest")),
        sum(known) if len(known) == len(sizes) else None,
        layers,
        _pairs(fields.get("annotations")),
        artifact,
        tuple(dict.fromkeys(predicate for predicate in said if predicate)),
        text(mapping(fields.get("subject")).get("digest")),
    )


def _artifact_type(fields: Mapping[str, object], config: Mapping[str, object], layers: tuple[Layer, ...]) -> str | None:
    """What a manifest is if it is no image: as it says, by its config's type, else by its layers' (cosign)."""
    if declared := text(fields.get("artifactType")):
        return declared
    kind = text(config.get("mediaType"))
    if kind not in _CONFIG_TYPES:
        return kind
    foreign = [
        layer.media_type for layer in layers if not (layer.media_type or _LAYER_TYPES[0]).startswith(_LAYER_TYPES)
    ]
    return foreign[0] if foreign and len(foreign) == len(layers) else None


def _platform(fields: Mapping[str, object]) -> str:
    """`linux/arm64/v8`; `unknown/unknown` where it is not said."""
    parts = [text(fields.get("os"), 40) or "unknown", text(fields.get("architecture"), 40) or "unknown"]
    variant = text(fields.get("variant"), 40)
    return "/".join([*parts, variant] if variant else parts)


def _words(value: object) -> tuple[str, ...]:
    """Texts of a config; Docker's oldest images have one text where others have a list."""
    items = [value] if isinstance(value, str) else value[:_MOST_WORDS] if isinstance(value, list) else []
    return tuple(redact(word) for word in texts(items, 500))


def _pairs(value: object) -> Pairs:
    pairs = list(mapping(value).items())[:_MOST_LABELS]
    return tuple((text(name, 200) or "", text(item, 500) or "") for name, item in pairs if isinstance(item, str))
