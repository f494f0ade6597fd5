"""Ctrl+C at any moment of starting: the status of an interruption, at most one line, never a traceback."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from ghcr_wizard.cli.running import run_async
from tests.processes import run_python

INTERRUPTING = """
import os, signal, sys, threading, weakref


class Lock:
    pass


def interrupt(_):
    os.kill(os.getpid(), signal.SIGINT)


class Interrupting:
    begun = False

    def find_spec(self, name, path=None, target=None):
        # Until the program's own first line has run, what an interruption does is Python's affair.
        if name == os.environ["SIGNAL_AFTER"]:
            self.begun = True
        elif self.begun:
            self.left = getattr(self, "left", int(os.environ["SIGNAL_AT"])) - 1
            if self.left == 0 and threading.current_thread() is threading.main_thread():
                lock = Lock()
                watching = weakref.ref(lock, interrupt)  # as the import system itself watches its locks
                del lock
        return None


sys.meta_path.insert(0, Interrupting())
"""
"""A `sitecustomize` that interrupts its process while a certain module is looked for."""

STARTS = {
    "logout": ("ghcr_wizard", "logout", "--profile", "no-such-profile"),
    "explain": ("ghcr_wizard", "explain", "denied: permission_denied: read_package"),
    "profiles": ("ghcr_wizard", "profiles", "--json"),
    "helper get": ("ghcr_wizard.credential_helper", "get"),
    "helper list": ("ghcr_wizard.credential_helper", "list"),
}


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("at", [1, 2, 5, 12, 30, 55, 80])
def test_an_interruption_while_modules_load_is_quiet(
    start: tuple[str, ...], at: int, tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTING)
    first = "ghcr_wizard.interruption"
    path = f"{tmp_path}{os.pathsep}{environment['PYTHONPATH']}" if "PYTHONPATH" in environment else str(tmp_path)
    run = run_python(
        "-m",
        *start,
        environment=environment | {"PYTHONPATH": path, "SIGNAL_AT": str(at), "SIGNAL_AFTER": first},
        stdin=b"ghcr.io\n",
    )

    assert "Traceback" not in run.stderr
    assert "Exception ignored" not in run.stderr
    assert len(run.stderr.splitlines()) <= 1
    assert run.status in {130, 0, 1}, run.stderr
    if at <= 12:
        assert run.status == 130


@pytest.mark.parametrize(
    ("thread", "printed"), [("", "ended"), ("threading.Thread(target=still, daemon=True).start();", "")]
)
def test_a_call_left_behind_is_not_ended_by_python_but_with_the_process(
    thread: str, printed: str, environment: dict[str, str]
) -> None:
    program = (
        "import atexit, sys, threading; atexit.register(print, 'ended'); still = threading.Event().wait;"
        f"{thread} sys.argv = ['ghcr-wizard', 'profiles'];"
        "from ghcr_wizard.__main__ import run; run()"
    )

    run = run_python("-c", program, environment=environment)

    assert run.status == 0
    assert "No profile" in run.stdout
    assert ("ended" in run.stdout) is bool(printed)


@pytest.mark.parametrize(("number", "ended"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)])
def test_a_signal_cancels_the_work_where_the_event_loop_takes_none_as_on_windows(
    number: signal.Signals, ended: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(asyncio.SelectorEventLoop, "add_signal_handler", refuse)
    before = signal.getsignal(number)
    seen: list[type[BaseException]] = []

    async def work() -> None:
        signal.raise_signal(number)
        try:
            await asyncio.Event().wait()
        except BaseException as error:
            seen.append(type(error))
            raise

    with pytest.raises(ended):
        run_async(work())
    assert seen == [asyncio.CancelledError]
    assert signal.getsignal(number) is before
