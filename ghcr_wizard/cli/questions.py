"""Questions on a terminal, line by line: for screen readers, `TERM=dumb`, and whoever likes it so."""

import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence

from ghcr_wizard.cli.arguments import has_token
from ghcr_wizard.cli.outcome import CommandError
from ghcr_wizard.cli.output import Cell, Painted, is_terminal, say
from ghcr_wizard.cli.running import interruptible
from ghcr_wizard.text import clean

_LONGEST = 4_096
"""Characters of an answer; a terminal gives no longer line (POSIX, `MAX_CANON` and its Linux value)."""


def can_ask() -> bool:
    """Whether a person sits at both ends."""
    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


def ask(question: str, default: str = "", check: Callable[[str], str | None] | None = None) -> str:
    """An answer, asked for until it is one.

    Args:
        question: What is asked, without a colon.
        default: What an empty line means; where there is none, an empty line is an answer too.
        check: Says what is wrong with an answer, or nothing.

    Raises:
        CommandError: The input ended.
    """
    while True:
        line = _line(f"{question}{f' [{default}]' if default else ''}: ").strip()
        if has_token([line]):
            say("That looks like a token. It is asked for later, and not shown then.")
            continue
        given = clean(line, _LONGEST) or default
        problem = check(given) if check else None
        if problem is None:
            return given
        say(problem)


def choose(question: str, choices: Sequence[str], default: int = 0) -> int:
    """Which of some numbered choices, as an index."""
    say(question)
    for number, choice in enumerate(choices, 1):
        tell(choice, f"  {number} ")
    numbers = [str(number) for number, _ in enumerate(choices, 1)]

    def wrong(given: str) -> str | None:
        return None if given in numbers else f"Enter a number from 1 to {len(choices)}."

    return int(ask("Choose", str(default + 1), wrong)) - 1


def tell(text: str, head: Cell = "") -> None:
    """Say something in lines that end between words, with what stands before the first one.

    Args:
        text: One statement.
        head: A mark or a number.
    """
    before = f"{head.text if isinstance(head, Painted) else head} " if head else ""
    width = shutil.get_terminal_size().columns - len(before)
    lines = textwrap.wrap(text, max(width, 20), break_long_words=False, break_on_hyphens=False) or [text]
    for number, row in enumerate(lines):
        if head and not number:
            say(head, row)
        else:
            say(" " * len(before) + row)


def _line(prompt: str) -> str:
    sys.stdout.write(prompt)
    sys.stdout.flush()
    with interruptible():
        line = sys.stdin.readline(_LONGEST)
    if not line:
        say()
        raise CommandError("the input ended before all questions were answered; nothing was saved")
    return line
