"""Real clients reading a private package from the simulated registry, with no credential but the helper's."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.cli.conftest import endpoints
from tests.helper.conftest import Helper
from tests.processes import HANG_SECONDS, Cli, Finished

PRIVATE = "acme/team/api"

pytestmark = [pytest.mark.needs("dbus"), pytest.mark.needs("gnome-keyring")]


@dataclass(frozen=True)
class Shore:
    """A simulated GitHub, and a computer whose only credential for it is a stored profile."""

    server: DemoServer
    helper: Helper

    @property
    def host(self) -> str:
        """The registry as references name it."""
        return urlsplit(self.server.registry_url).netloc

    @property
    def image(self) -> str:
        """A private image."""
        return f"{self.host}/{PRIVATE}"

    def __call__(self, *command: str, stdin: str = "") -> Finished:
        """Run a program of this computer."""
        done = subprocess.run(
            command,
            env=self.helper.environment,
            input=stdin.encode(),
            capture_output=True,
            timeout=HANG_SECONDS,
            check=False,
        )
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())

    def wizard(self, *arguments: str, stdin: str = "") -> Finished:
        """Run ghcr-wizard itself."""
        return Cli(self.helper.environment)(*arguments, stdin=stdin.encode())

    def files(self) -> str:
        """Return everything that is written in files of this computer."""
        home = Path(self.helper.environment["HOME"]).parent
        return "\n".join(path.read_text(errors="replace") for path in home.rglob("*") if path.is_file())


@pytest.fixture
def shore(helper: Helper) -> Iterator[Shore]:
    """A computer on which `ghcr-wizard login` has just been run, and nothing else."""
    with DemoServer("maintainer") as server:
        helper.environment.update(endpoints(server))
        del helper.environment["DOCKER_CONFIG"]
        place = Shore(server, helper)
        login = ["login", "--method", "classic-pat", "--username", "octocat", "--token-stdin"]
        assert place.wizard(*login, stdin=server.token).status == 0
        yield place


@pytest.mark.needs("skopeo")
def test_skopeo_lists_and_inspects_a_private_package(shore: Shore) -> None:
    listing = ["skopeo", "list-tags", "--tls-verify=false", f"docker://{shore.image}"]
    assert "unauthorized" in shore(*listing).stderr

    assert shore.wizard("export", "podman", "--yes").status == 0

    assert "latest" in shore(*listing).json()["Tags"]
    inspected = shore("skopeo", "inspect", "--tls-verify=false", f"docker://{shore.image}:latest").json()
    assert inspected["Name"] == shore.image
    assert shore.server.token not in shore.files()

    shore.wizard("export", "podman", "--undo", "--yes")
    assert "unauthorized" in shore(*listing).stderr


@pytest.mark.needs("podman")
def test_podman_knows_the_login_and_searches_a_private_package(shore: Shore) -> None:
    assert shore.wizard("export", "podman", "--yes").status == 0

    assert shore("podman", "login", "--get-login", shore.host).stdout == "octocat\n"
    found = shore("podman", "search", "--tls-verify=false", "--list-tags", "--format={{.Tag}}", shore.image)
    assert found.status == 0, found.stderr
    assert "1.0.0" in found.stdout.split()


@pytest.mark.needs("docker")
def test_docker_reads_a_private_manifest(shore: Shore) -> None:
    reading = ["docker", "manifest", "inspect", "--insecure", f"{shore.image}:latest"]
    assert shore(*reading).status != 0

    assert shore.wizard("export", "docker", "--yes").status == 0

    assert shore(*reading).json()["manifests"]
    assert shore.server.token not in shore.files()


@pytest.mark.needs("docker")
def test_dockers_login_and_logout_go_through_the_helper(shore: Shore) -> None:
    assert shore.wizard("logout").status == 0
    assert shore.wizard("export", "docker", "--yes").status == 0

    login = shore("docker", "login", shore.host, "-u", "mona", "--password-stdin", stdin=shore.server.token)

    assert "Login Succeeded" in login.stdout
    assert [row["username"] for row in shore.wizard("profiles", "--json").json()["profiles"]] == ["mona"]
    assert shore.helper.got(shore.host) == ("mona", shore.server.token)
    assert shore.server.token not in shore.files()
    assert shore("docker", "logout", shore.host).status == 0
    assert shore.wizard("profiles", "--json").json()["profiles"] == []


@pytest.mark.needs("skopeo")
def test_what_is_said_to_win_does_win(shore: Shore) -> None:
    runtime = Path(shore.helper.environment["XDG_RUNTIME_DIR"]) / "containers" / "auth.json"
    runtime.parent.mkdir()
    runtime.write_text(json.dumps({"auths": {shore.host: {"auth": "b2N0b2NhdDp3cm9uZw=="}}}))

    said = shore.wizard("export", "podman", "--yes").stdout

    assert f"takes the login in {runtime} first" in said
    assert shore("skopeo", "list-tags", "--tls-verify=false", f"docker://{shore.image}").status != 0
    runtime.unlink()
    assert shore("skopeo", "list-tags", "--tls-verify=false", f"docker://{shore.image}").status == 0
