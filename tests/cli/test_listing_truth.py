"""What `packages` and `check` say of lists that come in other forms than most."""

from collections.abc import Callable

import pytest

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, Switches
from ghcr_wizard.github.client import API_VERSION
from tests.cli.conftest import Computer, endpoints
from tests.processes import Finished

GitHub = Callable[..., DemoServer]


def ask(computer: Computer, server: DemoServer, *arguments: str) -> Finished:
    who = ["--username", server.username, "--token-stdin"]
    return computer.run(*arguments, *who, "--json", stdin=server.token.encode(), env=endpoints(server))


def listed(run: Finished) -> dict[str, int]:
    return {row["name"]: len(row["packages"]) for row in run.json()["namespaces"]}


@pytest.mark.parametrize("gap", [0, 7])
def test_lists_without_links_are_read_to_an_empty_page(computer: Computer, github: GitHub, gap: int) -> None:
    linked = ask(computer, github("enterprise", switches=Switches()), "packages", "--namespace", "amber-labs")
    switches = Switches(package_links=False, package_page_gap=gap)

    unlinked = ask(computer, github("enterprise", switches=switches), "packages", "--namespace", "amber-labs")

    assert listed(unlinked) == listed(linked)
    assert max(listed(unlinked).values()) > 100
    assert unlinked.json()["complete"] == linked.json()["complete"]


def test_check_counts_every_package_of_lists_without_links(computer: Computer, github: GitHub) -> None:
    counts = []
    for switches in (Switches(), Switches(package_links=False, package_page_gap=3)):
        run = ask(computer, github("enterprise", switches=switches), "check")
        counts.append({row["name"]: row["packages"] for row in run.json()["namespaces"]})

    assert counts[0] == counts[1]


def test_a_last_page_nobody_can_have_is_said_and_costs_nothing(computer: Computer, github: GitHub) -> None:
    server = github("maintainer", switches=Switches(claimed_last_page=999_999_999))

    run = ask(computer, server, "packages", "--namespace", "acme")

    document = run.json()
    assert document["complete"] is False
    assert "answer-unrecognized" in {row["code"] for row in document["diagnoses"]}
    assert len(run.stdout) < 1_000_000


@pytest.mark.parametrize(
    "header", ["0001-01-01 00:00:00 UTC", "9999-12-31 23:59:59 -0100", "next Tuesday", "99999-01-01 00:00:00 UTC"]
)
def test_an_expiry_nobody_understands_is_unknown_and_harms_no_stored_profile(
    computer: Computer, github: GitHub, header: str
) -> None:
    server = github("maintainer", switches=Switches(expiry_header=header))
    assert computer.login(server, "--profile", "main").status == 0

    check = computer.run("check", "--profile", "main", "--json", env=endpoints(server))

    assert check.json()["token"]["expires_at"] is None
    codes = {row["code"] for row in check.json()["diagnoses"]}
    assert "answer-unrecognized" in codes
    assert "token-never-expires" not in codes
    after = computer.run("profiles", "--json")
    assert (after.status, [row["name"] for row in after.json()["profiles"]]) == (0, ["main"])
    assert computer.run("logout", "--profile", "main").status == 0


def test_nothing_is_complete_without_a_token(computer: Computer, github: GitHub) -> None:
    run = computer.run("packages", "--anonymous", "--json", env=endpoints(github("maintainer")))

    assert (run.status, run.json()["complete"], run.json()["namespaces"]) == (1, False, [])


def test_a_refusal_in_unknown_words_is_said_in_those_words(computer: Computer, github: GitHub) -> None:
    fault = Fault("api", "status", path="/(user|orgs|users)(/[a-z]+)?/packages", status=451)
    server = github("maintainer", faults=[fault])

    run = ask(computer, server, "packages")

    rows = [row for row in run.json()["diagnoses"] if row["code"] == "answer-unrecognized"]
    assert {row["subject"] for row in rows} >= {"octocat", "acme"}
    assert all("451" in row["cause"] for row in rows)
    assert "namespace-not-found" not in {row["code"] for row in run.json()["diagnoses"]}


@pytest.mark.parametrize(
    ("fault", "check_id"),
    [
        (Fault("registry", "status", path="/tags/list", status=451), "pull"),
        (Fault("registry", "status", path="/token", status=451), "registry-login"),
        (Fault("registry", "status", method="POST", path="/blobs/uploads", status=451), "push"),
        (Fault("api", "status", path="/user$", status=451), "identity"),
    ],
)
def test_an_answer_nobody_knows_is_never_taken_for_a_known_one(
    computer: Computer, github: GitHub, fault: Fault, check_id: str
) -> None:
    server = github("overprivileged", faults=[fault])

    run = ask(computer, server, "check", "--push", "--package", "acme/team/api")

    document = run.json()
    [row] = {row["cause"] for row in document["diagnoses"] if row["code"] == "answer-unrecognized"}
    assert "451" in row
    step = next(row for row in document["checks"] if row["id"] == check_id)
    assert 451 in {exchange["status"] for exchange in step["evidence"]}
    known = {"package-no-grant", "package-no-write-grant", "token-rejected", "package-not-found", "api-unavailable"}
    assert known.isdisjoint({row["code"] for row in document["diagnoses"]})
    assert "denied" not in {row[right] for row in document["packages"] for right in ("pull", "push")}


def test_a_package_named_three_ways_is_tested_once(computer: Computer, github: GitHub) -> None:
    server = github("maintainer")
    names = ("acme/team/api", "ACME/team/api", "ghcr.io/acme/team/api:latest", "docker://ghcr.io/acme/team/api")

    run = ask(computer, server, "check", *(part for name in names for part in ("--package", name)))

    assert [row["name"] for row in run.json()["packages"]] == ["acme/team/api"]


def test_a_token_that_could_test_nothing_is_not_verified(computer: Computer, github: GitHub) -> None:
    server = github("app", faults=[Fault("api", "status", path="/installation/repositories", status=451)])

    run = ask(computer, server, "check")

    assert run.json()["verdict"] == "unverified"
    assert run.json()["packages"] == []


def test_an_api_version_that_github_ended_is_no_outage(computer: Computer, github: GitHub) -> None:
    run = ask(computer, github("maintainer", switches=Switches(ended_versions=frozenset({API_VERSION}))), "check")

    codes = {row["code"] for row in run.json()["diagnoses"]}
    assert (run.status, "api-version-unsupported" in codes, "api-unavailable" in codes) == (1, True, False)


def test_an_api_version_that_github_will_end_is_said_beforehand(computer: Computer, github: GitHub) -> None:
    run = ask(computer, github("maintainer", switches=Switches(ending_versions=frozenset({API_VERSION}))), "check")

    network = next(row for row in run.json()["checks"] if row["id"] == "network")
    assert (run.status, network["status"]) == (0, "pass")
    assert "12 Mar 2028" in network["summary"]
