"""The App's step, walked with keys against the simulated GitHub."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.tui.state import Kept
from ghcr_wizard.tui.steps import Step
from tests.apps import EC, PKCS1, key_file, mints
from tests.tui.wizard import NARROW, NOW, WIDE, Wizard, wizard


def server_of(run: Wizard) -> DemoServer:
    server = run.demo._server  # noqa: SLF001 - what the simulated GitHub was asked is not on the screen
    assert isinstance(server, DemoServer)
    return server


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_an_app_is_found_stored_tested_and_its_packages_are_shown(size: tuple[int, int]) -> None:
    async with wizard("github-app", size) as run:
        await run.to_installation()
        await run.expect("demo keyring")
        await run.press("ctrl+s")
        await run.tested()
        state = run.app.model.state

        assert (state.step, state.kept, state.username) == (Step.TEST, Kept.KEYRING, "x-access-token")
        assert state.expires_at is not None
        assert timedelta(hours=1) <= state.expires_at - NOW < timedelta(minutes=70)
        assert state.test.report is not None
        assert {row.name: row.pull.value for row in state.test.report.packages}["acme/vault"] == "granted"
        assert run.app.model.profile is not None
        assert run.app.model.profile.name == "acme-images"
        assert mints(server_of(run)) == 1
        await run.press("enter")
        await run.at(Step.PACKAGES)
        await run.expect("vault")
        assert "PRIVATE KEY" not in "".join(run.messages)


async def test_an_app_can_be_tested_without_storing_anything() -> None:
    async with wizard("github-app") as run:
        await run.to_installation()
        await run.press("f7")
        await run.tested()

        assert run.app.model.state.kept is Kept.SESSION
        assert run.demo.keyring.read("ghcr.io", "acme-images") is None
        assert run.demo.keyring.read("ghcr.io", "acme-images#token") is None
        assert not run.demo.paths.profiles.exists()


async def test_a_key_left_in_its_file_is_not_in_the_keyring() -> None:
    async with wizard("github-app", WIDE) as run:
        await run.to_installation()
        run.app.screen.set_focus(run.app.screen.query_one("#stays"))
        await run.press("space")
        await run.expect("leaves the key in")
        await run.press("ctrl+s")
        await run.tested()

        assert run.demo.keyring.read("ghcr.io", "acme-images") is None
        assert run.demo.keyring.read("ghcr.io", "acme-images#token") is not None
        assert run.app.model.profile is not None
        assert run.app.model.profile.app is not None
        assert run.app.model.profile.app.key_file == run.demo.key_file


async def test_a_wrong_key_or_id_is_judged_as_it_is_typed(tmp_path: Path) -> None:
    async with wizard("github-app", WIDE) as run:
        await run.to_app()
        await run.type("Ov23liAAAA")
        await run.expect("OAuth App")
        await run.press("ctrl+u", "tab")
        await run.type("nowhere.pem")
        await run.expect("no such file")
        await run.press("ctrl+u")
        await run.paste(str(key_file(tmp_path, EC)))
        await run.expect("an EC key")
        await run.press("ctrl+u")
        await run.paste(str(key_file(tmp_path, PKCS1, 0o644)))
        await run.expect("0644)")  # the words before it may stand on the line above, after however long a path


async def test_a_pasted_private_key_is_not_kept_and_its_file_is_asked_for() -> None:
    async with wizard("github-app", WIDE) as run:
        await run.to_app()
        await run.press("tab")
        await run.paste(PKCS1.decode())
        await run.expect("give its path")

        assert PKCS1.splitlines()[3].decode() not in run.text + "".join(run.messages)


async def test_what_github_refuses_stands_on_the_step_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    async with wizard("github-app", WIDE) as run:
        await run.to_app()
        await run.paste("Iv1.0123456789abcdef")
        await run.press("tab")
        await run.paste(str(key_file(tmp_path, PKCS1)))
        await run.expect("RSA private key")
        await run.press("enter")
        await run.expect("GitHub knows no App with this id")

        assert "Iv1.0123456789abcdef" in run.text
        assert run.app.screen.query_one("#key", Input).value.endswith("app.private-key.pem")


async def test_what_is_handed_on_from_home_hours_later_is_a_token_that_lives() -> None:
    moment = [NOW]
    async with wizard("github-app", WIDE, now=lambda: moment[0]) as run:
        await run.to_installation()
        await run.press("ctrl+s")
        await run.tested()
        first = run.app.model.state.credential

        moment[0] = NOW + timedelta(hours=2)
        server_of(run).skip(timedelta(hours=2))
        run.app.show_profiles()
        await run.expect("Your profiles")
        await run.press("u")
        await run.expect("Clusters")
        await run.expect(lambda: run.app.model.state.credential != first)

        assert run.app.model.state.expires_at is not None
        assert run.app.model.state.expires_at > moment[0]


async def test_a_wizard_open_for_hours_renews_the_token_by_itself() -> None:
    moment = [NOW]
    async with wizard("github-app", WIDE, now=lambda: moment[0]) as run:
        await run.to_installation()
        await run.press("ctrl+s")
        await run.tested()
        first = run.app.model.state.credential

        moment[0] = NOW + timedelta(minutes=57)
        server_of(run).skip(timedelta(minutes=57))
        run.app.verification.start()
        await run.expect(lambda: run.app.model.state.credential != first)
        await run.tested()

        assert run.app.model.state.expires_at is not None
        assert run.app.model.state.expires_at - moment[0] >= timedelta(hours=1)
        assert run.app.model.state.test.report is not None
        assert run.app.model.state.test.report.identity is not None
        assert mints(server_of(run)) == 2


async def test_a_stored_app_is_opened_from_home_and_its_expiry_is_not_counted_down() -> None:
    async with wizard("github-app", WIDE) as run:
        await run.to_installation()
        await run.press("ctrl+s")
        await run.tested()
        await run.expect(lambda: run.app.model.profiles and run.app.model.profiles[0].verdict)

        profile = run.app.model.profiles[0]
        assert (profile.method, profile.expires_at) == (Method.GITHUB_APP, None)
        assert profile == replace(profile, name="acme-images", username="x-access-token")


async def test_the_demo_has_a_token_of_its_app_to_paste() -> None:
    async with wizard("github-app") as run:
        await run.to_token_of_app()
        await run.press("ctrl+t")
        await run.expect("installation token")
        await run.expect(lambda: run.app.model.keyring)
        await run.press("f7")
        await run.tested()

        assert run.app.model.state.test.report is not None
        assert run.app.model.state.test.report.identity is not None
