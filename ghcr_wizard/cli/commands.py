"""The commands by name, and how one is run: parsed, done, and every way to fail brought to one line and one document.

A command is a module of this package with `add_parser(subparsers)` and `run(args) -> int`, the exit status. One that
has `--json` has `refused(args, line, diagnoses)` too: its document where it ends before it could make one of its own.
A failure is an error type that carries its diagnosis; wrong usage alone has none, and prints no document.
"""

import argparse
import difflib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import takewhile
from types import FrameType, MappingProxyType, ModuleType

from ghcr_wizard.cli.outcome import BAD_INPUT, REFUSED, CommandError, UsageError, innermost
from ghcr_wizard.cli.output import complain, is_terminal, remark, say_beside, say_json
from ghcr_wizard.cli.parsing import Parser
from ghcr_wizard.cli.shortage import SHORTAGE, is_shortage, require_room
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.formatting import show_times
from ghcr_wizard.paths import NoHomeError
from ghcr_wizard.settings import user_settings
from ghcr_wizard.transport.observing import WireExchange, in_one_line, is_wanted, observed

COMMANDS = MappingProxyType(
    {
        "login": "store a credential without the wizard",
        "logout": "remove a profile and its secret",
        "profiles": "list the profiles, never a secret",
        "check": "test a token live and show what it can access",
        "packages": "list every package it can access, by namespace",
        "explain": "show the cause and fix of an error text, offline",
        "doctor": "find and test every credential on this machine",
        "export": "set up Docker, Podman, a cluster, a workflow or a scanner",
        "token": "print a stored token to a pipe or a file",
        "webhook": "check, create or ping webhooks for push events",
        "reset": "undo all changes before an uninstall",
        "completion": "print a completion script for a shell",
        "help": "print this help, a command's, or that of the settings",
    }
)
"""Every command with what it does, in the order they are listed; each is a module of its name."""

WITHOUT_DOCUMENT = frozenset({"token", "completion", "help"})
"""Commands without `--json`: what they print is for another program as it is."""

_DEBUG = "--debug"

_ROOM = 8 * 1024 * 1024
"""Bytes of address space that a command's module and its options take (measured, rounded up)."""


def run_command(name: str, arguments: Sequence[str]) -> int:
    """Run the command `name` with the arguments after it; return the exit status.

    Raises:
        CommandError: There is not enough memory to begin.
        UsageError: The arguments are wrong.
    """
    require_room(_ROOM)
    module = import_module(f"ghcr_wizard.cli.{name}")
    parser = Parser(prog="ghcr-wizard")
    module.add_parser(parser.add_subparsers(dest="command", metavar="COMMAND"))
    given, debug = _without_debug(arguments)
    args = parser.parse_args([name, *given])
    signal.signal(signal.SIGTERM, _terminated)
    try:
        show_times(utc=user_settings().times == "utc", iso=not is_terminal(sys.stdout))
        with _debugging(wanted=debug):
            status: int = module.run(args)
    except BaseException as error:
        ended = innermost(error)
        if isinstance(ended, KeyboardInterrupt):
            _say_refused(module, args, "It was interrupted.", None)
            raise
        known = _known(ended)
        if known is None:
            raise
        if known.diagnosis or known.status != BAD_INPUT:
            _say_refused(module, args, known.line, known.diagnosis)
        complain(known.line)
        if not getattr(args, "json", False):
            for line in known.ways_out:
                say_beside(line)
        return known.status
    return status


def _without_debug(arguments: Sequence[str]) -> tuple[list[str], bool]:
    """The arguments without `--debug`, wherever it stands before `--`, and whether it or the variable asks."""
    options = list(takewhile("--".__ne__, arguments))
    kept = [each for each in options if each != _DEBUG] + list(arguments[len(options) :])
    return kept, len(kept) < len(arguments) or is_wanted(os.environ)


@contextmanager
def _debugging(*, wanted: bool) -> Iterator[None]:
    """Say every exchange with a server on standard error as it happens, if that is wanted."""
    if not wanted:
        yield
        return
    with observed(_say_exchange):
        yield


def _say_exchange(exchange: WireExchange) -> None:
    remark(in_one_line(exchange))


def unknown_command(word: str) -> UsageError:
    """The error for a word that is no command; it is not repeated, it may be anything."""
    near = difflib.get_close_matches(word, COMMANDS, n=1)
    hint = f"did you mean “{near[0]}”?" if near else f"the commands are {', '.join(COMMANDS)}"
    return UsageError(f"unknown command; {hint}")


def _terminated(number: int, _frame: FrameType | None) -> None:
    """End as if by the signal, but orderly: temporary files go, locks are released."""
    raise SystemExit(128 + number)


def _known(error: BaseException) -> CommandError | None:
    """A failure that is no bug, with its exit status; `None` for anything else."""
    from ghcr_wizard.check.verdict import status_of  # what only some commands need is not loaded for the others
    from ghcr_wizard.credentials.keyring_errors import KeyringFailure
    from ghcr_wizard.credentials.profile_choice import NoSuchProfileError
    from ghcr_wizard.credentials.profile_file import ProfilesError
    from ghcr_wizard.credentials.profile_names import ProfileNameError
    from ghcr_wizard.credentials.unavailable import TokenUnavailableError
    from ghcr_wizard.diagnosis.causes_keyrings import PROFILES_UNREADABLE

    match error:
        case CommandError():
            return error
        case _ if is_shortage(error):
            return CommandError(SHORTAGE, REFUSED)
        case ProfileNameError():
            return CommandError(str(error))
        case KeyringFailure():
            line, row = f"{error.diagnosis.cause} {error.diagnosis.fix}", error.diagnosis
        case TokenUnavailableError() | ProfilesError() | NoSuchProfileError():
            line, row = str(error), error.diagnosis
        case NoHomeError():
            line, row = str(error), diagnose(PROFILES_UNREADABLE, said=str(error))
        case _:
            return None
    return CommandError(line, status_of(row.of), row)


def _say_refused(module: ModuleType, args: argparse.Namespace, line: str, row: Diagnosis | None) -> None:
    if getattr(args, "json", False):
        say_json(module.refused(args, line, [row] if row else []))
