"""The browser and the clipboard: which command, if any, and that the text really reaches it."""

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ghcr_wizard.clients import clipboard, desktop
from ghcr_wizard.secret import Secret
from tests.programs import require_scripts

SECRET = Secret("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")
URL = "https://github.com/settings/tokens"
PROGRAMS = (
    *("xdg-open", "wslview", "open", "rundll32.exe"),
    *("wl-copy", "xclip", "xsel", "pbcopy", "clip.exe", "tmux"),
)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that write what they are given to `NAME.out`; no others are found, whatever is installed."""
    require_scripts()
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in PROGRAMS:
        program = folder / name
        program.write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$@" > "{folder}/{name}.arguments"\ncat > "{folder}/{name}.out"\n'
            f'printf %s "$LC_ALL$LC_CTYPE" > "{folder}/{name}.locale"\n'
        )
        program.chmod(0o755)
    (folder / "cat").symlink_to("/bin/cat")
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.parametrize(
    ("environment", "platform", "program"),
    [
        ({}, "linux", None),
        ({"DISPLAY": ":0"}, "linux", "xdg-open"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", "xdg-open"),
        ({"SSH_CONNECTION": "1"}, "linux", None),
        ({"SSH_CONNECTION": "1", "DISPLAY": "localhost:10"}, "linux", "xdg-open"),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", "wslview"),
        ({}, "darwin", "open"),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", None),
        ({}, "win32", "rundll32.exe"),
    ],
)
def test_a_page_is_opened_only_where_a_graphical_browser_is_likely(
    environment: Mapping[str, str], platform: str, program: str | None, programs: Path
) -> None:
    assert programs.exists()
    command = desktop.command(URL, environment, platform)

    assert (Path(command[0]).name if command else None) == program


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "--help", ""])
def test_nothing_but_a_web_address_is_opened(address: str, programs: Path) -> None:
    assert programs.exists()
    assert desktop.command(address, {"DISPLAY": ":0"}, "linux") is None
    assert not desktop.show_page(address, {"DISPLAY": ":0"})


def test_a_browser_that_cannot_be_started_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "xdg-open"
    broken.write_text("no program")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not desktop.show_page(URL, {"DISPLAY": ":0"})


@pytest.mark.parametrize(
    ("environment", "platform", "names"),
    [
        ({}, "win32", ("clip.exe",)),
        ({}, "linux", ()),
        ({"DISPLAY": ":0"}, "linux", ("xclip",)),
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", ("wl-copy",)),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", ("clip.exe",)),
        ({}, "darwin", ("pbcopy",)),
        ({"TMUX": "x"}, "darwin", ("pbcopy", "tmux")),
        ({"SSH_CONNECTION": "1", "DISPLAY": ":0"}, "linux", ()),
        ({"SSH_CONNECTION": "1", "TMUX": "x"}, "linux", ("tmux",)),
    ],
)
def test_the_clipboards_that_are_the_persons_own_are_asked(
    environment: Mapping[str, str], platform: str, names: tuple[str, ...], programs: Path
) -> None:
    assert programs.exists()
    commands = [Path(command[0]) for command in clipboard.commands(environment, platform)]

    assert tuple(path.name for path in commands) == names
    assert all(path.parent == programs for path in commands)


async def test_the_text_reaches_the_desktop_and_tmux(programs: Path) -> None:
    taken = await clipboard.send("ghcr.io/acme/team/api", {"DISPLAY": ":0", "TMUX": "x"})

    assert taken == ("xclip", "tmux")
    assert (programs / "xclip.out").read_text() == "ghcr.io/acme/team/api"
    assert (programs / "tmux.out").read_text() == "ghcr.io/acme/team/api"
    assert (programs / "tmux.arguments").read_text().split() == ["load-buffer", "-w", "-"]


async def test_windows_own_program_is_given_what_it_does_not_guess_at(programs: Path) -> None:
    assert await clipboard.send("name: Zoë", {"WSL_DISTRO_NAME": "Debian"}) == ("clip.exe",)

    assert (programs / "clip.exe.out").read_bytes() == "name: Zoë".encode("utf-16-le")


async def test_the_macs_own_program_is_told_what_it_is_given(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")

    assert await clipboard.send("name: Zoë", {}, "darwin") == ("pbcopy",)

    assert (programs / "pbcopy.out").read_bytes() == "name: Zoë".encode()
    assert (programs / "pbcopy.locale").read_text() == "UTF-8"


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_no_program_of_the_current_folder_gets_a_page_or_a_secret(
    platform: str, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(programs)
    monkeypatch.setenv("PATH", os.pathsep.join(("", ".", "/nowhere")))
    environment = {"DISPLAY": ":0", "TMUX": "x", "WSL_DISTRO_NAME": "Debian"}

    assert desktop.command(URL, environment, platform) is None
    assert clipboard.commands(environment, platform) == ()


async def test_a_program_that_fails_is_not_said_to_have_taken_it(programs: Path) -> None:
    (programs / "xclip").write_text("#!/bin/sh\ncat > /dev/null\nexit 1\n")

    assert await clipboard.send("text", {"DISPLAY": ":0"}) == ()


@pytest.mark.parametrize(("program", "arguments"), [("wl-copy", ["--clear"]), ("xsel", ["--clipboard", "--clear"])])
async def test_a_desktops_clipboard_is_emptied_the_way_its_program_takes(
    program: str, arguments: list[str], programs: Path
) -> None:
    (programs / "xclip").unlink()
    environment = {"WAYLAND_DISPLAY": "w"} if program == "wl-copy" else {"DISPLAY": ":0"}

    done = await clipboard.clear((SECRET,), environment)

    assert (done.cleared, done.left) == ((f"the desktop's clipboard ({program})",), ())
    assert (programs / f"{program}.arguments").read_text().split() == arguments


async def test_a_clipboard_that_was_not_cleared_is_said(programs: Path) -> None:
    (programs / "xclip").write_text("#!/bin/sh\ncat > /dev/null\nexit 1\n")

    done = await clipboard.clear((SECRET,), {"DISPLAY": ":0"})

    assert (done.cleared, done.left) == ((), ("the desktop's clipboard (xclip)",))


@pytest.fixture
def tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """A tmux server of the test's own, which this process is taken to run in."""
    socket = tmp_path / "tmux"

    def run(*arguments: str) -> str:
        command = ["tmux", "-S", str(socket), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    run("-f", "/dev/null", "new-session", "-d", "sh")
    monkeypatch.setenv("TMUX", f"{socket},0,0")
    return run


@pytest.mark.needs("tmux")
async def test_tmux_forgets_the_buffers_that_hold_the_token_and_keeps_the_others(tmux: Callable[..., str]) -> None:
    token = SECRET.reveal()
    for text in (
        token,
        "docker pull ghcr.io/acme/web",
        f"docker login -p {token} ghcr.io",
        f"{token[:20]}\n{token[20:]}",
    ):
        tmux("set-buffer", text)

    done = await clipboard.clear((SECRET,), os.environ, "linux")

    assert done.cleared[-1] == "3 tmux buffers"
    assert done.left == ()
    assert tmux("list-buffers", "-F", "#{buffer_sample}").splitlines() == ["docker pull ghcr.io/acme/web"]
    tmux("kill-server")


async def test_a_tmux_that_does_not_answer_is_said_not_to_be_cleared(programs: Path) -> None:
    (programs / "tmux").write_text("#!/bin/sh\nexit 1\n")

    done = await clipboard.clear((SECRET,), {"TMUX": "/nowhere,0,0", "SSH_TTY": "x"}, "linux")

    assert (done.cleared, done.left) == ((), ("tmux's buffers",))
