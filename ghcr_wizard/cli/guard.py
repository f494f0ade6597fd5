"""The last line of defence: whatever happens becomes an exit status and at most one line, never a traceback."""

import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from ghcr_wizard import PROJECT_URL, __version__, pipes
from ghcr_wizard.cli.outcome import BAD_INPUT, INTERRUPTED, CommandError, UsageError, innermost
from ghcr_wizard.cli.output import complain, prepare_streams
from ghcr_wizard.cli.shortage import SHORTAGE, is_shortage
from ghcr_wizard.cli.streams import READER_GONE, discard_output, refusal
from ghcr_wizard.libraries import missing_library

_BUG = 1
_PACKAGE = Path(__file__).resolve().parent.parent


def guarded(work: Callable[[], int]) -> int:
    """The exit status of `work`, whatever it raises."""
    prepare_streams()
    try:
        return _status_of(work)
    finally:
        # All is said: an interruption of what is left, Python's own ending, would only spoil the exit status.
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _status_of(work: Callable[[], int]) -> int:
    try:
        status = work()
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except BaseExceptionGroup as group:  # what a task group makes of an end that came while it ran
        return _status_of_group(group)
    except Exception as error:  # noqa: BLE001 - there is nobody above who could handle it
        return _explained(error)
    return status


def _status_of_group(group: BaseExceptionGroup) -> int:
    def end() -> int:
        raise innermost(group)

    return _status_of(end)


def _explained(error: Exception) -> int:
    if isinstance(error, UsageError):
        complain(str(error))
        return BAD_INPUT
    if isinstance(error, CommandError):
        complain(error.line)
        return error.status
    if isinstance(error, OSError) and pipes.is_closed(error):
        discard_output()
        return READER_GONE
    if isinstance(error, OSError) and error.errno:
        discard_output()
        complain(refusal(error))
        return _BUG
    if (missing := missing_library(error)) is not None:
        complain(missing)
        return _BUG
    if is_shortage(error):
        complain(SHORTAGE)
        return _BUG
    place = _place(error.__traceback__)
    complain(
        f"{type(error).__name__} {place}: this is a bug of ghcr-wizard {__version__}; "
        "please report it with this line and the output of `ghcr-wizard doctor --report`, never with a token: "
        f"{PROJECT_URL}/issues"
    )
    return _BUG


def _place(trace: TracebackType | None) -> str:
    """The innermost line of our own code, without a path of this computer."""
    place = "somewhere"
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(_PACKAGE):
            place = f"in {file.relative_to(_PACKAGE).as_posix()}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return place
