"""Whether there is a shell to go back to when the wizard is suspended."""

import os
import sys
from pathlib import Path

_MOST_PARENTS = 20


def has_job_control() -> bool:
    """Whether some process that started this one continues stopped jobs: one of this session in another group.

    Without one the process group is orphaned (POSIX, "Orphaned Process Group"): nobody would ever continue it, and the
    kernel ignores a terminal's stop signal for it; Textual stops the process with one that cannot be ignored.
    """
    if sys.platform == "win32":
        return False
    group, session, parent = os.getpgrp(), os.getsid(0), os.getppid()
    for _ in range(_MOST_PARENTS):
        try:
            if os.getsid(parent) != session:
                return False
            if os.getpgid(parent) != group:
                return True
        except OSError:
            return False  # it is gone, or another user's: none of this session's shells
        above = _parent_of(parent)
        if above is None:
            return True  # a system that does not tell: as every other program does
        parent = above
    return False


def _parent_of(process: int) -> int | None:
    try:
        line = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return int(line.rpartition(")")[2].split()[1])
