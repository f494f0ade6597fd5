"""Image names as people write them."""

import pytest

from ghcr_wizard.github.references import IncompleteReferenceError, MalformedNameError, parse_reference, rest_segment
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
