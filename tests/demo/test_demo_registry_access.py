"""Who may read and push at the registry: the order of checks and GHCR's words for each refusal."""

from collections.abc import Callable
from datetime import datetime

import pytest

from ghcr_wizard.demo.personas.apps import installation, installation_token
from ghcr_wizard.demo.personas.extras import actions_token, app_user_token, legacy_token, oauth_token
from ghcr_wizard.demo.personas.maintainer import classic_token, ordinary, with_token
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from ghcr_wizard.demo.world import Token
from tests.demo.clients import api, error, registry
from tests.demo.conftest import Start

WRONG_SCOPES = (403, "DENIED", "permission_denied: The token provided does not match expected scopes.")
NO_READ = (403, "DENIED", "permission_denied: read_package")
NO_ACCESS = (403, "DENIED", "requested access to the resource is denied")
PUBLIC, PRIVATE, HIDDEN, ABSENT = "acme/tools/cli", "acme/team/web", "acme/vault", "acme/absent"


def serve_with(start: Start, now: datetime, token: Token) -> DemoServer:
    return start(world=with_token(ordinary(now), token))


def denied(message: str) -> tuple[int, str, str]:
    return 403, "DENIED", message


@pytest.mark.parametrize("persona", ["newcomer", "fine-grained"])
@pytest.mark.parametrize("path", [PUBLIC, PRIVATE, HIDDEN, ABSENT])
def test_kind_and_scope_are_checked_before_grant_and_existence(start: Start, persona: str, path: str) -> None:
    with registry(start(persona)) as client:
        for request in ("tags/list", "manifests/latest", "blobs/sha256:0"):
            answer = client.get(f"/v2/{path}/{request}")
            assert error(answer) == WRONG_SCOPES
            assert "www-authenticate" not in answer.headers


def test_by_switch_public_packages_are_not_checked_for_scope(start: Start) -> None:
    with registry(start("newcomer", switches=Switches(scope_check_on_public=False))) as client:
        assert client.get(f"/v2/{PUBLIC}/tags/list").status_code == 200
        assert error(client.get(f"/v2/{PRIVATE}/tags/list")) == WRONG_SCOPES
        assert error(client.get(f"/v2/{ABSENT}/tags/list")) == WRONG_SCOPES


def test_a_package_without_a_grant_is_refused_although_it_exists(maintainer: DemoServer) -> None:
    with registry(maintainer) as client:
        assert error(client.get(f"/v2/{HIDDEN}/tags/list")) == NO_READ
        assert error(client.get("/v2/hubot/secret-plans/tags/list")) == NO_READ
        assert client.get(f"/v2/{PRIVATE}/tags/list").status_code == 200
        assert client.get("/v2/acme/charts/web/tags/list").status_code == 200


def test_a_refused_head_says_only_its_status(maintainer: DemoServer) -> None:
    with registry(maintainer) as client:
        head = client.head(f"/v2/{HIDDEN}/manifests/latest")

    assert (head.status_code, head.content) == (403, b"")


def test_a_governing_repository_needs_repo_to_pull_but_not_to_be_listed(start: Start) -> None:
    server = start("linked-private")
    with api(server) as rest, registry(server) as client:
        assert rest.get("/orgs/acme/packages/container/team%2Fapi").status_code == 200
        listed = rest.get("/orgs/acme/packages?package_type=container").json()
        assert error(client.get("/v2/acme/team/api/tags/list")) == NO_READ
        assert client.get("/v2/acme/team/web/tags/list").status_code == 200
    with_repo = classic_token("with-repo", frozenset({"read:packages", "repo"}), None)
    world = with_token(server._world, with_repo)  # noqa: SLF001 - the same world under another token
    with registry(start(world=world)) as client:
        assert client.get("/v2/acme/team/api/tags/list").status_code == 200

    assert "team/api" in [package["name"] for package in listed]


def test_an_installation_reads_public_and_one_granted_package(start: Start) -> None:
    with registry(start("app")) as client:
        assert client.get(f"/v2/{PUBLIC}/tags/list").status_code == 200
        assert client.get("/v2/acme/team/api/manifests/latest").status_code == 200
        for path in (PRIVATE, HIDDEN, "octocat/dotfiles"):
            refused = error(client.get(f"/v2/{path}/tags/list"))
            assert refused == denied("installation not allowed to Read organization package")


def test_actions_reads_what_lets_its_repository_in(start: Start, now: datetime) -> None:
    vault = serve_with(start, now, actions_token(now, "acme/vault"))
    with registry(vault) as client:
        assert client.get(f"/v2/{HIDDEN}/tags/list").status_code == 200
        assert client.get("/v2/acme/team/api/tags/list").status_code == 403


@pytest.mark.parametrize("kind", [oauth_token, lambda _now: legacy_token()])
def test_oauth_and_legacy_tokens_pull_with_the_scope(
    start: Start, now: datetime, kind: Callable[[datetime], Token]
) -> None:
    with registry(serve_with(start, now, kind(now))) as client:
        assert client.get(f"/v2/{PRIVATE}/tags/list").status_code == 200


def test_repo_does_not_replace_read_packages_and_app_users_are_refused(start: Start, now: datetime) -> None:
    repo = classic_token("repo-only", frozenset({"repo"}), None)
    for token in (repo, app_user_token(now)):
        with registry(serve_with(start, now, token)) as client:
            assert error(client.get(f"/v2/{PRIVATE}/tags/list")) == WRONG_SCOPES


WRITER = classic_token("writer", frozenset({"write:packages"}), None)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("acme/team/web", None),
        ("octocat/brand-new", None),
        ("openco/engine", None),
        ("acme/brand-new", None),
        ("acme/tools/cli", denied("permission_denied: write_package")),
        ("acme/vault", denied("permission_denied: write_package")),
        ("hubot/brand-new", denied("permission_denied: create_package")),
        ("no-such-owner/image", denied("not_found: owner not found")),
    ],
)
def test_a_push_is_tried_by_opening_an_upload(
    start: Start, now: datetime, path: str, expected: tuple[int, str, str] | None
) -> None:
    with registry(serve_with(start, now, WRITER)) as client:
        answer = client.post(f"/v2/{path}/blobs/uploads/")

    if expected is None:
        assert (answer.status_code, answer.content) == (202, b"")
        assert answer.headers["location"].startswith(f"/v2/{path}/blobs/uploads/")
        assert answer.headers["range"] == "0-0"
    else:
        assert error(answer) == expected


def test_a_push_needs_the_write_scope(maintainer: DemoServer) -> None:
    with registry(maintainer) as client, registry(maintainer, "") as stranger:
        assert error(client.post(f"/v2/{PRIVATE}/blobs/uploads/")) == WRONG_SCOPES
        assert error(stranger.post(f"/v2/{PUBLIC}/blobs/uploads/")) == NO_ACCESS


def test_by_switch_an_upload_is_cancelled_once(start: Start, now: datetime) -> None:
    server = start(world=with_token(ordinary(now), WRITER), switches=Switches(upload_cancel_status=204))
    with registry(server) as client:
        location = client.post("/v2/octocat/hello/blobs/uploads/").headers["location"]
        other = location.replace("octocat/hello", "octocat/blog")
        assert client.delete(other).status_code == 404
        assert client.patch(location, content=b"data").status_code == 405
        assert client.delete(location).status_code == 204
        assert error(client.delete(location))[:2] == (404, "BLOB_UPLOAD_UNKNOWN")


def test_an_upload_cannot_be_cancelled(start: Start, now: datetime) -> None:
    with registry(serve_with(start, now, WRITER)) as client:
        location = client.post("/v2/octocat/hello/blobs/uploads/").headers["location"]
        assert error(client.delete(location)) == (405, "UNSUPPORTED", "The operation is unsupported.")


def test_a_push_leaves_no_tag_and_no_version(start: Start, now: datetime) -> None:
    server = serve_with(start, now, WRITER)
    with registry(server) as client, api(server) as rest:
        client.post("/v2/octocat/brand-new/blobs/uploads/")
        assert rest.get("/user/packages/container/brand-new").status_code == 404


@pytest.mark.parametrize(
    ("token", "path", "message"),
    [
        (installation_token, "acme/team/web", "installation not allowed to Write organization package"),
        (installation_token, "acme/new", "installation not allowed to Create organization package"),
        (installation_token, "openco/engine", "permission_denied: The requested installation does not exist"),
        (actions_token, "acme/team/web", "installation not allowed to Write organization package"),
        (actions_token, "octocat/hello", "permission_denied: The requested installation does not exist"),
    ],
)
def test_installations_are_refused_in_their_own_words(
    start: Start, now: datetime, token: Callable[[datetime], Token], path: str, message: str
) -> None:
    with registry(serve_with(start, now, token(now))) as client:
        assert error(client.post(f"/v2/{path}/blobs/uploads/")) == denied(message)


def test_an_installation_with_packages_write_pushes_where_it_was_let_in(start: Start, now: datetime) -> None:
    for token in (actions_token(now), installation_token(now, installation("write"))):
        with registry(serve_with(start, now, token)) as client:
            assert client.post("/v2/acme/team/api/blobs/uploads/").status_code == 202
            assert client.post("/v2/acme/new/blobs/uploads/").status_code == 202
