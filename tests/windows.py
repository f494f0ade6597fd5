"""This program as on Windows, as far as another system can play it: for a process of its own.

`play_windows` loads everything once, then makes what only POSIX has unavailable, says that this is Windows, and has the
program loaded anew. Paths, the event loop and processes stay those of the real system.
"""

import importlib
import os
import pkgutil
import signal
import sys
from types import ModuleType
from typing import Any

POSIX_MODULES = ("fcntl", "grp", "pty", "pwd", "resource", "termios", "tty")
POSIX_NAMES = (
    (os, ("fchown", "getegid", "geteuid", "getgid", "getpgid", "getpgrp", "getsid", "getuid", "killpg", "mkfifo")),
    (os, ("O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "setsid")),
    (signal, ("SIGHUP", "SIGKILL", "SIGTSTP", "SIGCONT")),
)


def program_modules() -> list[str]:
    """Every module of the program; those that are run as programs end when they are not."""
    import ghcr_wizard

    return ["ghcr_wizard", *(each.name for each in pkgutil.walk_packages(ghcr_wizard.__path__, "ghcr_wizard."))]


def play_windows() -> None:
    """Make this process one that takes its system for Windows."""
    for name in program_modules():
        importlib.import_module(name)
    for name in [name for name in sys.modules if name.partition(".")[0] in {"ghcr_wizard", "platformdirs"}]:
        del sys.modules[name]
    sys.modules["msvcrt"] = _msvcrt()
    for name in POSIX_MODULES:
        sys.modules[name] = None  # type: ignore[assignment]  # how an import is made to fail
    for module, names in POSIX_NAMES:
        for name in names:
            delattr(module, name)
    sys.platform = "win32"
    folders: Any = importlib.import_module("platformdirs.windows")
    folders._RESOLVE_WIN_FOLDER = folders.get_win_folder_from_env_vars  # noqa: SLF001 - Windows' own function is not here


def _msvcrt() -> ModuleType:
    """The module that locks files there: a byte of a file is held by one descriptor, until that is closed."""
    import fcntl

    def locking(descriptor: int, mode: int, _count: int) -> None:
        assert mode == library.LK_NBLCK
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    library: Any = ModuleType("msvcrt")
    library.LK_NBLCK, library.locking = 2, locking
    return library  # type: ignore[no-any-return]  # a module it is
