"""`doctor --report`: what a maintainer has to know of a computer, and nothing that is nobody's business.

Versions, platform, terminal, keyring, which proxies are set, which clients are there, the credentials that were found
with what testing them said, and every exchange of it as a trace has them; redacted like a trace.
"""

import locale
import os
import platform
import shutil
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from ghcr_wizard import __version__
from ghcr_wizard.credentials.keyring import KeyringInfo
from ghcr_wizard.github.hosts import GHCR, Hosts
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.programs import has_program
from ghcr_wizard.transport.trace import Recorder, TraceSubject, TraceWriter

SCHEMA = "ghcr-wizard.report/1"
_HOLDS = "What this machine has to do with the registry, and how the credentials on it fared. No token is in it; "
_LIBRARIES = ("textual", "httpx", "keyring", "cryptography", "platformdirs", "truststore")
_CLIENTS = ("docker", "podman", "skopeo", "buildah", "nerdctl", "helm", "gh", "oras", "crane")
_HOMES = ("HOME", "USERPROFILE")
"""On Windows either may be set, Git's shell sets the first as well; each has the user's name in it."""

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
_TERMINAL = ("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR")
_SET = ("TMUX", "STY", "SSH_CONNECTION", "CI", "WSL_DISTRO_NAME", "container")


def report(
    hosts: Hosts,
    environment: Mapping[str, str],
    examined: Mapping[str, object],
    recorder: Recorder,
    keyring: KeyringInfo | None,
    *,
    names: bool,
) -> dict[str, object]:
    """The report.

    Args:
        hosts: The servers.
        environment: The variables.
        examined: What `doctor` found, as its JSON document.
        recorder: Everything that was asked for it.
        keyring: What there is, if there is a home folder at all.
        names: Whether names stay.
    """
    origins = {"api": hosts.api_url, "registry": hosts.registry_url, "web": hosts.web_url}
    subject = TraceSubject("doctor", hosts.registry, origins, "", TokenKind.NONE.value, 0)
    page = recorder.page(subject, _usernames(examined), names=names)
    homes = [environment[name] for name in _HOMES if environment.get(name)]
    return {
        "schema": SCHEMA,
        "holds": _HOLDS + ("names are." if names else "names are replaced by stand-ins."),
        "names": names,
        "versions": {"ghcr-wizard": __version__, "python": platform.python_version(), **_versions()},
        "platform": {"system": platform.system(), "release": platform.release(), "machine": platform.machine()},
        "terminal": _terminal(environment),
        "keyring": _keyring(keyring),
        "proxies": [name for name in _PROXIES if environment.get(name) or environment.get(name.lower())],
        "clients": [name for name in _CLIENTS if has_program(name, environment)],
        "registry": hosts.registry if names or hosts.registry == GHCR else "registry.example",
        "credentials": [_shown(row, page, homes) for row in _rows(examined, "credentials")],
        "diagnoses": [_shown(row, page, homes) for row in _rows(examined, "diagnoses")],
        "exchanges": recorder.exchanges(page),
    }


def _rows(examined: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    rows = examined.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _usernames(examined: Mapping[str, object]) -> list[str]:
    return [name for row in _rows(examined, "credentials") if isinstance(name := row.get("username"), str)]


def _shown(row: Mapping[str, object], page: TraceWriter, homes: Sequence[str]) -> dict[str, object]:
    """A row without the home folder and, as wanted, without names."""

    def text(value: object) -> object:
        if not isinstance(value, str):
            return value
        for home in homes:
            value = value.replace(home, "~") if len(home) > 1 else value
        return page.text(value)

    return {name: text(value) for name, value in row.items()}


def _versions() -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


def _terminal(environment: Mapping[str, str]) -> dict[str, object]:
    columns, lines = shutil.get_terminal_size()
    said = {name: environment[name] for name in _TERMINAL if name in environment}
    return {
        **said,
        "columns": columns,
        "lines": lines,
        "encoding": locale.getpreferredencoding(do_setlocale=False),
        "set": [name for name in _SET if environment.get(name)],
    }


def _keyring(keyring: KeyringInfo | None) -> dict[str, object]:
    chosen = bool(os.environ.get("PYTHON_KEYRING_BACKEND"))
    if keyring is None:
        return {"name": None, "state": "no home folder", "chosen": chosen}
    state = keyring.diagnosis.code if keyring.diagnosis else "locked" if keyring.locked else "usable"
    return {"name": keyring.name, "state": state, "chosen": chosen}
