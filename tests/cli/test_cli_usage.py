"""Wrong usage and bad input: one clear line, status 2, and never a word that could be a token."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ghcr_wizard.cli.commands import COMMANDS, WITHOUT_DOCUMENT
from ghcr_wizard.demo.personas.build import PERSONAS
from tests.cli.conftest import Computer
from tests.processes import HANG_SECONDS, Cli, run_python

TOKEN = "ghp_" + "a1B2" * 9
LEGACY = "0123456789abcdef" * 2 + "01234567"
LOGIN = ("login", "--method", "classic-pat", "--username", "octocat", "--token-stdin")


def one_line(text: str) -> bool:
    return text.startswith("ghcr-wizard: ") and text.endswith("\n") and text.count("\n") == 1


USAGE = {
    "no such command": (["lgoin"], "did you mean “login”"),
    "nothing like a command": (["xyzzy"], "the commands are login, logout"),
    "an unknown option": (["profiles", "--colour"], "unknown option --colour"),
    "an unknown option of the wizard": (["--colour"], "unknown option --colour"),
    "an abbreviated option": (["profiles", "--regis", "ghcr.io"], "unknown option --regis"),
    "unexpected argument": (["profiles", "extra"], "unexpected argument"),
    "a missing option": (["login", "--token-stdin"], "missing: --method, one of: classic-pat, oauth-device"),
    "a missing argument": (["export"], "missing: TARGET, one of: docker, podman, "),
    "a missing value": (["login", "--method"], "--method needs a value"),
    "a value where none goes": (["profiles", "--json=yes"], "--json takes no value"),
    "a choice that is none": (["check", "--purpose", "everything"], "--purpose must be one of: read, write, delete"),
    "a choice that is mistyped": (["export", "kubernets"], "eso; did you mean kubernetes?"),
    "a method that is mistyped": (["login", "--method", "clasic-pat"], "github-app; did you mean classic-pat?"),
    "no such method": (["login", "--method", "magic"], "--method must be one of: classic-pat, oauth-device"),
    "a method with nothing to store": (["login", "--method", "anonymous"], "need no login"),
    "the method of a job": (["login", "--method", "actions-token"], "cannot be stored"),
    "a store for the wizard": (["login", "--method", "classic-pat", "--store", "session"], "only in the wizard"),
    "no such store": (
        ["login", "--method", "classic-pat", "--store", "disk"],
        "keyring, pass, systemd, kernel, command, plain-keyring",
    ),
    "a token not piped in": (["login", "--method", "classic-pat", "--username", "octocat"], "add --token-stdin"),
    "a user name without a token": (["check", "--username", "octocat"], "--username goes with --token-stdin"),
    "a host that is none": (["profiles", "--registry", "not a host"], "not a host name"),
    "a host with a password": (["profiles", "--registry", "https://a:b@ghcr.io"], "Remove the user name and password"),
    "a host without TLS": (["profiles", "--registry", "http://ghcr.example.com"], "http://"),
    "no host": (["profiles", "--registry", ""], "Enter a registry"),
    "the host of long ago": (["profiles", "--registry", "docker.pkg.github.com"], "was shut down"),
    "a near miss": (["profiles", "--registry", "ghrc.io"], "did you mean ghcr.io"),
    "no such persona": (["--demo", "nobody"], "choose one of maintainer, newcomer"),
    "serving nothing": (["--serve"], "--serve goes with --demo"),
    "a screen for nobody": ([], "needs a terminal"),
    "a demonstration for nobody": (["--demo"], "needs a terminal"),
}


@pytest.mark.parametrize(("arguments", "words"), USAGE.values(), ids=USAGE)
def test_wrong_usage_is_one_line(arguments: list[str], words: str, run_cli: Cli) -> None:
    run = run_cli(*arguments)

    assert (run.status, run.stdout) == (2, "")
    assert one_line(run.stderr)
    assert words in run.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [TOKEN],
        ["--version", TOKEN],
        ["--token", "hunter2"],
        [f"--token={TOKEN}"],
        ["login", "--password", "hunter2"],
        ["check", "--username", TOKEN],
        ["check", f"--profile={TOKEN}"],
        ["check", "--package", f"acme/api:{TOKEN}"],
        ["login", "--method", TOKEN],
        ["login", *LOGIN[1:], "--description", f"my token is {TOKEN}"],
        ["profiles", "--registry", f"https://octocat:{TOKEN}@ghcr.io"],
        ["logout", LEGACY],
        ["logout", f"--profile={LEGACY}"],
        ["check", "github_pat_11ABCDEFG0_" + "x" * 59],
        ["check", "ghs_16C7e42F292c6912E7710c838347Ae178B4a.aaaa-bbbb"],
        ["login", "--method", "classic-pat", "--username", "ghs_15368_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2ln"],
        ["--demo", TOKEN],
    ],
)
def test_a_token_among_the_arguments_is_refused_and_not_repeated(arguments: list[str], run_cli: Cli) -> None:
    run = run_cli(*arguments)

    assert (run.status, run.stdout) == (2, "")
    assert run.stderr == "ghcr-wizard: a token is never taken from the command line; use --token-stdin\n"


def test_the_commit_a_tag_is_named_after_is_no_token(run_cli: Cli) -> None:
    run = run_cli("check", "--package", f"acme/api:{LEGACY}")

    assert "never taken from the command line" not in run.stderr
    assert "is stored" in run.stderr


WORDS = [
    "Tr0ub4dor&3",
    "s3cret-words",
    "--s3cret-words",
    "-pTr0ub4dor",
    "eyJhbGciOiJIUzI1NiJ9.e30.x",
    "\udcff\udcfe",
]


@pytest.mark.parametrize(
    "place",
    [["check", "--anonymous", "--package"], ["doctor", "--package"], [*LOGIN[:5], "--store", "command", "--command"]],
)
def test_a_token_that_lost_its_prefix_is_not_repeated(place: list[str], run_cli: Cli) -> None:
    run = run_cli(*place, TOKEN[4:], "--json")

    assert run.status in {2, 4}
    assert one_line(run.stderr)
    assert TOKEN[4:] not in run.stdout + run.stderr


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("place", [[], ["--"], ["login"], ["profiles", "--"], ["--demo"], ["logout", "--profile"]])
def test_an_argument_of_any_kind_is_not_repeated(place: list[str], word: str, run_cli: Cli) -> None:
    run = run_cli(*place, word)

    assert run.status in {1, 2}
    assert one_line(run.stderr)
    assert word.encode(errors="surrogateescape").decode(errors="backslashreplace") not in run.stderr
    assert "s3cret" not in run.stderr
    assert "Tr0ub4dor" not in run.stderr


INPUT = {
    "nothing": (b"", "token-missing"),
    "blanks": (b" \r\n\t ", "token-missing"),
    "empty quotes": (b'""\n', "token-missing"),
    "two tokens": (f"{TOKEN}\n{TOKEN}\n".encode(), "token-malformed"),
    "a sentence": (b"my token is secret", "token-malformed"),
    "a web address": (b"https://github.com/settings/tokens", "token-malformed"),
    "JSON": (b'{"token": "x"}', "token-malformed"),
    "bytes": (bytes(range(256)), "token-malformed"),
    "half a UTF-16 text": (b"\xff\xfeg", "token-malformed"),
    "escape sequences": (b"ghp_\x1b[2J" + b"a" * 36, "token-malformed"),
    "ten megabytes": (b"x" * 10_000_000, "token-malformed"),
    "ten megabytes of blanks": (b" " * 10_000_000, "token-missing"),
}


@pytest.mark.parametrize(("stdin", "code"), INPUT.values(), ids=INPUT)
def test_input_that_is_no_token_is_one_line_and_a_document(stdin: bytes, code: str, computer: Computer) -> None:
    run = computer.run(*LOGIN, stdin=stdin)
    assert (run.status, run.stdout) == (2, "")
    assert one_line(run.stderr)

    document = computer.run(*LOGIN, "--json", stdin=stdin)
    assert document.status == 2
    assert one_line(document.stderr)
    body = document.json()
    assert (body["schema"], body["done"], body["changed"]) == ("ghcr-wizard.login/1", False, [])
    assert [row["code"] for row in body["diagnoses"]] == [code]


def test_input_without_end_is_refused_without_reading_on(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "ghcr_wizard", *LOGIN]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        with pytest.raises(BrokenPipeError):  # the program is gone before everything is written
            process.stdin.write(b"x" * 1_000_000_000)
        assert process.wait(HANG_SECONDS) == 2
        assert process.stderr is not None
        assert one_line(process.stderr.read().decode())


@pytest.mark.parametrize("name", ["", "   "])
def test_an_empty_user_name_is_bad_input_with_a_code(name: str, run_cli: Cli) -> None:
    run = run_cli("login", "--method", "classic-pat", "--username", name, "--token-stdin", "--json", stdin=b"x")

    assert run.status == 2
    assert one_line(run.stderr)
    assert [row["code"] for row in run.json()["diagnoses"]] == ["username-empty"]


@pytest.mark.parametrize("name", ["a:b", "a\x07b", "x" * 101])
def test_a_user_name_that_can_be_none_is_bad_input(name: str, run_cli: Cli) -> None:
    run = run_cli("login", "--method", "classic-pat", "--username", name, "--token-stdin", stdin=b"x")

    assert run.status == 2
    assert one_line(run.stderr)
    assert name not in run.stderr


@pytest.mark.parametrize(
    ("host", "code"), [("docker.pkg.github.com", "legacy-host"), ("ghrc.io", "registry-host-typo")]
)
@pytest.mark.parametrize("command", [("logout",), LOGIN])
def test_a_wrong_registry_has_a_code_in_the_document(
    command: tuple[str, ...], host: str, code: str, run_cli: Cli
) -> None:
    run = run_cli(*command, "--registry", host, "--json", stdin=TOKEN.encode())

    assert run.status == 2
    assert one_line(run.stderr)
    assert [row["code"] for row in run.json()["diagnoses"]] == [code]


@pytest.mark.parametrize(
    "url", ["http://ghcr.example.com", "ftp://ghcr.io", "ghcr.io", "https://u:p@ghcr.io", "https://["]
)
def test_an_address_from_the_environment_that_is_none_is_one_line(url: str, run_cli: Cli) -> None:
    run = run_cli("profiles", env={"GHCR_WIZARD_API_URL": url})

    assert run.status == 2
    assert one_line(run.stderr)
    assert "GHCR_WIZARD_API_URL" in run.stderr


@pytest.mark.parametrize("command", [("profiles",), ("logout",), ("check",), ("packages",), LOGIN])
@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{", "cannot be understood"), (b'{"schema": 99}', "later version"), (b"\xff", "understood")],
)
def test_settings_nobody_understands_are_named_and_kept(
    command: tuple[str, ...], content: bytes, words: str, computer: Computer
) -> None:
    computer.profiles.parent.mkdir(parents=True)
    computer.profiles.write_bytes(content)

    run = computer.run(*command, stdin=TOKEN.encode())

    assert (run.status, run.stdout) == (4, "")
    assert one_line(run.stderr)
    assert words in run.stderr
    assert str(computer.profiles) in run.stderr
    assert computer.profiles.read_bytes() == content


def test_help_names_every_command_and_every_persona_option(run_cli: Cli) -> None:
    shown = run_cli("--help")

    assert (shown.status, shown.stderr) == (0, "")
    for name, purpose in COMMANDS.items():
        assert f"  {name:12}{purpose}\n" in shown.stdout
    assert run_cli("--demo", "--help").stdout == shown.stdout
    assert len(PERSONAS) >= 10


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_of_its_own(command: str, run_cli: Cli) -> None:
    shown = run_cli(command, "--help")

    assert (shown.status, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"usage: ghcr-wizard {command}")
    assert ("--json" in shown.stdout) is (command not in WITHOUT_DOCUMENT)


def test_version_is_that_of_the_package(run_cli: Cli) -> None:
    assert run_cli("--version").stdout == "ghcr-wizard 0.1.0\n"


def test_a_bug_is_one_line_without_a_secret_and_without_a_path(environment: dict[str, str], tmp_path: Path) -> None:
    program = (
        "import sys\nfrom ghcr_wizard.cli.guard import guarded\nfrom ghcr_wizard.credentials import profile_names\n"
        f"def broken():\n    token = {TOKEN!r}\n    return profile_names.suggest_profile_name(None, token, ())\n"
        "sys.exit(guarded(broken))"
    )
    script = tmp_path / "script.py"
    script.write_text(program)

    run = run_python(str(script), environment=environment)

    assert (run.status, run.stdout) == (1, "")
    assert one_line(run.stderr)
    assert "TypeError in credentials/profile_names.py, line " in run.stderr
    assert TOKEN not in run.stderr
    assert str(tmp_path) not in run.stderr


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_the_simulated_github_alone_ends_when_it_is_told_to(signum: int, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "ghcr_wizard", "--demo", "maintainer", "--serve"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        lines = [server.stdout.readline() for _ in range(7)]
        os.kill(server.pid, signum)
        _, errors = server.communicate(timeout=HANG_SECONDS)

    assert any(line.startswith("export GHCR_WIZARD_DEMO_TOKEN=ghp_") for line in lines)
    assert (server.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--registry=--"),
        ("packages", "--namespace=--"),
        ("login", "--method=--"),
        ("export", "kubernetes", "--output=--"),
        ("webhook", "status", "--url=--"),
        ("--demo=--",),
    ],
)
def test_two_hyphens_are_no_value_of_an_option(arguments: tuple[str, ...], run_cli: Cli) -> None:
    run = run_cli(*arguments)

    assert (run.status, run.stdout) == (2, "")
    assert one_line(run.stderr)
    assert "bug" not in run.stderr


def test_two_hyphens_are_text_where_options_have_ended(run_cli: Cli) -> None:
    run = run_cli("explain", "--", "--registry=--")

    assert "invalid value" not in run.stderr


@pytest.mark.parametrize(
    ("library", "program", "arguments"),
    [
        ("httpx", "ghcr_wizard", ("check", "--anonymous")),
        ("keyring", "ghcr_wizard.credential_helper", ("store",)),
    ],
)
def test_a_library_that_is_not_installed_is_named_and_is_no_bug(
    library: str, program: str, arguments: tuple[str, ...], environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"import sys\nsys.modules['{library}'] = None\n")
    token = "ghp_" + "a" * 30 + "2Ywni4"
    stdin = json.dumps({"ServerURL": "ghcr.io", "Username": "octocat", "Secret": token}).encode()
    where = environment | {"PYTHONPATH": f"{tmp_path}:{environment.get('PYTHONPATH', '')}"}

    run = run_python(
        "-m", program, *arguments, environment=where, stdin=stdin if arguments == ("store",) else token.encode()
    )

    assert run.status == 1
    assert f"{library} is not installed" in run.stdout + run.stderr
    assert "bug" not in run.stdout + run.stderr
