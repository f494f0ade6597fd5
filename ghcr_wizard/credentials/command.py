"""The command line of the store `command`: what a person gives, as the words of a program that prints a token."""

import re
import shlex
import sys

from ghcr_wizard.text import clean, redact

_LONGEST = 1_000
_LONGEST_NAME = 25


class CommandLineError(ValueError):
    """It cannot be run as a command; the message is a sentence for the person and repeats nothing of it."""


def words_of(command: str, platform: str = sys.platform) -> tuple[str, ...]:
    """The words of a command line, quotes understood as a shell does; no shell ever runs it.

    Args:
        command: As the person gave it.
        platform: The operating system, as `sys.platform` names it; in Windows' paths a backslash escapes nothing.

    Raises:
        CommandLineError: There is no word, a quote is not closed, it holds control characters, or a token: a command
            is kept in the settings file, where a token must not be.
    """
    if len(command) > _LONGEST:
        raise CommandLineError(f"The command is longer than {_LONGEST:,} characters; put it into a script.")
    if redact(command) != command:
        raise _token()
    if clean(command, _LONGEST) != command:
        raise CommandLineError("The command holds line breaks or control characters; give it as one plain line.")
    try:
        words = tuple(_split(command, platform))
    except ValueError:
        raise CommandLineError("The command has a quotation mark without its pair.") from None
    if any(redact(word) != word for word in words):
        raise _token()
    if not words or not words[0]:
        raise CommandLineError("There is no command; give one that prints the token, such as gh auth token.")
    return words


def _split(command: str, platform: str) -> shlex.shlex:
    words = shlex.shlex(command, posix=True, punctuation_chars=False)
    words.whitespace_split, words.commenters = True, ""
    if platform == "win32":
        words.escape = ""
    return words


def _token() -> CommandLineError:
    return CommandLineError(
        "The command holds something that looks like a token; give a command that prints it, such as gh auth token."
    )


def program_of(command: str) -> str:
    """The program a command starts, for a sentence about it; "the command" where it cannot be told.

    One long word that is no path is not repeated: it may be the token itself, its prefix lost.
    """
    try:
        words = words_of(command)
    except CommandLineError:
        return "the command"
    if len(words) == 1 and len(command) > _LONGEST_NAME and not re.search(r"[./\\]", command):
        return "the command"
    return clean(words[0], 60)
