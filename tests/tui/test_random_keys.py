"""No key at any moment ends the program: quick and careless typing on every screen."""

import asyncio
import random

import pytest
from textual import events

from tests.tui.wizard import Wizard, wizard

KEYS = (
    *"abcdefhijklmnoprstuvwxyzACDFGMNPRSVY/=?123456789",
    *("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "pageup", "pagedown", "home", "end"),
    *(
        "space",
        "backspace",
        "delete",
        "f2",
        "f3",
        "ctrl+p",
        "ctrl+t",
        "ctrl+o",
        "f6",
        "f7",
        "f12",
        "ctrl+r",
        "ctrl+s",
        "ctrl+l",
        "ctrl+n",
        "ctrl+u",
    ),
)
PRESSES = 250


def key(name: str) -> events.Key:
    return events.Key(
        {"/": "slash", "=": "equals_sign", "?": "question_mark"}.get(name, name), name if len(name) == 1 else None
    )


async def hammer(run: Wizard, seed: int) -> None:
    """Press keys without waiting for what they do; now and then wait a little."""
    chance = random.Random(seed)  # noqa: S311 - the same keys every time
    pressed: list[str] = []
    for _ in range(PRESSES):
        pressed.append(chance.choice(KEYS))
        run.app.post_message(key(pressed[-1]))
        if chance.random() < 0.3:
            await asyncio.sleep(0)
        if chance.random() < 0.1:
            await run.pilot.pause()
        assert run.app._exception is None, (seed, pressed[-12:], run.app._exception)  # noqa: SLF001 - what ends the app
        if run.app.return_value is not None:
            return  # the palette's Quit


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("persona", ["maintainer", "sso", "github-app", "hooks"])
async def test_careless_keys_never_end_the_wizard(persona: str, seed: int) -> None:
    async with wizard(persona) as run:
        await hammer(run, seed)
        await run.pilot.pause()

        assert run.app._exception is None  # noqa: SLF001 - what ends the app
        assert run.app.is_running or run.app.return_value is not None


async def test_a_palette_scrolled_before_it_has_anything_goes_on() -> None:
    async with wizard("maintainer") as run:
        for name in ("ctrl+p", "pagedown", "pageup", "end", "escape"):
            run.app.post_message(key(name))
        await run.pilot.pause()

        assert run.app.is_running
        assert run.app._exception is None  # noqa: SLF001 - what ends the app


async def test_a_timer_or_a_worker_that_comes_too_late_for_its_widget_ends_nothing() -> None:
    late: list[str] = []
    async with wizard("maintainer") as run:

        def look() -> None:
            late.append("looked")
            run.app.screen.query_one("#gone")

        async def work() -> None:
            look()

        run.app.screen.set_timer(0.001, look)
        run.app.screen.set_interval(0.001, look, repeat=1)
        run.app.run_worker(work())  # as Textual's own palette does: it ends the program where it fails
        await run.expect(lambda: len(late) == 3)
        await run.pilot.pause()

        assert run.app.is_running
        assert run.app._exception is None  # noqa: SLF001 - what ends the app
