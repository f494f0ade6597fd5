"""What is attached to an image: signatures, attestations, SBOMs, and how a registry without a referrers API keeps them.

GHCR has no referrers API (it answers 404), so all of it is found by tags and in indexes: cosign's tags
`sha256-<hex>.sig`, `.att` and `.sbom` (Sigstore, "Signature storage"), the referrers tag `sha256-<hex>` (distribution
specification, "Referrers tag schema"), and BuildKit's manifests of platform `unknown/unknown` ("Attestation storage").
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_TAG = re.compile(r"(?P<algorithm>sha256|sha512)-(?P<hex>[0-9a-f]{64,128})(?:\.(?P<suffix>[a-z0-9-]+))?")


class AttachmentKind(StrEnum):
    """What is attached."""

    SIGNATURE = "signature"
    ATTESTATION = "attestation"
    SBOM = "SBOM"
    REFERRER = "referrer"
    """Something that refers to the image; only reading it tells what."""


_BY_SUFFIX = {"sig": AttachmentKind.SIGNATURE, "att": AttachmentKind.ATTESTATION, "sbom": AttachmentKind.SBOM}
_PLURALS = {
    AttachmentKind.SIGNATURE: "signatures",
    AttachmentKind.ATTESTATION: "attestations",
    AttachmentKind.SBOM: "SBOM",
    AttachmentKind.REFERRER: "referrers",
}
_BY_WORD = (
    ("spdx", AttachmentKind.SBOM),
    ("cyclonedx", AttachmentKind.SBOM),
    ("syft", AttachmentKind.SBOM),
    ("notary.signature", AttachmentKind.SIGNATURE),
    ("cosign.artifact.sig", AttachmentKind.SIGNATURE),
    ("simplesigning", AttachmentKind.SIGNATURE),
    ("in-toto", AttachmentKind.ATTESTATION),
    ("slsa.dev", AttachmentKind.ATTESTATION),
    ("sigstore.bundle", AttachmentKind.ATTESTATION),
    ("dsse", AttachmentKind.ATTESTATION),
)


@dataclass(frozen=True, slots=True)
class AttachmentTag:
    """What the name of an attachment's tag says.

    Attributes:
        kind: What it holds.
        subject: The digest it belongs to, `sha256:…`.
    """

    kind: AttachmentKind
    subject: str


def attachment_of(tag: str) -> AttachmentTag | None:
    """What an attachment's tag says; `None` for a release's tag."""
    found = _TAG.fullmatch(tag)
    if found is None:
        return None
    kind = _BY_SUFFIX.get(found["suffix"] or "", AttachmentKind.REFERRER)
    return AttachmentTag(kind, f"{found['algorithm']}:{found['hex']}")


def is_attachment(tag: str) -> bool:
    """Whether a tag is a signature, attestation, SBOM or a referrers fallback rather than a release."""
    return attachment_of(tag) is not None


def kind_of_type(declared: str | None) -> AttachmentKind:
    """What an artifact type, a media type or a predicate type (in-toto) stands for."""
    words = (declared or "").lower()
    return next((kind for word, kind in _BY_WORD if word in words), AttachmentKind.REFERRER)


def tally(kinds: Iterable[AttachmentKind]) -> str:
    """`signatures 2 · attestations 4 · SBOM 1`, in this order; empty for none."""
    numbers = Counter(kinds)
    return " · ".join(f"{_PLURALS[kind]} {numbers[kind]:,}" for kind in AttachmentKind if numbers[kind])
