"""`/token`, where credentials are exchanged, and what the bearer it hands out is worth.

Only the credential is looked at, never its kind, scope or the package: any live token gets in, so "login succeeded"
proves nothing. The answer has one field; the bearer is the credential itself in base64.
"""

import base64
import binascii
import re
from typing import Final

from ghcr_wizard.demo.registry.errors import (
    NO_ACCESS,
    PLACEHOLDER_SCOPE,
    denied,
    invalid_token,
    json_response,
    unauthorized,
)
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.wire import Request, Response
from ghcr_wizard.demo.world import Token

_SCOPE: Final = re.compile(r"repository:(?P<name>[^:]+):[a-z,*]+")
_NANOSECONDS: Final = 1_000_000_000


def _decode(text: str) -> str | None:
    """Return base64-decoded text, padding optional; None when it is no base64 of text."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw.decode("latin-1")


def authorization(request: Request) -> tuple[str | None, str]:
    """Return the Authorization header's scheme in lower case and its credential; (None, "") without one."""
    scheme, _, credential = request.header("authorization").strip().partition(" ")
    return (scheme.lower() or None), credential.strip()


def basic_credential(request: Request) -> tuple[str, str] | None:
    """Return user name and password of a Basic authorization; None for no or another scheme."""
    scheme, credential = authorization(request)
    if scheme != "basic":
        return None
    username, _, password = (_decode(credential) or "").partition(":")
    return username, password


def exchange(state: State, request: Request) -> Response:
    """Answer `/token`.

    Raises:
        RegistryRefusedError: 403 `denied` for a credential that is bad, whatever is asked for; 401 or 403 anonymously.
    """
    credential = basic_credential(request)
    if credential is None:
        return _anonymous(state, request)
    username, password = credential
    if not username:
        raise unauthorized(f"{state.origins.registry}/token", PLACEHOLDER_SCOPE)
    if state.live_token(password) is None:
        raise denied("denied")
    return json_response({"token": base64.b64encode(password.encode()).decode()})


def _anonymous(state: State, request: Request) -> Response:
    """Answer an exchange without a usable credential: public packages only.

    Raises:
        RegistryRefusedError: 401 for a private package (or 403, by switch), 403 for an absent one, or for no package.
    """
    realm = f"{state.origins.registry}/token"
    scope = request.query.get("scope", "")
    if not scope:
        raise unauthorized(realm, PLACEHOLDER_SCOPE)
    asked = _SCOPE.fullmatch(scope)
    if asked is None:  # the catalog's, for one (oras-project/oras#1128)
        raise denied(NO_ACCESS)
    package = state.world.package(asked["name"])
    hidden = state.switches.anonymous_private_status == 403  # noqa: PLR2004 -- the HTTP status
    if package is None or (package.visibility != "public" and hidden):
        raise denied(NO_ACCESS)
    if package.visibility != "public":
        raise unauthorized(realm, PLACEHOLDER_SCOPE)
    issued_at = int(state.now().timestamp() * _NANOSECONDS)
    ticket = f"v1:{package.path}:{issued_at}"
    return json_response({"token": base64.b64encode(ticket.encode()).decode()})


def bearer_principal(state: State, request: Request, scope: str) -> Token | None:
    """Return whose bearer this is; None for the anonymous one, which any decodable text is.

    Raises:
        RegistryRefusedError: 401 without authorization or with an empty one (Homebrew/brew#11066), 403 `invalid token`
            for Basic or what is not base64.
    """
    scheme, credential = authorization(request)
    if scheme is None or (scheme == "bearer" and not credential):
        raise unauthorized(f"{state.origins.registry}/token", scope)
    text = _decode(credential) if scheme == "bearer" else None
    if text is None:
        raise invalid_token()
    text = text.strip()
    return state.live_token(text) or state.live_token(text.partition(":")[2])
