"""The reading part of the OCI distribution specification 1.1, from its text, against the simulated registry.

Requirements are named by the specification's endpoints (``end-3`` is "pull a manifest"). What GHCR is recorded to do
otherwise is expected to fail, with where it is recorded: it must not come to pass by accident.
"""

import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.demo.clients import registry

NAMES = ["acme/team/web", "acme/website", "acme/legacy-portal", "openco/engine"]
"""An index, a single image, one of Docker's format, and one that is signed."""
ABSENT = f"sha256:{'0' * 64}"
CODES = {
    "BLOB_UNKNOWN",
    "BLOB_UPLOAD_INVALID",
    "BLOB_UPLOAD_UNKNOWN",
    "DIGEST_INVALID",
    "MANIFEST_BLOB_UNKNOWN",
    "MANIFEST_INVALID",
    "MANIFEST_UNKNOWN",
    "NAME_INVALID",
    "NAME_UNKNOWN",
    "SIZE_INVALID",
    "UNAUTHORIZED",
    "DENIED",
    "UNSUPPORTED",
    "TOOMANYREQUESTS",
}
"""Every code of the specification's section "Error Codes"."""


@pytest.fixture
def client(maintainer: DemoServer) -> httpx.Client:
    return registry(maintainer)


def sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def blobs_of(client: httpx.Client, name: str) -> list[dict[str, object]]:
    """Return the descriptors of a package's first image: its configuration and its layers."""
    manifest = client.get(f"/v2/{name}/manifests/latest").json()
    if "manifests" in manifest:
        manifest = client.get(f"/v2/{name}/manifests/{manifest['manifests'][0]['digest']}").json()
    return [manifest["config"], *manifest["layers"]]


def test_end_1_the_api_is_there(client: httpx.Client) -> None:
    assert client.get("/v2/").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_end_2_a_blob_is_had_by_its_digest_after_following_redirects(client: httpx.Client, name: str) -> None:
    for blob in blobs_of(client, name):
        got = httpx.get(client.get(f"/v2/{name}/blobs/{blob['digest']}").headers["location"])

        assert got.status_code == 200
        assert (sha256(got.content), len(got.content)) == (blob["digest"], blob["size"])
        assert got.headers.get("docker-content-digest", blob["digest"]) == blob["digest"]


@pytest.mark.parametrize("name", NAMES)
def test_end_2_the_head_of_a_blob_tells_its_length(client: httpx.Client, name: str) -> None:
    for blob in blobs_of(client, name):
        head = client.head(f"/v2/{name}/blobs/{blob['digest']}")

        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(blob["size"])


@pytest.mark.parametrize("name", NAMES)
def test_end_3_a_manifest_is_had_by_tag_and_by_digest(client: httpx.Client, name: str) -> None:
    by_tag = client.get(f"/v2/{name}/manifests/latest")
    digest = sha256(by_tag.content)
    by_digest = client.get(f"/v2/{name}/manifests/{digest}")

    assert (by_tag.status_code, by_digest.status_code) == (200, 200)
    assert by_digest.content == by_tag.content
    for answer in (by_tag, by_digest):
        assert answer.headers["docker-content-digest"] == digest
        assert answer.headers["content-type"] == answer.json()["mediaType"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("by", ["tag", "digest"])
def test_end_3_the_head_of_a_manifest_has_the_headers_of_its_body(client: httpx.Client, name: str, by: str) -> None:
    body = client.get(f"/v2/{name}/manifests/latest").content
    head = client.head(f"/v2/{name}/manifests/{'latest' if by == 'tag' else sha256(body)}")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["docker-content-digest"] == sha256(body)
    assert head.headers["content-length"] == str(len(body))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path",
    [
        f"acme/team/web/blobs/{ABSENT}",
        f"acme/team/web/manifests/{ABSENT}",
        "acme/team/web/manifests/.INVALID_MANIFEST_NAME",
        "acme/absent/manifests/latest",
    ],
)
def test_what_is_not_there_is_404(client: httpx.Client, method: str, path: str) -> None:
    assert client.request(method, f"/v2/{path}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"acme/team/web/blobs/{ABSENT}"),
        ("GET", "acme/team/web/manifests/absent"),
        ("GET", "acme/absent/tags/list"),
        ("GET", "acme/vault/tags/list"),
        ("PUT", "acme/team/web/manifests/latest"),
        ("DELETE", "acme/team/web/manifests/latest"),
        ("POST", "acme/team/web/blobs/uploads/"),
    ],
)
def test_a_refusal_in_json_has_the_form_and_the_codes_of_the_specification(
    client: httpx.Client, method: str, path: str
) -> None:
    refusal = client.request(method, f"/v2/{path}")

    assert 400 <= refusal.status_code < 500
    [entry] = refusal.json()["errors"]
    assert entry["code"] in CODES
    assert isinstance(entry["message"], str)


def test_end_8a_tags_are_listed(client: httpx.Client) -> None:
    listed = client.get("/v2/acme/website/tags/list").json()

    assert listed["name"] == "acme/website"
    assert "latest" in listed["tags"]


def test_end_8b_pages_of_tags_follow_each_other_by_last(client: httpx.Client) -> None:
    everything = client.get("/v2/acme/team/web/tags/list?n=1000").json()["tags"]
    first = client.get("/v2/acme/team/web/tags/list?n=50")
    last = first.json()["tags"][-1]
    following = client.get(f"/v2/acme/team/web/tags/list?n=50&last={last}").json()["tags"]

    assert first.json()["tags"] + following == everything[:100]
    assert parse_qs(urlsplit(first.links["next"]["url"]).query)["last"] == [last]


@pytest.mark.xfail(strict=True, reason="GHCR lists tags as they were pushed (renovatebot/renovate#36103)")
def test_end_8a_tags_are_in_lexical_order(client: httpx.Client) -> None:
    tags = client.get("/v2/acme/team/web/tags/list?n=1000").json()["tags"]

    assert tags == sorted(tags, key=str.lower)


@pytest.mark.xfail(strict=True, reason="GHCR has no referrers API (actions/attest-build-provenance#71)")
def test_end_12a_referrers_of_whatever_digest_are_an_index(client: httpx.Client) -> None:
    answer = client.get(f"/v2/acme/website/referrers/{ABSENT}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.oci.image.index.v1+json"
    assert json.loads(answer.content)["manifests"] == []


def test_referrers_are_found_by_the_tag_schema_instead(client: httpx.Client) -> None:
    digest = client.head("/v2/openco/engine/manifests/latest").headers["docker-content-digest"]
    index = client.get(f"/v2/openco/engine/manifests/{digest.replace(':', '-')}")

    assert index.status_code == 200
    assert index.json()["manifests"]
