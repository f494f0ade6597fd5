"""Scopes against purposes, and the links that create the right ones."""

import pytest

from ghcr_wizard.github.scopes import (
    CAN_DO,
    Purpose,
    Wishes,
    compare_scopes,
    creation_url,
    expand,
    fine_grained_url,
    needs,
    parse,
)


@pytest.mark.parametrize(
    ("granted", "purpose", "missing", "excess"),
    [
        (["read:packages"], Purpose.READ, [], []),
        (["read:packages", "read:org"], Purpose.READ, [], []),
        ([], Purpose.READ, ["read:packages"], []),
        (["repo"], Purpose.READ, ["read:packages"], ["repo"]),
        (["write:packages"], Purpose.READ, [], ["write:packages"]),
        (["delete:packages"], Purpose.READ, ["read:packages"], ["delete:packages"]),
        (["admin:org", "read:packages"], Purpose.READ, [], ["admin:org"]),
        (["write:packages"], Purpose.WRITE, [], []),
        (["read:packages"], Purpose.WRITE, ["write:packages"], []),
        (["delete:packages", "read:packages"], Purpose.DELETE, [], []),
        (["delete:packages", "write:packages"], Purpose.DELETE, [], []),
        (["write:packages"], Purpose.DELETE, ["delete:packages"], []),
        (["a-scope-of-tomorrow", "read:packages"], Purpose.READ, [], ["a-scope-of-tomorrow"]),
    ],
)
def test_scopes_are_judged_against_the_purpose_after_expanding(
    granted: list[str], purpose: Purpose, missing: list[str], excess: list[str]
) -> None:
    judged = compare_scopes(granted, purpose)
    assert (list(judged.missing), list(judged.excess)) == (missing, excess)
    assert list(judged.granted) == granted


def test_implied_scopes_are_expanded_as_github_documents_them() -> None:
    assert "read:org" in expand(["admin:org"])
    assert "read:packages" in expand(["write:packages"])
    assert "delete:packages" not in expand(["write:packages", "repo", "admin:org"])
    assert "read:packages" not in expand(["repo", "delete:packages"])


def test_a_header_is_parsed_in_its_order() -> None:
    assert parse("gist, read:org,  repo") == ("gist", "read:org", "repo")
    assert parse("") == ()


@pytest.mark.parametrize(
    ("wishes", "scopes"),
    [
        (Wishes(organizations=False), ["read:packages"]),
        (Wishes(), ["read:packages", "read:org"]),
        (Wishes(push=True), ["write:packages", "read:org"]),
        (Wishes(push=True, delete=True), ["write:packages", "delete:packages", "read:org"]),
        (Wishes(linked_repositories=True), ["read:packages", "read:org", "repo"]),
    ],
)
def test_wishes_become_the_smallest_set_of_scopes(wishes: Wishes, scopes: list[str]) -> None:
    chosen = needs(wishes)
    assert [need.scope for need in chosen] == scopes
    assert all(need.why for need in chosen)


def test_the_creation_links_are_filled_in() -> None:
    assert creation_url("https://github.com", ["read:packages", "read:org"], "my laptop", 30) == (
        "https://github.com/settings/tokens/new"
        "?scopes=read:packages,read:org&description=my+laptop&default_expires_at=30"
    )
    assert creation_url("https://a.ghe.com", ["repo"], "x", None).endswith("default_expires_at=none")
    assert "packages" not in fine_grained_url("https://github.com", "n" * 99, "d", 30)
    assert "name=" + "n" * 40 + "&" in fine_grained_url("https://github.com", "n" * 99, "d", 30)


def test_dangerous_scopes_have_plain_words() -> None:
    assert CAN_DO["delete_repo"] == "delete repositories"
