"""Examples that can be typed as they stand, and a manual page that says what the commands say."""

import argparse
import shlex
from collections.abc import Iterator
from importlib import import_module

import pytest

from ghcr_wizard.cli.commands import COMMANDS
from ghcr_wizard.cli.examples import EXAMPLES
from ghcr_wizard.cli.parsing import Parser
from tests.manual import PAGE, manual
from tests.processes import Cli

LINES = [line for rows in EXAMPLES.values() for _, line in rows]


def own_commands(line: str) -> Iterator[list[str]]:
    """The arguments of each ghcr-wizard in a shell's line."""
    for part in line.replace("[--yes]", "--yes").split("|"):
        words = [word for word in shlex.split(part) if word != "2>&1"]
        if words[:1] == ["ghcr-wizard"]:
            yield words[1:]


@pytest.mark.parametrize("line", LINES)
def test_every_example_is_a_command_that_exists(line: str) -> None:
    commands = list(own_commands(line))

    assert commands
    for arguments in commands:
        parser = Parser(prog="ghcr-wizard")
        import_module(f"ghcr_wizard.cli.{arguments[0]}").add_parser(parser.add_subparsers(dest="command"))
        assert isinstance(parser.parse_args(arguments), argparse.Namespace)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(command: str, run_cli: Cli) -> None:
    shown = run_cli(command, "--help").stdout

    assert f"ghcr-wizard {command}" in shown.partition("\n\n")[2] or "login --" in shown


def test_the_manual_page_is_what_the_commands_say_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == manual(), "write it anew: .venv/bin/python -m tests.manual"
