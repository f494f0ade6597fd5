"""The manifests, tags and blobs of a package, made from its plan with true digests and sizes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from ghcr_wizard.demo.registry import documents
from ghcr_wizard.demo.registry.blobs import Blob, base_layer, layer, literal, sha256
from ghcr_wizard.demo.registry.documents import Json, encode
from ghcr_wizard.demo.world import Package

_VERSIONS_PER_PACKAGE: Final = 4096
_SIZES: Final = 8  # sizes the layers of a package's own take turns in


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
            if number >= self.plan.releases - self.plan.vouched:
                self._envelope(digest, moment)
            if number >= self.plan.releases - self.plan.listed:
                self._materials(digest, moment)
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
        body = encode(document)
        digest = sha256(body)
        number = self.package.id * _VERSIONS_PER_PACKAGE + len(self.content.manifests)
        self.content.manifests[digest] = Manifest(number, digest, media_type, body, moment)
        return {"mediaType": media_type, "digest": digest, "size": len(body)}

    def _blob(self, blob: Blob, media_type: str) -> Json:
        """Add a blob; return its descriptor."""
        self.content.blobs[blob.digest] = blob
        return {"mediaType": media_type, "digest": blob.digest, "size": blob.size}

    def _release(self, number: int, tag: str, moment: datetime) -> str:
        """Push one release; return the digest its tag points to."""
        labels = documents.labels(self.package, tag, moment)
        images: list[Json] = []
        for platform in self.plan.platforms:
            descriptor = self._image(platform, number, labels, moment)
            images.append({**descriptor, "platform": documents.platform(platform)})
        if not self.plan.indexed:
            return str(images[0]["digest"])
        if self.plan.attested:
            images += [self._attestation(image, moment) for image in list(images)]
        index: Json = {
            "schemaVersion": 2,
            "mediaType": documents.DOCKER_LIST if self.plan.docker else documents.OCI_INDEX,
            "manifests": images,
        }
        if not self.plan.docker:
            index["annotations"] = labels
        return str(self._push(str(index["mediaType"]), index, moment)["digest"])

    def _image(self, platform: str, number: int, labels: dict[str, str], moment: datetime) -> Json:
        """Push one platform's manifest with its config and layers; return its descriptor."""
        docker = self.plan.docker
        own_size = 9_000 + 4_500 * (number % _SIZES)
        own = layer(f"{self.package.path}/{platform}/{number}", own_size)
        layers = [base_layer(self.plan.base, platform), own]
        config = literal(encode(documents.config(platform, labels, moment, layers)))
        media_type = documents.DOCKER_MANIFEST if docker else documents.OCI_MANIFEST
        document: Json = {
            "schemaVersion": 2,
            "mediaType": media_type,
            "config": self._blob(config, documents.DOCKER_CONFIG if docker else documents.OCI_CONFIG),
            "layers": [self._blob(blob, documents.DOCKER_LAYER if docker else documents.OCI_LAYER) for blob in layers],
        }
        if not docker:
            document["annotations"] = labels
        return self._push(media_type, document, moment)

    def _attestation(self, image: Json, moment: datetime) -> Json:
        """Push BuildKit's attestation of one platform's manifest; return its descriptor for the index."""
        digest = str(image["digest"])
        layers = [self._statement(digest, predicate) for predicate in (documents.SPDX, documents.PROVENANCE)]
        config = literal(encode(documents.bare_config(str(layers[0]["digest"]))))
        document: Json = {
            "schemaVersion": 2,
            "mediaType": documents.OCI_MANIFEST,
            "config": self._blob(config, documents.OCI_CONFIG),
            "layers": layers,
        }
        return {
            **self._push(documents.OCI_MANIFEST, document, moment),
            "annotations": {
                "vnd.docker.reference.digest": digest,
                "vnd.docker.reference.type": "attestation-manifest",
            },
            "platform": {"architecture": "unknown", "os": "unknown"},
        }

    def _statement(self, digest: str, predicate: str) -> Json:
        """Add an in-toto statement about `digest` as a blob; return its descriptor for an attestation's layers."""
        blob = literal(encode(documents.statement(self.package.path, digest, predicate)))
        return {**self._blob(blob, documents.IN_TOTO), "annotations": {"in-toto.io/predicate-type": predicate}}

    def _signature(self, digest: str, moment: datetime) -> None:
        """Push a cosign signature of `digest` under its `sha256-….sig` tag."""
        signed = literal(encode(documents.signed_payload(self.package.path, digest)))
        annotations = {"dev.cosignproject.cosign/signature": sha256(signed.digest.encode())[7:]}
        self._cosign("sig", digest, moment, {**self._blob(signed, documents.COSIGN), "annotations": annotations})

    def _envelope(self, digest: str, moment: datetime) -> None:
        """Push a cosign attestation of `digest` under its `sha256-….att` tag."""
        envelope = literal(encode(documents.statement(self.package.path, digest)))
        annotations = {"predicateType": documents.PROVENANCE}
        self._cosign("att", digest, moment, {**self._blob(envelope, documents.DSSE), "annotations": annotations})

    def _materials(self, digest: str, moment: datetime) -> None:
        """Push an SBOM of `digest` under its `sha256-….sbom` tag, as `cosign attach sbom` does."""
        bill = literal(encode(documents.bill_of_materials(self.package.path)))
        self._cosign("sbom", digest, moment, self._blob(bill, documents.SPDX_FILE))

    def _cosign(self, suffix: str, digest: str, moment: datetime, layer_of_it: Json) -> None:
        """Push what cosign attaches to `digest` under its tag."""
        config = literal(encode(documents.bare_config(str(layer_of_it["digest"]))))
        document: Json = {
            "schemaVersion": 2,
            "mediaType": documents.OCI_MANIFEST,
            "config": self._blob(config, documents.OCI_CONFIG),
            "layers": [layer_of_it],
        }
        pushed = self._push(documents.OCI_MANIFEST, document, moment + timedelta(seconds=20))
        self.content.tags[f"{digest.replace(':', '-')}.{suffix}"] = str(pushed["digest"])

    def _provenance(self, digest: str, moment: datetime) -> None:
        """Push an attestation of `digest` under the referrers fallback tag `sha256-…` (GHCR has no referrers API)."""
        subject = self.content.manifests[digest]
        bundle = literal(encode(documents.statement(self.package.path, digest)))
        document: Json = {
            "schemaVersion": 2,
            "mediaType": documents.OCI_MANIFEST,
            "artifactType": documents.SIGSTORE,
            "config": self._blob(literal(b"{}"), documents.EMPTY),
            "layers": [self._blob(bundle, documents.SIGSTORE)],
            "subject": {"mediaType": subject.media_type, "digest": digest, "size": len(subject.body)},
        }
        moment += timedelta(seconds=40)
        referrer = {**self._push(documents.OCI_MANIFEST, document, moment), "artifactType": documents.SIGSTORE}
        index: Json = {"schemaVersion": 2, "mediaType": documents.OCI_INDEX, "manifests": [referrer]}
        self.content.tags[digest.replace(":", "-")] = str(self._push(documents.OCI_INDEX, index, moment)["digest"])


def build_content(package: Package) -> Content:
    """Make the whole content of a package; the same package always has the same content."""
    return _Builder(package).build()
