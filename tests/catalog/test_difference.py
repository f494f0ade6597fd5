"""Two listings compared: each package is in exactly one place, and nothing is claimed that is not known."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghcr_wizard.catalog.difference import Difference, Seen, difference
from ghcr_wizard.catalog.difference_text import sections, written_difference
from ghcr_wizard.catalog.documents import Format
from ghcr_wizard.github.packages import Access, Namespace, OwnerType, Package, Visibility

ACME = Namespace("acme", OwnerType.ORGANIZATION, Access.GRANTED)
API = Package("acme", "api", Visibility.PRIVATE)


def seen(*packages: Package, namespace: Namespace | None = ACME, complete: bool = True) -> Seen:
    namespaces = {namespace.name: namespace} if namespace else {}
    return Seen({package.full_name.lower(): package for package in packages}, namespaces, complete)


NAMES = st.frozensets(st.sampled_from("abcdefgh"))


@given(NAMES, NAMES)
def test_every_package_is_in_one_place(mine: frozenset[str], theirs: frozenset[str]) -> None:
    here, there = (seen(*(replace(API, name=name) for name in names)) for names in (mine, theirs))

    found = difference(here, there)
    mirror = difference(there, here)

    assert {row.package.name for row in found.only_here} == mine - theirs
    assert {row.package.name for row in found.only_there} == theirs - mine
    assert (found.same, found.differing) == (len(mine & theirs), ())
    assert (mirror.only_here, mirror.only_there) == (found.only_there, found.only_here)


@pytest.mark.parametrize(
    ("there", "certain"),
    [
        (seen(), True),
        (seen(namespace=None), True),
        (seen(namespace=None, complete=False), False),
        (seen(namespace=replace(ACME, complete=False), complete=False), False),
        (seen(namespace=replace(ACME, locked="single sign-on"), complete=False), False),
        (seen(namespace=replace(ACME, listing=Access.DENIED)), False),
    ],
)
def test_what_an_incomplete_listing_lacks_is_not_certain(there: Seen, certain: bool) -> None:
    [row] = difference(seen(API), there).only_here

    assert row.certain is certain


@pytest.mark.parametrize(
    ("mine", "theirs", "how"),
    [
        (API, replace(API, visibility=Visibility.PUBLIC), "private here, public there"),
        (replace(API, repository="acme/api"), API, "repository acme/api here, none shown there"),
    ],
)
def test_what_is_seen_differently_says_how(mine: Package, theirs: Package, how: str) -> None:
    found = difference(seen(mine), seen(theirs))

    assert [row.how for row in found.differing] == [(how,)]
    assert found.same == 0


def test_a_pull_that_only_one_can_do_is_a_difference_once_both_were_tried() -> None:
    here, there = replace(seen(API), pulls={"acme/api": Access.GRANTED}), seen(API)

    assert difference(here, there).differing == ()
    tried = replace(there, pulls={"acme/api": Access.DENIED})
    assert [row.how for row in difference(here, tried).differing] == [("can be pulled here, not there",)]


def test_nobody_sees_what_is_public_and_nothing_else() -> None:
    public = Package("acme", "web", Visibility.PUBLIC)
    unknown = Package("acme", "odd")

    found = difference(seen(API, public, unknown), Seen(anonymous=True))

    assert [(row.package.name, row.certain) for row in found.only_here] == [("api", True), ("odd", False)]
    assert (found.only_there, found.same) == ((), 1)


def a_difference() -> Difference:
    odd = Package("acme", "=odd|name", Visibility.PUBLIC)
    return difference(seen(API, odd), seen(replace(API, visibility=None), Package("acme", "extra"), complete=False))


def test_a_difference_is_written_and_read_back() -> None:
    found = a_difference()
    texts = {style: "".join(written_difference(found, "main", "ci", "ghcr.io", style)) for style in Format}

    document = json.loads(texts[Format.JSON])
    assert (document["here"], document["there"], document["there_complete"]) == ("main", "ci", False)
    assert [(row["name"], row["listed_by"]) for row in document["packages"]] == [
        ("=odd|name", "here"),
        ("extra", "there"),
        ("api", "both"),
    ]
    rows = list(csv.DictReader(io.StringIO(texts[Format.CSV], newline=""), strict=True))
    assert [row["listed_by"] for row in rows] == ["main", "ci", "both"]
    assert texts[Format.MARKDOWN].count("\n") == 5
    assert "odd\\|name" in texts[Format.MARKDOWN]


def test_a_public_package_says_that_anybody_can_pull_it() -> None:
    only_here, only_there, differing = sections(a_difference(), "main", "ci")

    assert only_here.rows[0].note == "public: anybody can pull it by its name"
    assert only_there.title == "Only with ci"
    assert differing.rows[0].note == "private here, visibility not shown there"
