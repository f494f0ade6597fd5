"""The live test on the screen: progress, evidence, fixes, stopping, and what stays when something fails."""

import asyncio

import pytest

from ghcr_wizard.check.report import CheckId
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault
from ghcr_wizard.tui.state import Kept
from ghcr_wizard.tui.widgets.checks import Checks
from tests.tui.wizard import NARROW, WIDE, wizard

HANGING = (Fault("api", "hang", path="/user/orgs"),)


async def test_checks_fill_in_while_answers_are_outstanding_and_can_be_stopped() -> None:
    async with wizard(size=WIDE, faults=HANGING) as run:
        await run.to_test()
        await run.expect(lambda: run.app.model.state.test.result(CheckId.IDENTITY))
        assert "▸ now  Namespaces" in run.text
        assert "pass Identity" in run.text
        await run.press("ctrl+c")
        await run.expect("stopped")

        assert not run.app.model.state.test.running
        assert run.app.model.state.inspection is not None


async def test_ctrl_c_stops_the_test_and_twice_more_quits() -> None:
    async with wizard(size=WIDE, faults=HANGING) as run:
        await run.to_test()
        await run.expect(lambda: run.app.model.state.test.running)
        await run.press("ctrl+c")
        await run.expect("Stopped. [t] test again")
        await run.press("ctrl+c")
        await run.expect("Press Ctrl+C again to quit")
        await run.press("ctrl+c")
        await run.expect(lambda: not run.app.is_running)


async def test_quitting_is_immediate_while_requests_run() -> None:
    async with wizard(size=WIDE, faults=HANGING) as run:
        await run.to_test()
        await run.expect(lambda: run.app.model.state.test.running)
        await asyncio.wait_for(run.press("q"), 20)

        assert run.app.return_value is not None
        assert "nothing was saved" in run.app.return_value.sentence


async def test_enter_on_a_check_opens_its_evidence() -> None:
    async with wizard("sso", WIDE) as run:
        await run.to_test()
        await run.tested()
        await run.press("down", *["down"] * list(CheckId).index(CheckId.SSO))
        assert run.app.screen.query_one(Checks).check is CheckId.SSO
        await run.press("enter")
        await run.expect("request id")
        assert "GET http://127.0.0.1" in run.text
        assert "403" in run.text
        await run.press("y")
        assert "request id: " in run.app.clipboard
        await run.press("escape")

        await run.expect("Access")


async def test_the_worst_diagnosis_is_first_and_o_shows_its_link() -> None:
    async with wizard("sso", WIDE) as run:
        await run.to_test()
        await run.tested()
        await run.expect("sso-required")
        assert run.text.index("sso-required") < run.text.index("visibility-differs-from-repository")
        assert "sso-partial-results" not in run.text  # one cause, one card
        await run.press("o")

        await run.expect("The page that fixes this problem")


@pytest.mark.parametrize(
    ("persona", "label", "other"),
    [("sso", "o fix in browser", "read more"), ("rotating", "o read more in browser", "fix in browser")],
)
async def test_the_key_says_whether_its_page_fixes_or_explains(persona: str, label: str, other: str) -> None:
    async with wizard(persona) as run:
        await run.to_test()
        await run.tested()
        await run.expect(label)

        assert other not in run.text


async def test_what_went_wrong_is_above_the_checks_where_there_is_room_and_what_is_merely_noted_below() -> None:
    async with wizard("sso", NARROW) as run:
        await run.to_test()
        await run.tested()
        await run.expect("✗ sealed requires single sign-on")
        assert "sso-required" not in run.text

        await run.pilot.resize_terminal(*WIDE)
        await run.expect("─ sso-required")
        assert run.text.count("✗ sealed requires") == 1
        assert run.text.index("sso-required") < run.text.index("pass Token")
        assert run.text.index("Access") < run.text.index("visibility-differs-from-repository")

        await run.pilot.resize_terminal(*NARROW)
        await run.expect(lambda: "─ sso-required" not in run.text)


async def test_the_arrows_go_from_one_button_to_the_next() -> None:
    async with wizard() as run:
        await run.to_test()
        await run.tested()
        await run.expect("Enter continue")
        await run.press("right")
        await run.expect("Enter do this")
        await run.press("left")

        await run.expect("Enter continue")


async def test_what_a_qr_code_is_for_is_beside_it_on_a_small_terminal() -> None:
    async with wizard("sso", NARROW) as run:
        await run.to_test()
        await run.tested()
        await run.press("o")
        await run.expect("▀▀▄")

        assert "The page that fixes this" in run.text
        assert "/orgs/seal" in run.text


async def test_a_failed_test_keeps_what_was_typed_and_the_stored_token_goes_when_asked() -> None:
    async with wizard("expired", WIDE) as run:
        await run.to_test(key="ctrl+s")
        await run.tested()
        await run.expect("x delete the stored token")
        assert run.demo.keyring.read("ghcr.io", "octocat") is not None
        await run.press("x")
        await run.expect("Press x again")
        assert run.demo.keyring.read("ghcr.io", "octocat") is not None
        await run.press("x")
        await run.expect("its token were deleted")

        assert run.demo.keyring.read("ghcr.io", "octocat") is None
        assert run.app.model.state.kept is Kept.SESSION
        await run.press("escape")
        await run.expect("octocat")
        assert run.app.model.state.inspection is not None


@pytest.mark.parametrize("persona", ["newcomer", "sso"])
async def test_the_verdict_keeps_to_one_line_on_eighty_columns(persona: str) -> None:
    async with wizard(persona, NARROW) as run:
        await run.to_test()
        await run.tested()
        await run.expect(lambda: run.app.screen.query_one("#heading").size.height)

        lines = run.text.splitlines()
        verdict = next(number for number, line in enumerate(lines) if line.startswith(" Live test"))
        assert lines[verdict + 1].startswith(" ✗ ")


async def test_without_trouble_no_fix_is_offered_and_the_evidence_is_of_a_check_that_asked() -> None:
    async with wizard(size=NARROW) as run:
        await run.to_test()
        await run.tested()
        assert "open the fix" not in run.text
        await run.press("i")

        await run.expect("request id")


async def test_a_package_named_here_is_tested_at_once() -> None:
    async with wizard("app", WIDE) as run:
        await run.to_token_of_app()
        await run.press("ctrl+t")
        await run.expect(lambda: run.app.model.state.inspection)
        await run.press("f7")
        await run.tested()
        await run.press("a")
        await run.type("acme/team/api")
        await run.press("enter")
        await run.expect(lambda: run.app.model.state.test.running or run.app.model.state.test.report)
        await run.expect("1 of 1 package tested can be read")


async def test_a_name_that_is_none_is_refused_with_the_reason() -> None:
    async with wizard("anonymous", NARROW) as run:
        await run.to_anonymous_test()
        await run.tested()
        await run.press("a")
        await run.type("no such/[name]")
        await run.press("enter")
        await run.expect("✗")
        assert "Add by name" in run.text
        await run.press("escape")

        await run.expect("Live test")


async def test_github_out_of_reach_is_said_with_its_cause() -> None:
    faults = (Fault("api", "reset"), Fault("registry", "reset"))
    async with wizard(size=WIDE, faults=faults) as run:
        await run.to_test()
        await run.tested()
        await run.expect("could not connect")

        await run.expect("registry-unavailable")


async def test_all_packages_are_tried_by_a_key() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_test()
        await run.tested()
        await run.press("A")
        await run.expect("55 of 55 packages read")


async def test_push_is_asked_for_by_a_key_and_uploads_nothing() -> None:
    async with wizard("overprivileged", size=WIDE) as run:
        await run.to_test()
        await run.tested()
        assert "tested packages accept one" not in run.text
        await run.press("P")
        await run.expect("tested packages accept one")
        server = run.demo._server  # noqa: SLF001 - what the simulated GitHub was asked
        assert isinstance(server, DemoServer)
        asked = {row.method for row in server.requests() if "/blobs/uploads/" in row.path}
        assert asked == {"POST", "DELETE"}


async def test_the_worst_cause_stands_on_the_first_screen_of_a_small_terminal() -> None:
    async with wizard("sso", size=NARROW) as run:
        await run.to_test()
        await run.tested()
        await run.expect("✗ sealed requires single sign-on")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
@pytest.mark.parametrize(
    ("persona", "button", "then"),
    [
        ("expired", "Rotate the token", "Rotate octocat"),
        ("fine-grained", "Choose another method", "How do you want to authenticate?"),
    ],
)
async def test_where_nothing_can_be_browsed_enter_does_what_fixes_it(
    persona: str, button: str, then: str, size: tuple[int, int]
) -> None:
    async with wizard(persona, size) as run:
        await run.to_test(key="f7")
        await run.tested()
        await run.expect(button)
        assert "Browse the packages" not in run.text
        await run.press("enter")

        await run.expect(then)


async def test_where_nothing_is_listed_without_a_token_enter_adds_a_package() -> None:
    async with wizard("anonymous") as run:
        await run.to_anonymous_test()
        await run.tested()
        await run.expect("not verified yet")
        assert "Browse the packages" not in run.text
        await run.press("enter")
        await run.expect("Add by name")
        await run.type("octocat/hello")
        await run.press("enter")
        await run.expect("1 of 1 package tested can be read")

        assert "Browse the packages" in run.text


async def test_a_rejected_token_is_said_once_and_nothing_else_is_advised() -> None:
    async with wizard("expired") as run:
        await run.to_test()
        await run.tested()
        await run.expect("✗ GitHub rejects this token")

        shown = run.text
        assert "→ Create a new token and replace this one with it." in shown
        assert shown.count("rejects the token") == 1
        assert "not tested" in next(line for line in shown.splitlines() if "skip Pull" in line)
        assert "add by name" not in shown
        assert "test push" not in shown
