"""How the wizard ends and pauses in a real terminal: by signals, by Ctrl+Z, by a mistake of its own."""

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.credentials import keyring_backends as backends
from tests.processes import HANG_SECONDS
from tests.tui.test_terminal import Terminal

pytestmark = pytest.mark.needs("tmux")

TOKEN = "ghp_" + "a" * 30 + "2Ywni4"


@pytest.fixture
def terminal(environment: dict[str, str], tmp_path: Path) -> Iterator[Terminal]:
    """A terminal running a shell, on a computer whose keyring keeps what it is given in a file."""
    kept = {**backends.chosen(backends.Working), "KEYRING_TEST_FILE": str(tmp_path / "secrets.json")}
    shell = {"SHELL": shutil.which("sh") or "sh", "PYTHONPATH": str(Path(__file__).parents[2])}
    found = Terminal(Path(environment["XDG_RUNTIME_DIR"]) / "tmux", environment | kept | shell)
    found.tmux("-f", "/dev/null", "new-session", "-d", "-s", "wizard", "-x", "120", "-y", "30", "sh")
    yield found
    found.tmux("kill-server")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_wizard_and_leaves_the_terminal_as_it_was(
    number: signal.Signals, terminal: Terminal, tmp_path: Path
) -> None:
    pid = tmp_path / "pid"
    start = f"sh -c 'echo $$ > {pid}; exec {sys.executable} -m ghcr_wizard --demo'"
    terminal.type(f"PS1='> '; clear; {start}; echo status $?, $(stty -a | tr ' ;' '\\n\\n' | grep icanon)")
    terminal.press("Enter")
    terminal.expect("Which registry?")
    os.kill(int(pid.read_text()), number)

    terminal.expect(f"status {128 + number}, icanon")
    assert "Demo ended; nothing was saved." in terminal.text
    assert "Traceback" not in terminal.text


@pytest.mark.parametrize("told", ["trap - HUP", ":"], ids=["with a signal", "in silence"])
def test_a_terminal_that_goes_away_ends_the_wizard(told: str, terminal: Terminal, tmp_path: Path) -> None:
    pid, status = tmp_path / "pid", tmp_path / "status"
    start = f"sh -c 'echo $$ > {pid}; exec {sys.executable} -m ghcr_wizard --demo'"
    terminal.type(f"trap '' HUP; ({told}; {start}; echo $? > {status})")
    terminal.press("Enter")
    terminal.expect("Which registry?")
    terminal.tmux("kill-server")

    process = int(pid.read_text())
    deadline = time.monotonic() + HANG_SECONDS
    while runs(process):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_ctrl_z_gives_the_shell_back_and_fg_the_wizard(terminal: Terminal) -> None:
    terminal.type(f"PS1='> '; clear; {sys.executable} -m ghcr_wizard --demo")
    terminal.press("Enter")
    terminal.expect("Which registry?")
    terminal.expect("http://127.0.0.1")
    terminal.press("C-z")
    terminal.expect("Stopped")
    terminal.type("echo in the $((40 + 2)) shell; fg")
    terminal.press("Enter")
    terminal.expect("Which registry?")
    terminal.press("Enter")
    terminal.expect("How do you want to authenticate?")
    terminal.press("C-q")
    terminal.expect("in the 42 shell")


def test_ctrl_z_stays_where_no_shell_would_bring_the_wizard_back(terminal: Terminal) -> None:
    terminal.tmux("respawn-pane", "-k", "-t", "wizard", f"exec {sys.executable} -m ghcr_wizard --demo")
    terminal.expect("Which registry?")
    terminal.expect("http://127.0.0.1")
    terminal.press("C-z")
    terminal.expect("There is no shell to return to")
    terminal.press("Enter")
    terminal.expect("How do you want to authenticate?")


def test_no_switch_of_textuals_has_the_token_recorded(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "where it is started"
    folder.mkdir()
    switches = "TEXTUAL_DEBUG=1 TEXTUAL=debug,devtools"
    terminal.type(f"cd '{folder}'; clear; {switches} {sys.executable} -m ghcr_wizard --demo")
    terminal.press("Enter")
    terminal.expect("TEXTUAL_DEBUG, TEXTUAL: switched off for this run")
    terminal.expect("http://127.0.0.1")
    for heading in ("How do you want to authenticate?", "What should the token be able to do?", "Paste the token"):
        terminal.press("Enter")
        terminal.expect(heading)
    terminal.press("Down")
    terminal.tmux("set-buffer", TOKEN)
    terminal.tmux("paste-buffer", "-p", "-t", "wizard")
    terminal.expect("classic personal access token")
    terminal.press("C-q")

    assert list(folder.iterdir()) == []


CRASHING = """
import sys
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.tui.options import WizardOptions
from ghcr_wizard.tui import app
from ghcr_wizard.tui.run import run_wizard
from ghcr_wizard.tui.widgets.titlebar import TitleBar

session = sys.argv[2] == "session"


class Crashing(app.WizardApp):
    async def on_ready(self):
        await super().on_ready()
        self.model.token_pasted(inspect_token(sys.argv[1][::-1]))
        self.model.profile_typed("kept")
        if session:
            self.stored.keep(self.kept, for_good=False)
        else:
            self.crash()

    def kept(self, stored):
        self.model.credential_kept(stored.profile)
        self.crash()

    def crash(self):
        def broken():
            raise RuntimeError("it broke with " + sys.argv[1][::-1])
        self.query_one(TitleBar).call_later(broken)


app.WizardApp = Crashing
sys.exit(run_wizard(WizardOptions()))
"""


@pytest.mark.parametrize("kept", ["session", "nowhere"])
@pytest.mark.parametrize(("answer", "stored"), [("y", True), ("n", False)])
def test_a_crash_offers_to_keep_the_token(
    answer: str, stored: bool, kept: str, terminal: Terminal, tmp_path: Path
) -> None:
    program = tmp_path / "crashing.py"
    program.write_text(CRASHING)
    terminal.type(f"PS1='> '; clear; {sys.executable} {program} {TOKEN[::-1]} {kept}; echo status $?")
    terminal.press("Enter")
    terminal.expect("Store it in the keyring now? [Y/n]")
    assert "crashed: RuntimeError" in terminal.text
    assert TOKEN not in terminal.text
    terminal.type(answer)
    terminal.press("Enter")
    terminal.expect("status 1")

    secrets = tmp_path / "secrets.json"
    assert (secrets.exists() and TOKEN in json.loads(secrets.read_text()).values()) is stored
    assert ("Saved to" in terminal.text) is stored
