"""What the program is made of: ``python3 -m tests.supply audit`` and ``python3 -m tests.supply sbom > FILE``.

`audit` asks the package index whether any locked release has a known vulnerability: status 1 if one has, 0 if none has
or the index cannot be asked, which is said. `sbom` writes a CycloneDX document of what runs (without what only tests
need). Both are done by the field's own tools, installed for the occasion and away from the project's environment.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.lock import INDEX, LOCK, ROOT, install_resolver

AUDITOR = "pip-audit==2.10.1"
WRITER = "cyclonedx-bom==7.5.0"


def install(requirement: str, folder: Path) -> Path:
    """Install a tool into an environment of its own below `folder`; return that environment's programs."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "-qq", requirement], check=True)
    return folder / "bin"


def audit(folder: Path) -> int:
    """Say which locked releases have known vulnerabilities; return the exit status."""
    auditor = install(AUDITOR, folder / "auditor") / "pip-audit"
    command = [str(auditor), "-r", str(LOCK), "--disable-pip", "--require-hashes", "--format", "json"]
    done = subprocess.run([*command, "--progress-spinner", "off"], capture_output=True, text=True, check=False)
    try:
        rows = json.loads(done.stdout)["dependencies"]
    except ValueError:
        print(f"skipped: the index could not be asked ({done.stderr.strip()[-200:]})")
        return 0
    asked = [row for row in rows if "skip_reason" not in row]
    found = [row for row in asked if row["vulns"]]
    for row in found:
        print(f"{row['name']} {row['version']}: {', '.join(vulnerability['id'] for vulnerability in row['vulns'])}")
    if not asked:
        print(f"skipped: the index knows nothing about any of {len(rows)} releases")
    else:
        print(f"{len(asked)} of {len(rows)} releases asked about, {len(found)} with known vulnerabilities")
    return 1 if found else 0


def runtime(folder: Path) -> Path:
    """The part of the lock that runs, as a requirements file below `folder`."""
    file = folder / "runtime.txt"
    command = [str(install_resolver(folder / "resolver")), "pip", "compile", "pyproject.toml"]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--constraint", str(LOCK)]
    command += ["--no-config", "--no-header", "--no-annotate", "--default-index", INDEX]
    subprocess.run([*command, "--quiet", "--output-file", str(file)], cwd=ROOT, check=True)
    return file


def sbom(folder: Path) -> int:
    """Print the document."""
    writer = install(WRITER, folder / "writer") / "cyclonedx-py"
    command = [str(writer), "requirements", str(runtime(folder)), "--pyproject", str(ROOT / "pyproject.toml")]
    return subprocess.run([*command, "--output-reproducible"], check=True).returncode


def main() -> int:
    """Do what the argument says; 2 for anything else."""
    work = {"audit": audit, "sbom": sbom}.get(" ".join(sys.argv[1:]))
    if work is None:
        print("usage: python3 -m tests.supply audit | sbom", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        return work(Path(folder))


if __name__ == "__main__":
    raise SystemExit(main())
