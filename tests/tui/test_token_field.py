"""What people really paste, and that nothing of it is given away."""

import logging
from pathlib import Path

import pytest
from textual import events

from ghcr_wizard.demo import tokens
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.secret import Secret
from ghcr_wizard.tui.pasting import inspect_paste
from tests.processes import run_python
from tests.tui.wizard import wizard

TOKEN = tokens.classic("paste test")
FINE_GRAINED = tokens.fine_grained("paste test")
HOSTILE = {
    "alone": TOKEN,
    "a line break before it": f"\n{TOKEN}",
    "blanks and a line break before it": f"  \n{TOKEN}",
    "a line break after it": f"{TOKEN}\n",
    "a Windows line break after it": f"{TOKEN}\r\n",
    "broken over two lines": f"{TOKEN[:20]}\n{TOKEN[20:]}",
    "blanks and a tab around it": f" \t{TOKEN} ",
    "no-break and zero-width spaces and a byte-order mark": f"\ufeff\u00a0\u200b{TOKEN}\u200b",
    "quotes": f'"{TOKEN}"',
    "a variable": f"export GH_TOKEN='{TOKEN}'\n",
    "a header": f"Authorization: Bearer {TOKEN}",
}


@pytest.mark.parametrize("pasted", HOSTILE.values(), ids=HOSTILE)
async def test_a_pasted_token_is_understood_whatever_is_around_it(pasted: str) -> None:
    async with wizard() as run:
        await run.to_token()
        await run.press("down")
        await run.paste(pasted)
        await run.expect("checksum valid")

        inspection = run.app.model.state.inspection
        assert inspection is not None
        assert inspection.secret == Secret(TOKEN)
        assert ("removed around it" in run.text) == (pasted.strip("\r\n") != TOKEN or pasted != TOKEN)


async def test_a_long_installation_token_is_not_cut() -> None:
    token = "ghs_123456_" + "a" * 300 + "." + "b" * 150 + "." + "c" * 86
    async with wizard() as run:
        await run.to_token()
        await run.press("down")
        await run.paste(token)
        await run.expect("550 characters" if len(token) == 550 else f"{len(token)} characters")

        inspection = run.app.model.state.inspection
        assert inspection is not None
        assert inspection.secret == Secret(token)


async def test_a_second_paste_takes_the_place_of_the_first() -> None:
    async with wizard() as run:
        await run.to_token()
        await run.press("down")
        await run.paste("ghp_half")
        await run.paste(TOKEN)
        await run.expect("checksum valid")

        inspection = run.app.model.state.inspection
        assert inspection is not None
        assert inspection.secret == Secret(TOKEN)


async def test_another_kind_than_chosen_is_said_at_once() -> None:
    async with wizard(size=(160, 45)) as run:
        await run.to_token()
        await run.press("down")
        await run.paste(FINE_GRAINED)

        await run.expect("not the type")


@pytest.mark.parametrize("pasted", ["https://github.com/settings/tokens", '{"token": 1}', "hunter2 and more", " "])
async def test_what_cannot_be_a_token_cannot_be_tested(pasted: str) -> None:
    async with wizard() as run:
        await run.to_token()
        await run.press("down")
        await run.paste(pasted)
        await run.press("ctrl+s", "f7")

        assert "Paste the token" in run.text
        assert run.app.model.state.test.report is None


def test_two_words_in_a_row_are_not_put_together() -> None:
    inspection = inspect_paste(f"{TOKEN} and {TOKEN}", frozenset({TokenKind.CLASSIC_PAT}))

    assert not inspection.usable


async def test_enter_in_the_field_goes_on_to_the_next_and_stores_nothing() -> None:
    async with wizard() as run:
        await run.to_token()
        await run.press("down")
        await run.paste(TOKEN)
        await run.expect("checksum valid")
        await run.press("enter")

        assert run.app.focused is not None
        assert run.app.focused.id == "description"
        assert "Paste the token" in run.text


async def test_enter_in_the_last_field_says_what_is_missing_and_leads_there() -> None:
    async with wizard() as run:
        await run.to_token()
        await run.press("enter", "enter", "enter", "enter")
        await run.expect("Paste the token first.")
        assert run.app.screen.focused is not None
        assert run.app.screen.focused.id == "token"

        await run.paste("two words")
        await run.press("enter", "enter", "enter")
        await run.expect("Fix the token first.")
        assert run.app.screen.focused.id == "token"


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x"])
async def test_a_token_is_neither_copied_nor_cut(key: str) -> None:
    async with wizard() as run:
        await run.to_token()
        await run.press("down")
        await run.paste(TOKEN)
        await run.press("ctrl+shift+a", key)
        await run.expect("Tokens cannot be copied")

        assert TOKEN not in run.app.clipboard
        assert run.app.model.state.inspection is not None
        assert run.app.model.state.inspection.secret == Secret(TOKEN)


async def test_the_clipboard_is_offered_to_be_cleared_after_a_paste() -> None:
    async with wizard() as run:
        await run.to_token()
        await run.press("down")
        await run.paste(TOKEN)
        await run.expect("[Ctrl+L] clear it")
        await run.press("ctrl+l")

        await run.expect("The terminal was asked to clear its clipboard")
        await run.expect(lambda: "may still be on the clipboard" not in run.text)


async def test_a_stored_token_can_be_cleared_from_the_clipboard_on_the_next_screen_too() -> None:
    async with wizard() as run:
        await run.to_token()
        await run.type(run.demo.username)
        await run.press("down")
        await run.paste(run.demo.token)
        await run.press("ctrl+s")
        await run.expect("The token may still be on the clipboard")
        await run.press("ctrl+l")
        await run.expect("The terminal was asked to clear its clipboard")


@pytest.mark.parametrize("store", ["ctrl+s", "f7"])
async def test_nothing_of_a_token_is_on_a_screen_in_a_message_or_in_a_log(
    store: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with wizard(size=(160, 45)) as run:
        await run.to_token()
        await run.expect(lambda: run.demo.token)
        token, screens = run.demo.token, []
        await run.press("ctrl+t")
        await run.press("up", "ctrl+u")
        await run.paste(f"\n{token}\n")
        await run.press("backspace")
        await run.type(token[-1])
        screens.append(run.text + run.app.export_screenshot())
        await run.press(store)
        await run.to_packages()
        screens.append(run.text + run.app.export_screenshot())
        await run.press("question_mark")
        screens.append(run.text)

        for fragment in (token, token[4:], token[4:12], token[-8:]):
            assert fragment not in "".join(screens)
            assert fragment not in "\n".join(run.messages)
            assert fragment not in caplog.text
        assert f"Paste({len(token) + 2} characters)" in "\n".join(run.messages)


CRASHING = """
import sys
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.paths import Paths
from ghcr_wizard.tui.app import WizardApp
from ghcr_wizard.tui.model import WizardModel
from pathlib import Path

class Crashing(WizardApp):
    def on_ready(self):
        token = sys.stdin.read()
        raise RuntimeError(f"it broke with {token}")

paths = Paths(Path(sys.argv[1]), Path(sys.argv[1]))
app = Crashing(WizardModel(lambda: Credentials(paths), {}))
app.run(headless=True)
sys.exit(app.return_code)
"""


def test_a_crash_ends_in_one_redacted_line(tmp_path: Path, environment: dict[str, str]) -> None:
    run = run_python("-c", CRASHING, str(tmp_path), environment=environment, stdin=TOKEN.encode())

    assert run.status == 1
    printed = run.stdout + run.stderr
    assert "crashed: RuntimeError: it broke with ghp_…" in " ".join(printed.split())
    assert TOKEN[4:] not in printed
    assert "Traceback" not in printed


def test_textuals_own_log_shows_no_token(tmp_path: Path, environment: dict[str, str]) -> None:
    log = tmp_path / "textual.log"
    program = LOGGED.replace("TOKEN", repr(TOKEN))
    run = run_python("-c", program, environment=environment | {"TEXTUAL_LOG": str(log)})

    assert run.status == 0, run.stderr
    written = log.read_text(encoding="utf-8")
    assert "Paste(" in written
    assert TOKEN[4:] not in written
    assert TOKEN[4:12] not in written


LOGGED = """
import asyncio
from tests.tui.wizard import wizard

async def main():
    async with wizard() as run:
        await run.to_token()
        await run.press("down")
        await run.paste(TOKEN)
        await run.expect("checksum valid")
        await run.press("backspace", *TOKEN[-1], "enter")

asyncio.run(main())
"""


@pytest.mark.parametrize("downs", [0, 2, 3], ids=["user name", "description", "profile"])
async def test_a_token_pasted_into_another_field_goes_where_it_belongs_and_is_not_shown(downs: int) -> None:
    async with wizard(size=(160, 45)) as run:
        await run.to_token()
        await run.press(*["down"] * downs)
        await run.paste(f"{TOKEN}\n")
        await run.expect("checksum valid")

        assert TOKEN[4:] not in run.text
        assert TOKEN[4:] not in "\n".join(run.messages)
        inspection = run.app.model.state.inspection
        assert inspection is not None
        assert inspection.secret == Secret(TOKEN)


async def test_a_token_typed_by_the_terminal_into_another_field_goes_where_it_belongs() -> None:
    async with wizard(size=(160, 45)) as run:
        await run.to_token()
        for character in TOKEN:
            run.app.post_message(events.Key("underscore" if character == "_" else character, character))
        await run.expect("checksum valid")

        assert TOKEN[20:] not in run.text
        assert run.app.model.state.username == ""


async def test_a_token_is_not_kept_by_the_first_step() -> None:
    async with wizard(size=(160, 45)) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.paste(TOKEN)
        await run.expect("That looks like a token")

        assert TOKEN[4:] not in run.text
        assert TOKEN[4:] not in "\n".join(run.messages)
