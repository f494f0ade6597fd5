"""What a tag or digest holds, as its manifests and configs describe it; all text is already made safe.

OCI image specification: "Image index", "Image manifest", "Image configuration", "Annotations".
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ghcr_wizard.registry.attachments import AttachmentKind

Pairs = tuple[tuple[str, str], ...]
"""Names with values, in the order they were sent."""

SPECIFIED: Final = "org.opencontainers.image."
"""What the names of the annotations that the specification predefines begin with."""

_READABLE: Final = {
    "title": "Title",
    "description": "Description",
    "version": "Version",
    "source": "Source",
    "revision": "Revision",
    "url": "Homepage",
    "documentation": "Documentation",
    "licenses": "Licenses",
    "vendor": "Vendor",
    "authors": "Authors",
    "base.name": "Base image",
    "base.digest": "Base digest",
    "ref.name": "Reference",
    "created": "Created",
}


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its digest, its media type and its compressed size in bytes, where they were said."""

    digest: str
    media_type: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class ImageConfig:
    """How an image runs; whoever can pull it can read this.

    Attributes:
        platform: `linux/amd64`, as the config says it.
        created_at: When it was made, in UTC, if it says so.
        entrypoint: What is started.
        command: What the entrypoint gets, or what is started.
        user: Who runs it; `None` is the superuser.
        working_directory: Where it is started.
        ports: The exposed ports, `8080/tcp`.
        environment: `NAME=value`.
        labels: Its labels.
    """

    platform: str
    created_at: datetime | None = None
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    user: str | None = None
    working_directory: str | None = None
    ports: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    labels: Pairs = ()


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform's image of a tag.

    Attributes:
        name: `linux/amd64`, `linux/arm64/v8`.
        digest: The manifest's digest.
        size: The compressed size of its layers and config in bytes, or `None` where it was not read.
        layers: Its layers, base first; empty where its manifest was not read.
        annotations: Those of its manifest.
        config_digest: Where its config is; `None` where that was not read, or is no image's.
        config: How it runs; `None` where it was not read.
    """

    name: str
    digest: str
    size: int | None = None
    layers: tuple[Layer, ...] = ()
    annotations: Pairs = ()
    config_digest: str | None = None
    config: ImageConfig | None = None


@dataclass(frozen=True, slots=True)
class HostPlatform:
    """The platform that container engines of a computer ask for: always Linux, in a virtual machine elsewhere.

    Attributes:
        name: `linux/arm64`.
        also: Architectures that it runs as well (containerd, `platforms.Only`).
    """

    name: str
    also: tuple[str, ...] = ()

    def runs(self, platform: str) -> bool:
        """Whether an image of a platform, `linux/arm64/v8`, runs here; one that names no system may."""
        system, _, rest = platform.partition("/")
        mine = {self.name.partition("/")[2], *self.also}
        return system not in _SYSTEMS or (system == "linux" and rest.partition("/")[0] in mine)


_SYSTEMS: Final = frozenset({"linux", "windows", "darwin", "freebsd"})
_MACHINES: Final = {
    "x86_64": HostPlatform("linux/amd64", ("386",)),
    "amd64": HostPlatform("linux/amd64", ("386",)),
    "aarch64": HostPlatform("linux/arm64", ("arm",)),
    "arm64": HostPlatform("linux/arm64", ("arm",)),
    "armv7l": HostPlatform("linux/arm"),
    "ppc64le": HostPlatform("linux/ppc64le"),
    "riscv64": HostPlatform("linux/riscv64"),
    "s390x": HostPlatform("linux/s390x"),
}


def this_platform() -> HostPlatform | None:
    """What the engines of this computer ask for; `None` where that is not known."""
    import platform

    return _MACHINES.get(platform.machine().lower())


@dataclass(frozen=True, slots=True)
class Attached:
    """What an index carries besides platforms: BuildKit's attestations, or the referrers of an image.

    Attributes:
        digest: Its manifest's digest.
        kind: What it is, as far as the index says.
        subject: The digest it speaks about, or `None` where the index does not say.
        declared: The types it declares: an artifact type, or the predicates of its statements once it was read.
        is_read: Whether its manifest was read.
    """

    digest: str
    kind: AttachmentKind
    subject: str | None = None
    declared: tuple[str, ...] = ()
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """What a tag or digest holds.

    Attributes:
        digest: The digest of the index or manifest.
        media_type: Its media type.
        platforms: The platforms' images; one for a single-platform image, none for what is no image.
        attached: Attestations and referrers in the index; for an attachment of its own, what it is.
        annotations: Those of the index, or of the single manifest.
        artifact_type: What it is where it is no image, such as a Helm chart.
        created_at: When it was made, in UTC, if it says so.
        is_index: Whether it lists manifests rather than being one.
    """

    digest: str
    media_type: str
    platforms: tuple[Platform, ...] = ()
    attached: tuple[Attached, ...] = ()
    annotations: Pairs = ()
    artifact_type: str | None = None
    created_at: datetime | None = None
    is_index: bool = False


def readable(name: str) -> str | None:
    """The name of a predefined annotation as a person says it; `None` for any other."""
    if not name.startswith(SPECIFIED):
        return None
    return _READABLE.get(name.removeprefix(SPECIFIED))


def described(*sources: Pairs) -> Pairs:
    """Labels and annotations as one list, the later source counts: the predefined ones first, in a fixed order."""
    merged = {name: value for pairs in sources for name, value in pairs}
    places = {SPECIFIED + name: place for place, name in enumerate(_READABLE)}
    return tuple(sorted(merged.items(), key=lambda pair: (places.get(pair[0], len(places)), pair[0])))
