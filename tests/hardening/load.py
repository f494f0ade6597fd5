"""A listing of very many packages while GitHub throttles and stumbles: whole at the end, and never a storm.

What is measured stands on GitHub's side: how many connections were open at once, how many requests came in any minute,
against its secondary limits (docs "Rate limits for the REST API": 100 at once, 900 points a minute).
"""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, FaultKind, Switches
from tests.hardening.faults import endpoints
from tests.hardening.glut import MOST_MEMORY
from tests.hardening.machine import machine

MOST_AT_ONCE, MOST_A_MINUTE = 100, 900
_MINUTE = 60.0
_SAMPLE_SECONDS = 0.02

_STUMBLES: tuple[FaultKind, ...] = ("status", "reset", "truncate", "html", "garbage-json")


def stumbles(every: int, times: int) -> tuple[Fault, ...]:
    """Something goes wrong with one page in `every`, each way in turn, and once everything is throttled."""
    faults = [
        Fault("api", kind, path="[?&]page=", times=1, after=every * (turn * len(_STUMBLES) + number) + 7)
        for turn in range(times)
        for number, kind in enumerate(_STUMBLES)
    ]
    return (*faults, Fault("api", "secondary-rate-limit", path="[?&]page=", times=3, after=every * 2, retry_after=2))


@dataclass
class LoadRow:
    """What came of one listing.

    Attributes:
        name: Which one.
        there: How many packages there are.
        packages: How many were listed.
        complete: What the program says.
        explained: Whether it says why, where it is not complete.
        requests: How many it took.
        at_once: Most connections at a time.
        a_minute: Most requests in any minute.
        memory: The process's most, in MiB.
        moments: When how many requests had come.
    """

    name: str
    there: int
    packages: int = 0
    complete: bool = False
    explained: bool = False
    requests: int = 0
    at_once: int = 0
    a_minute: int = 0
    memory: float = 0.0
    moments: list[tuple[float, int]] = field(default_factory=list, repr=False)

    @property
    def problem(self) -> str:
        """What is wrong with it, or nothing."""
        if self.complete and self.packages != self.there:
            return f"{self.packages} of {self.there} packages, and said to be complete"
        if not self.complete and not self.explained:
            return "incomplete without a word why"
        if self.memory > MOST_MEMORY:
            return f"more than {MOST_MEMORY} MiB of memory"
        if self.at_once > MOST_AT_ONCE or self.a_minute > MOST_A_MINUTE:
            return "a storm of requests"
        return ""


def listing(persona: str, folder: Path, *, every: int, times: int) -> LoadRow:
    """List everything of a persona as a process while GitHub stumbles."""
    world = build_world(persona, datetime.now(UTC))
    row = LoadRow(persona, len(world.packages))
    with DemoServer(world=world, switches=Switches(latency=0.02), faults=stumbles(every, times)) as server:
        computer = machine(folder)
        who = ("--username", server.username, "--token-stdin")
        with (
            (folder / "listing.json").open("wb") as output,
            subprocess.Popen(
                [sys.executable, "-m", "ghcr_wizard", "packages", "--json", *who],
                env=computer.environment | endpoints(server),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.DEVNULL,
            ) as process,
            _watched(server, process.pid, row),
        ):
            process.communicate(server.token.encode())
        document = json.loads((folder / "listing.json").read_bytes())
        row.packages = sum(len(namespace["packages"]) for namespace in document["namespaces"])
        row.complete, row.explained = document["complete"], bool(document["diagnoses"])
        row.requests = len(server.requests())
    assert process.returncode in {0, 3}
    return row


@contextmanager
def _watched(server: DemoServer, process: int, row: LoadRow) -> Iterator[None]:
    """Count connections and requests, and weigh the process, while the context lasts."""
    over = threading.Event()
    port = int(server.api_url.rpartition(":")[2])

    def watch() -> None:
        while not over.wait(_SAMPLE_SECONDS):
            row.memory = max(row.memory, _weight(process))
            row.at_once = max(row.at_once, _connections(port))
            row.moments.append((monotonic(), len(server.requests())))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        row.a_minute = _most_in_a_minute(row.moments)


def _weight(process: int) -> float:
    """The most memory a process had so far, in MiB; what `getrusage` says counts the process it was forked from."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+([0-9]+) kB", status)
    return int(found[1]) / 1_024 if found else 0.0


def _connections(port: int) -> int:
    """Connections that clients hold to a local port, as Linux lists them.

    The server's ends are not counted: one that was cut off stands there until the kernel has let go of it.
    """
    wanted = f":{port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(1 for row in rows if row[2].endswith(wanted) and row[3] == "01")


def _most_in_a_minute(moments: list[tuple[float, int]]) -> int:
    most, first = 0, 0
    for moment, count in moments:
        while moment - moments[first][0] > _MINUTE:
            first += 1
        most = max(most, count - moments[first][1])
    return most
