"""Docker's credential helpers: `docker-credential-NAME get`, the registry's host on standard input.

Protocol: docker/docker-credential-helpers, README; errors come on standard output with exit status 1.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ghcr_wizard.programs import SECONDS, ProgramEnd, ProgramError, find_program, run_program
from ghcr_wizard.secret import Secret
from ghcr_wizard.text import clean, redact

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NOTHING = "credentials not found in native keychain"
_LONGEST_SAID = 160


@dataclass(frozen=True, slots=True)
class HelperAnswer:
    """What a helper gave: a credential, nothing, or trouble (exactly one of them).

    Attributes:
        username: The user name, with a credential.
        secret: The secret, with a credential.
        trouble: Why there is no answer, as the rest of a sentence about the helper.
        said: What it said itself of its failure, on either of its outputs; empty where it did not run.
    """

    username: str | None = None
    secret: Secret | None = None
    trouble: str | None = None
    said: str = field(default="", repr=False)


def program_of(name: str) -> str:
    """The program of a helper as configurations name it, safe to show."""
    return clean(f"docker-credential-{name}", _LONGEST_SAID)


async def ask_helper(
    name: str, registry: str, environment: Mapping[str, str], seconds: float = SECONDS
) -> HelperAnswer:
    """Ask a credential helper for a registry's credential; never raises for what a helper does.

    Args:
        name: As configurations name it, without `docker-credential-`.
        registry: The registry's host.
        environment: The helper's variables.
        seconds: How long it may take.
    """
    if not _NAME.fullmatch(name):
        return HelperAnswer(trouble="is not the name of a program")
    try:
        program = find_program(f"docker-credential-{name}", environment)
        ended = await run_program([program, "get"], environment, registry.encode() + b"\n", seconds)
        return _understood(ended)
    except ProgramError as error:
        return HelperAnswer(trouble=str(error))


def _understood(ended: ProgramEnd) -> HelperAnswer:
    text = ended.output.decode("utf-8", "replace").strip()
    if ended.status != 0:
        if text == _NOTHING:
            return HelperAnswer()
        complaint = ended.complaint.decode("utf-8", "replace").strip()
        words = clean(text or complaint, _LONGEST_SAID) or "nothing"
        trouble = f"failed (exit status {ended.status}) and answered: {words}"
        return HelperAnswer(trouble=trouble, said=f"{text}\n{complaint}")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise ProgramError("answered something that is not the protocol's")
    username, secret = document.get("Username"), document.get("Secret")
    if not isinstance(username, str) or not isinstance(secret, str):
        raise ProgramError("answered without a user name or a secret")
    if not secret:
        return HelperAnswer()
    known = Secret(secret)
    return HelperAnswer(redact(username) or None, known)
