"""Run every test: ``python3.11 tests/run.py [pytest arguments]``.

Needs Python 3.11 or newer and pip, nothing else. Makes ``.venv`` and fills it with exactly what requirements.lock names
(every file checked against its hash), installs the project itself as editable, adds the system programs that some tests
drive, runs pytest and ends with pytest's own exit status. What is already in place is not made again.

System programs are installed by apt-get, as root or by a sudo that asks for no password. The tests of one that cannot
be had are skipped by name; with ``CI=true`` in the environment that is a failure instead, for those marked as required.
``tests/lock.py`` writes requirements.lock anew.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


PARALLEL = ["--numprocesses", str(2 * (os.cpu_count() or 1)), "--dist", "worksteal"]
"""Most tests wait for processes and sockets more than they compute: two on each core."""


@dataclass(frozen=True)
class Component:
    """A real program that tests drive: how to find it, what to install, and whether CI may go without it."""

    probe: str
    package: str
    required_in_ci: bool = True

    def installed(self) -> bool:
        """Return whether the program is on the search path."""
        return shutil.which(self.probe) is not None


COMPONENTS = {
    "dbus": Component("dbus-daemon", "dbus"),
    "faketime": Component("faketime", "faketime"),
    "gnome-keyring": Component("gnome-keyring-daemon", "gnome-keyring"),
    "credential-helpers": Component("docker-credential-secretservice", "golang-docker-credential-helpers"),
    "gnupg": Component("gpg", "gnupg"),
    "keyutils": Component("keyctl", "keyutils"),
    "pass": Component("pass", "pass"),
    "systemd-creds": Component("systemd-creds", "systemd", required_in_ci=False),
    "docker": Component("docker", "docker-cli", required_in_ci=False),
    "docker-registry": Component("docker-registry", "docker-registry"),
    "podman": Component("podman", "podman"),
    "fish": Component("fish", "fish", required_in_ci=False),
    "skopeo": Component("skopeo", "skopeo"),
    "tmux": Component("tmux", "tmux"),
    "zsh": Component("zsh", "zsh", required_in_ci=False),
}


def in_ci() -> bool:
    """Return whether this is a CI run, where a required component may not be missing."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def say(line: str) -> None:
    """Print one line at once, so that it stands in order with the output of the programs started."""
    print(f"run.py: {line}", flush=True)


def start(command: list[str], **environment: str) -> None:
    """Run an installation step without standard input; a failure ends this program with the step's own output above."""
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, env=os.environ | environment, check=False)
    if done.returncode:
        raise SystemExit(f"run.py: failed with status {done.returncode}: {' '.join(command)}")


def fingerprint(file: Path) -> str:
    """Return what must not have changed for an installation made from `file` to be used again."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"{digest} {sys.version_info.major}.{sys.version_info.minor} {ROOT}\n"


def locked_requirement(name: str) -> str:
    """Return one package's lines of the lock, as a requirements file of its own."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"{name}=="))
    last = next(number for number in range(first, len(lines)) if not lines[number].endswith("\\"))
    return "\n".join(lines[first : last + 1]) + "\n"


def make_environment() -> None:
    """Make .venv with the locked pip in it.

    Debian keeps ensurepip in a package of its own and forbids installing beside the system's Python; the locked pip is
    therefore put straight into the new environment, which every version of pip can do.
    """
    if Path(sys.prefix).resolve() == VENV.resolve():
        raise SystemExit("run.py: requirements.lock has changed: run this with the Python outside .venv")
    venv.create(VENV, clear=True, with_pip=False, symlinks=os.name != "nt")
    question = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = subprocess.run(question, capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory() as folder:
        requirement = Path(folder, "pip.txt")
        requirement.write_text(locked_requirement("pip"), encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
        start([*pip, "--target", packages, "--require-hashes", "-r", str(requirement)], PIP_ROOT_USER_ACTION="ignore")


def install() -> None:
    """Bring .venv to what the lock and pyproject.toml say, doing only what changed since the last run."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--no-deps"]
    locked, project = VENV / "locked.stamp", VENV / "project.stamp"
    if not locked.exists() or locked.read_text(encoding="utf-8") != fingerprint(LOCK):
        say("making .venv from requirements.lock")
        make_environment()
        start([*pip, "--require-hashes", "-r", str(LOCK)])
        locked.write_text(fingerprint(LOCK), encoding="utf-8")
    metadata = ROOT / "pyproject.toml"
    if not project.exists() or project.read_text(encoding="utf-8") != fingerprint(metadata):
        say("installing the project into .venv")
        start([*pip, "--no-build-isolation", "--editable", str(ROOT)])
        project.write_text(fingerprint(metadata), encoding="utf-8")
    say(".venv is ready")


def apt_command() -> list[str] | str:
    """Return how apt-get can be run here without asking anyone, or the reason why it cannot."""
    if not shutil.which("apt-get"):
        return "not installed, and there is no apt-get here"
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=60"]
    if os.geteuid() == 0:
        return apt
    sudo = ["sudo", "-n"]
    if shutil.which("sudo") and not attempt([*sudo, "true"]):
        return [*sudo, *apt]
    return "not installed, and apt-get needs root or a sudo without password"


def attempt(command: list[str]) -> str:
    """Run a command out of sight; return an empty string, or the last line it wrote when it fails."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    lines = done.stdout.strip().splitlines() or [f"status {done.returncode}"]
    return lines[-1] if done.returncode else ""


def missing_components() -> Iterator[tuple[str, str]]:
    """Install the components that are missing; yield those that cannot be had, with the reason."""
    wanted = {name: component for name, component in COMPONENTS.items() if not component.installed()}
    apt = apt_command() if wanted else []
    if isinstance(apt, str):
        yield from ((name, apt) for name in wanted)
        return
    if wanted:
        say("apt-get update")
        attempt([*apt, "update"])
    for name, component in wanted.items():
        say(f"apt-get install {component.package}")
        failure = attempt([*apt, "install", "--yes", "--no-install-recommends", component.package])
        if failure or not component.installed():
            yield name, failure or f"{component.package} is installed, {component.probe} is not on the search path"


def run_pytest(arguments: list[str]) -> int:
    """Run pytest in .venv and return its exit status; without any test to run that is 5, not success."""
    arguments = [*PARALLEL, *arguments]
    say("pytest " + " ".join(arguments))
    stdin = subprocess.DEVNULL if sys.stdin is None else None
    return subprocess.run([str(PYTHON), "-m", "pytest", *arguments], cwd=ROOT, stdin=stdin, check=False).returncode


def main() -> int:
    """Set up, test, report; return pytest's exit status, or 1 where CI goes without a required component."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells the owner of an older Python
        raise SystemExit("run.py: needs Python 3.11 or newer, this is " + sys.version.split()[0])
    install()
    missing = dict(missing_components())
    status = run_pytest(sys.argv[1:])
    for name, why in missing.items():
        say(f"skipped: {name} ({why})")
    if in_ci() and any(COMPONENTS[name].required_in_ci for name in missing):
        say("failed: in CI a required component may not be missing")
        return status or 1
    return status


if __name__ == "__main__":
    raise SystemExit(main())
