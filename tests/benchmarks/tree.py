"""A hundred thousand packages in the tree, against Textual's own `Tree` with the same nodes, and against itself."""

from dataclasses import dataclass, field
from statistics import quantiles

from tests.benchmarks.figures import Figure, Weighed
from tests.benchmarks.packages import ARRIVE, FEW, FILL, MANY, READY, SEARCH, SHOW_ALL
from tests.benchmarks.terminal import Terminal

_TIMES = 5
_SEARCHES = 3
_KEYS = 100
_OURS, _THEIRS = "tests.benchmarks.apps.our_tree", "tests.benchmarks.apps.textual_tree"


@dataclass(slots=True)
class Samples:
    """What was measured of one side: seconds, and bytes that the tree came to, filled in and after searches."""

    fills: list[float] = field(default_factory=list)
    searches: list[float] = field(default_factory=list)
    filled: list[float] = field(default_factory=list)
    searched: list[float] = field(default_factory=list)


def measure() -> list[Figure]:
    """Key press to the count on the screen, both by turns, every node expanded."""
    ours, theirs, few = Samples(), Samples(), Samples()
    for _ in range(_TIMES):
        _sample(_OURS, MANY, ours)
        _sample(_THEIRS, MANY, theirs)
        _sample(_OURS, FEW, few)
    idle, busy = _cursor_keys()
    return [
        Figure(f"{MANY:,} packages filled in and painted, against Tree", ours.fills, theirs.fills, 60, faster=True),
        Figure("a search that keeps most of them, against Tree", ours.searches, theirs.searches, 50, faster=True),
        Weighed("memory for them, against Tree", ours.filled, theirs.filled, 0.2),
        Weighed("memory after three searches, against Tree", ours.searched, theirs.searched, 0.2),
        Figure(f"filling them in, against {FEW:,}: ten times as many", ours.fills, few.fills, 10),
        Figure("searching them, against the same", ours.searches, few.searches, 10),
        Figure("a cursor key while pages arrive, against none (95 %)", busy, idle, 2),
    ]


def _sample(app: str, total: int, samples: Samples) -> None:
    """Fill and search; weighed before and after the searches, as ours makes what a search needs when there is one."""
    with Terminal("-m", app, str(total)) as terminal:
        terminal.painted(READY)
        terminal.settle()
        before = terminal.memory
        samples.fills.append(_seconds(terminal, FILL, f"{total:,} packages"))
        samples.filled.append(terminal.memory - before)
        for _ in range(_SEARCHES):
            samples.searches.append(_seconds(terminal, SEARCH, f" of {total:,}"))
            _seconds(terminal, SHOW_ALL, f"{total:,} packages")
        samples.searched.append(terminal.memory - before)


def _cursor_keys() -> tuple[list[float], list[float]]:
    """The 95th percentile of cursor keys' times in several runs, at rest and while pages arrive."""
    idle: list[float] = []
    busy: list[float] = []
    for _ in range(_TIMES):
        with Terminal("-m", _OURS, str(MANY)) as terminal:
            terminal.painted(READY)
            _seconds(terminal, FILL, f"{MANY:,} packages")
            terminal.settle()
            moves = 1
            for times in (idle, busy):
                times.append(quantiles([_move(terminal, moves + number) for number in range(1, _KEYS + 1)], n=20)[-1])
                moves += _KEYS
                terminal.press(ARRIVE)
    return idle, busy


def _move(terminal: Terminal, number: int) -> float:
    """Seconds from a cursor key to the number of the move on the screen; the next key comes at another moment."""
    terminal.wait(0.05 + number % 7 * 0.01)
    pressed = terminal.press("j")
    return terminal.painted(f"move {number}.") - pressed


def _seconds(terminal: Terminal, key: str, text: str) -> float:
    terminal.settle()
    pressed = terminal.press(key)
    return terminal.painted(text) - pressed
