"""Rotation by keyboard: made, compared, swapped, the old token ended; and left at any point without harm."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from keyring.backend import KeyringBackend

from ghcr_wizard.credentials.keyring import SecretStore, SystemKeyring
from ghcr_wizard.credentials.profile import AppGrant, Profile, Store
from ghcr_wizard.demo import tokens
from ghcr_wizard.demo.switches import Fault
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.secret import Secret
from ghcr_wizard.tui.screens.rotate import RotateScreen
from tests.credentials import keyring_backends as backends
from tests.tui.wizard import NARROW, NOW, WIDE, Wizard, wizard

OLD, NEW = tokens.classic("rotating"), tokens.classic("rotating: next")
MAIN = Profile(
    "main",
    "ghcr.io",
    Method.CLASSIC_PAT,
    "octocat",
    "CI runner",
    Store.KEYRING,
    NOW - timedelta(days=27),
    expires_at=NOW + timedelta(days=3),
    packages=60,
    scopes=("admin:org", "read:packages"),
)
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])


@asynccontextmanager
async def rotating(size: tuple[int, int] = NARROW, token: str = OLD, **options: Any) -> AsyncIterator[Wizard]:  # noqa: ANN401 - those of `wizard`
    """Open the rotation of a stored profile from Home."""
    async with wizard("rotating", size, stored=(MAIN, Secret(token)), **options) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.expect("Your profiles")
        await run.press("R")
        await run.expect("Rotate main")
        yield run


async def authorize(run: Wizard) -> None:
    """Follow the link of single sign-on, as the browser that a key opens would."""
    assert isinstance(run.app.screen, RotateScreen)
    comparison = run.app.screen.rotation.comparison
    assert comparison is not None
    async with httpx.AsyncClient() as browser:
        await browser.get(comparison.way_in or "")


async def insist(run: Wizard) -> None:
    """Take a worse token: its button has to be gone to, the first Enter asks, a second one means it."""
    await run.press("tab", "enter")
    await run.expect("Press again to replace anyway")
    await press_again(run)


async def press_again(run: Wizard) -> None:
    """Press Enter once it counts: a button that is still seen being pressed takes no second one."""
    await run.expect(lambda: not run.app.screen.query("Button.-active"))
    await run.press("enter")


def stored(run: Wizard) -> Secret | None:
    return run.demo.keyring.read("ghcr.io", "main")


async def test_a_token_stored_just_now_is_rotated_by_what_its_test_said() -> None:
    async with wizard("rotating") as run:
        await run.to_test(key="ctrl+s")
        await run.tested()
        await run.expect(lambda: any(profile.expires_at for profile in run.app.model.profiles))
        await run.press("R")

        await run.expect("expires in 3 days")


@SIZES
async def test_the_whole_way_ends_with_the_old_token_refused(size: tuple[int, int]) -> None:
    async with rotating(size) as run:
        shown = "".join("".join(row[0] for row in run.panes if row).split())
        for text in ("in3days", "scopes=read:packages,read:org&description=CI+runner", "30days", "Leftoutadmin:org"):
            assert text in shown
        await run.paste(f"  {NEW}\n")
        await run.expect("checksum valid")
        await run.press("enter")
        await run.expect("The new token is worse: Packages, acme")
        assert "locked: single sign-on" in run.text
        await authorize(run)
        await run.press("t")
        await run.expect("at least the same access")
        assert stored(run) == Secret(OLD)

        await run.press("enter")
        await run.expect("Done: profile main now uses the new token")
        assert stored(run) == Secret(NEW)
        await run.press("tab", "enter")
        await run.expect("Press again to revoke the old token")
        assert not [entry for entry in run.server.requests() if entry.path == "/credentials/revoke"]
        await press_again(run)
        await run.expect("Revoked: GitHub rejects the old token now.")
        assert "401 Bad credentials" in " ".join(run.text.split())
        await run.press("enter")
        await run.expect("Your profiles")
        await run.expect("in 90 days")
        assert NEW not in run.text + repr(run.messages)
        assert OLD not in run.text + repr(run.messages)


async def test_a_worse_token_is_taken_at_the_second_yes_only() -> None:
    async with rotating() as run:
        await run.press("ctrl+t")
        await run.press("enter")
        await run.expect("is worse")
        await insist(run)
        await run.expect("Done: profile")
        assert stored(run) == Secret(NEW)


@SIZES
async def test_enter_opens_the_page_that_authorizes_a_token_which_lacks_only_that(size: tuple[int, int]) -> None:
    async with rotating(size) as run:
        await run.press("ctrl+t")
        await run.press("enter")
        await run.expect("[o] authorize it for single sign-on")
        assert "Paste another token" not in run.text
        await run.press("enter")

        await run.expect("GitHub's page that authorizes")


async def test_careless_enters_after_a_worse_token_lose_nothing() -> None:
    async with rotating() as run:
        await run.press("ctrl+t")
        await run.press("enter")
        await run.expect("is worse")
        for _ in range(4):
            await press_again(run)

        assert stored(run) == Secret(OLD)
        assert "Done: profile" not in run.text


@pytest.mark.parametrize("between", ["escape", "down", "f1", "tab"])
async def test_a_second_press_counts_only_right_after_the_first(between: str) -> None:
    async with rotating() as run:
        await run.press("ctrl+t")
        await run.press("enter")
        await run.expect("is worse")
        await run.press("tab", "enter")
        await run.expect("Press again to replace anyway")

        await run.press(between)
        await run.expect(lambda: "Press again to replace anyway" not in run.text)

        assert stored(run) == Secret(OLD)


async def test_the_same_token_is_recognized() -> None:
    async with rotating() as run:
        await run.paste(OLD)
        await run.press("enter")

        await run.expect("This is the token the profile has already")
        assert stored(run) == Secret(OLD)


async def test_a_token_github_refuses_cannot_be_swapped_to_and_another_can_be_pasted() -> None:
    async with rotating() as run:
        await run.paste(tokens.classic("mistyped"))
        await run.press("enter")
        await run.expect("so the old one was kept")
        await run.press("enter")
        assert stored(run) == Secret(OLD)
        await run.press("a")
        await run.expect("Its token")
        await run.paste(NEW)
        await run.press("enter")
        await run.expect("is worse")


async def test_leaving_before_the_swap_changes_nothing_and_goes_by_way_of_the_new_token() -> None:
    async with rotating() as run:
        await run.press("ctrl+t", "enter")
        await run.expect("is worse")
        await run.press("escape")
        await run.expect("Its token")
        await run.press("enter")
        await run.expect("is worse")
        await run.press("escape")
        await run.expect("Its token")
        await run.press("escape")
        await run.expect("Your profiles")

        assert stored(run) == Secret(OLD)


async def test_leaving_while_both_are_tested_stops_the_test() -> None:
    slow = (Fault("api", "hang", path="/user$"),)
    async with rotating(faults=slow) as run:
        await run.press("ctrl+t", "enter")
        await run.expect("testing both at the same time")
        await run.press("escape")
        await run.expect("Your profiles")

        assert not [worker for worker in run.app.workers if worker.name == "rotation" and worker.is_running]


async def test_the_old_token_may_be_left_to_end_by_itself() -> None:
    async with rotating() as run:
        await run.press("ctrl+t", "enter")
        await run.expect("is worse")
        await insist(run)
        await run.expect("The old token is still valid")
        await run.press("enter")
        await run.expect("Your profiles")
        async with httpx.AsyncClient(base_url=run.demo.environment()["GHCR_WIZARD_API_URL"]) as client:
            answer = await client.get("/user", headers={"authorization": f"Bearer {OLD}"})
        assert answer.status_code == 200


async def test_without_a_network_the_old_token_stays() -> None:
    async with rotating(faults=(Fault("api", "reset"), Fault("registry", "reset"))) as run:
        await run.press("ctrl+t", "enter")
        await run.expect("GitHub rejects the new token")

        assert stored(run) == Secret(OLD)


async def test_a_dead_old_token_is_rotated_by_what_was_known_of_it() -> None:
    async with rotating(WIDE, token=tokens.classic("long gone")) as run:
        await run.press("ctrl+t", "enter")
        await run.expect("GitHub refuses it")
        await run.expect("60 listed")
        await insist(run)
        await run.expect("nothing to revoke")


@SIZES
async def test_a_keyring_that_denies_the_swap_leaves_the_old_token_and_the_new_one_at_hand(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KEYRING_TEST_FILE", str(tmp_path / "secrets.json"))

    def choose(backend: type[KeyringBackend]) -> SecretStore:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{backends.__name__}.{backend.__qualname__}")
        return SystemKeyring()

    keyring = choose(backends.Working)
    async with rotating(size, keyring=keyring) as run:
        await run.press("ctrl+t", "enter")
        await run.expect("is worse")
        monkeypatch.setenv("KEYRING_TEST_DENIES", "2")
        monkeypatch.setattr(backends.Denying, "changes", 0)
        choose(backends.Denying)
        await insist(run)
        await run.expect("The keyring is locked")
        await run.expect("is unchanged and still works")
        choose(backends.Working)
        assert keyring.read("ghcr.io", "main") == Secret(OLD)
        await press_again(run)
        await run.expect("Done: profile")
        assert keyring.read("ghcr.io", "main") == Secret(NEW)


async def test_a_locked_keyring_is_said_at_once_and_can_be_asked_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KEYRING_TEST_FILE", str(tmp_path / "secrets.json"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{backends.__name__}.Working")
    async with wizard("rotating", stored=(MAIN, Secret(OLD)), keyring=SystemKeyring()) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.expect("Your profiles")
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{backends.__name__}.Locked")
        await run.press("R")
        await run.expect("The keyring is locked")
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{backends.__name__}.Working")
        await run.press("ctrl+r")
        await run.expect(lambda: "locked" not in run.text)
        await run.press("ctrl+t", "enter")
        await run.expect("is worse")


async def test_the_wizard_goes_on_with_the_new_token() -> None:
    async with wizard("rotating", WIDE) as run:
        await run.to_test(key="ctrl+s")
        await run.tested()
        await run.press("R")
        await run.expect("Rotate octocat")
        await run.press("ctrl+t", "enter")
        await run.expect("is worse")
        await insist(run)
        await run.expect("Done: profile")
        await run.press("escape")
        await run.expect("Live test")

        assert run.app.model.state.credential.secret == Secret(NEW)
        assert run.app.model.state.test.report is not None


async def test_every_kind_says_how_a_new_one_is_made() -> None:
    fine = replace(MAIN, method=Method.FINE_GRAINED_PAT)
    async with wizard("rotating", WIDE, stored=(fine, Secret(OLD))) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.expect("Your profiles")
        await run.press("R")
        await run.expect("/settings/personal-access-tokens/new")
        await run.expect("Resource owner")


async def test_an_apps_tokens_renew_themselves_and_its_key_is_rotated_by_a_command_that_is_shown() -> None:
    app = replace(MAIN, method=Method.GITHUB_APP, app=AppGrant("Iv1.0123", 77, "acme"))
    async with wizard("rotating", stored=(app, Secret("a key"))) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.expect("renews itself")
        await run.press("R")
        await run.expect("An App's tokens are renewed automatically")
        shown = " ".join(run.text.split())
        assert "login --method github-app --app-id Iv1.0123 --installation 77 --private-key" in shown
        await run.press("escape")
        await run.expect("Your profiles")


async def test_a_profile_of_a_command_is_renewed_where_the_command_has_its_token_from() -> None:
    gh = replace(MAIN, store=Store.COMMAND, command="gh auth token")
    async with wizard("rotating", stored=(gh, Secret("printed"))) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.expect("Your profiles")
        await run.press("R")
        await run.expect("gh auth token")
        await run.expect("prints it each time")
