"""What is in a package, said briefly: enough to know how many versions it has without building them."""

from dataclasses import dataclass
from typing import Literal

TagStyle = Literal["semver", "date", "sha"]

AMD64 = ("linux/amd64",)
MULTI_ARCH = ("linux/amd64", "linux/arm64")
MANY_ARCH = ("linux/amd64", "linux/arm64", "linux/arm/v7", "linux/s390x")


@dataclass(frozen=True, slots=True)
class ImagePlan:
    """The history of a package.

    Attributes:
        releases: How many images were pushed under a tag of their own.
        platforms: `os/architecture[/variant]` each release was built for; more than one makes an index.
        attested: Every release carries BuildKit's attestation manifests (platform `unknown/unknown`).
        signed: How many of the newest releases have a cosign signature (`sha256-….sig` tag).
        vouched: How many of the newest have a cosign attestation (`sha256-….att` tag).
        listed: How many of the newest have an SBOM (`sha256-….sbom` tag).
        provenance: How many of the newest have an attestation under the referrers fallback tag (`sha256-…`).
        docker: Docker's media types instead of the OCI ones.
        style: How tags are named.
        base: Name of the base image, which decides the size.
    """

    releases: int = 3
    platforms: tuple[str, ...] = AMD64
    attested: bool = False
    signed: int = 0
    vouched: int = 0
    listed: int = 0
    provenance: int = 0
    docker: bool = False
    style: TagStyle = "semver"
    base: str = "alpine"

    @property
    def indexed(self) -> bool:
        """Whether a release is an index rather than a single manifest."""
        return self.attested or len(self.platforms) > 1

    @property
    def version_count(self) -> int:
        """Manifests in the package, every one of which GitHub counts as a version."""
        manifests = len(self.platforms) * (2 if self.attested else 1) + int(self.indexed)
        return self.releases * manifests + self.signed + self.vouched + self.listed + 2 * self.provenance
