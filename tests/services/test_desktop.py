"""The browser and the clipboard: which command, if any, and that the text really reaches it."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from ghcr_wizard.services import browser, clipboard

URL = "https://github.com/settings/tokens"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that write what they are given to `NAME.out`; found before all others."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("xdg-open", "wslview", "wl-copy", "xclip", "xsel", "pbcopy", "clip.exe", "tmux"):
        program = folder / name
        program.write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$@" > "{folder}/{name}.arguments"\ncat > "{folder}/{name}.out"\n'
        )
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/bin{os.pathsep}/usr/bin")
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
        ({}, "win32", "rundll32"),
    ],
)
def test_a_page_is_opened_only_where_a_graphical_browser_is_likely(
    environment: Mapping[str, str], platform: str, program: str | None, programs: Path
) -> None:
    assert programs.exists()
    command = browser.command(URL, environment, platform)

    assert (Path(command[0]).name if command else None) == program


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "--help", ""])
def test_nothing_but_a_web_address_is_opened(address: str, programs: Path) -> None:
    assert programs.exists()
    assert browser.command(address, {"DISPLAY": ":0"}, "linux") is None
    assert not browser.open_page(address, {"DISPLAY": ":0"})


def test_a_browser_that_cannot_be_started_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "xdg-open"
    broken.write_text("no program")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not browser.open_page(URL, {"DISPLAY": ":0"})


@pytest.mark.parametrize(
    ("environment", "platform", "names"),
    [
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
    assert tuple(command[0] for command in clipboard.commands(environment, platform)) == names


async def test_the_text_reaches_the_desktop_and_tmux(programs: Path) -> None:
    taken = await clipboard.send("ghcr.io/acme/team/api", {"DISPLAY": ":0", "TMUX": "x"})

    assert taken == ("xclip", "tmux")
    assert (programs / "xclip.out").read_text() == "ghcr.io/acme/team/api"
    assert (programs / "tmux.out").read_text() == "ghcr.io/acme/team/api"
    assert (programs / "tmux.arguments").read_text().split() == ["load-buffer", "-w", "-"]


async def test_a_program_that_fails_is_not_said_to_have_taken_it(programs: Path) -> None:
    (programs / "xclip").write_text("#!/bin/sh\ncat > /dev/null\nexit 1\n")

    assert await clipboard.send("text", {"DISPLAY": ":0"}) == ()
