"""Programs that a test puts on the search path."""

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

import pytest


def require_scripts() -> None:
    """Skip a test that has a program stood for by a script, where none can be run by its name."""
    if sys.platform == "win32":
        pytest.skip("its programs are scripts, which only POSIX runs by their name")


def put_program(folder: Path, name: str, body: str, environment: MutableMapping[str, str], mode: int = 0o755) -> Path:
    """Write a Python program into a folder that is then the first of the search path."""
    require_scripts()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{body}")
    path.chmod(mode)
    paths = environment["PATH"].split(os.pathsep)
    if str(folder) not in paths:
        environment["PATH"] = os.pathsep.join([str(folder), *paths])
    return path
