"""`ghcr-wizard doctor` as a process: real files, real helper programs, a simulated GitHub."""

import json
import os
import re
import select
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault
from tests.cli import doctor_machine as world
from tests.cli.conftest import Computer, endpoints
from tests.cli.doctor_machine import DEAD, FINE_GRAINED, GOOD, OTHER, POOR, PUBLIC, Machine, codes, file_of, verdicts
from tests.processes import HANG_SECONDS, Cli

pytestmark = pytest.mark.skipif(os.name != "posix", reason="helper programs of these tests are POSIX scripts")


@pytest.fixture
def machine(run_cli: Cli, environment: dict[str, str], isolated_machine: Path) -> Machine:
    del environment["DOCKER_CONFIG"]  # it is where Docker's folder is anyway, but it changes what Podman does
    return Machine(run_cli, environment, isolated_machine)


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with world.server() as running:
        yield running


def one(document: dict[str, Any]) -> dict[str, Any]:
    assert len(document["credentials"]) == 1
    row: dict[str, Any] = document["credentials"][0]
    return row


def logins(server: DemoServer) -> int:
    """Return how often a credential was tried at the registry's login."""
    return sum(entry.scheme == "basic" and "user/image" in entry.path for entry in server.requests())


def test_an_empty_computer_has_nothing_and_sends_nothing(machine: Machine, server: DemoServer) -> None:
    finished = machine.doctor(server, "--json")

    assert finished.status == 0
    assert finished.json() == {"schema": "ghcr-wizard.doctor/1", "credentials": [], "diagnoses": []}
    assert server.requests() == []


def test_every_source_is_found_tested_and_given_its_users(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, file_of(DEAD))
    machine.put(machine.runtime, file_of(GOOD))
    machine.put(machine.lasting, file_of(OTHER))
    machine.put(machine.gh_hosts, f"github.com:\n    user: octocat\n    oauth_token: {POOR}\n")

    document = machine.examined(server, env={"CR_PAT": GOOD})

    assert verdicts(document) == {
        str(machine.runtime): ("works", ["podman", "skopeo"]),
        str(machine.lasting): ("works", []),
        str(machine.docker): ("rejected", ["docker", "crane"]),
        str(machine.gh_hosts): ("limited", ["gh"]),
        "CR_PAT": ("works", []),
    }
    assert [row["source"] for row in document["credentials"]] == [
        "podman-auth",
        "podman-auth",
        "docker-config",
        "gh",
        "environment",
    ]
    assert set(document["credentials"][0]) == {
        "source",
        "location",
        "username",
        "token_kind",
        "verdict",
        "wins_for",
        "diagnoses",
    }
    assert document["credentials"][3]["token_kind"] == "oauth"
    assert ("scope-read-packages-missing", str(machine.gh_hosts)) in codes(document)
    assert ("credential-shadowed", str(machine.lasting)) in codes(document)
    assert ("credential-not-persistent", str(machine.runtime)) in codes(document)
    assert ("token-rejected", str(machine.docker)) in codes(document)


def test_a_dead_credential_in_the_way_of_a_public_package_is_named_with_its_command(
    machine: Machine, server: DemoServer
) -> None:
    machine.put(machine.docker, file_of(DEAD))

    finished = machine.doctor(server, "--json", "--package", PUBLIC)

    assert finished.status == 1
    assert one(finished.json())["verdict"] == "rejected"
    fixes = {row["code"]: row["fix"] for row in finished.json()["diagnoses"]}
    assert "docker logout ghcr.io" in fixes["token-rejected"]
    assert "docker logout ghcr.io" in fixes["stale-credential-blocks-public"]


def test_without_a_control_package_nothing_is_said_about_public_ones(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, file_of(DEAD))

    document = machine.examined(server)

    assert "stale-credential-blocks-public" not in {code for code, _ in codes(document)}
    assert "Anonymous pull not tested" in machine.doctor(server).stdout


def test_a_private_package_is_no_control_unless_a_credential_reads_it(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, file_of(DEAD))
    nobody = codes(machine.examined(server, "--package", "acme/team/api"))
    machine.put(machine.docker, file_of(GOOD))
    somebody = codes(machine.examined(server, "--package", "acme/team/api"))

    assert ("package-private", "acme/team/api") in nobody
    assert "stale-credential-blocks-public" not in {code for code, _ in nobody}
    assert "package-private" not in {code for code, _ in somebody}


def test_a_live_token_that_works_leaves_status_zero(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, file_of(GOOD))

    finished = machine.doctor(server, "--json", "--package", PUBLIC)

    assert finished.status == 0
    assert one(finished.json()) == {
        "source": "docker-config",
        "location": str(machine.docker),
        "username": "octocat",
        "token_kind": "classic_pat",
        "verdict": "works",
        "wins_for": ["docker", "podman", "skopeo", "crane"],
        "diagnoses": ["credential-plaintext"],
    }


@pytest.mark.parametrize("arguments", [(), ("--package", PUBLIC)])
def test_a_fine_grained_token_is_limited_whether_a_package_is_named_or_not(
    machine: Machine, server: DemoServer, arguments: tuple[str, ...]
) -> None:
    machine.put(machine.docker, file_of(FINE_GRAINED))

    document = machine.examined(server, *arguments)

    assert one(document)["verdict"] == "limited"
    assert ("fine-grained-not-accepted", str(machine.docker)) in codes(document)


def test_a_dead_installation_token_is_named_as_such(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, file_of(world.DEAD_INSTALLATION))

    assert ("installation-token-expired", str(machine.docker)) in codes(machine.examined(server))


def test_one_secret_in_many_places_is_tested_once(machine: Machine, server: DemoServer) -> None:
    for path in (machine.docker, machine.runtime, machine.lasting):
        machine.put(path, file_of(GOOD))

    document = machine.examined(server, env={"GITHUB_TOKEN": GOOD, "CR_PAT": GOOD})

    assert [row["verdict"] for row in document["credentials"]] == ["works"] * 5
    assert logins(server) == 1
    assert "credential-shadowed" not in {code for code, _ in codes(document)}


def test_a_dead_credential_that_another_hides_is_no_error(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.runtime, file_of(GOOD))
    machine.put(machine.lasting, file_of(DEAD))

    finished = machine.doctor(server, "--json")

    assert finished.status == 0
    assert verdicts(finished.json())[str(machine.lasting)] == ("rejected", [])
    assert ("credential-shadowed", str(machine.lasting)) in codes(finished.json())


def test_entries_of_other_registries_are_left_alone(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, {"auths": {"quay.io": world.auth(GOOD), "evil-ghcr.io": world.auth(GOOD)}})

    assert machine.examined(server)["credentials"] == []
    assert server.requests() == []


class TestHelpers:
    def test_a_helper_is_asked_in_the_protocols_way_and_hides_the_file(
        self, machine: Machine, server: DemoServer
    ) -> None:
        asked = machine.helper("vault", GOOD)
        machine.put(machine.docker, file_of(DEAD, credsStore="vault"))

        document = machine.examined(server)

        assert asked.read_text().split() == ["['get']", "ghcr.io"]
        assert verdicts(document) == {
            str(machine.docker): ("rejected", ["podman", "skopeo"]),
            "docker-credential-vault": ("works", ["docker", "crane"]),
        }
        assert ("credential-shadowed", str(machine.docker)) in codes(document)

    def test_a_helper_for_the_registry_goes_before_the_one_for_all(self, machine: Machine, server: DemoServer) -> None:
        machine.helper("vault", OTHER)
        machine.helper("special", GOOD)
        machine.put(machine.docker, {"credsStore": "vault", "credHelpers": {"ghcr.io": "special"}})

        assert verdicts(machine.examined(server)) == {
            "docker-credential-special": ("works", ["docker", "podman", "skopeo", "crane"]),
            "docker-credential-vault": ("works", []),
        }

    def test_our_own_helper_is_never_logged_out_of_by_another_program(
        self, machine: Machine, server: DemoServer
    ) -> None:
        machine.helper("ghcr-wizard", DEAD)
        machine.put(machine.docker, {"credHelpers": {"ghcr.io": "ghcr-wizard"}})

        fixes = [row["fix"] for row in machine.examined(server)["diagnoses"] if row["code"] == "token-rejected"]

        assert fixes == [
            "Run `ghcr-wizard` and replace the profile's token; the helper gives out the new one from then on."
        ]

    def test_a_helper_that_has_nothing_is_no_finding_but_hides_the_file(
        self, machine: Machine, server: DemoServer
    ) -> None:
        machine.program(
            "docker-credential-empty",
            "import sys\nsys.stdin.read()\nprint('credentials not found in native keychain')\nsys.exit(1)",
        )
        machine.put(machine.docker, file_of(GOOD, credsStore="empty"))

        document = machine.examined(server)

        assert one(document)["wins_for"] == ["podman", "skopeo"]
        assert {code for code, _ in codes(document)} == {"credential-plaintext", "credential-shadowed"}

    def test_the_empty_entry_docker_writes_beside_a_helper_is_right(self, machine: Machine, server: DemoServer) -> None:
        machine.helper("vault", GOOD)
        machine.put(machine.docker, {"auths": {"ghcr.io": {}}, "credsStore": "vault"})

        document = machine.examined(server)

        assert one(document)["verdict"] == "works"
        assert codes(document) == set()

    @pytest.mark.parametrize(
        ("name", "body", "mode", "said"),
        [
            ("missing", None, 0o755, "is not on the search path"),
            ("plain", "print(1)", 0o644, "is not executable"),
            ("garbage", "print('<html>')", 0o755, "answered something that is not the protocol's"),
            ("list", "print('[]')", 0o755, "answered something that is not the protocol's"),
            ("half", 'print(\'{"Username": "octocat"}\')', 0o755, "answered without a user name or a secret"),
            ("silent", "", 0o755, "answered something that is not the protocol's"),
            ("failing", "import sys\nprint('pass not initialized')\nsys.exit(1)", 0o755, "pass not initialized"),
            ("flood", "print('x' * 10_000_000)", 0o755, "answered far too much"),
            ("../evil", None, 0o755, "is not the name of a program"),
        ],
    )
    def test_a_helper_that_gives_no_answer_is_one_row_with_its_reason(
        self, machine: Machine, server: DemoServer, name: str, body: str | None, mode: int, said: str
    ) -> None:
        if body is not None:
            machine.program(f"docker-credential-{name}", body, mode)
        machine.put(machine.docker, {"credHelpers": {"ghcr.io": name}})
        machine.put(machine.gh_hosts, f"github.com:\n    oauth_token: {GOOD}\n")

        finished = machine.doctor(server, "--json")

        assert finished.status == 1
        broken, other = finished.json()["credentials"]
        assert (broken["source"], broken["verdict"]) == ("docker-helper", "unreadable")
        assert other["verdict"] == "works"
        (cause,) = [row["cause"] for row in finished.json()["diagnoses"] if row["code"] == "helper-missing"]
        assert said in cause

    def test_a_dead_token_in_helm_s_own_file_is_found_and_helm_s_logout_named(
        self, machine: Machine, server: DemoServer
    ) -> None:
        dead = "ghp_" + "A" * 36
        machine.put(
            Path(machine.environment["HOME"]) / ".config/helm/registry/config.json",
            {"auths": {"ghcr.io": {"auth": b64encode(f"octocat:{dead}".encode()).decode()}}},
        )

        finished = machine.doctor(server, "--json").json()

        (found,) = finished["credentials"]
        assert (found["source"], found["verdict"], found["wins_for"]) == ("helm-config", "rejected", ["helm"])
        assert "helm registry logout ghcr.io" in "".join(row["fix"] for row in finished["diagnoses"])

    @pytest.mark.parametrize("stream", ["stdout", "stderr"])
    def test_what_a_helper_says_of_its_failure_is_explained(
        self, machine: Machine, server: DemoServer, stream: str
    ) -> None:
        body = f"import sys\nprint('User interaction is not allowed. (-25308)', file=sys.{stream})\nsys.exit(1)"
        machine.program("docker-credential-osxkeychain", body)
        machine.put(machine.docker, {"credsStore": "osxkeychain"})

        (row,) = machine.doctor(server, "--json").json()["diagnoses"]

        assert row["code"] == "helper-missing"
        assert "User interaction is not allowed" in row["cause"]
        assert "security unlock-keychain" in row["fix"]

    def test_a_broken_helper_that_is_not_asked_is_no_finding(self, machine: Machine, server: DemoServer) -> None:
        machine.helper("special", GOOD)
        machine.put(machine.docker, {"credsStore": "gone", "credHelpers": {"ghcr.io": "special"}})

        assert codes(machine.examined(server)) == set()

    def test_an_answer_that_holds_a_token_by_mistake_is_not_repeated(
        self, machine: Machine, server: DemoServer
    ) -> None:
        machine.program("docker-credential-talks", f"import sys\nprint('bad token {GOOD}')\nsys.exit(1)")
        machine.put(machine.docker, {"credsStore": "talks"})

        assert machine.doctor(server, "--json").status == 1


class TestGh:
    def test_gh_is_asked_for_what_it_stores_not_for_its_variables(self, machine: Machine, server: DemoServer) -> None:
        machine.program(
            "gh",
            "import os, sys\n"
            "assert sys.argv[1:] == ['auth', 'token', '--hostname', 'github.com']\n"
            f"print(os.environ.get('GH_TOKEN') or os.environ.get('GITHUB_TOKEN') or {GOOD!r})",
        )

        document = machine.examined(server, env={"GITHUB_TOKEN": OTHER})

        assert verdicts(document) == {"gh auth token": ("works", []), "GITHUB_TOKEN": ("works", ["gh"])}
        assert ("credential-shadowed", "gh auth token") in codes(document)

    def test_the_missing_scope_comes_with_ghs_own_command(self, machine: Machine, server: DemoServer) -> None:
        machine.program("gh", f"print({POOR!r})")

        document = machine.examined(server)

        (fix,) = [row["fix"] for row in document["diagnoses"] if row["code"] == "scope-read-packages-missing"]
        assert "gh auth refresh -h github.com -s read:packages" in fix

    def test_gh_without_a_login_is_nothing(self, machine: Machine, server: DemoServer) -> None:
        machine.program("gh", "import sys\nsys.exit('no oauth token found')")

        assert machine.examined(server)["credentials"] == []

    def test_gh_that_knows_the_host_and_tells_nothing_is_a_row(self, machine: Machine, server: DemoServer) -> None:
        machine.program("gh", "import sys\nsys.exit('keyring is locked')")
        machine.put(machine.gh_hosts, "github.com:\n    git_protocol: https\n    users:\n        octocat:\n")

        document = machine.examined(server)

        assert (one(document)["source"], one(document)["verdict"]) == ("gh", "unreadable")
        assert ("helper-missing", "gh") in codes(document)

    def test_gh_token_goes_before_github_token(self, machine: Machine, server: DemoServer) -> None:
        document = machine.examined(server, env={"GITHUB_TOKEN": GOOD, "GH_TOKEN": OTHER})

        assert verdicts(document) == {"GH_TOKEN": ("works", ["gh"]), "GITHUB_TOKEN": ("works", [])}


class TestWhoseTokenItIs:
    """No credential of one GitHub is sent to another."""

    @pytest.mark.parametrize(
        ("registry", "variables", "taken"),
        [
            ("ghcr.io", {"GH_ENTERPRISE_TOKEN": GOOD, "GITHUB_ENTERPRISE_TOKEN": GOOD}, []),
            ("ghcr.io", {"GITHUB_TOKEN": GOOD, "GITHUB_SERVER_URL": "https://github.example.com"}, []),
            ("ghcr.io", {"GITHUB_TOKEN": GOOD, "GITHUB_SERVER_URL": "https://github.com"}, ["GITHUB_TOKEN"]),
            ("github.example.com", {"GITHUB_TOKEN": GOOD, "GH_TOKEN": GOOD, "CR_PAT": GOOD}, []),
            ("github.example.com", {"GH_ENTERPRISE_TOKEN": GOOD}, ["GH_ENTERPRISE_TOKEN"]),
            ("github.example.com", {"GH_ENTERPRISE_TOKEN": GOOD, "GH_HOST": "github.other.com"}, []),
            (
                "github.example.com",
                {"GITHUB_TOKEN": GOOD, "GITHUB_SERVER_URL": "https://github.example.com"},
                ["GITHUB_TOKEN"],
            ),
            ("acme.ghe.com", {"GITHUB_TOKEN": GOOD, "GH_TOKEN": GOOD, "GH_ENTERPRISE_TOKEN": GOOD}, []),
        ],
    )
    def test_a_variable_is_taken_for_its_own_github_alone(
        self, machine: Machine, server: DemoServer, registry: str, variables: dict[str, str], taken: list[str]
    ) -> None:
        document = machine.examined(server, "--registry", registry, env=variables)

        assert [row["location"] for row in document["credentials"]] == taken
        assert logins(server) == len(taken)

    def test_files_of_one_registry_are_not_taken_for_another(self, machine: Machine, server: DemoServer) -> None:
        machine.put(machine.docker, file_of(GOOD))
        machine.put(machine.gh_hosts, f"github.com:\n    oauth_token: {GOOD}\n")

        assert machine.examined(server, "--registry", "github.example.com")["credentials"] == []
        assert server.requests() == []

    def test_a_realm_of_a_foreign_host_gets_no_credential(self, machine: Machine) -> None:
        machine.put(machine.docker, file_of(GOOD))
        with world.server(faults=[Fault("registry", "foreign-realm")]) as server:
            document = machine.examined(server)
            requests = server.requests()

        assert "untrusted-realm" in {code for code, _ in codes(document)}
        assert not [entry for entry in requests if entry.role == "blob" and entry.scheme]


BROKEN_FILES = {
    "nothing but a brace": ("{", "it is not JSON"),
    "a list": ("[]", "no object"),
    "bytes": (b"\xff\x00\xfe", "not UTF-8"),
    "a byte-order mark": (b"\xef\xbb\xbf{}", "byte-order mark"),
    "UTF-16": ('{"auths": {}}'.encode("utf-16"), "UTF-16"),
    "a text for an entry": ({"auths": {"ghcr.io": GOOD}}, "is not an object"),
    "a list for the entries": ({"auths": []}, "its auths is not an object"),
    "a number for the auth": ({"auths": {"ghcr.io": {"auth": 1}}}, "its auth is not a string"),
    "an empty entry": ({"auths": {"ghcr.io": {}}}, "its entry is empty"),
    "a null entry": ({"auths": {"ghcr.io": None}}, "its entry is empty"),
    "no base64": ({"auths": {"ghcr.io": {"auth": "!!!"}}}, "not base64"),
    "a token in place of base64": ({"auths": {"ghcr.io": {"auth": GOOD}}}, "not base64"),
    "no colon": ({"auths": {"ghcr.io": {"auth": "Z2FyYmFnZQ=="}}}, "no colon"),
    "an empty secret": ({"auths": {"ghcr.io": world.auth("")}}, "an empty secret"),
    "an empty user name": ({"auths": {"ghcr.io": world.auth(GOOD, "")}}, "an empty user name"),
    "a line break after the token": ({"auths": {"ghcr.io": world.auth(GOOD + "\r\n")}}, "line breaks"),
    "a misspelled setting": ({"credsHelper": {"ghcr.io": "x"}}, "the setting is called credHelpers"),
    "a helper under an address": ({"credHelpers": {"https://ghcr.io": "x"}}, "only ghcr.io, exactly so"),
    "a number for a helper": ({"credHelpers": {"ghcr.io": 1}}, "of its credHelpers is not a string"),
    "another entry's garbage": (
        {"auths": {"quay.io": {"auth": "!"}, "ghcr.io": world.auth(GOOD)}},
        "the entry of quay.io cannot be decoded",
    ),
    "far too deep": ("[" * 100_000, "it is not JSON"),
    "far too large": (b" " * 1_100_000, "larger than"),
}


@pytest.mark.parametrize("content", BROKEN_FILES)
def test_a_broken_file_is_a_row_and_the_rest_is_examined(machine: Machine, server: DemoServer, content: str) -> None:
    broken, said = BROKEN_FILES[content]
    machine.put(machine.docker, broken)
    machine.put(machine.runtime, file_of(OTHER))

    finished = machine.doctor(server, "--json")

    assert finished.status == 1
    assert verdicts(finished.json())[str(machine.runtime)][0] == "works"
    assert str(machine.docker) in verdicts(finished.json())
    causes = [row["cause"] for row in finished.json()["diagnoses"] if row["code"] == "client-config-invalid"]
    assert len(causes) == 1
    assert said in causes[0]
    assert ("client-config-invalid", str(machine.docker)) in codes(finished.json())


def test_what_is_no_file_is_refused_and_not_waited_for(machine: Machine, server: DemoServer) -> None:
    machine.docker.parent.mkdir(parents=True)
    os.mkfifo(machine.docker)
    machine.lasting.mkdir(parents=True)

    document = machine.examined(server)

    assert verdicts(document) == {
        str(machine.lasting): ("unreadable", ["podman", "skopeo"]),
        str(machine.docker): ("unreadable", ["docker", "crane"]),
    }


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said_to_be(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, file_of(GOOD), 0o000)

    assert "permission denied" in machine.doctor(server).stdout


def test_a_link_to_the_file_is_followed(machine: Machine, server: DemoServer) -> None:
    real = machine.put(machine.folder / "dotfiles" / "docker.json", file_of(GOOD))
    machine.docker.parent.mkdir(parents=True)
    machine.docker.symlink_to(real)

    assert verdicts(machine.examined(server)) == {
        str(machine.docker): ("works", ["docker", "podman", "skopeo", "crane"])
    }


def test_a_file_that_others_may_read_is_said_with_its_mode_and_command(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, file_of(GOOD), 0o644)

    document = machine.examined(server)

    (row,) = [row for row in document["diagnoses"] if row["code"] == "credential-readable-by-others"]
    assert "0644" in row["cause"]
    assert f"chmod 600 {machine.docker}" in row["fix"]


def test_the_variables_dockers_and_podmans_files_can_be_moved_by_are_followed(
    machine: Machine, server: DemoServer
) -> None:
    moved = machine.put(machine.folder / "elsewhere" / "config.json", file_of(GOOD))
    named = machine.put(machine.folder / "named.json", file_of(OTHER))

    document = machine.examined(server, env={"DOCKER_CONFIG": str(moved.parent), "REGISTRY_AUTH_FILE": str(named)})

    assert verdicts(document) == {
        str(named): ("works", ["podman", "skopeo"]),
        str(moved): ("works", ["docker", "crane"]),
    }


def test_podman_takes_dockers_file_first_where_a_variable_names_it(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, file_of(GOOD))
    machine.put(machine.runtime, file_of(OTHER))

    document = machine.examined(server, env={"DOCKER_CONFIG": str(machine.docker.parent)})

    assert verdicts(document) == {
        str(machine.runtime): ("works", ["skopeo"]),
        str(machine.docker): ("works", ["docker", "podman", "crane"]),
    }


def test_one_file_named_by_both_is_one_row_for_all(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, file_of(GOOD))

    document = machine.examined(server, env={"REGISTRY_AUTH_FILE": str(machine.docker)})

    assert verdicts(document) == {str(machine.docker): ("works", ["docker", "podman", "skopeo", "crane"])}


def test_a_configuration_in_a_variable_goes_before_dockers_file(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, file_of(OTHER))

    document = machine.examined(server, env={"DOCKER_AUTH_CONFIG": json.dumps(file_of(GOOD))})
    broken = machine.examined(server, env={"DOCKER_AUTH_CONFIG": "{"})

    assert verdicts(document)["DOCKER_AUTH_CONFIG"] == ("works", ["docker"])
    assert verdicts(document)[str(machine.docker)] == ("works", ["podman", "skopeo", "crane"])
    assert verdicts(broken)["DOCKER_AUTH_CONFIG"] == ("unreadable", [])
    assert "docker" in verdicts(broken)[str(machine.docker)][1]


def test_helpers_of_registries_conf_are_asked_for_podman_and_skopeo(machine: Machine, server: DemoServer) -> None:
    machine.helper("vault", GOOD)
    conf = machine.put(machine.folder / "registries.conf", 'credential-helpers = ["vault", "containers-auth.json"]')
    machine.put(machine.runtime, file_of(OTHER))

    document = machine.examined(server, env={"CONTAINERS_REGISTRIES_CONF": str(conf)})

    assert verdicts(document) == {
        str(machine.runtime): ("works", ["crane"]),
        "docker-credential-vault": ("works", ["podman", "skopeo"]),
    }


class TestProfiles:
    def test_a_profile_is_one_of_the_credentials(self, computer: Computer, server: DemoServer) -> None:
        computer.login(server, "--profile", "main")

        document = computer.run("doctor", "--json", env=endpoints(server)).json()

        assert document["credentials"] == [
            {
                "source": "profile",
                "location": "main",
                "username": "octocat",
                "token_kind": "classic_pat",
                "verdict": "works",
                "wins_for": ["ghcr-wizard"],
                "diagnoses": [],
            }
        ]

    def test_a_profile_of_another_registry_is_not_taken(self, computer: Computer, server: DemoServer) -> None:
        computer.login(server, "--profile", "corp", "--registry", "github.example.com")

        assert computer.run("doctor", "--json", env=endpoints(server)).json()["credentials"] == []

    def test_a_keyring_that_fails_is_a_row_and_not_the_end(self, computer: Computer, server: DemoServer) -> None:
        computer.login(server, "--profile", "main")
        broken = endpoints(server) | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "CR_PAT": GOOD}

        finished = computer.run("doctor", "--json", env=broken)

        assert finished.status == 1
        assert verdicts(finished.json()) == {"CR_PAT": ("works", []), "main": ("unreadable", ["ghcr-wizard"])}
        assert "keyring-unavailable" in {code for code, _ in codes(finished.json())}

    def test_a_broken_settings_file_is_a_row_and_not_the_end(self, computer: Computer, server: DemoServer) -> None:
        computer.profiles.parent.mkdir(parents=True)
        computer.profiles.write_text("{")

        finished = computer.run("doctor", "--json", env=endpoints(server) | {"CR_PAT": GOOD})

        assert finished.status == 1
        assert [row["verdict"] for row in finished.json()["credentials"]] == ["works", "unreadable"]


class TestServersInTrouble:
    def test_a_registry_that_cannot_be_reached_is_status_three(self, machine: Machine, free_port: int) -> None:
        machine.put(machine.docker, file_of(GOOD))
        nowhere = {"GHCR_WIZARD_REGISTRY_URL": f"http://127.0.0.1:{free_port}"}

        finished = machine.run("doctor", "--json", env=nowhere)

        assert finished.status == 3
        assert one(finished.json())["verdict"] == "unreachable"
        assert ("network-unreachable", None) in codes(finished.json())

    def test_a_broken_file_counts_more_than_the_network(self, machine: Machine, free_port: int) -> None:
        machine.put(machine.docker, {"auths": {"ghcr.io": {}}})

        finished = machine.run("doctor", env={"GHCR_WIZARD_REGISTRY_URL": f"http://127.0.0.1:{free_port}"})

        assert finished.status == 1


class TestRepairs:
    def broken(self, machine: Machine) -> Path:
        text = (
            '{\r\n  "auths" : {"quay.io":{"auth":"cTpx"},\r\n    "ghcr.io": '
            f'{{ "auth": "{world.auth(DEAD)["auth"]}" }} ,\r\n'
            '    "ä":{}},\r\n  "HttpHeaders": {"X":"1e2", "n" : 1e2}}\r\n\r\n'
        )
        return machine.put(machine.docker, text, 0o644)

    def test_without_a_yes_nothing_is_written(self, machine: Machine, server: DemoServer) -> None:
        self.broken(machine)
        before = machine.tree()

        for arguments in ((), ("--json",), ("--package", PUBLIC), ("--fix",), ("--fix", "--json")):
            machine.doctor(server, *arguments)

        assert machine.tree() == before

    def test_a_dead_entry_goes_and_every_other_byte_stays(self, machine: Machine, server: DemoServer) -> None:
        path = self.broken(machine)
        before = path.read_bytes()

        finished = machine.doctor(server, "--fix", "--yes")

        assert finished.status == 0, finished.stdout
        entry = before[before.index(b'"ghcr.io"') : before.index('"ä"'.encode())]
        assert path.read_bytes() == before.replace(entry, b"")
        backup = path.with_name("config.json.before-ghcr-wizard")
        assert backup.read_bytes() == before
        assert backup.stat().st_mode & 0o777 == 0o600
        assert path.stat().st_mode & 0o777 == 0o600

    def test_a_second_repair_keeps_the_first_backup(self, machine: Machine, server: DemoServer) -> None:
        path = self.broken(machine)
        machine.doctor(server, "--fix", "--yes")
        first = path.with_name("config.json.before-ghcr-wizard").read_bytes()
        machine.put(path, {"auths": {"ghcr.io": {}}})

        machine.doctor(server, "--fix", "--yes")

        assert path.read_bytes() == b'{\n\t"auths": {}\n}'
        assert path.with_name("config.json.before-ghcr-wizard").read_bytes() == first
        assert path.with_name("config.json.before-ghcr-wizard-2").exists()

    def test_a_link_stays_a_link(self, machine: Machine, server: DemoServer) -> None:
        real = machine.put(machine.folder / "dotfiles" / "docker.json", file_of(DEAD))
        machine.docker.parent.mkdir(parents=True)
        machine.docker.symlink_to(real)

        assert machine.doctor(server, "--fix", "--yes").status == 0
        assert machine.docker.is_symlink()
        assert b"ghcr.io" not in real.read_bytes()

    def test_a_working_entry_is_never_taken_out(self, machine: Machine, server: DemoServer) -> None:
        machine.put(machine.docker, file_of(GOOD))
        before = machine.tree()

        machine.doctor(server, "--fix", "--yes")

        assert machine.tree() == before

    def test_an_entry_nobody_could_ask_about_is_never_taken_out(self, machine: Machine, free_port: int) -> None:
        machine.put(machine.docker, file_of(DEAD))
        before = machine.tree()

        machine.run("doctor", "--fix", "--yes", env={"GHCR_WIZARD_REGISTRY_URL": f"http://127.0.0.1:{free_port}"})

        assert machine.tree() == before

    @pytest.mark.parametrize(("answer", "removed"), [("y", True), ("n", False), ("", False)])
    def test_a_person_is_asked(self, machine: Machine, server: DemoServer, answer: str, removed: bool) -> None:
        machine.put(machine.docker, file_of(DEAD))

        said = on_a_terminal(machine, server, answer)

        assert "Remove the entry ghcr.io" in said
        assert (b"ghcr.io" not in machine.docker.read_bytes()) is removed

    def test_a_yes_that_is_piped_in_is_nobodys(self, machine: Machine, server: DemoServer) -> None:
        machine.put(machine.docker, file_of(DEAD))
        before = machine.tree()

        finished = machine.run("doctor", "--fix", stdin=b"y\n" * 9, env=endpoints(server))

        assert "use --yes" in finished.stdout
        assert machine.tree() == before

    def test_yes_alone_is_wrong_usage(self, machine: Machine, server: DemoServer) -> None:
        finished = machine.doctor(server, "--yes")

        assert finished.status == 2
        assert finished.stderr == "ghcr-wizard: --yes goes with --fix\n"


def on_a_terminal(machine: Machine, server: DemoServer, answer: str) -> str:
    """Run `doctor --fix` on a pseudo-terminal, answer its question, and return all it wrote."""
    own, theirs = os.openpty()
    environment = machine.environment | endpoints(server)
    command = [sys.executable, "-m", "ghcr_wizard", "doctor", "--fix"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        said, answered = b"", False
        while select.select([own], [], [], HANG_SECONDS)[0]:
            try:
                said += os.read(own, 4096)
            except OSError:
                break
            if b"y or n" in said and not answered:
                os.write(own, answer.encode() + b"\n")
                answered = True
        process.wait(HANG_SECONDS)
    os.close(own)
    return said.decode()


class TestForAPerson:
    def test_the_table_the_findings_and_the_commands_stand_in_order(self, machine: Machine, server: DemoServer) -> None:
        machine.put(machine.docker, file_of(DEAD))

        lines = machine.doctor(server, "--package", PUBLIC, env={"GITHUB_TOKEN": POOR}).stdout.splitlines()

        assert lines[0] == "ghcr.io · credentials on this machine"
        assert lines[2].split() == ["Where", "Whose", "Kind", "Verdict", "Used", "by"]
        row = next(line for line in lines if line.startswith(f"  {machine.docker}"))
        assert row.endswith("rejected  docker, podman, skopeo, crane")
        assert any(line.endswith("limited   gh") for line in lines)
        assert "✓ Anonymous pull of openco/engine works." in lines
        commands = lines[lines.index("What to do") :]
        assert "  docker logout ghcr.io" in commands

    def test_nothing_found_says_so(self, machine: Machine, server: DemoServer) -> None:
        assert "No credential for ghcr.io was found" in machine.doctor(server).stdout

    def test_what_a_file_says_cannot_paint_the_terminal(self, machine: Machine, server: DemoServer) -> None:
        machine.put(machine.docker, {"auths": {"ghcr.io/\x1b[2J\u202e": world.auth(GOOD, "\x1b]0;x\x07")}})

        for finished in (machine.doctor(server), machine.doctor(server, "--json")):
            assert "\x1b" not in finished.stdout
            assert "\\u001b" not in finished.stdout

    @pytest.mark.parametrize(
        ("arguments", "status"),
        [(("--package", "engine"), 2), (("--package", "a/b", "--package", "c/d"), 2), (("--registry", "ghrc.io"), 2)],
    )
    def test_bad_input_is_one_line(
        self, machine: Machine, server: DemoServer, arguments: tuple[str, ...], status: int
    ) -> None:
        finished = machine.doctor(server, *arguments)

        assert finished.status == status
        assert len(finished.stderr.splitlines()) == 1
        assert finished.stdout == ""


def pull_secret(secret: str, *, kind: str = "kubernetes.io/dockerconfigjson") -> dict[str, Any]:
    """Return a Secret as `kubectl get secret -o json` prints it."""
    config = json.dumps(file_of(secret)).encode()
    data = {".dockerconfigjson": b64encode(config).decode()}
    metadata = {"name": "ghcr-pull", "namespace": "shop"}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": kind, "data": data}


def given(machine: Machine, server: DemoServer, text: object) -> dict[str, Any]:
    """Return what doctor says of a text on standard input."""
    content = text if isinstance(text, str) else json.dumps(text)
    machine.put(machine.docker, file_of(OTHER))  # of this machine, so none of its business
    finished = machine.run("doctor", "-", "--json", stdin=content.encode(), env=endpoints(server))
    assert "Traceback" not in finished.stderr
    assert not any(secret in finished.stdout + finished.stderr for secret in world.SECRETS)
    return finished.json()


IN_YAML = """\
apiVersion: v1
kind: Secret
metadata:
  name: ghcr-pull
  namespace: shop
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: {data}
"""
REGISTRIES = """\
mirrors:
  docker.io:
    endpoint: ["https://mirror.example.com"]
configs:
  "ghcr.io":
    auth:
      username: octocat  # whose
      password: "{secret}"
  other.example.com:
    auth: {{username: someone, password: something}}
"""

CONTAINERD = """\
version = 2

[plugins."io.containerd.grpc.v1.cri".registry.configs."ghcr.io".auth]
  username = "octocat"  # whose
  password = "{secret}"
"""


@pytest.mark.parametrize(("secret", "verdict"), [(GOOD, "works"), (DEAD, "rejected"), (POOR, "limited")])
@pytest.mark.parametrize(
    "form",
    ["secret", "list", "yaml", "folded", "stringData", "config.json", "registries.yaml", "config.toml", "regctl"],
)
def test_what_is_piped_in_is_examined_in_place_of_this_computer(
    machine: Machine, server: DemoServer, form: str, secret: str, verdict: str
) -> None:
    whole = pull_secret(secret)
    data = whole["data"][".dockerconfigjson"]
    plain = {key: value for key, value in whole.items() if key != "data"}
    texts = {
        "secret": whole,
        "list": {"apiVersion": "v1", "kind": "List", "items": [{"kind": "Secret", "type": "Opaque"}, whole]},
        "yaml": IN_YAML.format(data=data),
        "folded": IN_YAML.format(data=f"|\n    {data[:40]}\n    {data[40:]}"),
        "stringData": plain | {"stringData": {".dockerconfigjson": json.dumps(file_of(secret))}},
        "config.json": file_of(secret),
        "registries.yaml": REGISTRIES.format(secret=secret),
        "config.toml": CONTAINERD.format(secret=secret),
        "regctl": {"version": 1, "hosts": {"ghcr.io": {"user": "octocat", "pass": secret}}},
    }

    document = given(machine, server, texts[form])

    row = one(document)
    assert (row["source"], row["verdict"], row["username"]) == ("standard-input", verdict, "octocat")
    named = form not in {"config.json", "registries.yaml", "config.toml", "regctl"}
    assert row["location"] == ("standard input (Secret shop/ghcr-pull)" if named else "standard input")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (pull_secret(GOOD, kind="Opaque"), "its type is Opaque"),
        ({"auths": {"ghcr.io": {}}, "credsStore": "desktop"}, "credential helper “desktop”"),
        ({"kind": "Secret", "type": "kubernetes.io/dockerconfigjson", "data": {"x": "eA=="}}, "has no `.dockerconfig"),
        ({"kind": "Secret", "data": {".dockerconfigjson": "%%%"}}, "is not base64 of JSON"),
        (file_of(GOOD, "quay.io"), "it has no login for ghcr.io"),
        ({"kind": "Pod"}, "it has no login for ghcr.io"),
        ('server = "https://ghcr.io"\n', "it has no login for ghcr.io"),
        ('[header]\nAuthorization = "Basic b2N0b2NhdDp4"\n', "its header Authorization has a user name and a password"),
        ('[header]\nauthorization = "Bearer ghp_x"\n', "its header authorization has no token in base64"),
        ('server = "https://mirror.example.com"\n[header]\nauthorization = "Basic eDp5"\n', "it has no login for ghcr"),
        ('[host."https://ghcr.io".header]\nauthorization = "Basic eDp5"\n', "which this registry takes at its token"),
        ('[host."https://quay.io".header]\nauthorization = "Basic eDp5"\n', "it has no login for ghcr.io"),
        ("plugins = 1\n", "its plugins is not an object"),
        ({"hosts": {"ghcr.io": {"credHelper": "docker-credential-pass"}}}, "credential helper “pass”"),
        ({"hosts": {"ghcr.io": 1}}, "its ghcr.io is not an object"),
        ("what is this", "neither JSON nor YAML"),
        ("[" * 100_000, "neither JSON nor YAML"),
        ("", "neither JSON nor YAML"),
    ],
)
def test_what_is_wrong_with_what_is_piped_in_is_said(
    machine: Machine, server: DemoServer, text: object, said: str
) -> None:
    document = given(machine, server, text)

    causes = [row["cause"] for row in document["diagnoses"] if row["code"] == "client-config-invalid"]
    assert any(said in cause for cause in causes), causes


@pytest.mark.parametrize(
    ("text", "export"),
    [
        (json.dumps(pull_secret(DEAD)), "kubernetes"),
        (json.dumps(file_of(DEAD)), "config-json"),
        (REGISTRIES.format(secret=DEAD), "k3s"),
        (CONTAINERD.format(secret=DEAD), ""),
    ],
)
def test_what_is_dead_in_a_file_of_others_is_told_with_what_writes_a_new_one(
    machine: Machine, server: DemoServer, text: str, export: str
) -> None:
    run = machine.run("doctor", "-", stdin=text.encode(), env=endpoints(server))

    assert run.status == 1
    assert "credentials in standard input" in run.stdout
    assert re.findall("`ghcr-wizard export (.*?)`", run.stdout) == [export] * bool(export)
    assert "podman" not in run.stdout


def test_nothing_is_fixed_in_what_is_piped_in(machine: Machine, server: DemoServer) -> None:
    assert machine.run("doctor", "-", "--fix", stdin=b"{}", env=endpoints(server)).status == 2
