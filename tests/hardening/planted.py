"""The search for secrets judged by faults that were planted, and the program judged by a GitHub that repeats them."""

import json
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from ghcr_wizard.demo.personas import app_minting, cast
from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from tests.hardening.faults import endpoints
from tests.hardening.holes import HOLES
from tests.hardening.leaks import Foreigner
from tests.hardening.machine import Machine, machine
from tests.hardening.marks import FORMS, Marks
from tests.hardening.plants import ELSEWHERE, HOOK, OUTSIDE, PLANTS
from tests.hardening.repeating import FIELDS, HEADERS, repeating
from tests.hardening.terminal import TerminalRun
from tests.processes import HANG_SECONDS, Finished, run_python

UNSEEN = (
    "the memory of the process, its swap space and a dump of it",
    "what a child is told on its standard input",
    "the clipboard, and the kernel's own keyrings",
    "a form that is none of the listed ones: encrypted, or in fewer than eight characters at a time",
)
"""Places the search cannot see into."""

_TERMINAL = {"standard output": "the terminal's text", "standard error": "the terminal's bytes"}
_MOST_MEMORY = 300
"""MiB."""

_RUNNER = "tests.hardening.runner"
_LOOKING = "tests.hardening.looking"
TRACE = ("check", "--json", "--names", "--trace", "~/trace.json", "--package", "acme/absent")
IMAGE = ("acme/team/gateway:latest",)
APP = ("login", "--method", "github-app", "--json")
_COMMANDS = (
    ("check", "--json", "--all", "--package", "acme/team/api", "--package", "acme/absent"),
    TRACE,
    ("packages", "--json"),
    ("packages",),
    HOOK,
    ("webhook", "status", "--namespace", "acme", "--url", "harborguard.example.com", "--json"),
    ("login", "--method", "oauth-device", "--json"),
    ("login", "--method", "oauth-device"),
    ("packages", "--profile", "canary"),
    ("check", "--json", "--registry", "containers.ghe.example.com"),
    APP,
    IMAGE,
)


@dataclass
class Found:
    """What a search came to: places that were looked at, those where a secret was, the forms GitHub repeated it in."""

    places: int = 0
    hits: list[str] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Bench:
    """A computer, a GitHub, a server that no token belongs to, and what is watched."""

    computer: Machine
    server: DemoServer
    foreigner: Foreigner
    folder: Path

    @property
    def _watch(self) -> Path:
        return self.folder / "watch.log"

    def _key(self) -> Path:
        """The App's private key, for its owner alone."""
        place = self.folder / "app.pem"
        place.touch(mode=0o600)
        place.write_text(self.server.private_key)
        return place

    def _variables(self) -> dict[str, str]:
        outside = self.folder / "outside"
        outside.mkdir(exist_ok=True)
        return endpoints(self.server) | {OUTSIDE: str(outside), ELSEWHERE: self.foreigner.url}

    def module(self, plant: str, module: str = "ghcr_wizard") -> tuple[str, ...]:
        """What Python runs for a program of the project with that fault planted, `-` for none."""
        return ("-m", _RUNNER, plant, str(self._watch), module)

    def run(
        self,
        plant: str,
        *arguments: str,
        module: str = "ghcr_wizard",
        timeout: float = HANG_SECONDS,
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> Finished:
        """Run a command with that fault planted, `-` for none, and the token on standard input."""
        who: tuple[str, ...] = ("--username", self.server.username, "--token-stdin")
        if "oauth-device" in arguments:
            who = ("--client-id", self.server.client_id)
        elif "github-app" in arguments:
            who = ("--app-id", self.server.app_id, "--private-key", str(self._key()))
        elif not arguments or arguments[0] == "profiles" or ("--profile" in arguments and arguments[0] != "login"):
            who = ()
        return run_python(
            *self.module(plant, module),
            *arguments,
            *who,
            environment=self.computer.environment | self._variables() | dict(variables),
            stdin=self.server.token.encode(),
            timeout=timeout,
        )

    def walk(self, plant: str = "-", **variables: str) -> Found:
        """Walk through the wizard in a real terminal with that fault planted; search that and everything else."""
        with TerminalRun(self.module(plant), self.computer.environment | self._variables() | variables) as run:
            for heading in (
                "Which registry?",
                "How do you want to authenticate?",
                "What should the token be able to do?",
                "Paste the token",
            ):
                run.expect(heading)
                if heading != "Paste the token":
                    run.press(b"\r")
            run.paste(self.server.token)
            run.expect("checksum valid")
            run.press(b"\x13")
            run.expect("refuses an empty user name")
            run.press(f"{self.server.username}\x13".encode())
            run.expect("works", "refused", "fails")
            run.press(b"\r")
            run.expect("acme")
            run.press(b"\x11")
            status = run.ended()
            found = self.search(
                Finished(status, run.text.decode(errors="replace"), run.written.decode(errors="replace"))
            )
        found.hits = [_TERMINAL.get(hit, hit) for hit in found.hits]
        return found

    def store(self) -> None:
        """Save the token as the profile `canary`."""
        done = self.run("-", "login", "--method", "classic-pat", "--profile", "canary")
        assert done.status == 0, done.stderr

    def search(self, done: Finished, heard: Collection[str] = ()) -> Found:
        """Look everywhere for the token, for the webhook secrets that were kept here, and for what GitHub heard."""
        found = Found()
        marks = [Marks(secret) for secret in {self.server.token, *self._made(), *heard}]
        for place, content in self._places(done):
            found.places += 1
            if any(mark.found(content) for mark in marks):
                found.hits.append(place)
        return found

    def _made(self) -> Iterator[str]:
        """Webhook secrets, which the keyring alone may hold."""
        if self.computer.keyring.exists():
            kept: dict[str, str] = json.loads(self.computer.keyring.read_text())
            yield from (secret for name, secret in kept.items() if "webhook:" in name)

    def _places(self, done: Finished) -> Iterator[tuple[str, bytes]]:
        yield "standard output", done.stdout.encode()
        yield "standard error", done.stderr.encode()
        yield "another origin", bytes(self.foreigner.received)
        log = self._watch.read_bytes() if self._watch.exists() else b""
        children = [line for line in log.splitlines() if line.startswith(b"child ")]
        yield "arguments and variables of children", b"\n".join(children)
        if any(line.startswith(b"core ") and line != b"core 0" for line in log.splitlines()):
            yield "a core dump, which is allowed", self.server.token.encode()
        if any(int(line[7:]) > _MOST_MEMORY for line in log.splitlines() if line.startswith(b"memory ")):
            yield f"more than {_MOST_MEMORY} MiB of memory", self.server.token.encode()
        for path in self.computer.root.rglob("*"):
            yield f"the name of {path.parent.name}/…", path.name.encode()
            if path.is_symlink():
                yield "a link", str(path.readlink()).encode()
            elif path.is_file() and path != self.computer.keyring:
                yield str(path.relative_to(self.computer.root)), path.read_bytes()
        wrote = {Path(line[6:].decode(errors="replace")) for line in log.splitlines() if line.startswith(b"wrote ")}
        for path in wrote:
            if path.is_absolute() and path.is_file() and not path.is_relative_to(self.computer.root):
                yield f"{path.name}, outside", path.read_bytes()


class Benches(ExitStack):
    """Benches below temporary folders, until the context ends."""

    def bench(self) -> Bench:
        """A new computer with nothing on it, and a new GitHub."""
        folder = Path(self.enter_context(tempfile.TemporaryDirectory()))
        foreigner = self.enter_context(Foreigner().listening())
        now = datetime.now(UTC)
        made = app_minting.build("github-app", now)
        world = replace(
            build_world("hooks", now),
            oauth_app=cast.OAUTH_APP,
            apps=made.apps,
            installations=made.installations,
            private_key=made.private_key,
        )
        server = self.enter_context(DemoServer(world=world, switches=Switches(device_acts_after=0)))
        return Bench(machine(folder / "machine"), server, foreigner, folder)


def seek(name: str) -> Found:
    """Plant that fault and search."""
    with Benches() as benches:
        bench = benches.bench()
        if name in HOLES:
            return Found(1, HOLES[name].look(bench, name))
        plant = PLANTS[name]
        if "--profile" in plant.command:
            bench.store()
        if not plant.command:
            return bench.walk(name)
        with repeating(plant.repeats, header=plant.header, forms=plant.forms) as voice:
            return bench.search(bench.run(name, *plant.command), voice.heard)


FAULTS = (*PLANTS, *HOLES)
"""The names of all faults."""


def sound(names: Collection[str] = FAULTS) -> Found:
    """Search with nothing planted: what the commands and the looks of these faults find where nothing is wrong."""
    total = Found()
    plants = [PLANTS[name] for name in names if name in PLANTS]
    for command in dict.fromkeys(plant.command for plant in plants):
        with Benches() as benches:
            bench = benches.bench()
            if "--profile" in command:
                bench.store()
            found = bench.search(bench.run("-", *command)) if command else bench.walk()
        total.places += found.places
        total.hits += [f"{' '.join(command[:2]) or 'the wizard'}: {hit}" for hit in found.hits]
    for name in names:
        if name in HOLES:
            with Benches() as benches:
                total.hits += [f"{name}: {hit}" for hit in HOLES[name].look(benches.bench(), "-")]
    return total


def repeat(place: str, *, header: bool, rounds: int = 1, commands: Sequence[tuple[str, ...]] = _COMMANDS) -> Found:
    """Run the commands while GitHub repeats what it is sent in that field or header, and search after each.

    Args:
        place: The field's or header's name.
        header: Whether it is a header.
        rounds: How often they are run for the forms that were not said yet.
        commands: Which; those with a profile of its own want one that is stored.
    """
    unsaid = list(FORMS)
    with Benches() as benches:
        bench = benches.bench()
        if any("--profile" in command for command in commands):
            bench.store()
        total = Found()
        meeting = dict.fromkeys(commands)
        for _ in range(rounds):
            for command in tuple(meeting):
                known = () if "--method" in command else (bench.server.token,)
                with repeating(place, header=header, forms=unsaid, known=known) as voice:
                    module = _LOOKING if command == IMAGE else "ghcr_wizard"
                    found = bench.search(bench.run("-", *command, module=module), voice.heard)
                total.places += found.places
                total.hits += [f"{place} repeated, {' '.join(command[:2])}: {hit}" for hit in found.hits]
                total.said += voice.said
                if not voice.said:
                    del meeting[command]
                unsaid = [form for form in unsaid if form not in voice.said] or list(FORMS)
            if len(total.said) in {0, len(FORMS)}:
                break
        return total


REPEATED = (*((name, False) for name in FIELDS), *((name, True) for name in HEADERS))
"""Where a simulated GitHub repeats what it was sent, and whether that is a header."""
