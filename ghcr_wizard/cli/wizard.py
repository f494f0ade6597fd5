"""`ghcr-wizard` without a command: the wizard, or the simulated GitHub."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ghcr_wizard.cli.outcome import CommandError, UsageError
from ghcr_wizard.cli.output import is_terminal
from ghcr_wizard.settings import user_settings
from ghcr_wizard.tui.options import WizardOptions


@dataclass(frozen=True, slots=True)
class Start:
    """What is started without a command.

    Attributes:
        options: The wizard's.
        serving: Whether the simulated GitHub is served, and nothing else.
        plain: Whether it asks line by line, without screens.
    """

    options: WizardOptions
    serving: bool = False
    plain: bool = False


def wizard_start(arguments: Sequence[str], personas: Sequence[str], default: str) -> Start:
    """What to start.

    Args:
        arguments: Everything after the program's name.
        personas: The names that may follow `--demo`.
        default: The persona of a bare `--demo`.

    Raises:
        UsageError: The arguments are wrong, or there is no such persona.
        CommandError: The registry is no usable host.
    """
    persona = _plainly(arguments, personas, default)
    plainly = persona is not _NOT_PLAIN
    start = Start(WizardOptions(None, persona)) if plainly else _parsed(arguments, personas, default)
    return start if start.serving else _as_set(start)


def _as_set(start: Start) -> Start:
    """The start with what the person set."""
    settings = user_settings()
    if start.options.demo is not None:
        settings = replace(settings, path=None)  # what is chosen in a demo lasts as long as it does
    plain = start.plain or settings.plain or _is_dumb()
    return replace(start, options=replace(start.options, settings=settings), plain=plain)


_NOT_PLAIN = "?"
"""No persona: the arguments are more than the two common ways to start."""


def _plainly(arguments: Sequence[str], personas: Sequence[str], default: str) -> str | None:
    """The persona of `ghcr-wizard` and `ghcr-wizard --demo [PERSONA]`, whose first paint need not wait for argparse."""
    if not arguments:
        return None
    if arguments[0] == "--demo" and len(arguments) == 1:
        return default
    named = arguments[0] == "--demo" and len(arguments) == 2 and arguments[1] in personas  # noqa: PLR2004 - with a name
    return arguments[1] if named else _NOT_PLAIN


def _parsed(arguments: Sequence[str], personas: Sequence[str], default: str) -> Start:
    from ghcr_wizard.cli.common import hosts_of
    from ghcr_wizard.cli.parsing import Parser

    parser = Parser(prog="ghcr-wizard", add_help=False)
    parser.add_argument("--registry", metavar="HOST")
    parser.add_argument("--demo", metavar="PERSONA", nargs="?", const=default)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--plain", action="store_true")
    args = parser.parse_args(arguments)
    if args.serve and args.demo is None:
        raise UsageError("--serve goes with --demo PERSONA")
    if args.plain and args.serve:
        raise UsageError("--plain asks, --serve does not: choose one")
    if args.demo is not None and args.demo not in personas and not args.demo.startswith("replay:"):
        raise UsageError(f"unknown persona; choose one of {', '.join(personas)}")
    if args.registry is not None:
        hosts_of(args.registry)
    return Start(WizardOptions(args.registry, args.demo), args.serve, args.plain)


def _is_dumb() -> bool:
    """Whether the terminal cannot move its cursor."""
    return os.environ.get("TERM") == "dumb"


def require_terminal() -> None:
    """Refuse to start where nobody could see it; on Unix Textual paints on standard error.

    Git Bash and MSYS2 give programs of Windows pipes for a terminal, unless `winpty` starts them
    (git-for-windows/git#2594).

    Raises:
        CommandError: A standard stream is no terminal.
    """
    commands = "use the commands login, check and packages instead (`ghcr-wizard --help`)"
    if "MSYSTEM" in os.environ:
        commands = f"in this shell start it with `winpty ghcr-wizard`, or {commands}"
    if not all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr))):
        raise CommandError(f"the wizard needs a terminal; {commands}")
