"""`packages` as a process: what is remembered, renewed, offline, and how far it is."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault
from tests.catalog_world import api_requests, world_with
from tests.cli.worlds import ask, codes, endpoints
from tests.processes import HANG_SECONDS, Cli, Finished


def text(run_cli: Cli, server: DemoServer, *arguments: str) -> Finished:
    """Run the command for a person with the persona's token."""
    who = ["--username", server.username, "--token-stdin"]
    return run_cli("packages", *who, *arguments, stdin=server.token.encode(), env=endpoints(server))


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(world=world_with(450)) as running:
        yield running


def cached_files(environment: Mapping[str, str]) -> list[Path]:
    return [file for file in Path(environment["XDG_CACHE_HOME"]).rglob("*.json") if file.is_file()]


def test_a_second_run_costs_no_rate_limit_and_says_the_same(run_cli: Cli, server: DemoServer) -> None:
    cold = ask(run_cli, server, "packages")
    before = len(api_requests(server))
    warm = ask(run_cli, server, "packages")
    asked = api_requests(server, before)

    assert warm.json() == cold.json()
    assert warm.json()["complete"] is True
    assert [status for _, status in asked] == [304] * before


def test_refresh_asks_for_everything_anew(run_cli: Cli, server: DemoServer) -> None:
    cold = ask(run_cli, server, "packages")
    before = len(api_requests(server))
    again = ask(run_cli, server, "packages", "--refresh")

    assert again.json() == cold.json()
    assert {status for _, status in api_requests(server, before)} == {200}


def test_offline_a_person_is_shown_what_is_remembered_and_how_old_it_is(run_cli: Cli, server: DemoServer) -> None:
    text(run_cli, server)
    server.stop()
    finished = text(run_cli, server)

    assert finished.status == 3
    assert "more/p00449" in finished.stdout
    assert "network-unreachable" in finished.stdout
    assert re.search(r"4\d\d packages \(cached \d+ (s|min) ago", finished.stdout)
    assert "complete" not in finished.stdout.rpartition("packages")[2]


def test_offline_the_document_has_nothing_that_github_did_not_say_now(run_cli: Cli, server: DemoServer) -> None:
    ask(run_cli, server, "packages")
    server.stop()
    finished = ask(run_cli, server, "packages")

    document = finished.json()
    assert (finished.status, document["complete"], document["namespaces"]) == (3, False, [])
    assert codes(document) == {"network-unreachable"}


def test_offline_without_a_cache_there_is_only_the_reason(run_cli: Cli, server: DemoServer) -> None:
    server.stop()
    finished = text(run_cli, server)

    assert finished.status == 3
    assert "network-unreachable" in finished.stdout
    assert "0 packages" in finished.stdout


def test_the_cache_is_private_and_has_no_token(run_cli: Cli, server: DemoServer, environment: dict[str, str]) -> None:
    ask(run_cli, server, "packages")

    files = cached_files(environment)
    assert len(files) == 4
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert not [file for file in files if server.token[4:].encode() in file.read_bytes()]


def test_anonymously_nothing_is_kept(run_cli: Cli, server: DemoServer, environment: dict[str, str]) -> None:
    run_cli("packages", "--json", "--anonymous", "--namespace", "openco", env=endpoints(server))

    assert cached_files(environment) == []


@pytest.mark.parametrize("place", ["a file", "nowhere"])
def test_without_a_cache_folder_it_works_and_complains_about_nothing(
    place: str, run_cli: Cli, server: DemoServer, environment: dict[str, str], tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("not a folder")
    environment["XDG_CACHE_HOME"] = str(taken if place == "a file" else taken / "below")
    runs = [ask(run_cli, server, "packages") for _ in range(2)]

    assert [(run.status, run.json()["complete"], run.stderr) for run in runs] == [(0, True, "")] * 2


def test_two_processes_at_once_are_both_right(run_cli: Cli, server: DemoServer) -> None:
    with ThreadPoolExecutor(2) as at_once:
        outputs = [run.stdout for run in at_once.map(lambda _: ask(run_cli, server, "packages"), range(2))]
    before = len(api_requests(server))
    alone = ask(run_cli, server, "packages")

    assert outputs == [alone.stdout] * 2
    assert {status for _, status in api_requests(server, before)} == {304}


def test_missing_pages_are_named_to_a_person(run_cli: Cli) -> None:
    broken = Fault(role="api", path=r"/orgs/acme/packages.*page=[35]\b", status=503)
    with DemoServer(world=world_with(450), faults=[broken]) as server:
        finished = text(run_cli, server)

    assert "acme (organization) · 300 packages, pages missing: 3, 5" in finished.stdout
    assert "incomplete list" in finished.stdout


def test_how_far_it_is_shows_on_a_terminal_only(
    server: DemoServer, environment: dict[str, str], tmp_path: Path
) -> None:
    shown = shown_on_terminal(server, environment, tmp_path)

    steps = [line.decode() for line in shown.split(b"\r\x1b[K")]
    assert "loading the packages" in steps[1]
    counts = [match.groups() for line in steps if (match := re.search(r"(\d+) of (\d+) pages", line))]
    assert [int(done) for done, _ in counts] == sorted(int(done) for done, _ in counts)
    assert counts[-1][0] == counts[-1][1]
    assert steps[-1] == ""


def test_a_terminal_that_cannot_go_back_is_spared_it(
    server: DemoServer, environment: dict[str, str], tmp_path: Path
) -> None:
    assert shown_on_terminal(server, {**environment, "TERM": "dumb"}, tmp_path) == b""


def shown_on_terminal(server: DemoServer, environment: dict[str, str], tmp_path: Path) -> bytes:
    """Run the command with standard error on a terminal; return what that was sent."""
    controller, terminal = os.openpty()
    command = [sys.executable, "-m", "ghcr_wizard", "packages", "--json", "--username", "octocat", "--token-stdin"]
    token, document = tmp_path / "token", tmp_path / "document"
    token.write_text(server.token)
    with token.open() as given, document.open("w") as written:
        variables = {**environment, **endpoints(server)}
        process = subprocess.Popen(command, env=variables, stdin=given, stdout=written, stderr=terminal)
    os.close(terminal)
    shown = b""
    with suppress(OSError):  # how a terminal says that nobody writes to it any more
        while chunk := os.read(controller, 65_536):
            shown += chunk
    os.close(controller)
    assert process.wait(HANG_SECONDS) == 0
    assert document.read_text().startswith("{")
    return shown


def test_a_registry_that_does_not_work_says_nothing_of_its_catalog(run_cli: Cli) -> None:
    with DemoServer(faults=[Fault("registry", "status", status=503)]) as server:
        run = ask(run_cli, server, "packages")

    assert (run.status, run.json()["diagnoses"]) == (0, [])
