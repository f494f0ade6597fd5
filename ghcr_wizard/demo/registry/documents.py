"""The JSON documents an image is made of.

Media types and fields are those of the OCI image specification 1.1, Docker's image manifest version 2 schema 2,
BuildKit's attestation storage, cosign's signature specification and in-toto's statements.
"""

import json
from datetime import datetime
from typing import Final

from ghcr_wizard.demo.registry.blobs import Blob, sha256
from ghcr_wizard.demo.world import Package

OCI_INDEX: Final = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST: Final = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST: Final = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST: Final = "application/vnd.docker.distribution.manifest.v2+json"
OCI_CONFIG: Final = "application/vnd.oci.image.config.v1+json"
DOCKER_CONFIG: Final = "application/vnd.docker.container.image.v1+json"
OCI_LAYER: Final = "application/vnd.oci.image.layer.v1.tar"
DOCKER_LAYER: Final = "application/vnd.docker.image.rootfs.diff.tar"
EMPTY: Final = "application/vnd.oci.empty.v1+json"
IN_TOTO: Final = "application/vnd.in-toto+json"
COSIGN: Final = "application/vnd.dev.cosign.simplesigning.v1+json"
SIGSTORE: Final = "application/vnd.dev.sigstore.bundle.v0.3+json"
PROVENANCE: Final = "https://slsa.dev/provenance/v1"
SPDX: Final = "https://spdx.dev/Document"
SPDX_FILE: Final = "text/spdx+json"
DSSE: Final = "application/vnd.dsse.envelope.v1+json"

Json = dict[str, object]


def timestamp(moment: datetime) -> str:
    """Return a moment as GitHub and OCI write it: `2026-07-14T13:05:30Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def encode(document: Json) -> bytes:
    """Return a document as it is pushed: compact JSON."""
    return json.dumps(document, separators=(",", ":")).encode()


def labels(package: Package, tag: str, moment: datetime) -> dict[str, str]:
    """Return the annotations OCI predefines, as a release of the package carries them."""
    named = {
        "org.opencontainers.image.title": package.name.rsplit("/", 1)[-1],
        "org.opencontainers.image.description": f"The {package.name} image [{package.image.base}]",
        "org.opencontainers.image.version": tag,
        "org.opencontainers.image.created": timestamp(moment),
        "org.opencontainers.image.revision": sha256(f"{package.path}:{tag}".encode())[7:47],
        "org.opencontainers.image.licenses": "Apache-2.0",
        "org.opencontainers.image.base.name": f"docker.io/library/{package.image.base}:latest",
    }
    if package.repository:
        named["org.opencontainers.image.source"] = f"https://github.com/{package.repository}"
    return named


def platform(name: str) -> dict[str, str]:
    """Return the OCI platform written `os/architecture[/variant]`."""
    system, architecture, *variant = name.split("/")
    described = {"architecture": architecture, "os": system}
    if variant:
        described["variant"] = variant[0]
    return described


def config(name: str, labelled: dict[str, str], moment: datetime, layers: list[Blob]) -> Json:
    """Return an image configuration (OCI image-spec, config.md)."""
    created = timestamp(moment)
    return {
        **platform(name),
        "created": created,
        "config": {
            "User": "65532:65532",
            "ExposedPorts": {"8080/tcp": {}},
            "Env": ["PATH=/usr/bin:/bin", "APP_HOME=/srv/app", "LANG=C.UTF-8"],
            "Entrypoint": ["/app"],
            "Cmd": ["serve", "--port", "8080"],
            "WorkingDir": "/srv/app",
            "Labels": labelled,
        },
        "rootfs": {"type": "layers", "diff_ids": [blob.digest for blob in layers]},
        "history": [
            {"created": created, "created_by": "COPY base / # buildkit"},
            {"created": created, "created_by": "COPY app /app # buildkit"},
        ],
    }


def bare_config(diff_id: str) -> Json:
    """Return the configuration of what is no image: an attestation, a signature."""
    return {
        "architecture": "unknown",
        "os": "unknown",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": [diff_id]},
    }


def statement(path: str, digest: str, predicate: str = PROVENANCE) -> Json:
    """Return an in-toto statement about an image: its provenance, or its bill of materials."""
    build = {"buildDefinition": {"buildType": "https://actions.github.io/buildtypes/workflow/v1"}}
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": f"ghcr.io/{path}", "digest": {"sha256": digest.partition(":")[2]}}],
        "predicateType": predicate,
        "predicate": build if predicate == PROVENANCE else bill_of_materials(path),
    }


def bill_of_materials(path: str) -> Json:
    """Return an SPDX document that names the image and nothing in it."""
    return {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": f"ghcr.io/{path}", "packages": []}


def signed_payload(path: str, digest: str) -> Json:
    """Return what cosign signs about an image."""
    return {
        "critical": {
            "identity": {"docker-reference": f"ghcr.io/{path}"},
            "image": {"docker-manifest-digest": digest},
            "type": "cosign container image signature",
        },
        "optional": None,
    }
