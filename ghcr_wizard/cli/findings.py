"""Diagnoses and other findings, set as text for a person."""

import shutil
import sys
import textwrap
from collections.abc import Iterable

from ghcr_wizard.cli.output import Cell, Colour, Mark, Painted, is_terminal, mark, say
from ghcr_wizard.diagnosis.cause import Severity
from ghcr_wizard.diagnosis.model import Diagnosis, told_once

_MARKS = {Severity.ERROR: Mark.BAD, Severity.WARNING: Mark.CAUTION, Severity.INFO: Mark.NOTE}
_INDENT = "    "
_WIDEST = 100


def say_diagnoses(rows: Iterable[Diagnosis]) -> None:
    """Each diagnosis with its cause, its fix and where to read more."""
    for row in told_once(rows):
        say()
        say(" ", mark(_MARKS[row.severity]), Painted(row.title, Colour.BOLD), Painted(f"({row.code})", Colour.DIM))
        _paragraph(row.cause)
        _paragraph(row.fix, first="→ ")
        if row.url:
            say(_INDENT + row.url)


def say_step(row: Diagnosis) -> None:
    """The cause and the fix of the worst finding once more, where the eye is when the output ends."""
    _paragraph(row.cause)
    _paragraph(row.fix, first="→ ")


def heading(text: str) -> None:
    """A line above a part."""
    say()
    say(Painted(text, Colour.BOLD))


def indented(cells: list[Cell]) -> list[Cell]:
    """A table's row, moved right by two columns."""
    first = cells[0]
    text = f"  {first.text}" if isinstance(first, Painted) else f"  {first}"
    return [Painted(text, first.colour) if isinstance(first, Painted) else text, *cells[1:]]


def _paragraph(text: str, first: str = "") -> None:
    width = min(shutil.get_terminal_size().columns, _WIDEST) if is_terminal(sys.stdout) else _WIDEST
    wrapped = textwrap.wrap(
        text,
        max(width, 30),
        initial_indent=_INDENT + first,
        subsequent_indent=_INDENT + " " * len(first),
        break_on_hyphens=False,
        break_long_words=False,
    )
    for line in wrapped:
        say(line)
