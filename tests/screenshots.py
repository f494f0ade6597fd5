"""Make the pictures of the wizard anew: ``python tests/screenshots.py``.

Every step and the tree with an opened tag, wide and narrow, dark, and one light; then, at one size, what only some ways
lead through: Home, the App's step, signing in, a comparison, push events, a rotation; and one that moves, from nothing
to a verified token and a package of it. All from the simulated GitHub at a fixed moment. The same sources give the
same bytes: what differs between two runs (ports, folders, codes, the time left, milliseconds, identifiers, marks) is
replaced by fixed text of the same width. The pictures name no font of a remote host.
"""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
for variable in ("NO_COLOR", "TEXTUAL_THEME", "COLORFGBG"):
    os.environ.pop(variable, None)

from textual.widgets import Input  # noqa: E402 - the variables above must be gone before Textual looks

from ghcr_wizard.credentials.profile import Profile, Store  # noqa: E402 - likewise
from ghcr_wizard.demo.personas.build import build_world  # noqa: E402 - likewise
from ghcr_wizard.demo.switches import Fault  # noqa: E402 - likewise
from ghcr_wizard.github.auth_methods import Method  # noqa: E402 - likewise
from ghcr_wizard.secret import Secret  # noqa: E402 - likewise
from ghcr_wizard.tui import themes  # noqa: E402 - likewise
from tests.tui.wizard import NARROW, NOW, WIDE, Wizard, wizard  # noqa: E402 - likewise

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
_PORT = re.compile(r"127\.0\.0\.1:\d{5}")
_ID = re.compile(r"terminal-\d+-")
_FONTS = re.compile(r"@font-face \{.*?\}", re.DOTALL)
_FOLDER_NAME = re.compile(r"(ghcr-wizard-demo-)[a-z0-9_]{8}")
_CODE = re.compile(r"(?:[A-Z](?:&#160;){2}){4}-(?:(?:&#160;){2}[A-Z]){4}")
_LEFT = re.compile(r"14:\d\d(?=&#160;left)")
MIDDLE = (110, 30)
SMALL = (100, 28)
_CONTENT = '<g transform="translate(9, 41)" clip-path="url(#terminal-clip-terminal)">'
"""Where the terminal's own content begins in a picture."""
MAIN = Profile(
    "main",
    "ghcr.io",
    Method.CLASSIC_PAT,
    "octocat",
    "my own computer",
    Store.KEYRING,
    NOW - timedelta(days=27),
    NOW - timedelta(hours=5),
    "limited",
    NOW + timedelta(days=3),
    packages=55,
    scopes=("read:org", "read:packages"),
)
OTHERS = (
    replace(MAIN, name="cluster", description="pulls for staging", verdict="ok", expires_at=NOW + timedelta(days=52)),
    replace(MAIN, name="scanner", description="", verdict="failed", expires_at=NOW - timedelta(days=2), packages=0),
)


def still(svg: str, token: str) -> str:
    """The picture without anything that differs between two runs, and without a remote font."""
    svg = _ID.sub("terminal-", _FONTS.sub("", svg))
    svg = svg.replace("Fira Code", "JetBrains Mono, Fira Code, Menlo, Consolas, DejaVu Sans Mono")
    svg = _FOLDER_NAME.sub(r"\1a1b2c3d4", _PORT.sub("127.0.0.1:40000", svg))
    svg = _LEFT.sub("14:57", _CODE.sub("&#160;&#160;".join("WDJB-MJHT"), svg))
    assert not token or token[4:] not in svg
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


async def settle(run: Wizard) -> None:
    """Give the checks times that are the same in every run."""
    await run.tested()
    test = run.app.model.state.test
    results = tuple(replace(each, milliseconds=each.milliseconds and 84.0) for each in test.results)
    run.app.model.test_taken_over(replace(test, results=results))


async def take(run: Wizard, name: str) -> None:
    """Write one picture."""
    (FOLDER / f"{name}.svg").write_text(await picture(run), encoding="utf-8")


async def picture(run: Wizard) -> str:
    """What is on the screen, once nothing moves on it any more."""
    await run.expect(lambda: not run.app.screen.query("Toast"))  # a message comes and goes
    before, drawn = "", still(run.app.export_screenshot(title="ghcr-wizard"), run.demo.token)
    while drawn != before:  # what was mounted just now may still be on its way to its place
        await run.pilot.pause(0.3)
        before, drawn = drawn, still(run.app.export_screenshot(title="ghcr-wizard"), run.demo.token)
    return drawn


async def walk(size: tuple[int, int], suffix: str, theme: str) -> None:
    """The maintainer's walk through all steps."""
    async with wizard("maintainer", size) as run:
        run.app.theme = theme
        await run.expect(lambda: run.app.model.demo_ready)
        await take(run, f"1-registry-{suffix}")
        await run.press("enter")
        await run.expect("How do you want to authenticate?")
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
        await run.expect("Clusters")
        await run.press(*["down"] * 4)
        await run.expect("Verified")
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


@asynccontextmanager
async def profiles() -> AsyncIterator[Wizard]:
    """Home with three profiles, one of which ends soon."""
    async with wizard("rotating", MIDDLE, stored=(MAIN, Secret(build_world("rotating", NOW).token))) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        for profile in OTHERS:
            await run.app.model.credentials.store(profile, Secret(profile.name), default=False)
        run.app.stored.read()
        await run.expect("scanner")
        await run.press("home")
        yield run


async def home_and_rotation() -> None:
    """The stored profiles, and the rotation of the one that ends."""
    async with profiles() as run:
        await take(run, "0-home")
        await run.press("R")
        await run.expect("Rotate main")
        await run.press("ctrl+t", "enter")
        await run.expect("The new token is worse")
        await take(run, "8-rotate")


async def ways_to_a_token() -> None:
    """The App's step once it is filled in, and signing in while GitHub waits for the code."""
    async with wizard("github-app", MIDDLE) as run:
        await run.to_installation()
        await take(run, "4-app")
    waits = (Fault("web", "hang", path="/login/oauth/access_token"),)
    async with wizard("browser", MIDDLE, faults=waits) as run:
        await run.choose(Method.OAUTH_DEVICE)
        await run.press("enter")
        await run.expect("demo OAuth app")
        await run.press("enter")
        await run.expect("Type        the code below")
        await take(run, "4-sign-in")


async def comparison() -> None:
    """What a token sees that nobody else does."""
    async with wizard("maintainer", MIDDLE) as run:
        await run.to_test(Method.CLASSIC_PAT, "ctrl+s")
        await run.to_packages()
        await run.press("equals_sign", "enter")
        await run.expect("Only with octocat")
        await take(run, "6-compare")


async def push_events() -> None:
    """Why nobody is told of a package's pushes."""
    async with wizard("hooks", MIDDLE) as run:
        await run.to_test(Method.CLASSIC_PAT, "ctrl+s")
        await run.to_packages()
        await run.press("slash", *"team/api", "enter", "w")
        await run.expect("is published by")
        await take(run, "7-push-events")


def moving(frames: list[tuple[str, float]]) -> str:
    """Pictures of one size as a single one that shows them in turn, for so many seconds each, again and again.

    What does not move such pictures, or is told not to, shows the last.
    """
    whole = sum(seconds for _, seconds in frames)
    first = frames[0][0]
    styles, groups, begun = [], [], 0.0
    for number, (svg, seconds) in enumerate(frames):
        head, _, body = re.sub(r"terminal-r(\d+)", rf"f{number}-r\1", svg).partition(_CONTENT)
        start, end = (100 * moment / whole for moment in (begun, begun + seconds))
        shown = f"{start:.2f}% {{ visibility: visible }}"
        if start:
            shown = f"0% {{ visibility: hidden }} {shown}"
        if number < len(frames) - 1:
            shown += f" {end:.2f}% {{ visibility: hidden }}"
        styles += [
            *re.findall(rf"^\s*(\.f{number}-r\d+ .*)$", head, re.MULTILINE),
            f"@keyframes f{number} {{ {shown} }}",
            f".f{number} {{ animation: f{number} {whole:g}s step-end infinite }}",
        ]
        groups.append(f'<g class="frame f{number}">{body.rpartition("</g>")[0]}</g>')
        begun += seconds
    styles += [
        ".frame { visibility: hidden }",
        f".f{len(frames) - 1} {{ visibility: visible }}",
        "@media (prefers-reduced-motion: reduce) { .frame { animation: none } }",
    ]
    head = re.sub(r"^\s*\.terminal-r\d+ .*\n", "", first.partition(_CONTENT)[0], flags=re.MULTILINE)
    head = head.replace("    </style>", "\n".join(styles) + "\n    </style>")
    return head + _CONTENT + "\n".join(groups) + "\n</g>\n</svg>\n"


async def demo() -> None:
    """From nothing to a verified token and a package of it, in about twenty seconds."""
    frames: list[tuple[str, float]] = []

    async def frame(seconds: float) -> None:
        frames.append((await picture(run), seconds))

    async with wizard("maintainer", SMALL) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await frame(1.6)
        await run.press("enter")
        await run.expect("How do you want to authenticate?")
        await frame(1.8)
        await run.press("enter")
        await run.expect("GitHub's page")
        await frame(2.2)
        await run.press("enter")
        await run.expect("Paste the token")
        await frame(0.8)
        await run.press("ctrl+t")
        await run.expect("demo keyring")
        await frame(1.8)
        await run.press("ctrl+s")
        await settle(run)
        test = run.app.model.state.test
        for done in (1, 3, 5, 7, 9):
            current = test.results[done].id
            part = replace(test, results=test.results[:done], report=None, running=True, current=current)
            run.app.model.test_taken_over(part)
            await frame(0.4)
        run.app.model.test_taken_over(test)
        await frame(2.4)
        await run.press("enter")
        await run.expect("Packages  ")
        await frame(1.6)
        await run.press("slash")
        for letter in "team":
            await run.press(letter)
            await frame(0.3)
        await run.press("enter", "enter")
        await run.expect("latest")
        await run.press("down")
        await run.expect("linux/amd64")
        await frame(4.0)
    (FOLDER / "demo.svg").write_text(moving(frames), encoding="utf-8")


async def main() -> None:
    """Take all of them."""
    Input.cursor_blink = False  # type: ignore[assignment]  # a class-wide default instead of a reactive
    FOLDER.mkdir(exist_ok=True)
    await walk(WIDE, "wide", themes.DARK.name)
    await walk(NARROW, "narrow", themes.DARK.name)
    await sealed()
    await light()
    await home_and_rotation()
    await ways_to_a_token()
    await comparison()
    await push_events()
    await demo()


if __name__ == "__main__":
    asyncio.run(main())
