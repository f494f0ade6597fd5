"""`login`, `logout` and `profiles`, as processes against a simulated GitHub and a keyring that works."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault
from tests.cli.conftest import Computer, endpoints
from tests.processes import Cli
from tests.secret_service import SecretService

GitHub = Callable[..., DemoServer]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def profiles(computer: Computer, *arguments: str) -> dict[str, Any]:
    run = computer.run("profiles", "--json", *arguments)
    assert (run.status, run.stderr) == (0, "")
    return run.json()


def codes(document: dict[str, object]) -> list[str]:
    rows = document["diagnoses"]
    assert isinstance(rows, list)
    return [row["code"] for row in rows]


def test_a_login_stores_the_token_in_the_keyring_and_the_rest_in_the_profile(
    computer: Computer, github: GitHub
) -> None:
    server = github()

    run = computer.login(server, "--json", "--description", "the laptop's")

    assert (run.status, run.stderr) == (0, "")
    document = run.json()
    assert list(document) == ["schema", "done", "summary", "changed", "diagnoses"]
    assert (document["schema"], document["done"], document["changed"]) == ("ghcr-wizard.login/1", True, ["octocat"])
    assert json.loads(computer.secrets.read_text()) == {"ghcr-wizard:ghcr.io octocat": server.token}
    assert server.token not in computer.profiles.read_text() + run.stdout


def test_profiles_are_listed_with_all_their_fields_and_no_secret(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server, "--profile", "main", "--description", "the laptop's")

    document = profiles(computer)

    assert list(document) == ["schema", "default", "profiles"]
    assert (document["schema"], document["default"]) == ("ghcr-wizard.profiles/1", "main")
    (row,) = document["profiles"]
    assert TIME.fullmatch(row["created_at"])
    assert TIME.fullmatch(row["expires_at"])
    assert datetime.now(UTC) - datetime.fromisoformat(row["created_at"]) < timedelta(hours=1)
    del row["created_at"], row["expires_at"]
    assert row == {
        "name": "main",
        "registry": "ghcr.io",
        "method": "classic-pat",
        "username": "octocat",
        "description": "the laptop's",
        "store": "keyring",
        "checked_at": None,
        "verdict": None,
    }


def test_a_person_reads_sentences_and_a_table(computer: Computer, github: GitHub) -> None:
    server = github()

    stored = computer.login(server)
    listed = computer.run("profiles")
    removed = computer.run("logout")

    assert stored.stdout.startswith("✓ Profile octocat is stored")
    assert "ghcr-wizard check --profile octocat" in stored.stdout
    header, row = listed.stdout.splitlines()[:2]
    assert [header.index(word) for word in ("Profile", "Registry", "Method")] == [
        row.index(word) for word in ("octocat", "ghcr.io", "classic-pat")
    ]
    assert "not tested" in row
    assert removed.stdout.startswith("✓ Profile octocat and its secret are removed")
    assert "\x1b" not in stored.stdout + listed.stdout + removed.stdout


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"", b"\r\n"), (b"\xef\xbb\xbf", b"\r\n"), (b'"', b'"\n'), (b"Bearer ", b""), (b"export TOKEN=", b"\n")],
)
def test_what_people_pipe_around_a_token_is_understood(
    before: bytes, after: bytes, computer: Computer, github: GitHub
) -> None:
    server = github()

    run = computer.run(
        *("login", "--method", "classic-pat", "--username", "octocat", "--token-stdin"),
        stdin=before + server.token.encode() + after,
        env=endpoints(server),
    )

    assert (run.status, run.stderr) == (0, "")
    assert json.loads(computer.secrets.read_text()) == {"ghcr-wizard:ghcr.io octocat": server.token}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_token_in_powershells_encoding_is_understood(encoding: str, computer: Computer, github: GitHub) -> None:
    server = github()

    run = computer.run(
        *("login", "--method", "classic-pat", "--username", "octocat", "--token-stdin"),
        stdin=f"{server.token}\r\n".encode(encoding),
        env=endpoints(server),
    )

    assert (run.status, run.stderr) == (0, "")
    assert server.token in computer.secrets.read_text()


@pytest.mark.parametrize(("persona", "method"), [("newcomer", "classic-pat"), ("fine-grained", "fine-grained-pat")])
def test_a_token_that_can_do_little_is_stored(persona: str, method: str, computer: Computer, github: GitHub) -> None:
    server = github(persona)

    run = computer.login(server, "--method", method)

    assert run.status == 0
    assert server.token in computer.secrets.read_text()


def test_an_installation_token_is_alive_although_it_may_not_ask_who_it_is(computer: Computer, github: GitHub) -> None:
    server = github("app")

    run = computer.run(
        *("login", "--method", "app-installation", "--token-stdin", "--json"),
        stdin=server.token.encode(),
        env=endpoints(server),
    )

    assert (run.status, run.json()["changed"]) == (0, ["acme"])
    (row,) = profiles(computer)["profiles"]
    assert (row["username"], row["method"]) == ("x-access-token", "app-installation")


def test_another_kind_than_the_methods_is_told_and_stored(computer: Computer, github: GitHub) -> None:
    run = computer.login(github(), "--method", "fine-grained-pat", "--json")

    assert run.status == 0
    assert codes(run.json()) == ["token-kind-differs"]


@pytest.mark.parametrize(
    ("persona", "token", "method", "code"),
    [
        ("expired", None, "classic-pat", "token-rejected"),
        ("maintainer", "ghp_" + "a" * 36, "classic-pat", "token-rejected"),
        ("maintainer", "my-github-password", "classic-pat", "token-rejected"),
        ("app", "ghs_" + "a" * 36, "app-installation", "installation-token-expired"),
    ],
)
def test_a_credential_github_rejects_is_not_stored(
    persona: str, token: str | None, method: str, code: str, computer: Computer, github: GitHub
) -> None:
    server = github(persona)

    run = computer.run(
        *("login", "--method", method, "--username", "octocat", "--token-stdin", "--json"),
        stdin=(token or server.token).encode(),
        env=endpoints(server),
    )

    assert (run.status, run.json()["done"], run.json()["changed"]) == (1, False, [])
    assert code in codes(run.json())
    assert run.stderr.startswith("ghcr-wizard: Nothing was stored.")
    assert not computer.secrets.exists()
    assert not computer.profiles.exists()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault("api", "status", status=503), "api-unavailable"),
        (Fault("api", "html"), "api-unavailable"),
        (Fault("api", "reset"), "api-unavailable"),
        (Fault("api", "primary-rate-limit"), "api-rate-limited"),
        (Fault("api", "login-lockout"), "api-login-lockout"),
    ],
)
def test_a_credential_nobody_could_judge_is_not_stored(
    fault: Fault, code: str, computer: Computer, github: GitHub
) -> None:
    run = computer.login(github(faults=[fault]), "--json")

    assert run.status == 3
    assert codes(run.json()) == [code]
    assert not computer.secrets.exists()


def test_a_github_that_cannot_be_reached_is_told(computer: Computer, free_port: int) -> None:
    nowhere = f"http://127.0.0.1:{free_port}"

    run = computer.run(
        *("login", "--method", "classic-pat", "--username", "octocat", "--token-stdin", "--json"),
        stdin=b"ghp_" + b"a" * 36,
        env={"GHCR_WIZARD_API_URL": nowhere, "GHCR_WIZARD_REGISTRY_URL": nowhere},
    )

    assert run.status == 3
    assert "network-unreachable" in codes(run.json())
    assert not computer.secrets.exists()


def test_logging_in_again_replaces_and_says_so(computer: Computer, github: GitHub) -> None:
    first, second = github(), github("newcomer")
    computer.login(first)

    again = computer.login(second, "--json")

    assert "replacing" in again.json()["summary"]
    assert json.loads(computer.secrets.read_text()) == {"ghcr-wizard:ghcr.io octocat": second.token}
    assert len(profiles(computer)["profiles"]) == 1


def test_a_name_of_another_registry_is_not_taken(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server, "--profile", "main")

    refused = computer.login(server, "--profile", "main", "--registry", "acme.ghe.com")
    named = computer.login(server, "--registry", "acme.ghe.com", "--json")

    assert refused.status == 2
    assert refused.stderr.count("\n") == 1
    assert named.json()["changed"] == ["octocat-acme"]
    assert profiles(computer)["default"] == "main"
    assert profiles(computer, "--registry", "acme.ghe.com")["default"] == "octocat-acme"


@pytest.mark.parametrize("name", ["", "a b", "../main", "-", "x" * 65])
def test_a_profile_name_that_can_be_none_is_bad_input(name: str, computer: Computer, github: GitHub) -> None:
    run = computer.login(github(), f"--profile={name}")

    assert (run.status, run.stdout) == (2, "")
    assert run.stderr.count("\n") == 1
    assert not computer.secrets.exists()


def test_a_logout_removes_profile_and_secret_and_names_the_next_default(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server, "--profile", "first")
    computer.login(server, "--profile", "second")

    run = computer.run("logout", "--json")

    assert (run.status, run.stderr) == (0, "")
    document = run.json()
    assert list(document) == ["schema", "done", "summary", "changed", "diagnoses"]
    assert (document["schema"], document["done"], document["changed"]) == ("ghcr-wizard.logout/1", True, ["second"])
    assert "first by default now" in document["summary"]
    assert json.loads(computer.secrets.read_text()) == {"ghcr-wizard:ghcr.io first": server.token}
    assert profiles(computer)["default"] == "first"


def test_a_profile_of_another_registry_is_removed_by_its_name(computer: Computer, github: GitHub) -> None:
    computer.login(github(), "--registry", "acme.ghe.com", "--profile", "work")

    wrong = computer.run("logout", "--registry", "ghcr.io", "--profile", "work")
    right = computer.run("logout", "--profile", "work")

    assert (wrong.status, right.status) == (1, 0)
    assert "not one of ghcr.io's: this profile is one of containers.acme.ghe.com" in wrong.stderr
    assert profiles(computer)["profiles"] == []


def test_a_credential_of_one_host_is_not_sent_to_another(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server, "--registry", "acme.ghe.com", "--profile", "work")
    before = len(server.requests())

    run = computer.run("check", "--json", "--registry", "ghcr.io", "--profile", "work")

    assert run.status == 1
    assert [row["code"] for row in run.json()["diagnoses"]] == ["token-host-mismatch"]
    assert len(server.requests()) == before


@pytest.mark.parametrize("command", ["logout", "check", "packages"])
@pytest.mark.parametrize("arguments", [[], ["--profile", "nobody"]])
def test_no_such_profile_is_one_line_and_status_one(command: str, arguments: list[str], computer: Computer) -> None:
    run = computer.run(command, *arguments)

    assert (run.status, run.stdout) == (1 if arguments else 2, "")
    assert run.stderr.startswith("ghcr-wizard: ")
    assert run.stderr.count("\n") == 1
    assert "nobody" not in run.stderr


def test_a_stored_credential_is_what_check_uses(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server, "--profile", "main")

    for choice in ([], ["--profile", "main"]):
        run = computer.run("check", "--json", *choice, env=endpoints(server))
        assert run.json()["identity"] == {"login": "octocat", "type": "User"}, run.stderr
    (row,) = profiles(computer)["profiles"]
    assert row["verdict"] == "ok"


def test_a_profile_of_another_registry_is_tested_where_it_belongs(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server, "--registry", "acme.ghe.com", "--profile", "work")

    run = computer.run("check", "--json", "--profile", "work", env=endpoints(server))
    elsewhere = computer.run("check", "--profile", "work", "--registry", "ghcr.io", env=endpoints(server))

    assert run.json()["registry"] == "containers.acme.ghe.com"
    assert elsewhere.status == 1


def test_a_profile_whose_secret_vanished_is_told_and_can_be_removed(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server)
    computer.secrets.unlink()

    used = computer.run("check", env=endpoints(server))
    removed = computer.run("logout")

    assert used.status == 4
    assert "did not return it" in used.stderr
    assert removed.status == 0
    assert "no secret of it" in removed.stdout


@pytest.mark.needs("dbus")
@pytest.mark.needs("gnome-keyring")
def test_the_whole_way_with_a_real_keyring(secret_service: SecretService, run_cli: Cli, github: GitHub) -> None:
    server = github()
    login = ("login", "--method", "classic-pat", "--username", "octocat", "--token-stdin")

    stored = run_cli(*login, stdin=server.token.encode(), env=endpoints(server))
    tested = run_cli("check", "--json", env=endpoints(server))
    secret_service.lock()
    locked = run_cli("check", env=endpoints(server))
    kept = run_cli("logout", "--json")

    assert "Secret Service (GNOME Keyring)" in stored.stdout
    assert tested.json()["verdict"] == "ok"
    assert (locked.status, locked.stderr.count("\n")) == (4, 1)
    assert (kept.status, codes(kept.json())) == (4, ["keyring-locked"])
    assert "Nothing was removed" in kept.json()["summary"]
    assert run_cli("profiles", "--json").json()["default"] == "octocat"


def test_removing_a_profile_forgets_what_it_listed(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server, "--profile", "main")
    assert computer.run("packages", "--json", env=endpoints(server)).status == 0
    cache = Path(computer.environment["XDG_CACHE_HOME"], "ghcr-wizard", "catalog")
    kept = [path for path in cache.glob("*/*") if path.is_file()]

    assert computer.run("logout", env=endpoints(server)).status == 0

    assert kept
    assert not any(path.exists() for path in kept)
