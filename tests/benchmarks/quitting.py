"""Quitting while the keyring does not answer, against quitting a Textual app that does nothing."""

import tempfile
from pathlib import Path
from time import perf_counter, sleep

from tests.benchmarks.figures import Figure, NotThereYetError
from tests.benchmarks.hanging_keyring import MARK
from tests.benchmarks.terminal import Terminal

_TIMES = 7
_QUIT = "\x11"
_PATIENCE = 20.0
"""Seconds after which the keyring is taken not to be asked at all."""


def measure() -> list[Figure]:
    """Ctrl+Q to the process being gone, both by turns."""
    ours, theirs = [], []
    for _ in range(_TIMES):
        ours.append(_ours())
        theirs.append(_theirs())
    return [Figure("quit while the keyring hangs, against an idle Textual app", ours, theirs, target=1.5)]


def _ours() -> float:
    with tempfile.TemporaryDirectory() as folder:
        mark = Path(folder, "asked")
        backend = "tests.benchmarks.hanging_keyring.HangingKeyring"
        with Terminal("-m", "ghcr_wizard", more={"PYTHON_KEYRING_BACKEND": backend, MARK: str(mark)}) as terminal:
            terminal.painted("ghcr-wizard")
            until = perf_counter() + _PATIENCE
            while not mark.exists():
                if perf_counter() > until:
                    raise NotThereYetError("the wizard never asked the keyring")
                terminal.settle(0.01)
                sleep(0.01)
            return _quit(terminal)


def _theirs() -> float:
    with Terminal("-m", "tests.benchmarks.apps.empty") as terminal:
        terminal.painted("ready")
        return _quit(terminal)


def _quit(terminal: Terminal) -> float:
    terminal.settle()
    pressed = terminal.press(_QUIT)
    return terminal.ended() - pressed
