"""Diagnoses and other findings, set as text for a person."""

import shutil
import sys
import textwrap
from collections.abc import Iterable

from ghcr_wizard.cli.output import Cell, Colour, Mark, Painted, is_terminal, mark, say
from ghcr_wizard.diagnosis.cause import Severity
from ghcr_wizard.diagnosis.model import Diagnosis, told_once
from ghcr_wizard.text import commands_apart

_MARKS = {Severity.ERROR: Mark.BAD, Severity.WARNING: Mark.CAUTION, Severity.INFO: Mark.NOTE}
_INDENT = "    "
_WIDEST = 100


def say_diagnoses(rows: Iterable[Diagnosis]) -> None:
    """Each diagnosis with its cause, its fix and where to read more."""
    for row in told_once(rows):
        say()
        title, code = Painted(row.title, Colour.BOLD), Painted(f"({row.code})", Colour.DIM)
        fits = len(_INDENT) + len(row.title) + len(" ()") + len(row.code) <= _width()
        say(" ", mark(_MARKS[row.severity]), title, *([code] if fits else []))
        if not fits:  # whole, on a line of its own: a terminal would break it anywhere
            say(_INDENT[1:], code)
        _paragraph(row.cause)
        _fix(row)
        if row.url:
            say(_INDENT + row.url)


def say_step(row: Diagnosis) -> None:
    """The cause and the fix of the worst finding once more, where the eye is when the output ends."""
    _paragraph(row.cause)
    _fix(row)


def heading(text: str) -> None:
    """A line above a part."""
    say()
    say(Painted(text, Colour.BOLD))


def indented(cells: list[Cell]) -> list[Cell]:
    """A table's row, moved right by two columns."""
    first = cells[0]
    text = f"  {first.text}" if isinstance(first, Painted) else f"  {first}"
    return [Painted(text, first.colour) if isinstance(first, Painted) else text, *cells[1:]]


def _width() -> int:
    return min(shutil.get_terminal_size().columns, _WIDEST) if is_terminal(sys.stdout) else _WIDEST


def _fix(row: Diagnosis) -> None:
    """What to do; a command on a line of its own, however long."""
    for number, (piece, is_command) in enumerate(commands_apart(row.fix)):
        if is_command:
            say(_INDENT + " " * 4 + piece)
        else:
            _paragraph(piece, first="  " if number else "→ ")


def _paragraph(text: str, first: str = "") -> None:
    wrapped = textwrap.wrap(
        text,
        max(_width(), 30),
        initial_indent=_INDENT + first,
        subsequent_indent=_INDENT + " " * len(first),
        break_on_hyphens=False,
        break_long_words=False,
    )
    for line in wrapped:
        say(line)
