"""`login` without options and `--plain` on a real terminal: questions, a hidden token, the test, careless answers."""

import os
import re
import select
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.cli.conftest import Computer, endpoints
from tests.processes import HANG_SECONDS

GitHub = Callable[..., DemoServer]
ASKED = re.compile(r"(?:\]|[a-z)]): $")
"""A question that waits for its answer ends so, the one for the token too."""

TO_TOKEN = ("", "1", "", "", "octocat")
"""The answers up to where the token is to be saved."""


def answered(environment: Mapping[str, str], arguments: Sequence[str], answers: Sequence[str]) -> tuple[int, str]:
    """Run the program on a terminal and answer its questions one by one; return status and what was shown."""
    controller, terminal = os.openpty()
    command = [sys.executable, "-m", "ghcr_wizard", *arguments]
    left, shown, fresh = list(answers), "", ""
    with subprocess.Popen(
        command, env=dict(environment), stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True
    ) as process:
        os.close(terminal)
        with suppress(OSError):  # how a terminal says that nobody writes to it any more
            while select.select([controller], [], [], HANG_SECONDS)[0] and (chunk := os.read(controller, 65_536)):
                text = chunk.decode().replace("\r\n", "\n")
                shown, fresh = shown + text, fresh + text
                if ASKED.search(fresh):
                    fresh = ""
                    os.write(controller, f"{left.pop(0)}\n".encode() if left else b"\x04")
        if process.poll() is None and not select.select([controller], [], [], 0)[0]:
            process.kill()
        status = process.wait(HANG_SECONDS)
    os.close(controller)
    return status, shown


def choice(shown: str, words: str) -> str:
    """The number of a choice that was shown."""
    found = re.search(rf"^ +(\d+)  .*{re.escape(words)}", shown, re.MULTILINE)
    assert found, words
    return found[1]


@pytest.mark.parametrize("arguments", [["login"], ["--plain"]])
def test_questions_lead_from_nothing_to_a_stored_and_tested_token(
    arguments: list[str], computer: Computer, github: GitHub
) -> None:
    server = github()
    environment = computer.environment | endpoints(server)

    status, shown = answered(environment, arguments, [*TO_TOKEN, "1", "mine", server.token])

    assert status == 0, shown
    assert "/settings/tokens/new?scopes=read:packages,read:org" in shown
    assert "Profile mine is stored" in shown
    assert re.search(r"Pull +10 of 10 packages read", shown)
    assert "works: " in shown
    assert server.token not in shown
    assert "mine" in computer.profiles.read_text()


def test_a_dumb_terminal_is_asked_line_by_line(computer: Computer) -> None:
    status, shown = answered({**computer.environment, "TERM": "dumb"}, [], [""])

    assert status == 2
    assert "\x1b" not in shown
    assert "nothing was saved" in shown


def test_a_token_can_be_tested_without_saving_it(computer: Computer, github: GitHub) -> None:
    server = github()
    environment = computer.environment | endpoints(server)
    _, choices = answered(environment, ["login"], TO_TOKEN)

    status, shown = answered(environment, ["login"], [*TO_TOKEN, choice(choices, "do not save it"), server.token])

    assert status == 0, shown
    assert "works: " in shown
    assert not computer.profiles.exists()


def test_a_wrong_answer_is_asked_again_and_a_token_in_the_wrong_place_is_not_taken(
    computer: Computer, github: GitHub
) -> None:
    server = github("expired")
    answers = [
        "http://ghcr.example.com",
        server.token,
        "",
        "9",
        "1",
        "",
        "tomorrow",
        "",
        "octocat",
        "1",
        "",
        server.token,
        "2",
    ]

    status, shown = answered(computer.environment | endpoints(server), ["login"], answers)

    assert status == 1
    for said in (
        "http:// is not allowed",
        "That looks like a token",
        "Enter a number from 1 to 7",
        "Enter one of: 7, 30, 60, 90, never",
        "401 Bad credentials",
        "What next?",
    ):
        assert said in shown, said
    assert not computer.profiles.exists()


def test_public_packages_are_tested_without_a_token(computer: Computer, github: GitHub) -> None:
    status, shown = answered(computer.environment | endpoints(github()), ["--plain"], ["", "7", "openco/engine"])

    assert status == 0, shown
    assert "1 of 1 packages read" in shown


def test_who_set_it_is_asked_line_by_line_without_an_option(computer: Computer, github: GitHub) -> None:
    computer.profiles.parent.mkdir(parents=True)
    computer.profiles.with_name("settings.toml").write_text('plain = true\ntimes = "noon"\n')
    environment = computer.environment | endpoints(github())

    status, shown = answered(environment, [], ["", "7", "openco/engine"])

    assert status == 0, shown
    assert "1 of 1 packages read" in shown
    assert shown.startswith("settings.toml: times must be one of these")


@pytest.mark.parametrize(("arguments", "term"), [(["--plain", "--demo"], "xterm"), (["--demo", "sso"], "dumb")])
def test_the_demo_asks_line_by_line_and_saves_nothing(arguments: list[str], term: str, computer: Computer) -> None:
    environment = computer.environment | {"TERM": term}
    _, shown = answered(environment, arguments, TO_TOKEN)
    token = re.search(r"In the demo you are octocat, with this token:\n  (ghp_\w+)", shown)
    assert token, shown

    status, shown = answered(environment, arguments, [*TO_TOKEN, token[1]])

    assert status == (0 if term == "xterm" else 1), shown
    assert "nothing is saved" in " ".join(shown.split())
    assert re.search(r"Pull +\d+ of \d+ packages read", shown)
    assert "Sign in with the browser" not in shown
    assert not computer.profiles.parent.exists()


def test_who_has_no_token_in_the_demo_is_offered_what_works_without(computer: Computer) -> None:
    status, shown = answered(computer.environment, ["--plain", "--demo", "browser"], ["", "2", "openco/engine"])

    assert status == 0, shown
    assert "personal access token" not in shown
    assert "1 of 1 packages read" in shown


def test_a_job_gets_its_lines(computer: Computer, github: GitHub) -> None:
    status, shown = answered(computer.environment | endpoints(github()), ["--plain"], ["", "6", "2"])

    assert status == 0, shown
    assert "packages: write" in shown


def test_an_input_that_ends_says_that_nothing_was_saved(computer: Computer) -> None:
    status, shown = answered(computer.environment, ["login"], [""])

    assert status == 2
    assert "nothing was saved" in shown
    assert not computer.profiles.exists()


@pytest.mark.parametrize("arguments", [["login"], ["login", "--description", "for me"]])
def test_nothing_is_asked_where_nobody_can_answer_or_options_were_given(
    arguments: list[str], computer: Computer
) -> None:
    finished = computer.run(*arguments)

    assert (finished.status, finished.stdout) == (2, "")
    assert finished.stderr.startswith("ghcr-wizard: missing: --method, one of: classic-pat, ")


def test_a_user_called_command_still_gives_a_token(computer: Computer, github: GitHub) -> None:
    server = github()
    answers = [*TO_TOKEN[:-1], "command", "1", "command", server.token]

    status, shown = answered(computer.environment | endpoints(server), ["login"], answers)

    assert status == 0, shown
    assert "Profile command is stored" in shown


def test_a_token_that_github_limits_to_an_hour_is_asked_no_lifetime(computer: Computer, github: GitHub) -> None:
    _, shown = answered(computer.environment | endpoints(github()), ["login"], ["", "4"])

    assert "Install App" in shown
    assert "Expires in days" not in shown
    assert "Where should the token be saved?" in shown


def test_what_a_store_would_refuse_is_asked_again_at_once(computer: Computer, github: GitHub) -> None:
    server = github()
    environment = computer.environment | endpoints(server)
    _, choices = answered(environment, ["login"], TO_TOKEN)
    own_command = choice(choices, "another command")

    _, shown = answered(environment, ["login"], [*TO_TOKEN[:-1], "a:b", "octocat", own_command, "echo '", "true"])

    assert "invalid user name" in shown
    assert len(re.findall("Command that prints the token", shown)) == 2
    assert "Profile name" in shown


def test_the_profile_just_stored_is_the_one_that_is_tested(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server, "--profile", "one")
    computer.login(server, "--profile", "two")

    status, shown = answered(computer.environment | endpoints(server), ["login"], [*TO_TOKEN, "1", "one", server.token])

    assert status == 0, shown
    assert "Profile one already has this token" in shown
    assert "ghcr.io · octocat · profile one" in shown


def test_deleting_asks_github_for_no_more_than_deleting(computer: Computer, github: GitHub) -> None:
    _, shown = answered(computer.environment | endpoints(github()), ["login"], ["", "1", "3", ""])

    assert "scopes=read:packages,delete:packages,read:org&" in shown
