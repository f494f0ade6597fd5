"""What the commands write, by who reads it: a terminal, a pipe, nobody."""

import io
import json
import os
import re
import select
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import pytest

from ghcr_wizard.cli.output import say_json, takes_escapes
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_file import ProfileStore
from ghcr_wizard.credentials.profile_format import Profiles
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.paths import Paths
from tests.cli.conftest import Computer
from tests.processes import HANG_SECONDS

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
DESCRIPTION = "Größe “M”, für 日本, with words enough to be wider than any terminal of eighty columns"


def store(computer: Computer, count: int = 1) -> None:
    """Put profiles into the settings, as `login` would."""
    folder = computer.profiles.parent
    when = datetime(2026, 11, 22, tzinfo=UTC)
    rows = tuple(
        Profile(
            f"main-{number}",
            "ghcr.io",
            Method.CLASSIC_PAT,
            "octocat",
            DESCRIPTION,
            Store.KEYRING,
            when,
            checked_at=when,
            verdict="ok",
        )
        for number in range(count)
    )
    ProfileStore(Paths(folder, folder)).save(Profiles(rows, {"ghcr.io": "main-0"}))


def on_terminal(environment: Mapping[str, str], *arguments: str, program: str = "") -> tuple[int, str]:
    """Run the program, or a shell's line, on a terminal of eighty columns; return status and what was shown."""
    controller, terminal = os.openpty()
    command = [program, "-c", *arguments] if program else [sys.executable, "-m", "ghcr_wizard", *arguments]
    variables = {**environment, "COLUMNS": "80"}
    with subprocess.Popen(command, env=variables, stdin=terminal, stdout=terminal, stderr=terminal) as process:
        os.close(terminal)
        shown = b""
        with suppress(OSError):  # how a terminal says that nobody writes to it any more
            while select.select([controller], [], [], HANG_SECONDS)[0] and (chunk := os.read(controller, 65_536)):
                shown += chunk
        if process.poll() is None and not select.select([controller], [], [], 0)[0]:
            process.kill()
        status = process.wait(HANG_SECONDS)
    os.close(controller)
    return status, shown.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colours_and_lines_that_fit(computer: Computer) -> None:
    store(computer)

    status, shown = on_terminal(computer.environment, "profiles")

    assert status == 0
    assert "\x1b[32mok 2026-11-22\x1b[0m" in shown
    table = ESCAPE.sub("", shown).splitlines()[:2]
    assert all(len(line) <= 80 for line in table)
    assert table[1].endswith("…")


def test_the_code_of_a_finding_is_whole_on_a_line_of_its_own_where_it_does_not_fit(computer: Computer) -> None:
    _, shown = on_terminal(computer.environment | {"NO_COLOR": "1"}, "explain", "https://ghcr.io/v2/: denied: denied")

    lines = shown.splitlines()
    assert "    (stale-credential-blocks-public)" in lines
    assert "  ✗ GitHub rejects this token (token-rejected)" in lines
    assert all(len(line) <= 80 or "https://" in line for line in lines)


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colours_where_nobody_wants_or_can_show_them(variables: dict[str, str], computer: Computer) -> None:
    store(computer)

    _, shown = on_terminal({**computer.environment, **variables}, "profiles")

    assert "ok 2026-11-22" in shown
    assert "\x1b" not in shown


def test_whoever_sits_in_gits_shell_on_windows_is_told_how_it_is_a_terminal(computer: Computer) -> None:
    run = computer.run(env={"MSYSTEM": "MINGW64"})

    assert run.status == 2
    assert "`winpty ghcr-wizard`" in run.stderr
    assert "winpty" not in computer.run().stderr


class Terminal(io.StringIO):
    """A stream that a person is looking at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "platform", "variables", "expected"),
    [
        (Terminal(), "linux", {}, True),
        (Terminal(), "darwin", {}, True),
        (Terminal(), "linux", {"TERM": "dumb"}, False),
        (Terminal(), "win32", {}, False),
        (Terminal(), "win32", {"WT_SESSION": "0"}, True),
        (Terminal(), "win32", {"ANSICON": "1"}, True),
        (io.StringIO(), "linux", {}, False),
        (None, "linux", {}, False),
    ],
)
def test_windows_old_console_gets_no_codes(
    stream: TextIO | None, platform: str, variables: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert takes_escapes(stream, platform) is expected


@pytest.mark.parametrize(("variables", "coloured"), [({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "0"}, False)])
def test_colours_go_down_a_pipe_for_whoever_wants_them(
    variables: dict[str, str], coloured: bool, computer: Computer
) -> None:
    store(computer)

    assert ("\x1b[32m" in computer.run("profiles", env=variables).stdout) is coloured
    assert "\x1b" not in computer.run("profiles", env={**variables, "NO_COLOR": "1"}).stdout


def test_an_empty_no_color_forbids_nothing(computer: Computer) -> None:
    store(computer)

    assert "\x1b[32m" in on_terminal({**computer.environment, "NO_COLOR": ""}, "profiles")[1]


def test_a_pipe_gets_whole_lines_without_colours(computer: Computer) -> None:
    store(computer)

    run = computer.run("profiles", env={"COLUMNS": "40"})

    assert DESCRIPTION in run.stdout
    assert "\x1b" not in run.stdout


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_an_encoding_without_the_signs_gets_others(encoding: str, computer: Computer) -> None:
    store(computer)

    removed = computer.run("logout", env={"PYTHONIOENCODING": encoding})
    store(computer)
    command = [sys.executable, "-m", "ghcr_wizard", "profiles"]
    listed = subprocess.run(
        command, env=computer.environment | {"PYTHONIOENCODING": encoding}, capture_output=True, check=False
    )

    assert removed.stdout.startswith("+ Profile main-0 is removed")
    assert listed.returncode == 0
    assert '"M"' in listed.stdout.decode(encoding)
    assert listed.stderr == b""


def test_json_is_ascii_in_every_encoding(computer: Computer) -> None:
    store(computer)

    run = computer.run("profiles", "--json", env={"PYTHONIOENCODING": "ascii"})

    assert run.stdout.isascii()
    assert run.json()["profiles"][0]["description"] == DESCRIPTION


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"none": [], "nothing": {}, "tuple": (), "deep": {"a": [[], [{}], [[1]]]}},
        {"text": 'Größe "M"\n\u2028\ud83d', "figures": [1, 2.5, -1e30], "words": [True, False, None]},
    ],
)
def test_a_document_is_written_as_json_has_it(document: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    say_json(document)

    assert capsys.readouterr().out == json.dumps(document, indent=2) + "\n"


def test_rows_that_come_one_by_one_are_an_array(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"name": str(number)} for number in range(10_000)]

    say_json({"rows": iter(rows), "none": iter(())})

    assert capsys.readouterr().out == json.dumps({"rows": rows, "none": []}, indent=2) + "\n"


@pytest.mark.parametrize("arguments", [["profiles"], ["profiles", "--json"], ["--help"], ["--version"]])
def test_a_reader_that_leaves_early_is_no_error(arguments: list[str], computer: Computer) -> None:
    store(computer, count=500)
    reader, writer = os.pipe()
    os.close(reader)

    run = subprocess.run(
        [sys.executable, "-m", "ghcr_wizard", *arguments],
        env=computer.environment,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )

    os.close(writer)
    assert (run.returncode, run.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["profiles"], ["--help"], ["--version"]])
def test_a_full_disk_is_one_line(arguments: list[str], computer: Computer) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "ghcr_wizard", *arguments],
            env=computer.environment,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert run.returncode == 1
    assert run.stderr == b"ghcr-wizard: the operating system refused: No space left on device\n"


@pytest.mark.parametrize("arguments", ["profiles", "profiles --json", "--help", "--version", "logout", "xyzzy"])
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_break_nothing(arguments: str, closed: str, computer: Computer) -> None:
    command = f'"{sys.executable}" -m ghcr_wizard {arguments} {closed}'

    run = subprocess.run(["sh", "-c", command], env=computer.environment, capture_output=True, check=False)

    expected = {"logout": 2, "xyzzy": 2}.get(arguments, 0)
    assert run.returncode == expected
    assert b"Traceback" not in run.stderr


def test_a_token_typed_at_a_terminal_is_not_shown(computer: Computer) -> None:
    typed = type_token(computer.environment, b"not a token at all\n")

    assert "Token (not shown):" in typed
    assert "not a token at all" not in typed
    assert "it has whitespace inside" in typed


def test_one_interruption_ends_the_wait_for_a_token(computer: Computer) -> None:
    typed = type_token(computer.environment, b"\x03not a token at all\n")

    assert "ghcr-wizard: interrupted" in typed
    assert "blanks" not in typed


def type_token(environment: Mapping[str, str], keys: bytes) -> str:
    """Log in at a terminal, type `keys` when asked, and return everything the terminal showed."""
    login = ["login", "--method", "classic-pat", "--username", "octocat", "--token-stdin"]
    child, controller = os.forkpty()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-m", "ghcr_wizard", *login], dict(environment))  # noqa: S606
    shown = b""
    with suppress(OSError):
        while chunk := os.read(controller, 65_536):
            shown += chunk
            if b"not shown" in shown and keys:
                os.write(controller, keys)
                keys = b""
    os.waitpid(child, 0)
    os.close(controller)
    return shown.decode()


@pytest.mark.parametrize("redirected", ["<nothing", ">file", "2>file"])
def test_the_wizard_is_not_painted_where_nobody_looks(redirected: str, computer: Computer, tmp_path: Path) -> None:
    (tmp_path / "nothing").touch()
    command = f'cd "{tmp_path}"; exec "{sys.executable}" -m ghcr_wizard {redirected}'

    status, shown = on_terminal(computer.environment, command, program="sh")

    assert status == 2
    written = shown + ((tmp_path / "file").read_text() if (tmp_path / "file").exists() else "")
    assert written.startswith("ghcr-wizard: the wizard needs a terminal")
    assert written.count("\n") == 1
