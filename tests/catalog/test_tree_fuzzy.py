"""Finding packages by some of their letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghcr_wizard.catalog.tree import PackageIndex, Query, flatten
from ghcr_wizard.github.packages import Access, Namespace, OwnerType, Package

NAMES = (
    *("acme/team/web", "acme/team/web-admin", "acme/gateway", "acme/web/worker", "acme/new-web"),
    *("openco/web", "openco/wide-embedded", "openco/api"),
)


def index_of(*names: str) -> PackageIndex:
    index = PackageIndex()
    for name in names:
        owner, _, rest = name.partition("/")
        index.add_namespace(Namespace(owner, OwnerType.ORGANIZATION, Access.GRANTED))
        index.add_packages(owner, [Package(owner, rest)])
    return index


def found(query: str) -> set[str]:
    rows = flatten(index_of(*NAMES), frozenset(), query)
    return {row.subject.full_name for row in rows if isinstance(row.subject, Package)}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("gtw", {"acme/gateway"}),
        ("tmwb", {"acme/team/web", "acme/team/web-admin"}),
        ("GTW", {"acme/gateway"}),
        ("web open", {"openco/web", "openco/wide-embedded"}),
        ("'web open", {"openco/web"}),
        ("'gtw", set()),
        ("wbe", {"acme/web/worker", "openco/wide-embedded"}),
    ],
)
def test_letters_are_found_in_their_order_and_after_a_quote_side_by_side(query: str, names: set[str]) -> None:
    assert found(query) == names


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("web", "acme/team/web"),
        ("web open", "openco/web"),
        ("adm", "acme/team/web-admin"),
        ("wide", "openco/wide-embedded"),
        ("gtw", "acme/gateway"),
        ("w", "acme/team/web"),
        ("work", "acme/web/worker"),
    ],
)
def test_the_best_match_is_the_whole_name_then_its_beginning_then_any_word_of_it(query: str, best: str) -> None:
    rows = flatten(index_of(*NAMES), frozenset(), query)

    place = rows.best(Query.of(query))

    assert place is not None
    assert rows[place].path == best


def test_a_row_that_is_as_good_as_the_best_is_preferred() -> None:
    rows = flatten(index_of(*NAMES), frozenset(), "web")
    place = {row.path: number for number, row in enumerate(rows) if row.subject}

    assert rows.best(Query.of("web"), place["openco/web"]) == place["openco/web"]
    assert rows.best(Query.of("web"), place["acme/new-web"]) == place["acme/team/web"]


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("web", "acme/web/web", "web web"),
        ("gtw", "acme/gateway", "g t w"),
        ("'gtw", "acme/gateway", ""),
        ("cm te", "acme/team", "cm te"),
        ("acme cme", "acme/x", "acme"),
        ("xyz", "acme/x", ""),
    ],
)
def test_what_matches_is_known_by_its_places(query: str, text: str, marked: str) -> None:
    assert " ".join(text[start:end] for start, end in Query.of(query).places(text)) == marked


TEXTS = st.text(st.sampled_from("ab/-.^]\n"), max_size=8)


@given(texts=st.lists(TEXTS, max_size=8), query=st.text(st.sampled_from("ab' ^]-"), max_size=6))
def test_typing_on_finds_the_same_as_starting_anew(texts: list[str], query: str) -> None:
    names = dict.fromkeys(texts)
    index = PackageIndex()
    index.add_packages("acme", [Package("acme", name) for name in names])
    for end in [*range(len(query) + 1), *range(len(query), -1, -1)]:
        typed = flatten(index, frozenset(), query[:end])
        whole = PackageIndex()
        whole.add_packages("acme", [Package("acme", name) for name in names])
        assert [row.key for row in typed] == [row.key for row in flatten(whole, frozenset(), query[:end])]


@given(text=TEXTS, query=st.text(st.sampled_from("ab'"), min_size=1, max_size=4))
def test_places_are_marked_exactly_where_something_matches(text: str, query: str) -> None:
    parsed = Query.of(query)
    places = parsed.places(text)

    assert bool(places) == (parsed.matches(text) and bool(parsed))
    assert all(start < end <= len(text) for start, end in places)


@pytest.mark.parametrize(("query", "best"), [("lock", "locked"), ("web", "acme/team/web"), ("nothing-so", None)])
def test_a_locked_namespace_is_best_where_no_package_has_the_words_as_they_stand(query: str, best: str | None) -> None:
    index = index_of(*NAMES, "acme/l/o/c/k")
    index.add_namespace(Namespace("locked", OwnerType.ORGANIZATION, locked="single sign-on"))
    index.add_namespace(Namespace("website", OwnerType.ORGANIZATION, locked="single sign-on"))
    rows = flatten(index, frozenset(), query)

    place = rows.best(Query.of(query))

    assert (None if place is None else rows[place].path) == best
