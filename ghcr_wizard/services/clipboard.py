"""The clipboard by way of the programs that hold it: the desktop's own, and tmux.

The third way, the terminal's escape sequence (OSC 52), belongs to whoever draws on the terminal.
"""

import asyncio
import shutil
import sys
from collections.abc import Iterator, Mapping

_SECONDS = 2.0
"""For one program to take the text; one that hangs on a dead display is left behind."""


def commands(environment: Mapping[str, str], platform: str = sys.platform) -> tuple[tuple[str, ...], ...]:
    """The commands that take a text from standard input to a clipboard here; none of them may be there.

    Over SSH the desktop's clipboard is the wrong computer's, so only tmux is asked.
    """
    remote = environment.get("SSH_CONNECTION") or environment.get("SSH_TTY")
    local = () if remote else _local(environment, platform)
    desktop = next((command for command in local if shutil.which(command[0])), None)
    tmux = ("tmux", "load-buffer", "-w", "-") if environment.get("TMUX") and shutil.which("tmux") else None
    return tuple(command for command in (desktop, tmux) if command)


def _local(environment: Mapping[str, str], platform: str) -> Iterator[tuple[str, ...]]:
    if platform == "darwin":
        yield ("pbcopy",)
    elif platform == "win32" or environment.get("WSL_DISTRO_NAME"):
        yield ("clip.exe",)
    if environment.get("WAYLAND_DISPLAY"):
        yield ("wl-copy",)
    if environment.get("DISPLAY"):
        yield ("xclip", "-selection", "clipboard")
        yield ("xsel", "--clipboard", "--input")


async def send(text: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Give `text` to every clipboard that can be reached; return the names of the programs that took it."""
    taken = [await _give(command, text) for command in commands(environment)]
    return tuple(name for name in taken if name)


async def _give(command: tuple[str, ...], text: str) -> str | None:
    """The program's name if it took the text in time.

    Its output goes nowhere and is not waited for: `xclip` and `wl-copy` stay behind to serve the clipboard.
    """
    nowhere = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=nowhere, stderr=nowhere
        )
    except OSError:
        return None
    try:
        await asyncio.wait_for(process.communicate(text.encode()), _SECONDS)
    except TimeoutError:
        process.kill()
        return None
    return command[0] if process.returncode == 0 else None
