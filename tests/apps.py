"""A GitHub App for tests: its simulated GitHub, its key, and its profile."""

from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from ghcr_wizard.credentials.profile import AppGrant, Profile, Store
from ghcr_wizard.demo.personas.app_minting import CLIENT_ID
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.github.auth_methods import Method

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
INSTALLATION = 51_880_233

RSA = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
PKCS1 = RSA.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
PKCS8 = RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
PUBLIC = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
SECRET = BestAvailableEncryption(b"passphrase")
ENCRYPTED_PKCS8 = RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, SECRET)
ENCRYPTED_PKCS1 = RSA.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, SECRET)
OPENSSH = RSA.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
SSH_PUBLIC = RSA.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
ELLIPTIC = ec.generate_private_key(ec.SECP256R1())
EC = ELLIPTIC.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
EC_PKCS8 = ELLIPTIC.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
SHORT = rsa.generate_private_key(public_exponent=65_537, key_size=1_024).private_bytes(  # noqa: S505 - to be refused
    Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
)


def key_file(folder: Path, content: str | bytes, mode: int = 0o600) -> Path:
    """Write a key file."""
    path = folder / "app.private-key.pem"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)
    return path


def profile(key: Path | None = None, name: str = "images", *repositories: str) -> Profile:
    """The profile of the demo's App."""
    grant = AppGrant(CLIENT_ID, INSTALLATION, "acme", str(key) if key else None, repositories)
    return Profile(name, "ghcr.io", Method.GITHUB_APP, "x-access-token", "", Store.KEYRING, NOW, app=grant)


def mints(server: DemoServer, status: int = 201) -> int:
    """How many times a token was minted, or minting was answered so."""
    asked = [row for row in server.requests() if row.path.endswith("/access_tokens")]
    return sum(row.status == status for row in asked)
