"""The store `command`: a program of the person's own that prints the token, run each time the token is used."""

from collections.abc import Mapping

from ghcr_wizard.credentials.command import CommandLineError, program_of, words_of
from ghcr_wizard.credentials.unavailable import TokenUnavailableError
from ghcr_wizard.diagnosis.causes_keyrings import COMMAND_FAILED
from ghcr_wizard.diagnosis.model import diagnose
from ghcr_wizard.github.tokens import decode, inspect_token
from ghcr_wizard.programs import ProgramEnd, ProgramError, find_program, run_program
from ghcr_wizard.secret import Secret
from ghcr_wizard.text import clean

SECONDS = 10.0
"""Time enough for a password manager that asks another program, none for one that waits for a person."""

_LONGEST_COMPLAINT = 200


async def token_of(command: str, environment: Mapping[str, str], seconds: float = SECONDS) -> Secret:
    """The token a command prints: the first line of its standard output that is not empty.

    It is started without a shell, reads nothing, and sees the variables of `environment` alone.

    Args:
        command: As the person gave it.
        environment: All its variables; its program is looked for in their `PATH`.
        seconds: How long it may take.

    Raises:
        TokenUnavailableError: It cannot be started, failed, took too long, or printed nothing that can be a token.
    """
    try:
        words = words_of(command)
    except CommandLineError as error:
        raise TokenUnavailableError.of(diagnose(COMMAND_FAILED, said=str(error).rstrip("."))) from None
    try:
        program = find_program(words[0], environment)
        ended = await run_program([program, *words[1:]], environment, seconds=seconds)
    except ProgramError as error:
        raise _untold(command, str(error)) from None
    if ended.status != 0:
        raise _untold(command, _failure(ended))
    return _first_token(command, ended)


def _first_token(command: str, ended: ProgramEnd) -> Secret:
    lines = (line.strip() for line in decode(ended.output).splitlines())
    first = next((line for line in lines if line), "")
    if not first:
        raise _untold(command, f"printed nothing{_complaint(ended)}")
    inspection = inspect_token(first)
    if inspection.secret is None:
        raise _untold(command, "printed something that cannot be a token")
    return inspection.secret


def _failure(ended: ProgramEnd) -> str:
    how = f"failed with exit status {ended.status}" if ended.status > 0 else f"was ended by signal {-ended.status}"
    return how + _complaint(ended)


def _complaint(ended: ProgramEnd) -> str:
    """What it wrote to standard error, made safe; it may repeat what it printed, as `sh -x` does."""
    printed = [Secret(line.strip()) for line in decode(ended.output).splitlines()]
    said = clean(" ".join(decode(ended.complaint).split()), _LONGEST_COMPLAINT).rstrip(" .")
    del printed  # until here they were secrets in use
    return f" and said “{said}”" if said else ""


def _untold(command: str, what: str) -> TokenUnavailableError:
    return TokenUnavailableError.of(diagnose(COMMAND_FAILED, said=f"{program_of(command)} {what}"))
