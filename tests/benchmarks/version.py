"""`ghcr-wizard --version`, against Python doing nothing."""

import subprocess
import sys
import tempfile
from time import perf_counter

from tests.benchmarks.figures import Figure, NotThereYetError
from tests.benchmarks.terminal import ROOT, environment

_TIMES = 21


def measure() -> list[Figure]:
    """Process start to end, both by turns."""
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as home:
        for _ in range(_TIMES):
            ours.append(_seconds(home, "-m", "ghcr_wizard", "--version"))
            theirs.append(_seconds(home, "-c", "pass"))
    return [Figure("--version, against python -c pass", ours, theirs, target=3)]


def _seconds(home: str, *arguments: str) -> float:
    started = perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment(home), capture_output=True, text=True, check=False
    )
    taken = perf_counter() - started
    if done.returncode:
        raise NotThereYetError(f"{' '.join(arguments)}: {done.stderr.strip()[-200:]}")
    return taken
