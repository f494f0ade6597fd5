"""One key, one meaning: every binding of every screen and widget is read, and held against the grammar."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import ghcr_wizard.tui
from ghcr_wizard.github.auth_methods import Method
from tests.tui.wizard import NARROW, WIDE, wizard

MEANINGS = {
    # go on, or open what is under it; set it up, where that is all there is to it
    "enter": {"select", "next", "take_search", "press", "open", "submit", "choose", "screen.apply"},
    "escape": {"back", "close"},
    "o": {"open", "way_in"},
    "y": {"copy"},
    "Y": {"copy_pull"},
    "S": {"copy_all", "secret"},  # copy, the secret in it
    "t": {"again", "test", "pull", "ask", "prove", "ping"},  # test it, with the real server
    "r": {"renew", "examine", "look"},  # refresh
    "R": {"rotate"},
    "x": {"remove", "by_hand", "forget"},  # delete
    "a": {"add", "another", "apply", "create"},
    "e": {"export", "write"},  # to a file
    "i": {"evidence", "read_more"},  # details
    "slash": {"search"},
    "f": {"filters", "close"},
    "s": {"sort"},
    "b": {"browse", "next"},
    "u": {"use"},
    "w": {"webhooks", "push_events"},
    "z": {"undo"},
    "d": {"default"},
    "n": {"rename"},
    "m": {"describe"},
    "c": {"command"},
    "q": {"quit"},
    "A": {"everything"},
    "P": {"push"},
    "F": {"repair"},
    "V": {"visibility"},
    "C": {"can_pull"},
    "M": {"mismatch"},
    "N": {"namespace"},
    "D": {"changed"},
    "equals_sign": {"compare"},
    "backspace": {"everything"},
    "question_mark": {"help"},
    "tab": {"app.focus_next"},
    "f1": {"help"},
    "f2": {"explain", "app.explain"},
    "f3": {"doctor", "app.doctor"},
    "f5": {"renew"},
    "f6": {"qr"},
    "f7": {"test_only"},
    "f12": {"exchanges"},
    "ctrl+c": {"interrupt", "stop"},
    "ctrl+f": {"find"},
    "ctrl+l": {"clear_clipboard", "app.clear_clipboard"},
    "ctrl+n": {"clear"},
    "ctrl+o": {"open"},
    "ctrl+p": {"command_palette"},
    "ctrl+q": {"quit"},
    "ctrl+r": {"refresh", "look_again", "ask_again"},
    "ctrl+s": {"store", "write", "keep"},  # save
    "ctrl+t": {"demo_app", "demo_token"},
    "ctrl+y": {"copy"},
    "ctrl+z": {"suspend_process"},
    "less_than_sign": {"split"},
    "greater_than_sign": {"split"},
    **{str(number): {"jump"} for number in range(1, 8)},
}
"""What each key does; moving is told apart below."""

MOVING = frozenset(
    {
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "space", "g", "G", "h", "j", "k", "l"),
        *("J", "K", "ctrl+up", "ctrl+down", "full_stop", "comma", "asterisk", "minus"),
    }
)
"""Keys that move, open and close, or tick, as lists and trees everywhere have them."""


def bindings() -> Iterator[tuple[str, str, str]]:
    """Every class of the wizard with a key of its own, the key, and the action's name."""
    for module in pkgutil.walk_packages(ghcr_wizard.tui.__path__, "ghcr_wizard.tui."):
        for value in vars(importlib.import_module(module.name)).values():
            if not (isinstance(value, type) and issubclass(value, DOMNode) and value.__module__ == module.name):
                continue
            for row in value.__dict__.get("BINDINGS", ()):
                binding = row if isinstance(row, Binding) else Binding(*row)
                for key in binding.key.split(","):
                    yield value.__name__, key.strip(), binding.action.partition("(")[0]


def strays(rows: Iterator[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Bindings that give a key another meaning, or one it has no meaning for."""
    return [row for row in rows if row[1] not in MOVING and row[2] not in MEANINGS.get(row[1], ())]


def test_a_key_means_one_thing_on_every_screen() -> None:
    found = list(bindings())

    assert len({name for name, _, _ in found}) > 20
    assert strays(iter(found)) == []


@pytest.mark.parametrize("planted", [("Home", "r", "rotate"), ("Use", "Y", "copy_all"), ("Rail", "f9", "collapse")])
def test_another_meaning_is_found(planted: tuple[str, str, str]) -> None:
    assert strays(iter([planted])) == [planted]


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
async def test_the_way_out_is_always_among_the_keys_at_the_bottom(size: tuple[int, int]) -> None:
    async with wizard("rotating", size) as run:
        await run.to_test(key="ctrl+s")
        await run.tested()
        bottom = "\n".join(run.text.splitlines()[-2:])

        for words in ("? help", "Ctrl+P commands", "Ctrl+Q quit"):
            assert words in bottom


async def test_a_function_key_is_written_as_on_a_keyboard() -> None:
    async with wizard(size=WIDE) as run:
        await run.choose(Method.CLASSIC_PAT)
        await run.expect("F6 QR code")
