"""Revoking credentials: `POST /credentials/revoke`, by whoever holds one, GitHub docs "Revocation".

github.com takes the call without authentication only and answers an authenticated one with 403; Enterprise Server
takes it with authentication only. Both accept any text and say 202, so that nobody learns which tokens exist.
"""

import json
from typing import Final

from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.errors import DOCS, refused
from ghcr_wizard.demo.wire import Response

_DOCUMENTATION: Final = f"{DOCS}/credentials/revoke#revoke-a-list-of-credentials"
_AN_HOUR: Final = 60
_MOST: Final = 1_000
_REVOCABLE: Final = frozenset({"classic", "fine-grained", "oauth", "app-user"})


def revoke(call: Call) -> Response:
    """Revoke the tokens of a list; an unknown one, or one of a kind that is not taken, is accepted and forgotten.

    Raises:
        RefusedError: 403 with authentication where it must be without, 401 the other way round, 422 for a list that is
            none or too long, and after sixty requests in an hour.
    """
    _check_caller(call)
    call.state.revocations += 1
    secrets = _listed(call.request.body)
    if secrets is None or call.state.revocations > _AN_HOUR:
        raise refused(422, "Validation failed, or the endpoint has been spammed.", _DOCUMENTATION)
    for secret in secrets:
        token = call.state.world.token_of(secret)
        if token is not None and token.kind in _REVOCABLE:
            call.state.revoke(secret)
    return call.ok({}, 202)


def _check_caller(call: Call) -> None:
    if call.state.switches.revocation == "authenticated":
        call.signed_in(_DOCUMENTATION)
    elif call.token is not None:
        raise refused(403, "Forbidden", _DOCUMENTATION)


def _listed(body: bytes) -> list[str] | None:
    try:
        secrets = json.loads(body).get("credentials")
    except (ValueError, AttributeError):
        return None
    right = isinstance(secrets, list) and 0 < len(secrets) <= _MOST and all(isinstance(each, str) for each in secrets)
    return secrets if right else None
