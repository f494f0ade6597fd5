"""`--demo PERSONA --serve`, as a process."""

import re
import signal
import subprocess
import sys

import httpx
import pytest

from ghcr_wizard.demo.personas.build import PERSONAS

CODE = "import sys; from ghcr_wizard.demo.serve import serve; sys.exit(serve(sys.argv[1], sys.stdout))"


def announced(process: subprocess.Popen[str]) -> dict[str, str]:
    """Read what is printed at the start: everything but comments is an `export` line."""
    assert process.stdout
    variables: dict[str, str] = {}
    comments = 0
    for line in process.stdout:
        comments += line.startswith("# ")
        if exported := re.fullmatch(r"export (\w+)=(\S*)\n", line):
            variables[exported[1]] = exported[2]
        else:
            assert line.startswith("#"), line
        if line.startswith("#   curl"):
            break
    assert comments
    return variables


@pytest.mark.parametrize("persona", ["maintainer", "anonymous"])
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_lines_for_a_shell_and_serves_until_interrupted(
    environment: dict[str, str], persona: str, stop: signal.Signals
) -> None:
    command = [sys.executable, "-c", CODE, persona]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        variables = announced(process)
        token = variables.get("GHCR_WIZARD_DEMO_TOKEN", "")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        status = httpx.get(f"{variables['GHCR_WIZARD_API_URL']}/user", headers=headers).status_code
        challenge = httpx.get(f"{variables['GHCR_WIZARD_REGISTRY_URL']}/v2/").status_code
        page = httpx.get(f"{variables['GHCR_WIZARD_WEB_URL']}/").status_code
        process.send_signal(stop)
        assert process.wait() == 0

    assert (status, challenge, page) == (200 if token else 401, 401, 200)
    assert ("GHCR_WIZARD_DEMO_TOKEN" in variables) == (persona != "anonymous")
    assert "GHCR_WIZARD_DEMO_USERNAME" in variables


@pytest.mark.parametrize("persona", list(PERSONAS))
def test_a_shell_can_evaluate_what_is_printed(environment: dict[str, str], persona: str) -> None:
    command = [sys.executable, "-c", CODE, persona]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("#   curl"):
                break
        process.send_signal(signal.SIGTERM)
        process.wait()
    shell = ["sh", "-euc", 'eval "$1"; printf %s "$GHCR_WIZARD_API_URL"', "sh", "".join(lines)]
    done = subprocess.run(shell, capture_output=True, text=True, check=True, env=environment)

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", done.stdout)
    assert done.stderr == ""
