"""No core dump of a process that holds a token."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Computer
from tests.processes import HANG_SECONDS, run_python

TOKEN = "ghp_" + "a" * 30 + "2Ywni4"
LOGIN = ("login", "--method", "classic-pat", "--username", "octocat", "--token-stdin")

pytestmark = pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="a process's limits are seen in /proc")


@pytest.mark.parametrize(
    ("module", "arguments"), [("ghcr_wizard", LOGIN), ("ghcr_wizard.credential_helper", ("store",))]
)
def test_a_process_that_is_given_a_token_leaves_no_core(
    module: str, arguments: tuple[str, ...], computer: Computer
) -> None:
    command = ["sh", "-c", 'ulimit -S -c unlimited; exec "$@"', "sh", sys.executable, "-m", module, *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=computer.environment, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin is not None
        process.stdin.write(TOKEN.encode())
        process.stdin.flush()
        deadline = time.monotonic() + HANG_SECONDS
        while core_limit(process.pid) != "0":
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()


def core_limit(process: int) -> str:
    lines = Path(f"/proc/{process}/limits").read_text().splitlines()
    return next(line.split()[4] for line in lines if line.startswith("Max core file size"))


def test_where_cores_go_to_a_program_the_process_is_not_dumped_at_all(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "pattern").write_text("|/usr/lib/systemd/systemd-coredump %P")
    program = (
        "import ctypes, sys\n"
        "from ghcr_wizard import core_dumps\n"
        "core_dumps._PATTERN = sys.argv[1]\n"
        "before = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)\n"
        "core_dumps.forbid_core_dumps()\n"
        "print(before, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )

    run = run_python("-c", program, str(tmp_path / "pattern"), environment=environment)

    assert run.stdout == "1 0\n"
