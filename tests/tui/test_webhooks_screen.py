"""Push events in the wizard: where a package's event goes, what is wrong, setting it up, where the secret goes."""

import stat
from pathlib import Path

import pytest

from ghcr_wizard.demo.personas.hooks import RECEIVER
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.tui.screens.packages import PackagesScreen
from ghcr_wizard.tui.screens.webhooks import WebhooksScreen
from tests.tui.wizard import NARROW, WIDE, Wizard, wizard

HOST = "harborguard.example.com"
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])


async def to_packages(run: Wizard) -> None:
    """Walk to the tree with the persona's token."""
    await run.to_test(Method.CLASSIC_PAT, "ctrl+s")
    await run.to_packages()


async def look(run: Wizard, package: str | None = None) -> None:
    """Open the screen, name the receiver, and look."""
    run.app.open_webhooks(package)
    await run.expect("Receiver")
    if package:
        await run.expect("Name the receiver above")
        run.app.screen.set_focus(run.app.screen.query_one("#receiver"))
    await run.type(HOST)
    await run.press("enter")


def secret(run: Wizard) -> str:
    """The receiver's secret as the keyring has it."""
    found = run.demo.keyring.read("ghcr.io", f"webhook:{RECEIVER}")
    assert found is not None
    return found.reveal()


def written(run: Wizard) -> tuple[str, int]:
    """The file the secret was written into, and its mode."""
    file = Path(run.demo.machine["HOME"], "ghcr-wizard-webhook-secret.txt")
    return file.read_text(), stat.S_IMODE(file.stat().st_mode)


@SIZES
async def test_a_key_in_the_tree_says_where_the_packages_push_event_goes(size: tuple[int, int]) -> None:
    async with wizard("hooks", size) as run:
        await to_packages(run)
        await run.press("slash", *"team/web")
        await run.press("enter", "w")
        await run.expect("Push events arrive")
        await run.expect("acme/team/web is published by acme/web")
        await run.press("escape")
        await run.expect(lambda: isinstance(run.app.screen, PackagesScreen))


@SIZES
@pytest.mark.parametrize(
    ("package", "title", "code"),
    [
        ("acme/team/webhooks", "The webhook is inactive", "webhook-inactive"),
        ("acme/tools/cli", "Deliveries fail", "webhook-deliveries-failing"),
        ("acme/website", "The webhook is on the wrong repository", "webhook-wrong-repository"),
        ("octocat/scratchpad", "No webhook receives these pushes", "webhook-missing"),
    ],
)
async def test_what_is_wrong_is_named_at_any_size(package: str, title: str, code: str, size: tuple[int, int]) -> None:
    async with wizard("hooks", size) as run:
        await to_packages(run)
        await look(run, package)
        await run.expect("Push events are not delivered")
        await run.expect(title)
        if code not in run.text:  # at the lower edge of a card that is longer than the screen
            await run.press("pagedown")
        await run.expect(code)


@SIZES
async def test_a_webhook_is_set_up_at_the_second_press_and_the_secret_is_never_shown(size: tuple[int, int]) -> None:
    async with wizard("hooks", size) as run:
        await to_packages(run)
        await look(run)
        await run.expect("[a] set up")
        assert "one webhook on acme receives them all" in " ".join(run.text.split())
        await run.press("a")
        await run.expect("Press a again")
        assert run.demo.keyring.read("ghcr.io", f"webhook:{RECEIVER}") is None
        await run.press("a")
        await run.expect("created on acme")
        await run.expect("Push events arrive")
        kept = secret(run)

        await run.press("S")
        await run.expect("Press S again")
        await run.press("S")
        await run.expect("Sent the receiver's secret to the clipboard")
        assert run.app.clipboard == kept

        await run.press("e")
        await run.expect("Press e again")
        await run.press("e")
        await run.expect("Delete it after use")
        assert written(run) == (kept + "\n", 0o600)
        assert kept not in run.text
        assert not any(kept in message for message in run.messages)


async def test_another_key_takes_the_yes_back() -> None:
    async with wizard("hooks", WIDE) as run:
        await to_packages(run)
        await look(run, "acme/tools/cli")
        await run.expect("webhook-deliveries-failing")
        await run.press("t")
        await run.expect("Press t again")
        await run.press("r")
        await run.expect("webhook-deliveries-failing")
        assert "Press t again" not in run.text
        await run.press("t", "t")
        await run.expect("502 Bad Gateway")
        await run.expect("The receiver answered the ping: acme/cli: 502")


async def test_a_token_that_pulls_is_told_to_stay_so_and_one_is_pasted_for_this_once() -> None:
    async with wizard("maintainer", WIDE) as run:
        await to_packages(run)
        await look(run, "acme/team/web")
        await run.expect("webhook-scope-missing")
        assert "Whether push events arrive is not known" in run.text
        assert "not your pull token" in " ".join(run.text.replace("│", "").split())

        run.app.screen.set_focus(run.app.screen.query_one("#holder"))
        await run.expect(lambda: "next token" in run.text.splitlines()[-1])
        await run.press("right")
        await run.expect("it is not stored")
        await run.press("r")
        await run.expect("Paste a token with admin:repo_hook")
        await run.paste("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")
        await run.press("enter")
        await run.expect("token-rejected")
        assert "ghp_zQWB" not in run.text
        assert [profile.name for profile in run.app.model.profiles] == ["octocat"]


async def test_what_is_typed_wrongly_is_said_in_place() -> None:
    async with wizard("hooks", WIDE) as run:
        await to_packages(run)
        run.app.open_webhooks()
        await run.expect("Receiver")
        await run.type("http://harbor.example.com")
        await run.press("enter")
        await run.expect("must use https://")
        run.app.screen.query_one("#receiver").value = "https://localhost/x"  # type: ignore[attr-defined]
        await run.press("enter")
        await run.expect("webhook-url-unreachable")
        assert "[a] set up" not in run.text


async def test_what_enter_finds_out_is_said_before_it_is_pressed() -> None:
    async with wizard("hooks") as run:
        await to_packages(run)
        await run.press("u", "end")
        await run.expect("Press Enter to find the repository")
        await run.press("enter")

        await run.expect("[Enter] find the repositories that publish the packages")


async def test_the_screen_explains_itself_and_is_opened_once() -> None:
    async with wizard("hooks", WIDE) as run:
        await to_packages(run)
        run.app.open_webhooks("acme/team/web")
        run.app.open_webhooks("acme/team/api")
        await run.expect("Push events arrive")
        assert sum(isinstance(screen, WebhooksScreen) for screen in run.app.screen_stack) == 1
        await run.press("f1")
        await run.expect("at the second press")
