"""Where a token is kept: said before, proven after, with a way on when the keyring fails."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ghcr_wizard.credentials.keyring import KeyringInfo, MemoryKeyring, SystemKeyring
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.secret import Secret
from ghcr_wizard.tui.state import Kept
from tests.secret_service import SecretService
from tests.tui.test_take_over import put_gh
from tests.tui.wizard import NARROW, NOW, WIDE, wizard


class Hanging(MemoryKeyring):
    """A keyring that takes what it is given and never answers."""

    def write(self, registry: str, name: str, secret: Secret, given_up: threading.Event | None = None) -> None:
        del registry, name, secret
        (given_up or threading.Event()).wait()

    def probe(self) -> KeyringInfo:
        return KeyringInfo("a silent keyring")


async def test_the_keyring_is_named_before_anything_is_stored() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_token()
        await run.expect("keeps it in demo keyring (temporary)")

        assert run.demo.keyring.read("ghcr.io", "octocat") is None


async def test_storing_is_proven_and_the_profile_keeps_the_verdict() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_test(key="ctrl+s")
        await run.tested()
        await run.expect(lambda: run.app.model.profiles and run.app.model.profiles[0].verdict == "ok")

        assert run.demo.keyring.read("ghcr.io", "octocat") == Secret(run.demo.token)
        assert run.app.model.state.kept is Kept.KEYRING


async def test_testing_only_keeps_a_profile_of_this_session_and_stores_nothing() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_test(key="f7")
        await run.tested()
        await run.expect(lambda: run.app.model.profiles and run.app.model.profiles[0].verdict == "ok")
        assert [profile.store for profile in run.app.model.profiles] == [Store.SESSION]
        assert not (run.demo.paths.profiles).exists()
        await run.press(*["escape"] * 5)
        await run.expect("this session only")
        await run.press("ctrl+s")
        await run.expect("Saved to demo keyring (temporary) and verified")

        assert run.demo.keyring.read("ghcr.io", "octocat") == Secret(run.demo.token)
        assert run.demo.paths.profiles.exists()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
async def test_without_a_keyring_the_reason_and_the_session_are_offered(size: tuple[int, int]) -> None:
    async with wizard(size=size, keyring=SystemKeyring()) as run:
        await run.to_token()
        await run.press("ctrl+t")
        await run.expect("There is no keyring to store")
        await run.press("ctrl+s")
        assert "Paste the token" in run.text
        await run.press("f7")
        await run.tested()

        assert run.app.model.state.kept is Kept.SESSION


async def test_a_keyring_that_hangs_leaves_the_token_where_it_is() -> None:
    async with wizard(size=WIDE, keyring=Hanging(), seconds=0.3) as run:
        await run.to_token()
        await run.press("ctrl+t")
        await run.expect(lambda: run.app.model.state.inspection and run.app.model.keyring)
        await run.press("ctrl+s")
        await run.expect("The keyring did not answer within")
        inspection = run.app.model.state.inspection
        assert inspection is not None
        assert inspection.usable
        await run.press("f7")

        await run.expect("Live test")


async def test_quitting_does_not_wait_for_a_keyring_that_hangs() -> None:
    async with wizard(size=WIDE, keyring=Hanging(), seconds=3600) as run:
        await run.to_token()
        await run.press("ctrl+t")
        await run.expect(lambda: run.app.model.state.inspection and run.app.model.keyring)
        await run.press("ctrl+s")
        await run.expect("asking a silent keyring")
        await run.press("ctrl+q")

        await run.expect(lambda: not run.app.is_running)


@pytest.mark.needs("dbus")
@pytest.mark.needs("gnome-keyring")
async def test_a_real_keyring_is_called_by_its_name_and_gives_the_token_back(secret_service: SecretService) -> None:
    del secret_service
    async with wizard(size=WIDE, keyring=SystemKeyring()) as run:
        await run.to_token()
        await run.expect("Secret Service (GNOME Keyring)")
        await run.press("ctrl+t")
        await run.expect(lambda: run.app.model.state.inspection)
        await run.press("ctrl+s")
        await run.tested()

        assert SystemKeyring().read("ghcr.io", "octocat") == Secret(run.demo.token)


async def test_home_tests_browses_adds_and_removes() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_test(key="ctrl+s")
        await run.tested()
        await run.press("escape", "escape", "escape", "escape", "escape")
        await run.expect("Your profiles")
        await run.expect("✓ works")
        await run.press("b")
        await run.expect("Packages  ")
        await run.expect(lambda: run.app.model.library.index.total == 55)
        await run.press(*["escape"] * 6)
        await run.expect("Your profiles")
        await run.press("enter")
        await run.expect("Live test")
        await run.tested()
        await run.press(*["escape"] * 5)
        await run.press("x")
        await run.expect("Press x again")
        assert run.demo.keyring.read("ghcr.io", "octocat") is not None
        await run.press("x")
        await run.expect("No profile is stored")
        assert run.demo.keyring.read("ghcr.io", "octocat") is None
        await run.press("a")
        await run.expect("Which registry?")
        await run.to_token()

        assert run.app.model.state.inspection is None
        assert "••" not in run.text


async def test_with_profiles_stored_the_program_opens_on_home() -> None:
    stored = Profile("main", "ghcr.io", Method.CLASSIC_PAT, "octocat", "CI", Store.KEYRING, NOW - timedelta(days=3))
    stored = replace(stored, checked_at=NOW - timedelta(hours=2), verdict="ok", expires_at=NOW + timedelta(days=6))
    async with wizard(size=WIDE, stored=(stored, Secret("ghp_x"))) as run:
        await run.expect("Your profiles")

        for text in ("main", "✓ works", "3 d ago", "2 h ago", "in 6 days, on 28 Nov 2026", "CI"):
            assert text in run.text


@pytest.mark.needs("dbus")
@pytest.mark.needs("gnome-keyring")
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
async def test_a_locked_keyring_is_said_before_it_is_used(size: tuple[int, int], secret_service: SecretService) -> None:
    secret_service.lock()
    async with wizard(size=size, keyring=SystemKeyring()) as run:
        await run.to_token()
        await run.expect("The keyring is locked.")
        await run.press("ctrl+t")
        await run.expect(lambda: run.app.model.state.inspection)
        await run.press("ctrl+s")
        await run.expect("The keyring is locked")


async def test_a_keyring_that_keeps_nothing_is_said_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    async with wizard(keyring=SystemKeyring()) as run:
        await run.to_token()
        await run.expect("keyring, which keeps nothing, is chosen")
        await run.press("ctrl+t")
        await run.expect(lambda: run.app.model.state.inspection)
        await run.press("f7")
        await run.expect("Live test")


async def test_home_says_that_stored_tokens_cannot_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEYRING_TEST_FILE", str(tmp_path / "secrets.json"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.credentials.keyring_backends.Working")
    stored = Profile("main", "ghcr.io", Method.CLASSIC_PAT, "octocat", "CI", Store.KEYRING, NOW - timedelta(days=3))
    async with wizard(keyring=SystemKeyring(), stored=(stored, Secret("ghp_x"))) as run:
        await run.expect("Your profiles")
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        run.app.stored.probe_keyring()
        await run.expect("There is no keyring to store")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
async def test_without_a_keyring_the_first_step_says_where_a_token_can_be_kept(size: tuple[int, int]) -> None:
    async with wizard(size=size, keyring=SystemKeyring()) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.expect("Where the token can be kept")
        await run.expect("There is no keyring")
        put_gh(run, run.demo.token)
        run.app.stored.probe_keyring()
        await run.expect(lambda: any(row.command == "gh auth token" for row in run.app.model.other_stores))
        await run.expect("Other stores")
        await run.press("pagedown", "pagedown")
        await run.expect("gh auth token")

        assert run.demo.token not in run.text


@pytest.mark.parametrize(("key", "said"), [("f7", "octocat · not saved"), ("ctrl+s", "octocat · profile octocat")])
async def test_the_title_says_whether_the_token_is_saved(key: str, said: str) -> None:
    async with wizard() as run:
        await run.to_test(key=key)
        await run.expect(said)


async def test_with_a_keyring_the_first_step_says_nothing_of_keeping() -> None:
    async with wizard() as run:
        await run.expect(lambda: run.app.model.keyring)

        assert "Where the token can be kept" not in run.text


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
async def test_without_a_keyring_what_works_here_is_shown_with_its_command(size: tuple[int, int]) -> None:
    async with wizard(size=size, keyring=SystemKeyring()) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        put_gh(run, run.demo.token)
        await run.to_token()
        await run.press("ctrl+r")
        await run.expect(lambda: "Other stores" in run.text)
        await run.press("pagedown", "pagedown")
        await run.expect("gh auth token")

        assert '--command "gh auth token"' in " ".join(run.text.split())
        assert run.demo.token not in run.text
