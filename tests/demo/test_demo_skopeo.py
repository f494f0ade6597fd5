"""skopeo, a real registry client, against the simulated registry."""

import json
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.demo.conftest import Start
from tests.processes import Finished

pytestmark = pytest.mark.needs("skopeo")


class Skopeo:
    """skopeo against one server, with the persona's credential or without."""

    def __init__(self, server: DemoServer, environment: dict[str, str]) -> None:
        self.server = server
        self.environment = environment

    def reference(self, image: str) -> str:
        return f"docker://{urlsplit(self.server.registry_url).netloc}/{image}"

    def __call__(
        self, command: str, image: str, *more: str, anonymous: bool = False, user: str = "octocat"
    ) -> Finished:
        side = "--src-" if command == "copy" else "--"
        credential = [f"{side}no-creds"] if anonymous else [f"{side}creds", f"{user}:{self.server.token}"]
        line = ["skopeo", command, f"{side}tls-verify=false", *credential, self.reference(image), *more]
        done = subprocess.run(line, capture_output=True, env=self.environment, check=False)
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def skopeo(maintainer: DemoServer, environment: dict[str, str]) -> Skopeo:
    return Skopeo(maintainer, environment)


def test_it_lists_every_tag_of_a_private_package(skopeo: Skopeo) -> None:
    listed = skopeo("list-tags", "acme/team/web").json()["Tags"]

    assert len(listed) == 153
    assert (listed[0], listed[-1]) == ("1.0.0", "latest")


def test_any_user_name_will_do(skopeo: Skopeo) -> None:
    assert skopeo("list-tags", "acme/team/web", user="whoever").status == 0


def test_it_inspects_an_image(skopeo: Skopeo) -> None:
    image = skopeo("inspect", "acme/team/api:latest").json()

    assert image["Labels"]["org.opencontainers.image.source"] == "https://github.com/acme/api"
    assert (image["Os"], image["Architecture"]) == ("linux", "amd64")
    assert len(image["Layers"]) == 2


def test_it_inspects_docker_formats_and_raw_indexes(skopeo: Skopeo) -> None:
    assert skopeo("inspect", "acme/legacy-reports:latest").json()["Os"] == "linux"
    raw = json.loads(skopeo("inspect", "openco/engine:latest", "--raw").stdout)
    assert len(raw["manifests"]) == 8


def test_it_copies_an_image_whole(skopeo: Skopeo, tmp_path: Path) -> None:
    done = skopeo("copy", "acme/website:latest", f"dir:{tmp_path / 'image'}", "--quiet")

    assert done.status == 0, done.stderr
    manifest = json.loads((tmp_path / "image" / "manifest.json").read_bytes())
    for blob in [manifest["config"], *manifest["layers"]]:
        file = tmp_path / "image" / blob["digest"].removeprefix("sha256:")
        assert file.stat().st_size == blob["size"]


def test_the_blob_host_gets_no_credential(skopeo: Skopeo) -> None:
    skopeo("inspect", "acme/team/api:latest")

    blobs = [entry for entry in skopeo.server.requests() if entry.role == "blob"]
    assert blobs
    assert {(entry.scheme, entry.status) for entry in blobs} == {(None, 200)}


def test_a_public_package_needs_no_token(start: Start, environment: dict[str, str]) -> None:
    skopeo = Skopeo(start("anonymous"), environment)

    assert skopeo("list-tags", "openco/engine", anonymous=True).status == 0
    assert skopeo("inspect", "openco/engine:latest", anonymous=True).json()["Os"] == "linux"


@pytest.mark.parametrize(
    ("image", "complaint"), [("acme/team/web", "unauthorized"), ("acme/absent", "403 (Forbidden)")]
)
def test_without_a_token_private_and_absent_are_refused_differently(skopeo: Skopeo, image: str, complaint: str) -> None:
    done = skopeo("list-tags", image, anonymous=True)

    assert done.status == 1
    assert complaint in done.stderr


@pytest.mark.parametrize(
    ("image", "complaint"),
    [("acme/vault", "permission_denied: read_package"), ("acme/absent", "manifest unknown|name unknown")],
)
def test_what_the_token_may_not_read_is_refused(skopeo: Skopeo, image: str, complaint: str) -> None:
    done = skopeo("inspect", f"{image}:latest", "--raw")

    assert done.status == 1
    assert any(text in done.stderr for text in complaint.split("|")), done.stderr


@pytest.mark.parametrize(
    ("persona", "complaint"),
    [
        ("newcomer", "permission_denied: The token provided does not match expected scopes."),
        ("fine-grained", "permission_denied: The token provided does not match expected scopes."),
        ("expired", "403 (Forbidden)"),
    ],
)
def test_poor_and_dead_tokens_are_refused_even_for_public_images(
    start: Start, environment: dict[str, str], persona: str, complaint: str
) -> None:
    done = Skopeo(start(persona), environment)("inspect", "openco/engine:latest", "--raw")

    assert done.status == 1
    assert complaint in done.stderr


def test_an_installation_reads_the_package_that_lets_it_in(start: Start, environment: dict[str, str]) -> None:
    skopeo = Skopeo(start("app"), environment)

    assert skopeo("inspect", "acme/team/api:latest", "--raw", user="x-access-token").status == 0
    refused = skopeo("inspect", "acme/team/web:latest", "--raw", user="x-access-token")
    assert "installation not allowed to Read organization package" in refused.stderr
