"""A web page shown in the person's browser, where there is a graphical one."""

import os
import subprocess
import sys
from collections.abc import Mapping

from ghcr_wizard.programs import ProgramError, find_program


def command(url: str, environment: Mapping[str, str], platform: str = sys.platform) -> tuple[str, ...] | None:
    """The command that opens `url` in a graphical browser, or `None` where there probably is none.

    A text browser would start inside the terminal that this program draws on, so nothing is guessed: without a
    graphical session, and over SSH without a forwarded one, the address is for the person to copy.

    Args:
        url: An `https://` or `http://` address.
        environment: The process's environment.
        platform: As `sys.platform` has it.
    """
    if not url.startswith(("https://", "http://")):
        return None
    remote = bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))
    if platform == "darwin":
        return None if remote else _by("open", platform, url)
    if platform == "win32":
        return None if remote else _by("rundll32", platform, "url.dll,FileProtocolHandler", url)
    if environment.get("WSL_DISTRO_NAME") and (viewer := _by("wslview", platform, url)):
        return viewer
    if environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        return _by("xdg-open", platform, url)
    return None


def _by(program: str, platform: str, *arguments: str) -> tuple[str, ...] | None:
    """The command with its program's whole path: Windows would look for a bare name in the current folder first."""
    try:
        return (find_program(program, os.environ, platform), *arguments)
    except ProgramError:
        return None


def show_page(url: str, environment: Mapping[str, str]) -> bool:
    """Open `url`; return whether a browser was started, which is no proof that it shows the page."""
    found = command(url, environment)
    if found is None:
        return False
    quiet = subprocess.DEVNULL
    try:
        subprocess.Popen(found, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603 - no shell; the address is one argument
    except OSError:
        return False
    return True
