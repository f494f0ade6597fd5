"""What can be said about a GitHub App's private key by looking at its form, without using it.

GitHub docs "Managing private keys for GitHub Apps": the key is downloaded as a PEM file in PKCS#1 form, "BEGIN RSA
PRIVATE KEY"; key stores and other tools turn it into PKCS#8, "BEGIN PRIVATE KEY". Both sign alike.
"""

import re
from dataclasses import dataclass
from textwrap import wrap

from ghcr_wizard.diagnosis.causes_apps import APP_KEY_INVALID
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.tokens import decode
from ghcr_wizard.secret import Secret

LARGEST_KEY = 64 * 1024
"""Bytes; the largest RSA key anybody makes has about 13,000 in PEM."""

_FEWEST_BITS = 2_048
"""What GitHub makes; shorter ones are refused by today's libraries."""

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \1-----", re.DOTALL)
_BEGIN = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----")
_HEADER = re.compile(r"^[A-Za-z][A-Za-z0-9-]*:.*\n?", re.MULTILINE)
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/=]{40,50}")
_CLIENT_SECRET = re.compile(r"[0-9a-f]{40}")

_PASSPHRASE = "it is protected by a passphrase; `openssl rsa -in KEY -out NEW` takes that away"  # noqa: S105 - words for a person
_OTHER_LABELS = {
    "ENCRYPTED PRIVATE KEY": _PASSPHRASE,
    "EC PRIVATE KEY": "it is an EC key; GitHub Apps use RSA",
    "DSA PRIVATE KEY": "it is a DSA key, and an App's is RSA",
    "OPENSSH PRIVATE KEY": "it is an OpenSSH key, which is for git and logins",
    "PGP PRIVATE KEY BLOCK": "it is a PGP key",
    "PUBLIC KEY": "it is a public key",
    "RSA PUBLIC KEY": "it is a public key",
    "PGP PUBLIC KEY BLOCK": "it is a PGP key",
    "CERTIFICATE": "it is a certificate",
    "CERTIFICATE REQUEST": "it is a certificate request",
}
_DAMAGED = "it is damaged or cut short"


@dataclass(frozen=True, slots=True)
class KeyInspection:
    """A private key, judged by its form.

    Attributes:
        secret: The key as PEM text with plain line breaks; `None` where it cannot be an App's key.
        summary: What it is, in a few words.
        diagnosis: Why it cannot be used, or `None`.
    """

    secret: Secret | None
    summary: str
    diagnosis: Diagnosis | None = None

    @property
    def usable(self) -> bool:
        """Whether requests can be signed with it, as far as its form tells."""
        return self.secret is not None


def invalid_key(reason: str) -> Diagnosis:
    """`app-key-invalid` for a reason in words that end a sentence."""
    return diagnose(APP_KEY_INVALID, said=reason)


def inspect_key(content: bytes) -> KeyInspection:
    """What the content of a key file is.

    Never raises; nothing of the key is in `summary` or `diagnosis`.
    """
    if len(content) > LARGEST_KEY:
        return _refused("it is far larger than any key")
    text = decode(content).replace("\r\n", "\n").replace("\r", "\n").strip().strip("\"'")
    if not text:
        return _refused("it is empty")
    if "\n" not in text and "\\n" in text:
        text = text.replace("\\n", "\n")
    blocks = {match[1]: match for match in reversed(list(_BLOCK.finditer(text)))}
    for label in ("RSA PRIVATE KEY", "PRIVATE KEY"):
        if label in blocks:
            return _judged(label, blocks[label][2])
    return _refused(_why_none(text, set(blocks)))


def _refused(reason: str) -> KeyInspection:
    return KeyInspection(None, reason, invalid_key(reason))


def _judged(label: str, content: str) -> KeyInspection:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if "ENCRYPTED" in content:
        return _refused(_PASSPHRASE)
    encoded = "".join(_HEADER.sub("", content).split())
    pem = "\n".join((f"-----BEGIN {label}-----", *wrap(encoded, 64), f"-----END {label}-----", ""))
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return _refused(_DAMAGED)
    if not isinstance(key, RSAPrivateKey):
        return _refused("it is not an RSA key, and an App's is RSA")
    if key.key_size < _FEWEST_BITS:
        return _refused(f"it has only {key.key_size} bits, and an App's has {_FEWEST_BITS}")
    return KeyInspection(Secret(pem), f"RSA private key, {key.key_size} bits")


def _why_none(text: str, labels: set[str]) -> str:
    """Why there is no private key to sign with in a text."""
    for label, reason in _OTHER_LABELS.items():
        if label in labels:
            return reason
    begun = _BEGIN.search(text)
    if begun:
        return _OTHER_LABELS.get(
            begun[1], "its end is missing" if "PRIVATE KEY" in begun[1] else "it is not a private key"
        )
    if text.startswith(("ssh-", "ecdsa-")):
        return "it is a public key of SSH"
    if _FINGERPRINT.search(text[:200]):
        return "it is the key's fingerprint, not the key"
    if _CLIENT_SECRET.fullmatch(text):
        return "it is a client secret, not a private key"
    return "it is not a PEM file, which begins with BEGIN RSA PRIVATE KEY"
