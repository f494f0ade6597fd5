"""What the tree says of a catalog that was remembered and is renewed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ghcr_wizard.catalog.tree import ROOTS, PackageChange, PackageIndex, TreeFilter, flatten, namespace_key
from ghcr_wizard.github.packages import Access, Namespace, OwnerType, Package, Visibility

NOW = datetime(2025, 11, 22, 12, tzinfo=UTC)
OPEN = {*ROOTS, namespace_key("acme")}
ACME = Namespace("acme", OwnerType.ORGANIZATION, Access.GRANTED)


def package(name: str, **more: object) -> Package:
    return Package("acme", name, Visibility.PRIVATE, created_at=NOW, updated_at=NOW, **more)  # type: ignore[arg-type]


REMEMBERED = [package(name) for name in ("api", "docs", "mail", "web")]


def remembered() -> PackageIndex:
    index = PackageIndex()
    index.add_namespace(ACME, loading=True)
    index.remember("acme", REMEMBERED)
    return index


def outline(
    index: PackageIndex, query: str = "", tree_filter: TreeFilter | None = None
) -> list[tuple[str, str | None]]:
    """Return what stands below acme: labels, and what became of each."""
    rows = flatten(index, OPEN, query, tree_filter or TreeFilter())
    return [(row.label, row.change and row.change.value) for row in rows if row.depth > 1]


def test_what_is_remembered_is_shown_at_once_and_nothing_of_it_is_said_to_have_changed() -> None:
    index = remembered()

    assert outline(index) == [("api", None), ("docs", None), ("mail", None), ("web", None)]
    assert next(row.detail for row in flatten(index, OPEN) if row.label == "acme") == "refreshing…"
    assert index.changed == 0


def renewed() -> PackageIndex:
    index = remembered()
    pushed = replace(REMEMBERED[0], updated_at=NOW + timedelta(hours=1), version_count=3)
    altered = replace(REMEMBERED[1], visibility=Visibility.PUBLIC)
    index.renew("acme", [pushed, altered, REMEMBERED[3], package("zoo")])
    index.add_namespace(ACME)
    return index


def test_new_pushed_altered_and_gone_packages_are_told_apart_and_counted() -> None:
    index = renewed()

    found = [("api", "pushed"), ("docs", "altered"), ("web", None), ("zoo", "new"), ("1 gone", "gone")]
    assert outline(index) == found
    assert index.changed == 4
    assert index.change(REMEMBERED[2]) is PackageChange.GONE
    assert index.change(REMEMBERED[3]) is None


def test_the_tree_narrows_to_what_changed() -> None:
    index = renewed()
    index.add_namespace(Namespace("quiet", OwnerType.ORGANIZATION, Access.GRANTED))
    index.add_packages("quiet", [Package("quiet", "still", created_at=NOW)])

    rows = flatten(index, OPEN, "", TreeFilter(changed=True))

    assert [row.label for row in rows] == ["Organizations", "acme", "api", "docs", "zoo", "1 gone"]
    assert outline(index, "'mail", TreeFilter(changed=True)) == [("1 gone", "gone"), ("mail", "gone")]


def test_of_an_unread_page_the_remembered_stay_and_are_said_to_be_old() -> None:
    index = remembered()
    index.renew("acme", REMEMBERED[:2], REMEMBERED[2:])
    index.add_namespace(replace(ACME, complete=False, missing_pages=(2,)))

    found = [("api", None), ("docs", None), ("mail", "old"), ("web", "old"), ("page 2 could not be read", None)]
    assert outline(index) == found
    assert index.changed == 0
    assert flatten(index, OPEN, "", TreeFilter(changed=True)).shown == 0


def test_nothing_is_said_to_be_gone_where_not_everything_was_listed() -> None:
    for namespace in (replace(ACME, complete=False), replace(ACME, listing=Access.DENIED)):
        index = remembered()
        index.renew("acme", [])
        index.add_namespace(namespace)

        assert index.changed == 0


def test_a_namespace_that_is_gone_is_named() -> None:
    index = remembered()
    index.remove_namespace("acme")

    labels = [row.label for row in flatten(index, OPEN)]

    assert labels[-1] == "acme is gone"
    index.add_namespace(ACME)
    assert "acme is gone" not in [row.label for row in flatten(index, OPEN)]


def test_a_package_that_a_person_named_is_neither_taken_away_nor_new() -> None:
    index = remembered()
    index.add_packages("acme", [Package("acme", "hidden")])
    index.renew("acme", REMEMBERED)
    index.add_namespace(ACME)

    assert ("hidden", None) in outline(index)
    assert index.changed == 0


def test_renewing_once_more_compares_with_what_was_remembered_first() -> None:
    index = renewed()
    shown = index.packages("acme")
    index.remember("acme", shown)
    index.renew("acme", shown)

    assert index.changed == 4
