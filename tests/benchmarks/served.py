"""A persona's simulated GitHub as a process: `python -m tests.benchmarks.served SECONDS PERSONA`.

Prints where it is and its token as one line of JSON; for every line it is given, how many requests it answered since
the last one, by host and status. It makes each page once: what is measured is the client and the way there.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ghcr_wizard.demo.api import router
from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.namespace import Namespace
from ghcr_wizard.demo.api.packages import list_packages
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from ghcr_wizard.demo.wire import Response


@dataclass(frozen=True, slots=True)
class GitHub:
    """The simulated GitHub in its process."""

    process: "subprocess.Popen[str]"
    place: dict[str, str]

    def requests(self) -> dict[str, int]:
        """How many it answered since it was last asked, by host and status."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        counts: dict[str, int] = json.loads(self.process.stdout.readline())
        return counts


@contextmanager
def served(latency: float, persona: str) -> Iterator[GitHub]:
    """Run it, with so many seconds before every answer."""
    command = [sys.executable, "-m", "tests.benchmarks.served", str(latency), persona]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield GitHub(process, json.loads(process.stdout.readline()))


def made_once(answer: Callable[[Call, Namespace], Response]) -> Callable[[Call, Namespace], Response]:
    """Make the answers to each address once."""
    made: dict[str, Response] = {}

    def again(call: Call, space: Namespace) -> Response:
        if call.request.target not in made:
            made[call.request.target] = answer(call, space)
        known = made[call.request.target]
        return Response(known.status, list(known.headers), known.body)

    return again


def main(latency: float, persona: str) -> None:
    """Serve until standard input ends."""
    vars(router)["list_packages"] = made_once(list_packages)
    with DemoServer(persona, switches=Switches(latency=latency)) as server:
        place = {"registry": server.registry_url, "api": server.api_url, "web": server.web_url}
        print(json.dumps({**place, "username": server.username, "token": server.token}), flush=True)  # noqa: T201 - how it is read
        seen = 0
        for _ in sys.stdin:
            requests = server.requests()[seen:]
            seen += len(requests)
            print(json.dumps(Counter(f"{row.role} {row.status}" for row in requests)), flush=True)  # noqa: T201 - likewise


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2])
