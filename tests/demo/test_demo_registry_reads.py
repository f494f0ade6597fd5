"""Tags, manifests, blobs, referrers and the catalog."""

import hashlib
import json

import httpx
import pytest

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from tests.demo.clients import EVERY_MANIFEST, error, registry
from tests.demo.conftest import Start

OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST = EVERY_MANIFEST.split(", ")
WEB = "/v2/acme/team/web"
ENGINE = "/v2/openco/engine"
UNKNOWN = (404, "MANIFEST_UNKNOWN", "manifest unknown")


@pytest.fixture
def client(maintainer: DemoServer) -> httpx.Client:
    return registry(maintainer)


def test_tags_come_a_hundred_a_page_oldest_first(client: httpx.Client) -> None:
    first = client.get(f"{WEB}/tags/list")
    second = client.get(first.links["next"]["url"])
    tags = first.json()["tags"] + second.json()["tags"]

    assert first.json()["name"] == "acme/team/web"
    assert first.headers["link"] == f'<{WEB}/tags/list?last={first.json()["tags"][-1]}&n=0>; rel="next"'
    assert (len(first.json()["tags"]), "link" in second.headers) == (100, False)
    assert len(set(tags)) == len(tags) == 153
    assert tags[:2] == ["1.0.0", "1.0.1"]
    assert tags[-1] == "latest"
    assert tags != sorted(tags)


def test_a_number_of_tags_is_honoured_and_echoed(client: httpx.Client) -> None:
    first = client.get(f"{WEB}/tags/list?n=60")
    everything = client.get(f"{WEB}/tags/list?n=1000")

    assert len(first.json()["tags"]) == 60
    assert first.headers["link"].endswith('&n=60>; rel="next"')
    assert (len(everything.json()["tags"]), "link" in everything.headers) == (153, False)


def test_the_page_size_is_a_switch(start: Start) -> None:
    with registry(start(switches=Switches(tag_page_size=7))) as client:
        assert len(client.get(f"{WEB}/tags/list").json()["tags"]) == 7


def test_signatures_and_attestations_are_tags_too(client: httpx.Client) -> None:
    tags = client.get(f"{ENGINE}/tags/list?n=1000").json()["tags"]
    digest = client.head(f"{ENGINE}/manifests/latest").headers["docker-content-digest"]

    assert f"{digest.replace(':', '-')}.sig" in tags
    assert digest.replace(":", "-") in tags
    signature = client.get(f"{ENGINE}/manifests/{digest.replace(':', '-')}.sig").json()
    assert signature["layers"][0]["mediaType"] == "application/vnd.dev.cosign.simplesigning.v1+json"


def test_an_index_lists_platforms_and_attestations(client: httpx.Client) -> None:
    answer = client.get(f"{ENGINE}/manifests/latest")
    index = answer.json()
    platforms = [manifest["platform"] for manifest in index["manifests"]]

    assert answer.headers["content-type"] == index["mediaType"] == OCI_INDEX
    assert {"architecture": "arm64", "os": "linux"} in platforms
    assert {"architecture": "arm", "os": "linux", "variant": "v7"} in platforms
    assert platforms.count({"architecture": "unknown", "os": "unknown"}) == 4
    attestation = index["manifests"][-1]
    assert attestation["annotations"]["vnd.docker.reference.type"] == "attestation-manifest"
    assert attestation["annotations"]["vnd.docker.reference.digest"] == index["manifests"][3]["digest"]
    assert index["annotations"]["org.opencontainers.image.source"] == "https://github.com/openco/engine"


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def descriptors(manifest: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    return [manifest["config"], *manifest["layers"]]  # type: ignore[list-item]


@pytest.mark.parametrize("path", ["openco/engine", "acme/legacy-portal", "acme/legacy-reports", "acme/website"])
def test_every_digest_and_size_is_true(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/v2/{path}/manifests/latest")
    assert answer.headers["docker-content-digest"] == digest_of(answer.content)
    children = answer.json().get("manifests", [])
    manifests = [client.get(f"/v2/{path}/manifests/{child['digest']}") for child in children] or [answer]

    for child, manifest in zip(children, manifests, strict=False):
        assert digest_of(manifest.content) == child["digest"]
        assert len(manifest.content) == child["size"]
        assert manifest.headers["content-type"] == child["mediaType"]
    for descriptor in descriptors(manifests[0].json()):
        blob = client.get(f"/v2/{path}/blobs/{descriptor['digest']}", follow_redirects=True)
        assert digest_of(blob.content) == descriptor["digest"]
        assert len(blob.content) == descriptor["size"]


def test_a_configuration_has_labels_date_and_true_layer_ids(client: httpx.Client) -> None:
    manifest = client.get("/v2/acme/website/manifests/latest").json()
    config = client.get(f"/v2/acme/website/blobs/{manifest['config']['digest']}", follow_redirects=True).json()

    assert config["created"] == config["config"]["Labels"]["org.opencontainers.image.created"]
    assert config["config"]["Labels"]["org.opencontainers.image.source"] == "https://github.com/acme/website"
    assert config["rootfs"]["diff_ids"] == [layer["digest"] for layer in manifest["layers"]]
    assert (config["os"], config["architecture"]) == ("linux", "amd64")


@pytest.mark.parametrize(
    ("reference", "accept", "message"),
    [
        ("openco/engine", DOCKER_LIST, "OCI index found, but Accept header does not support OCI indexes"),
        ("openco/engine", "*/*", "OCI index found, but Accept header does not support OCI indexes"),
        ("acme/website", OCI_INDEX, "OCI manifest found, but Accept header does not support OCI manifests"),
    ],
)
def test_a_type_that_is_not_accepted_is_reported_as_not_found(
    client: httpx.Client, reference: str, accept: str, message: str
) -> None:
    answer = client.get(f"/v2/{reference}/manifests/latest", headers={"Accept": accept})

    assert error(answer) == (404, "MANIFEST_UNKNOWN", message)


def test_docker_types_are_served_as_they_are(client: httpx.Client) -> None:
    single = client.get("/v2/acme/legacy-portal/manifests/latest", headers={"Accept": "*/*"})
    several = client.get("/v2/acme/legacy-reports/manifests/latest")

    assert single.headers["content-type"] == DOCKER_MANIFEST
    assert several.headers["content-type"] == DOCKER_LIST


def test_head_of_a_manifest_has_digest_and_length_but_no_body(client: httpx.Client) -> None:
    head, got = client.head(f"{WEB}/manifests/latest"), client.get(f"{WEB}/manifests/latest")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["docker-content-digest"] == got.headers["docker-content-digest"]
    assert head.headers["content-length"] == str(len(got.content))


def test_a_missing_tag_or_digest_is_unknown_and_a_refused_head_has_no_body(client: httpx.Client) -> None:
    assert error(client.get(f"{WEB}/manifests/absent")) == UNKNOWN
    assert error(client.get(f"{WEB}/manifests/sha256:{'0' * 64}")) == UNKNOWN
    head = client.head(f"{WEB}/manifests/absent")
    assert (head.status_code, head.content) == (404, b"")


def test_a_missing_package_is_an_unknown_name_for_those_who_may_know(client: httpx.Client) -> None:
    for path in ("acme/absent", "nobody-here/absent", "user/image"):
        assert error(client.get(f"/v2/{path}/tags/list")) == (404, "NAME_UNKNOWN", "name unknown")


def test_a_blob_is_elsewhere_and_needs_no_credential_there(maintainer: DemoServer, client: httpx.Client) -> None:
    config = client.get("/v2/acme/website/manifests/latest").json()["config"]
    redirect = client.get(f"/v2/acme/website/blobs/{config['digest']}")
    blob = httpx.get(redirect.headers["location"])

    assert (redirect.status_code, redirect.content) == (307, b"")
    assert redirect.headers["location"].startswith(f"{maintainer.blob_url}/ghcr1/blobs/{config['digest']}?se=")
    assert (blob.status_code, len(blob.content)) == (200, config["size"])
    assert json.loads(blob.content)["os"] == "linux"


def test_a_blob_link_with_another_signature_opens_nothing(client: httpx.Client) -> None:
    config = client.get("/v2/acme/website/manifests/latest").json()["config"]
    location = client.get(f"/v2/acme/website/blobs/{config['digest']}").headers["location"]

    assert httpx.get(location.replace("sig=", "sig=0")).status_code == 403
    assert httpx.get(location.replace("se=1", "se=0")).status_code == 403
    assert httpx.get(location.replace("sha256:", "sha256:0")).status_code == 404


def test_head_of_a_blob_is_answered_by_the_registry(client: httpx.Client) -> None:
    config = client.get("/v2/acme/website/manifests/latest").json()["config"]
    head = client.head(f"/v2/acme/website/blobs/{config['digest']}")

    assert (head.status_code, head.headers["content-length"]) == (200, str(config["size"]))
    assert error(client.get("/v2/acme/website/blobs/sha256:0")) == (404, "BLOB_UNKNOWN", "blob unknown")


def test_manifests_cannot_be_deleted_or_put(client: httpx.Client) -> None:
    refused = (405, "UNSUPPORTED", "The operation is unsupported.")

    assert error(client.delete(f"{WEB}/manifests/latest")) == refused
    assert error(client.put(f"{WEB}/manifests/new", content=b"{}")) == refused


def test_there_is_no_referrers_api_unless_switched_on(start: Start, client: httpx.Client) -> None:
    digest = client.head(f"{ENGINE}/manifests/latest").headers["docker-content-digest"]
    with registry(start(switches=Switches(referrers="empty"))) as other:
        empty = other.get(f"{ENGINE}/referrers/{digest}").json()

    assert error(client.get(f"{ENGINE}/referrers/{digest}")) == UNKNOWN
    assert empty["manifests"] == []


def test_the_catalog_is_everybodys_in_lexical_order(client: httpx.Client) -> None:
    answer = client.get("/v2/_catalog")
    names = answer.json()["repositories"]

    assert names == sorted(names)
    assert {"hubot/scripts", "nightlylabs/stargazer", "openco/engine"} <= set(names)
    assert not {"acme/team/web", "octocat/dotfiles"} & set(names)


def test_the_catalog_is_paged_with_relative_links(client: httpx.Client) -> None:
    first = client.get("/v2/_catalog?n=3")
    second = client.get(first.links["next"]["url"])
    from_prefix = client.get("/v2/_catalog?n=1&last=openco/")

    assert first.headers["link"] == '</v2/_catalog?last=acme%2Ftools%2Fcli&n=3>; rel="next"'
    assert first.json()["repositories"] < second.json()["repositories"]
    assert from_prefix.json()["repositories"] == ["openco/archive"]


def test_the_catalogs_default_page_says_n_0(start: Start) -> None:
    with registry(start(switches=Switches(catalog_page_size=2))) as client:
        answer = client.get("/v2/_catalog")

    assert len(answer.json()["repositories"]) == 2
    assert answer.headers["link"].endswith('&n=0>; rel="next"')


def test_the_catalog_may_be_forbidden_or_absent(start: Start) -> None:
    with registry(start(switches=Switches(catalog="forbidden"))) as client:
        forbidden = client.get("/v2/_catalog")
    with registry(start(switches=Switches(catalog="absent"))) as client:
        absent = client.get("/v2/_catalog")

    assert error(forbidden) == (403, "DENIED", "requested access to the resource is denied")
    assert (absent.status_code, absent.text) == (404, "404 page not found\n")


def test_the_catalog_is_closed_to_the_anonymous(maintainer: DemoServer) -> None:
    with registry(maintainer, "") as client:
        answer = client.get("/v2/_catalog")

    assert error(answer) == (401, "UNAUTHORIZED", "authentication required")
