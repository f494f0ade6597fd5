"""The clipboard by way of the programs that hold it: the desktop's own, and tmux.

The third way, the terminal's escape sequence (OSC 52), belongs to whoever draws on the terminal.
"""

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ghcr_wizard.programs import ProgramError, find_program
from ghcr_wizard.secret import Secret

_SECONDS = 2.0
"""For one program to take the text; one that hangs on a dead display is left behind."""


def commands(environment: Mapping[str, str], platform: str = sys.platform) -> tuple[tuple[str, ...], ...]:
    """The commands that take a text from standard input to a clipboard here, their programs by their whole paths.

    Windows would look for a bare name in the current folder first, and whoever put a program there would get a secret.
    Over SSH the desktop's clipboard is the wrong computer's, so only tmux is asked.
    """
    tmux = _tmux(environment)
    load = (tmux, "load-buffer", "-w", "-") if tmux else None
    return tuple(command for command in (_desktop(environment, platform), load) if command)


def _tmux(environment: Mapping[str, str]) -> str | None:
    """Where tmux is, if this runs in one."""
    return _found("tmux") if environment.get("TMUX") else None


def _found(program: str) -> str | None:
    try:
        return find_program(program, os.environ)
    except ProgramError:
        return None


def _desktop(environment: Mapping[str, str], platform: str) -> tuple[str, ...] | None:
    remote = environment.get("SSH_CONNECTION") or environment.get("SSH_TTY")
    local = () if remote else _local(environment, platform)
    return next(((found, *rest) for name, *rest in local if (found := _found(name))), None)


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


async def send(text: str, environment: Mapping[str, str], platform: str = sys.platform) -> tuple[str, ...]:
    """Give `text` to every clipboard that can be reached; return the names of the programs that took it."""
    taken = [await _give(command, text) for command in commands(environment, platform)]
    return tuple(name for name in taken if name)


@dataclass(frozen=True, slots=True)
class Cleared:
    """What became of the clipboards that were asked to forget a secret; the terminal's own is not among them.

    Attributes:
        cleared: Those that hold it no more, in words.
        left: Those that did not do what they were asked.
    """

    cleared: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


_CLEARING = {
    "wl-copy": ("--clear",),
    "xsel": ("--clipboard", "--clear"),
}
"""How to empty a clipboard where its program ignores an empty text, or says more plainly what is meant."""


async def clear(secrets: Sequence[Secret], environment: Mapping[str, str], platform: str = sys.platform) -> Cleared:
    """Have every clipboard that can be reached forget what it holds; of tmux's buffers, those that hold a secret.

    Args:
        secrets: The texts that must be in no buffer any more, whole or in a longer text.
        environment: The process's variables.
        platform: As `sys.platform` names it.
    """
    cleared: list[str] = []
    left: list[str] = []
    if desktop := _desktop(environment, platform):
        name = _name(desktop)
        done = await _give((desktop[0], *_CLEARING.get(name, desktop[1:])), "") is not None
        (cleared if done else left).append(f"the desktop's clipboard ({name})")
    if tmux := _tmux(environment):
        found, deleted = await _clear_tmux(tmux, secrets)
        if deleted:
            cleared.append(f"{deleted} tmux buffer{'s' if deleted > 1 else ''}")
        if found is None or deleted < found:
            left.append("tmux's buffers")
    return Cleared(tuple(cleared), tuple(left))


async def _clear_tmux(tmux: str, secrets: Sequence[Secret]) -> tuple[int | None, int]:
    """Delete the buffers that hold a secret: how many there were, `None` where tmux does not say, and how many went.

    tmux ignores an empty text, so a buffer is deleted; the terminal beyond it, to which `load-buffer -w` passes texts
    on, is given a blank.
    """
    names = await _output(tmux, "list-buffers", "-F", "#{buffer_name}")
    if names is None:
        return None, 0
    found = deleted = 0
    for name in names.splitlines():
        text = await _output(tmux, "show-buffer", "-b", name)
        if text is not None and _holds(text, secrets):
            found += 1
            deleted += await _output(tmux, "delete-buffer", "-b", name) is not None
    await _give((tmux, "load-buffer", "-w", "-b", _BLANK, "-"), " ")
    await _output(tmux, "delete-buffer", "-b", _BLANK)
    return found, deleted


_UTF_8 = {"LC_ALL": "", "LC_CTYPE": "UTF-8"}
"""For `pbcopy`, which takes its input for what the locale says, and for something else where that says nothing."""

_BLANK = "ghcr-wizard-blank"
_TELLING = 12
"""Characters of a secret that do not stand in another text by chance."""


def _holds(text: str, secrets: Sequence[Secret]) -> bool:
    """Whether a text is a secret or holds one of some length, however it is broken over lines."""
    whole = "".join(text.split())
    wanted = [wish for secret in secrets if (wish := "".join(secret.reveal().split()))]
    return any(wish == whole or (len(wish) >= _TELLING and wish in whole) for wish in wanted)


async def _output(*command: str) -> str | None:
    """What a program prints; `None` where it fails or does not end in time."""
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(*command, stdin=nowhere, stdout=pipe, stderr=nowhere)
    except OSError:
        return None
    try:
        printed, _ = await asyncio.wait_for(process.communicate(), _SECONDS)
    except TimeoutError:
        process.kill()
        return None
    return printed.decode("utf-8", "replace") if process.returncode == 0 else None


async def _give(command: tuple[str, ...], text: str) -> str | None:
    """The program's name if it took the text in time.

    Its output goes nowhere and is not waited for: `xclip` and `wl-copy` stay behind to serve the clipboard.
    """
    nowhere, name = asyncio.subprocess.DEVNULL, _name(command)
    environment = os.environ | (_UTF_8 if name == "pbcopy" else {})
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=nowhere, stderr=nowhere, env=environment
        )
    except OSError:
        return None
    try:
        await asyncio.wait_for(process.communicate(_encoded(text, name)), _SECONDS)
    except TimeoutError:
        process.kill()
        return None
    return name if process.returncode == 0 else None


def _name(command: Sequence[str]) -> str:
    return Path(command[0]).name


def _encoded(text: str, program: str) -> bytes:
    """A text as the program that takes it reads it.

    `clip.exe` takes UTF-16, and anything else for the console's code page, or guesses (microsoft/WSL#11047, #4852).
    """
    return text.encode("utf-16-le" if program == "clip.exe" else "utf-8")
