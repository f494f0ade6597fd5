"""Exports that are a text: printed, or written to a file, after the very secret in it was tried at the registry.

Standard output gets the text and nothing else, so that it can be piped into the program that takes it; what there is
to know about it goes to standard error. On a terminal the secret is masked.
"""

import argparse
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ghcr_wizard.catalog.catalog import CatalogCache
from ghcr_wizard.cli.common import Given, given_credential, hosts_of
from ghcr_wizard.cli.credential_documents import action
from ghcr_wizard.cli.outcome import DONE, REFUSED, UNREACHABLE, CommandError, diagnosed
from ghcr_wizard.cli.output import Mark, complain, is_terminal, say, say_beside, say_json
from ghcr_wizard.cli.progress import Progress
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.credential import ANONYMOUS
from ghcr_wizard.credentials.profile_choice import NothingStoredError
from ghcr_wizard.credentials.session import LONG_SECONDS, open_session
from ghcr_wizard.diagnosis.cause import Severity
from ghcr_wizard.diagnosis.causes_keyrings import OUTPUT_UNWRITABLE
from ghcr_wizard.diagnosis.causes_tokens import TOKEN_EXPIRES_SOON, TOKEN_MISSING
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose, worst_first
from ghcr_wizard.exports import Export, ExportSource, ExportTarget, build
from ghcr_wizard.exports.document import has_secret, masked, written
from ghcr_wizard.exports.proof import ProofResult, ProofVerdict, prove
from ghcr_wizard.exports.survey import ExportSurvey, SurveyRequest, survey
from ghcr_wizard.exports.write import ExportFileError, FileInTheWayError, refuse_unfit, write_export
from ghcr_wizard.github.tokens import TokenKind, inspect_token
from ghcr_wizard.paths import NoHomeError, Paths
from ghcr_wizard.secret import Secret

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


_MARKS = {
    ProofVerdict.PROVEN: Mark.GOOD,
    ProofVerdict.PUBLIC_ONLY: Mark.CAUTION,
    ProofVerdict.LOGIN_ONLY: Mark.CAUTION,
    ProofVerdict.REFUSED: Mark.BAD,
    ProofVerdict.UNDECIDED: Mark.CAUTION,
    ProofVerdict.NOTHING: Mark.NOTE,
}


@dataclass(frozen=True, slots=True)
class _Made:
    """An export that was made and tried, and everything found on the way."""

    target: ExportTarget
    source: ExportSource
    export: Export
    token: Secret | None
    proof: ProofResult
    diagnoses: tuple[Diagnosis, ...]

    @property
    def is_unfit(self) -> bool:
        """Whether it is of use only if a token of an App has just read a private package, and none has."""
        is_app = self.source.kind is TokenKind.APP_INSTALLATION
        return self.target.only_proven and not (is_app and self.proof.verdict is ProofVerdict.PROVEN)

    @property
    def status(self) -> int:
        """3 where nobody could be asked whether it works."""
        return UNREACHABLE if self.proof.verdict is ProofVerdict.UNDECIDED else DONE


def run(args: argparse.Namespace) -> int:
    """Make the export, prove it, print or write it; return the exit status."""
    return run_async(_run(args))


async def _run(args: argparse.Namespace) -> int:
    place = _place(args)
    made = await _made(args, await _given(args))
    if made.is_unfit or (made.proof.verdict is ProofVerdict.REFUSED and not args.yes):
        return _refused(made, as_json=args.json)
    if place is not None:
        _write(place, made, replace=args.yes)
    elif not args.json:
        _print(made, show=args.show_secret)
    if args.json:
        say_json(_document(made, place))
    else:
        _explain(made, place, show=args.show_secret)
    return made.status


def _place(args: argparse.Namespace) -> Path | None:
    """Where to write, looked at before anything is asked; `None` for standard output."""
    if args.json and args.show_secret:
        raise CommandError("--show-secret cannot be used with --json: a JSON document never holds a secret")
    if args.output in {None, "-"}:
        return None
    place = Path(args.output)
    with _unwritable():
        refuse_unfit(place, replace=args.yes)
    return place


@contextmanager
def _unwritable() -> Iterator[None]:
    """Tell what keeps a file from being written as a refusal of the command."""
    try:
        yield
    except FileInTheWayError as error:
        line = f"{error} Use --yes to overwrite."
    except ExportFileError as error:
        line = str(error)
    except OSError as error:
        line = f"The output file cannot be written ({os.strerror(error.errno) if error.errno else 'the disk refuses'})."
    else:
        return
    raise CommandError(line, REFUSED, diagnose(OUTPUT_UNWRITABLE, said=line.rstrip(".")))


async def _given(args: argparse.Namespace) -> Given:
    """Whose credential; for the targets that need none, no one's where none is stored and none was named."""
    target = ExportTarget(args.target)
    try:
        given = await given_credential(args)
    except NothingStoredError:
        if target is not ExportTarget.ACTIONS:
            raise
        hosts = hosts_of(args.registry)
        return Given(hosts, ANONYMOUS, inspect_token(""))
    if given.credential.is_anonymous and target.needs_token:
        raise diagnosed(diagnose(TOKEN_MISSING))
    return given


async def _made(args: argparse.Namespace, given: Given) -> _Made:
    target, token = ExportTarget(args.target), given.credential.secret
    found = await _surveyed(given, args)
    source = replace(found.source, product=_product(args) or "")
    export = build(target, source)
    proof = await prove(given.hosts, export, token, source, found.diagnoses)
    rows = [*found.diagnoses, *proof.diagnoses, *_short_lived(found.source)]
    return _Made(target, source, export, token, proof, tuple(worst_first(rows)))


def _product(args: argparse.Namespace) -> str | None:
    product: str | None = getattr(args, "product", None)
    return product


def _whole_listing(args: argparse.Namespace) -> bool:
    """Whether the target, or the product whose form it is, says something of every package."""
    names = {args.target, _product(args)}
    return any(target.whole_listing for target in ExportTarget if target.value in names)


async def _surveyed(given: Given, args: argparse.Namespace) -> ExportSurvey:
    progress = Progress(LONG_SECONDS)
    request = SurveyRequest(given.inspection, given.profile, everything=_whole_listing(args))

    def told(count: int) -> None:
        if not args.json:
            progress.show(f"looking at packages: {count:,}")

    async with open_session(given.hosts, given.credential, LONG_SECONDS) as session:
        found = await survey(session, request, _cache(), told)
    progress.clear()
    return found


def _cache() -> CatalogCache | None:
    try:
        return CatalogCache(Paths.standard().cache)
    except NoHomeError:
        return None


def _short_lived(source: ExportSource) -> list[Diagnosis]:
    """The warning that a program reading JSON gets where a person reads the caveat."""
    if source.kind is not TokenKind.APP_INSTALLATION:
        return []
    return [diagnose(TOKEN_EXPIRES_SOON, when="one hour after it was generated")]


def _refused(made: _Made, *, as_json: bool) -> int:
    way = " Use --yes to export anyway."
    if made.is_unfit:
        way = " It is of use only where a token of this App has just read a private package."
    line = f"Not exported. {made.proof.summary}{way}"
    if as_json:
        say_json(action("export", line, done=False, diagnoses=made.diagnoses))
    complain(line)
    return REFUSED


def _write(place: Path, made: _Made, *, replace: bool) -> None:
    with _unwritable():
        write_export(place, written(made.export.document, made.token), replace=replace)


def _print(made: _Made, *, show: bool) -> None:
    """The text, whole for a program or on demand; for a person at a terminal with the secret masked."""
    document = made.export.document
    text = written(document, made.token).reveal() if _whole(show=show) else masked(document)
    for line in text.splitlines():
        say(line)


def _whole(*, show: bool) -> bool:
    return show or not is_terminal(sys.stdout)


def _explain(made: _Made, place: Path | None, *, show: bool) -> None:
    """What there is to know, on standard error."""
    export = made.export
    if place is not None:
        aside(Mark.GOOD, _summary(made, place))
    elif has_secret(export.document) and not _whole(show=show):
        aside(Mark.NOTE, "Secret masked. Pipe the output, or use --output FILE or --show-secret.")
    aside(_MARKS[made.proof.verdict], made.proof.summary)
    if made.proof.verdict is ProofVerdict.LOGIN_ONLY:
        aside(Mark.NOTE, "To test one, run: ghcr-wizard check --package OWNER/NAME")
    for caveat in export.caveats:
        aside(Mark.CAUTION if caveat.serious else Mark.NOTE, caveat.text)
    heading("Next")
    for step in export.steps:
        aside(Mark.NOTE, step.text)
        if step.command:
            aside(None, step.command)


def _summary(made: _Made, place: Path | None) -> str:
    if place is None:
        return "--json needs --output FILE to write the result."
    secret = ", with the secret in it" if has_secret(made.export.document) else ""
    return f"Written to {place}, readable by you alone{secret}."


def _document(made: _Made, place: Path | None) -> dict[str, object]:
    """`ghcr-wizard.export/1`."""
    changed = [] if place is None else [str(place)]
    summary = f"{_summary(made, place)} {made.proof.summary}"
    return action("export", summary, done=place is not None, changed=changed, diagnoses=_told(made))


def _told(made: _Made) -> list[Diagnosis]:
    return [row for row in made.diagnoses if row.severity is not Severity.INFO]
