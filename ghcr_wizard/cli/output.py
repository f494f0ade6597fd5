"""Text and JSON on standard output, errors on standard error; nothing here knows what is printed."""

import io
import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import TextIO

from ghcr_wizard.text import clean, redact

_LONGEST_LINE = 1_000
_GAP = "  "
_PLAIN = str.maketrans(
    {"✓": "+", "✗": "x", "…": "...", "“": '"', "”": '"', "’": "'", "–": "-", "—": "-", "→": "->", "·": "-", "•": "*"}  # noqa: RUF001 - these are replaced
)
_ENCODE = json.JSONEncoder().encode
_HELD = 64 * 1024
"""Characters of a document that are written at once."""

_NARROWEST = 8
"""Columns a cell keeps, however narrow the terminal is."""


class Colour(Enum):
    """The few colours used, as ANSI SGR parameters; each only repeats what a word or mark says."""

    GREEN = "32"
    RED = "31"
    YELLOW = "33"
    DIM = "2"
    BOLD = "1"


class Mark(Enum):
    """The sign before a line."""

    GOOD = ("✓", Colour.GREEN)
    BAD = ("✗", Colour.RED)
    CAUTION = ("!", Colour.YELLOW)
    NOTE = ("·", Colour.DIM)


@dataclass(frozen=True, slots=True)
class Painted:
    """Text with a colour; in a table its width is that of the text."""

    text: str
    colour: Colour


Cell = str | Painted


def say(*cells: Cell) -> None:
    """Write one line to standard output, the cells joined by blanks."""
    _write(sys.stdout, " ".join(_shown(cell) for cell in cells))


def mark(sign: Mark) -> Painted:
    """A mark as a cell."""
    symbol, colour = sign.value
    return Painted(symbol, colour)


def complain(line: str) -> None:
    """Write exactly one line to standard error, the program's name before it."""
    _write(sys.stderr, "ghcr-wizard: " + clean(line, _LONGEST_LINE))


def say_beside(line: str) -> None:
    """Write one line to standard error: what a person should know about what standard output gets."""
    _write(sys.stderr, redact(line))


def remark(line: str) -> None:
    """Write a line to standard error that is no complaint: what a person has to know while a command waits."""
    _write(sys.stderr, clean(line, _LONGEST_LINE))


def say_json(document: Mapping[str, object]) -> None:
    """Write one JSON document and a line break; ASCII, so no encoding can spoil it.

    An iterator in it becomes an array whose rows are made one by one: as text a long list is never in memory.
    """
    if sys.stdout is None:
        return
    held, length = [], 0
    for piece in _json(document, "\n"):
        held.append(piece)
        length += len(piece)
        if length > _HELD:
            sys.stdout.write("".join(held))
            held, length = [], 0
    sys.stdout.write("".join(held) + "\n")


def table(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Write rows under their headers, columns aligned; cut to the terminal's width, whole where there is none."""
    titles: list[Cell] = [Painted(header, Colour.BOLD) for header in headers]
    lines = [titles, *rows]
    widths = [max(_width(_text(line[column])) for line in lines) for column in range(len(headers))]
    _shrink(widths)
    for line in lines:
        cells = [_padded(cell, width) for cell, width in zip(line, widths, strict=True)]
        _write(sys.stdout, _GAP.join(cells).rstrip())


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person is looking at, or typing into, this stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def _json(value: object, line: str) -> Iterator[str]:
    """What `json.dumps` makes of it with an indent of two, in pieces; `line` is the break and the blanks after it."""
    if isinstance(value, Mapping):
        yield from _members("{}", (_member(name, item, line + "  ") for name, item in value.items()), line)
    elif isinstance(value, list | tuple | Iterator):
        yield from _members("[]", (_json(item, line + "  ") for item in value), line)
    else:
        yield _ENCODE(value)


def _member(name: str, value: object, line: str) -> Iterable[str]:
    if isinstance(value, str | int | float | None):
        return (f"{_ENCODE(name)}: {_ENCODE(value)}",)
    return chain((f"{_ENCODE(name)}: ",), _json(value, line))


def _members(brackets: str, members: Iterable[Iterable[str]], line: str) -> Iterator[str]:
    before = brackets[0] + line + "  "
    for member in members:
        yield before
        yield from member
        before = "," + line + "  "
    yield line + brackets[1] if before[0] == "," else brackets


def _shrink(widths: list[int]) -> None:
    """Take what does not fit the terminal from the last column, which holds prose, then from the widest ones."""
    if not is_terminal(sys.stdout):
        return
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - shutil.get_terminal_size().columns
    taken = max(0, min(excess, widths[-1] - _NARROWEST))
    widths[-1] -= taken
    for _ in range(excess - taken):
        if max(widths) > _NARROWEST:
            widths[widths.index(max(widths))] -= 1


def _padded(cell: Cell, width: int) -> str:
    text = _cut(_text(cell), width)
    padding = " " * (width - _width(text))
    return _shown(Painted(text, cell.colour) if isinstance(cell, Painted) else text) + padding


def _cut(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    kept = text
    while kept and _width(kept) > width - 1:
        kept = kept[:-1]
    return kept + "…"


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Painted) else cell


def _width(text: str) -> int:
    """Terminal columns; East Asian wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _shown(cell: Cell) -> str:
    if isinstance(cell, Painted) and cell.text and _colours():
        return f"\x1b[{cell.colour.value}m{cell.text}\x1b[0m"
    return _text(cell)


def _colours() -> bool:
    """Whether to colour: a capable terminal, or whoever wants it anyway, and nobody said no (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return takes_escapes(sys.stdout)


def takes_escapes(stream: TextIO | None, platform: str = sys.platform) -> bool:
    """Whether a stream is a terminal that colors and moves its cursor; Windows' old console would print the codes."""
    if os.environ.get("TERM") == "dumb" or not is_terminal(stream):
        return False
    return platform != "win32" or "WT_SESSION" in os.environ or "ANSICON" in os.environ


def prepare_streams() -> None:
    """Make the standard streams take any text: what an encoding cannot say is written as an escape.

    A line ends as everywhere else on Windows too: Git's shell there would take a carriage return for a part of a token.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", newline="\n")


def _write(stream: TextIO | None, line: str) -> None:
    """Write a line; where the stream's encoding has no such signs, in ASCII."""
    if stream is None:
        return
    try:
        line.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        line = line.translate(_PLAIN)
    stream.write(line + "\n")
