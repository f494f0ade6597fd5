"""Starting the wizard, and what it leaves behind."""

import asyncio
import contextlib
import errno
import gc
import os
import select
import signal
import sys
import threading

from ghcr_wizard.paths import NoHomeError, Paths
from ghcr_wizard.tui.demo import Demo
from ghcr_wizard.tui.options import WizardOptions
from ghcr_wizard.tui.recording import stop_recording

TYPE_CHECKING = False  # typing's own is not worth the milliseconds that its import takes
if TYPE_CHECKING:
    from ghcr_wizard.credentials.credentials import Credentials
    from ghcr_wizard.tui.app import WizardApp
    from ghcr_wizard.tui.exit_message import ExitState

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals that end the wizard from outside, by name: a system may lack some."""

_AGAIN_SECONDS = 0.2


def run_wizard(options: WizardOptions) -> int:
    """Run the wizard until the person ends it; print one sentence; return the exit status.

    Raises:
        ValueError: A demonstration without its simulated GitHub, which must never become the real one: a caller's bug.
    """
    if options.demo and options.simulate is None:
        raise ValueError("a demonstration needs its simulated GitHub")
    demo = Demo(options.demo, options.simulate) if options.demo and options.simulate else None
    try:
        return _run(options, demo)
    except NoHomeError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a face speaks
        return 2
    finally:
        if demo:
            demo.stop()


def _credentials(paths: Paths, demo: Demo | None) -> "Credentials":
    """The stored credentials; a demonstration runs no command of this computer."""
    from ghcr_wizard.credentials.credentials import Credentials

    if demo is None:
        return Credentials(paths)
    return Credentials(paths, demo.keyring, environment=demo.machine)


def _run(options: WizardOptions, demo: Demo | None) -> int:
    unheeded = stop_recording(os.environ)
    gc.disable()  # loading makes no garbage; the app switches it on once it is painted
    from ghcr_wizard.tui.app import WizardApp
    from ghcr_wizard.tui.model import WizardModel

    paths = demo.paths if demo else Paths.standard()

    def credentials() -> "Credentials":
        return _credentials(paths, demo)

    settings = options.settings
    model = WizardModel(credentials, dict(os.environ), demo, options.registry, sort=settings.sort)
    app = WizardApp(model, settings)
    app.unheeded = unheeded
    threading.Thread(target=_end_with_terminal, args=(demo,), name="terminal", daemon=True).start()
    try:
        left = asyncio.run(_ended(app))
    except Exception:
        if app.ended_by is None:
            raise
        left = None  # the terminal went away, and Textual could not put it back as it was
    finally:
        _stop_reading(app)
    if left is None and app.ended_by is not None:
        return 128 + app.ended_by
    if left is None:
        from ghcr_wizard.tui.rescue import rescue

        rescue(app.model)
        return app.return_code or 0
    with contextlib.suppress(OSError):  # the terminal may be gone: that is what SIGHUP says
        print(left.sentence, flush=True)  # noqa: T201 - a face speaks
    return left.status


def _terminal_is_gone() -> bool:
    """Whether the terminal was closed, or the connection to it broke; on Windows the program goes with it anyway."""
    if sys.platform == "win32":
        return False
    import termios

    try:
        termios.tcgetattr(0)
    except termios.error as error:
        return bool(error.args[0] == errno.EIO)
    return False


def _end_with_terminal(demo: Demo | None) -> None:
    """Wait, on a thread, for the terminal to go away; the program goes with it.

    There may be no signal that says so: it is ignored under `nohup`, and nobody sends it where the terminal is not the
    session's own. Textual's reader would spin then, and its writer, which ends at the first error, block the rest.
    """
    if sys.platform == "win32" or not hasattr(select, "poll"):
        return
    gone = select.poll()
    gone.register(0, 0)
    gone.poll()
    if _terminal_is_gone():
        _leave(demo, signal.SIGHUP)


def _leave(demo: Demo | None, number: int) -> None:
    """End at once: nothing can be put right on a terminal that is gone, and what is written to it blocks."""
    if demo is not None:
        demo.stop()
    os._exit(128 + number)


def _stop_reading(app: "WizardApp") -> None:
    """Have Textual's thread that reads keys end, which otherwise spins forever on a terminal that went away."""
    ended = getattr(app._driver, "exit_event", None)  # noqa: SLF001 - Textual has no other way to it
    if ended is not None:
        ended.set()


async def _ended(app: "WizardApp") -> "ExitState | None":
    """What the app left behind, however it was ended: the terminal is as it was before."""
    loop = asyncio.get_running_loop()

    def end(number: int) -> None:
        if _terminal_is_gone():
            _leave(app.model.demo, number)
        app.end_by(number)  # again and again: an app that is still being started does not hear the first one
        loop.call_later(_AGAIN_SECONDS, end, number)

    for name in _ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows; not the main thread
                loop.add_signal_handler(number, end, number)
    return await app.run_async()
