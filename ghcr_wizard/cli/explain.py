"""`ghcr-wizard explain`: an error text to its cause and fix, offline."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from ghcr_wizard.cli.findings import heading, say_diagnoses
from ghcr_wizard.cli.outcome import DONE, REFUSED, CommandError
from ghcr_wizard.cli.output import Colour, Painted, complain, is_terminal, say, say_json
from ghcr_wizard.cli.parsing import add_json_option
from ghcr_wizard.diagnosis.causes import CAUSES
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.explain import LONGEST, Certainty, Match, every_cause, explain, is_workflow, understood
from ghcr_wizard.github.tokens import decode

_STDIN = "-"
_MIB = 1024 * 1024
_TITLES = {Certainty.CERTAIN: "Certain", Certainty.LIKELY: "Likely", Certainty.POSSIBLE: "Possible"}
_NOTHING = "nothing to explain: give the error text as an argument or on standard input"
_UNKNOWN = (
    "no known error in this text{told}. Include {wanted}, or pipe in the full log. "
    "For every known cause, run: ghcr-wizard explain --list"
)
_ELSEWHERE = "no error of GitHub's container registry in this text: it tells of {elsewhere}"
_WORKFLOW = (
    "No problem found in this workflow: every job that pushes to ghcr.io logs in there and has packages: write. "
    "The package's own access settings are on its page: Package settings, Manage Actions access."
)
_FILES = (".yml", ".yaml")


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's options."""
    description = "Show the cause and fix of an error text. Works offline: nothing leaves this machine."
    parser = subparsers.add_parser("explain", description=description)
    parser.add_argument(
        "text",
        metavar="TEXT",
        nargs="*",
        help="the error text, or a workflow's file (….yml); standard input if there is none or it is -",
    )
    parser.add_argument("--list", action="store_true", help="print every cause that is known")
    add_json_option(parser)


def refused(_args: argparse.Namespace, _line: str, _diagnoses: list[Diagnosis]) -> dict[str, object]:
    """The document of a text that was not read to its end."""
    return _document(())


def run(args: argparse.Namespace) -> int:
    """Explain a text, or list every cause; return the exit status."""
    if args.list:
        return _list(args)
    text = _text(args.text)
    if not any(character.isprintable() and not character.isspace() for character in text):
        if args.json:
            say_json(_document(()))
        raise CommandError(_NOTHING)
    matches = explain(text)
    if args.json:
        say_json(_document(matches))
    if not matches and is_workflow(text):
        if not args.json:
            say(_WORKFLOW)
        return DONE
    if not matches:
        known = understood(text)
        if known.elsewhere:
            complain(_ELSEWHERE.format(elsewhere=known.elsewhere))
            return REFUSED
        complain(_UNKNOWN.format(told=f" (it tells of {known})" if str(known) else "", wanted=known.wanted()))
        return REFUSED
    if not args.json:
        _say(matches)
    return DONE


def _list(args: argparse.Namespace) -> int:
    if args.text:
        raise CommandError("--list takes no text: it prints every cause")
    causes = every_cause()
    if args.json:
        say_json(_listed(causes))
        return DONE
    say(Painted(f"{len(causes)} known causes:", Colour.BOLD))
    say_diagnoses(cause.diagnosis() for cause in causes)
    return DONE


def _text(words: Sequence[str]) -> str:
    if not words or list(words) == [_STDIN]:
        return _piped()
    if len(words) == 1 and words[0].endswith(_FILES):
        return _file(Path(words[0]))
    return " ".join(words)


def _file(path: Path) -> str:
    """A workflow's file as text, as far as it is looked at."""
    try:
        with path.open("rb") as file:
            return decode(file.read(LONGEST))
    except OSError as error:
        raise CommandError(f"that file cannot be read ({error.strerror or 'it is none'})") from None


def _piped() -> str:
    """Standard input as text, as far as it is looked at."""
    if sys.stdin is None:
        return ""
    if is_terminal(sys.stdin):
        complain("paste the error text, then end it with Ctrl+D on a line of its own (Windows: Ctrl+Z, Enter)")
    raw = sys.stdin.buffer.read(LONGEST + 1)
    if len(raw) > LONGEST:
        complain(f"only the first {LONGEST // _MIB} MiB are looked at; an error later on needs the log's end instead")
    return decode(raw[:LONGEST])


def _say(matches: Sequence[Match]) -> None:
    for certainty, rows in groupby(matches, key=lambda match: match.certainty):
        heading(_TITLES[certainty])
        say_diagnoses(match.diagnosis() for match in rows)


def _document(matches: Iterable[Match]) -> dict[str, object]:
    """`ghcr-wizard.explain/1`."""
    return {"schema": "ghcr-wizard.explain/1", "matches": [_match(match) for match in matches]}


def _match(match: Match) -> dict[str, object]:
    return {
        "code": match.code,
        "severity": match.severity.value,
        "cause": match.cause,
        "fix": match.fix,
        "url": match.url,
        "certainty": match.certainty.value,
    }


def _listed(causes: Iterable[Match]) -> dict[str, object]:
    """The same of every cause, with the facts each rests on."""
    from ghcr_wizard.diagnosis.facts import facts_of

    rows = []
    for cause in causes:
        facts = [
            {"statement": fact.statement, "grade": fact.grade.value, "source": fact.source}
            for fact in facts_of(CAUSES[cause.code])
        ]
        rows.append({**_match(cause), "facts": facts})
    return {"schema": "ghcr-wizard.explain/1", "matches": rows}
