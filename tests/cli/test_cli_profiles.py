"""The list of profiles, what it warns of, and a login over a profile that is there."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.cli.conftest import Computer, endpoints
from tests.credentials import keyring_backends as backends

GitHub = Callable[..., DemoServer]
KEEPING = "--username", "octocat", "--token-stdin", "--method", "classic-pat", "--profile", "main"


def ends(computer: Computer, **left: timedelta | None) -> None:
    """Rewrite when the tokens of the stored profiles end."""
    document = json.loads(computer.profiles.read_text())
    for profile in document["profiles"]:
        after = left[profile["name"]]
        profile["expires_at"] = None if after is None else (datetime.now(UTC) + after).isoformat()
    computer.profiles.write_text(json.dumps(document))


def test_what_ends_is_counted_down_and_warned_of_on_standard_error_alone(computer: Computer, github: GitHub) -> None:
    server = github()
    for name in ("fine", "soon", "gone"):
        computer.login(server, "--profile", name)
    ends(computer, fine=timedelta(days=90, hours=1), soon=timedelta(days=3, hours=1), gone=-timedelta(days=2, hours=1))

    run = computer.run("profiles")

    assert run.status == 0
    rows = {line.lstrip("* ").split()[0]: line for line in run.stdout.splitlines() if "ghcr.io" in line}
    assert "in 90 days (" in rows["fine"]
    assert "in 3 days (" in rows["soon"]
    assert "2 days ago (" in rows["gone"]
    assert rows["gone"].startswith("*")
    assert run.stderr == (
        "ghcr-wizard: The token of gone has expired. The token of soon expires within 7 days. Run ghcr-wizard to "
        "put a new one in its place.\n"
    )


def test_nothing_is_warned_of_where_nothing_ends_and_json_stays_as_promised(computer: Computer, github: GitHub) -> None:
    computer.login(github(), "--profile", "main")
    ends(computer, main=timedelta(days=90))
    assert computer.run("profiles").stderr == ""
    ends(computer, main=timedelta(days=1))

    run = computer.run("profiles", "--json")

    assert run.stderr == ""
    (profile,) = run.json()["profiles"]
    assert list(profile) == [
        "name",
        "registry",
        "method",
        "username",
        "description",
        "store",
        "created_at",
        "checked_at",
        "verdict",
        "expires_at",
    ]


def test_a_test_notes_packages_and_scopes_at_the_profile(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server, "--profile", "main")

    computer.run("check", "--profile", "main", env=endpoints(server))

    (profile,) = json.loads(computer.profiles.read_text())["profiles"]
    assert (profile["packages"], profile["scopes"]) == (55, ["read:org", "read:packages"])


def test_a_login_over_a_profile_swaps_the_token_keeps_the_rest_and_says_what_changed(
    computer: Computer, github: GitHub
) -> None:
    server = github("rotating")
    computer.login(server, "--profile", "main", "--description", "the build")
    computer.login(server, "--profile", "other")
    before = {profile["name"]: profile for profile in json.loads(computer.profiles.read_text())["profiles"]}

    run = computer.run("login", *KEEPING, stdin=server.next_token.encode(), env=endpoints(server))

    assert run.status == 0
    document = json.loads(computer.profiles.read_text())
    after = {profile["name"]: profile for profile in document["profiles"]}
    assert "is stored, replacing the profile with that name" in run.stdout
    assert f"(was {before['main']['expires_at'][:10]}" in run.stdout
    assert f"Expires {after['main']['expires_at'][:10]}" in run.stdout
    assert (after["main"]["description"], document["defaults"]) == ("the build", {"ghcr.io": "other"})
    assert json.loads(computer.secrets.read_text()) == {
        "ghcr-wizard:ghcr.io main": server.next_token,
        "ghcr-wizard:ghcr.io other": server.token,
    }


def test_the_same_token_again_is_recognized(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server, "--profile", "main")

    run = computer.login(server, "--profile", "main", "--json")

    assert run.status == 0
    assert "already has this token" in run.json()["summary"]


@pytest.mark.parametrize("moment", range(1, 7))
def test_a_login_killed_while_it_swaps_leaves_a_token_that_works(
    moment: int, computer: Computer, github: GitHub
) -> None:
    server = github("rotating")
    computer.login(server, "--profile", "main")
    dying = {**endpoints(server), **backends.chosen(backends.MortalInTwo), "KEYRING_TEST_DIES": str(moment)}

    died = computer.run("login", *KEEPING, stdin=server.next_token.encode(), env=dying)

    assert died.status == -9
    check = computer.run("check", "--profile", "main", "--json", env=endpoints(server))
    assert check.json()["identity"] == {"login": "octocat", "type": "User"}
    again = computer.run("login", *KEEPING, stdin=server.next_token.encode(), env=endpoints(server))
    assert again.status == 0
    assert json.loads(computer.secrets.read_text()) == {"ghcr-wizard:ghcr.io main": server.next_token}


def test_a_login_that_is_denied_while_it_swaps_leaves_the_old_token(computer: Computer, github: GitHub) -> None:
    server = github("rotating")
    computer.login(server, "--profile", "main")
    denied = {**endpoints(server), **backends.chosen(backends.Denying), "KEYRING_TEST_DENIES": "2"}

    run = computer.run("login", *KEEPING, stdin=server.next_token.encode(), env=denied)

    assert run.status == 4
    assert json.loads(computer.secrets.read_text())["ghcr-wizard:ghcr.io main"] == server.token
