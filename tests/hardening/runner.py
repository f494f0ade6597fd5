"""Runs a program of this project with a watch on what it does, and with a fault planted into it if one is named.

`python -m tests.hardening.runner FAULT WATCH MODULE ARGUMENTS…`: FAULT is a name of `plants`, or `-`; WATCH is the file
that every child's arguments and variables, every file that is written, and in the end the limit of core dumps and the
memory that was needed go to. It runs in the home folder. Nothing of it is in the program.
"""

import os
import re
import resource
import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _watch(path: str) -> int:
    """Write down what the interpreter says of children and of files (docs "Audit events table")."""
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system"}:
            os.write(log, f"child {arguments!r} {dict(os.environ) if arguments[-1] is None else ''!r}\n".encode())
        elif event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
            name = os.fsdecode(arguments[0]) if isinstance(arguments[0], str | bytes) else ""
            os.write(log, f"wrote {Path(name).absolute()}\n".encode())

    sys.addaudithook(hook)
    return log


def _memory() -> int:
    """The most memory this process had, in MiB; what `getrusage` says counts the process it was forked from."""
    found = re.search(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) // 1_024


def main() -> None:
    """Plant, watch, run."""
    fault, watch, module, *rest = sys.argv[1:]
    os.chdir(os.environ["HOME"])
    log = _watch(watch)
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    if fault != "-":
        from tests.hardening.holes import HOLES
        from tests.hardening.plants import PLANTS

        plant: Callable[[], None] = (PLANTS.get(fault) or HOLES[fault]).plant
        plant()
    sys.argv = [module, *rest]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        limit, _ = resource.getrlimit(resource.RLIMIT_CORE)
        os.write(log, f"core {limit}\nmemory {_memory()}\n".encode())


if __name__ == "__main__":
    main()
