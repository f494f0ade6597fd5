"""The token gh stores: in its file, or told by the program itself where it keeps it in a keyring."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ghcr_wizard.clients.gh_hosts import HostsFileError, read_hosts_file
from ghcr_wizard.clients.places import gh_hosts_file
from ghcr_wizard.file_reader import UnreadableFileError, read_file
from ghcr_wizard.programs import SECONDS, ProgramError, find_program, run_program
from ghcr_wizard.secret import Secret

COMMAND = "gh auth token"

_OVERRIDES = ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
"""With one of these gh would tell the variable's token, not the one it stores."""


@dataclass(frozen=True, slots=True)
class GhCredential:
    """gh's credential for a host.

    Attributes:
        location: Its file, where the token is in it; else the command that tells it.
        username: The active account, if known.
        secret: The token; `None` where it could not be had.
        path: The file the token is in, in plain text.
        mode: That file's permission bits.
        broken_file: Why gh's file cannot be understood, as the rest of a sentence.
        trouble: Why gh does not tell its token, as the rest of a sentence about the command.
    """

    location: str
    username: str | None = None
    secret: Secret | None = None
    path: Path | None = None
    mode: int | None = None
    broken_file: str | None = None
    trouble: str | None = None


def read_gh_file(host: str, environment: Mapping[str, str]) -> GhCredential | None:
    """What gh's file says about a host; `None` where gh does not know it. May block on a slow drive."""
    path = gh_hosts_file(environment)
    if path is None:
        return None
    try:
        file = read_file(path)
        known = read_hosts_file(file.content, host) if file else None
    except (UnreadableFileError, HostsFileError) as error:
        return GhCredential(str(path), broken_file=str(error))
    if file is None or known is None:
        return None
    if known.secret is None:
        return GhCredential(COMMAND, known.username)
    return GhCredential(str(path), known.username, known.secret, path, file.mode)


async def ask_gh(
    host: str, environment: Mapping[str, str], filed: GhCredential | None, seconds: float = SECONDS
) -> GhCredential | None:
    """The credential gh has for a host; `None` where it has none, or keeps it where only gh itself could get it.

    Args:
        host: The host as gh names it, `github.com`.
        environment: gh's variables.
        filed: What its file says.
        seconds: How long gh may take.
    """
    if filed is not None and (filed.secret is not None or filed.broken_file is not None):
        return filed
    try:
        program = find_program("gh", environment)
    except ProgramError:
        return None
    own = {name: value for name, value in environment.items() if name not in _OVERRIDES}
    quiet = {"GH_PROMPT_DISABLED": "1", "GH_NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1"}
    username = filed.username if filed else None
    try:
        ended = await run_program([program, "auth", "token", "--hostname", host], own | quiet, seconds=seconds)
    except ProgramError as error:
        return GhCredential(COMMAND, username, trouble=str(error))
    words = ended.output.decode("utf-8", "replace").split()
    if ended.status == 0 and len(words) == 1:
        return GhCredential(COMMAND, username, Secret(words[0]))
    if ended.status == 0:
        return GhCredential(COMMAND, username, trouble="answered something that is not a token")
    return GhCredential(COMMAND, username, trouble=f"failed (exit status {ended.status})") if filed else None
