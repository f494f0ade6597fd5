"""A token server of the tests' own, as the Distribution token specification has it: signs what a registry believes."""

import asyncio
import base64
import json
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.transport.net_server import Seen, answer

ISSUER = "tests"
SERVICE = "registry.tests"


def _b64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class TokenServer:
    """Who may do what: one user with all rights, and anonymous with pull on `public/…`.

    Attributes:
        username: The user.
        password: The user's password.
        authority: What the registry trusts.
        scopes: Every scope that was asked for.
    """

    username: str
    password: str
    authority: trustme.CA = field(default_factory=lambda: trustme.CA(key_type=trustme.KeyType.RSA))
    scopes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        leaf = self.authority.issue_cert("token.tests", key_type=trustme.KeyType.RSA)
        key = serialization.load_pem_private_key(leaf.private_key_pem.bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        self._key = key
        certificate = x509.load_pem_x509_certificate(leaf.cert_chain_pems[0].bytes())
        self._x5c = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()

    async def __call__(self, writer: asyncio.StreamWriter, request: Seen) -> None:
        writer.write(self._answer(request))
        await writer.drain()

    def _answer(self, request: Seen) -> bytes:
        query = parse_qs(urlsplit(request.target).query)
        assert query["service"] == [SERVICE]
        scope = query["scope"][0]
        self.scopes.append(scope)
        expected = "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        if request.authorization not in {None, expected}:
            refusal = {"errors": [{"code": "UNAUTHORIZED", "message": "wrong user or password"}]}
            return answer(401, refusal, connection="close")
        token = self.token(scope, known=request.authorization is not None)
        return answer(200, {"token": token, "expires_in": 300}, connection="close")

    def token(self, scope: str, *, known: bool = True) -> str:
        """A signed token for as much of a scope as the user, or anonymous, has."""
        kind, name, actions = scope.split(":")
        public = name.startswith("public/")
        granted = actions.split(",") if known else ["pull"] if public else []
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "sub": self.username if known else "",
            "aud": SERVICE,
            "exp": now + 300,
            "nbf": now - 60,
            "iat": now,
            "jti": str(len(self.scopes)),
            "access": [{"type": kind, "name": name, "actions": granted}],
        }
        header = {"typ": "JWT", "alg": "RS256", "x5c": [self._x5c]}
        signed = ".".join(_b64url(json.dumps(part).encode()) for part in (header, claims))
        signature = self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_b64url(signature)}"
