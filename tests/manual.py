"""Writes the manual page anew, from what the commands say of themselves: ``.venv/bin/python -m tests.manual``."""

import argparse
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from ghcr_wizard import PROJECT_URL, __version__
from ghcr_wizard.cli.commands import COMMANDS
from ghcr_wizard.cli.examples import EXAMPLES
from ghcr_wizard.cli.parsing import Parser
from ghcr_wizard.cli.usage import HELP

PAGE = Path(__file__).resolve().parent.parent / "ghcr_wizard" / "cli" / "ghcr-wizard.1"


def manual() -> str:
    """Return the page's source, in the man macros of groff (groff_man(7))."""
    about, _, rest = HELP.partition("\n\n")[2].partition("\n\ncommands:\n")
    options, _, environment = rest.partition("options:\n")[2].partition("\nsettings:")
    variables = environment.partition("environment variables:\n")[2].partition("\nNo telemetry")[0]
    lines = [
        f'.TH GHCR\\-WIZARD 1 "" "ghcr\\-wizard {__version__}" "User Commands"',
        ".SH NAME",
        "ghcr\\-wizard \\- get, keep and verify a token for GitHub Container Registry",
        ".SH SYNOPSIS",
        *(
            f".nf\n{_plain(line.removeprefix('usage: ').strip())}\n.fi"
            for line in HELP.partition("\n\n")[0].split("\n")
        ),
        ".SH DESCRIPTION",
        _plain(about),
        ".SH OPTIONS",
        *_literal(options),
        ".SH COMMANDS",
        *(line for name in COMMANDS for line in _command(name)),
        ".SH ENVIRONMENT",
        *_literal(variables),
        ".SH FILES",
        "The profiles and the settings (see",
        '.BR "ghcr\\-wizard help settings" )',
        "are in ghcr\\-wizard in the folder of the user's settings; the cache of package lists is in the cache folder.",
        "Secrets are in the store that the profile names, and in no file of this program's.",
        ".SH EXIT STATUS",
        "0 done, 1 refused, 2 wrong usage, 3 not reachable, 4 credential store failed, 130 interrupted.",
        ".SH SEE ALSO",
        f".UR {PROJECT_URL}\n.UE",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _command(name: str) -> Iterator[str]:
    parser = Parser(prog="ghcr-wizard")
    below = parser.add_subparsers(dest="command")
    import_module(f"ghcr_wizard.cli.{name}").add_parser(below)
    command = below.choices[name]
    yield f'.SS "{_plain(name)}"'
    yield from (
        _literal(command.description or "")
        if "\n" in (command.description or "")
        else [_plain(command.description or "")]
    )
    for action in command._actions:  # noqa: SLF001 - argparse shows what it was given in no other way
        if action.help not in {argparse.SUPPRESS, None} and "--help" not in action.option_strings:
            value = action.metavar if action.nargs != 0 and isinstance(action.metavar, str) else ""
            yield ".TP"
            yield f".B {_plain(' '.join((', '.join(action.option_strings), value)).strip())}"
            yield _plain(action.help or "")
    for what, line in EXAMPLES.get(name, ()):
        yield f".P\nExample, {_plain(what)}:"
        yield from _literal(line)


def _literal(text: str) -> Iterator[str]:
    """Lines that stay as they are."""
    yield ".P\n.nf"
    yield from (_plain(line) or ".sp" for line in text.strip("\n").split("\n"))
    yield ".fi"


def _plain(text: str) -> str:
    """A text without what groff would take for its own."""
    escaped = text.translate(_ESCAPES)
    return "\n".join(f"\\&{line}" if line.startswith(".") else line for line in escaped.split("\n"))


_ESCAPES = str.maketrans({"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"})


if __name__ == "__main__":
    PAGE.write_text(manual(), encoding="utf-8")
