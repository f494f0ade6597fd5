"""The program in a real terminal: tmux sends the keys and says what is on the screen."""

import fcntl
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyte
import pytest

from tests.processes import HANG_SECONDS

pytestmark = pytest.mark.needs("tmux")


def test_a_wide_terminal_never_shows_the_narrow_layout(environment: dict[str, str]) -> None:
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 30, 120, 0, 0))
    screen = pyte.Screen(120, 30)
    stream = pyte.ByteStream(screen)
    command = [sys.executable, "-m", "ghcr_wizard"]
    with subprocess.Popen(
        command, env=environment, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True
    ) as process:
        os.close(terminal)
        shown = ""
        while "Which registry?" not in shown and select.select([controller], [], [], HANG_SECONDS)[0]:
            stream.feed(os.read(controller, 65_536))
            shown = "\n".join(screen.display)
        process.kill()
    os.close(controller)

    assert "● Registry      Which registry?" in shown


@dataclass
class Terminal:
    """A tmux server of the test's own with one window."""

    socket: Path
    environment: dict[str, str]

    def tmux(self, *arguments: str) -> str:
        """Run a tmux command; return what it printed."""
        command = ["tmux", "-S", str(self.socket), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys as tmux names them."""
        self.tmux("send-keys", "-t", "wizard", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.tmux("send-keys", "-t", "wizard", "-l", text)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return self.tmux("capture-pane", "-p", "-t", "wizard")

    def expect(self, wanted: str) -> None:
        """Wait until a text is on the screen."""
        deadline = time.monotonic() + HANG_SECONDS
        while wanted not in self.text:
            assert time.monotonic() < deadline, f"never on the screen: {wanted}\n{self.text}"
            time.sleep(0.05)


@pytest.fixture(params=[(80, 24), (160, 45)], ids=["80x24", "160x45"])
def terminal(request: pytest.FixtureRequest, environment: dict[str, str]) -> Iterator[Terminal]:
    """A terminal of that size, running a shell."""
    width, height = request.param
    folder = Path(environment["XDG_RUNTIME_DIR"])
    found = Terminal(folder / "tmux", environment | {"SHELL": shutil.which("sh") or "sh"})
    found.tmux("-f", "/dev/null", "new-session", "-d", "-s", "wizard", "-x", str(width), "-y", str(height), "sh")
    yield found
    found.tmux("kill-server")


def test_the_demonstration_is_walked_in_a_terminal(terminal: Terminal, isolated_machine: Path) -> None:
    terminal.type(f"PS1='> '; clear; {sys.executable} -m ghcr_wizard --demo; echo status $?")
    terminal.press("Enter")
    terminal.expect("Which registry?")
    terminal.expect("http://127.0.0.1")
    terminal.press("Enter")
    terminal.expect("How do you want to authenticate?")
    terminal.press("Enter")
    terminal.expect("What should the token be able to do?")
    terminal.press("Enter")
    terminal.expect("Paste the token")
    terminal.press("C-t")
    terminal.expect("checksum valid")
    terminal.press("C-s")
    terminal.expect("✓ works")
    terminal.press("Enter")
    terminal.expect("Complete")
    terminal.press("/")
    terminal.type("gateway")
    terminal.expect("1 of 55")
    terminal.press("Enter")
    terminal.press("Enter")
    terminal.expect("latest")
    terminal.press("Down")
    terminal.expect("linux/amd64")
    assert "DEMO maintainer" in terminal.text
    terminal.press("q")
    terminal.expect("status 0")

    assert "Demo ended; nothing was saved." in terminal.text
    assert [path for path in (isolated_machine / "home").rglob("*") if path.is_file()] == []


def test_a_bracketed_paste_with_a_line_break_in_front_reaches_the_field(terminal: Terminal) -> None:
    terminal.type(f"{sys.executable} -m ghcr_wizard --demo")
    terminal.press("Enter")
    terminal.expect("http://127.0.0.1")
    for heading in ("How do you want to authenticate?", "What should the token be able to do?", "Paste the token"):
        terminal.press("Enter")
        terminal.expect(heading)
    terminal.press("Down")
    terminal.tmux("set-buffer", "\nghp_notareal1tokenbutofitslengthandprefix")
    terminal.tmux("paste-buffer", "-p", "-t", "wizard")
    terminal.expect("classic personal access token")

    assert "line breaks" in terminal.text
    assert "notareal1token" not in terminal.text
    terminal.press("C-q")
