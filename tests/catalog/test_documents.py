"""Listings as documents: whatever a name holds, what was written is read back by others."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghcr_wizard.catalog.documents import Format, ListingDocument, cells, columns, written
from ghcr_wizard.catalog.json_fields import package as package_fields
from ghcr_wizard.github.packages import Namespace, OwnerType, Package, Visibility

MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware
TEXTS = st.text(max_size=40)
PACKAGES = st.builds(
    Package,
    owner=st.sampled_from(["acme", "octocat"]),
    name=TEXTS,
    visibility=st.none() | st.sampled_from(Visibility),
    repository=st.none() | TEXTS,
    repository_private=st.none() | st.booleans(),
    version_count=st.none() | st.integers(0, 10_000),
    created_at=st.none() | MOMENTS,
    updated_at=st.none() | MOMENTS,
    url=st.none() | TEXTS,
)
ACME, OCTOCAT = Namespace("acme", OwnerType.ORGANIZATION), Namespace("octocat", OwnerType.USER)
BY_NAME = {"acme": ACME, "octocat": OCTOCAT}


def listing(packages: list[Package]) -> ListingDocument:
    rows = sorted(packages, key=lambda package: package.owner)
    return ListingDocument("ghcr.io", [(BY_NAME[row.owner], row) for row in rows], complete=True)


def text(packages: list[Package], style: Format) -> str:
    return "".join(written(listing(packages), style))


@given(st.lists(PACKAGES, max_size=6))
def test_json_holds_what_was_written_in_the_shape_of_packages(packages: list[Package]) -> None:
    document = json.loads(text(packages, Format.JSON))

    assert (document["schema"], document["registry"]) == ("ghcr-wizard.packages/1", "ghcr.io")
    assert (document["complete"], document["diagnoses"]) == (True, [])
    for owner in {package.owner for package in packages}:
        [namespace] = [row for row in document["namespaces"] if row["name"] == owner]
        assert namespace["type"] == BY_NAME[owner].type
        assert namespace["packages"] == [package_fields("ghcr.io", row) for row in packages if row.owner == owner]


@given(st.lists(PACKAGES, max_size=6))
def test_csv_is_read_back_by_a_csv_reader(packages: list[Package]) -> None:
    head, *rows = csv.reader(io.StringIO(text(packages, Format.CSV), newline=""), strict=True)

    assert len(rows) == len(packages)
    for (_, package), row in zip(listing(packages).packages, rows, strict=True):
        fields = dict(zip(head, row, strict=True))
        assert fields["name"].removeprefix("'") == package.name.removeprefix("'")
        assert fields["namespace"] == package.owner
        assert fields["version_count"] == ("" if package.version_count is None else str(package.version_count))


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_no_cell_of_csv_begins_as_a_formula(values: list[str]) -> None:
    [row] = csv.reader(io.StringIO(cells(values), newline=""), strict=True)

    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert [cell[cell != value :] for cell, value in zip(row, values, strict=True)] == values


@pytest.mark.parametrize("name", ['=HYPERLINK("http://evil")', "+1", "-2+3", "@SUM(A1)"])
def test_a_formula_is_disarmed(name: str) -> None:
    assert cells([name]).lstrip('"').startswith(f"'{name[0]}")


def test_lines_of_csv_end_as_the_standard_says() -> None:
    assert text([Package("acme", "api")], Format.CSV).endswith("ghcr.io/acme/api,,,,,,,\r\n")


def test_markdown_is_a_table_in_which_no_name_is_markup() -> None:
    odd = Package("acme", "a|b`c`<img>[x](y)", repository="acme/_x_\\")
    head, rule, row, end = text([odd], Format.MARKDOWN).split("\n")

    assert head.count("|") == rule.count("|") == 6
    assert "a\\|b\\`c\\`\\<img\\>\\[x\\]\\(y\\)" in row
    assert "acme/\\_x\\_\\\\" in row
    assert end == ""


@given(TEXTS.filter(lambda value: "\n" not in value))
def test_markdown_has_as_many_bars_as_columns(value: str) -> None:
    line = columns([value, value])

    bare = line.replace("\\\\", "").replace("\\|", "")
    assert bare.count("|") == 3


def test_an_incomplete_listing_says_so() -> None:
    document = json.loads("".join(written(ListingDocument("ghcr.io", [], complete=False), Format.JSON)))
    assert (document["complete"], document["namespaces"]) == (False, [])


@pytest.mark.parametrize("style", list(Format))
def test_a_hundred_thousand_packages_are_written_piece_by_piece(style: Format) -> None:
    when = datetime(2026, 11, 22, tzinfo=UTC)
    rows = [
        (ACME, Package("acme", f"p{n}", Visibility.PRIVATE, None, None, n, when, when, None)) for n in range(100_000)
    ]

    pieces = written(ListingDocument("ghcr.io", rows, complete=True), style)

    sizes = [len(piece) for piece in pieces]
    assert len(sizes) > 100_000
    assert max(sizes) < 1_000
