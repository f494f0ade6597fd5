"""`explain` of a long CI log, process start to end, against the 200 ms after which a person notices waiting."""

import subprocess
import sys
import tempfile
from time import perf_counter

from tests.benchmarks.figures import Figure, NotThereYetError
from tests.benchmarks.terminal import environment

_TIMES = 15
_LINES = 5_000
_NOTICED = 0.2
_WORDS = ("Run", "Downloading", "Compiling", "Step", "Copying blob", "Resolved", "warning: unused", "##[group]test")
_CAUSE = "denied: permission_denied: write_package"


def measure() -> list[Figure]:
    """One line of the log says what went wrong."""
    lines = [f"2026-11-27T08:{n // 60 % 60:02}:{n % 60:02}.0000000Z {_WORDS[n % 8]} {n}" for n in range(_LINES)]
    lines[_LINES * 3 // 4] += f" failed to push ghcr.io/acme/api:latest: {_CAUSE}"
    with tempfile.TemporaryDirectory() as home:
        took = [_seconds("\n".join(lines), environment(home)) for _ in range(_TIMES)]
    return [Figure(f"explain of a log of {_LINES:,} lines, against 200 ms", took, [_NOTICED], target=1)]


def _seconds(log: str, variables: dict[str, str]) -> float:
    began = perf_counter()
    command = [sys.executable, "-m", "ghcr_wizard", "explain", "-"]
    done = subprocess.run(command, input=log.encode(), env=variables, capture_output=True, check=False)
    taken = perf_counter() - began
    if done.returncode or "write" not in done.stdout.decode():
        raise NotThereYetError(f"explain ended with {done.returncode}: {done.stdout.decode()[-200:]}")
    return taken
