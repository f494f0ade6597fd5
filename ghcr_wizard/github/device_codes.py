"""Signing in with the browser: what an OAuth App's client id can be, and what GitHub's answers to a poll mean.

GitHub docs "Authorizing OAuth apps", section "Device flow"; RFC 8628 for what is common to all device flows.
"""

import re

from ghcr_wizard.diagnosis.causes_apps import (
    APP_NOT_FOUND,
    DEVICE_FLOW_DENIED,
    DEVICE_FLOW_DISABLED,
    DEVICE_FLOW_EXPIRED,
)
from ghcr_wizard.diagnosis.causes_servers import API_UNAVAILABLE
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.text import redact

SLOWER_BY_SECONDS = 5
"""What every `slow_down` adds to the time between two polls (RFC 8628, section 3.5)."""

_CLIENT_ID = re.compile(r"[A-Za-z0-9._-]{8,100}")
_GITHUB_APP = re.compile(r"Iv\d", re.IGNORECASE)

_ENDINGS = {
    "access_denied": DEVICE_FLOW_DENIED,
    "expired_token": DEVICE_FLOW_EXPIRED,
    "token_expired": DEVICE_FLOW_EXPIRED,
    "incorrect_device_code": DEVICE_FLOW_EXPIRED,
    "device_flow_disabled": DEVICE_FLOW_DISABLED,
    "unsupported_grant_type": DEVICE_FLOW_DISABLED,
    "incorrect_client_credentials": APP_NOT_FOUND,
}


class ClientIdError(ValueError):
    """It is no client id of an OAuth App; the message is a sentence for the person and repeats nothing of it."""


def checked_client_id(typed: str) -> str:
    """The client id without blanks around it.

    Raises:
        ClientIdError: There is none, it cannot be one, or it is a GitHub App's: its sign-in ignores scopes and gives a
            user token (`ghu_`) that the packages API refuses.
    """
    client_id = typed.strip()
    if not client_id:
        raise ClientIdError("Signing in needs the client ID of your own OAuth app.")
    if redact(client_id) != client_id:
        raise ClientIdError(
            "That looks like a token or a client secret; the client ID is above the secrets on the page."
        )
    if _GITHUB_APP.match(client_id):
        raise ClientIdError(
            "This is a GitHub App's client id (Iv…): signing in to one gives a token that GitHub's packages refuse. "
            "Register an OAuth App instead."
        )
    if not _CLIENT_ID.fullmatch(client_id):
        raise ClientIdError("Not a client ID (about 20 letters and digits).")
    return client_id


def ending(error: str, said: str) -> Diagnosis:
    """What an error that ends the sign-in means.

    Args:
        error: GitHub's word for it.
        said: Its own sentence, made safe to show.
    """
    words = f"{error}: {said}" if said else error
    cause = _ENDINGS.get(error)
    if cause is APP_NOT_FOUND:
        return diagnose(cause, said=words)
    return diagnose(cause) if cause else diagnose(API_UNAVAILABLE, said=words)
