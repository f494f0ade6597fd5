"""Fifty thousand packages: filling the tree and searching it, against Textual's own `Tree` with the same nodes."""

from tests.benchmarks.figures import Figure
from tests.benchmarks.packages import FILL, FILLED, READY, SEARCH, SEARCHED, SHOW_ALL, TOTAL
from tests.benchmarks.terminal import Terminal

_TIMES = 5
_SEARCHES = 3


def measure() -> list[Figure]:
    """Key press to the count on the screen, both by turns, every node expanded."""
    ours: tuple[list[float], list[float]] = ([], [])
    theirs: tuple[list[float], list[float]] = ([], [])
    for _ in range(_TIMES):
        _sample("tests.benchmarks.apps.our_tree", *ours)
        _sample("tests.benchmarks.apps.textual_tree", *theirs)
    return [
        Figure(f"{TOTAL:,} packages filled in and painted, against Tree", ours[0], theirs[0], target=40, faster=True),
        Figure("a search that keeps most of them, against Tree", ours[1], theirs[1], target=40, faster=True),
    ]


def _sample(app: str, fills: list[float], searches: list[float]) -> None:
    with Terminal("-m", app) as terminal:
        terminal.painted(READY)
        fills.append(_seconds(terminal, FILL, FILLED))
        for _ in range(_SEARCHES):
            searches.append(_seconds(terminal, SEARCH, SEARCHED))
            _seconds(terminal, SHOW_ALL, FILLED)


def _seconds(terminal: Terminal, key: str, text: str) -> float:
    terminal.settle()
    pressed = terminal.press(key)
    return terminal.painted(text) - pressed
