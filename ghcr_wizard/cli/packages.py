"""`ghcr-wizard packages`: list what a credential can see, by namespace."""

import argparse
from datetime import UTC, datetime
from typing import Any

from ghcr_wizard.catalog.cache import CatalogCache
from ghcr_wizard.catalog.catalog import CatalogRequest, catalog
from ghcr_wizard.cli.common import Given, add_credential_options, asked_hosts, given_credential
from ghcr_wizard.cli.documents import packages as document
from ghcr_wizard.cli.findings import heading, indented, say_diagnoses
from ghcr_wizard.cli.outcome import DONE, REFUSED, UNREACHABLE
from ghcr_wizard.cli.output import Cell, Colour, Mark, Painted, mark, say, say_json, table
from ghcr_wizard.cli.progress import Progress
from ghcr_wizard.cli.references import add_namespace_option, namespaces
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.cli.snapshot import CatalogSnapshot, ListedPackages
from ghcr_wizard.cli.tracing import add_trace_options, traced
from ghcr_wizard.credentials.session import LONG_SECONDS, open_session
from ghcr_wizard.diagnosis.cause import UNANSWERED, Severity
from ghcr_wizard.diagnosis.model import Diagnosis, worst_first
from ghcr_wizard.formatting import age
from ghcr_wizard.github.packages import Access, Namespace, OwnerType, Package, Visibility
from ghcr_wizard.paths import NoHomeError, Paths

_HEADERS = ("  Package", "Visibility", "Versions", "Last push", "Repository")
_MOST_NUMBERS = 8
_COLOURS = {Visibility.PUBLIC: Colour.GREEN, Visibility.INTERNAL: Colour.YELLOW, Visibility.PRIVATE: Colour.RED}


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's options."""
    parser = subparsers.add_parser("packages", description="List the packages a credential can see, by namespace.")
    add_credential_options(parser)
    add_namespace_option(parser)
    parser.add_argument("--refresh", action="store_true", help="reload everything")
    add_trace_options(parser)


def refused(args: argparse.Namespace, _line: str, diagnoses: list[Diagnosis]) -> dict[str, object]:
    """The document of a listing that could not begin, or was interrupted."""
    return document(asked_hosts(args), (), {}, diagnoses, complete=False)


def run(args: argparse.Namespace) -> int:
    """List the packages and print them; return the exit status."""
    return run_async(_run(args))


async def _run(args: argparse.Namespace) -> int:
    named = namespaces(args)
    given = await given_credential(args)
    request = CatalogRequest(given.inspection.kind, named, only_named=bool(named), refresh=args.refresh)
    with traced(args, given):
        seen = await _list(given, request)
    diagnoses, listed = worst_first(seen.diagnoses), seen.listed
    if args.json:
        rows, packages = listed.in_order(), listed.sorted_packages()
        say_json(document(given.hosts, rows, packages, diagnoses, complete=seen.complete))
    else:
        _say(seen, diagnoses, anonymous=given.credential.is_anonymous)
    return _status(seen, anonymous=given.credential.is_anonymous)


async def _list(given: Given, request: CatalogRequest) -> CatalogSnapshot:
    seen, progress = CatalogSnapshot(), Progress(LONG_SECONDS)
    progress.show(seen.progress())
    async with open_session(given.hosts, given.credential, LONG_SECONDS) as session:
        async for event in catalog(session, request, cache=_cache()):
            seen.take(event)
            progress.show(seen.progress())
    progress.clear()
    return seen


def _cache() -> CatalogCache | None:
    try:
        return CatalogCache(Paths.standard().cache)
    except NoHomeError:
        return None


def _status(seen: CatalogSnapshot, *, anonymous: bool) -> int:
    """0 if something could be listed or there is nothing; else 3 for the servers' fault, 1 for the credential's."""
    rows = seen.listed.namespaces.values()
    if any(row.listing is Access.GRANTED for row in rows) or seen.listed.count:
        return DONE
    families = {row.family for row in seen.diagnoses if row.severity is not Severity.INFO}
    if families and families <= UNANSWERED:
        return UNREACHABLE
    return REFUSED if families or rows or anonymous else DONE


def _say(seen: CatalogSnapshot, diagnoses: list[Diagnosis], *, anonymous: bool) -> None:
    now = datetime.now(UTC)
    listed = seen.remembered if seen.offline else seen.listed
    _say_listed(listed, now)
    if anonymous and not listed.namespaces:
        say("GitHub's API lists no packages anonymously. To test whether one can be pulled, run:")
        say("  ghcr-wizard check --anonymous --package OWNER/NAME")
    if diagnoses:
        heading("Findings")
        say_diagnoses(diagnoses)
    say()
    if seen.offline:
        say(
            mark(Mark.CAUTION),
            f"{listed.count:,} packages (cached {age(seen.offline, now)} ago; GitHub is unreachable)",
        )
    else:
        whole = "complete" if seen.complete else "incomplete list"
        say(mark(Mark.GOOD if seen.complete else Mark.CAUTION), f"{listed.count:,} packages, {whole}")


def _say_listed(listed: ListedPackages, now: datetime) -> None:
    every = listed.sorted_packages()
    for row in listed.in_order():
        kind = "organization" if row.type is OwnerType.ORGANIZATION else "user"
        packages = every.get(row.name, [])
        heading(f"{row.name} ({kind}) · {_amount(row, packages)}")
        if packages:
            table(_HEADERS, [indented(_package(package, now)) for package in packages])


def _amount(row: Namespace, packages: list[Package]) -> str:
    if row.locked:
        return f"hidden: {row.locked}"
    if row.listing is Access.DENIED:
        return f"{len(packages):,} packages found via repositories"
    missing = f", pages missing: {_numbers(row.missing_pages)}" if row.missing_pages else ""
    return f"{len(packages):,} packages{missing}"


def _numbers(pages: tuple[int, ...]) -> str:
    shown = ", ".join(str(page) for page in pages[:_MOST_NUMBERS])
    return shown if len(pages) <= _MOST_NUMBERS else f"{shown} and {len(pages) - _MOST_NUMBERS} more"


def _package(row: Package, now: datetime) -> list[Cell]:
    visibility: Cell = "unknown"
    if row.visibility is not None:
        visibility = Painted(row.visibility.value, _COLOURS[row.visibility])
    repository = row.repository or "none"
    if row.differs_from_repository:
        repository += " (private)" if row.repository_private else " (public)"
    versions = "" if row.version_count is None else str(row.version_count)
    return [row.name, visibility, versions, age(row.updated_at, now), repository]
