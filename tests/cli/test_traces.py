"""A trace that is brought home: what it holds, what it does not, and that what was seen is seen again from it."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ghcr_wizard.demo.replay import ReplayServer, TraceError, read_trace
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault
from tests.cli.conftest import Computer, endpoints
from tests.processes import Finished

GitHub = Callable[..., DemoServer]
HERE = Path(__file__).parent.parent / "traces"
RECORDED = sorted(HERE.glob("*.json"))
PERSONAS = ("maintainer", "newcomer", "fine-grained", "app", "sso", "expired", "linked-private", "anonymous")
NAMES = re.compile(r"octocat|acme|openco|sealed|nightly|team/|vault|ledger|hubot", re.IGNORECASE)


def ask(computer: Computer, server: DemoServer, *arguments: str) -> Finished:
    who = ["--username", server.username, "--token-stdin"] if server.token else ["--anonymous"]
    return computer.run(*arguments, *who, "--json", stdin=server.token.encode(), env=endpoints(server))


def lasting(text: str, server: DemoServer) -> str:
    """Return a document's text without the moment it is of, and with the servers by name."""
    for name, url in (("api", server.api_url), ("registry", server.registry_url), ("web", server.web_url)):
        text = text.replace(url, name).replace(url.removeprefix("http://"), name)
    return re.sub(r'"checked_at": "[^"]*"', '"checked_at": null', text)


def shape(document: dict[str, Any]) -> object:
    """Return what a check said, names aside."""
    evidence = [
        [(row["method"], row["status"], row["code"]) for row in each["evidence"]] for each in document["checks"]
    ]
    checks = [(row["id"], row["status"]) for row in document["checks"]]
    return (
        checks,
        evidence,
        document["verdict"],
        document["token"],
        sorted(row["code"] for row in document["diagnoses"]),
    )


@pytest.mark.parametrize("persona", PERSONAS)
def test_what_was_seen_is_seen_again_byte_for_byte(
    computer: Computer,
    github: GitHub,
    tmp_path: Path,
    persona: str,
) -> None:
    server, file = github(persona), tmp_path / "trace.json"

    seen = ask(computer, server, "check", "--trace", str(file), "--names")
    with ReplayServer(file) as replayed:
        again = ask(computer, replayed, "check")

        assert lasting(again.stdout, replayed) == lasting(seen.stdout, server)
    assert (again.status, replayed.username) == (seen.status, server.username if server.token else "")
    assert file.stat().st_mode & 0o777 == 0o600


def test_evidence_is_in_the_order_of_asking_whatever_answers_late(computer: Computer, github: GitHub) -> None:
    orders = []
    for late in ("api", "web"):
        server = github("app", faults=[Fault("api", "slow", path=f"container/{late}$", seconds=0.3)])
        checks = ask(computer, server, "check").json()["checks"]
        urls = [row["url"] for check in checks for row in check["evidence"]]
        orders.append([url.rpartition("/container/")[2] for url in urls if "/orgs/acme/packages/container/" in url])

    assert orders[0] == orders[1]
    assert {"api", "web"} <= set(orders[0])


@pytest.mark.parametrize("persona", PERSONAS)
def test_without_names_it_is_the_same_but_for_them(
    computer: Computer,
    github: GitHub,
    tmp_path: Path,
    persona: str,
) -> None:
    server, file = github(persona), tmp_path / "trace.json"

    seen = ask(computer, server, "check", "--trace", str(file))
    with ReplayServer(file) as replayed:
        again = ask(computer, replayed, "check")

    text = file.read_text()
    assert NAMES.search(text) is None, NAMES.search(text)
    assert not server.token or server.token[6:20] not in text
    assert shape(again.json()) == shape(seen.json())
    assert json.loads(text)["holds"].startswith("Every request this command made")


def test_packages_are_listed_from_a_trace(computer: Computer, github: GitHub, tmp_path: Path) -> None:
    server, file = github("maintainer"), tmp_path / "trace.json"

    seen = ask(computer, server, "packages", "--trace", str(file), "--refresh")
    with ReplayServer(file) as replayed:
        again = ask(computer, replayed, "packages", "--refresh")

    counts = [sorted(len(row["packages"]) for row in run.json()["namespaces"]) for run in (seen, again)]
    assert counts[0] == counts[1]
    assert NAMES.search(file.read_text()) is None


def test_a_connection_that_broke_breaks_again(computer: Computer, github: GitHub, tmp_path: Path) -> None:
    fault = Fault("api", "reset", path="/user$")
    server, file = github("maintainer", faults=[fault]), tmp_path / "trace.json"

    seen = ask(computer, server, "check", "--trace", str(file))
    with ReplayServer(file) as replayed:
        again = ask(computer, replayed, "check")

    assert "network-unreachable" in seen.stdout or "api-unavailable" in seen.stdout
    assert shape(again.json()) == shape(seen.json())


@pytest.mark.parametrize("file", RECORDED, ids=[file.stem for file in RECORDED])
def test_a_recorded_trace_says_what_it_said(computer: Computer, file: Path) -> None:
    with ReplayServer(file) as replayed:
        run = ask(computer, replayed, "check")

    expected = {
        "fine-grained": ("failed", "fine-grained-not-accepted"),
        "maintainer": ("ok", "visibility-differs-from-repository"),
        "sso": ("limited", "sso-required"),
    }
    verdict, code = expected[file.stem]
    assert (run.json()["verdict"], code in {row["code"] for row in run.json()["diagnoses"]}) == (verdict, True)


def whole() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(RECORDED[0].read_text())
    return document


def edited(**changes: object) -> bytes:
    return json.dumps(whole() | changes).encode()


def exchanged(**changes: object) -> bytes:
    document = whole()
    document["exchanges"][0] |= changes
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cut short, or no JSON"),
        (RECORDED[0].read_bytes()[:-200], "cut short, or no JSON"),
        (b"[" * 100_000, "cut short, or no JSON"),
        (b"[]", "no trace"),
        (b'{"schema": "ghcr-wizard.check/1"}', "no trace"),
        (edited(schema="ghcr-wizard.trace/2"), "later version"),
        (edited(exchanges={}), "not those of a trace"),
        (edited(username="a\r\nb"), "user name"),
        (edited(token={"kind": "classic_pat", "length": 10**9}), "token"),
        (edited(token={"kind": "golden", "length": 40}), "token"),
        (exchanged(status=99), "exchange 1"),
        (exchanged(status="200"), "exchange 1"),
        (exchanged(target="http://evil.example/"), "exchange 1"),
        (exchanged(target="/a b"), "exchange 1"),
        (exchanged(method="GET\r\nX: y"), "exchange 1"),
        (exchanged(headers={"x": "a\r\nset-cookie: b"}), "exchange 1"),
        (exchanged(headers={"x y": "a"}), "exchange 1"),
        (exchanged(server="moon"), "exchange 1"),
    ],
)
def test_a_bad_trace_is_one_clear_line(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)

    with pytest.raises(TraceError, match=re.escape(said)):
        read_trace(file)


def test_the_line_is_said_before_anything_is_served(computer: Computer, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text("{}")

    huge = tmp_path / "huge.json"
    huge.touch()
    os.truncate(huge, 65 * 1024 * 1024)
    bad = ((file, "no trace"), (tmp_path / "none.json", "not there"), (tmp_path, "folder"), (huge, "far larger"))
    for name, said in bad:
        run = computer.run("--demo", f"replay:{name}", "--serve")

        assert (run.status, run.stdout, run.stderr.count("\n")) == (2, "", 1), run.stderr
        assert said in run.stderr


def test_a_file_that_is_no_trace_is_not_overwritten(computer: Computer, github: GitHub, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    server = github("maintainer")

    for name in (file, tmp_path, tmp_path / "no" / "trace.json"):
        run = ask(computer, server, "check", "--trace", str(name))

        assert (run.status, [row["code"] for row in run.json()["diagnoses"]]) == (1, ["output-unwritable"])
    assert file.read_text() == "mine"
    assert server.requests() == [], "nothing was asked"
