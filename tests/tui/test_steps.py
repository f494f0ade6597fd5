"""The steps: recognition, going back and forth, help, commands, and what works at any size."""

import pytest
from textual.widgets import Input

from ghcr_wizard.demo.personas.build import PERSONAS
from ghcr_wizard.github.auth_methods import METHODS, Method
from ghcr_wizard.github.scopes import Wishes
from ghcr_wizard.tui.steps import Step
from tests.tui.wizard import NARROW, WIDE, wizard


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ghcr.io", "GitHub Container Registry detected"),
        ("https://ghcr.io/acme/team/api:1.2", "acme/team/api:1.2 will be"),
        ("acme.ghe.com", "containers.acme.ghe.com"),
        ("github.example.com", "GitHub Enterprise Server"),
        ("ghrc.io", "Press Enter to use ghcr.io"),
        ("docker.pkg.github.com", "Press Enter to use ghcr.io"),
        ("docker.io", "another company's registry"),
        ("http://ghcr.io", "would be sent unencrypted"),
        ("[/red]", "is not a host name"),
    ],
)
async def test_a_registry_is_recognized_as_it_is_typed(typed: str, said: str) -> None:
    async with wizard(size=WIDE) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.press("ctrl+u")
        await run.type(typed)

        await run.expect(said)


async def test_enter_takes_the_correction_and_then_goes_on() -> None:
    async with wizard() as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.press("ctrl+u")
        await run.paste("ghrc.io")
        await run.press("enter")
        assert run.app.screen.query_one("#registry", Input).value == "ghcr.io"
        await run.press("enter")

        await run.expect("How do you want to authenticate?")


async def test_an_image_named_in_the_first_step_is_tested() -> None:
    async with wizard("anonymous") as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.press("ctrl+u")
        await run.paste("ghcr.io/octocat/hello:latest")
        await run.choose(Method.ANONYMOUS)
        await run.tested()

        await run.expect("octocat/hello")
        report = run.app.model.state.test.report
        assert report is not None
        assert [grant.name for grant in report.packages] == ["octocat/hello"]


async def test_going_back_and_forth_loses_nothing() -> None:
    async with wizard() as run:
        await run.to_token()
        await run.press("escape")
        await run.press("down", "down", "space")
        await run.press("enter")
        await run.type("mona")
        await run.press("down")
        await run.paste("ghp_something")
        await run.press("down")
        await run.type("what is it? /mine/")
        await run.press("escape", "escape", "escape")
        await run.expect("Which registry?")
        await run.press("enter", "enter", "enter")
        await run.expect("Paste the token")

        values = {field.id: field.value for field in run.app.screen.query(Input)}
        assert values["username"] == "mona"
        assert values["token"] == "ghp_something"
        assert values["description"] == "what is it? /mine/"
        assert run.app.model.state.wishes == Wishes(push=True)


async def test_an_app_fills_in_its_user_name_and_another_method_takes_it_back() -> None:
    async with wizard() as run:
        await run.choose(Method.APP_INSTALLATION)
        await run.expect("Install App")
        await run.press("enter")
        await run.expect("x-access-token")
        await run.press("escape", "escape")
        await run.press(*["up"] * [info.method for info in METHODS].index(Method.APP_INSTALLATION), "enter")
        await run.press("enter")
        await run.expect("Paste the token")

        assert "x-access-token" not in run.text


async def test_actions_end_with_the_lines_for_the_workflow() -> None:
    async with wizard() as run:
        await run.choose(Method.ACTIONS_TOKEN)
        await run.expect("docker/login-action")
        assert "packages: read" in run.text
        await run.press("down", "down", "space")
        await run.expect("packages: write")
        await run.press("y", "enter")

        assert "password: ${{ secrets.GITHUB_TOKEN }}" in run.app.clipboard
        assert run.app.model.state.step is Step.SCOPES


async def test_ticks_make_the_scopes_and_the_link() -> None:
    async with wizard(size=WIDE) as run:
        await run.choose(Method.CLASSIC_PAT)
        await run.expect("GitHub's page, prefilled")
        await run.press("down", "space", "down", "space", "down", "space", "down", "down", "right")
        await run.expect("60 days]")
        await run.press("y")

        assert run.app.clipboard.endswith(
            "/settings/tokens/new?scopes=write:packages,delete:packages&description=ghcr-wizard&default_expires_at=60"
        )
        await run.expect("clipboard, by way of the terminal")


async def test_without_a_browser_the_link_is_shown_with_its_code() -> None:
    async with wizard(size=NARROW) as run:
        await run.choose(Method.CLASSIC_PAT)
        await run.expect("GitHub's page, prefilled")
        await run.press("o")
        await run.expect(lambda: sum("█" in line for line in run.text.splitlines()) >= 18)
        await run.press("escape")

        await run.expect("What should the token be able to do?")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
async def test_help_describes_each_step_and_its_keys(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        for word in ("look-alike", "scanners", "read:packages lists", "never shown"):
            await run.press("question_mark")
            await run.expect(word)
            await run.press("escape")
            await run.press("enter")


@pytest.mark.parametrize("persona", sorted(set(PERSONAS) - {"enterprise", "colossus"}))
async def test_a_visitor_of_the_demonstration_begins_at_its_own_method(persona: str) -> None:
    async with wizard(persona) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.press("enter")
        await run.expect("How do you want to authenticate?")
        await run.press("enter")

        await run.expect(lambda: run.app.model.state.method is Method(PERSONAS[persona].method))
        await run.expect(lambda: run.app.model.state.step is not Step.METHOD)


async def test_a_windows_keys_stand_in_the_place_of_those_below_it() -> None:
    async with wizard() as run:
        await run.to_test()
        await run.to_packages()
        assert "f filters" in run.text
        await run.press("f")
        await run.expect("Filters and order")

        assert "e export" not in run.text
        assert "Esc close" in run.text


async def test_help_writes_signs_as_signs() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_test()
        await run.to_packages()
        await run.press("question_mark", *["pagedown"] * 6)
        await run.expect("Open everything in it")

        assert "asterisk" not in run.text
        assert "*" in next(line for line in run.text.splitlines() if "Open everything in it" in line)


async def test_the_palette_knows_the_keys_of_the_step() -> None:
    async with wizard(size=WIDE) as run:
        await run.choose(Method.CLASSIC_PAT)
        await run.expect("GitHub's page, prefilled")
        await run.press("ctrl+p")
        await run.expect("Open GitHub's page")
        for command in ("QR code", "Copy", "Continue", "Back", "Help", "Quit", "Change the theme"):
            assert command in run.text
        await run.type("qr")
        await run.press("enter")

        await run.expect("GitHub's page for the new token")


async def test_a_command_of_the_palette_is_one_line_and_found_by_what_is_said_of_it() -> None:
    async with wizard() as run:
        await run.expect("Which registry?")
        await run.press("ctrl+p")
        await run.expect("Push events  Webhooks: have GitHub")
        await run.type("scanner")

        await run.expect(lambda: "Push events" in run.text and "Compare credentials" not in run.text)


async def test_every_binding_has_an_id_and_a_description() -> None:
    async with wizard() as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.to_test()
        await run.to_packages()
        for step in Step:
            screen = run.app.get_screen(step)
            nodes = [screen, run.app, *screen.query("*")]
            ours = [node for node in nodes if type(node).__module__.startswith("ghcr_wizard")]
            for node in ours:
                for binding in type(node).__dict__.get("BINDINGS", []):
                    assert binding.id, binding
                    assert binding.description, binding


@pytest.mark.parametrize("size", [(20, 5), (40, 12), (60, 16), (99, 24), (100, 30), (220, 60)])
async def test_no_size_of_terminal_breaks_a_step(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        await run.to_test_at_any_size()
        for _ in range(5):
            await run.press("escape")
        await run.press("question_mark", "escape", "enter")

        assert run.app.is_running


async def test_a_terminal_made_small_and_large_again_keeps_its_content() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_test()
        await run.tested()
        await run.pilot.resize_terminal(20, 5)
        await run.pilot.resize_terminal(*WIDE)

        await run.expect("Access")


async def test_on_eighty_columns_everything_below_can_be_scrolled_to() -> None:
    async with wizard(size=NARROW) as run:
        await run.to_test()
        await run.tested()
        assert "openco/ci/release is private" not in run.text
        await run.press("pagedown", "pagedown", "pagedown")

        await run.expect("openco/ci/release is private")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (130, 40), (160, 45)])
async def test_a_step_of_the_rail_is_clicked_where_its_label_stands_and_nowhere_else(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        await run.to_token()
        lines = run.text.splitlines()
        row = next(at for at, line in enumerate(lines) if "✓ Method" in line)
        column = lines[row].index("✓ Method")
        for beside in (column - 1, column + len("✓ Method")):
            await run.pilot.click(offset=(beside, row))
            assert run.app.model.state.step is Step.TOKEN
        await run.pilot.click(offset=(column + len("✓ Method") - 1, row))

        await run.at(Step.METHOD)
        await run.pilot.click(offset=(lines[row].index("Method"), row))
        assert run.app.model.state.step is Step.METHOD  # where one is already


async def test_where_labels_have_no_room_the_marks_are_clicked() -> None:
    async with wizard(size=(50, 40)) as run:
        await run.to_token()
        await run.expect("✓ ✓ ✓ ● Token ○ ○ ○  step 4 of 7")
        row = next(at for at, line in enumerate(run.text.splitlines()) if "● Token" in line)
        await run.pilot.click(offset=(run.text.splitlines()[row].index("✓") + 2, row))

        await run.at(Step.METHOD)


async def test_the_demonstration_is_named_on_every_screen() -> None:
    async with wizard() as run:
        for walk in (run.to_token, run.to_packages):
            assert "DEMO maintainer" in run.text
            if walk == run.to_packages:
                await run.press("ctrl+t")
                await run.expect(lambda: run.app.model.state.inspection)
                await run.press("f7")
            await walk()
        assert "DEMO maintainer" in run.text


@pytest.mark.parametrize(
    ("environment", "theme"),
    [({}, "ghcr-dark"), ({"COLORFGBG": "0;15"}, "ghcr-light"), ({"TEXTUAL_THEME": "no such"}, "ghcr-dark")],
)
async def test_the_theme_follows_the_terminal(environment: dict[str, str], theme: str) -> None:
    async with wizard(environment=environment) as run:
        await run.expect("Which registry?")

        assert run.app.theme == theme


async def test_a_program_ended_before_its_first_step_ends_quietly() -> None:
    async with wizard() as run:
        run.app.exit()

    assert run.app.return_code == 0
