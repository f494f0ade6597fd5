"""`ghcr-wizard explain` as a process: where the text comes from, what is printed, and how it ends."""

import base64
import urllib.error
import urllib.request

import pytest

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, Switches
from ghcr_wizard.diagnosis.cause import Severity
from ghcr_wizard.diagnosis.causes import CAUSES
from ghcr_wizard.diagnosis.model import title_of
from ghcr_wizard.explain import LONGEST
from tests.processes import Cli, Finished, run_python

FIELDS = ["code", "severity", "cause", "fix", "url", "certainty"]
TOKEN = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"
DENIED = 'Error response from daemon: Head "https://ghcr.io/v2/acme/api/manifests/latest": denied: denied'

MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}


def matches(finished: Finished, *more: str) -> list[dict[str, str]]:
    document = finished.json()
    assert list(document) == ["schema", "matches"]
    assert document["schema"] == "ghcr-wizard.explain/1"
    rows: list[dict[str, str]] = document["matches"]
    assert all(list(row) == [*FIELDS, *more] for row in rows)
    return rows


def test_an_argument_is_explained_to_a_person(run_cli: Cli) -> None:
    done = run_cli("explain", DENIED)

    assert done.status == 0
    assert done.stderr == ""
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    assert lines[:2] == ["Likely", "✗ GitHub rejects this token (token-rejected)"]
    assert "→ If the package is public, log out" in done.stdout
    assert "stale-credential-blocks-public" in done.stdout


def test_several_arguments_are_one_text(run_cli: Cli) -> None:
    done = run_cli("explain", "--json", "denied:", "permission_denied:", "create_package")

    assert [row["code"] for row in matches(done)] == ["create-package-denied"]
    assert done.status == 0


@pytest.mark.parametrize("arguments", [(), ("-",)])
@pytest.mark.parametrize(
    "raw",
    [
        DENIED.encode(),
        b"\xef\xbb\xbf" + DENIED.encode(),
        DENIED.encode("utf-16"),
        DENIED.encode("utf-16-le"),
        b"\xff\xfa\r\n" + DENIED.encode() + b"\r\n",
        ("\x1b[31m" + DENIED.replace("denied", "\x1b[1mdenied\x1b[0m")).encode(),
    ],
    ids=["UTF-8", "byte-order mark", "UTF-16", "UTF-16 without mark", "broken bytes", "colours"],
)
def test_standard_input_is_explained_whatever_its_encoding(run_cli: Cli, arguments: tuple[str], raw: bytes) -> None:
    done = run_cli("explain", "--json", *arguments, stdin=raw)

    first = matches(done)[0]
    assert (first["code"], first["severity"], first["certainty"]) == ("token-rejected", "error", "likely")
    assert done.status == 0


@pytest.mark.parametrize(("arguments", "stdin"), [((), b""), (("-",), b" \r\n\t\x00"), (("",), b""), (("  ",), b"x")])
@pytest.mark.parametrize("option", [(), ("--json",)])
def test_nothing_to_explain_is_wrong_usage_in_one_line(
    run_cli: Cli, arguments: tuple[str], stdin: bytes, option: tuple[str]
) -> None:
    done = run_cli("explain", *option, *arguments, stdin=stdin)

    assert done.status == 2
    assert matches(done) == [] if "--json" in option else done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "nothing to explain" in done.stderr


def test_what_is_not_recognized_says_what_to_send_instead(run_cli: Cli) -> None:
    done = run_cli("explain", "the coffee is cold")
    as_json = run_cli("explain", "--json", "the coffee is cold")

    assert (done.status, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "pipe in the full log" in done.stderr
    assert "coffee" not in done.stderr
    assert as_json.status == 1
    assert matches(as_json) == []


def test_what_is_no_error_of_github_s_is_said_to_be_none(run_cli: Cli) -> None:
    done = run_cli("explain", "docker pull ghcr.io/acme/api: failed to register layer: no space left on device")

    assert (done.status, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "it tells of a full disk" in done.stderr


def test_a_token_is_refused_as_an_argument_and_redacted_on_standard_input(run_cli: Cli) -> None:
    refused = run_cli("explain", f"docker login -p {TOKEN} ghcr.io: denied: denied")
    piped = run_cli(
        "explain",
        "--json",
        stdin=f"docker pull ghcr.io/{TOKEN}/api\n`{TOKEN}` denied: denied\nBad credentials".encode(),
    )

    assert (refused.status, refused.stdout) == (2, "")
    assert "never taken from the command line" in refused.stderr
    assert matches(piped)[0]["code"] == "token-rejected"
    for done in (refused, piped):
        assert TOKEN[4:12] not in done.stdout + done.stderr


def test_a_log_is_looked_at_as_far_as_it_says(run_cli: Cli) -> None:
    line = b"2026-10-01T12:00:00.1234567Z #12 extracting layer 3.2MB / 10MB done\n"
    within = line * 20_000 + b"##[error]denied: permission_denied: write_package\n"
    beyond = line * (LONGEST // len(line) + 1) + within

    done = run_cli("explain", "--json", stdin=within)
    cut = run_cli("explain", "--json", stdin=beyond)

    assert matches(done)[0]["code"] == "actions-package-not-granted"
    assert done.stderr == ""
    assert (cut.status, matches(cut)) == (1, [])
    assert "only the first 4 MiB" in cut.stderr


def test_the_list_has_every_cause_with_severity_and_fix(run_cli: Cli) -> None:
    done = run_cli("explain", "--list")
    as_json = run_cli("explain", "--list", "--json")

    assert (done.status, as_json.status) == (0, 0)
    for code, row in CAUSES.items():
        assert f" {MARKS[row.severity]} {title_of(row)} ({code})\n" in done.stdout
    assert done.stdout.count("→ ") == len(CAUSES)
    assert max(map(len, done.stdout.splitlines())) < 260
    assert {row["code"]: row["severity"] for row in matches(as_json, "facts")} == {
        c: row.severity for c, row in CAUSES.items()
    }
    assert run_cli("explain", "--list", "denied").status == 2


def test_explaining_loads_no_network_and_no_keyring(environment: dict[str, str]) -> None:
    done = run_python("-X", "importtime", "-m", "ghcr_wizard", "explain", "denied: denied", environment=environment)

    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert done.status == 0
    assert not loaded & {"httpx", "keyring", "textual", "rich"}


def refusal(url: str, *, username: str = "", token: str = "", bearer: str = "", method: str = "GET") -> str:
    """What a server answers, as `curl -i` prints it."""
    request = urllib.request.Request(url, method=method)  # noqa: S310 - the address is our own loopback server's
    if token:
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{username}:{token}".encode()).decode())
    if bearer:
        request.add_header("Authorization", f"Bearer {bearer}")
    request.add_header("User-Agent", "curl/8.0")
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - likewise
            pytest.fail(f"answered {answer.status}")
    except urllib.error.HTTPError as error:
        head = "".join(f"{name.lower()}: {value}\n" for name, value in error.headers.items())
        return f"HTTP/2 {error.code}\n{head}\n{error.read().decode()}\n"


def registry_bearer(token: str) -> str:
    return base64.b64encode(token.encode()).decode()


MANIFEST = "/v2/acme/team/api/manifests/latest"
PULL = "/token?service=ghcr.io&scope=repository:{}:pull"
PACKAGES = "/orgs/acme/packages?package_type=container"


@pytest.mark.parametrize(
    ("persona", "path", "how", "code"),
    [
        ("maintainer", PULL.format("acme/team/api"), "anonymous", "package-private"),
        ("maintainer", PULL.format("acme/nope"), "anonymous", "package-not-found"),
        ("expired", PULL.format("openco/engine"), "basic", "token-rejected"),
        ("maintainer", MANIFEST, "basic", "token-not-exchanged"),
        ("newcomer", MANIFEST, "bearer", "scope-read-packages-missing"),
        ("maintainer", "/v2/acme/team/web/manifests/nope", "bearer", "tag-not-found"),
        ("expired", "/user", "api", "token-rejected"),
        ("newcomer", PACKAGES, "api", "scope-read-packages-missing"),
        ("sso", PACKAGES.replace("acme", "sealed"), "api", "sso-required"),
        ("app", PACKAGES, "api", "app-token-cannot-list"),
        ("maintainer", "/user", "api anonymous", "token-missing"),
    ],
)
def test_what_the_simulated_github_answers_is_recognized(
    run_cli: Cli, persona: str, path: str, how: str, code: str
) -> None:
    with DemoServer(persona) as server:
        answer = {
            "anonymous": lambda: refusal(server.registry_url + path),
            "basic": lambda: refusal(server.registry_url + path, username="octocat", token=server.token),
            "bearer": lambda: refusal(server.registry_url + path, bearer=registry_bearer(server.token)),
            "api": lambda: refusal(server.api_url + path, bearer=server.token),
            "api anonymous": lambda: refusal(server.api_url + path),
        }[how]()

    done = run_cli("explain", "--json", stdin=answer.encode())

    assert done.status == 0
    assert matches(done)[0]["code"] == code, answer


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault("api", "primary-rate-limit"), "api-rate-limited"),
        (Fault("api", "secondary-rate-limit"), "api-rate-limited"),
        (Fault("api", "login-lockout"), "api-login-lockout"),
        (Fault("api", "status"), "api-unavailable"),
        (Fault("api", "html"), "registry-unavailable"),
        (Fault("registry", "status"), "registry-unavailable"),
        (Fault("registry", "status", status=429), "registry-rate-limited"),
    ],
    ids=lambda value: f"{value.role} {value.kind} {value.status}" if isinstance(value, Fault) else "",
)
def test_its_faults_are_recognized(run_cli: Cli, fault: Fault, code: str) -> None:
    with DemoServer("maintainer", switches=Switches(), faults=[fault]) as server:
        root = server.api_url + "/user" if fault.role == "api" else server.registry_url + "/v2/"
        answer = refusal(root, bearer=server.token if fault.role == "api" else registry_bearer(server.token))

    done = run_cli("explain", "--json", stdin=answer.encode())

    assert matches(done)[0]["code"] == code, answer


def test_what_check_prints_is_recognized(run_cli: Cli) -> None:
    with DemoServer("expired") as server:
        variables = {
            "GHCR_WIZARD_REGISTRY_URL": server.registry_url,
            "GHCR_WIZARD_API_URL": server.api_url,
            "GHCR_WIZARD_WEB_URL": server.web_url,
        }
        asked = ["check", "--username", "octocat", "--token-stdin"]
        text = run_cli(*asked, stdin=server.token.encode(), env=variables).stdout
        document = run_cli(*asked, "--json", stdin=server.token.encode(), env=variables).stdout

    for printed in (text, document):
        first = matches(run_cli("explain", "--json", stdin=printed.encode()))[0]
        assert (first["code"], first["certainty"]) == ("token-rejected", "certain")
