"""Packages as a document that other programs read: JSON, CSV, Markdown. Pure; made a piece at a time.

JSON is that of `packages --json`. CSV follows RFC 4180. A text that a spreadsheet would take for a formula gets an
apostrophe in front (OWASP, "CSV Injection"); the only texts of others in here are names and addresses.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from ghcr_wizard.catalog.json_fields import PACKAGES_SCHEMA
from ghcr_wizard.catalog.json_fields import diagnosis as diagnosis_fields
from ghcr_wizard.catalog.json_fields import package as package_fields
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.packages import Namespace, Package

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#|~!&])")
_FIELDS = (
    "namespace",
    "type",
    "name",
    "reference",
    "visibility",
    "repository",
    "repository_visibility",
    "version_count",
    "created_at",
    "updated_at",
    "url",
)
_HEADINGS = ("Package", "Visibility", "Repository", "Versions", "Last push")


class Format(StrEnum):
    """How a listing is written."""

    JSON = "JSON"
    CSV = "CSV"
    MARKDOWN = "Markdown"

    @property
    def suffix(self) -> str:
        """What a file of it ends in."""
        return {"JSON": ".json", "CSV": ".csv", "Markdown": ".md"}[self.value]


@dataclass(frozen=True, slots=True)
class ListingDocument:
    """Packages in the order they are to be written.

    Attributes:
        registry: The registry's host.
        packages: Each with its namespace; those of one namespace follow each other.
        complete: Whether nothing was left out, by GitHub or by a filter.
        diagnoses: What is missing or odd.
    """

    registry: str
    packages: Iterable[tuple[Namespace, Package]]
    complete: bool
    diagnoses: tuple[Diagnosis, ...] = ()


def written(listing: ListingDocument, style: Format) -> Iterator[str]:
    """The listing in a format, in pieces of a package each."""
    writers = {Format.JSON: _json, Format.CSV: _csv, Format.MARKDOWN: _markdown}
    return writers[style](listing)


def cells(values: Sequence[object]) -> str:
    """A line of CSV: RFC 4180, safe to open in a spreadsheet."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_harmless(value) for value in values])
    return line.getvalue()


def columns(values: Iterable[object]) -> str:
    """A line of a Markdown table, in which nothing is markup."""
    return "| " + " | ".join(_MARKDOWN.sub(r"\\\1", _text(value)) for value in values) + " |\n"


def _json(listing: ListingDocument) -> Iterator[str]:
    yield f'{{"schema": {json.dumps(PACKAGES_SCHEMA)}, "registry": {json.dumps(listing.registry)}, '
    yield f'"complete": {json.dumps(listing.complete)},\n"namespaces": ['
    grouped = groupby(listing.packages, key=lambda pair: pair[0])
    for place, (namespace, pairs) in enumerate(grouped):
        kind = namespace.type.value if namespace.type else None
        yield "," if place else ""
        yield f'\n {{"name": {json.dumps(namespace.name)}, "type": {json.dumps(kind)}, "packages": ['
        for number, (_, package) in enumerate(pairs):
            row = json.dumps(package_fields(listing.registry, package), ensure_ascii=False)
            yield f"{',' if number else ''}\n  {row}"
        yield "]}"
    diagnoses = json.dumps([diagnosis_fields(row) for row in listing.diagnoses], ensure_ascii=False)
    yield f'],\n"diagnoses": {diagnoses}}}\n'


def _csv(listing: ListingDocument) -> Iterator[str]:
    yield cells(_FIELDS)
    for namespace, package in listing.packages:
        fields: Mapping[str, object] = {
            "namespace": namespace.name,
            "type": namespace.type.value if namespace.type else None,
            **package_fields(listing.registry, package),
        }
        yield cells([fields[name] for name in _FIELDS])


def _markdown(listing: ListingDocument) -> Iterator[str]:
    yield columns(_HEADINGS)
    yield "| --- | --- | --- | ---: | --- |\n"
    for _, package in listing.packages:
        fields = package_fields(listing.registry, package)
        names = ("reference", "visibility", "repository", "version_count", "updated_at")
        yield columns([fields[name] for name in names])


def _harmless(value: object) -> str:
    if not isinstance(value, str):
        return _text(value)
    return f"'{value}" if value.startswith(_FORMULA) else value


def _text(value: object) -> str:
    return "" if value is None else str(value)
