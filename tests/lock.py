"""Write requirements.lock anew: ``python3 tests/lock.py``.

The lock names every package that running, testing and building ghcr-wizard takes, for every platform and for every
Python from 3.11 on: one file, environment markers where systems differ, and the hashes of all files of a release. It is
resolved by uv, because pip can only resolve for the machine it runs on. Extras are named: pip takes a release that
something asks for with extras as pinned only where the lock names them too. What installs is in it as well (pip, the
build backend): so nothing enters the environment of tests/run.py that is not hash-checked.
"""

import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
RESOLVER = "uv==0.13.9"
INDEX = "https://pypi.org/simple"
HEADER = """\
# Everything ghcr-wizard is run, tested and built with, pinned by hash, for all platforms and Python 3.11 or newer.
# Written by: python3 tests/lock.py
"""


def build_requirements() -> list[str]:
    """Return what installing takes: pip, the build backend, and `editables`, which that asks for while building."""
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [*metadata["build-system"]["requires"], "editables", "pip"]


def install_resolver(folder: Path) -> Path:
    """Install the resolver below `folder`, away from the project's environment; return its executable."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "-qq", "--target", str(folder), RESOLVER], check=True)
    return folder / "bin" / ("uv.exe" if os.name == "nt" else "uv")


def resolve(resolver: Path, upgrade: list[str]) -> str:
    """Return the lock's lines; versions already in the lock stay unless `upgrade` has uv's options to renew them."""
    command = [str(resolver), "pip", "compile", "pyproject.toml", "-", "--extra", "test"]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes"]
    command += ["--no-config", "--no-header", "--no-annotate", "--no-strip-extras", "--default-index", INDEX]
    command += ["--quiet", "--output-file", str(LOCK), *upgrade]
    requirements = "\n".join(build_requirements()) + "\n"
    subprocess.run(command, cwd=ROOT, input=requirements, text=True, check=True)
    return LOCK.read_text(encoding="utf-8")


def main() -> int:
    """Write the lock; arguments such as ``--upgrade`` or ``--upgrade-package NAME`` go on to uv."""
    with tempfile.TemporaryDirectory() as folder:
        lines = resolve(install_resolver(Path(folder)), sys.argv[1:])
    LOCK.write_text(HEADER + lines, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
