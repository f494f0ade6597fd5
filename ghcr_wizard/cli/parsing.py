"""argparse, taught to say one line when usage is wrong, and to repeat nothing that could be a secret."""

import argparse
import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from itertools import takewhile
from typing import Any, Never

from ghcr_wizard.cli.examples import examples_text
from ghcr_wizard.cli.outcome import UsageError

_OPTION = re.compile(r"--?[a-z][a-z-]{0,30}")
"""An option's name that is harmless to repeat: no token is made of lower-case letters and hyphens."""

_CHOICE = re.compile(r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)", re.DOTALL)
_REPHRASED = (
    (re.compile(r"argument (\S+): invalid .* value: .*", re.DOTALL), r"invalid value for \1"),
    (re.compile(r"argument (\S+): ignored explicit argument .*", re.DOTALL), r"\1 takes no value"),
    (re.compile(r"argument (\S+): expected one argument"), r"\1 needs a value"),
    (re.compile(r"argument (\S+): not allowed with argument (\S+)"), r"\1 cannot be used with \2"),
    (re.compile(r"argument (\S+): (.*)", re.DOTALL), r"\1: \2"),
    (re.compile(r"the following arguments are required: (.*)"), r"missing: \1"),
    (re.compile(r"one of the arguments (.*) is required"), r"one of these is required: \1"),
)
"""argparse's messages that may reach a person, and what is said instead; a value is never carried over."""


class Parser(argparse.ArgumentParser):
    """A parser that raises `UsageError` where argparse prints its usage and exits.

    Options are not abbreviated. A `type` function may raise `argparse.ArgumentTypeError` with words of its own,
    which must not repeat the value.
    """

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - argparse's own keywords
        super().__init__(**{"allow_abbrev": False, **settings})

    def parse_args(  # type: ignore[override]  # one of argparse's overloads is all that is used
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """The parsed arguments.

        Raises:
            UsageError: They are wrong, or there is one too many.
        """
        for argument in takewhile("--".__ne__, args or ()):
            # argparse takes the value "--" of an option away and leaves it with an empty list.
            if argument.endswith("=--") and _OPTION.fullmatch(name := argument.removesuffix("=--")):
                raise UsageError(f"invalid value for {name}")
        known, extra = self.parse_known_args(args, namespace)
        if extra:
            command = getattr(known, "command", None)
            raise UsageError(_surplus(extra, f"{self.prog} {command}" if command else self.prog, self._options()))
        return known

    def _options(self) -> set[str]:
        """The options of this command and of those below it."""
        return {word for words in self.words().values() for word in words if word.startswith("-")}

    def words(self, path: str = "") -> dict[str, tuple[str, ...]]:
        """What may follow this command and each one below it: options, and arguments that are one of few.

        Args:
            path: The commands that led here, with blanks between them.
        """
        found: list[str] = []
        below: dict[str, tuple[str, ...]] = {}
        for action in self._actions:
            choices = action.choices or ()
            shown = action.help is not argparse.SUPPRESS
            found += action.option_strings[-1:] if shown else []
            found += [] if action.option_strings else [str(each) for each in choices]
            if isinstance(choices, Mapping):
                for name, parser in choices.items():
                    below |= parser.words(f"{path} {name}".strip())
        return {path: tuple(found), **below}

    def format_help(self) -> str:
        """Help as argparse makes it, with the command's examples."""
        return super().format_help() + examples_text(self.prog.partition(" ")[2])

    def error(self, message: str) -> Never:
        """Raise what argparse found, in our words."""
        if match := _CHOICE.fullmatch(message):
            raise UsageError(not_one_of(match[1], match[2].strip("'"), match[3].replace("'", "").split(", ")))
        for pattern, words in _REPHRASED:
            match = pattern.fullmatch(message)
            if match:
                raise UsageError(match.expand(words).replace("'", "") + self._choices(match[match.lastindex or 0]))
        raise UsageError(f"wrong usage; see: {self.prog} --help")

    def _choices(self, missing: str) -> str:
        """What a missing argument may be, where it is one of few."""
        choices = next((each.choices for each in self._actions if each.metavar == missing and each.choices), None)
        return f", one of: {', '.join(map(str, choices))}" if choices else ""


def not_one_of(name: str, given: str, choices: Sequence[str]) -> str:
    """What to say of a value that is none of a few; it is not repeated, it may be anything."""
    near = difflib.get_close_matches(given, choices, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"{name} must be one of: {', '.join(choices)}{hint}"


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of text")


def _surplus(extra: Sequence[str], program: str, options: Collection[str]) -> str:
    name = extra[0].partition("=")[0]
    what = "unexpected argument"
    if _OPTION.fullmatch(name):
        what = f"unknown option {name}"
        if near := difflib.get_close_matches(name, options, n=1):
            return f"{what}; did you mean {near[0]}? See: {program} --help"
    return f"{what}; see: {program} --help"
