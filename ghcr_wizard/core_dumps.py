"""No core dump of this process: one would hold the token, in a file that others may get to read.

Programs that this one starts inherit the limit, and most of them (credential helpers, commands that print a token) hold
secrets just as well; who wants a core of one sets the limit for it.
"""

import sys

_PATTERN = "/proc/sys/kernel/core_pattern"
_SET_DUMPABLE = 4
"""`PR_SET_DUMPABLE` (linux/prctl.h)."""


def forbid_core_dumps() -> None:
    """Set the limit to nothing; a system that has none, or does not allow it, is left as it is."""
    if sys.platform == "win32":
        return
    try:
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))
    except (ImportError, OSError, ValueError):
        pass
    if sys.platform == "linux" and _goes_to_a_program():
        _forbid_for_programs()


def _goes_to_a_program() -> bool:
    """Whether cores go down a pipe, for which the limit does not count (man page core(5))."""
    try:
        with open(_PATTERN, "rb") as file:  # noqa: PTH123 - pathlib takes longer to load than all of this
            return file.read(1) == b"|"
    except OSError:
        return True


def _forbid_for_programs() -> None:
    """Make the process one that is never dumped; that also keeps its memory from other processes of the same user."""
    import ctypes

    try:
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    except (OSError, AttributeError):
        return
