"""An App's signed request: the JSON web token it carries, verified as GitHub does.

RFC 7515 (signature), RFC 7519 (claims), GitHub docs "Generating a JSON Web Token (JWT) for a GitHub App". Nothing here
is shared with the client that signs.
"""

import binascii
import json
from base64 import urlsafe_b64decode
from datetime import datetime
from typing import Final

from ghcr_wizard.demo.api.call import authorization
from ghcr_wizard.demo.api.errors import refused
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.wire import Request
from ghcr_wizard.demo.world import App

_PARTS: Final = 3
_LONGEST_SECONDS: Final = 600
_UNDECODABLE: Final = "A JSON web token could not be decoded"
_EXP_TOO_FAR: Final = "'Expiration time' claim ('exp') is too far in the future"
_EXP_PAST: Final = (
    "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the "
    "assertion expires"
)
_IAT: Final = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"


def signed_by(state: State, request: Request) -> App:
    """Return the App that signed the request.

    Raises:
        RefusedError: 401 for no token or one that is not in order, 404 for one of an unknown App.
    """
    scheme, assertion = authorization(request)
    parts = assertion.split(".")
    if scheme != "bearer" or len(parts) != _PARTS:
        raise refused(401, _UNDECODABLE)
    header, claims = _document(parts[0]), _document(parts[1])
    if header.get("alg") != "RS256":
        raise refused(401, _UNDECODABLE)
    app = next((app for app in state.world.apps if str(claims.get("iss")) in {app.client_id, str(app.id)}), None)
    if app is None:
        raise refused(404, "Integration not found")
    if not any(_verifies(key, f"{parts[0]}.{parts[1]}".encode(), _decoded(parts[2])) for key in app.keys):
        raise refused(401, _UNDECODABLE)
    _check_times(claims, state.now())
    return app


def _decoded(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (ValueError, binascii.Error):
        return b""


def _document(part: str) -> dict[str, object]:
    try:
        document = json.loads(_decoded(part))
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise refused(401, _UNDECODABLE)
    return document


def _verifies(key: str, signed: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    public = load_pem_public_key(key.encode())
    if not isinstance(public, RSAPublicKey):
        return False
    try:
        public.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _check_times(claims: dict[str, object], now: datetime) -> None:
    """Refuse what is not signed just now.

    Raises:
        RefusedError: 401 with the text of the claim that is wrong.
    """
    issued, expires, seconds = claims.get("iat"), claims.get("exp"), now.timestamp()
    if not isinstance(expires, int) or expires <= seconds:
        raise refused(401, _EXP_PAST)
    if expires > seconds + _LONGEST_SECONDS:
        raise refused(401, _EXP_TOO_FAR)
    if not isinstance(issued, int) or issued > seconds:
        raise refused(401, _IAT)
