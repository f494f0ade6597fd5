"""Programs that a test puts on the search path."""

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path


def put_program(folder: Path, name: str, body: str, environment: MutableMapping[str, str], mode: int = 0o755) -> Path:
    """Write a Python program into a folder that is then the first of the search path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{body}")
    path.chmod(mode)
    paths = environment["PATH"].split(os.pathsep)
    if str(folder) not in paths:
        environment["PATH"] = os.pathsep.join([str(folder), *paths])
    return path
