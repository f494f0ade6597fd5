"""Worlds with one problem each, through the commands as processes: verdict, codes, exit status, requests."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from ghcr_wizard.check.report import VERDICT_WORDS, Verdict
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, Switches
from tests.cli.worlds import CHECK_IDS, ask, codes, endpoints
from tests.processes import Cli


@dataclass(frozen=True)
class Scenario:
    """A world, a command line, and what must come of it."""

    name: str
    persona: str
    arguments: Sequence[str]
    verdict: str
    codes: frozenset[str]
    status: int
    switches: Switches
    faults: Sequence[Fault]


def scenario(
    name: str,
    persona: str,
    arguments: str,
    verdict: str,
    expected: str,
    status: int,
    *faults: Fault,
    switches: Switches = Switches(),  # noqa: B008 - a frozen value
) -> Scenario:
    return Scenario(name, persona, arguments.split(), verdict, frozenset(expected.split()), status, switches, faults)


SCENARIOS = [
    scenario("a token that works", "maintainer", "", "ok", "", 0),
    scenario("a private package by name", "maintainer", "--package acme/team/api", "ok", "", 0),
    scenario("a tag that is there", "maintainer", "--package acme/team/web:latest", "ok", "", 0),
    scenario("a tag that is not", "maintainer", "--package acme/team/web:nope", "limited", "tag-not-found", 1),
    scenario("no such package", "maintainer", "--package acme/nope", "failed", "package-not-found", 1),
    scenario("no such namespace", "maintainer", "--namespace nobody-here", "limited", "namespace-not-found", 1),
    scenario("no scope for packages", "newcomer", "", "failed", "scope-read-packages-missing scope-excess", 1),
    scenario("a fine-grained token", "fine-grained", "", "failed", "fine-grained-not-accepted", 1),
    scenario(
        "a fine-grained token at a package",
        "fine-grained",
        "--package acme/team/api",
        "failed",
        "fine-grained-not-accepted",
        1,
    ),
    scenario("an installation token", "app", "", "unverified", "app-token-cannot-list", 0),
    scenario(
        "an installation token at a package that denies it",
        "app",
        "--package acme/billing/ledger",
        "failed",
        "app-token-cannot-list app-token-pull-denied",
        1,
    ),
    scenario("single sign-on", "sso", "", "limited", "sso-required sso-partial-results", 1),
    scenario("too many scopes", "overprivileged", "", "limited", "scope-excess", 0),
    scenario("a dead token", "expired", "", "failed", "token-rejected", 1),
    scenario(
        "a dead token blocks a public package",
        "expired",
        "--package openco/engine",
        "failed",
        "token-rejected stale-credential-blocks-public",
        1,
    ),
    scenario(
        "a package governed by a private repository",
        "linked-private",
        "",
        "limited",
        "package-no-grant scope-repo-may-be-needed",
        1,
    ),
    scenario("anonymous and public", "anonymous", "--package openco/engine", "ok", "", 0),
    scenario("anonymous and private", "anonymous", "--package acme/team/api", "failed", "package-private", 1),
    scenario("anonymous and absent", "anonymous", "--package acme/nope", "failed", "package-not-found", 1),
    scenario("many organizations", "enterprise", "", "ok", "", 0),
    scenario(
        "push without the scope", "maintainer", "--package acme/team/api --push", "limited", "package-no-write-grant", 0
    ),
    scenario(
        "push allowed",
        "overprivileged",
        "--package acme/team/api --push --purpose delete",
        "limited",
        "scope-excess",
        0,
    ),
    scenario("the API is down", "maintainer", "", "unreachable", "api-unavailable", 3, Fault(role="api", status=503)),
    scenario(
        "the API answers HTML", "maintainer", "", "unreachable", "api-unavailable", 3, Fault(role="api", kind="html")
    ),
    scenario(
        "the registry is down",
        "maintainer",
        "",
        "unreachable",
        "registry-unavailable",
        3,
        Fault(role="registry", status=503),
    ),
    scenario(
        "a foreign realm",
        "maintainer",
        "",
        "unreachable",
        "untrusted-realm",
        1,
        Fault(role="registry", kind="foreign-realm"),
    ),
    scenario(
        "failed logins are counted",
        "maintainer",
        "",
        "failed",
        "api-login-lockout",
        1,
        Fault(role="api", path="^/user$", kind="login-lockout"),
    ),
    scenario("the catalog is refused", "maintainer", "", "ok", "", 0, switches=Switches(catalog="forbidden")),
]


@pytest.mark.parametrize("case", SCENARIOS, ids=lambda case: case.name)
def test_check_names_the_cause(case: Scenario, run_cli: Cli) -> None:
    with DemoServer(case.persona, switches=case.switches, faults=case.faults) as server:
        finished = ask(run_cli, server, "check", *case.arguments)
        document = finished.json()
        assert document["schema"] == "ghcr-wizard.check/1"
        assert [row["id"] for row in document["checks"]] == CHECK_IDS
        assert codes(document) == set(case.codes)
        assert (document["verdict"], finished.status) == (case.verdict, case.status)
        assert not server.token or server.token not in finished.stdout + finished.stderr


@pytest.mark.parametrize("persona", ["maintainer", "sso", "expired", "anonymous"])
def test_check_for_people_says_the_same_as_the_document(persona: str, run_cli: Cli) -> None:
    with DemoServer(persona) as server:
        secret = server.token
        who = ["--username", server.username, "--token-stdin"] if secret else ["--anonymous"]
        text = run_cli("check", *who, stdin=secret.encode(), env=endpoints(server))
        document = ask(run_cli, server, "check")
    assert text.status == document.status
    rows = document.json()["diagnoses"]
    refusing = {row["subject"] for row in rows if row["code"] == "sso-required"}
    for row in rows:
        is_told = (
            row["code"] == "sso-partial-results" and row["subject"] in refusing
        )  # by the other: one cause, one card
        assert (row["code"] in text.stdout) is not is_told
    assert VERDICT_WORDS[Verdict(document.json()["verdict"])] in text.stdout
    assert "\x1b" not in text.stdout


def test_what_pulls_is_proven_by_a_read_and_not_by_a_download(run_cli: Cli) -> None:
    with DemoServer() as server:
        document = ask(run_cli, server, "check", "--package", "acme/team/web", "--package", "openco/engine").json()
        requests = server.requests()
    common = {"pull": "granted", "push": "untested"}
    assert document["packages"] == [
        {"name": "acme/team/web", "visibility": "private", **common, "anonymous_pull": False},
        {"name": "openco/engine", "visibility": "public", **common, "anonymous_pull": True},
    ]
    assert any(row.path.startswith("/v2/acme/team/web/tags/list") for row in requests)
    assert not any("/manifests/" in row.path or "/blobs/" in row.path for row in requests)


def test_a_push_test_opens_an_upload_and_cancels_it(run_cli: Cli) -> None:
    with DemoServer("overprivileged") as server:
        document = ask(run_cli, server, "check", "--package", "acme/team/api", "--push").json()
        methods = [(row.method, row.status) for row in server.requests() if "/blobs/uploads/" in row.path]
    assert document["packages"][0]["push"] == "granted"
    assert ("POST", 202) in methods
    assert ("DELETE", 405) in methods, "as recorded (radius-project/radius#12623)"
    assert not any(method in {"PUT", "PATCH"} for method, _ in methods)


def test_without_asking_nothing_is_pushed(run_cli: Cli) -> None:
    with DemoServer("overprivileged") as server:
        ask(run_cli, server, "check", "--package", "acme/team/api")
        assert {row.method for row in server.requests()} <= {"GET", "HEAD"}


def test_single_sign_on_names_the_organization_and_its_link(run_cli: Cli) -> None:
    with DemoServer("sso") as server:
        document = ask(run_cli, server, "check").json()
        web = server.web_url
    required = next(row for row in document["diagnoses"] if row["code"] == "sso-required")
    assert required["subject"] == "sealed"
    assert required["url"].startswith(f"{web}/orgs/sealed/sso?")
    sealed = next(row for row in document["namespaces"] if row["name"] == "sealed")
    assert (sealed["list"], sealed["packages"]) == ("denied", None)


def test_capitals_in_a_name_are_lowered_and_said(run_cli: Cli) -> None:
    with DemoServer() as server:
        document = ask(run_cli, server, "check", "--package", "Acme/Team/API").json()
    assert "name-lowercased" in {row["code"] for row in document["diagnoses"]}
    assert document["packages"][0]["name"] == "acme/team/api"
    assert document["packages"][0]["pull"] == "granted"


@pytest.mark.parametrize(
    ("arguments", "stdin", "code"),
    [
        (["--username", "u", "--token-stdin"], b"", "token-missing"),
        (["--username", "u", "--token-stdin"], b" \r\n", "token-missing"),
        (["--username", "u", "--token-stdin"], b"two words", "token-malformed"),
        (["--username", "u", "--token-stdin"], b"x" * 10_000_000, "token-malformed"),
        (["--username", "u", "--token-stdin"], bytes(range(256)), "token-malformed"),
        (["--username", "", "--token-stdin"], b"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", "username-empty"),
        (["--anonymous", "--registry", "docker.pkg.github.com"], b"", "legacy-host"),
        (["--anonymous", "--registry", "ghrc.io"], b"", "registry-host-typo"),
        (["--anonymous", "--package", "ghrc.io/acme/api"], b"", "registry-host-typo"),
        (["--anonymous", "--package", "api"], b"", "reference-incomplete"),
    ],
)
def test_bad_input_is_one_line_and_a_document(arguments: list[str], stdin: bytes, code: str, run_cli: Cli) -> None:
    text = run_cli("check", *arguments, stdin=stdin)
    document = run_cli("check", "--json", *arguments, stdin=stdin)
    assert (text.status, document.status) == (2, 2)
    assert text.stdout == ""
    assert len(text.stderr.splitlines()) == 1
    assert [row["code"] for row in document.json()["diagnoses"]] == [code]
    assert [row["id"] for row in document.json()["checks"]] == CHECK_IDS


def test_the_persons_packages_are_listed_by_namespace(run_cli: Cli) -> None:
    with DemoServer() as server:
        finished = ask(run_cli, server, "packages")
    document = finished.json()
    assert (finished.status, document["complete"]) == (0, True)
    namespaces = {row["name"]: row for row in document["namespaces"]}
    assert list(namespaces) == ["octocat", "acme", "openco"]
    assert (namespaces["octocat"]["type"], namespaces["acme"]["type"]) == ("user", "org")
    web = next(row for row in namespaces["acme"]["packages"] if row["name"] == "team/web")
    assert (web["reference"], web["visibility"], web["repository"], web["repository_visibility"]) == (
        "ghcr.io/acme/team/web",
        "private",
        "acme/web",
        "public",
    )
    assert {row["visibility"] for space in namespaces.values() for row in space["packages"]} == {
        "public",
        "internal",
        "private",
    }


def test_every_page_of_every_organization_is_listed(run_cli: Cli) -> None:
    with DemoServer("enterprise") as server:
        document = ask(run_cli, server, "packages").json()
    assert document["complete"] is True
    names = [(space["name"], row["name"]) for space in document["namespaces"] for row in space["packages"]]
    assert len(names) == len(set(names)) == 20_000


@pytest.mark.parametrize(
    ("persona", "arguments", "complete", "status"),
    [
        ("sso", [], False, 0),
        ("newcomer", [], False, 1),
        ("fine-grained", [], False, 1),
        ("app", [], False, 1),
        ("expired", [], False, 1),
        ("anonymous", [], False, 1),
        ("anonymous", ["--namespace", "openco"], False, 1),
        ("maintainer", ["--namespace", "openco"], True, 0),
    ],
)
def test_a_listing_is_honest_about_what_is_left_out(
    persona: str, arguments: list[str], complete: bool, status: int, run_cli: Cli
) -> None:
    with DemoServer(persona) as server:
        finished = ask(run_cli, server, "packages", *arguments)
    assert (finished.json()["complete"], finished.status) == (complete, status)


def test_a_page_that_fails_is_a_gap_and_not_an_end(run_cli: Cli) -> None:
    broken = Fault(role="api", path=r"/orgs/amber-cloud/packages.*page=3\b", status=503)
    with DemoServer("enterprise", faults=[broken]) as server:
        finished = ask(run_cli, server, "packages", "--namespace", "amber-cloud")
    document = finished.json()
    assert (document["complete"], finished.status) == (False, 0)
    assert len(document["namespaces"][0]["packages"]) == 3_000 - 97, "all pages but the first come three short"
    assert "api-unavailable" in codes(document)


def test_an_unreachable_server_is_said_and_is_not_the_tokens_fault(run_cli: Cli, free_port: int) -> None:
    nowhere = f"http://127.0.0.1:{free_port}"
    overrides = {f"GHCR_WIZARD_{name}_URL": nowhere for name in ("REGISTRY", "API", "WEB")}
    for command in ("check", "packages"):
        finished = run_cli(
            command, "--json", "--username", "u", "--token-stdin", stdin=b"ghp_" + b"a" * 36, env=overrides
        )
        assert finished.status == 3
        assert "network-unreachable" in codes(finished.json())
