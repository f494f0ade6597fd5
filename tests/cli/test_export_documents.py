"""`export` as a process: what is printed, masked, written and refused, and to whom."""

import base64
import json
import os
import re
import stat
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import kubernetes_validate  # type: ignore[import-untyped]  # it has no types
import pytest
import yaml  # type: ignore[import-untyped]  # its types are a package of their own

from ghcr_wizard.demo.personas.app_minting import CLIENT_ID
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault
from ghcr_wizard.exports import ExportTarget
from tests.apps import key_file
from tests.cli.conftest import Computer, endpoints
from tests.cli.test_cli_output import on_terminal
from tests.processes import Cli, Finished

GitHub = Callable[..., DemoServer]
WITHOUT_SECRET = {ExportTarget.ACTIONS, ExportTarget.ESO}
FOR_ANYBODY = [target for target in ExportTarget if not target.only_proven]
every_target = pytest.mark.parametrize("target", FOR_ANYBODY)
SECRETIVE = [target for target in FOR_ANYBODY if target not in WITHOUT_SECRET]


def export(run_cli: Cli, server: DemoServer, target: str, *arguments: str, token: str | None = None) -> Finished:
    """Export the persona's token, given on standard input."""
    who = ["--username", server.username or "octocat", "--token-stdin"]
    stdin = (server.token if token is None else token).encode()
    return run_cli("export", target, *who, *arguments, stdin=stdin, env=endpoints(server))


def derived(text: str, token: str) -> bool:
    """Whether the token is in a text, as it is or inside a Kubernetes secret."""
    secret = yaml.safe_load(text) if text.lstrip("# ").startswith("Pull secret") else {}
    hidden = secret.get("data", {}).get(".dockerconfigjson", "")
    auth = re.search(r'"auth": "([^"]*)"', text)
    held = base64.b64decode(auth[1]).decode() if auth and "*" not in auth[1] else ""
    return token in text + held or (hidden not in {"", "********"})


@every_target
def test_a_pipe_gets_the_document_and_nothing_else(target: ExportTarget, run_cli: Cli, github: GitHub) -> None:
    server = github()

    run = export(run_cli, server, target)

    assert run.status == 0, run.stderr
    assert ("made by ghcr-wizard" in run.stdout.splitlines()[0]) is not run.stdout.startswith("{")
    assert derived(run.stdout, server.token) is (target is not ExportTarget.ACTIONS)
    assert "Verified: with exactly this secret" in run.stderr
    assert server.token[4:] not in run.stderr


def test_what_is_piped_into_a_cluster_is_a_secret_it_takes(run_cli: Cli, github: GitHub) -> None:
    run = export(run_cli, github(), "kubernetes")

    secret = yaml.safe_load(run.stdout)
    assert (run.status, secret["kind"], secret["type"]) == (0, "Secret", "kubernetes.io/dockerconfigjson")
    kubernetes_validate.validate(secret, kubernetes_validate.latest_version(), strict=True)


@pytest.fixture
def stored(computer: Computer, github: GitHub) -> tuple[dict[str, str], DemoServer]:
    """A computer with a stored profile: its environment, and the simulated GitHub."""
    server = github()
    assert computer.login(server, "--profile", "main").status == 0
    return computer.environment | endpoints(server), server


@pytest.mark.parametrize("target", SECRETIVE)
def test_a_terminal_gets_the_secret_masked_and_is_told_so(
    target: ExportTarget, stored: tuple[dict[str, str], DemoServer]
) -> None:
    environment, server = stored

    status, shown = on_terminal(environment, "export", target)

    assert status == 0
    assert "********" in shown
    assert "Secret masked" in " ".join(shown.split())
    assert server.token[4:] not in shown
    assert "eyJ" not in shown


def test_a_terminal_gets_the_secret_when_it_asks(stored: tuple[dict[str, str], DemoServer]) -> None:
    environment, server = stored

    _, shown = on_terminal(environment, "export", "harborguard", "--show-secret")

    assert f"Password: {server.token}" in shown
    assert "Secret masked" not in shown


def test_a_workflow_has_nothing_to_mask(stored: tuple[dict[str, str], DemoServer]) -> None:
    environment, server = stored

    status, shown = on_terminal(environment, "export", "actions")

    assert status == 0
    assert "masked" not in shown
    assert server.token[4:] not in shown


@pytest.mark.parametrize("target", SECRETIVE)
def test_a_file_is_for_its_owner_alone(target: ExportTarget, run_cli: Cli, github: GitHub, tmp_path: Path) -> None:
    server, place = github(), tmp_path / "export"

    run = export(run_cli, server, target, "--output", str(place))

    assert run.status == 0, run.stderr
    assert run.stdout == ""
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert derived(place.read_text(), server.token)
    assert str(place) in run.stderr
    assert list(tmp_path.iterdir()) == [place]


def test_an_own_file_gives_way_and_another_does_not(run_cli: Cli, github: GitHub, tmp_path: Path) -> None:
    server, place = github(), tmp_path / "values.yaml"
    place.write_text("replicas: 3\n")

    refused = export(run_cli, server, "flux", "--output", str(place))
    assert (refused.status, place.read_text()) == (1, "replicas: 3\n")
    assert refused.stderr.count("\n") == 1
    assert "--yes" in refused.stderr

    agreed = export(run_cli, server, "flux", "--output", str(place), "--yes")
    assert agreed.status == 0, agreed.stderr
    again = export(run_cli, server, "kubernetes", "--output", str(place))
    assert again.status == 0, again.stderr
    assert "namespace: default" in place.read_text()


@pytest.mark.parametrize("place", ["no/such/folder/file", ".", os.devnull])
def test_a_place_that_is_no_file_is_refused_before_anything_is_asked(
    place: str, run_cli: Cli, github: GitHub, tmp_path: Path
) -> None:
    server = github()
    before = len(server.requests())

    run = export(run_cli, server, "kubernetes", "--output", str(tmp_path / place), "--yes")

    assert run.status == 1
    assert run.stderr.count("\n") == 1
    assert len(server.requests()) == before
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize("persona", ["expired", "newcomer", "fine-grained"])
def test_a_secret_that_does_not_work_is_exported_only_after_a_yes(
    persona: str, run_cli: Cli, github: GitHub, tmp_path: Path
) -> None:
    server, place = github(persona), tmp_path / "secret.yaml"

    refused = export(run_cli, server, "kubernetes", "--output", str(place))
    assert (refused.status, refused.stdout, place.exists()) == (1, "", False)
    assert refused.stderr.startswith("ghcr-wizard: Not exported. Refused:")
    assert export(run_cli, server, "kubernetes").stdout == ""

    agreed = export(run_cli, server, "kubernetes", "--output", str(place), "--yes")
    assert agreed.status == 0
    assert place.exists()
    assert "Refused:" in agreed.stderr


def test_an_export_that_could_not_be_proven_says_so_in_its_status(run_cli: Cli, github: GitHub) -> None:
    server = github(faults=(Fault("registry", "status", status=503),))

    run = export(run_cli, server, "kubernetes")

    assert run.status == 3
    assert "Not verified" in run.stderr
    assert derived(run.stdout, server.token)


def test_no_secret_is_exported_for_a_registry_that_sends_credentials_elsewhere(run_cli: Cli, github: GitHub) -> None:
    server = github(faults=(Fault("registry", "foreign-realm"),))

    run = export(run_cli, server, "kubernetes", "--json")

    assert (run.status, run.json()["done"]) == (1, False)
    assert [row["code"] for row in run.json()["diagnoses"] if row["severity"] == "error"] == ["untrusted-realm"]


@every_target
def test_json_tells_what_was_done_and_never_the_secret(
    target: ExportTarget, run_cli: Cli, github: GitHub, tmp_path: Path
) -> None:
    server, place = github(), tmp_path / "export"

    run = export(run_cli, server, target, "--json", "--output", str(place))

    document = run.json()
    assert set(document) == {"schema", "done", "summary", "changed", "diagnoses"}
    assert (document["schema"], document["done"]) == ("ghcr-wizard.export/1", True)
    assert document["changed"] == [str(place)]
    assert "Verified" in document["summary"]
    assert run.stderr == ""
    assert server.token[4:] not in run.stdout
    assert "eyJ" not in run.stdout


def test_json_without_a_file_makes_nothing_and_says_where_to_go(run_cli: Cli, github: GitHub) -> None:
    run = export(run_cli, github(), "kubernetes", "--json")

    assert run.status == 0
    assert run.json()["done"] is False
    assert "--output" in run.json()["summary"]


def test_json_of_a_refused_secret_holds_the_reason(run_cli: Cli, github: GitHub) -> None:
    run = export(run_cli, github("newcomer"), "flux", "--json")

    document = json.loads(run.stdout)
    assert (run.status, document["done"], document["changed"]) == (1, False, [])
    assert "scope-read-packages-missing" in {row["code"] for row in document["diagnoses"]}


def test_a_program_is_warned_that_an_app_token_lasts_an_hour(run_cli: Cli, github: GitHub, tmp_path: Path) -> None:
    run = export(run_cli, github("app"), "harborguard", "--json", "--output", str(tmp_path / "form"))

    assert run.json()["done"]
    assert "token-expires-soon" in {row["code"] for row in run.json()["diagnoses"]}
    assert "Username: x-access-token" in (tmp_path / "form").read_text()


@pytest.mark.parametrize(
    "arguments",
    [
        ("kubernetes", "--undo"),
        ("kubernetes", "--json", "--show-secret"),
        ("kubernetes", "--anonymous"),
        ("flux", "--anonymous"),
        ("harborguard", "--anonymous"),
        ("nowhere",),
        (),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_refused_in_one_line(arguments: tuple[str, ...], run_cli: Cli, github: GitHub) -> None:
    run = run_cli("export", *arguments, env=endpoints(github()))

    assert run.status == 2
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("target", "offered", "other"),
    [("docker", {"--undo"}, {"--output", "--show-secret"}), ("flux", {"--output", "--show-secret"}, {"--undo"})],
)
def test_help_offers_what_the_target_takes(target: str, offered: set[str], other: set[str], run_cli: Cli) -> None:
    said = set(run_cli("export", target, "--help").stdout.replace("[", " ").replace("]", " ").split())

    assert offered <= said
    assert not other & said


def test_a_workflow_needs_no_credential_at_all(run_cli: Cli, github: GitHub) -> None:
    run = run_cli("export", "actions", env=endpoints(github()))

    assert run.status == 0, run.stderr
    assert "GITHUB_TOKEN" in run.stdout
    assert "nothing to test" in run.stderr


def test_without_a_token_cybedefend_scans_public_packages(run_cli: Cli, github: GitHub) -> None:
    run = run_cli("export", "cybedefend", "--anonymous", env=endpoints(github()))

    assert run.status == 0, run.stderr
    assert "Personal Access Token: \n" in run.stdout
    assert "the token ends" not in run.stderr


def test_cybedefends_count_is_that_of_the_whole_listing(run_cli: Cli, github: GitHub) -> None:
    server = github()
    listed = run_cli(
        "packages",
        "--json",
        "--username",
        "octocat",
        "--token-stdin",
        stdin=server.token.encode(),
        env=endpoints(server),
    ).json()
    packages = [row for namespace in listed["namespaces"] for row in namespace["packages"]]
    scanned = [row for row in packages if row["visibility"] in {"public", "internal"}]

    run = export(run_cli, server, "cybedefend")

    assert f"{len(scanned)} of {len(packages)} packages seen" in run.stdout
    assert all(f"#   {row['reference']} (" in run.stdout for row in scanned)


@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("kubernetes", "ghcr-wizard export kubernetes --profile main | kubectl apply -f -"),
        ("aws", "ghcr-wizard export aws --profile main | aws secretsmanager create-secret"),
        (
            "k3s",
            "ghcr-wizard export k3s --profile main | sudo install -m 600 /dev/stdin /etc/rancher/k3s/",
        ),
        ("helm", "ghcr-wizard token --profile main | helm registry login ghcr.io --username octocat --password-stdin"),
        ("config-json", "ghcr-wizard export config-json --profile main --output config.json"),
    ],
)
def test_a_named_profile_is_named_in_the_commands(
    stored: tuple[Mapping[str, str], DemoServer], target: str, command: str
) -> None:
    environment, _ = stored

    run = Cli(environment)("export", target, "--profile", "main")

    assert run.status == 0, run.stderr
    assert command in run.stderr


@pytest.mark.parametrize("target", ["aws", "k3s", "helm", "config-json"])
def test_a_credential_that_is_not_stored_is_in_no_command(run_cli: Cli, github: GitHub, target: str) -> None:
    run = export(run_cli, github(), target)

    assert run.status == 0, run.stderr
    assert f"export {target}" not in run.stderr
    assert "ghcr-wizard token" not in run.stderr


def test_a_form_is_that_of_the_product_asked_for(run_cli: Cli, github: GitHub) -> None:
    server = github()

    run = export(run_cli, server, "form", "--for", "harbor")
    assert run.stdout.startswith("# Harbor: Administration, Registries, New Endpoint")
    assert f"Access Secret: {server.token}\n" in run.stdout
    assert "Verified: with exactly this secret" in run.stderr

    wrong = export(run_cli, server, "form", "--for", "habor")
    assert (wrong.status, wrong.stderr.count("\n")) == (2, 1)
    assert "did you mean harbor?" in wrong.stderr


def test_external_secrets_is_for_an_app_that_has_just_read_a_private_package(
    computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    person = github()
    refused = export(computer.run, person, "eso", "--json", "--yes")
    assert (refused.status, refused.json()["done"], refused.stdout.count("GithubAccessToken")) == (1, False, 0)

    server = github("github-app")
    key = str(key_file(tmp_path, server.private_key))
    app = ("--method", "github-app", "--app-id", CLIENT_ID, "--private-key", key)
    assert computer.run("login", *app, env=endpoints(server)).status == 0
    run = computer.run("export", "eso", env=endpoints(server))
    assert run.status == (0 if "Verified" in run.stderr else 1), run.stderr
    assert (CLIENT_ID in run.stdout) is ("Verified" in run.stderr)


@pytest.mark.needs("skopeo")
def test_a_real_client_reads_a_private_package_with_the_configuration(
    run_cli: Cli, github: GitHub, tmp_path: Path
) -> None:
    server = github()
    address = server.registry_url.removeprefix("http://")
    config = export(run_cli, server, "config-json").stdout.replace('"ghcr.io"', f'"{address}"')
    (tmp_path / "auth.json").write_text(config)

    words = ["list-tags", "--tls-verify=false", "--authfile", str(tmp_path / "auth.json")]
    done = subprocess.run(
        ["skopeo", *words, f"docker://{address}/acme/team/api"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Tags"]
