"""Every command under every fault: the exit status it has to end with, and that nothing is lost.

A cell of the matrix is one process on a computer of its own, on which a credential is stored already. Whatever
happens: no traceback, at most a few lines on standard error, a document on standard output only if it is whole, and
afterwards the stored credential is still there.
"""

import json
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, FaultKind, Role
from tests.credentials import keyring_backends as backends
from tests.hardening.machine import Machine, machine
from tests.processes import HANG_SECONDS, Cli

_NOW = datetime.now(UTC).replace(microsecond=0)
_HUNG = (0, "", "it hung")
_DONE, _REFUSED, _BAD_INPUT, _UNREACHABLE, _STORE_FAILED, _INTERRUPTED = 0, 1, 2, 3, 4, 130
_MOST_LINES = 6
_NETWORK: tuple[Role, ...] = ("api", "registry")


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it is called.

    Attributes:
        name: How the table names it.
        arguments: What it is called with.
        asks: What it asks: `both` hosts, one of them, or nothing.
        keyring: Whether it reads or writes the keyring.
        writes: Whether it writes settings or client files.
        token: Whether it takes the token on standard input.
        helper: Whether it is the credential helper.
        answers_for: Whether it is, or tries, the credential helper, whose failures are all status 1.
        usual: The exit status without any fault.
    """

    name: str
    arguments: tuple[str, ...]
    asks: str = ""
    keyring: bool = False
    writes: bool = False
    token: bool = False
    helper: bool = False
    answers_for: bool = False
    usual: int = _DONE


HELPER = Command("helper", ("get",), keyring=True, helper=True, answers_for=True)
COMMANDS = (
    Command(
        "login",
        ("login", "--json", "--method", "classic-pat", "--profile", "new"),
        "api",
        keyring=True,
        writes=True,
        token=True,
    ),
    Command("logout", ("logout", "--json", "--profile", "kept"), keyring=True, writes=True),
    Command("profiles", ("profiles", "--json")),
    Command(
        "check, stored",
        ("check", "--json", "--profile", "kept", "--package", "acme/team/web"),
        "both",
        keyring=True,
        writes=True,
    ),
    Command("check, given", ("check", "--json", "--package", "acme/team/web"), "both", token=True),
    Command("packages", ("packages", "--json", "--profile", "kept"), "api", keyring=True),
    Command("export", ("export", "kubernetes", "--json", "--profile", "kept"), "registry", keyring=True),
    Command("export docker", ("export", "docker", "--json", "--yes"), keyring=True, writes=True, answers_for=True),
    Command(
        "webhook",
        ("webhook", "status", "--json", "--namespace", "acme", "--profile", "kept"),
        "api",
        keyring=True,
        usual=_REFUSED,  # a token that pulls does not see webhooks
    ),
    HELPER,
    Command("explain", ("explain", "--json", "denied: permission_denied: read_package")),
)


@dataclass
class Situation:
    """What a fault changes before a command is run.

    Attributes:
        computer: Where it runs.
        variables: The environment besides the computer's own.
        limits: Called in the new process before the program.
        interruption: The signal sent while it runs.
    """

    computer: Machine
    variables: dict[str, str] = field(default_factory=dict)
    limits: Callable[[], None] | None = None
    interruption: signal.Signals | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault.

    Attributes:
        name: How the table names it.
        expected: The exit statuses a command may end with; what is not named here is not told apart.
        at_github: What goes wrong there.
        prepare: What it changes on the computer.
    """

    name: str
    expected: Callable[[Command], frozenset[int]]
    at_github: tuple[Fault, ...] = ()
    prepare: Callable[[Situation], None] = lambda _: None


def _only(*statuses: int) -> frozenset[int]:
    return frozenset(statuses)


def _where(concerned: Callable[[Command], object], *statuses: int) -> Callable[[Command], frozenset[int]]:
    """These statuses for the commands that are concerned; the others are done as ever."""
    return lambda command: _only(*statuses) if concerned(command) else _only(command.usual)


def _asks(command: Command) -> bool:
    return bool(command.asks)


def _needs_secret(command: Command) -> bool:
    """Whether it cannot do without what the keyring has; a profile without its secret can be removed."""
    return command.keyring and command.name != "logout"


def _reads_settings(command: Command) -> bool:
    return command.keyring or command.name == "profiles"


def _at_github(kind: FaultKind, status: int | None = None, retry_after: int | None = None) -> tuple[Fault, ...]:
    return tuple(Fault(role, kind, status=status, retry_after=retry_after) for role in _NETWORK)


def _elsewhere(url: str) -> Callable[[Situation], None]:
    names = ("GHCR_WIZARD_REGISTRY_URL", "GHCR_WIZARD_API_URL", "GHCR_WIZARD_WEB_URL")

    def prepare(situation: Situation) -> None:
        situation.variables |= dict.fromkeys(names, url)

    return prepare


def _proxied(situation: Situation) -> None:
    _elsewhere("https://github.invalid")(situation)
    situation.variables |= {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}


def _keyring(backend: type) -> Callable[[Situation], None]:
    def prepare(situation: Situation) -> None:
        situation.variables |= backends.chosen(backend)

    return prepare


def _no_keyring(situation: Situation) -> None:
    situation.variables["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"


def _null_keyring(situation: Situation) -> None:
    situation.variables["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


def _full_disk(situation: Situation) -> None:
    """Files cannot grow; the keyring's own file is spared, as it is no part of the program."""
    situation.limits = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _settings(situation: Situation) -> Path:
    return Path(situation.computer.environment["XDG_CONFIG_HOME"], "ghcr-wizard", "profiles.json")


def _corrupt_settings(situation: Situation) -> None:
    _settings(situation).write_bytes(b'{"schema": 1, "profiles": [')


def _newer_settings(situation: Situation) -> None:
    _settings(situation).write_text(json.dumps({"schema": 999}))


def _corrupt_cache(situation: Situation) -> None:
    folder = Path(situation.computer.environment["XDG_CACHE_HOME"], "ghcr-wizard")
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"\0garbage\xff")


def _no_folder_for_settings(situation: Situation) -> None:
    folder = situation.computer.root / "a file"
    folder.write_text("")
    situation.variables |= {"XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}


def _signalled(number: signal.Signals) -> Callable[[Situation], None]:
    def prepare(situation: Situation) -> None:
        situation.interruption = number

    return prepare


TROUBLES = (
    Trouble("none", lambda command: _only(command.usual)),
    Trouble("offline", _where(_asks, _UNREACHABLE), prepare=_elsewhere("http://127.0.0.1:9")),
    Trouble("no such host", _where(_asks, _UNREACHABLE), prepare=_elsewhere("https://github.invalid")),
    Trouble("proxy gone", _where(_asks, _UNREACHABLE), prepare=_proxied),
    Trouble("401", _where(_asks, _REFUSED, _UNREACHABLE), _at_github("status", 401)),
    Trouble("403", _where(_asks, _REFUSED, _UNREACHABLE), _at_github("status", 403)),
    Trouble("404", _where(_asks, _REFUSED, _UNREACHABLE), _at_github("status", 404)),
    Trouble("429", _where(_asks, _UNREACHABLE), _at_github("status", 429, retry_after=600)),
    Trouble("500", _where(_asks, _UNREACHABLE), _at_github("status", 500)),
    Trouble("503", _where(_asks, _UNREACHABLE), _at_github("status", 503)),
    Trouble("throttled", _where(_asks, _UNREACHABLE), _at_github("secondary-rate-limit", retry_after=600)),
    Trouble("locked out", _where(_asks, _REFUSED, _UNREACHABLE), _at_github("login-lockout")),
    Trouble("a web page", _where(_asks, _UNREACHABLE), _at_github("html", 200)),
    Trouble("garbage", _where(_asks, _UNREACHABLE), _at_github("garbage-json")),
    Trouble("half a body", _where(_asks, _UNREACHABLE), _at_github("truncate")),
    Trouble("endless body", _where(_asks, _UNREACHABLE), _at_github("oversize")),
    Trouble("reset", _where(_asks, _UNREACHABLE), _at_github("reset")),
    Trouble(
        "a registry that fails",
        _where(lambda command: command.asks in {"both", "registry"}, _REFUSED, _UNREACHABLE),
        (Fault("registry", status=503),),
    ),
    Trouble("no keyring", _where(lambda command: command.keyring, _STORE_FAILED), prepare=_no_keyring),
    Trouble("null keyring", _where(_needs_secret, _STORE_FAILED), prepare=_null_keyring),
    Trouble(
        "locked keyring", _where(lambda command: command.keyring, _STORE_FAILED), prepare=_keyring(backends.Locked)
    ),
    Trouble(
        "lossy keyring",
        _where(lambda command: command.name == "login", _STORE_FAILED),
        prepare=_keyring(backends.Truncating),
    ),
    Trouble(
        "settings garbled",
        _where(_reads_settings, _STORE_FAILED),
        prepare=_corrupt_settings,
    ),
    Trouble(
        "settings of a later version",
        _where(_reads_settings, _STORE_FAILED),
        prepare=_newer_settings,
    ),
    Trouble("cache garbled", lambda command: _only(command.usual), prepare=_corrupt_cache),
    Trouble("no folder", _where(_reads_settings, _STORE_FAILED), prepare=_no_folder_for_settings),
    Trouble("disk full", _where(lambda command: command.writes, _DONE, _STORE_FAILED), prepare=_full_disk),
    # A shell calls both of them 130: Python ends itself by the signal where one came while it ran generated code.
    Trouble(
        "SIGINT", lambda command: _only(command.usual, _INTERRUPTED, -signal.SIGINT), prepare=_signalled(signal.SIGINT)
    ),
    Trouble(
        "SIGTERM",
        lambda command: _only(command.usual, 128 + signal.SIGTERM, -signal.SIGTERM),
        prepare=_signalled(signal.SIGTERM),
    ),
    Trouble(
        "SIGHUP",
        lambda command: _only(command.usual, 128 + signal.SIGHUP, -signal.SIGHUP),
        prepare=_signalled(signal.SIGHUP),
    ),
    Trouble("SIGKILL", lambda command: _only(command.usual, -signal.SIGKILL), prepare=_signalled(signal.SIGKILL)),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of a command under a fault; `problem` is empty where it ended as it has to."""

    command: str
    trouble: str
    status: int
    problem: str


@contextmanager
def prepared(root: Path) -> Iterator[tuple[DemoServer, Machine]]:
    """A GitHub and a computer on which its token is stored as `kept` and its catalog is remembered."""
    with DemoServer(now=_NOW) as server:
        computer = machine(root)
        variables = endpoints(server)
        who = ("--username", server.username, "--token-stdin")
        login = ("login", "--method", "classic-pat", "--profile", "kept", *who)
        for arguments in (login, ("packages", "--profile", "kept")):
            done = computer.run(*arguments, stdin=server.token.encode(), variables=variables)
            assert done.status == _DONE, done.stderr
        yield server, computer


def endpoints(server: DemoServer) -> dict[str, str]:
    """The variables that point the program at a simulated GitHub."""
    return {
        "GHCR_WIZARD_REGISTRY_URL": server.registry_url,
        "GHCR_WIZARD_API_URL": server.api_url,
        "GHCR_WIZARD_WEB_URL": server.web_url,
    }


def try_cell(command: Command, trouble: Trouble, sound: DemoServer, model: Machine, root: Path) -> Cell:
    """Run one command under one fault on a copy of `model`, below `root`; what came of it."""
    shutil.copytree(model.root, root, symlinks=True)
    moved = {name: value.replace(str(model.root), str(root)) for name, value in model.environment.items()}
    situation = Situation(Machine(root, moved, root / model.keyring.name))
    with ExitStack() as stack:
        broken = stack.enter_context(DemoServer(now=_NOW, faults=trouble.at_github)) if trouble.at_github else sound
        situation.variables |= endpoints(broken)
        trouble.prepare(situation)
        status, stdout, stderr = _run(command, situation, sound.token, sound.username)
    problem = _judged(command, trouble, status, stdout, stderr) or _lost(command, situation, sound)
    return Cell(command.name, trouble.name, status, problem)


def _run(command: Command, situation: Situation, token: str, username: str) -> tuple[int, str, str]:
    who = ("--username", username, "--token-stdin") if command.token else ()
    environment = situation.computer.environment | situation.variables
    if not (command.helper or situation.limits or situation.interruption):
        try:
            done = Cli(environment)(*command.arguments, *who, stdin=_input(command, token))
        except subprocess.TimeoutExpired:
            return _HUNG
        return done.status, done.stdout, done.stderr
    with subprocess.Popen(
        [sys.executable, "-m", _module(command), *command.arguments, *who],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=situation.limits,  # noqa: PLW1509 - one thread, before the program is loaded
    ) as process:
        if situation.interruption:
            _interrupt(process, situation.interruption)
        try:
            stdout, stderr = process.communicate(_input(command, token), timeout=HANG_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return _HUNG
    return process.returncode, stdout.decode(), stderr.decode()


def _input(command: Command, token: str) -> bytes:
    if command.helper:
        return b"ghcr.io"
    return token.encode() if command.token else b""


def _module(command: Command) -> str:
    return "ghcr_wizard.credential_helper" if command.helper else "ghcr_wizard"


def _interrupt(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Signal the process at some moment of its run; which one is left to chance."""

    def late() -> None:
        if process.poll() is None:
            process.send_signal(number)

    timer = threading.Timer(random.uniform(0.02, 0.9), late)  # noqa: S311 - any moment is as good
    timer.daemon = True
    timer.start()


def _judged(command: Command, trouble: Trouble, status: int, stdout: str, stderr: str) -> str:
    """What is wrong with how a command ended, or nothing."""
    if trouble.name == "SIGINT" and "KeyboardInterrupt" in stderr and "/ghcr_wizard/" not in stderr:
        return ""  # Python itself was still starting: nothing of the program had run
    if "Traceback" in stderr or "bug of ghcr-wizard" in stderr:
        return f"traceback: {stderr.strip()[-160:]}"
    expected = trouble.expected(command)
    if command.answers_for:
        expected = frozenset(_REFUSED if status in {_UNREACHABLE, _STORE_FAILED} else status for status in expected)
    if status not in expected:
        return f"status {status}, not {sorted(expected)}: {(stderr or stdout).strip()[:160]}"
    if len(stderr.splitlines()) > _MOST_LINES:
        return f"{len(stderr.splitlines())} lines on standard error"
    if stdout.strip() and not _is_document(stdout) and status >= 0 and not (command.helper and status):
        return f"no whole document: {stdout[:60]!r}"
    if 0 < status < 128 and not stderr.strip() and not stdout.strip():  # a signal needs no words
        return "nothing was said"
    return ""


def _is_document(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _lost(command: Command, situation: Situation, sound: DemoServer) -> str:
    """What was lost: once the fault is over the stored credential is given out, if it was not removed on purpose."""
    settings = _settings(situation)
    if situation.variables.get("XDG_CONFIG_HOME"):
        return ""
    if settings.read_bytes()[-13:] == b'"profiles": [' or b"999" in settings.read_bytes():
        return ""  # the garbled file is still there, untouched, for its owner to mend
    variables = {"GHCR_WIZARD_PROFILE": "kept"}
    done = situation.computer.run("get", stdin=b"ghcr.io", variables=variables, module=_module(HELPER))
    removed = command.name == "logout"
    if done.status == _DONE and json.loads(done.stdout)["Secret"] == sound.token:
        return ""
    return "" if removed and done.status else f"the stored credential is lost: {done.stdout.strip()[:160]}"
