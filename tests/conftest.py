"""What every test starts from: a machine that is nobody's, and the ways to run the program on it."""

import os
import signal
import socket
import sys
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.processes import Cli
from tests.run import COMPONENTS, ROOT, in_ci

if TYPE_CHECKING:
    from tests.secret_service import SecretService

KEPT_VARIABLES = {"PATH", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "CI"}
KEPT_PREFIXES = ("PYTEST_", "COVERAGE_", "HYPOTHESIS_")
SET_VARIABLES = {
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "PYTHONPATH": str(ROOT),
    # No test reaches a keyring by accident; those about keyrings ask for the `secret_service` fixture.
    "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    # What a process writes into a pipe is UTF-8, as LANG says elsewhere.
    **({"PYTHONUTF8": "1"} if sys.platform == "win32" else {}),
}
FOLDER_VARIABLES = {
    "HOME": "home",
    "USERPROFILE": "home",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_RUNTIME_DIR": "run",
    "DOCKER_CONFIG": "home/.docker",
    "GH_CONFIG_DIR": "home/.config/gh",
    "APPDATA": "home/AppData",
    # On Windows the system itself is asked for the folder of settings; this is platformdirs' way around it.
    "WIN_PD_OVERRIDE_LOCAL_APPDATA": "home/.config",
}
POSIX_MODULES = {"fcntl", "grp", "pty", "pwd", "resource", "termios", "tty"}
IN_CI = in_ci()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked with a component that is not installed, or fail it where CI must have that component."""
    for name in (name for mark in item.iter_markers("needs") for name in mark.args):
        component = COMPONENTS[name]
        if component.installed():
            continue
        reason = f"component {name} is not installed"
        if IN_CI and component.required_in_ci:
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


def posix_need(error: BaseException | None) -> str | None:
    """Which module, or which function of the system's, a test itself wanted that only POSIX has; else `None`."""
    traceback = error.__traceback__ if error else None
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None or not Path(traceback.tb_frame.f_code.co_filename).is_relative_to(ROOT / "tests"):
        return None
    if isinstance(error, ModuleNotFoundError) and error.name in POSIX_MODULES:
        return error.name
    if isinstance(error, AttributeError) and error.obj in (os, signal) and sys.platform == "win32":
        return f"{error.obj.__name__}.{error.name}"
    return None


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Skip a file of tests that needs what only POSIX has; as an error it would end the whole run."""
    report = yield
    call: pytest.CallInfo[object] | None = getattr(report, "call", None)
    if need := posix_need(call.excinfo.value.__cause__ if call and call.excinfo else None):
        report.outcome = "skipped"
        report.longrepr = (str(collector.path), 0, f"Skipped: needs {need}, which only POSIX has")
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Skip a test that needs what only POSIX has."""
    try:
        return (yield)
    except (AttributeError, ModuleNotFoundError) as error:
        if need := posix_need(error):
            pytest.skip(f"needs {need}, which only POSIX has")
        raise


@pytest.fixture(autouse=True)
def isolated_machine(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cut the test off from the developer's machine: nothing of its environment stays but what processes need to start.

    So no token, proxy, keyring, client configuration, colour setting or override of ours is inherited. Returns the
    folder that holds the home (``home``) and the runtime folder (``run``) of the test's own machine.
    """
    machine = tmp_path_factory.mktemp("machine")
    for variable in os.environ:
        if variable not in KEPT_VARIABLES and not variable.startswith(KEPT_PREFIXES):
            monkeypatch.delenv(variable)
    for variable, value in SET_VARIABLES.items():
        monkeypatch.setenv(variable, value)
    for variable, place in FOLDER_VARIABLES.items():
        monkeypatch.setenv(variable, str(machine / place))
    for place in ("home", "run"):
        (machine / place).mkdir(mode=0o700)
    if hasattr(time, "tzset"):
        time.tzset()
    return machine


@pytest.fixture
def environment(isolated_machine: Path) -> dict[str, str]:
    """The environment for child processes: the isolated one, as a dictionary that a test may change."""
    assert Path(os.environ["HOME"]).is_relative_to(isolated_machine)
    return dict(os.environ)


@pytest.fixture
def run_cli(environment: dict[str, str]) -> Cli:
    """Run ``python -m ghcr_wizard`` as a process; see `tests.processes.Cli`."""
    return Cli(environment)


@pytest.fixture
def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture
def secret_service(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator["SecretService"]:
    """A real, unlocked Secret Service of the test's own.

    Every process the test starts, by `run_cli` or with `environment`, finds it by keyring's own choice of a backend. In
    this process keyring may have chosen another one before. Tests that use it are marked ``needs("dbus")`` and
    ``needs("gnome-keyring")``.
    """
    from tests.secret_service import running_secret_service

    with running_secret_service(environment) as service:
        for variables in (environment, os.environ):
            monkeypatch.setitem(variables, "DBUS_SESSION_BUS_ADDRESS", service.address)
            monkeypatch.delitem(variables, "PYTHON_KEYRING_BACKEND")
        yield service


@pytest.fixture
def steady_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the cursor of input fields from blinking, so that a screen looks the same whenever it is looked at."""
    from textual.widgets import Input, TextArea

    monkeypatch.setattr(Input, "cursor_blink", value=False)
    monkeypatch.setattr(TextArea, "cursor_blink", value=False)
