"""What Ctrl+C does: an exception, as ever, but while modules load it ends the process at once.

An exception that comes up while a module loads may be raised in a callback of the import system, which prints it with
a traceback and goes on, or leaves a half-loaded module behind (Python docs, "Note on Signal Handlers and Exceptions").
Nothing is held at such a moment that an orderly end would save.
"""

import os
import signal
from types import FrameType

_IMPORT_SYSTEM = "<frozen importlib"


def handle_interruptions() -> None:
    """Take over from Python's own handler; whoever had interruptions ignored, as `nohup` does, keeps that."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        try:
            signal.signal(signal.SIGINT, _interrupted)
        except ValueError:
            return  # not the main thread, which no signal reaches


def _interrupted(_number: int, frame: FrameType | None) -> None:
    while frame is not None:
        if frame.f_code.co_filename.startswith(_IMPORT_SYSTEM):
            os.write(2, b"ghcr-wizard: interrupted\n")
            os._exit(128 + signal.SIGINT)
        frame = frame.f_back
    raise KeyboardInterrupt
