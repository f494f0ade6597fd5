"""Marked tokens of every kind through every command, and then a search of everything that was written anywhere.

Looked for are the token, any twelve characters of it in a row, its base64 as a password is sent and as the registry's
bearer carries it, and its escaped forms; looked through are standard output and error, every file on the computer but
the keyring, what other programs were called with and given as variables, and what reached a host it does not belong to.
"""

import base64
import json
import socket
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from ghcr_wizard.demo import tokens
from ghcr_wizard.demo.personas import cast, extras
from ghcr_wizard.demo.personas.apps import installation_token
from ghcr_wizard.demo.personas.maintainer import READ_SCOPES, ordinary, with_token
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, FaultKind, Role
from ghcr_wizard.demo.world import Token
from tests.hardening.machine import Machine, machine
from tests.processes import Finished

_NOW = datetime.now(UTC).replace(microsecond=0)
_SHORTEST = 12
"""Characters in a row of a token that are taken for a part of it."""


def _classic() -> Token:
    return Token(4_100_001, tokens.classic("canary"), "classic", cast.OCTOCAT, READ_SCOPES)


KINDS: Mapping[str, tuple[str, Callable[[], Token]]] = {
    "classic": ("classic-pat", _classic),
    "fine-grained": ("fine-grained-pat", lambda: extras.long_lived_fine_grained_token(_NOW)),
    "oauth": ("classic-pat", lambda: extras.oauth_token(_NOW)),
    "app user": ("app-installation", lambda: extras.app_user_token(_NOW)),
    "legacy": ("classic-pat", extras.legacy_token),
    "installation, 40 characters": ("app-installation", lambda: extras.stateful_installation_token(_NOW)),
    "installation, stateless": ("app-installation", lambda: installation_token(_NOW)),
    "workflow": ("app-installation", lambda: extras.actions_token(_NOW)),
}
"""Every kind of token GitHub issues, with the method it is stored under."""


def forms(secret: str, username: str) -> Iterator[bytes]:
    """What would betray a token: itself and its parts, in every dress it could leave in."""
    body = secret.removeprefix("github_pat_").removeprefix("ghs_").removeprefix("ghp_")
    plain = {body[start : start + _SHORTEST] for start in range(4, len(body) - _SHORTEST)}
    whole = {secret, quote(secret, safe=""), json.dumps(secret)[1:-1], secret[::-1], secret.encode().hex()}
    for text in plain | whole:
        yield text.encode()
    for sent in (secret, f"{username}:{secret}", f"x-access-token:{secret}"):
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + sent.encode()).rstrip(b"=")
            yield coded[4:-2]
            yield (
                base64.urlsafe_b64decode(base64.urlsafe_b64encode(coded))[4:-2].replace(b"+", b"-").replace(b"/", b"_")
            )


@dataclass
class Foreigner:
    """A server no token belongs to; it keeps every byte it is sent and answers 404."""

    received: bytearray = field(default_factory=bytearray)
    url: str = ""

    @contextmanager
    def listening(self) -> Iterator["Foreigner"]:
        """Serve while the context lasts."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.url = f"http://localhost:{server.getsockname()[1]}"
            threading.Thread(target=self._serve, args=(server,), daemon=True).start()
            yield self

    def _serve(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    self.received += connection.recv(65_536)
                    connection.sendall(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                except OSError:
                    continue


@dataclass
class LeakRow:
    """What came of one command with one kind of token: places searched, and where the token was."""

    command: str
    kind: str
    places: int = 0
    hits: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Run:
    """One kind of token on one computer."""

    kind: str
    method: str
    computer: Machine
    server: DemoServer
    foreigner: Foreigner

    @property
    def secret(self) -> bytes:
        return self.server.token.encode()

    def command(self, *arguments: str, stdin: bytes = b"", module: str = "ghcr_wizard", **variables: str) -> Finished:
        """A command on that computer, against that GitHub."""
        place = {
            "GHCR_WIZARD_REGISTRY_URL": self.server.registry_url,
            "GHCR_WIZARD_API_URL": self.server.api_url,
            "GHCR_WIZARD_WEB_URL": self.server.web_url,
        }
        return self.computer.run(*arguments, stdin=stdin, variables=place | variables, module=module)

    def given(self, *arguments: str) -> Finished:
        """A command with the token on standard input."""
        who = ("--username", self.server.username or "x-access-token", "--token-stdin")
        return self.command(*arguments, *who, stdin=self.secret)


_CRASH = """
import sys
from ghcr_wizard.transport import client as http
async def request(self, *arguments, authorization=None, **rest):
    token = authorization.reveal() if authorization else ""
    raise RuntimeError(f"out of order: {rest} {authorization!r}")
http.HttpClient.request = request
from ghcr_wizard.__main__ import main
sys.exit(main(["check", "--username", "octocat", "--token-stdin"]))
"""


def _explain(run: _Run) -> Finished:
    text = b"docker: error: denied for " + run.secret + b" at ghcr.io: unauthorized"
    return run.command("explain", "--json", stdin=text)


def _as_argument(run: _Run) -> Finished:
    return run.command("check", "--profile", run.server.token)


def _as_username(run: _Run) -> Finished:
    return run.command("check", "--username", run.server.token, "--token-stdin", stdin=b"ghp_short")


def _as_description(run: _Run) -> Finished:
    return run.given("login", "--method", run.method, "--description", f"token {run.server.token}")


def _in_variables(run: _Run) -> Finished:
    return run.command("doctor", "--json", GITHUB_TOKEN=run.server.token, GH_TOKEN=run.server.token)


COMMANDS: Mapping[str, Callable[[_Run], Finished]] = {
    "login": lambda run: run.given("login", "--method", run.method, "--profile", "canary"),
    "login, again": lambda run: run.given("login", "--method", run.method, "--profile", "canary", "--json"),
    "profiles": lambda run: run.command("profiles"),
    "profiles --json": lambda run: run.command("profiles", "--json"),
    "check, stored": lambda run: run.command("check", "--profile", "canary", "--all", "--push"),
    "check --json": lambda run: run.given("check", "--json", "--all", "--package", "acme/team/api"),
    "check --trace": lambda run: run.given(
        "check", "--all", "--push", "--trace", str(run.computer.root / "trace.json")
    ),
    "packages --trace --names": lambda run: run.given(
        "packages", "--refresh", "--names", "--trace", str(run.computer.root / "names.json")
    ),
    "packages": lambda run: run.command("packages", "--profile", "canary"),
    "packages --json": lambda run: run.given("packages", "--json", "--namespace", "acme"),
    "doctor": lambda run: run.command("doctor"),
    "doctor, token in variables": _in_variables,
    "doctor --report": lambda run: run.command("doctor", "--report", "--names", GITHUB_TOKEN=run.server.token),
    "explain": _explain,
    "a token as an argument": _as_argument,
    "a token as the user name": _as_username,
    "a token as the description": _as_description,
    "a crash": lambda run: run.computer.python(_CRASH, stdin=run.secret),
    "export actions": lambda run: run.command("export", "actions", "--profile", "canary"),
    "export cybedefend --json": lambda run: run.command("export", "cybedefend", "--profile", "canary", "--json"),
    "export harborguard --json": lambda run: run.command("export", "harborguard", "--profile", "canary", "--json"),
    "export kubernetes": lambda run: run.command("export", "kubernetes", "--profile", "canary"),
    "export flux, to a file": lambda run: run.command(
        "export", "flux", "--profile", "canary", "--output", str(run.computer.root / _MEANT), "--json"
    ),
    "export docker": lambda run: run.command("export", "docker", "--profile", "canary", "--yes"),
    "export podman": lambda run: run.command("export", "podman", "--profile", "canary", "--json"),
    "export config-json": lambda run: run.command("export", "config-json", "--profile", "canary"),
    "export form --json": lambda run: run.command("export", "form", "--profile", "canary", "--json"),
    "export eso": lambda run: run.command("export", "eso", "--profile", "canary"),
    "token": lambda run: run.command("token", "--profile", "canary"),
    "reset, only said": lambda run: run.command("reset"),
    "webhook status": lambda run: run.command("webhook", "status", "--namespace", "acme", "--profile", "canary"),
    "webhook create": lambda run: run.command(
        "webhook", "create", "--package", "acme/team/api", "--url", "https://guard.example", "--profile", "canary"
    ),
    "helper list": lambda run: _helped(run, "list"),
    "helper get": lambda run: _helped(run, "get", b"ghcr.io"),
    "helper get, another host": lambda run: _helped(run, "get", b"evil.example"),
    "helper store": lambda run: _helped(
        run,
        "store",
        json.dumps({"ServerURL": "ghcr.io", "Username": "octocat", "Secret": run.server.token}).encode(),
    ),
    "logout": lambda run: run.command("logout", "--profile", "canary"),
}
"""Every command by name, in the order it makes sense to run them."""

KIND_MATTERS = frozenset(
    {
        "login",
        "check, stored",
        "check --json",
        "check --trace",
        "packages --json",
        "explain",
        "a token as an argument",
        "helper get",
    }
)
"""The commands that look at what kind of token they have, or at its form."""

_MEANT = "exported.yaml"
_GIVEN_OUT = {
    "helper get": "standard output",
    "export kubernetes": "standard output",
    "export config-json": "standard output",
    "token": "standard output",
}
"""Where a token is what was asked for: not a leak."""


def _helped(run: _Run, action: str, stdin: bytes = b"") -> Finished:
    """The credential helper, called as Docker calls it."""
    return run.command(action, stdin=stdin, module="ghcr_wizard.credential_helper")


_FOREIGN: tuple[FaultKind, ...] = ("foreign-link", "foreign-redirect", "foreign-realm")


def search(folder: Path, kind: str, commands: Collection[str] = COMMANDS) -> list[LeakRow]:
    """Run commands with a marked token of this kind, on a computer below `folder`; what was found where."""
    method, make = KINDS[kind]
    foreigner = Foreigner()
    with foreigner.listening():
        roles: tuple[Role, ...] = ("api", "registry")
        faults = tuple(
            Fault(role, name, path="packages|repos|v2/", after=6, times=2, target=foreigner.url)
            for role in roles
            for name in _FOREIGN
        )
        world = with_token(ordinary(_NOW), make())
        with DemoServer(world=world, faults=faults, now=_NOW) as server:
            run = _Run(kind, method, machine(folder), server, foreigner)
            return [_searched(run, name, command) for name, command in COMMANDS.items() if name in commands]


def _searched(run: _Run, name: str, command: Callable[[_Run], Finished]) -> LeakRow:
    done = command(run)
    row = LeakRow(name, run.kind)
    marks = set(forms(run.server.token, run.server.username))
    for place, content in _places(run, done):
        row.places += 1
        if place != _GIVEN_OUT.get(name) and any(mark in content for mark in marks):
            row.hits.append(place)
    return row


def _places(run: _Run, done: Finished) -> Iterator[tuple[str, bytes]]:
    yield "standard output", done.stdout.encode()
    yield "standard error", done.stderr.encode()
    yield "another host", bytes(run.foreigner.received)
    for path in run.computer.files():
        if path.name == _MEANT:
            continue
        yield str(path.relative_to(run.computer.root)), path.read_bytes()


def finds_its_marks(folder: Path) -> bool:
    """Whether the search would find a token where it lies: in the keyring's own file, which it leaves out."""
    _, make = KINDS["classic"]
    with DemoServer(world=with_token(ordinary(_NOW), make()), now=_NOW) as server:
        run = _Run("classic", "classic-pat", machine(folder), server, Foreigner())
        COMMANDS["login"](run)
        return any(mark in run.computer.keyring.read_bytes() for mark in forms(server.token, server.username))
