"""What GitHub sends, in every form it is known in, and in forms it never should have."""

from datetime import UTC, datetime

import pytest

from ghcr_wizard.formatting import parse_moment
from ghcr_wizard.github.packages import OwnerType, Visibility
from ghcr_wizard.github.parse import (
    Account,
    accounts,
    packages,
    parse_account,
    parse_meta,
    parse_package,
    repositories,
    versions,
)
from ghcr_wizard.transport.links import link, page_number


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-05-06T07:08:09Z", datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)),
        ("2026-05-06T07:08:09.123456789Z", datetime(2026, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)),
        ("2026-09-27 03:07:38 UTC", datetime(2026, 9, 27, 3, 7, 38, tzinfo=UTC)),
        ("2027-03-19 00:00:00 -0500", datetime(2027, 3, 19, 5, 0, tzinfo=UTC)),
        ("2026-05-06T07:08:09+02:00", datetime(2026, 5, 6, 5, 8, 9, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31 23:59:59 -0100", None),
        ("0001-01-01T00:00:00+05:00", None),
        ("2026-02-30T00:00:00Z", None),
        ("tomorrow", None),
        ("", None),
        ("2" * 1_000_000, None),
        (None, None),
        (1795369348, None),
        (["2026-05-06T07:08:09Z"], None),
    ],
)
def test_a_time_is_read_in_every_form_github_writes(written: object, moment: datetime | None) -> None:
    assert parse_moment(written) == moment


def test_a_package_is_read_whole() -> None:
    package = parse_package(
        {
            "id": 3100001,
            "name": "team/api",
            "package_type": "container",
            "owner": {"login": "acme", "id": 9919, "type": "Organization"},
            "version_count": 3,
            "visibility": "internal",
            "created_at": "2026-05-06T07:08:09Z",
            "updated_at": "2026-10-01T08:00:00Z",
            "repository": {"id": 7001, "full_name": "acme/api", "private": True},
            "html_url": "https://github.com/orgs/acme/packages/container/package/team%2Fapi",
        }
    )

    assert package is not None
    assert package.full_name == "acme/team/api"
    assert package.visibility is Visibility.INTERNAL
    assert (package.repository, package.repository_private) == ("acme/api", True)
    assert package.version_count == 3
    assert package.created_at == datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert package.url == "https://github.com/orgs/acme/packages/container/package/team%2Fapi"


def test_odd_members_of_a_package_are_unknown_and_its_name_is_made_safe() -> None:
    package = parse_package(
        {
            "name": "Bad\x1b]0;\u202ename" + "x" * 1_000,
            "owner": None,
            "visibility": "secret",
            "version_count": True,
            "repository": ["acme/api"],
            "created_at": 5,
            "html_url": "javascript:alert(1)",
        },
        owner="acme",
    )

    assert package is not None
    assert package.owner == "acme"
    assert package.name.startswith("Bad]0;namexx")
    assert len(package.name) == 300
    assert (package.visibility, package.version_count, package.repository) == (None, None, None)
    assert (package.created_at, package.url) == (None, None)


@pytest.mark.parametrize("value", [None, 5, "text", [], [[]], {}, {"name": ""}, {"name": 5}, {"name": "\x00"}])
def test_what_is_no_package_is_none(value: object) -> None:
    assert parse_package(value, "acme") is None


def test_a_list_keeps_what_can_be_read() -> None:
    listed = packages([None, {"name": "api"}, 5, {"name": "web", "owner": {"login": "Acme"}}, {"no": "name"}], "acme")

    assert listed is not None
    assert [package.full_name for package in listed] == ["acme/api", "Acme/web"]


@pytest.mark.parametrize("value", [None, {}, "text", 5])
def test_what_is_no_list_is_none(value: object) -> None:
    assert packages(value, "acme") is None
    assert versions(value) is None
    assert accounts(value) is None
    assert repositories(value) is None


def test_versions_have_their_tags_and_untagged_ones_none() -> None:
    digest = "sha256:" + "a" * 64
    found = versions(
        [
            {"id": 1, "name": digest, "metadata": {"container": {"tags": ["latest", 5, "1.2.3"]}}},
            {"id": 2, "name": digest, "metadata": {"container": {"tags": []}}},
            {"id": 3, "name": digest, "metadata": None},
            {"id": "4", "name": digest},
        ]
    )

    assert found is not None
    assert [(version.id, version.tags) for version in found] == [(1, ("latest", "1.2.3")), (2, ()), (3, ())]


def test_an_account_says_what_it_is_as_an_owner() -> None:
    assert parse_account({"login": "acme", "id": 1, "type": "Organization"}) == Account("acme", 1, "Organization")
    assert Account("acme", 1, "Organization").owner_type is OwnerType.ORGANIZATION
    assert Account("octocat", 2, "User").owner_type is OwnerType.USER
    assert Account("acme").owner_type is None


def test_an_enterprise_server_says_its_version() -> None:
    meta = parse_meta({"installed_version": "3.19.1"})

    assert meta is not None
    assert meta.installed_version == "3.19.1"
    assert parse_meta([]) is None


@pytest.mark.parametrize(
    ("header", "following"),
    [
        ('</v2/a/b/tags/list?last=x&n=0>; rel="next"', "https://ghcr.io/v2/a/b/tags/list?last=x&n=0"),
        ('<https://ghcr.io/1?page=1>; rel="prev", <https://ghcr.io/3>; rel="next"', "https://ghcr.io/3"),
        ("<?page=3>; rel=next", "https://ghcr.io/v2/?page=3"),
        ('<https://ghcr.io/3>; title="x"; rel="last next"', "https://ghcr.io/3"),
        ('<https://ghcr.io/v2/>; rel="next"', None),
        ('<https://ghcr.io/3>; rel="last"', None),
        ('<https://ghcr.io/3>; rel="nextish"', None),
        ("<https://ghcr.io/3>", None),
        ('<<<<>; rel="next', None),
        ("", None),
        (None, None),
    ],
)
def test_the_next_page_is_found_among_links(header: str | None, following: str | None) -> None:
    assert link(header, "next", "https://ghcr.io/v2/") == following


@pytest.mark.parametrize(
    ("address", "number"),
    [("https://a/b?page=12&per_page=5", 12), ("https://a/b", None), ("https://a/b?page=x", None), (None, None)],
)
def test_the_number_of_a_page_is_read_from_its_address(address: str | None, number: int | None) -> None:
    assert page_number(address) == number
