"""`ghcr-wizard` without a command: the wizard, or the simulated GitHub."""

import os
import sys
from collections.abc import Sequence

from ghcr_wizard.cli.outcome import CommandError, UsageError
from ghcr_wizard.cli.output import is_terminal
from ghcr_wizard.tui.options import WizardOptions


def wizard_options(arguments: Sequence[str], personas: Sequence[str], default: str) -> tuple[WizardOptions, bool]:
    """What to start, and whether it is the simulated GitHub alone.

    Args:
        arguments: Everything after the program's name.
        personas: The names that may follow `--demo`.
        default: The persona of a bare `--demo`.

    Raises:
        UsageError: The arguments are wrong, or there is no such persona.
        CommandError: The registry is no usable host.
    """
    persona = _plainly(arguments, personas, default)
    if persona is not _NOT_PLAIN:
        return WizardOptions(None, persona), False
    return _parsed(arguments, personas, default)


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


def _parsed(arguments: Sequence[str], personas: Sequence[str], default: str) -> tuple[WizardOptions, bool]:
    from ghcr_wizard.cli.common import hosts_of
    from ghcr_wizard.cli.parsing import Parser

    parser = Parser(prog="ghcr-wizard", add_help=False)
    parser.add_argument("--registry", metavar="HOST")
    parser.add_argument("--demo", metavar="PERSONA", nargs="?", const=default)
    parser.add_argument("--serve", action="store_true")
    args = parser.parse_args(arguments)
    if args.serve and args.demo is None:
        raise UsageError("--serve goes with --demo PERSONA")
    if args.demo is not None and args.demo not in personas and not args.demo.startswith("replay:"):
        raise UsageError(f"there is no such persona; they are {', '.join(personas)}")
    if args.registry is not None:
        hosts_of(args.registry)
    return WizardOptions(args.registry, args.demo), args.serve


def require_screen() -> None:
    """Refuse to paint where nobody could see it; on Unix Textual paints on standard error.

    Raises:
        CommandError: A standard stream is no terminal, or it is one that cannot move its cursor.
    """
    commands = "use the commands login, check and packages instead (“ghcr-wizard --help”)"
    if not all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr))):
        raise CommandError(f"the wizard needs a terminal; {commands}")
    if os.environ.get("TERM") == "dumb":
        raise CommandError(f"this terminal (TERM=dumb) cannot show the wizard; {commands}")
