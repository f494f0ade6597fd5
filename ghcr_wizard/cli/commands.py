"""The commands by name, and how one is run: parsed, done, and every way to fail brought to one line.

A command is a module of this package with `add_parser(subparsers)` and `run(args) -> int`, the exit status. It may
have `refused(args, line, diagnosis)`, which gives the JSON document to print when it ends with `CommandError`.
"""

import argparse
import difflib
import signal
from collections.abc import Sequence
from importlib import import_module
from types import FrameType, MappingProxyType, ModuleType

from ghcr_wizard.cli.outcome import REFUSED, STORE_FAILED, UNREACHABLE, CommandError, UsageError
from ghcr_wizard.cli.output import complain, say_json
from ghcr_wizard.cli.parsing import Parser
from ghcr_wizard.domain.diagnoses import diagnose
from ghcr_wizard.domain.rules import NETWORK_CODES, THROTTLED_CODES
from ghcr_wizard.operations.profile_choice import NoSuchProfileError, NothingStoredError
from ghcr_wizard.operations.profile_names import ProfileNameError
from ghcr_wizard.services.keyring_errors import KeyringFailure
from ghcr_wizard.services.obtaining import UnobtainableError
from ghcr_wizard.services.paths import NoHomeError
from ghcr_wizard.services.profile_store import ProfilesError

COMMANDS = MappingProxyType(
    {
        "login": "store a credential without the wizard",
        "logout": "remove a profile and its secret",
        "profiles": "list the profiles, never a secret",
        "check": "test a token live and say what it grants",
        "packages": "list what it can see, by namespace",
        "explain": "an error text to its cause and fix, offline",
        "doctor": "find every credential here, test each, say which one wins",
        "export": "let Docker, Podman and others use a credential",
        "webhook": "push events: do they arrive, why not, set them up",
    }
)
"""Every command with what it does, in the order they are listed; each is a module of its name."""


def run_command(name: str, arguments: Sequence[str]) -> int:
    """Run the command `name` with the arguments after it; return the exit status.

    Raises:
        UsageError: The arguments are wrong.
    """
    module = import_module(f"ghcr_wizard.cli.{name}")
    parser = Parser(prog="ghcr-wizard")
    module.add_parser(parser.add_subparsers(dest="command", metavar="COMMAND"))
    args = parser.parse_args([name, *arguments])
    signal.signal(signal.SIGTERM, _terminated)
    try:
        status: int = module.run(args)
    except Exception as error:
        known = _known(error)
        if known is None:
            raise
        _refuse(module, args, known)
        return known.status
    return status


def unknown_command(word: str) -> UsageError:
    """The error for a word that is no command; it is not repeated, it may be anything."""
    near = difflib.get_close_matches(word, COMMANDS, n=1)
    hint = f"did you mean “{near[0]}”?" if near else f"the commands are {', '.join(COMMANDS)}"
    return UsageError(f"there is no such command; {hint}")


def _terminated(number: int, _frame: FrameType | None) -> None:
    """End as if by the signal, but orderly: temporary files go, locks are released."""
    raise SystemExit(128 + number)


def _known(error: Exception) -> CommandError | None:
    """A failure that is no bug, with its exit status; `None` for anything else."""
    match error:
        case CommandError():
            return error
        case KeyringFailure():
            known = CommandError(f"{error.diagnosis.cause} {error.diagnosis.fix}", STORE_FAILED, error.diagnosis)
        case UnobtainableError():
            known = CommandError(error.sentence, _status_of(error), error.diagnosis)
        case ProfilesError():
            known = CommandError(str(error), STORE_FAILED, error.diagnosis)
        case NoHomeError():
            known = CommandError(str(error), STORE_FAILED, diagnose("profiles-unreadable", said=str(error)))
        case NothingStoredError():
            known = CommandError(str(error), diagnosis=error.diagnosis)
        case NoSuchProfileError():
            unreadable = error.diagnosis.code == "profiles-unreadable"
            known = CommandError(str(error), STORE_FAILED if unreadable else REFUSED, error.diagnosis)
        case ProfileNameError():
            known = CommandError(str(error))
        case _:
            return None
    return known


def _status_of(error: UnobtainableError) -> int:
    """3 where GitHub could not be asked or throttles, 1 where it refused, 4 where no token is to be had here."""
    if error.diagnosis is None or error.diagnosis.code == "command-failed":
        return STORE_FAILED
    return UNREACHABLE if error.diagnosis.code in NETWORK_CODES | THROTTLED_CODES else REFUSED


def _refuse(module: ModuleType, args: argparse.Namespace, error: CommandError) -> None:
    refused = getattr(module, "refused", None)
    if refused is not None and getattr(args, "json", False):
        document = refused(args, error.line, error.diagnosis)
        if document is not None:
            say_json(document)
    complain(error.line)
