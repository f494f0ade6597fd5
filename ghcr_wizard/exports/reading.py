"""The credential out of a finished document again: what is proven is what was produced, not what went in."""

import re

from ghcr_wizard.credential import Credential
from ghcr_wizard.exports.docker_config import decoded
from ghcr_wizard.exports.document import Export, Proof, written
from ghcr_wizard.secret import Secret


def credential_in(export: Export, document: Secret, token: Secret, registry: str) -> Credential | None:
    """The credential that an export hands over.

    Args:
        export: The export.
        document: Its text as it was written, the token in its places.
        token: The token; read only where it stands in a field and not in the document.
        registry: The registry's host.

    Returns:
        The credential, or `None` where none can be read.
    """
    if export.proof is Proof.DOCKER_CONFIG:
        return decoded(document, registry)
    username, password = export.login
    if export.proof is Proof.LINES:
        return _credential(_line(document, username), _line(document, password))
    values = {field.name: written(field.value, token).reveal() for field in export.fields}
    return _credential(values.get(username, ""), values.get(password, ""))


def _line(document: Secret, name: str) -> str:
    found = re.search(rf"^{re.escape(name)}: (.*)$", document.reveal(), re.MULTILINE)
    return found[1] if found else ""


def _credential(username: str, password: str) -> Credential | None:
    return Credential(username, Secret(password)) if username and password else None
