"""What every screen looks like: messages, panes, selections, wide and narrow, with and without color."""

from pathlib import Path

import pytest
from rich.color_triplet import ColorTriplet
from rich.style import Style

from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.settings import read_settings
from ghcr_wizard.tui.highlighting import highlighted
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.block import Block, pane
from ghcr_wizard.tui.widgets.package_tree import PackageTree
from ghcr_wizard.tui.widgets.split import Divider
from tests.tui.wizard import NARROW, WIDE, Wizard, wizard


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
async def test_messages_have_lines_of_their_own_above_the_keys_and_cover_nothing(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.press("enter")
        await run.expect("How do you want to authenticate?")
        before = run.text.splitlines()

        run.app.say("Saved to the keyring.")
        run.app.say("Something has to be said at some length. " * 5, "warning")
        await run.expect("at some length")

        after = run.text.splitlines()
        said = next(number for number, line in enumerate(after) if "Saved to the keyring." in line)
        assert after[:10] == before[:10]
        assert "at some length" in after[said + 1]
        assert after[-1] == before[-1]
        assert "How do you want" in "".join(after[:said])


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}], ids=["colors", "no colors"])
async def test_yaml_and_json_are_highlighted_and_stand_out_without_colors_too(environment: dict[str, str]) -> None:
    async with wizard(size=WIDE, environment=environment) as run:
        await run.to_test()
        await run.to_packages()
        await run.press("u", *["down"] * 2)
        await run.expect('"auths"')
        assert painted(run, '"auths"').bold
        await run.press(*["down"] * 2)
        await run.expect("apiVersion")
        assert painted(run, "apiVersion").bold
        assert not painted(run, ": Secret").bold


async def test_the_workflow_of_the_actions_token_is_highlighted() -> None:
    async with wizard() as run:
        await run.choose(Method.ACTIONS_TOKEN)
        await run.expect("permissions")

        assert painted(run, "permissions").bold


def test_a_text_is_highlighted_as_it_stands_and_never_parsed_as_markup() -> None:
    text = 'a: "[red]b[/red]"\n[/x]\nc: [@click=app.quit]d[/]\n\n'

    for name in ("a.yaml", "a.json", "a.txt"):
        assert "\n".join(line.plain for line in highlighted(text, name)).rstrip("\n") == text.rstrip("\n")


def painted(run: Wizard, text: str) -> Style:
    """The style of what is drawn with a text in it."""
    strips = run.app.screen._compositor.render_strips()  # noqa: SLF001 - the lines as they would be painted
    return next(segment.style or Style() for strip in strips for segment in strip if text in segment.text)


async def test_the_line_beside_the_tree_is_moved_by_keys_and_mouse_and_stays_there(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    async with wizard(size=WIDE, settings=settings) as run:
        await run.to_test()
        await run.to_packages()
        tree = run.app.screen.query_one(PackageTree)
        before = tree.size.width
        await run.press("greater_than_sign")
        await run.expect(lambda: tree.size.width > before)
        await run.press("less_than_sign", "less_than_sign")
        await run.expect(lambda: tree.size.width < before)
        await run.expect(lambda: read_settings(settings).split == "40")

        line = run.app.screen.query_one(Divider)
        await run.pilot.mouse_down(line, offset=(0, 5))
        await run.pilot.hover(offset=(120, 12))
        await run.pilot.mouse_up(offset=(120, 12))
        await run.expect(lambda: read_settings(settings).split == "70")

    async with wizard(size=WIDE, settings=settings) as run:
        await run.to_test()
        await run.to_packages()
        assert run.app.screen.query_one(PackageTree).size.width > before


async def test_on_eighty_columns_the_line_is_moved_up_and_down() -> None:
    async with wizard() as run:
        await run.to_test()
        await run.to_packages()
        tree = run.app.screen.query_one(PackageTree)
        before = tree.size
        await run.press("less_than_sign")
        await run.expect(lambda: tree.size.height < before.height)
        assert tree.size.width == before.width


PANES = {
    Step.REGISTRY: ("What happens next", "Your token", "Troubleshooting"),
    Step.METHOD: ("Methods", "What it can do"),
    Step.SCOPES: ("Required scopes", "GitHub's page, prefilled"),
    Step.TOKEN: ("Where it is kept", "What happens next", "Your token"),
}


@pytest.mark.parametrize("size", [(100, 40), (130, 40), WIDE], ids=str)
async def test_wide_screens_have_titled_panes_that_say_what_helps(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        for step, titles in PANES.items():
            await run.at(step)
            for title in titles if size[0] > 100 else titles[:1]:
                await run.expect(f"─ {title} ─")
            await run.press("enter")


async def test_a_title_of_a_pane_is_never_parsed_as_markup() -> None:
    assert pane(Block(), "[red]a[/x]").border_title == r"\[red]a\[/x]"


async def test_in_every_theme_what_is_selected_and_what_is_muted_can_be_read() -> None:
    async with wizard(size=WIDE) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.press("enter")
        await run.expect("How do you want")
        for theme in run.app.available_themes:
            run.app.theme = theme
            await run.pilot.pause()
            selected, other = painted(run, "Classic personal"), painted(run, "Fine-grained")
            if run.app.native_ansi_color:  # the terminal's own colors: nobody knows them
                assert selected.underline
                assert not other.underline
                continue
            assert selected.bgcolor != other.bgcolor
            for text in ("Classic personal", "recommended", "GHCR supports", "DEMO"):
                assert contrast(painted(run, text)) > 3, (theme, text)


async def test_without_colors_every_field_has_a_mark_and_another_where_it_has_the_focus() -> None:
    async with wizard(environment={"NO_COLOR": "1"}) as run:
        await run.to_token()
        assert marks(run) == "▌│││"
        await run.press("down", "down")

        assert marks(run) == "││▌│"


def marks(run: Wizard) -> str:
    """What is at the left of each field of the token's step."""
    rows = run.text.splitlines()
    return "".join(
        next(row for row in rows if row.startswith(f" {label} "))[16]
        for label in ("User name", "Token", "Description", "Profile")
    )


async def test_whom_to_compare_with_can_be_read_where_it_is_selected() -> None:
    async with wizard(size=WIDE) as run:
        run.app.theme = "ghcr-light"
        await run.to_test()
        await run.to_packages()
        await run.press("equals_sign")
        await run.expect("another token")
        await run.press("down")

        assert contrast(painted(run, "another token")) > 3
        assert contrast(painted(run, "it is not saved")) > 3


def contrast(style: Style) -> float:
    """How much lighter one of the two colors is than the other, as WCAG counts it."""
    assert style.color is not None
    assert style.bgcolor is not None
    darker, lighter = sorted(luminance(color.get_truecolor()) for color in (style.color, style.bgcolor))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: ColorTriplet) -> float:
    red, green, blue = (v / 12.92 if v <= 0.04 else ((v + 0.055) / 1.055) ** 2.4 for v in color.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
