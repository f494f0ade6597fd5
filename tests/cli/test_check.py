"""Every kind of token and every policy, every fault: the cause that `check` names, and that the rest still stands."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from ghcr_wizard.demo.personas import extras
from ghcr_wizard.demo.personas.maintainer import READ_SCOPES, ordinary, with_token
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, Switches
from ghcr_wizard.demo.world import Token, World
from tests.cli.conftest import Computer, endpoints
from tests.cli.worlds import ask, codes
from tests.processes import Cli

NOW = datetime.now(UTC).replace(microsecond=0)

Mint = Callable[[datetime], Token]
GitHub = Callable[..., DemoServer]
INDEX = "application/vnd.oci.image.index.v1+json"


def legacy(_now: datetime) -> Token:
    return extras.legacy_token()


def unscoped_oauth(now: datetime) -> Token:
    return extras.oauth_token(now, frozenset({"repo", "read:org", "gist"}))


@pytest.mark.parametrize(
    ("mint", "kind", "expected"),
    [
        (extras.oauth_token, "oauth", ""),
        (unscoped_oauth, "oauth", "scope-read-packages-missing scope-excess"),
        (legacy, "legacy", ""),
        (extras.app_user_token, "app_user", "app-user-token-unsupported token-expires-soon"),
        (extras.stateful_installation_token, "app_installation", "app-token-cannot-list"),
        (extras.actions_token, "app_installation", "app-token-cannot-list"),
    ],
)
def test_every_kind_of_token_is_told_by_what_github_answers(mint: Mint, kind: str, expected: str, run_cli: Cli) -> None:
    with DemoServer(world=with_token(ordinary(NOW), mint(NOW))) as server:
        document = ask(run_cli, server, "check").json()
    assert document["token"]["kind"] == kind
    assert codes(document) == set(expected.split())


def test_one_cause_met_at_two_packages_is_told_with_its_fix_once_and_to_programs_twice(
    computer: Computer, github: GitHub
) -> None:
    server = github("maintainer")
    who = ["--username", server.username, "--token-stdin"]

    told, document = (
        computer.run("check", *who, *form, stdin=server.token.encode(), env=endpoints(server))
        for form in ([], ["--json"])
    )

    rows = [row for row in document.json()["diagnoses"] if row["code"] == "visibility-differs-from-repository"]
    assert sorted(row["subject"] for row in rows) == ["acme/team/web", "openco/ci/release"]
    assert told.stdout.count("visibility-differs-from-repository") == 1
    assert told.stdout.count("change it in the package's settings") == 1
    assert "acme/team/web is private" in told.stdout
    assert "openco/ci/release is private" in told.stdout


def classic(now: datetime) -> Token:
    return replace(
        extras.legacy_token(READ_SCOPES), kind="classic", secret=_classic_secret(), expires_at=now + timedelta(days=90)
    )


def _classic_secret() -> str:
    with DemoServer() as server:
        return server.token


@pytest.mark.parametrize(
    ("mint", "expected", "subject"),
    [
        (classic, "org-forbids-classic-pat", "classicless"),
        (classic, "org-ip-allow-list", "walled"),
        (extras.oauth_token, "org-oauth-restricted", "gated"),
        (extras.long_lived_fine_grained_token, "org-forbids-token-lifetime", "shortlived"),
    ],
)
def test_the_policies_of_organizations_are_recognized_by_their_texts(
    mint: Mint, expected: str, subject: str, run_cli: Cli
) -> None:
    world: World = extras.policies(NOW, mint(NOW))
    with DemoServer(world=world) as server:
        finished = ask(run_cli, server, "check", "--namespace", subject)
    found = {(row["code"], row["subject"]) for row in finished.json()["diagnoses"]}
    assert (expected, subject) in found
    assert finished.status == 1
    hidden = next(row for row in finished.json()["namespaces"] if row["name"] == subject)
    assert hidden["list"] == "denied"


def test_the_deadlock_of_a_classicless_organization_names_the_ways_out(run_cli: Cli) -> None:
    with DemoServer(world=extras.policies(NOW, classic(NOW))) as server:
        document = ask(run_cli, server, "check").json()
    deadlock = next(row for row in document["diagnoses"] if row["code"] == "org-forbids-classic-pat")
    assert "no other personal token" in deadlock["cause"]
    assert "GITHUB_TOKEN" in deadlock["fix"]
    assert "exception" in deadlock["fix"]


@pytest.mark.parametrize(
    ("days", "expected"), [(3, "token-expires-soon"), (7, "token-expires-soon"), (30, None), (None, None)]
)
def test_an_expiry_is_counted_down(days: int | None, expected: str | None, run_cli: Cli) -> None:
    ends = None if days is None else datetime.now(UTC) + timedelta(days=days) - timedelta(minutes=1)
    world = with_token(ordinary(NOW), replace(classic(NOW), expires_at=ends))
    with DemoServer(world=world) as server:
        document = ask(run_cli, server, "check").json()
    assert codes(document) == ({expected} if expected else set())
    never = {row["code"] for row in document["diagnoses"]} & {"token-never-expires"}
    assert bool(never) == (days is None)
    assert (document["token"]["expires_at"] is None) == (days is None)


def test_both_ways_to_write_an_expiry_are_read(run_cli: Cli) -> None:
    with DemoServer(switches=Switches(expiry_with_offset=True)) as server:
        offset = ask(run_cli, server, "check").json()["token"]["expires_at"]
    assert offset is not None
    assert offset.endswith("Z")


def test_a_bare_404_with_a_sign_on_header_is_single_sign_on(run_cli: Cli) -> None:
    with DemoServer("sso", switches=Switches(sso_not_found=True)) as server:
        document = ask(run_cli, server, "check", "--namespace", "sealed").json()
    assert codes(document) & {"sso-required", "sso-partial-results", "namespace-not-found", "org-listing-empty"}
    assert document["verdict"] == "limited"


@pytest.mark.parametrize(
    ("fault", "verdict", "expected", "status"),
    [
        (Fault("api", kind="reset"), "unreachable", "api-unavailable", 3),
        (Fault("api", kind="truncate"), "unreachable", "api-unavailable", 3),
        (Fault("api", kind="garbage-json"), "unreachable", "api-unavailable", 3),
        (Fault("registry", kind="html"), "unreachable", "registry-unavailable", 3),
        (Fault("registry", kind="reset"), "unreachable", "registry-unavailable", 3),
        (Fault("api", path="/user$", kind="primary-rate-limit"), "unverified", "api-rate-limited", 3),
        (Fault("api", path="/orgs/acme/packages", status=502), "limited", "api-unavailable", 3),
        (Fault("api", path="/orgs/acme/packages", kind="secondary-rate-limit"), "limited", "api-rate-limited", 0),
        (Fault("api", path="/orgs/acme/packages", kind="foreign-redirect"), "limited", "untrusted-realm", 1),
        (Fault("registry", path="/tags/list", status=429), "unverified", "registry-rate-limited", 0),
        (Fault("registry", path="/tags/list", status=503), "failed", "registry-unavailable", 3),
        (Fault("registry", path="/token", status=500), "failed", "registry-unavailable", 3),
    ],
)
def test_a_fault_has_its_own_diagnosis_and_what_was_found_is_reported(
    fault: Fault, verdict: str, expected: str, status: int, run_cli: Cli
) -> None:
    with DemoServer(faults=[fault]) as server:
        finished = ask(run_cli, server, "check")
        foreign = [row for row in server.requests() if row.role == "blob"]
    document = finished.json()
    assert expected in codes(document)
    assert (document["verdict"], finished.status) == (verdict, status)
    assert not any(row.scheme for row in foreign)
    assert len(document["checks"]) == 11


def test_a_hanging_server_is_given_up_on(run_cli: Cli) -> None:
    with DemoServer(faults=[Fault("registry", path="/v2/acme/team/api/", kind="hang")]) as server:
        finished = ask(run_cli, server, "check", "--package", "acme/team/api")
    assert "network-unreachable" in codes(finished.json())
    assert finished.status == 3


@pytest.mark.parametrize(
    ("persona", "switches", "expected"),
    [
        ("fine-grained", Switches(), {"catalog-not-personal"}),
        ("fine-grained", Switches(catalog="forbidden"), {"catalog-unsupported"}),
        ("fine-grained", Switches(catalog="absent"), {"catalog-unsupported"}),
        ("maintainer", Switches(), set()),
    ],
)
def test_the_registrys_own_catalog_is_asked_only_where_github_lists_nothing(
    persona: str, switches: Switches, expected: set[str], run_cli: Cli
) -> None:
    with DemoServer(persona, switches=switches) as server:
        document = ask(run_cli, server, "check").json()
        asked = [request for request in server.requests() if "/v2/_catalog" in request.path]

    said = {row["code"] for row in document["diagnoses"] if row["code"].startswith("catalog-")}
    assert (said, bool(asked)) == (expected, bool(expected))


def test_a_tag_whose_platform_was_cleaned_up_is_called_incomplete(computer: Computer, github: GitHub) -> None:
    server = github("overprivileged")
    headers = {"Authorization": f"Bearer {server.token}", "X-GitHub-Api-Version": "2022-11-28"}
    package = f"{server.api_url}/user/packages/container/game"
    check = ("check", "--username", server.username, "--token-stdin", "--package", "octocat/game:latest", "--json")
    whole = computer.run(*check, stdin=server.token.encode(), env=endpoints(server)).json()
    index = httpx.get(
        f"{server.registry_url}/v2/octocat/game/manifests/latest",
        headers={"Authorization": f"Bearer {base64.b64encode(server.token.encode()).decode()}", "Accept": INDEX},
    ).json()
    child = index["manifests"][0]
    versions = httpx.get(f"{package}/versions", headers=headers, params={"per_page": 100}).json()
    (version,) = [row for row in versions if row["name"] == child["digest"]]
    assert httpx.delete(f"{package}/versions/{version['id']}", headers=headers).status_code == 204

    broken = computer.run(*check, stdin=server.token.encode(), env=endpoints(server))

    assert "index-incomplete" not in {row["code"] for row in whole["diagnoses"]}
    (row,) = [row for row in broken.json()["diagnoses"] if row["code"] == "index-incomplete"]
    platform = f"{child['platform']['os']}/{child['platform']['architecture']}"
    assert row["subject"] == "octocat/game"
    assert platform in row["cause"]
    assert broken.status == 1
    assert broken.json()["packages"][0]["pull"] == "granted"


def test_a_person_is_told_of_single_sign_on_once_and_a_program_all(computer: Computer, github: GitHub) -> None:
    server = github("sso")
    check = ("check", "--username", server.username, "--token-stdin")

    shown = computer.run(*check, stdin=server.token.encode(), env=endpoints(server)).stdout
    document = computer.run(*check, "--json", stdin=server.token.encode(), env=endpoints(server)).json()

    found = [(row["code"], row["subject"]) for row in document["diagnoses"] if row["code"].startswith("sso")]
    assert found == [("sso-required", "sealed"), ("sso-partial-results", "sealed")]
    assert "(sso-required)" in shown
    assert "sso-partial-results" not in shown


@pytest.mark.parametrize(
    ("platforms", "missing"),
    [
        (("linux/sparc", "windows/amd64"), True),
        (("linux/amd64", "linux/arm64", "linux/arm/v7", "linux/riscv64", "linux/ppc64le", "linux/s390x"), False),
    ],
)
def test_a_tag_without_an_image_for_this_machine_says_so_and_what_it_has(
    computer: Computer, github: GitHub, platforms: tuple[str, ...], missing: bool
) -> None:
    world = with_token(ordinary(NOW), extras.oauth_token(NOW))
    game = next(package for package in world.packages if package.path == "octocat/game")
    foreign = replace(game, image=replace(game.image, platforms=platforms))
    others = tuple(package for package in world.packages if package is not game)
    server = github(world=replace(world, packages=(*others, foreign)))
    check = ("check", "--username", server.username, "--token-stdin", "--package", "octocat/game:latest", "--json")

    document = computer.run(*check, stdin=server.token.encode(), env=endpoints(server)).json()

    causes = [row["cause"] for row in document["diagnoses"] if row["code"] == "platform-missing"]
    assert document["packages"][0]["pull"] == "granted"
    assert len(causes) == missing
    assert all("linux/sparc, windows/amd64" in cause for cause in causes)


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")
def test_a_computer_with_ipv6_alone_is_told_so(computer: Computer) -> None:
    alone = ["unshare", "--net", "sh", "-c", 'ip link set lo up && ip -6 route add default dev lo && exec "$@"', "-"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no network namespace can be made here")
    variables = {"GHCR_WIZARD_REGISTRY_URL": "https://192.0.2.1", "GHCR_WIZARD_API_URL": "https://192.0.2.1"}

    done = subprocess.run(
        [*alone, sys.executable, "-m", "ghcr_wizard", "check", "--anonymous", "--json"],
        env=computer.environment | variables,
        capture_output=True,
        check=False,
    )

    document = json.loads(done.stdout)
    assert (done.returncode, document["verdict"]) == (3, "unreachable")
    assert {row["code"] for row in document["diagnoses"]} == {"ipv6-only"}
