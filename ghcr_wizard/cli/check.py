"""`ghcr-wizard check`: test a token live and show what it can access."""

import argparse
from typing import Any

from ghcr_wizard.check.check import CheckRequest, check
from ghcr_wizard.check.events import CheckFinished, CheckProgressed, CheckStarted, ReportCompleted
from ghcr_wizard.check.report import TITLES, VERDICT_WORDS, CheckReport, CheckResult, CheckStatus, Verdict
from ghcr_wizard.check.verdict import anything_tested, exit_status
from ghcr_wizard.cli.common import Given, add_credential_options, asked_hosts, given_credential, stored_credentials
from ghcr_wizard.cli.documents import check as document
from ghcr_wizard.cli.documents import refused_check
from ghcr_wizard.cli.findings import heading, indented, say_diagnoses, say_step
from ghcr_wizard.cli.outcome import CommandError
from ghcr_wizard.cli.output import Cell, Colour, Mark, Painted, complain, mark, say, say_json, table
from ghcr_wizard.cli.progress import Progress
from ghcr_wizard.cli.references import add_namespace_option, add_package_option, namespaces, packages
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.cli.tracing import add_trace_options, traced
from ghcr_wizard.credentials.profile_file import ProfilesError
from ghcr_wizard.credentials.session import LONG_SECONDS, SECONDS, open_session
from ghcr_wizard.diagnosis.cause import Action, Severity
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.formatting import response_time
from ghcr_wizard.github.packages import Access, Namespace, OwnerType, PackageGrant
from ghcr_wizard.github.scopes import Purpose
from ghcr_wizard.rotation.comparison import package_count

_MARKS = {
    CheckStatus.PASS: mark(Mark.GOOD),
    CheckStatus.WARN: mark(Mark.CAUTION),
    CheckStatus.FAIL: mark(Mark.BAD),
    CheckStatus.SKIP: Painted("-", Colour.DIM),
}
_YES_NO = {Access.GRANTED: "yes", Access.DENIED: "no", Access.UNKNOWN: "not tested"}
_PUSH = {Access.GRANTED: "yes", Access.DENIED: "no", Access.UNKNOWN: "unknown", Access.UNTESTED: "not tested"}
_VERDICTS = {
    Verdict.OK: (Mark.GOOD, "a package was read, and nothing is in the way"),
    Verdict.LIMITED: (Mark.CAUTION, "a package was read; see the warnings and errors"),
    Verdict.UNVERIFIED: (Mark.CAUTION, "no package could be tested. Add one with --package OWNER/NAME"),
    Verdict.FAILED: (Mark.BAD, "nothing could be read"),
    Verdict.UNREACHABLE: (Mark.BAD, "GitHub's API or the registry could not be tested"),
}
_OPTIONS = {
    Action.NAME_PACKAGE: "add one with --package OWNER/NAME",
    Action.NAME_NAMESPACE: "add one with --namespace NAME",
    Action.TEST_PUSH: "--push tests it",
}
"""The options of what would lead further."""
_TITLE_WIDTH = max(len(title) for title in TITLES.values())


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's options."""
    parser = subparsers.add_parser("check", description="Test a token live and show what it can access. Read-only.")
    add_credential_options(parser)
    add_package_option(parser)
    add_namespace_option(parser)
    parser.add_argument("--all", action="store_true", help="test every package instead of a sample")
    parser.add_argument("--push", action="store_true", help="also test push: an empty upload is opened and cancelled")
    purposes = [purpose.value for purpose in Purpose]
    parser.add_argument(
        "--purpose", choices=purposes, default=Purpose.READ.value, help="what counts as missing and as too much"
    )
    add_trace_options(parser)


def refused(args: argparse.Namespace, _line: str, diagnoses: list[Diagnosis]) -> dict[str, object]:
    """The document of a test that could not begin, or was interrupted."""
    return refused_check(asked_hosts(args), diagnoses)


def run(args: argparse.Namespace) -> int:
    """Run the live test and print it; return the exit status."""
    return run_async(_run(args))


async def _run(args: argparse.Namespace) -> int:
    named = namespaces(args)
    given = await given_credential(args)
    request = CheckRequest(
        given.inspection, Purpose(args.purpose), packages(args, given.hosts), named, args.all, args.push
    )
    with traced(args, given):
        report = await _test(given, request, silent=args.json)
    await _remember(given, report)
    if args.json:
        say_json(document(report))
    else:
        _say_report(report)
    return exit_status(report.diagnoses, tested=anything_tested(report))


async def _test(given: Given, request: CheckRequest, *, silent: bool) -> CheckReport:
    seconds = LONG_SECONDS if request.everything else SECONDS
    progress = Progress(seconds)
    if not silent:
        whose = "no credential" if given.credential.is_anonymous else given.credential.username
        named = f" · profile {given.profile.name}" if given.profile else ""
        say(Painted(f"{given.hosts.registry} · {whose}{named}", Colour.BOLD))
        say()
    async with open_session(given.hosts, given.credential, seconds) as session:
        async for event in check(session, request):
            if isinstance(event, CheckStarted):
                progress.show(f"{TITLES[event.id]} …")
            elif isinstance(event, CheckProgressed):
                progress.show(f"{TITLES[event.id]}: {event.done} of {event.total}, {event.doing}")
            elif isinstance(event, CheckFinished):
                progress.clear()
                if not silent:
                    _say_check(event.result)
            elif isinstance(event, ReportCompleted):
                return event.report
    raise CommandError("the test ended without a report")


async def _remember(given: Given, report: CheckReport) -> None:
    """A profile keeps what its last test said; if that cannot be written, the test still stands."""
    if given.profile is None:
        return
    try:
        await stored_credentials().record_check(
            given.profile.name,
            report.checked_at,
            report.verdict.value,
            report.token.expires_at,
            packages=package_count(report),
            scopes=report.token.scopes,
        )
    except ProfilesError as error:
        complain(f"could not save the result: {error}")


def _say_check(row: CheckResult) -> None:
    time = Painted(response_time(row.milliseconds), Colour.DIM) if row.milliseconds is not None else ""
    text = "; ".join(part for part in (row.summary, _OPTIONS.get(row.action, "")) if part)
    summary = Painted(text, Colour.DIM) if row.status is CheckStatus.SKIP else text
    say(" ", _MARKS[row.status], TITLES[row.id].ljust(_TITLE_WIDTH), summary, time)


def _say_report(report: CheckReport) -> None:
    if report.namespaces:
        heading("Namespaces")
        table(("  Namespace", "Type", "Packages"), [indented(_namespace(row)) for row in report.namespaces])
    if report.packages:
        heading("Packages tested")
        headers = ("  Package", "Visibility", "Pull", "Push", "Anonymous")
        table(headers, [indented(_package(row)) for row in report.packages])
    if report.diagnoses:
        heading("Findings")
        say_diagnoses(report.diagnoses)
    sign, words = _VERDICTS[report.verdict]
    say()
    say(mark(sign), Painted(f"{VERDICT_WORDS[report.verdict]}: {words}.", Colour.BOLD))
    worst = next((row for row in report.diagnoses if row.severity is not Severity.INFO), None)
    if worst is not None:
        say_step(worst)


def _namespace(row: Namespace) -> list[Cell]:
    kind = "organization" if row.type is OwnerType.ORGANIZATION else "user" if row.type else "unknown"
    if row.locked:
        return [row.name, kind, Painted(f"hidden: {row.locked}", Colour.YELLOW)]
    return [row.name, kind, "not listed" if row.package_count is None else f"{row.package_count:,}"]


def _package(row: PackageGrant) -> list[Cell]:
    colours = {Access.GRANTED: Colour.GREEN, Access.DENIED: Colour.RED, Access.UNKNOWN: Colour.YELLOW}
    anonymous = {True: "yes", False: "no", None: "not tested"}[row.anonymous_pull]
    visibility = row.visibility.value if row.visibility else "unknown"
    return [row.name, visibility, Painted(_YES_NO[row.pull], colours[row.pull]), _PUSH[row.push], anonymous]
