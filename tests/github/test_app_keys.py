"""Key files judged by their form, as a person may name them by mistake."""

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from hypothesis import given
from hypothesis import strategies as st

from ghcr_wizard.github.app_keys import LARGEST_KEY, inspect_key
from tests.apps import (
    EC,
    EC_PKCS8,
    ENCRYPTED_PKCS1,
    ENCRYPTED_PKCS8,
    OPENSSH,
    PKCS1,
    PKCS8,
    PUBLIC,
    SHORT,
    SSH_PUBLIC,
)

CERTIFICATE = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    "content",
    [
        PKCS1,
        PKCS8,
        PKCS1.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + PKCS1,
        PKCS1.decode().encode("utf-16"),
        b"Bag Attributes: <none>\n" + PKCS8,
        CERTIFICATE + PKCS1,
        PKCS1.replace(b"\n", b"\\n"),
        b'"' + PKCS1.strip().replace(b"\n", b"\\n") + b'"',
    ],
    ids=["PKCS#1", "PKCS#8", "CR LF", "BOM", "UTF-16", "with remarks", "after a certificate", "one line", "quoted"],
)
def test_an_rsa_key_in_either_form_is_taken_whatever_is_around_it(content: bytes) -> None:
    inspection = inspect_key(content)

    assert inspection.secret is not None, inspection.summary
    assert inspection.summary == "RSA private key, 2048 bits"
    assert load_pem_private_key(inspection.secret.reveal().encode(), None).key_size == 2_048  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"x" * (LARGEST_KEY + 1), "far larger"),
        (b"hello", "not a PEM file"),
        (b"\x00\x01\x02\xff" * 40, "not a PEM file"),
        (PUBLIC, "public key"),
        (SSH_PUBLIC, "public key of SSH"),
        (CERTIFICATE, "certificate"),
        (OPENSSH, "OpenSSH"),
        (EC, "an EC key"),
        (EC_PKCS8, "not an RSA key"),
        (ENCRYPTED_PKCS8, "passphrase"),
        (ENCRYPTED_PKCS1, "passphrase"),
        (SHORT, "only 1024 bits"),
        (PKCS1[:800], "end is missing"),
        (PKCS1.replace(PKCS1.splitlines()[5] + b"\n", b""), "damaged"),
        (b"-----BEGIN RSA PRIVATE KEY-----\n!!!\n-----END RSA PRIVATE KEY-----", "damaged"),
        (b"-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----", "damaged"),
        (b"SHA256:6Zk3lVdHwq8gqjG3pQ3vQmJd0aVjz2kXbq1n3oWl6bE=", "fingerprint"),
        (b"0123456789abcdef0123456789abcdef01234567", "client secret"),
        (b"ghp_000000000000000000000000000000000000", "not a PEM file"),
    ],
)
def test_what_is_no_key_of_an_app_is_told_by_what_it_is(content: bytes, reason: str) -> None:
    inspection = inspect_key(content)

    assert not inspection.usable
    assert reason in inspection.summary
    assert inspection.diagnosis is not None
    assert inspection.diagnosis.code == "app-key-invalid"
    assert inspection.summary in inspection.diagnosis.cause


@given(st.binary(max_size=3_000) | st.binary(max_size=200).map(lambda noise: PKCS1[:400] + noise + PKCS1[400:]))
def test_nothing_makes_the_judgement_fail_or_repeat_what_it_was_given(content: bytes) -> None:
    inspection = inspect_key(content)

    assert inspection.usable == (inspection.diagnosis is None)
    if not inspection.usable and inspection.diagnosis:
        for part in content.decode(errors="replace").split():
            assert len(part) < 16 or part not in inspection.diagnosis.cause


@given(st.integers(0, len(PKCS1)), st.integers(1, 60))
def test_a_key_with_a_piece_missing_is_never_taken_for_a_whole_one(at: int, length: int) -> None:
    pieces = PKCS1[:at] + PKCS1[at + length :]

    assert not inspect_key(pieces).usable or b"".join(pieces.split()) == b"".join(PKCS1.split())
