"""`login --method github-app`, and what an App's profile does afterwards, as processes against a simulated GitHub."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ghcr_wizard.demo.personas.app_minting import APP_ID, CLIENT_ID, app_world, installation, key_pair
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, FaultKind
from ghcr_wizard.demo.world import World
from tests.apps import EC, ENCRYPTED_PKCS8, INSTALLATION, PUBLIC, key_file, mints
from tests.cli.conftest import Computer, endpoints
from tests.processes import Finished
from tests.secret_service import SecretService

GitHub = Callable[..., DemoServer]


def world(*installations: object, key_deleted: bool = False) -> World:
    return app_world(datetime.now(UTC), *installations, key_deleted=key_deleted)  # type: ignore[arg-type]


def login(
    computer: Computer, server: DemoServer, key: Path | str, *more: str, app: str = CLIENT_ID, **env: str
) -> Finished:
    arguments = ["login", "--method", "github-app", "--app-id", app, "--private-key", str(key), *more]
    return computer.run(*arguments, env=endpoints(server) | env)


def kept(computer: Computer) -> dict[str, str]:
    secrets: dict[str, str] = json.loads(computer.secrets.read_text()) if computer.secrets.exists() else {}
    return secrets


def codes(run: Finished) -> list[str]:
    return [row["code"] for row in run.json()["diagnoses"]]


@pytest.mark.parametrize("app", [CLIENT_ID, str(APP_ID)])
def test_an_app_is_stored_with_its_key_and_a_token_that_proved_it(
    computer: Computer, github: GitHub, tmp_path: Path, app: str
) -> None:
    server = github("github-app")
    key = key_file(tmp_path, server.private_key)

    run = login(computer, server, key, "--json", app=app)

    assert (run.status, run.stderr) == (0, "")
    document = run.json()
    assert (document["done"], document["changed"], document["diagnoses"]) == (True, ["acme-images"], [])
    secrets = kept(computer)
    assert set(secrets) == {"ghcr-wizard:ghcr.io acme-images", "ghcr-wizard:ghcr.io acme-images#token"}
    assert secrets["ghcr-wizard:ghcr.io acme-images"] == server.private_key
    token = json.loads(secrets["ghcr-wizard:ghcr.io acme-images#token"])["token"]
    files = b"".join(path.read_bytes() for path in computer.profiles.parent.rglob("*") if path.is_file())
    for secret in (token, server.private_key.splitlines()[3]):
        assert secret not in run.stdout + files.decode()
    assert mints(server) == 1


def test_the_stored_app_is_tested_listed_by_names_and_removed_with_everything_it_left(
    computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server = github("github-app")
    login(computer, server, key_file(tmp_path, server.private_key))

    check = computer.run("check", "--json", "--package", "acme/vault", env=endpoints(server))
    document = check.json()
    assert document["token"]["kind"] == "app_installation"
    left = datetime.fromisoformat(document["token"]["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=55) < left <= timedelta(hours=1)
    assert document["identity"] == {"login": "acme", "type": "Organization"}
    assert [(row["name"], row["pull"]) for row in document["packages"]] == [("acme/vault", "granted")]

    row = computer.run("profiles", "--json").json()["profiles"][0]
    assert (row["method"], row["store"], row["username"]) == ("github-app", "keyring", "x-access-token")
    assert row["expires_at"] is None

    out = computer.run("logout", env=endpoints(server))
    assert out.status == 0
    assert "The App's private key is still valid on GitHub" in out.stdout
    assert kept(computer) == {}
    assert mints(server) == 1


def test_a_person_is_told_what_was_stored_and_what_to_do_next(
    computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server = github(world=world(installation("write")))

    run = login(computer, server, key_file(tmp_path, server.private_key, 0o644), "--profile", "ci")

    assert run.status == 0
    assert "Profile ci of the App on acme is stored, its private key in: " in run.stdout
    assert "packages: write" in run.stdout
    assert "(mode 0644)" in " ".join(run.stdout.split())  # wrapped after however long a path
    assert "ghcr-wizard check --profile ci" in run.stdout


def test_the_same_installation_takes_its_profile_again_and_another_one_gets_its_own(
    computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server = github(world=world(installation(), installation(account="openco")))
    key = key_file(tmp_path, server.private_key)

    for number, name in (
        (INSTALLATION, "acme-images"),
        (INSTALLATION + 1, "acme-images-2"),
        (INSTALLATION, "acme-images"),
    ):
        run = login(computer, server, key, "--installation", str(number), "--json")
        assert run.json()["changed"] == [name]


def test_several_installations_are_named_so_that_one_can_be_chosen(
    computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server = github(world=world(installation(), installation(account="openco", suspended=True)))
    key = key_file(tmp_path, server.private_key)

    run = login(computer, server, key)

    assert (run.status, run.stdout) == (2, "")
    assert f"acme ({INSTALLATION}), openco ({INSTALLATION + 1}, suspended)" in run.stderr
    suspended = login(computer, server, key, "--installation", str(INSTALLATION + 1), "--json")
    assert (suspended.status, codes(suspended)) == (1, ["app-installation-suspended"])
    absent = login(computer, server, key, "--installation", "7", "--json")
    assert (absent.status, codes(absent)) == (1, ["app-not-installed"])
    assert absent.json()["diagnoses"][0]["subject"] is None
    assert kept(computer) == {}


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: world(installation(), key_deleted=True), "app-key-invalid"),
        (world, "app-not-installed"),
        (lambda: world(installation("none")), "app-permission-missing"),
        (lambda: world(installation(suspended=True)), "app-installation-suspended"),
    ],
)
def test_what_github_refuses_is_named_and_nothing_is_stored(
    computer: Computer, github: GitHub, tmp_path: Path, make: Callable[[], World], code: str
) -> None:
    server = github(world=make())

    run = login(computer, server, key_file(tmp_path, server.private_key), "--json")

    assert (run.status, codes(run), run.json()["done"]) == (1, [code], False)
    assert run.stderr.count("\n") == 1
    assert not computer.profiles.exists()
    assert kept(computer) == {}


def test_a_throttled_login_is_not_a_refused_one(computer: Computer, github: GitHub, tmp_path: Path) -> None:
    server = github("github-app", faults=(Fault("api", "primary-rate-limit"),))

    run = login(computer, server, key_file(tmp_path, server.private_key), "--json")

    assert (run.status, codes(run)) == (3, ["api-rate-limited"])


@pytest.mark.parametrize(("fault", "code"), [("status", "api-unavailable"), ("primary-rate-limit", "api-rate-limited")])
def test_a_token_that_nobody_could_mint_leaves_the_servers_untested(
    computer: Computer, github: GitHub, tmp_path: Path, fault: FaultKind, code: str
) -> None:
    host = "containers.acme.ghe.com"
    here = world(installation())
    key = key_file(tmp_path, here.private_key)
    assert login(computer, github(world=here), key, "--registry", host, "--profile", "app").status == 0
    forget_the_minted_token(computer)
    broken = endpoints(github(world=here, faults=(Fault("api", fault),)))

    check = computer.run("check", "--profile", "app", "--json", env=broken)
    packages = computer.run("packages", "--profile", "app", "--json", env=broken)
    doctor = computer.run("doctor", "--registry", host, "--json", env=broken)

    assert [run.status for run in (check, packages, doctor)] == [3, 3, 3]
    assert [codes(run) for run in (check, packages, doctor)] == [[code]] * 3
    assert [check.json()["registry"], packages.json()["registry"]] == [host, host]
    assert (check.json()["api"], check.json()["verdict"]) == (broken["GHCR_WIZARD_API_URL"], "unreachable")
    (found,) = doctor.json()["credentials"]
    assert (found["verdict"], found["diagnoses"]) == ("unreachable", [code])


def forget_the_minted_token(computer: Computer) -> None:
    secrets = {name: secret for name, secret in kept(computer).items() if not name.endswith("#token")}
    computer.secrets.write_text(json.dumps(secrets))


def test_a_clock_that_is_hours_off_is_said(computer: Computer, github: GitHub, tmp_path: Path) -> None:
    server = github("github-app", now=datetime.now(UTC) + timedelta(hours=3))

    run = login(computer, server, key_file(tmp_path, server.private_key), "--json")

    assert (run.status, codes(run)) == (1, ["clock-skew"])


def test_a_clock_that_is_minutes_off_is_reckoned_with(computer: Computer, github: GitHub, tmp_path: Path) -> None:
    for minutes in (-20, 20):
        server = github("github-app", now=datetime.now(UTC) + timedelta(minutes=minutes))
        run = login(computer, server, key_file(tmp_path, server.private_key))
        assert (run.status, run.stderr) == (0, "")


@pytest.mark.parametrize("content", [PUBLIC, EC, ENCRYPTED_PKCS8, b"", b"x" * 70_000])
def test_a_file_that_is_no_key_of_an_app_is_refused_before_anything_is_sent(
    computer: Computer, github: GitHub, tmp_path: Path, content: bytes
) -> None:
    server = github("github-app")

    run = login(computer, server, key_file(tmp_path, content), "--json")

    assert (run.status, codes(run)) == (1, ["app-key-invalid"])
    assert server.requests() == []


def test_wrong_usage_is_told_in_one_line_that_repeats_nothing(
    computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server = github("github-app")
    key = key_file(tmp_path, server.private_key)
    wrong = {
        ("--app-id", CLIENT_ID): "--private-key",
        ("--private-key", str(key)): "--app-id",
        ("--app-id", "Ov23liAAAABBBBCCCCDD", "--private-key", str(key)): "OAuth App",
        ("--app-id", "my app", "--private-key", str(key)): "settings page",
        ("--app-id", CLIENT_ID, "--private-key", str(key), "--installation", "acme"): "installation",
        ("--app-id", CLIENT_ID, "--private-key", str(key), "--repository", "a/b/c"): "Repositories",
        ("--app-id", CLIENT_ID, "--private-key", str(key), "--token-stdin"): "--token-stdin",
        ("--app-id", CLIENT_ID, "--private-key", str(key), "--store", "command"): "--keep-key-file",
        ("--app-id", CLIENT_ID, "--private-key", str(tmp_path / "nowhere.pem")): "no such file",
    }
    for arguments, words in wrong.items():
        run = computer.run("login", "--method", "github-app", *arguments, env=endpoints(server))
        assert (run.status, run.stdout, run.stderr.count("\n")) == (2, "", 1), arguments
        assert words in run.stderr
    other = computer.run("login", "--method", "classic-pat", "--app-id", CLIENT_ID)
    assert (other.status, other.stderr.count("\n")) == (2, 1)
    assert server.requests() == []


def test_a_token_is_narrowed_to_the_repositories_named(computer: Computer, github: GitHub, tmp_path: Path) -> None:
    server = github("github-app")
    key = key_file(tmp_path, server.private_key)

    run = login(computer, server, key, "--repository", "acme/website", "--repository", "status")
    assert run.status == 0
    check = computer.run("check", "--json", "--package", "acme/vault", env=endpoints(server)).json()
    assert [row["pull"] for row in check["packages"]] == ["denied"]
    foreign = login(computer, server, key, "--repository", "openco/engine")
    assert (foreign.status, "acme alone" in foreign.stderr) == (2, True)


def test_without_a_keyring_a_key_that_stays_in_its_file_is_enough(
    computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server, none = github("github-app"), {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    key = key_file(tmp_path, server.private_key)

    refused = login(computer, server, key, **none)
    assert (refused.status, "--keep-key-file" in refused.stderr) == (4, True)
    run = login(computer, server, key, "--keep-key-file", **none)
    assert (run.status, f"stays in {key}" in run.stdout) == (0, True)
    check = computer.run("check", "--json", "--package", "acme/vault", env=endpoints(server) | none)
    assert [row["pull"] for row in check.json()["packages"]] == ["granted"]
    out = computer.run("logout", env=none)
    assert (out.status, str(key) in out.stdout, key.exists()) == (0, True, True)


def test_another_key_in_the_file_takes_effect_once_the_token_has_ended(
    computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server = github("github-app")
    key = key_file(tmp_path, server.private_key)
    login(computer, server, key, "--keep-key-file")
    key_file(tmp_path, key_pair()[0])

    still = computer.run("check", "--json", "--package", "acme/vault", env=endpoints(server))
    assert [row["pull"] for row in still.json()["packages"]] == ["granted"]
    secrets = kept(computer)
    secrets.pop("ghcr-wizard:ghcr.io acme-images#token")
    computer.secrets.write_text(json.dumps(secrets))
    ended = computer.run("check", "--json", env=endpoints(server))
    assert (ended.status, codes(ended)) == (1, ["app-key-invalid"])


def test_processes_that_need_a_token_at_the_same_moment_mint_one(
    computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server = github("github-app")
    login(computer, server, key_file(tmp_path, server.private_key))
    secrets = kept(computer)
    secrets.pop("ghcr-wizard:ghcr.io acme-images#token")
    computer.secrets.write_text(json.dumps(secrets))
    command = [sys.executable, "-m", "ghcr_wizard", "check", "--json", "--package", "acme/vault"]
    environment = computer.environment | endpoints(server)

    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(3)]

    for process in running:
        document = json.loads(process.communicate()[0])
        assert [row["pull"] for row in document["packages"]] == ["granted"]
    assert mints(server) == 2


@pytest.mark.needs("dbus")
@pytest.mark.needs("gnome-keyring")
def test_key_and_token_are_in_a_real_keyring_and_gone_after_logout(
    environment: dict[str, str], secret_service: SecretService, github: GitHub, tmp_path: Path
) -> None:
    from tests.processes import Cli

    server = github("github-app")
    computer = Computer(Cli(environment), environment, tmp_path / "unused.json")

    run = login(computer, server, key_file(tmp_path, server.private_key))
    assert run.status == 0, run.stderr
    check = computer.run("check", "--json", "--package", "acme/vault", env=endpoints(server))
    assert [row["pull"] for row in check.json()["packages"]] == ["granted"]
    out = computer.run("logout", env=endpoints(server))
    assert out.status == 0
    assert mints(server) == 1
    assert secret_service.address


def test_packages_are_found_by_their_repositories_names_and_said_to_be_incomplete(
    computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server = github("github-app")
    login(computer, server, key_file(tmp_path, server.private_key))

    run = computer.run("packages", "--json", env=endpoints(server))

    document = run.json()
    assert (run.status, document["complete"], codes(run)[0]) == (0, False, "app-token-cannot-list")
    (acme,) = document["namespaces"]
    assert [(row["name"], row["visibility"]) for row in acme["packages"]] == [
        ("status", "public"),
        ("vault", "private"),
        ("website", "public"),
    ]
    shown = computer.run("packages", env=endpoints(server))
    assert "3 packages found via repositories" in shown.stdout
    assert "incomplete list" in shown.stdout


def test_an_app_that_is_tested_without_naming_anything_proves_a_pull(
    computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server = github("github-app")
    login(computer, server, key_file(tmp_path, server.private_key))

    run = computer.run("check", "--json", env=endpoints(server))

    document = run.json()
    assert (run.status, document["verdict"]) == (0, "limited")
    assert {row["name"]: row["pull"] for row in document["packages"]}["acme/vault"] == "granted"
    (acme,) = document["namespaces"]
    assert (acme["list"], acme["packages"]) == ("denied", 3)
    said = {row["id"]: (row["status"], row["summary"]) for row in document["checks"]}
    assert said["list"] == ("warn", "no list; 3 found via repositories")
    assert said["expiry"][0] == "pass"
    assert "renews automatically" in said["expiry"][1]
