"""`ghcr-wizard doctor`: find every credential for the registry on this computer, test each, say which one wins."""

import argparse
import os
import sys
from typing import Any

from ghcr_wizard.catalog.json_fields import diagnosis
from ghcr_wizard.check.verdict import exit_status
from ghcr_wizard.cli.bug_report import SCHEMA, report
from ghcr_wizard.cli.common import add_registry_option, hosts_of, stored_credentials
from ghcr_wizard.cli.findings import heading, indented, say_diagnoses
from ghcr_wizard.cli.login_stores import store_lines
from ghcr_wizard.cli.outcome import DONE, CommandError
from ghcr_wizard.cli.output import Cell, Colour, Mark, Painted, is_terminal, mark, remark, say, say_json, table
from ghcr_wizard.cli.parsing import add_json_option
from ghcr_wizard.cli.progress import Progress
from ghcr_wizard.cli.references import packages
from ghcr_wizard.cli.running import interruptible, run_async
from ghcr_wizard.cli.tracing import private_place, write_private
from ghcr_wizard.clients.examine import CredentialFound, DoctorCompleted, DoctorRequest, SearchEnded, examine
from ghcr_wizard.clients.fixes import Fix, apply_fix, fixes
from ghcr_wizard.clients.report import Control, CredentialSource, CredentialVerdict, Examination, Examined
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.store_trial import Login, trials
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.tokens import KIND_NAMES, decode
from ghcr_wizard.paths import NoHomeError, Paths
from ghcr_wizard.settings import Settings, user_settings
from ghcr_wizard.transport.observing import observed
from ghcr_wizard.transport.trace import Recorder, written

_HEADERS = ("  Where", "Whose", "Kind", "Verdict", "Used by")
_SOURCES = {
    CredentialSource.DOCKER_CONFIG: "",
    CredentialSource.DOCKER_HELPER: "helper ",
    CredentialSource.PODMAN_AUTH: "",
    CredentialSource.HELM_CONFIG: "",
    CredentialSource.REGISTRIES_YAML: "",
    CredentialSource.STANDARD_INPUT: "",
    CredentialSource.GH: "gh: ",
    CredentialSource.ENVIRONMENT: "variable ",
    CredentialSource.PROFILE: "profile ",
}
_COLOURS = {
    CredentialVerdict.WORKS: Colour.GREEN,
    CredentialVerdict.LIMITED: Colour.YELLOW,
    CredentialVerdict.REJECTED: Colour.RED,
    CredentialVerdict.UNREADABLE: Colour.RED,
    CredentialVerdict.UNREACHABLE: Colour.YELLOW,
}


_GIVEN = (
    "examine what standard input holds instead: a pull secret (kubectl get secret NAME -o json), a config.json, a "
    "registries.yaml, the settings of containerd or regctl"
)
_NOT_PIPED = "doctor - examines standard input: kubectl get secret NAME -o json | ghcr-wizard doctor -"
_LONGEST = 4 * 1024 * 1024


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's options."""
    parser = subparsers.add_parser(
        "doctor",
        description="Find and test every credential for the registry on this machine, and show which one takes "
        "precedence. Read-only without --fix.",
    )
    parser.add_argument("file", nargs="?", choices=["-"], metavar="-", help=_GIVEN)
    add_registry_option(parser)
    add_json_option(parser)
    help_text = "a public package, OWNER/NAME, to test an anonymous pull with"
    parser.add_argument("--package", metavar="PACKAGE", action="append", default=[], help=help_text)
    parser.add_argument("--fix", action="store_true", help="offer to do what is safe: nothing is written without a yes")
    parser.add_argument("--yes", action="store_true", help="with --fix: do it without asking")
    what = "make a report for a bug: print it, or write it to this file, mode 0600"
    parser.add_argument("--report", metavar="FILE", nargs="?", const="-", help=what)
    parser.add_argument("--names", action="store_true", help="with --report: let names stay in it")


def refused(_args: argparse.Namespace, _line: str, diagnoses: list[Diagnosis]) -> dict[str, object]:
    """The document of an examination that could not begin, or was interrupted."""
    return _document((), tuple(diagnoses))


def run(args: argparse.Namespace) -> int:
    """Examine this computer, print it, and repair what was said yes to; return the exit status."""
    return run_async(_run(args))


async def _run(args: argparse.Namespace) -> int:
    request = _request(args)
    if args.report is not None:
        return await _report(args, request)
    stores = () if args.json or args.file else await _stores(request)
    examination = await _examined(request, silent=args.json)
    if not args.json:
        _say_examination(examination, "in standard input" if args.file else "on this machine")
        for line in ("", *stores) if stores else ():
            say(line)
        _say_settings(user_settings())
    if args.fix and await _repaired(fixes(examination), yes=args.yes, silent=args.json):
        examination = await _examined(request, silent=True)
        if not args.json:
            _say_rest(examination)
    elif not args.json and not args.fix:
        _say_fixes(fixes(examination))
    if args.json:
        say_json(_document(examination.credentials, examination.diagnoses))
    return exit_status(examination.diagnoses, tested=examination.tested or not examination.credentials)


async def _report(args: argparse.Namespace, request: DoctorRequest) -> int:
    """Examine this computer and make a report of it; 0 where it was made, whatever is in it."""
    place = None if args.report == "-" else private_place(args.report, SCHEMA)
    recorder = Recorder()
    with observed(recorder):
        examination = await _examined(request, silent=True)
    rows = _document(examination.credentials, examination.diagnoses)
    keyring = await request.credentials.keyring() if request.credentials else None
    text = written(report(request.hosts, request.environment, rows, recorder, keyring, names=args.names))
    if place is None:
        say(text.rstrip())
    else:
        write_private(place, text)
        remark(f"The report is in {args.report}; no token is in it. Look at it before you send it to anybody.")
    return DONE


def _request(args: argparse.Namespace) -> DoctorRequest:
    if args.yes and not args.fix:
        raise CommandError("--yes goes with --fix")
    if args.names and args.report is None:
        raise CommandError("--names goes with --report")
    if args.report is not None and (args.json or args.fix):
        raise CommandError("--report is a document of its own: --json and --fix do not go with it")
    if len(args.package) > 1:
        raise CommandError("--package names one package for the control pull")
    hosts = hosts_of(args.registry)
    if args.file and args.fix:
        raise CommandError("--fix repairs files of this machine; with - there is none")
    package = next(iter(packages(args, hosts)), None)
    return DoctorRequest(hosts, dict(os.environ), _profiles(), package, _piped() if args.file else None)


def _piped() -> str:
    if sys.stdin is None or is_terminal(sys.stdin):
        raise CommandError(_NOT_PIPED)
    raw = sys.stdin.buffer.read(_LONGEST + 1)
    if len(raw) > _LONGEST:
        raise CommandError("standard input holds far more than such a file")
    return decode(raw)


async def _stores(request: DoctorRequest) -> tuple[str, ...]:
    """Where a secret can be kept here, as lines; tried before the network is, so that this is never waited for."""
    try:
        paths = Paths.standard()
    except NoHomeError:
        return ()
    return store_lines(await trials(paths, request.environment), Login(registry=request.hosts.registry))


def _profiles() -> Credentials | None:
    """This program's own profiles; without a home folder there are none, and the rest is looked at all the same."""
    try:
        return stored_credentials()
    except NoHomeError:
        return None


async def _examined(request: DoctorRequest, *, silent: bool) -> Examination:
    progress = Progress()
    async for event in examine(request):
        if isinstance(event, DoctorCompleted):
            progress.clear()
            return event.examination
        if silent:
            continue
        if isinstance(event, CredentialFound):
            progress.show(f"found {event.found.location}")
        elif isinstance(event, SearchEnded):
            progress.show(f"testing {len(event.credentials)} credentials")
    raise CommandError("scan failed")


async def _repaired(offered: tuple[Fix, ...], *, yes: bool, silent: bool) -> bool:
    """Do what the program can do by itself and was told to; whether anything changed."""
    own = [fix for fix in offered if fix.edit is not None]
    may_ask = not silent and is_terminal(sys.stdin) and is_terminal(sys.stdout)
    if not silent:
        heading("Repairs")
        if not own:
            say("  Nothing can be fixed automatically.")
    changed = False
    for fix in own:
        if not yes and not may_ask:
            if not silent:
                say(" ", mark(Mark.NOTE), f"{fix.summary}: skipped (use --yes to apply).")
            continue
        if not yes and not _agreed(fix):
            continue
        result = await apply_fix(fix)
        changed = changed or result.done
        if not silent:
            say(" ", mark(Mark.GOOD if result.done else Mark.BAD), result.summary)
    return changed


def _agreed(fix: Fix) -> bool:
    say(f"  {fix.summary}? A copy of the file is kept." if fix.changes_content else f"  {fix.summary}?")
    try:
        with interruptible():
            return input("  y or n [n]: ").strip().lower() in {"y", "yes"}
    except EOFError:
        return False


def _say_examination(examination: Examination, where: str) -> None:
    registry = examination.hosts.registry
    say(Painted(f"{registry} · credentials {where}", Colour.BOLD))
    say()
    if examination.credentials:
        table(_HEADERS, [indented(_row(row)) for row in examination.credentials])
    else:
        say(f"  No credential for {registry} was found; public packages can be pulled without one.")
    say()
    _say_control(examination.control)
    if examination.diagnoses:
        heading("Findings")
        say_diagnoses(examination.diagnoses)


def _say_settings(settings: Settings) -> None:
    """Say what is wrong in the person's own settings."""
    problems = list(settings.problems)
    if settings.keymap:
        from ghcr_wizard.tui.keymap import checked_keymap

        problems += checked_keymap(settings.keymap)[1]
    if problems:
        heading(f"Settings, {settings.path}")
    for problem in problems:
        say(" ", mark(Mark.CAUTION), problem)


def _say_control(control: Control | None) -> None:
    if control is None:
        say(mark(Mark.NOTE), "Anonymous pull not tested (use --package OWNER/NAME).")
    elif control.works:
        say(mark(Mark.GOOD), f"Anonymous pull of {control.package} works.")
    elif control.works is None:
        say(mark(Mark.CAUTION), f"Anonymous pull of {control.package} could not be tested.")
    else:
        say(mark(Mark.CAUTION), f"Anonymous pull of {control.package} failed.")


def _say_fixes(offered: tuple[Fix, ...]) -> None:
    if not offered:
        return
    heading("What to do")
    for fix in offered:
        say(" ", fix.command or f"{fix.summary} (ghcr-wizard doctor --fix does it)")
    if any(fix.edit is not None for fix in offered):
        say()
        say("Nothing was changed. To apply safe fixes, run: ghcr-wizard doctor --fix")


def _say_rest(examination: Examination) -> None:
    left = exit_status(examination.diagnoses, tested=True)
    say()
    words = "All errors fixed." if not left else "Some errors need manual fixes."
    say(mark(Mark.GOOD if not left else Mark.CAUTION), words)


def _row(row: Examined) -> list[Cell]:
    verdict = row.verdict.value if row.verdict else "not tested"
    colour = _COLOURS[row.verdict] if row.verdict else Colour.DIM
    whose = row.owner or row.found.username or "unknown"
    kind = KIND_NAMES[row.kind] if row.kind else ""
    unknown = "" if row.found.source is CredentialSource.STANDARD_INPUT else "nobody"
    used = ", ".join(client.value for client in row.wins_for) or unknown
    return [f"{_SOURCES[row.found.source]}{row.found.location}", whose, kind, Painted(verdict, colour), used]


def _document(credentials: tuple[Examined, ...], diagnoses: tuple[Diagnosis, ...]) -> dict[str, object]:
    """`ghcr-wizard.doctor/1`."""
    return {
        "schema": "ghcr-wizard.doctor/1",
        "credentials": [_credential(row) for row in credentials],
        "diagnoses": [diagnosis(row) for row in diagnoses],
    }


def _credential(row: Examined) -> dict[str, object]:
    return {
        "source": row.found.source.value,
        "location": row.found.location,
        "username": row.found.username,
        "token_kind": row.kind.value if row.kind else None,
        "verdict": row.verdict.value if row.verdict else CredentialVerdict.UNREACHABLE.value,
        "wins_for": [client.value for client in row.wins_for],
        "diagnoses": list(dict.fromkeys(each.code for each in row.diagnoses)),
    }
