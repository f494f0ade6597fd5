"""The credential helper for a GitHub App: tokens minted when they are needed, and an App no login can overwrite."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from ghcr_wizard.demo.personas.app_minting import CLIENT_ID
from ghcr_wizard.demo.server import DemoServer
from tests.apps import key_file, mints
from tests.cli.conftest import endpoints
from tests.helper.conftest import PROGRAM, Helper
from tests.processes import Cli

pytestmark = [pytest.mark.needs("dbus"), pytest.mark.needs("gnome-keyring")]


@pytest.fixture
def app(helper: Helper, tmp_path: Path) -> Iterator[DemoServer]:
    """A simulated GitHub with an App whose profile is the helper's default one; a token of it was just minted."""
    with DemoServer("github-app") as server:
        helper.environment.update(endpoints(server))
        key = key_file(tmp_path, server.private_key)
        login = ["login", "--method", "github-app", "--app-id", CLIENT_ID, "--private-key", str(key)]
        assert Cli(helper.environment)(*login).status == 0
        yield server


def test_the_token_is_minted_once_and_taken_by_the_registry(app: DemoServer, helper: Helper) -> None:
    host = urlsplit(app.registry_url).netloc

    first, second = helper.got(host), helper.got("ghcr.io")

    assert first == second
    assert first[0] == "x-access-token"
    assert first[1].startswith("ghs_")
    assert mints(app) == 1


@pytest.mark.needs("faketime")
@pytest.mark.parametrize("wanted", ["0", "1"])
def test_what_it_asks_of_github_is_said_beside_the_answer_where_that_is_wanted(
    app: DemoServer, helper: Helper, wanted: str
) -> None:
    later = helper.environment | {"DONT_FAKE_MONOTONIC": "1", "GHCR_WIZARD_DEBUG": wanted}
    asked = len(app.requests())
    app.skip(timedelta(hours=2))

    done = Helper(later, program="faketime")("-f", "+7200s", PROGRAM, "get", stdin="ghcr.io")

    lines, asked = done.stderr.splitlines(), len(app.requests()) - asked
    assert asked > 0
    assert len(lines) == (asked if wanted == "1" else 0)
    assert all(line.startswith(("GET http", "POST http")) and line.endswith(" ms") for line in lines)
    assert json.loads(done.stdout)["Secret"] not in done.stderr


@pytest.mark.needs("faketime")
def test_two_simulated_hours_never_hand_out_a_token_with_less_than_five_minutes(
    app: DemoServer, helper: Helper
) -> None:
    later = Helper(helper.environment | {"DONT_FAKE_MONOTONIC": "1"}, program="faketime")
    step, given = timedelta(minutes=4, seconds=55), set()
    for number in range(25):
        clock = f"+{number * step.total_seconds():.0f}s"
        done = later("-f", clock, PROGRAM, "get", stdin="ghcr.io")
        assert done.status == 0, done.stdout
        token = json.loads(done.stdout)["Secret"]
        given.add(token)
        app.skip(step)
        assert _is_alive(app, token)
    assert len(given) == mints(app) == 3


def _is_alive(server: DemoServer, token: str) -> bool:
    headers = {"authorization": f"Bearer {token}", "user-agent": "tests"}
    return httpx.get(f"{server.api_url}/installation/repositories", headers=headers).status_code == HTTPStatus.OK


def test_storing_the_minted_token_leaves_the_app_as_it_is(app: DemoServer, helper: Helper) -> None:
    assert mints(app) == 1
    before = helper.profiles.read_bytes()

    assert helper.store(*helper.got()).status == 0

    assert helper.profiles.read_bytes() == before


def test_a_logout_does_not_remove_the_app(app: DemoServer, helper: Helper) -> None:
    assert mints(app) == 1
    name = helper.default()

    run = helper("erase", stdin="ghcr.io")

    assert run.status == 1
    assert f"ghcr-wizard logout --profile {name}" in run.stdout
    assert helper.got()[0] == "x-access-token"


def test_another_token_becomes_a_profile_beside_the_app(app: DemoServer, helper: Helper) -> None:
    assert mints(app) == 1
    name = helper.default()

    assert helper.store("octocat", "ghp_" + "a" * 36).status == 0

    assert helper.got() == ("octocat", "ghp_" + "a" * 36)
    assert helper.got(GHCR_WIZARD_PROFILE=str(name))[1].startswith("ghs_")
    assert helper.store("octocat", "ghp_" + "b" * 36, GHCR_WIZARD_PROFILE=str(name)).status == 1


def test_why_no_token_could_be_minted_is_one_line(app: DemoServer, helper: Helper, free_port: int) -> None:
    assert mints(app) == 1
    helper.environment["GHCR_WIZARD_API_URL"] = f"http://127.0.0.1:{free_port}"

    run = helper("get", stdin="ghcr.io")

    assert run.status == 1
    assert run.stdout.count("\n") == 1
    assert "Traceback" not in run.stdout
