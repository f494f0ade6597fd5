"""The manifests, tags and blobs of a package, made from its plan with true digests and sizes.

Media types and fields are those of the OCI image specification 1.1, Docker's image manifest version 2 schema 2,
BuildKit's attestation storage and cosign's signature specification.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from ghcr_wizard.demo.blobs import Blob, base_layer, layer, literal, sha256
from ghcr_wizard.demo.world import Package

OCI_INDEX: Final = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST: Final = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST: Final = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST: Final = "application/vnd.docker.distribution.manifest.v2+json"

_OCI_CONFIG: Final = "application/vnd.oci.image.config.v1+json"
_DOCKER_CONFIG: Final = "application/vnd.docker.container.image.v1+json"
_OCI_LAYER: Final = "application/vnd.oci.image.layer.v1.tar"
_DOCKER_LAYER: Final = "application/vnd.docker.image.rootfs.diff.tar"
_EMPTY: Final = "application/vnd.oci.empty.v1+json"
_IN_TOTO: Final = "application/vnd.in-toto+json"
_COSIGN: Final = "application/vnd.dev.cosign.simplesigning.v1+json"
_SIGSTORE: Final = "application/vnd.dev.sigstore.bundle.v0.3+json"

_VERSIONS_PER_PACKAGE: Final = 4096
_NARROW: Final = 3  # bits of the release number that choose the size of its own layer

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest or index as it was pushed: GitHub's version number, its bytes, and when."""

    id: int
    digest: str
    media_type: str
    body: bytes
    pushed_at: datetime


@dataclass(slots=True)
class Content:
    """A package's content.

    Attributes:
        manifests: By digest, in the order they were pushed.
        tags: Tag to digest, in the order they were pushed (GHCR lists tags so).
        blobs: By digest.
    """

    manifests: dict[str, Manifest] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    blobs: dict[str, Blob] = field(default_factory=dict)

    def tags_of(self) -> Mapping[str, list[str]]:
        """Return the tags of every tagged digest, newest tag first."""
        names: dict[str, list[str]] = {}
        for tag, digest in reversed(self.tags.items()):
            names.setdefault(digest, []).append(tag)
        return names

    def delete(self, digest: str) -> None:
        """Remove a version and the tags that point to it."""
        del self.manifests[digest]
        for tag in [name for name, target in self.tags.items() if target == digest]:
            del self.tags[tag]


def timestamp(moment: datetime) -> str:
    """Return a moment as GitHub and OCI write it: `2026-07-14T13:05:30Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _encode(document: Json) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def release_tag(package: Package, number: int, pushed_at: datetime) -> str:
    """Return the tag of the package's release `number`, counted from 0."""
    style = package.image.style
    if style == "date":
        return pushed_at.strftime("%Y%m%d-") + str(number)
    if style == "sha":
        return "sha-" + sha256(f"{package.path}@{number}".encode())[7:14]
    return f"{1 + number // 60}.{number // 6 % 10}.{number % 6}"


class _Builder:
    """Pushes a package's releases one after the other, oldest first."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.plan = package.image
        self.content = Content()

    def build(self) -> Content:
        """Push everything and return it."""
        pushed: list[tuple[str, datetime]] = []
        for number, moment in enumerate(self._moments()):
            tag = release_tag(self.package, number, moment)
            digest = self._release(number, tag, moment)
            self.content.tags[tag] = digest
            pushed.append((digest, moment))
            if number >= self.plan.releases - self.plan.signed:
                self._signature(digest, moment)
            if number >= self.plan.releases - self.plan.provenance:
                self._provenance(digest, moment)
        if pushed:
            self.content.tags["latest"] = pushed[-1][0]
        return self.content

    def _moments(self) -> Iterator[datetime]:
        first, last = self.package.created_at, self.package.updated_at
        steps = max(self.plan.releases - 1, 1)
        for number in range(self.plan.releases):
            share = number / steps if self.plan.releases > 1 else 1.0
            yield first + timedelta(seconds=round((last - first).total_seconds() * share))

    def _push(self, media_type: str, document: Json, moment: datetime) -> Json:
        """Add a manifest; return its descriptor."""
        body = _encode(document)
        digest = sha256(body)
        number = self.package.id * _VERSIONS_PER_PACKAGE + len(self.content.manifests)
        self.content.manifests[digest] = Manifest(number, digest, media_type, body, moment)
        return {"mediaType": media_type, "digest": digest, "size": len(body)}

    def _blob(self, blob: Blob, media_type: str) -> Json:
        """Add a blob; return its descriptor."""
        self.content.blobs[blob.digest] = blob
        return {"mediaType": media_type, "digest": blob.digest, "size": blob.size}

    def _labels(self, tag: str, moment: datetime) -> dict[str, str]:
        package = self.package
        labels = {
            "org.opencontainers.image.title": package.name.rsplit("/", 1)[-1],
            "org.opencontainers.image.description": f"The {package.name} image [{package.image.base}]",
            "org.opencontainers.image.version": tag,
            "org.opencontainers.image.created": timestamp(moment),
            "org.opencontainers.image.revision": sha256(f"{package.path}:{tag}".encode())[7:47],
            "org.opencontainers.image.licenses": "Apache-2.0",
        }
        if package.repository:
            labels["org.opencontainers.image.source"] = f"https://github.com/{package.repository}"
        return labels

    def _release(self, number: int, tag: str, moment: datetime) -> str:
        """Push one release; return the digest its tag points to."""
        labels = self._labels(tag, moment)
        images: list[Json] = []
        for platform in self.plan.platforms:
            descriptor = self._image(platform, number, labels, moment)
            images.append({**descriptor, "platform": _platform(platform)})
        if not self.plan.indexed:
            return str(images[0]["digest"])
        if self.plan.attested:
            images += [self._attestation(image, moment) for image in list(images)]
        index: Json = {
            "schemaVersion": 2,
            "mediaType": DOCKER_LIST if self.plan.docker else OCI_INDEX,
            "manifests": images,
        }
        if not self.plan.docker:
            index["annotations"] = labels
        return str(self._push(str(index["mediaType"]), index, moment)["digest"])

    def _image(self, platform: str, number: int, labels: dict[str, str], moment: datetime) -> Json:
        """Push one platform's manifest with its config and layers; return its descriptor."""
        docker = self.plan.docker
        own_size = 9_000 + 4_500 * (number & ((1 << _NARROW) - 1))
        own = layer(f"{self.package.path}/{platform}/{number}", own_size)
        layers = [base_layer(self.plan.base, platform), own]
        config = literal(_encode(_config(platform, labels, moment, layers)))
        media_type = DOCKER_MANIFEST if docker else OCI_MANIFEST
        document: Json = {
            "schemaVersion": 2,
            "mediaType": media_type,
            "config": self._blob(config, _DOCKER_CONFIG if docker else _OCI_CONFIG),
            "layers": [self._blob(blob, _DOCKER_LAYER if docker else _OCI_LAYER) for blob in layers],
        }
        if not docker:
            document["annotations"] = labels
        return self._push(media_type, document, moment)

    def _attestation(self, image: Json, moment: datetime) -> Json:
        """Push BuildKit's attestation of one platform's manifest; return its descriptor for the index."""
        digest = str(image["digest"])
        predicate = "https://slsa.dev/provenance/v1"
        statement = literal(_encode(_statement(self.package.path, digest, predicate)))
        layers = [
            {**self._blob(statement, _IN_TOTO), "annotations": {"in-toto.io/predicate-type": predicate}},
        ]
        config = literal(_encode(_attestation_config(statement.digest)))
        document: Json = {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": self._blob(config, _OCI_CONFIG),
            "layers": layers,
        }
        return {
            **self._push(OCI_MANIFEST, document, moment),
            "annotations": {
                "vnd.docker.reference.digest": digest,
                "vnd.docker.reference.type": "attestation-manifest",
            },
            "platform": {"architecture": "unknown", "os": "unknown"},
        }

    def _signature(self, digest: str, moment: datetime) -> None:
        """Push a cosign signature of `digest` under its `sha256-….sig` tag."""
        payload: Json = {
            "critical": {
                "identity": {"docker-reference": f"ghcr.io/{self.package.path}"},
                "image": {"docker-manifest-digest": digest},
                "type": "cosign container image signature",
            },
            "optional": None,
        }
        signed = literal(_encode(payload))
        annotations = {"dev.cosignproject.cosign/signature": sha256(signed.digest.encode())[7:]}
        document: Json = {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": self._blob(literal(_encode(_attestation_config(signed.digest))), _OCI_CONFIG),
            "layers": [{**self._blob(signed, _COSIGN), "annotations": annotations}],
        }
        pushed = self._push(OCI_MANIFEST, document, moment + timedelta(seconds=20))
        self.content.tags[f"{digest.replace(':', '-')}.sig"] = str(pushed["digest"])

    def _provenance(self, digest: str, moment: datetime) -> None:
        """Push an attestation of `digest` under the referrers fallback tag `sha256-…` (GHCR has no referrers API)."""
        subject = self.content.manifests[digest]
        bundle = literal(_encode(_statement(self.package.path, digest, "https://slsa.dev/provenance/v1")))
        document: Json = {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "artifactType": _SIGSTORE,
            "config": self._blob(literal(b"{}"), _EMPTY),
            "layers": [self._blob(bundle, _SIGSTORE)],
            "subject": {"mediaType": subject.media_type, "digest": digest, "size": len(subject.body)},
        }
        moment += timedelta(seconds=40)
        referrer = {**self._push(OCI_MANIFEST, document, moment), "artifactType": _SIGSTORE}
        index: Json = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [referrer]}
        self.content.tags[digest.replace(":", "-")] = str(self._push(OCI_INDEX, index, moment)["digest"])


def _platform(platform: str) -> dict[str, str]:
    system, architecture, *variant = platform.split("/")
    described = {"architecture": architecture, "os": system}
    if variant:
        described["variant"] = variant[0]
    return described


def _config(platform: str, labels: dict[str, str], moment: datetime, layers: list[Blob]) -> Json:
    """Return an image configuration (OCI image-spec, config.md)."""
    created = timestamp(moment)
    return {
        **_platform(platform),
        "created": created,
        "config": {"Env": ["PATH=/usr/bin:/bin"], "Entrypoint": ["/app"], "Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": [blob.digest for blob in layers]},
        "history": [
            {"created": created, "created_by": "COPY base / # buildkit"},
            {"created": created, "created_by": "COPY app /app # buildkit"},
        ],
    }


def _attestation_config(diff_id: str) -> Json:
    return {
        "architecture": "unknown",
        "os": "unknown",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": [diff_id]},
    }


def _statement(path: str, digest: str, predicate_type: str) -> Json:
    """Return an in-toto statement about an image."""
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": f"ghcr.io/{path}", "digest": {"sha256": digest.partition(":")[2]}}],
        "predicateType": predicate_type,
        "predicate": {"buildDefinition": {"buildType": "https://actions.github.io/buildtypes/workflow/v1"}},
    }


def build_content(package: Package) -> Content:
    """Make the whole content of a package; the same package always has the same content."""
    return _Builder(package).build()
