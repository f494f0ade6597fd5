"""Standard output when nobody reads it any more, and when the process ends at once."""

import contextlib
import os
import sys
from typing import NoReturn

from ghcr_wizard import pipes

READER_GONE = 141
"""What a shell reports for a program that its reader left: 128 and the number of SIGPIPE."""


def write_all(text: str) -> int:
    """Write `text` to standard output and see it off; return the exit status."""
    try:
        if sys.stdout is not None:
            sys.stdout.write(text)
            sys.stdout.flush()
    except OSError as error:
        discard_output()
        if pipes.is_closed(error):
            return READER_GONE
        if sys.stderr is not None:
            sys.stderr.write(f"ghcr-wizard: {refusal(error)}\n")
        return 1
    return 0


def refusal(error: OSError) -> str:
    """What the operating system does not allow, and with which file."""
    file = f" ({error.filename})" if isinstance(error.filename, str) else ""
    return f"the operating system refused: {os.strerror(error.errno or 0)}{file}"


def discard_output() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not complain about it while it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def end_now(status: int) -> NoReturn:
    """End the process once all is written that was said; nothing else that waits for its end is done."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(status)
