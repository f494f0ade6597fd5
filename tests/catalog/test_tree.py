"""The package tree without a screen: what is shown, in which order, under which key."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghcr_wizard.catalog.tree import (
    NAMED,
    ORGANIZATIONS,
    ROOTS,
    USERS,
    Fold,
    Key,
    Order,
    PackageIndex,
    RowKind,
    Rows,
    Tag,
    TreeFilter,
    TreeRow,
    flatten,
    folder_key,
    namespace_key,
    package_key,
    tag_key,
)
from ghcr_wizard.github.packages import Access, Namespace, OwnerType, Package, Visibility

NOW = datetime(2025, 11, 22, 12, tzinfo=UTC)
OPEN_ROOTS = frozenset(ROOTS)


def listed(name: str, kind: OwnerType = OwnerType.ORGANIZATION, **more: object) -> Namespace:
    return Namespace(name, kind, Access.GRANTED, **more)  # type: ignore[arg-type]


def index_of(**names: str) -> PackageIndex:
    """Return an index of organizations, each with the packages named, by blanks."""
    index = PackageIndex()
    for owner, text in names.items():
        index.add_namespace(listed(owner))
        index.add_packages(owner, [dated(owner, name) for name in text.split()])
    return index


def dated(owner: str, name: str) -> Package:
    """Return a package as GitHub lists it: never without its dates."""
    return Package(owner, name, created_at=NOW)


def drawn(rows: Iterable[TreeRow]) -> list[str]:
    """Return the rows as an outline, two blanks a level."""
    return ["  " * row.depth + row.label for row in rows]


def everything_open(index: PackageIndex) -> set[Key]:
    """Return the keys of all rows that can be open, packages apart."""
    opened: set[Key] = set(ROOTS)
    while closed := {
        row.key for row in flatten(index, opened) if row.fold is Fold.COLLAPSED and row.kind is not RowKind.PACKAGE
    }:
        opened |= closed
    return opened


def below(rows: Rows, name: str) -> list[str]:
    """Return the outline below a namespace."""
    place = rows.find(namespace_key(name))
    assert place is not None
    inside = []
    for row in list(rows)[place + 1 :]:
        if row.depth < 2:
            break
        inside.append("  " * (row.depth - 2) + row.label)
    return inside


def test_two_roots_hold_the_namespaces_sorted_without_regard_to_case() -> None:
    index = PackageIndex()
    for name in ("beta", "Alpha", "gamma"):
        index.add_namespace(listed(name))
    index.add_namespace(listed("octocat", OwnerType.USER))

    assert drawn(flatten(index, OPEN_ROOTS)) == ["Users", "  octocat", "Organizations", "  Alpha", "  beta", "  gamma"]


def test_a_namespace_of_unknown_type_gets_a_third_root() -> None:
    index = index_of(acme="api")
    index.add_namespace(Namespace("stranger"))

    assert drawn(flatten(index, {NAMED})) == ["Users", "Organizations", "Added manually", "  stranger"]


def test_an_empty_index_has_no_rows() -> None:
    assert len(flatten(PackageIndex(), OPEN_ROOTS)) == 0


@pytest.mark.parametrize(
    ("names", "outline"),
    [
        ("web api", ["api", "web"]),
        ("team/web api", ["api", "team/web"]),
        ("team/web team/api zoo", ["team/", "  api", "  web", "zoo"]),
        ("team/web team/api team team-x", ["team", "team/", "  api", "  web", "team-x"]),
        ("a/b/c a/b/d a/e", ["a/", "  b/", "    c", "    d", "  e"]),
        ("a/b/c a/x", ["a/", "  b/c", "  x"]),
        ("a/b a/b/c a/d", ["a/", "  b", "  b/c", "  d"]),
        ("a/b a/b/c a/b/d", ["a/", "  b", "  b/", "    c", "    d"]),
        ("/".join("abcdefghijk") + "/x " + "/".join("abcdefghijk") + "/y", None),
    ],
)
def test_names_that_share_a_segment_fold_under_it(names: str, outline: list[str] | None) -> None:
    index = index_of(acme=names)

    shown = below(flatten(index, everything_open(index)), "acme")

    if outline is None:
        outline = ["  " * depth + f"{'abcdefgh'[depth]}/" for depth in range(8)] + [
            " " * 16 + f"i/j/k/{x}" for x in "xy"
        ]
    assert shown == outline


def test_a_closed_folder_hides_what_is_in_it_and_says_how_many() -> None:
    index = index_of(acme="team/tools/a team/tools/b team/web zoo")
    rows = flatten(index, OPEN_ROOTS | {namespace_key("acme"), folder_key("acme", "team/tools")})

    assert below(rows, "acme") == ["team/", "zoo"]
    place = rows.find(folder_key("acme", "team"))
    assert place is not None
    assert (rows[place].fold, rows[place].count) == (Fold.COLLAPSED, 3)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("WEB", ["acme/team/web", "acme/webhooks", "openco/web"]),
        ("acme web", ["acme/team/web", "acme/webhooks"]),
        ("web acme", ["acme/team/web", "acme/webhooks"]),
        ("me/te", ["acme/team/api", "acme/team/web"]),
        ("team/w", ["acme/team/web"]),
        ("   ", ["acme/team/api", "acme/team/web", "acme/webhooks", "openco/web"]),
        ("nothing", []),
    ],
)
def test_a_search_finds_packages_in_which_every_word_occurs(query: str, found: list[str]) -> None:
    index = index_of(acme="team/web team/api webhooks", openco="web")

    rows = flatten(index, everything_open(index), query)

    assert [row.subject.full_name for row in rows if isinstance(row.subject, Package)] == found
    assert (rows.shown, rows.total) == (len(found), 4)


def test_a_search_opens_what_holds_a_match_and_counts_it() -> None:
    index = index_of(acme="team/web team/api webhooks", openco="api")

    rows = list(flatten(index, frozenset(), "web"))

    assert drawn(rows) == ["Organizations", "  acme", "    team/", "      web", "    webhooks"]
    assert {row.fold for row in rows[:3]} == {Fold.EXPANDED}
    assert [(row.count, row.total) for row in rows[:3]] == [(2, 4), (2, 3), (1, 2)]


def test_a_search_finds_a_locked_namespace_by_its_name() -> None:
    index = index_of(acme="web")
    index.add_namespace(Namespace("sealed", OwnerType.ORGANIZATION, locked="single sign-on"))

    assert drawn(flatten(index, OPEN_ROOTS, "seal")) == ["Organizations", "  sealed"]
    assert flatten(index, OPEN_ROOTS, "web").hidden == 1


@pytest.mark.parametrize(
    ("namespace", "loading", "kind", "detail", "note"),
    [
        (Namespace("x", locked="single sign-on"), False, RowKind.LOCKED, "locked: single sign-on", None),
        (Namespace("x", listing=Access.DENIED), False, RowKind.LOCKED, "locked: no right to list", None),
        (Namespace("x", listing=Access.GRANTED, package_count=0), False, RowKind.NAMESPACE, "", "no packages"),
        (Namespace("x"), False, RowKind.NAMESPACE, "", "not listed yet"),
        (Namespace("x", complete=False), True, RowKind.NAMESPACE, "loading…", "loading…"),
        (Namespace("x", complete=False), False, RowKind.NAMESPACE, "incomplete", "some pages failed to load"),
        (
            Namespace("x", package_count=9, complete=False),
            False,
            RowKind.NAMESPACE,
            "incomplete",
            "9 more failed to load",
        ),
    ],
)
def test_what_is_hidden_missing_or_unknown_never_looks_empty(
    namespace: Namespace, loading: bool, kind: RowKind, detail: str, note: str | None
) -> None:
    index = PackageIndex()
    index.add_namespace(namespace, loading=loading)

    rows = list(flatten(index, OPEN_ROOTS | {namespace_key("x")}))

    row = next(row for row in rows if row.label == "x")
    assert (row.kind, row.detail) == (kind, detail)
    assert [row.label for row in rows if row.depth == 2] == ([] if note is None else [note])
    assert (row.count is None) == (note != "no packages")


def test_a_gap_stands_after_the_packages_that_arrived() -> None:
    index = PackageIndex()
    index.add_namespace(listed("acme", package_count=5, complete=False))
    index.add_packages("acme", [Package("acme", "api"), Package("acme", "web")])

    rows = list(flatten(index, OPEN_ROOTS | {namespace_key("acme")}))

    assert drawn(rows)[-3:] == ["    api", "    web", "    3 more failed to load"]
    assert rows[-1].kind is RowKind.MORE


def tagged() -> tuple[PackageIndex, Package]:
    index = index_of(acme="api web zoo")
    package = index.package("acme", "web")
    assert package is not None
    return index, package


def test_an_opened_package_shows_its_tags_newest_first_and_folds_attachments() -> None:
    index, package = tagged()
    signature = f"sha256-{'ab' * 32}.sig"
    days = {"1.0": 9, "latest": 1, signature: 0}
    index.set_tags(
        package, [*(Tag(name, None, NOW - timedelta(days=ago)) for name, ago in days.items()), Tag("old")], more=96
    )
    opened = OPEN_ROOTS | {namespace_key("acme"), package_key("acme", "web")}

    folded = "  signatures 1 · of other images"
    assert below(flatten(index, opened), "acme") == [
        "api",
        "web",
        "  latest",
        "  1.0",
        "  old",
        folded,
        "  96 more",
        "zoo",
    ]
    rows = flatten(index, opened | {("attachments", "acme", "web")})
    assert f"    signature of sha256:{'ab' * 6}…" in below(rows, "acme")


def test_what_is_attached_to_a_tag_is_folded_below_it_and_found_again() -> None:
    index, package = tagged()
    digest = f"sha256:{'cd' * 32}"
    names = [f"{digest.replace(':', '-')}{suffix}" for suffix in (".sig", ".sbom", "")]
    index.set_tags(package, [Tag("latest", digest), Tag("1.0", digest), *map(Tag, names)])
    opened = OPEN_ROOTS | {namespace_key("acme"), package_key("acme", "web")}

    row = "    signatures 1 · SBOM 1 · referrers 1"
    assert below(flatten(index, opened), "acme") == ["api", "web", "  latest", row, "  1.0", "zoo"]
    key = tag_key("acme", "web", names[0])
    rows = flatten(index, opened | set(index.ancestors(key)))
    below_it = ["      signature", "      SBOM", "      referrer"]
    assert below(rows, "acme") == ["api", "web", "  latest", row, *below_it, "  1.0", "zoo"]
    assert rows.find(key) is not None


@pytest.mark.parametrize(("note", "label"), [(None, "loading…"), ("refused", "refused")])
def test_an_opened_package_without_tags_says_why(note: str | None, label: str) -> None:
    index, package = tagged()
    if note:
        index.set_tags_note(package, note)

    rows = flatten(index, OPEN_ROOTS | {namespace_key("acme"), package_key("acme", "web")})

    assert below(rows, "acme") == ["api", "web", f"  {label}", "zoo"]


def test_every_row_is_found_by_its_key_around_opened_packages() -> None:
    index, package = tagged()
    index.set_tags(package, [Tag("latest")])
    index.add_packages("acme", [Package("acme", "team/a"), Package("acme", "team/b")])
    opened = everything_open(index) | {package_key("acme", name) for name in ("api", "web", "team/b")}

    rows = flatten(index, opened)

    assert [rows.find(row.key) for row in rows] == list(range(len(rows)))
    assert len({row.key for row in rows}) == len(rows)
    assert rows.find(tag_key("acme", "web", "latest")) is not None
    assert rows.find(package_key("acme", "gone")) is None


def test_a_package_row_says_whether_it_can_be_pulled() -> None:
    index, _ = tagged()
    index.set_verdict("Acme/web", Access.GRANTED)

    verdicts = {row.label: row.verdict for row in flatten(index, everything_open(index)) if row.kind is RowKind.PACKAGE}

    assert verdicts == {"api": Access.UNKNOWN, "web": Access.GRANTED, "zoo": Access.UNKNOWN}


def test_a_closed_row_counts_the_packages_in_it_that_cannot_be_pulled() -> None:
    index = index_of(acme="team team/api team/deep/web team/deep/zoo teams/api zoo")
    for name in ("Acme/team", "acme/team/api", "acme/team/deep/web", "acme/teams/api"):
        index.set_verdict(name, Access.DENIED)
    index.set_verdict("acme/teams/api", Access.GRANTED)

    def refused(*opened: Key) -> dict[str, int]:
        return {row.label: row.refused for row in flatten(index, {*ROOTS, *opened}) if row.refused}

    assert refused() == {"acme": 3}
    assert refused(namespace_key("acme")) == {"team/": 2}
    assert refused(namespace_key("acme"), folder_key("acme", "team")) == {"deep/": 1}
    assert {row.label: row.refused for row in flatten(index, set())} == {"Users": 0, "Organizations": 3}


def test_pages_in_any_order_give_the_same_rows() -> None:
    pages = [["zoo", "team/api"], ["alpha"], ["team/web", "beta"]]
    outlines = []
    for order in (pages, pages[::-1]):
        index = PackageIndex()
        for page in order:
            index.add_packages("acme", [Package("acme", name) for name in page])
            flatten(index, OPEN_ROOTS | {namespace_key("acme")})
        outlines.append(below(flatten(index, everything_open(index)), "acme"))

    assert outlines[0] == outlines[1] == ["alpha", "beta", "team/", "  api", "  web", "zoo"]


def test_rows_already_shown_stay_as_they_were_while_the_index_changes() -> None:
    index = index_of(acme="api team/a team/b web")
    rows = flatten(index, everything_open(index))
    index.order = Order.VERSIONS

    index.add_packages("acme", [dated("acme", "aaa")])
    index.renew("acme", [])

    assert below(rows, "acme") == ["api", "team/", "  a", "  b", "web"]
    assert below(flatten(index, everything_open(index)), "acme") == ["no packages"]


def test_packages_and_namespaces_are_replaced_and_removed() -> None:
    index = index_of(acme="api web")
    web = replace(dated("acme", "web"), visibility=Visibility.PUBLIC)
    index.add_packages("acme", [web])
    assert index.packages("acme") == [dated("acme", "api"), web]

    index.renew("acme", [dated("acme", "new")])
    assert (index.packages("acme"), index.total) == ([dated("acme", "new")], 1)

    index.remove_namespace("Acme")
    assert (index.namespace("acme"), index.packages("acme"), index.total) == (None, [], 0)


@pytest.mark.parametrize(
    ("tree_filter", "found"),
    [
        (TreeFilter(visibilities=frozenset({Visibility.PRIVATE})), ["acme/team/secret"]),
        (TreeFilter(namespace="OPENCO"), ["openco/web"]),
        (TreeFilter(pull=Access.GRANTED), ["acme/team/open"]),
        (TreeFilter(pull=Access.UNKNOWN, namespace="acme"), ["acme/team/secret"]),
    ],
)
def test_the_tree_narrows_by_visibility_namespace_and_pull(tree_filter: TreeFilter, found: list[str]) -> None:
    index = index_of(openco="web")
    index.add_namespace(listed("acme"))
    index.add_namespace(Namespace("sealed", locked="single sign-on"))
    index.add_packages(
        "acme",
        [Package("acme", "team/secret", Visibility.PRIVATE), Package("acme", "team/open", Visibility.PUBLIC)],
    )
    index.set_verdict("acme/team/open", Access.GRANTED)

    rows = flatten(index, frozenset(), "", tree_filter)

    assert [row.subject.full_name for row in rows if isinstance(row.subject, Package)] == found
    assert rows.shown == len(found)
    assert "sealed" not in [row.label for row in rows]


@pytest.mark.parametrize(
    ("order", "outline"),
    [
        (Order.NAME, ["a", "team/", "  x", "  y", "z"]),
        (Order.PUSHED, ["z", "team/", "  y", "  x", "a"]),
        (Order.VERSIONS, ["team/", "  x", "  y", "a", "z"]),
    ],
)
def test_packages_are_sorted_within_their_folder_and_the_unknown_comes_last(order: Order, outline: list[str]) -> None:
    index = PackageIndex()
    index.add_namespace(listed("acme"))
    figures = {"a": (9, None), "z": (1, None), "team/x": (8, 30), "team/y": (2, 3)}
    packages = [
        Package("acme", name, version_count=versions, updated_at=NOW - timedelta(days=days))
        for name, (days, versions) in figures.items()
    ]
    index.add_packages("acme", packages)
    flatten(index, everything_open(index))

    index.order = order

    assert below(flatten(index, everything_open(index)), "acme") == outline


def in_order(word: str, text: str) -> bool:
    """Whether the letters of a word stand in a text in their order."""
    rest = iter(text)
    return all(letter in rest for letter in word)


SEGMENT = st.text(st.sampled_from("abAB-.\0[/"), min_size=0, max_size=4)
NAMES = st.lists(SEGMENT, min_size=1, max_size=11).map("/".join)
OWNERS = st.sampled_from(["acme", "Bigco", "octocat"])


@given(
    packages=st.lists(st.tuples(OWNERS, NAMES), max_size=40),
    query=st.text(st.sampled_from("abc/ "), max_size=4),
    order=st.sampled_from(Order),
)
def test_every_matching_package_is_shown_exactly_once(
    packages: list[tuple[str, str]], query: str, order: Order
) -> None:
    index = PackageIndex()
    for owner, name in packages:
        index.add_packages(owner, [Package(owner, name)])
    index.order = order

    rows = flatten(index, everything_open(index), query)

    shown = sorted((row.key[1], row.key[2]) for row in rows if row.kind is RowKind.PACKAGE)
    names = {(owner.lower(), name) for owner, name in packages}
    words = query.lower().split()
    assert shown == sorted(pair for pair in names if all(in_order(word, "/".join(pair).lower()) for word in words))
    assert rows.shown == len(shown)
    assert [rows.find(row.key) for row in rows] == list(range(len(rows)))
    for row, after in zip(rows, list(rows)[1:], strict=False):
        assert after.depth <= row.depth + 1


@given(
    first=st.lists(NAMES, min_size=1, max_size=20),
    later=st.lists(NAMES, max_size=20),
    pick=st.integers(min_value=0),
    query=st.text(st.sampled_from("ab/"), max_size=2),
)
def test_a_row_keeps_its_key_while_others_arrive(first: list[str], later: list[str], pick: int, query: str) -> None:
    index = PackageIndex()
    index.add_packages("acme", [Package("acme", name) for name in first])
    packages = [row for row in flatten(index, everything_open(index), query) if row.kind is RowKind.PACKAGE]
    chosen = packages[pick % len(packages)] if packages else None

    index.add_packages("acme", [Package("acme", name) for name in later])
    rows = flatten(index, everything_open(index), query)

    if chosen is not None:
        place = rows.find(chosen.key)
        assert place is not None
        assert rows[place].key == chosen.key
        assert isinstance(rows[place].subject, Package)
        for key in index.ancestors(chosen.key):
            assert key[0] == "folder" or rows.find(key) is not None


@pytest.mark.parametrize(
    ("key", "ancestors"),
    [
        (USERS, ()),
        (namespace_key("acme"), (ORGANIZATIONS,)),
        (package_key("acme", "team/web"), (folder_key("acme", "team"), namespace_key("acme"), ORGANIZATIONS)),
        (tag_key("acme", "web", "1.0"), (package_key("acme", "web"), namespace_key("acme"), ORGANIZATIONS)),
        (("note", *namespace_key("acme")), (namespace_key("acme"), ORGANIZATIONS)),
        (package_key("nobody", "x"), (namespace_key("nobody"),)),
    ],
)
def test_a_key_knows_what_its_row_lies_in(key: Key, ancestors: tuple[Key, ...]) -> None:
    assert index_of(acme="web").ancestors(key) == ancestors
