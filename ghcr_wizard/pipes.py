"""How a pipe tells that nobody reads it any more."""

import errno
import sys


def is_closed(error: OSError, platform: str = sys.platform) -> bool:
    """Whether what could not be written was for a pipe without a reader.

    Windows also calls that an invalid argument (python/cpython#79935); about a file the error would name it.

    Args:
        error: What writing raised.
        platform: The operating system, as `sys.platform` names it.
    """
    invalid = platform == "win32" and error.errno == errno.EINVAL and error.filename is None
    return invalid or isinstance(error, BrokenPipeError)
