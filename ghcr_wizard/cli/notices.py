"""Words for a person on standard error, where standard output belongs to a document."""

import shutil
import sys
import textwrap

from ghcr_wizard.cli.output import Mark, is_terminal, say_beside

_WIDEST = 100
_INDENT = "  "


def heading(text: str) -> None:
    """A line above a part."""
    say_beside("")
    say_beside(text)


def aside(sign: Mark | None, text: str) -> None:
    """A paragraph behind its mark; without one it is a line that stays whole, such as a command to copy."""
    if sign is None:
        say_beside(_INDENT + text)
        return
    width = min(shutil.get_terminal_size().columns, _WIDEST) if is_terminal(sys.stderr) else _WIDEST
    symbol, _ = sign.value
    lines = textwrap.wrap(
        text,
        max(width, 30),
        initial_indent=f"{symbol} ",
        subsequent_indent=_INDENT,
        break_on_hyphens=False,
        break_long_words=False,
    )
    for line in lines:
        say_beside(line)
