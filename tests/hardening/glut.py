"""Answers that are as large as a client takes, of what costs it the most memory: what a command needs for them.

Every answer of success is one of these bodies; a page of a list says that twenty others follow. What a command may
need is the same as for honest answers.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ghcr_wizard.demo import server as demo
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.wire import Request, Response
from ghcr_wizard.demo.world import Token
from tests.hardening.faults import endpoints
from tests.hardening.machine import machine
from tests.processes import HANG_SECONDS, run_python

if TYPE_CHECKING:
    from ghcr_wizard.demo.switches import Role

MOST_MEMORY = 300
"""MiB that any command may need for any answers."""

_LONGEST, _DENSE = 4 * 1024 * 1024 - 64, 1024 * 1024 - 64
"""Bytes that a client takes, and those of a body whose values it does not count."""

_LAST = 20


def _filled(row: Callable[[int], str], before: str = "[", after: str = "]", longest: int = _DENSE) -> bytes:
    """A body of so many rows as there is room for."""
    rows, length, number = [], 0, 0
    while length < longest - 1_000:
        rows.append(row(number))
        length, number = length + len(rows[-1].encode()) + 1, number + 1
    return f"{before}{','.join(rows)}{after}".encode()


def _package(number: int, **more: object) -> str:
    return json.dumps({"name": f"p{number}", **more}, separators=(",", ":"))


BODIES: Mapping[str, bytes] = {
    "empty arrays": _filled(lambda _: "[]"),
    "empty objects": _filled(lambda _: "{}"),
    "nested arrays": _filled(lambda _: "[" * 50 + "]" * 50),
    "many names": _filled(lambda number: f'"{number}"'),
    "members": _filled(lambda number: f'"{number}":0', "{", "}"),
    "short packages": _filled(_package),
    "packages of long addresses": _filled(
        lambda number: _package(number, html_url="https://github.com/" + "x" * 270), longest=_LONGEST
    ),
    "a hundred packages of long texts": _filled(
        lambda number: _package(number, repository={"full_name": "x" * 40_000}), longest=_LONGEST
    ),
    "one long text": _filled(lambda _: '"' + "x" * (_LONGEST - 2_000) + '"', longest=_LONGEST),
    "more values than are taken": _filled(lambda _: "[]", longest=_LONGEST),
    "accounts": _filled(lambda number: f'{{"login":"o{number}","id":{number}}}'),
    "repositories": _filled(
        lambda number: f'{{"full_name":"acme/r{number}"}}', '{"total_count":9999,"repositories":[', "]}"
    ),
    "tags": _filled(lambda number: f'"t{number}"', '{"tags":[', "]}"),
}
"""What is answered, by name."""

COMMANDS = (
    ("packages", "--json"),
    ("packages", "--namespace", "acme"),
    ("check", "--json", "--all"),
    ("webhook", "status", "--namespace", "acme", "--json"),
)


@dataclass
class GlutRow:
    """What came of one body: the most memory of a command, in MiB, and what was wrong."""

    body: str
    memory: int = 0
    problems: list[str] = field(default_factory=list)


@contextmanager
def _glutted(body: bytes) -> Iterator[None]:
    """While the context lasts lists of a `DemoServer`'s API and registry have that body."""
    usual: dict[Role, Callable[[State, Request], tuple[Response, Token | None]]] = dict(demo._ANSWERS)  # noqa: SLF001 - the demo's table of answers is replaced as a whole

    def wrapped(role: "Role") -> Callable[[State, Request], tuple[Response, Token | None]]:
        def answer(state: State, request: Request) -> tuple[Response, Token | None]:
            response, token = usual[role](state, request)
            if response.status == 200 and response.body[:1] in {b"[", b"{"} and request.path not in {"/user", "/token"}:
                response.body = body
                if "page=" in request.target:
                    response.headers[:] = [row for row in response.headers if row[0].lower() != "link"]
                    query = "package_type=container&per_page=100"
                    there = f"{state.origins.api}{request.path}?{query}&page={_LAST}"
                    response.headers.append(("link", f'<{there}>; rel="last", <{there}>; rel="next"'))
            return response, token

        return answer

    demo._ANSWERS.update({role: wrapped(role) for role in ("api", "registry")})  # noqa: SLF001 - as above
    try:
        yield
    finally:
        demo._ANSWERS.update(usual)  # noqa: SLF001 - as above


def weigh(name: str, folder: Path, commands: tuple[tuple[str, ...], ...] = COMMANDS) -> GlutRow:
    """Run commands while every list is that body; what they need."""
    row = GlutRow(name)
    with DemoServer("hooks") as server, _glutted(BODIES[name]):
        for number, command in enumerate(commands):
            computer = machine(folder / str(number))
            log = folder / f"{number}.log"
            done = run_python(
                *("-m", "tests.hardening.runner", "-", str(log), "ghcr_wizard", *command),
                *("--username", server.username, "--token-stdin"),
                environment=computer.environment | endpoints(server),
                stdin=server.token.encode(),
                timeout=10 * HANG_SECONDS,
            )
            lines = log.read_text().splitlines()
            memory = max(int(line[7:]) for line in lines if line.startswith("memory "))
            row.memory = max(row.memory, memory)
            if memory > MOST_MEMORY:
                row.problems.append(f"{' '.join(command)}: {memory} MiB")
            if done.status not in {0, 1, 3} or "Traceback" in done.stderr:
                row.problems.append(f"{' '.join(command)}: status {done.status}: {done.stderr.strip()[-160:]}")
    return row
