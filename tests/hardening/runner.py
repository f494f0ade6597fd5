"""Runs a program of this project with a watch on what it does, and with a fault planted into it if one is named.

`python -m tests.hardening.runner FAULT WATCH MODULE ARGUMENTS…`: FAULT is a name of `plants`, or `-`; WATCH is the file
that every child's arguments and variables, and every file that is written, go to. Nothing of it is in the program.
"""

import os
import runpy
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _watch(path: str) -> None:
    """Write down what the interpreter says of children and of files (docs "Audit events table")."""
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system"}:
            os.write(log, f"child {arguments!r} {dict(os.environ) if arguments[-1] is None else ''!r}\n".encode())
        elif event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
            os.write(
                log, f"wrote {os.fsdecode(arguments[0]) if isinstance(arguments[0], str | bytes) else ''}\n".encode()
            )

    sys.addaudithook(hook)


def main() -> None:
    """Plant, watch, run."""
    fault, watch, module, *rest = sys.argv[1:]
    _watch(watch)
    if fault != "-":
        from tests.hardening.plants import PLANTS  # noqa: PLC0415 - an unspoiled run loads none of it

        plant: Callable[[], None] = PLANTS[fault].plant
        plant()
    sys.argv = [module, *rest]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
