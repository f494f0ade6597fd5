"""What the names and types of attachments say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghcr_wizard.registry.attachments import AttachmentKind, attachment_of, is_attachment, kind_of_type, tally

HEX = "5f" * 32


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        (f"sha256-{HEX}.sig", "signature"),
        (f"sha256-{HEX}.att", "attestation"),
        (f"sha256-{HEX}.sbom", "SBOM"),
        (f"sha256-{HEX}", "referrer"),
        (f"sha256-{HEX}.other", "referrer"),
    ],
)
def test_a_tag_says_what_it_holds_and_whose_it_is(tag: str, kind: str) -> None:
    found = attachment_of(tag)

    assert found is not None
    assert (found.kind, found.subject) == (kind, f"sha256:{HEX}")


@pytest.mark.parametrize("tag", ["latest", "sha-9f3c2ab", "sha256-9f3c2ab", f"sha256-{HEX.upper()}", f"v-sha256-{HEX}"])
def test_a_release_is_no_attachment(tag: str) -> None:
    assert not is_attachment(tag)


@given(st.text(max_size=200))
def test_no_name_breaks_it(name: str) -> None:
    found = attachment_of(name)
    assert found is None or name.startswith(found.subject.replace(":", "-"))


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("https://spdx.dev/Document", AttachmentKind.SBOM),
        ("application/vnd.cyclonedx+json", AttachmentKind.SBOM),
        ("https://slsa.dev/provenance/v1", AttachmentKind.ATTESTATION),
        ("application/vnd.dev.sigstore.bundle.v0.3+json", AttachmentKind.ATTESTATION),
        ("application/vnd.dev.cosign.simplesigning.v1+json", AttachmentKind.SIGNATURE),
        ("application/vnd.cncf.helm.config.v1+json", AttachmentKind.REFERRER),
        (None, AttachmentKind.REFERRER),
    ],
)
def test_a_declared_type_says_what_it_is(declared: str | None, kind: AttachmentKind) -> None:
    assert kind_of_type(declared) is kind


def test_a_tally_counts_each_kind_in_one_order() -> None:
    kinds = [AttachmentKind.SBOM, *[AttachmentKind.ATTESTATION] * 4, *[AttachmentKind.SIGNATURE] * 2]

    assert tally(kinds) == "signatures 2 · attestations 4 · SBOM 1"
    assert tally([]) == ""
