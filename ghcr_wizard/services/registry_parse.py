"""What a registry says, as plain values. Pure.

Shapes: Distribution specification "Listing tags"; OCI image specification "Image index", "Image manifest",
"Image configuration"; Docker "Image Manifest Version 2, Schema 2". Attestations: BuildKit "Attestation storage".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from ghcr_wizard.domain.packages import Platform
from ghcr_wizard.services.reading import mapping, mappings, number, parse_time, text, texts

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

CATALOG_SCOPE = "registry:catalog:*"

UNKNOWN_PLATFORM = "unknown/unknown"
"""What BuildKit writes for an attestation, and what an image is called that does not say."""

_ATTESTATION = "attestation-manifest"
_MOST_LABELS = 200


@dataclass(frozen=True, slots=True)
class TagPage:
    """A page of a repository's tags, in the registry's order: oldest first on GHCR. `next_url` as it was given."""

    tags: tuple[str, ...]
    next_url: str | None = None


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """A page of a registry's repositories. `next_url` as it was given."""

    repositories: tuple[str, ...]
    next_url: str | None = None


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A manifest without its content: digest, media type, and its own size in bytes, where they were said."""

    digest: str
    media_type: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """One platform's image: what its manifest points at.

    Attributes:
        config_digest: The config blob's digest, `None` for what is no image.
        size: The compressed size of layers and config in bytes; `None` where one of them is not said.
        annotations: Its annotations.
    """

    config_digest: str | None
    size: int | None
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Index:
    """A list of platforms' images."""

    platforms: tuple[Platform, ...]
    attestations: int
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Config:
    """An image's config: which platform it runs on, its labels, when it was made."""

    platform: str
    labels: Mapping[str, str]
    created_at: datetime | None


def pull_scope(repository: str) -> str:
    """The scope to read a repository with (Distribution "Token scope documentation")."""
    return f"repository:{repository}:pull"


def push_scope(repository: str) -> str:
    """The scope to write to a repository with."""
    return f"repository:{repository}:pull,push"


def delete_scope(repository: str) -> str:
    """The scope to delete in a repository with."""
    return f"repository:{repository}:delete"


def segment(reference: str) -> str:
    """A tag or digest as one segment of an address."""
    return quote(reference, safe=":")


def parse_tags(document: object) -> tuple[str, ...] | None:
    """The tags of `tags/list`; `null` is what an empty repository answers."""
    return _names(document, "tags")


def parse_catalog(document: object) -> tuple[str, ...] | None:
    """The repositories of `_catalog`."""
    return _names(document, "repositories")


def parse_manifest(document: object, media_type: str | None) -> Index | Manifest | None:
    """A manifest or an index, by its media type or, where that is not said, by its members."""
    fields = mapping(document)
    kind = text(fields.get("mediaType")) or media_type
    if kind in INDEX_TYPES or (kind not in MANIFEST_TYPES and isinstance(fields.get("manifests"), list)):
        return _index(fields)
    if kind in MANIFEST_TYPES or isinstance(fields.get("layers"), list):
        return _manifest(fields)
    return None


def parse_config(document: object) -> Config | None:
    """An image's config."""
    if not isinstance(document, dict):
        return None
    labels = _pairs(mapping(document.get("config")).get("Labels"))
    return Config(_platform(document), labels, parse_time(document.get("created")))


def created_at(annotations: Mapping[str, str]) -> datetime | None:
    """When an image was made, by its `org.opencontainers.image.created`."""
    return parse_time(annotations.get("org.opencontainers.image.created"))


def _names(document: object, member: str) -> tuple[str, ...] | None:
    if not isinstance(document, dict) or not isinstance(document.get(member), list | None):
        return None
    return texts(document.get(member)) if member in document else None


def _index(fields: Mapping[str, object]) -> Index:
    listed = mappings(fields.get("manifests"))
    images = [item for item in listed if not _is_attestation(item)]
    platforms = tuple(
        Platform(_platform(mapping(item.get("platform"))), digest)
        for item in images
        if (digest := text(item.get("digest"))) is not None
    )
    return Index(platforms, len(listed) - len(images), _pairs(fields.get("annotations")))


def _is_attestation(item: Mapping[str, object]) -> bool:
    kind, platform = mapping(item.get("annotations")).get("vnd.docker.reference.type"), mapping(item.get("platform"))
    return kind == _ATTESTATION or (bool(platform) and _platform(platform) == UNKNOWN_PLATFORM)


def _manifest(fields: Mapping[str, object]) -> Manifest:
    config = mapping(fields.get("config"))
    sizes = [number(part.get("size")) for part in (config, *mappings(fields.get("layers")))]
    known = [size for size in sizes if size is not None]
    size = sum(known) if len(known) == len(sizes) else None
    return Manifest(text(config.get("digest")), size, _pairs(fields.get("annotations")))


def _platform(fields: Mapping[str, object]) -> str:
    """`linux/arm64/v8`; `unknown/unknown` where it is not said."""
    parts = [text(fields.get("os"), 40) or "unknown", text(fields.get("architecture"), 40) or "unknown"]
    variant = text(fields.get("variant"), 40)
    return "/".join([*parts, variant] if variant else parts)


def _pairs(value: object) -> dict[str, str]:
    pairs = list(mapping(value).items())[:_MOST_LABELS]
    return {text(name, 200) or "": text(item, 500) or "" for name, item in pairs if isinstance(item, str)}
