"""Start to first painted frame of the demonstration, against a Textual app with nothing in it."""

from tests.benchmarks.figures import Figure
from tests.benchmarks.terminal import Terminal

_TIMES = 11


def measure() -> list[Figure]:
    """Process start to the title on the screen, both by turns."""
    ours, theirs = [], []
    for _ in range(_TIMES):
        ours.append(_seconds("ghcr-wizard", "-m", "ghcr_wizard", "--demo"))
        theirs.append(_seconds("ready", "-m", "tests.benchmarks.apps.empty"))
    return [Figure("start to first frame, against an empty Textual app", ours, theirs, target=1.15)]


def _seconds(text: str, *arguments: str) -> float:
    with Terminal(*arguments) as terminal:
        return terminal.painted(text) - terminal.started
