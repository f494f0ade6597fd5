"""What a person sets: chosen in the wizard it stays chosen, a wrong entry costs itself alone, keys can be others."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rich.color import ColorType
from rich.segment import Segment

from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.settings import Settings, read_settings
from tests.tui.wizard import WIDE, Wizard, wizard


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """The settings' file, which is not there yet."""
    return tmp_path / "settings" / "settings.toml"


@pytest.fixture
def write(settings: Path) -> Callable[[str], Path]:
    """Write the settings' file."""

    def written(text: str) -> Path:
        settings.parent.mkdir(exist_ok=True)
        settings.write_text(text)
        return settings

    return written


async def command(run: Wizard, words: str, found: str) -> None:
    """Run a command of the palette."""
    await run.press("ctrl+p")
    await run.expect("Search for commands")
    await run.type(words)
    await run.expect(found)
    await run.press("enter")


async def to_tree(run: Wizard) -> None:
    await run.to_test()
    await run.to_packages()


async def test_a_theme_is_found_by_light_and_stays_chosen(settings: Path) -> None:
    async with wizard(size=WIDE, settings=settings) as run:
        await run.expect("Which registry?")
        await command(run, "light", "Change the theme")
        await run.expect("Search for themes")
        await run.type("solar (light)")
        await run.expect("solarized-light  (light)")
        await run.press("enter")
        await run.expect(lambda: read_settings(settings).theme == "solarized-light")

    async with wizard(size=WIDE, settings=settings) as run:
        await run.expect("Which registry?")

        assert run.app.theme == "solarized-light"


async def test_what_was_not_chosen_is_not_written(settings: Path) -> None:
    async with wizard(settings=settings) as run:
        await run.expect("Which registry?")

    assert list(settings.parent.parent.iterdir()) == []


async def test_the_order_of_packages_stays_chosen_and_the_file_keeps_its_comments(
    write: Callable[[str], Path],
) -> None:
    settings = write('# mine\nsort = "name"  # by name\n\n# keys\n[keymap]\n')
    async with wizard(size=WIDE, settings=settings) as run:
        await to_tree(run)
        await run.press("s")
        await run.expect("▼ by last push")
        await run.expect(lambda: read_settings(settings).sort == "pushed")

    assert settings.read_text() == '# mine\nsort = "pushed"  # by name\n\n# keys\n[keymap]\n'
    async with wizard(size=WIDE, settings=settings) as run:
        await to_tree(run)
        await run.expect("▼ by last push")


async def test_times_are_shown_in_utc_from_the_palette_and_the_next_time(settings: Path) -> None:
    async with wizard(size=WIDE, settings=settings) as run:
        await to_tree(run)
        await run.press("slash", *"team/api", "enter")
        await run.expect("Created")
        assert " UTC" not in run.text
        await command(run, "times in", "Show times in UTC")
        await run.expect(" UTC")
        await run.expect(lambda: read_settings(settings).times == "utc")

    async with wizard(size=WIDE, settings=settings) as run:
        await to_tree(run)
        await run.press("slash", *"team/api", "enter")
        await run.expect(" UTC")


async def test_a_wrong_entry_costs_itself_alone_and_is_said(write: Callable[[str], Path]) -> None:
    settings = write('theme = nord\nsort = "versions"\ntimes = "noon"\ncolour = "red"\n')
    async with wizard(size=WIDE, settings=settings) as run:
        await run.expect("settings.toml: line 1 is not valid and was left out")
        await run.expect("times must be one of these, in quotes: local, utc.")
        await run.expect("colour is not a setting.")
        await to_tree(run)
        await run.expect("▼ by versions")


async def test_a_broken_file_is_not_written_anew(write: Callable[[str], Path]) -> None:
    text = 'theme = nord\n# my notes\n"sort = 5\n'
    settings = write(text)
    async with wizard(size=WIDE, settings=settings) as run:
        await run.expect("Which registry?")
        run.app.theme = "dracula"
        await run.expect("so it was not changed")

    assert settings.read_text() == text


async def test_a_file_that_cannot_be_written_costs_the_choice_alone(settings: Path) -> None:
    settings.parent.write_text("a file where the folder should be")
    async with wizard(size=WIDE, settings=settings) as run:
        await run.expect("Which registry?")
        run.app.theme = "dracula"

        await run.expect("settings.toml could not be written")
        assert run.app.theme == "dracula"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a = " + b"[" * 30_000, b"x" * 70_000, b'"""\n', b"[" * 9_000])
def test_no_file_keeps_the_program_from_starting(content: bytes, settings: Path) -> None:
    settings.parent.mkdir()
    settings.write_bytes(content)
    found = read_settings(settings)

    assert [problem[:13] for problem in found.problems] == ["settings.toml"]
    assert found == Settings(problems=found.problems, path=settings)


async def test_keys_can_be_others_and_the_bar_tells_them(write: Callable[[str], Path]) -> None:
    settings = write('[keymap]\n"packages.copy" = "Y"\npackages.copy-pull = "y"\n"packages.sort" = "f9"\n')
    async with wizard(size=WIDE, settings=settings) as run:
        await to_tree(run)
        await run.press("slash", *"team/api", "enter")
        await run.expect("F9 sort")
        await run.press("s")
        assert "▼" not in run.text
        await run.press("f9")
        await run.expect("▼ by last push")
        await run.press("Y")
        await run.expect("Sent ghcr.io/acme/team/api to the clipboard")


REFUSED = {
    '"packages.copy" = "e"': "packages.copy cannot be e, which is taken by packages.export.",
    '"packages.open" = "j"': "packages.open cannot be j, which is taken by tree.down.",
    '"packages.pull" = "f2"': "packages.pull cannot be F2, which is taken by explain.",
    '"packages.cpoy" = "c"': "nothing is called packages.cpoy; did you mean packages.copy?",
    '"packages.add" = "the any key"': "packages.add: the any key is not a key.",
    '"packages.use" = ""': "packages.use names no key.",
    '"quit" = "z"': "quit works while a text is typed, so its key cannot be a character.",
    '"packages.renew" = 5': "keymap: packages.renew must be a key, in quotes.",
}


async def test_a_key_that_cannot_be_had_is_refused_by_name(write: Callable[[str], Path]) -> None:
    entries = "\n".join(REFUSED)
    async with wizard(size=WIDE, settings=write(f'[keymap]\n{entries}\n"packages.sort" = "f9"\n')) as run:
        await run.expect("Key not changed")
        said = " ".join(notification.message for notification in run.app._notifications)  # noqa: SLF001 - read whole
        assert [each for each in REFUSED.values() if each not in said] == []
        await to_tree(run)
        await run.press("slash", *"team/api", "enter", "y")
        await run.expect("Sent ghcr.io/acme/team/api to the clipboard")
        await run.press("f9")
        await run.expect("▼ by last push")


def painted_on_tree(run: Wizard) -> list[list[Segment]]:
    """The lines as they go to the terminal, once the person is at the tree."""
    return [list(strip) for strip in run.app.screen._compositor.render_strips()]  # noqa: SLF001 - with their styles


@pytest.mark.parametrize(("without_color", "theme"), [(True, "ghcr-dark"), (False, "ansi-light"), (False, "ansi-dark")])
async def test_where_the_terminal_chooses_the_colors_none_are_mixed_and_the_selection_is_reversed(
    without_color: bool, theme: str, write: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = {"NO_COLOR": "1"} if without_color else {}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    async with wizard(size=WIDE, environment=variables, settings=write(f'theme = "{theme}"\n')) as run:
        await run.choose(Method.ANONYMOUS)
        await run.press("escape")
        await run.expect("How do you want to authenticate?")
        styles = [segment.style for line in painted_on_tree(run) for segment in line if "No token" in segment.text]
        assert any(style and style.underline for style in styles)
        await run.press("home")
        await run.press("escape")
        await to_tree(run)
        await run.press("down", "down")
        lines = painted_on_tree(run)
        reversed_text = ["".join(part.text for part in line if part.style and part.style.reverse) for line in lines]
        assert any("blog" in text for text in reversed_text)
        colors = {
            color.type
            for line in lines
            for segment in line
            if segment.style
            for color in (segment.style.color, segment.style.bgcolor)
            if color is not None
        }

        assert colors <= ({ColorType.DEFAULT} if without_color else {ColorType.DEFAULT, ColorType.STANDARD})
