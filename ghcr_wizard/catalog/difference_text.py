"""A difference between two listings as rows, and as a document that other programs read. Pure; piece by piece."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from ghcr_wizard.catalog.difference import Difference, OneSided
from ghcr_wizard.catalog.documents import Format, cells, columns
from ghcr_wizard.catalog.json_fields import package as package_fields
from ghcr_wizard.github.packages import Package

_HEADINGS = ("Package", "Listed by", "Visibility", "Note")


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One package that is not seen alike.

    Attributes:
        package: As the first sees it, or the only one.
        sides: Who lists it.
        note: What has to be known about it.
        certain: Whether the other listing is complete where it would be.
        brief: The note where there is little room.
    """

    package: Package
    sides: str
    note: str
    certain: bool = True
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one sort under a heading."""

    title: str
    rows: tuple[DifferenceRow, ...]


def sections(found: Difference, here: str, there: str) -> tuple[Section, ...]:
    """The three sorts of rows.

    Args:
        found: The difference.
        here: What the first is called.
        there: What the second is called.
    """
    differing = tuple(DifferenceRow(row.here, "both", "; ".join(row.how), brief="differs") for row in found.differing)
    return (
        Section(f"Only with {here}", tuple(_alone(row, here, there) for row in found.only_here)),
        Section(f"Only with {there}", tuple(_alone(row, there, here) for row in found.only_there)),
        Section("Different", differing),
    )


def written_difference(found: Difference, here: str, there: str, registry: str, style: Format) -> Iterator[str]:
    """The difference in a format."""
    rows = [row for section in sections(found, here, there) for row in section.rows]
    if style is Format.JSON:
        return _json(found, rows, here, there, registry)
    return _csv(rows, registry) if style is Format.CSV else _markdown(rows, registry)


def _alone(row: OneSided, one: str, other: str) -> DifferenceRow:
    note = "" if row.certain else f"not listed for {other}, but that listing is incomplete"
    if row.anybody_pulls:
        note = f"{note}; public" if note else "public: anybody can pull it by its name"
    brief = "" if row.certain else "may be there too"
    return DifferenceRow(row.package, one, note, row.certain, brief)


def _json(found: Difference, rows: list[DifferenceRow], here: str, there: str, registry: str) -> Iterator[str]:
    head = {"here": here, "there": there, "here_complete": found.here_complete, "there_complete": found.there_complete}
    yield f'{{"registry": {json.dumps(registry)}, '
    yield json.dumps({**head, "alike": found.same}, ensure_ascii=False)[1:-1]
    yield ', "packages": ['
    for place, row in enumerate(rows):
        sides = "both" if row.sides == "both" else "here" if row.sides == here else "there"
        fields = {"listed_by": sides, "certain": row.certain, "note": row.note, **package_fields(registry, row.package)}
        yield f"{',' if place else ''}\n {json.dumps(fields, ensure_ascii=False)}"
    yield "]}\n"


def _csv(rows: list[DifferenceRow], registry: str) -> Iterator[str]:
    yield cells(("reference", "listed_by", "visibility", "certain", "note"))
    for row in rows:
        fields = package_fields(registry, row.package)
        yield cells((fields["reference"], row.sides, fields["visibility"], "yes" if row.certain else "no", row.note))


def _markdown(rows: list[DifferenceRow], registry: str) -> Iterator[str]:
    yield columns(_HEADINGS)
    yield "| --- | --- | --- | --- |\n"
    for row in rows:
        fields = package_fields(registry, row.package)
        yield columns((fields["reference"], row.sides, fields["visibility"], row.note))
