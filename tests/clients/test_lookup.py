"""Which credential each program takes: tables of places, and the real skopeo asked the same questions."""

import json
import os
import subprocess
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from ghcr_wizard.clients.find import CredentialSearch
from ghcr_wizard.clients.findings import used_by
from ghcr_wizard.clients.lookup import Candidate, Client, Holding, Means, Role, decider, winners
from ghcr_wizard.github.hosts import hosts_of
from tests.programs import require_scripts

FILES = frozenset({Role.EXPLICIT, Role.RUNTIME, Role.CONFIG, Role.DOCKER, Role.LEGACY})


def candidate(written: str) -> Candidate:
    """Return a candidate from `ROLE[.MEANS][/NAMESPACE][=nothing|error]`."""
    place, _, holding = written.partition("=")
    place, _, namespace = place.partition("/")
    role, _, means = place.partition(".")
    held = {"": Holding.SECRET, "nothing": Holding.NOTHING, "error": Holding.BROKEN}[holding]
    return Candidate(Role[role], Means[means or "ENTRY"], held, namespace)


def winner(client: Client, written: str, files: Iterable[Role] = FILES, namespace: str = "") -> str | None:
    """Return which of the places, written one after the other, decides."""
    places = written.split()
    index = decider(client, [candidate(place) for place in places], frozenset(files), namespace)
    return None if index is None else places[index]


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ("DOCKER", "DOCKER"),
        ("DOCKER DOCKER.STORE", "DOCKER.STORE"),
        ("DOCKER DOCKER.STORE DOCKER.HELPER", "DOCKER.HELPER"),
        ("DOCKER DOCKER.STORE=nothing", "DOCKER.STORE=nothing"),
        ("DOCKER DOCKER.STORE DOCKER.HELPER=nothing", "DOCKER.HELPER=nothing"),
        ("DOCKER DOCKER.HELPER=error", "DOCKER.HELPER=error"),
        ("DOCKER DOCKER_ENVIRONMENT", "DOCKER_ENVIRONMENT"),
        ("DOCKER.HELPER DOCKER_ENVIRONMENT", "DOCKER_ENVIRONMENT"),
        ("DOCKER/acme DOCKER", "DOCKER"),
        ("DOCKER/acme", "DOCKER/acme"),
        ("RUNTIME CONFIG LEGACY EXPLICIT", None),
    ],
)
def test_docker_asks_the_registrys_helper_then_the_store_then_the_file(places: str, expected: str | None) -> None:
    assert winner(Client.DOCKER, places) == expected


@pytest.mark.parametrize(
    ("places", "files", "expected"),
    [
        ("DOCKER HELM", {Role.DOCKER, Role.HELM}, "HELM"),
        ("DOCKER HELM.STORE", {Role.DOCKER, Role.HELM}, "HELM.STORE"),
        ("DOCKER", {Role.DOCKER, Role.HELM}, "DOCKER"),
        ("DOCKER", {Role.DOCKER}, None),
    ],
)
def test_helm_takes_its_own_file_then_docker_s_and_is_not_spoken_of_without_one(
    places: str, files: set[Role], expected: str | None
) -> None:
    assert winner(Client.HELM, places, files) == expected


@pytest.mark.parametrize(
    ("client", "places", "expected"),
    [
        (Client.REGCTL, "DOCKER REGCTL", "REGCTL"),
        (Client.REGCTL, "REGCTL REGCTL.HELPER", "REGCTL.HELPER"),
        (Client.REGCTL, "REGCTL.STORE REGCTL", "REGCTL"),
        (Client.REGCTL, "DOCKER.STORE", "DOCKER.STORE"),
        (Client.CONTAINERD, "CONTAINERD CONTAINERD_HOSTS", "CONTAINERD_HOSTS"),
        (Client.CONTAINERD, "DOCKER K3S", None),
    ],
)
def test_regctl_falls_back_on_docker_s_file_and_containerd_on_its_own_settings(
    client: Client, places: str, expected: str | None
) -> None:
    assert winner(client, places, FILES | {Role.REGCTL}) == expected


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ("LEGACY DOCKER CONFIG RUNTIME EXPLICIT", "EXPLICIT"),
        ("LEGACY DOCKER CONFIG RUNTIME", "RUNTIME"),
        ("LEGACY DOCKER CONFIG", "CONFIG"),
        ("LEGACY DOCKER", "DOCKER"),
        ("LEGACY", "LEGACY"),
        ("CONFIG RUNTIME=nothing", "CONFIG"),
        ("CONFIG RUNTIME=error", "RUNTIME=error"),
        ("CONFIG RUNTIME RUNTIME.HELPER=nothing", "CONFIG"),
        ("RUNTIME RUNTIME.HELPER", "RUNTIME.HELPER"),
        ("DOCKER DOCKER.STORE", "DOCKER"),
        ("DOCKER.STORE", None),
        ("EXPLICIT HELPERS_FIRST.HELPER", "HELPERS_FIRST.HELPER"),
        ("EXPLICIT HELPERS_FIRST.HELPER=nothing", "EXPLICIT"),
        ("HELPERS_LAST.HELPER RUNTIME=nothing", "HELPERS_LAST.HELPER"),
        ("HELPERS_LAST.HELPER LEGACY", "LEGACY"),
    ],
)
@pytest.mark.parametrize("client", [Client.PODMAN, Client.SKOPEO])
def test_podman_and_skopeo_read_file_after_file(client: Client, places: str, expected: str | None) -> None:
    assert winner(client, places) == expected


@pytest.mark.parametrize(
    ("places", "namespace", "expected"),
    [
        ("RUNTIME RUNTIME/acme", "", "RUNTIME"),
        ("RUNTIME RUNTIME/acme", "acme/team/api", "RUNTIME/acme"),
        ("RUNTIME/acme RUNTIME/acme/team", "acme/team/api", "RUNTIME/acme/team"),
        ("RUNTIME RUNTIME/acme", "acmeother/api", "RUNTIME"),
        ("CONFIG/acme RUNTIME", "acme/api", "RUNTIME"),
        ("RUNTIME/acme", "openco/engine", None),
    ],
)
def test_podman_prefers_the_longest_namespace_within_the_first_file(
    places: str, namespace: str, expected: str | None
) -> None:
    assert winner(Client.PODMAN, places, namespace=namespace) == expected


@pytest.mark.parametrize(
    ("places", "files", "expected"),
    [
        ("DOCKER EXPLICIT RUNTIME", {Role.DOCKER, Role.EXPLICIT, Role.RUNTIME}, "DOCKER"),
        ("EXPLICIT RUNTIME", {Role.EXPLICIT, Role.RUNTIME}, "EXPLICIT"),
        ("RUNTIME", {Role.RUNTIME}, "RUNTIME"),
        ("RUNTIME", {Role.DOCKER, Role.RUNTIME}, None),
        ("CONFIG", {Role.CONFIG}, None),
    ],
)
def test_crane_reads_the_first_file_there_is_and_no_other(places: str, files: set[Role], expected: str | None) -> None:
    assert winner(Client.CRANE, places, files) == expected


def test_gh_takes_its_variables_before_what_it_stores() -> None:
    assert winner(Client.GH, "GH_STORE GH_SECOND GH_FIRST") == "GH_FIRST"
    assert winner(Client.GH, "GH_STORE GH_SECOND") == "GH_SECOND"
    assert winner(Client.GH, "GH_STORE VARIABLE") == "GH_STORE"


def test_an_entry_for_a_namespace_has_its_users_beside_the_one_for_the_whole() -> None:
    users = winners([candidate("RUNTIME"), candidate("RUNTIME/acme")], {Role.RUNTIME})

    assert users == [(Client.PODMAN, Client.SKOPEO, Client.CRANE), (Client.PODMAN, Client.SKOPEO)]


def entry(username: str) -> dict[str, str]:
    return {"auth": b64encode(f"{username}:secret".encode()).decode()}


HELPED = {"auths": {"ghcr.io": entry("of the file")}, "credHelpers": {"ghcr.io": "helps"}}
COMPUTERS: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "Docker's file alone": {"docker": {"ghcr.io": entry("docker")}},
    "the lasting file before Docker's": {"config": {"ghcr.io": entry("config")}, "docker": {"ghcr.io": entry("d")}},
    "the runtime file before all": {
        "runtime": {"ghcr.io": entry("runtime")},
        "config": {"ghcr.io": entry("config")},
        "docker": {"ghcr.io": entry("docker")},
    },
    "an empty entry is passed over": {"runtime": {"ghcr.io": {}}, "config": {"ghcr.io": entry("config")}},
    "an auth without a colon is passed over": {
        "runtime": {"ghcr.io": {"auth": "Z2FyYmFnZQ=="}},
        "config": {"ghcr.io": entry("config")},
    },
    "name and password beside each other are passed over": {
        "runtime": {"ghcr.io": {"username": "u", "password": "p"}},
        "config": {"ghcr.io": entry("config")},
    },
    "an address for a key": {"runtime": {"https://ghcr.io/v2/": entry("address")}},
    "an exact key before an address": {"runtime": {"https://ghcr.io": entry("address"), "ghcr.io": entry("exact")}},
    "the legacy file": {"legacy": {"ghcr.io": entry("legacy")}},
    "another registry only": {"runtime": {"quay.io": entry("quay")}},
    "a helper in the runtime file": {"runtime": HELPED, "config": {"ghcr.io": entry("config")}},
    "a helper in Docker's file": {"docker": HELPED},
    "a helper for all registries in Docker's file": {
        "docker": {"auths": {"ghcr.io": entry("of the file")}, "credsStore": "helps"}
    },
}


def put_files(computer: Mapping[str, Mapping[str, object]], environment: dict[str, str], folder: Path) -> None:
    home, paths = Path(environment["HOME"]), dict[str, Path]()
    environment.pop("DOCKER_CONFIG")  # skopeo's login, unlike its other commands, would take that file first
    paths["docker"] = home / ".docker" / "config.json"
    paths["config"] = Path(environment["XDG_CONFIG_HOME"]) / "containers" / "auth.json"
    paths["runtime"] = Path(environment["XDG_RUNTIME_DIR"]) / "containers" / "auth.json"
    paths["legacy"] = home / ".dockercfg"
    for name, content in computer.items():
        whole = content if "auths" in content or name == "legacy" else {"auths": content}
        paths[name].parent.mkdir(parents=True, exist_ok=True)
        paths[name].write_text(json.dumps(whole))
    require_scripts()
    helper = folder / "docker-credential-helps"
    helper.write_text('#!/bin/sh\ncat >/dev/null\necho \'{"ServerURL":"x","Username":"helper","Secret":"s"}\'\n')
    helper.chmod(0o755)
    environment["PATH"] = os.pathsep.join([str(folder), environment["PATH"]])


async def searched(environment: dict[str, str]) -> CredentialSearch:
    search = CredentialSearch(hosts_of("ghcr.io"), environment, None)
    async for _ in search.run():
        pass
    return search


def skopeo_login(key: str, environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Ask the real skopeo whose credential it would use; from a folder that is not on its search path."""
    command = ["skopeo", "login", "--get-login", key]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=folder)


@pytest.mark.needs("skopeo")
@pytest.mark.parametrize("computer", COMPUTERS)
async def test_the_real_skopeo_takes_the_same_one(computer: str, environment: dict[str, str], tmp_path: Path) -> None:
    put_files(COMPUTERS[computer], environment, tmp_path)
    search = await searched(environment)
    users = used_by(search.found, search.files)
    ours = [found.username for found, clients in zip(search.found, users, strict=True) if Client.SKOPEO in clients]

    skopeo = skopeo_login("ghcr.io", environment, Path(environment["HOME"]))

    theirs = [skopeo.stdout.strip()] if skopeo.returncode == 0 else []
    assert ours == theirs, skopeo.stderr


@pytest.mark.needs("skopeo")
@pytest.mark.parametrize("key", ["ghcr.io", "ghcr.io/acme", "ghcr.io/acme/team", "ghcr.io/openco"])
async def test_the_real_skopeo_takes_the_same_one_for_a_namespace(
    key: str, environment: dict[str, str], tmp_path: Path
) -> None:
    auths = {"ghcr.io": entry("whole"), "ghcr.io/acme": entry("acme"), "ghcr.io/acme/team": entry("team")}
    put_files({"runtime": auths}, environment, tmp_path)
    search = await searched(environment)
    candidates = [each for found in search.found for each in found.candidates()]
    ours = decider(Client.SKOPEO, candidates, search.files, key.removeprefix("ghcr.io").strip("/"))

    skopeo = skopeo_login(key, environment, Path(environment["HOME"]))

    assert ours is not None
    assert search.found[ours].username == skopeo.stdout.strip()


@pytest.mark.needs("skopeo")
@pytest.mark.parametrize(
    "content", ["{", "", '{"auths": {"ghcr.io": "x"}}', '{"auths": {"ghcr.io": {"auth": "!"}}}', '{"auths": []}']
)
async def test_what_stops_the_real_skopeo_is_an_error_here(
    content: str, environment: dict[str, str], tmp_path: Path
) -> None:
    put_files({"runtime": {}, "config": {"ghcr.io": entry("config")}}, environment, tmp_path)
    (Path(environment["XDG_RUNTIME_DIR"]) / "containers" / "auth.json").write_text(content)
    search = await searched(environment)
    users = used_by(search.found, search.files)

    skopeo = skopeo_login("ghcr.io", environment, Path(environment["HOME"]))

    assert skopeo.returncode != 0
    (broken,) = [found for found, clients in zip(search.found, users, strict=True) if Client.SKOPEO in clients]
    assert broken.holding is Holding.BROKEN
    assert [row.code for row in broken.flaws] == ["client-config-invalid"]
