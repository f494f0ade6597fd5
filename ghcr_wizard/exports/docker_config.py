"""The Docker configuration that a Kubernetes secret of type `kubernetes.io/dockerconfigjson` holds, there and back.

Kubernetes documentation, "Pull an Image from a Private Registry": one key `.dockerconfigjson`, its value the base64 of
a Docker configuration whose `auths` have `username`, `password` and `auth`, the base64 of both.
"""

import base64
import binascii
import json
import re

from ghcr_wizard.credential import Credential
from ghcr_wizard.secret import Secret

KEY = ".dockerconfigjson"
_LINE = re.compile(r"^[ \t]*\.dockerconfigjson:[ \t]*(\S+)[ \t]*$", re.MULTILINE)


def auth(username: str, token: Secret) -> Secret:
    """User name and token as an entry of `auths` has them, in base64."""
    return Secret(base64.b64encode(f"{username}:{token.reveal()}".encode()).decode("ascii"))


def encoded(registry: str, username: str, token: Secret) -> Secret:
    """The configuration with one credential, in base64."""
    entry = {"username": username, "password": token.reveal(), "auth": auth(username, token).reveal()}
    coded = base64.b64encode(json.dumps({"auths": {registry: entry}}).encode()).decode("ascii")
    return Secret(coded, is_document=True)


def decoded(manifest: Secret, registry: str) -> Credential | None:
    """The credential that a manifest holds for a registry, read as a container runtime reads it: from `auth`.

    Args:
        manifest: The YAML text.
        registry: The registry's host.

    Returns:
        The credential, or `None` where the text has none that can be read.
    """
    found = _LINE.findall(manifest.reveal())
    if len(found) != 1:
        return None
    try:
        return credential_of(base64.b64decode(found[0], validate=True), registry)
    except binascii.Error:
        return None


def credential_of(config: bytes, registry: str) -> Credential | None:
    """The credential that a Docker configuration holds for a registry, read from `auth`; `None` where there is none."""
    try:
        document = json.loads(config)
        text = base64.b64decode(document["auths"][registry]["auth"], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError, KeyError, TypeError):
        return None
    username, colon, password = text.partition(":")
    return Credential(username, Secret(password)) if colon and password else None
