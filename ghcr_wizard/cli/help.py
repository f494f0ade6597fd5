"""`ghcr-wizard help [COMMAND]`: the same as `--help`."""

import argparse
from typing import Any

from ghcr_wizard.cli.commands import COMMANDS, run_command, unknown_command
from ghcr_wizard.cli.streams import write_all
from ghcr_wizard.cli.usage import HELP


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's argument."""
    parser = subparsers.add_parser("help", description="Print the help of the program, or of a command.")
    parser.add_argument("topic", metavar="COMMAND", nargs="?", help="which command")


def run(args: argparse.Namespace) -> int:
    """Print it; return the exit status."""
    if args.topic is None:
        return write_all(HELP)
    if args.topic not in COMMANDS:
        raise unknown_command(args.topic)
    try:
        return run_command(args.topic, ["--help"])
    except SystemExit:  # argparse's own end after printing
        return 0
