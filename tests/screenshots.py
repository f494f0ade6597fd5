"""Make the pictures of the wizard anew: ``python tests/screenshots.py``.

Every step and the tree with an opened tag, wide and narrow, dark, and one light, from the simulated GitHub at a fixed
moment. The same sources give the same bytes: what differs between two runs (ports, milliseconds, identifiers, marks) is
replaced by fixed text of the same width. The pictures name no font of a remote host.
"""

import asyncio
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
for variable in ("NO_COLOR", "TEXTUAL_THEME", "COLORFGBG"):
    os.environ.pop(variable, None)

from textual.widgets import Input  # noqa: E402 - the variables above must be gone before Textual looks

from ghcr_wizard.domain.methods import Method  # noqa: E402 - likewise
from ghcr_wizard.tui import themes  # noqa: E402 - likewise
from tests.tui.wizard import NARROW, WIDE, Wizard, wizard  # noqa: E402 - likewise

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
_PORT = re.compile(r"127\.0\.0\.1:\d{5}")
_ID = re.compile(r"terminal-\d+-")
_FONTS = re.compile(r"@font-face \{.*?\}", re.DOTALL)


def still(svg: str, token: str) -> str:
    """The picture without anything that differs between two runs, and without a remote font."""
    svg = _ID.sub("terminal-", _FONTS.sub("", svg))
    svg = svg.replace("Fira Code", "JetBrains Mono, Fira Code, Menlo, Consolas, DejaVu Sans Mono")
    svg = _PORT.sub("127.0.0.1:40000", svg)
    assert token[4:] not in svg
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


async def settle(run: Wizard) -> None:
    """Give the checks times that are the same in every run."""
    await run.tested()
    test = run.app.state.test
    results = tuple(replace(each, milliseconds=each.milliseconds and 84.0) for each in test.results)
    run.app.update(test=replace(test, results=results))


async def take(run: Wizard, name: str) -> None:
    """Write one picture."""
    await run.expect(lambda: not list(run.app._notifications))  # noqa: SLF001 - a message in a corner comes and goes
    before, picture = "", still(run.app.export_screenshot(title="ghcr-wizard"), run.demo.token)
    while picture != before:  # what was mounted just now may still be on its way to its place
        await run.pilot.pause(0.3)
        before, picture = picture, still(run.app.export_screenshot(title="ghcr-wizard"), run.demo.token)
    (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")


async def walk(size: tuple[int, int], suffix: str, theme: str) -> None:
    """The maintainer's walk through all steps."""
    async with wizard("maintainer", size) as run:
        run.app.theme = theme
        await run.expect(lambda: run.app.demo_ready)
        await take(run, f"1-registry-{suffix}")
        await run.press("enter")
        await run.expect("Which credential?")
        await take(run, f"2-method-{suffix}")
        await run.press("enter")
        await run.expect("GitHub's page")
        await take(run, f"3-scopes-{suffix}")
        await run.press("enter", "ctrl+t")
        await run.expect("demo keyring")
        await take(run, f"4-token-{suffix}")
        await run.press("ctrl+s")
        await settle(run)
        await take(run, f"5-test-{suffix}")
        await run.press("enter", "slash", *"team")
        await run.press("enter", "enter")
        await run.expect("latest")
        await run.press("down")
        await run.expect("linux/amd64")
        await take(run, f"6-packages-{suffix}")
        await run.press("u")
        await run.expect("Push events")
        await run.press("down", "down")
        await run.expect("Proven")
        await take(run, f"7-use-{suffix}")


async def sealed() -> None:
    """The live test of a token without single sign-on."""
    async with wizard("sso", WIDE) as run:
        await run.to_test(Method.CLASSIC_PAT, "ctrl+s")
        await settle(run)
        await take(run, "5-test-sso-wide")


async def light() -> None:
    """The tree in the light theme."""
    async with wizard("maintainer", WIDE) as run:
        run.app.theme = themes.LIGHT.name
        await run.to_test(Method.CLASSIC_PAT, "ctrl+s")
        await run.to_packages()
        await run.press("slash", *"team")
        await run.press("enter", "enter")
        await run.expect("latest")
        await run.press("down")
        await run.expect("linux/amd64")
        await take(run, "6-packages-light")


async def main() -> None:
    """Take all of them."""
    Input.cursor_blink = False  # type: ignore[assignment]  # a class-wide default instead of a reactive
    FOLDER.mkdir(exist_ok=True)
    await walk(WIDE, "wide", themes.DARK.name)
    await walk(NARROW, "narrow", themes.DARK.name)
    await sealed()
    await light()


if __name__ == "__main__":
    asyncio.run(main())
