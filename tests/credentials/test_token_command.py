"""The store `command`: a real program is run, and whatever it does ends in a token or in a clear sentence."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ghcr_wizard.credentials.command import CommandLineError, words_of
from ghcr_wizard.credentials.token_command import token_of
from ghcr_wizard.credentials.unavailable import TokenUnavailableError
from ghcr_wizard.secret import Secret
from tests.programs import put_program

TOKEN = "gho_" + "a1B2" * 9
Put = Callable[..., Path]


@pytest.fixture
def put(environment: dict[str, str], tmp_path: Path) -> Put:
    return lambda body, name="tokens", **more: put_program(tmp_path / "bin", name, body, environment, **more)


@pytest.mark.parametrize(
    "printed",
    [
        f"print({TOKEN!r})",
        f"print(); print('  {TOKEN}  '); print('added by the vault on Monday')",
        f"print('\"{TOKEN}\"', end='')",
        f"import sys; sys.stdout.buffer.write({TOKEN!r}.encode('utf-16'))",
        f"import sys; print('x' * 500_000, file=sys.stderr); print({TOKEN!r})",
    ],
)
async def test_the_first_line_printed_is_the_token(printed: str, put: Put, environment: dict[str, str]) -> None:
    put(printed)

    assert await token_of("tokens", environment) == Secret(TOKEN)


async def test_the_words_reach_the_program_as_a_shell_would_pass_them_and_no_shell_runs(
    put: Put, environment: dict[str, str]
) -> None:
    put("import sys; print('ghp_' + '-'.join(map(str, map(len, sys.argv[1:]))) + 'A' * 30)")

    secret = await token_of("tokens 'two words' $HOME `id` ;", environment)

    assert secret == Secret("ghp_9-5-4-1" + "A" * 30)


async def test_its_standard_input_is_empty(put: Put, environment: dict[str, str]) -> None:
    put(f"import sys; assert sys.stdin.read() == ''; print({TOKEN!r})")

    assert await token_of("tokens", environment) == Secret(TOKEN)


async def test_a_program_named_by_its_path_is_run(put: Put, environment: dict[str, str]) -> None:
    path = put(f"print({TOKEN!r})")

    assert await token_of(f"'{path}'", environment) == Secret(TOKEN)


FAILURES = {
    "a failure with a reason": (
        "import sys; sys.exit('no oauth token found')",
        "exit status 1 and said “no oauth token",
    ),
    "a failure without": ("raise SystemExit(3)", "exit status 3. Run the"),
    "nothing": ("print('  '); print()", "printed nothing"),
    "nothing with a reason": ("import sys; print('locked', file=sys.stderr)", "printed nothing and said “locked”"),
    "a sentence": ("print('You are not signed in.')", "cannot be a token"),
    "a document": ("print('{\"token\": 1}')", "cannot be a token"),
    "bytes": ("import os; os.write(1, bytes(range(128, 256)))", "cannot be a token"),
    "too much": ("print('x' * 100_000)", "answered far too much"),
    "a signal": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", f"ended by signal {signal.SIGKILL:d}"),
}


@pytest.mark.parametrize(("body", "told"), FAILURES.values(), ids=FAILURES)
async def test_a_command_that_gives_no_token_is_told_in_one_line(
    body: str, told: str, put: Put, environment: dict[str, str]
) -> None:
    put(body)

    with pytest.raises(TokenUnavailableError) as caught:
        await token_of("tokens --now", environment)

    sentence = caught.value.sentence
    assert told in sentence
    assert ": tokens " in sentence
    assert sentence.isprintable()


async def test_what_it_says_on_standard_error_is_cut_cleaned_and_shows_no_token(
    put: Put, environment: dict[str, str]
) -> None:
    put(f"import sys; sys.exit('\\x1b[31mbad token {TOKEN}\\x07 ' + 'and more ' * 500)")

    with pytest.raises(TokenUnavailableError) as caught:
        await token_of("tokens", environment)

    sentence = caught.value.sentence
    assert TOKEN not in sentence
    assert "gho_…" in sentence
    assert sentence.isprintable()
    assert len(sentence) < 500


@pytest.mark.parametrize(
    "body",
    ["import time; time.sleep(3600)", f"import sys, time; print({TOKEN!r}); sys.stdout.flush(); time.sleep(3600)"],
)
async def test_one_that_does_not_end_is_ended(body: str, put: Put, environment: dict[str, str], tmp_path: Path) -> None:
    note = tmp_path / "pid"
    put(f"import os, pathlib; pathlib.Path({str(note)!r}).write_text(str(os.getpid()))\n{body}")

    with pytest.raises(TokenUnavailableError, match="did not answer within 1 seconds"):
        await token_of("tokens", environment, seconds=1)

    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


async def test_what_it_leaves_behind_may_keep_standard_error_open(put: Put, environment: dict[str, str]) -> None:
    child = f"subprocess.Popen([{sys.executable!r}, '-c', 'input()'], stdout=subprocess.DEVNULL, stdin=r)"
    put(f"import os, subprocess\nr, w = os.pipe()\nos.set_inheritable(w, False)\n{child}\nprint({TOKEN!r})")

    assert await token_of("tokens", environment) == Secret(TOKEN)


async def test_a_missing_or_unrunnable_program_is_told(put: Put, environment: dict[str, str]) -> None:
    put("print()", name="plain", mode=0o644)

    with pytest.raises(TokenUnavailableError, match="not on the search path"):
        await token_of("no-such-program", environment)
    with pytest.raises(TokenUnavailableError, match="not executable"):
        await token_of("plain", environment)


@pytest.mark.parametrize(
    "command",
    [
        "",
        "  ",
        "''",
        "say 'open",
        "one\ntwo",
        "x" * 2_000,
        f"echo {TOKEN}",
        'echo gho_"a1B2"a1B2a1B2a1B2',
        "echo " + "0a" * 20,
    ],
)
def test_what_can_be_no_command_or_holds_a_token_is_refused_without_repeating_it(command: str) -> None:
    with pytest.raises(CommandLineError) as caught:
        words_of(command)

    assert "a1B2" not in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("command", "platform", "words"),
    [
        (r'"C:\Program Files\op.exe" read op://a', "win32", (r"C:\Program Files\op.exe", "read", "op://a")),
        (r"C:\tools\op.exe read 'op://my vault'", "win32", (r"C:\tools\op.exe", "read", "op://my vault")),
        (r"say my\ word # 1", "linux", ("say", "my word", "#", "1")),
    ],
)
def test_a_backslash_of_windows_path_is_a_letter_of_it(command: str, platform: str, words: tuple[str, ...]) -> None:
    assert words_of(command, platform) == words
