"""What every screen looks like: messages, panes, selections, wide and narrow, with and without color."""

import pytest

from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.tui.highlighting import highlighted
from tests.tui.wizard import NARROW, WIDE, Wizard, wizard


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
async def test_messages_have_lines_of_their_own_above_the_keys_and_cover_nothing(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        await run.expect(lambda: run.app.demo_ready)
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
        assert "bold" in style_of(run, '"auths"')
        await run.press(*["down"] * 2)
        await run.expect("apiVersion")
        assert "bold" in style_of(run, "apiVersion")
        assert "bold" not in style_of(run, ": Secret")


async def test_the_workflow_of_the_actions_token_is_highlighted() -> None:
    async with wizard() as run:
        await run.choose(Method.ACTIONS_TOKEN)
        await run.expect("permissions")

        assert "bold" in style_of(run, "permissions")


def test_a_text_is_highlighted_as_it_stands_and_never_parsed_as_markup() -> None:
    text = 'a: "[red]b[/red]"\n[/x]\nc: [@click=app.quit]d[/]\n\n'

    for name in ("a.yaml", "a.json", "a.txt"):
        assert "\n".join(line.plain for line in highlighted(text, name)).rstrip("\n") == text.rstrip("\n")


def style_of(run: Wizard, text: str) -> str:
    """The style of what is drawn with a text in it."""
    strips = run.app.screen._compositor.render_strips()  # noqa: SLF001 - the lines as they would be painted
    return next(str(segment.style) for strip in strips for segment in strip if text in segment.text)
