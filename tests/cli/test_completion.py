"""Completion in real shells, and the ways to ask for help."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Computer
from tests.processes import Cli
from tests.programs import put_program

BASH = """
source {script}
complete_line() {{
  COMP_WORDS=("$@"); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 )); COMPREPLY=()
  _ghcr_wizard
  printf '%s\\n' "${{COMPREPLY[@]}}"
}}
complete_line {words}
"""
ZSH = """
compdef() {{ : }}
compadd() {{ print -l -- "${{(@P)2}}" }}
_files() {{ : }}
source {script}
words=({words}) CURRENT=${{#words}}
_ghcr_wizard
"""
FISH = """
source {script}
complete -C {line}
"""
LINES = [
    (["ghcr-wizard", "exp"], "export"),
    (["ghcr-wizard", "export", "kube"], "kubernetes"),
    (["ghcr-wizard", "export", "form", "--for", "port"], "portainer"),
    (["ghcr-wizard", "login", "--store", "ker"], "kernel"),
    (["ghcr-wizard", "check", "--pack"], "--package"),
    (["ghcr-wizard", "--demo", "enter"], "enterprise"),
    (["ghcr-wizard", "check", "--profile", "octo"], "octocat"),
]


def program(shell: str, script: Path, words: list[str]) -> str:
    quoted = " ".join(f"'{word}'" for word in words)
    line = "'" + " ".join(words) + "'"
    return {"bash": BASH, "zsh": ZSH, "fish": FISH}[shell].format(script=script, words=quoted, line=line)


@pytest.mark.parametrize(
    "shell", ["bash", *(pytest.param(shell, marks=pytest.mark.needs(shell)) for shell in ("zsh", "fish"))]
)
def test_a_real_shell_completes(shell: str, computer: Computer, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    listed = '{"profiles": [\\n  {\\n    "name": "octocat",\\n    "registry": "ghcr.io"}]}'
    put_program(tmp_path / "bin", "ghcr-wizard", f"print('''{listed}''')", computer.environment)
    script = tmp_path / f"completion.{shell}"
    script.write_text(computer.run("completion", shell).stdout)

    for words, expected in LINES:
        command = [shell, *(["-f"] if shell == "zsh" else []), "-c", program(shell, script, words)]
        done = subprocess.run(
            command, env=computer.environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        found = [line.partition("\t")[0] for line in done.stdout.splitlines()]
        assert expected in found, (words, done.stdout, done.stderr)


def test_powershell_has_the_same_words(run_cli: Cli) -> None:
    script = run_cli("completion", "powershell").stdout

    assert "'export' = '" in script
    assert "Register-ArgumentCompleter -Native -CommandName ghcr-wizard" in script
    wrong = run_cli("completion", "tcsh")
    assert (wrong.status, wrong.stderr) == (2, "ghcr-wizard: SHELL is one of: bash, zsh, fish, powershell\n")


def test_help_is_the_same_by_either_name(run_cli: Cli) -> None:
    assert run_cli("help").stdout == run_cli("--help").stdout
    assert run_cli("help", "check").stdout == run_cli("check", "--help").stdout
    assert run_cli("help", "chekc").stderr.count("did you mean “check”") == 1
    assert "did you mean --package?" in run_cli("check", "--packages").stderr
    assert run_cli("-V").stdout == run_cli("--version").stdout
