"""`docker-credential-ghcr-wizard get` from a real Secret Service, against keyring alone and against Debian's helper."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from tests.benchmarks.figures import Figure, NotThereYetError
from tests.benchmarks.terminal import environment
from tests.secret_service import running_secret_service

_TIMES, _MANY = 21, 20
_HELPER = (sys.executable, "-m", "ghcr_wizard.credential_helper")
_KEYRING = (sys.executable, "-c", "import keyring; print(keyring.get_password('ghcr-wizard:ghcr.io', 'octocat'))")
_DEBIAN = "docker-credential-secretservice"
_CREDENTIAL = {"ServerURL": "ghcr.io", "Username": "octocat", "Secret": "ghp_" + "a" * 36}


def measure() -> list[Figure]:
    """Process start to end, all by turns; Debian's helper, a compiled program, where it is installed."""
    ours: list[float] = []
    theirs: list[float] = []
    debian: list[float] = []
    with tempfile.TemporaryDirectory() as home, running_secret_service(environment(home)) as service:
        request = json.dumps(_CREDENTIAL)
        _seconds((*_HELPER, "store"), request, service.environment, "")
        if shutil.which(_DEBIAN):
            _seconds((_DEBIAN, "store"), request, service.environment, "")
        for _ in range(_TIMES):
            ours.append(_get((*_HELPER, "get"), service.environment))
            theirs.append(_get(_KEYRING, service.environment))
            if shutil.which(_DEBIAN):
                debian.append(_get((_DEBIAN, "get"), service.environment))
        together = [_together(service.environment) for _ in range(_TIMES // 4)]
    figures = [
        Figure("credential helper, get, against keyring in plain Python", ours, theirs, target=0.25),
        Figure(f"{_MANY} of them at once, against one", together, ours, target=12),
    ]
    if debian:
        figures.append(Figure("one, against Debian's compiled helper", ours, debian, target=3))
    return figures


def _together(variables: Mapping[str, str]) -> float:
    """As many as `docker compose pull` starts, until the last has answered."""
    began = perf_counter()
    with ThreadPoolExecutor(_MANY) as threads:
        list(threads.map(lambda _: _get((*_HELPER, "get"), variables), range(_MANY)))
    return perf_counter() - began


def _get(command: tuple[str, ...], variables: Mapping[str, str]) -> float:
    return _seconds(command, "ghcr.io", variables, _CREDENTIAL["Secret"])


def _seconds(command: tuple[str, ...], stdin: str, variables: Mapping[str, str], expected: str) -> float:
    started = perf_counter()
    done = subprocess.run(command, input=stdin.encode(), env=dict(variables), capture_output=True, check=False)
    taken = perf_counter() - started
    if done.returncode or expected not in done.stdout.decode():
        raise NotThereYetError(f"{command[-1]}: {(done.stdout + done.stderr).decode(errors='replace').strip()[-200:]}")
    return taken
