"""Image names as people write them."""

import pytest

from ghcr_wizard.github.hosts import recognise
from ghcr_wizard.github.references import (
    IncompleteReferenceError,
    MalformedNameError,
    as_reference,
    parse_reference,
    rest_segment,
)
from ghcr_wizard.registry.attachments import is_attachment

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "repository", "target"),
    [
        ("acme/api", "acme/api", None),
        ("ghcr.io/acme/team/api:1.2", "acme/team/api", "1.2"),
        (f"acme/api@{DIGEST}", "acme/api", DIGEST),
        (f"acme/api:latest@{DIGEST}", "acme/api", DIGEST),
        ("docker://ghcr.io/homebrew/core/openssl/1.1:3", "homebrew/core/openssl/1.1", "3"),
        ("Acme/API", "acme/api", None),
    ],
)
def test_references_are_understood(text: str, repository: str, target: str | None) -> None:
    reference = parse_reference(text, "ghcr.io")
    assert (reference.repository, reference.target) == (repository, target)
    assert reference.lowercased is any(letter.isupper() for letter in text.partition(":")[0])


@pytest.mark.parametrize(
    ("text", "repository", "target"),
    [
        ("oci://ghcr.io/acme/charts/api", "acme/charts/api", None),
        ("OCI://GHCR.IO/acme/api:1", "acme/api", "1"),
        ("https://ghcr.io/acme/api:1", "acme/api", "1"),
        ("https://ghcr.io/v2/acme/team/api/manifests/1.2", "acme/team/api", "1.2"),
        (f"https://ghcr.io/v2/acme/api/manifests/{DIGEST}", "acme/api", DIGEST),
        ("https://ghcr.io/v2/acme/api/tags/list", "acme/api", None),
        ("https://github.com/acme/app/pkgs/container/api", "acme/api", None),
        ("https://github.com/acme/app/pkgs/container/team%2Fapi/123456?tag=1.2", "acme/team/api", "1.2"),
        ("https://github.com/orgs/acme/packages/container/package/team%2Fapi", "acme/team/api", None),
        ("https://github.com/orgs/acme/packages/container/api/versions", "acme/api", None),
        ("https://github.com/users/octocat/packages/container/package/api", "octocat/api", None),
        ("https://api.github.com/orgs/acme/packages/container/team%2Fapi/versions", "acme/team/api", None),
        ("FROM ghcr.io/acme/api:1 AS build", "acme/api", "1"),
        ("FROM --platform=linux/amd64 ghcr.io/acme/api:1", "acme/api", "1"),
        ("    image: ghcr.io/acme/api:1  # the newest", "acme/api", "1"),
        ('- image: "ghcr.io/acme/api:1"', "acme/api", "1"),
        ('"image": "ghcr.io/acme/api:1",', "acme/api", "1"),
        ("- ghcr.io/acme/api", "acme/api", None),
        ("uses: docker://ghcr.io/acme/api:1", "acme/api", "1"),
        ("  url: oci://ghcr.io/acme/manifests/api", "acme/manifests/api", None),
        ("docker pull ghcr.io/acme/api:1", "acme/api", "1"),
        ("$ docker run --rm -it ghcr.io/acme/api:1 sh -c true", "acme/api", "1"),
        ("`ghcr.io/acme/api`,", "acme/api", None),
        ("'acme/api:1'", "acme/api", "1"),
        ("ghcr.io/acme/api:", "acme/api", None),
        ("\nghcr.io/acme/api:1\n", "acme/api", "1"),
    ],
)
def test_references_are_understood_as_people_paste_them(text: str, repository: str, target: str | None) -> None:
    reference = parse_reference(text, "ghcr.io")

    assert (reference.repository, reference.target) == (repository, target)


def test_a_package_s_page_on_another_github_names_that_github_s_registry() -> None:
    assert (
        as_reference("https://git.acme.example/orgs/a/packages/container/package/b")
        == "containers.git.acme.example/a/b"
    )
    assert recognise("https://github.com/orgs/acme/packages/container/package/api").path == "acme/api"
    assert recognise("oci://ghcr.io/acme/api").path == "acme/api"


def test_a_digest_alone_is_said_to_need_its_package() -> None:
    with pytest.raises(IncompleteReferenceError, match="digest without a package"):
        parse_reference(DIGEST, "ghcr.io")


@pytest.mark.parametrize("text", ["api", "ghcr.io/api", "", "/", "acme/", "/api"])
def test_fewer_than_two_segments_are_incomplete(text: str) -> None:
    with pytest.raises(IncompleteReferenceError):
        parse_reference(text, "ghcr.io")


@pytest.mark.parametrize(
    "text", ["a/b@sha256:12", "a/b c", "a/..", "a/b--", "-a/b", "a/" + "b" * 300, "a/[red]", "a/b:t:u"]
)
def test_impossible_names_are_refused(text: str) -> None:
    with pytest.raises(MalformedNameError):
        parse_reference(text, "ghcr.io")


def test_the_rest_api_takes_a_nested_name_as_one_segment() -> None:
    assert rest_segment("team/api") == "team%2Fapi"


def test_signatures_and_attestations_are_told_from_releases() -> None:
    assert is_attachment("sha256-" + "a" * 64 + ".sig")
    assert is_attachment("sha256-" + "a" * 64)
    assert not is_attachment("sha-9f3c2ab")
    assert not is_attachment("latest")
