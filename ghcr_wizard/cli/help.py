"""`ghcr-wizard help [COMMAND]`: the same as `--help`; and `ghcr-wizard help settings`: what can be set, and where."""

import argparse
from collections.abc import Iterator
from typing import Any

from ghcr_wizard.cli.commands import COMMANDS, run_command, unknown_command
from ghcr_wizard.cli.streams import write_all
from ghcr_wizard.cli.usage import HELP
from ghcr_wizard.paths import Paths

SETTINGS = "settings"
"""The topic that is no command."""

_SETTINGS = """\
settings: {path}

A text file (TOML). The wizard writes what is chosen in it; write the rest
yourself. A wrong entry is ignored and named, by the wizard and by
`ghcr-wizard doctor`. A demo reads the file and never changes it.

theme = "ghcr-dark"     # colors; Ctrl+P in the wizard: Change the theme
times = "local"         # or "utc"; JSON is always in UTC
sort = "name"           # or "pushed", "versions": the order of packages
split = "auto"          # or "30" to "80": percent that the tree has
plain = false           # true: ask line by line, as --plain does

[keymap]                # keys as in "ctrl+n", "f5", "slash"; "c,f9" for two
"packages.copy" = "c"

A key that something else on the same screen has is refused. What a key is
called in a text stays as it is here. What has a key:

{bindings}
"""


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's argument."""
    parser = subparsers.add_parser("help", description="Print the help of the program, or of a command.")
    parser.add_argument("topic", metavar="COMMAND", nargs="?", help=f"which command, or {SETTINGS}")


def run(args: argparse.Namespace) -> int:
    """Print it; return the exit status."""
    if args.topic is None:
        return write_all(HELP)
    if args.topic == SETTINGS:
        return write_all(_SETTINGS.format(path=Paths.standard().settings_file, bindings="\n".join(_bindings())))
    if args.topic not in COMMANDS:
        raise unknown_command(args.topic)
    try:
        return run_command(args.topic, ["--help"])
    except SystemExit:  # argparse's own end after printing
        return 0


def _bindings() -> Iterator[str]:
    """Name, keys and what they do, a line each."""
    from ghcr_wizard.tui.keymap import named_bindings

    for name, rows in sorted(named_bindings().items()):
        keys = ",".join(dict.fromkeys(binding.key for _, binding in rows))
        does = rows[0][1].description
        yield f"{name:<22}  {keys:<14}  {does[:1].upper()}{does[1:]}"
