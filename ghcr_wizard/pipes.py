"""How a pipe tells that nobody reads it any more."""

import errno
import sys


def is_closed(error: OSError, platform: str = sys.platform) -> bool:
    """Whether what could not be written was for a pipe without a reader.

    Windows also calls that an invalid argument (python/cpython#79935). What is said of a file names it, and what the
    system itself refuses has a number of Windows' own.

    Args:
        error: What writing raised.
        platform: The operating system, as `sys.platform` names it.
    """
    if isinstance(error, BrokenPipeError):
        return True
    bare = error.filename is None and getattr(error, "winerror", None) is None
    return platform == "win32" and error.errno == errno.EINVAL and bare
