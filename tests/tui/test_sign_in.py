"""Signing in with the browser in the wizard: the code, the waiting, every way it ends."""

import re

import httpx
import pytest

from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.demo.switches import Switches
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.secret import Secret
from ghcr_wizard.tui.state import Kept
from ghcr_wizard.tui.steps import Step
from tests.tui.wizard import NARROW, NOW, WIDE, Wizard, wizard

CODE = re.compile(r"[A-Z](?:  [A-Z]){3}  -  [A-Z](?:  [A-Z]){3}")
AT_ONCE = Switches(device_acts_after=0)
both = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])


async def to_sign_in(run: Wizard) -> None:
    await run.choose(Method.OAUTH_DEVICE)
    await run.expect("Enable Device Flow")
    await run.press("enter")
    await run.expect("demo OAuth app")


async def shown_code(run: Wizard) -> str:
    await run.expect(lambda: CODE.search(run.text))
    match = CODE.search(run.text)
    assert match is not None
    return match[0].replace(" ", "")


@both
async def test_a_person_types_the_code_on_the_page_and_the_token_is_kept(size: tuple[int, int]) -> None:
    async with wizard("maintainer", size) as run:
        await to_sign_in(run)
        await run.press("enter")
        code = await shown_code(run)
        assert "/login/device" in run.text
        assert "read:packages, read:org" in run.text
        assert " left" in run.text
        page = f"{run.demo.environment()['GHCR_WIZARD_WEB_URL']}/login/device"
        async with httpx.AsyncClient() as browser:
            await browser.post(page, data={"user_code": code, "answer": "approved"})

        await run.expect("Save the token")
        await run.expect("from signing in with the browser")
        assert "octocat" in run.text
        await run.expect(lambda: run.app.model.keyring)
        await run.press("ctrl+s")
        await run.tested()

        assert run.app.model.state.kept is Kept.KEYRING
        profile = run.app.model.profile
        assert profile is not None
        assert (profile.method, profile.client_id) == (Method.OAUTH_DEVICE, run.demo.client_id)
        secret = run.demo.keyring.read("ghcr.io", "octocat")
        assert secret is not None
        assert secret.reveal() not in "\n".join(run.messages) + run.text


ENDINGS = {
    "denied": (Switches(device_acts_after=0, device_answer="denied"), "cancelled in the browser"),
    "expired": (Switches(device_acts_after=0, device_answer="expired"), "The code expired"),
    "not enabled": (Switches(device_flow=False), "does not allow signing in with a code"),
    "a page elsewhere": (Switches(device_page="http://localhost:1"), "foreign address"),
}


@both
@pytest.mark.parametrize(("switches", "told"), ENDINGS.values(), ids=ENDINGS)
async def test_an_ending_without_a_token_is_told_and_can_be_tried_again(
    switches: Switches, told: str, size: tuple[int, int]
) -> None:
    async with wizard("browser", size, switches=switches) as run:
        await to_sign_in(run)
        await run.press("enter")
        await run.expect(lambda: told in " ".join(run.text.split()))
        assert run.app.model.state.inspection is None
        await run.press("tab", "t")
        await run.expect(lambda: len(codes_asked(run)) == 2)


def codes_asked(run: Wizard) -> list[str]:
    return [each.path for each in run.server.requests() if each.path == "/login/device/code"]


async def test_slow_down_is_said() -> None:
    async with wizard("browser", switches=Switches(device_slow_downs=1)) as run:
        await to_sign_in(run)
        await run.press("enter")

        await run.expect("GitHub asked to poll less often.")
        await run.expect("every 7 s")


async def test_escape_stops_the_waiting_and_then_goes_back() -> None:
    async with wizard() as run:
        await to_sign_in(run)
        await run.press("enter")
        await shown_code(run)
        await run.press("escape")
        await run.expect("Get code")
        assert not CODE.search(run.text)
        await run.press("escape")
        await run.at(Step.SCOPES)


async def test_quitting_does_not_wait_for_anybody_to_approve() -> None:
    async with wizard() as run:
        await to_sign_in(run)
        await run.press("enter")
        await shown_code(run)
        await run.press("ctrl+q")

        await run.expect(lambda: not run.app.is_running)


@pytest.mark.parametrize(
    ("typed", "told"), [("Iv23liABCDEFGHIJKLMN", "GitHub App's client id"), ("my app", "Not a client ID")]
)
async def test_an_id_that_does_not_do_is_told_before_anything_is_sent(typed: str, told: str) -> None:
    async with wizard(size=WIDE) as run:
        await to_sign_in(run)
        await run.press("ctrl+u")
        await run.type(typed)
        await run.expect(told)
        await run.press("enter")

        assert run.app.model.state.step is Step.SIGN_IN
        assert codes_asked(run) == []


async def test_another_method_forgets_the_token_that_was_signed_in_for() -> None:
    async with wizard("maintainer", switches=AT_ONCE) as run:
        await run.to_token(Method.OAUTH_DEVICE)
        await run.press("escape", "escape", "escape")
        await run.at(Step.METHOD)
        await run.press("up", "enter", "enter")
        await run.expect("Paste the token")

        assert run.app.model.state.inspection is None


async def test_coming_back_the_token_is_still_there_and_a_new_one_can_be_had() -> None:
    async with wizard("maintainer", switches=AT_ONCE) as run:
        await run.to_token(Method.OAUTH_DEVICE)
        await run.press("escape")
        await run.expect("Signed in as octocat.")
        await run.press("enter")
        await run.expect(lambda: len(codes_asked(run)) == 2)
        await run.expect("Save the token")


async def test_the_app_signed_in_to_is_remembered_for_the_next_token() -> None:
    async with wizard("browser", WIDE, switches=AT_ONCE) as run:
        await run.to_test(Method.OAUTH_DEVICE, "ctrl+s")
        await run.tested()
        await run.expect(lambda: run.app.model.profiles)
        run.app.begin()
        await run.expect("Which registry?")
        assert run.app.model.state.client_id == ""
        await to_sign_in(run)

        assert run.app.model.state.client_id == run.app.model.profiles[0].client_id


async def test_rotating_signs_in_again_and_the_new_token_takes_the_old_ones_place() -> None:
    async with wizard("maintainer", WIDE) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        client_id = run.demo.client_id
        old = Profile("mine", "ghcr.io", Method.OAUTH_DEVICE, "octocat", "CI", Store.KEYRING, NOW, client_id=client_id)
        await run.app.model.credentials.store(old, Secret("gho_old"))
        run.app.stored.read()
        await run.expect(lambda: run.app.model.profiles)
        await run.press("escape")
        await run.expect("Your profiles")
        await run.press("R")
        await run.expect("demo OAuth app")
        await run.press("enter")
        code = await shown_code(run)
        page = f"{run.demo.environment()['GHCR_WIZARD_WEB_URL']}/login/device"
        async with httpx.AsyncClient() as browser:
            await browser.post(page, data={"user_code": code, "answer": "approved"})
        await run.expect("Save the token")
        await run.expect(lambda: run.app.model.keyring)
        await run.press("ctrl+s")
        await run.tested()

        assert [(profile.name, profile.description) for profile in run.app.model.profiles] == [("mine", "CI")]
        assert run.demo.keyring.read("ghcr.io", "mine") not in {None, Secret("gho_old")}
