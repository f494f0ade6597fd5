"""`ghcr-wizard packages`: list what a credential can see, by namespace."""

import argparse
import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ghcr_wizard.cli.common import Given, add_credential_options, given_credential
from ghcr_wizard.cli.documents import packages as document
from ghcr_wizard.cli.findings import heading, indented, say_diagnoses
from ghcr_wizard.cli.outcome import DONE, REFUSED, UNREACHABLE
from ghcr_wizard.cli.output import Cell, Colour, Mark, Painted, mark, say, say_json, table
from ghcr_wizard.cli.progress import Progress
from ghcr_wizard.cli.references import add_namespace_option, namespaces
from ghcr_wizard.domain.diagnoses import Diagnosis, worst_first
from ghcr_wizard.domain.durations import age
from ghcr_wizard.domain.packages import Namespace, OwnerType, Package, Verdict, Visibility
from ghcr_wizard.domain.rules import NETWORK_CODES, THROTTLED_CODES
from ghcr_wizard.operations.catalog import CatalogRequest, catalog
from ghcr_wizard.operations.events import CatalogCompleted, CatalogDiagnosed, NamespaceFound, PackagesListed
from ghcr_wizard.operations.session import open_session

_HEADERS = ("  Package", "Visibility", "Versions", "Last push", "Repository")
_COLOURS = {Visibility.PUBLIC: Colour.GREEN, Visibility.INTERNAL: Colour.YELLOW, Visibility.PRIVATE: Colour.RED}


@dataclass(slots=True)
class _Seen:
    """What arrived so far."""

    namespaces: dict[str, Namespace] = field(default_factory=dict)
    packages: dict[str, list[Package]] = field(default_factory=dict)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    complete: bool = False

    @property
    def count(self) -> int:
        return sum(len(rows) for rows in self.packages.values())

    def in_order(self) -> list[Namespace]:
        """Users first, then organizations, each by name."""
        return sorted(self.namespaces.values(), key=lambda row: (row.type is OwnerType.ORGANIZATION, row.name.lower()))


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's options."""
    parser = subparsers.add_parser("packages", description="List the packages a credential can see, by namespace.")
    add_credential_options(parser)
    add_namespace_option(parser)
    parser.add_argument("--refresh", action="store_true", help="ask for everything anew")


def refused(args: argparse.Namespace, _line: str, diagnosis: Diagnosis | None) -> dict[str, object] | None:
    """The document of a listing that could not begin, where that has a code."""
    return document(args.registry, (), {}, [diagnosis], complete=False) if diagnosis else None


def run(args: argparse.Namespace) -> int:
    """List the packages and print them; return the exit status."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    named = namespaces(args)
    given = await given_credential(args)
    seen = await _list(given, named)
    for rows in seen.packages.values():
        rows.sort(key=lambda row: row.name)
    diagnoses = worst_first(seen.diagnoses)
    registry = given.hosts.registry
    if args.json:
        say_json(document(registry, seen.in_order(), seen.packages, diagnoses, complete=seen.complete))
    else:
        _say(seen, diagnoses, anonymous=given.credential.is_anonymous)
    return _status(seen, anonymous=given.credential.is_anonymous)


async def _list(given: Given, named: tuple[str, ...]) -> _Seen:
    seen, progress = _Seen(), Progress()
    request = CatalogRequest(given.judgement.kind, named, only_named=bool(named))
    async with open_session(given.hosts, given.credential) as session:
        async for event in catalog(session, request):
            if isinstance(event, NamespaceFound):
                seen.namespaces[event.namespace.name] = event.namespace
            elif isinstance(event, PackagesListed):
                seen.packages.setdefault(event.namespace, []).extend(event.packages)
                progress.show(f"{seen.count:,} packages, {event.namespace}")
            elif isinstance(event, CatalogDiagnosed):
                seen.diagnoses.append(event.diagnosis)
            elif isinstance(event, CatalogCompleted):
                seen.complete = event.complete
    progress.clear()
    return seen


def _status(seen: _Seen, *, anonymous: bool) -> int:
    """0 if something could be listed or there is nothing; else 3 for the servers' fault, 1 for the credential's."""
    rows = seen.namespaces.values()
    if any(row.listing is Verdict.GRANTED for row in rows):
        return DONE
    codes = {row.code for row in seen.diagnoses if row.severity != "info"}
    if codes and codes <= NETWORK_CODES | THROTTLED_CODES:
        return UNREACHABLE
    return REFUSED if codes or rows or anonymous else DONE


def _say(seen: _Seen, diagnoses: list[Diagnosis], *, anonymous: bool) -> None:
    now = datetime.now(UTC)
    for row in seen.in_order():
        kind = "organization" if row.type is OwnerType.ORGANIZATION else "user"
        packages = seen.packages.get(row.name, [])
        heading(f"{row.name} ({kind}) · {_amount(row, packages)}")
        if packages:
            table(_HEADERS, [indented(_package(package, now)) for package in packages])
    if anonymous and not seen.namespaces:
        say("Without a token GitHub's API lists no packages; “ghcr-wizard check --anonymous --package OWNER/NAME”")
        say("tells whether a package can be pulled.")
    if diagnoses:
        heading("What was found")
        say_diagnoses(diagnoses)
    say()
    whole = "complete" if seen.complete else "not complete: something was left out"
    say(mark(Mark.GOOD if seen.complete else Mark.CAUTION), f"{seen.count:,} packages, {whole}")


def _amount(row: Namespace, packages: list[Package]) -> str:
    if row.locked:
        return f"hidden: {row.locked}"
    return f"{len(packages):,} packages" + ("" if row.complete else ", some pages are missing")


def _package(row: Package, now: datetime) -> list[Cell]:
    visibility: Cell = "unknown"
    if row.visibility is not None:
        visibility = Painted(row.visibility.value, _COLOURS[row.visibility])
    repository = row.repository or "none"
    if row.differs_from_repository:
        repository += " (private)" if row.repository_private else " (public)"
    versions = "" if row.version_count is None else str(row.version_count)
    return [row.name, visibility, versions, age(row.updated_at, now), repository]
