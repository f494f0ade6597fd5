"""The simulated GitHub of the listing's benchmark as a process: `python -m tests.benchmarks.served SECONDS`.

Prints where it is and its token as one line of JSON; for every line it is given, how many requests it answered since
the last one, by host and status. It makes each page once: what is measured is the client and the way there.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable

from ghcr_wizard.demo.api import router
from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.namespace import Namespace
from ghcr_wizard.demo.api.packages import list_packages
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from ghcr_wizard.demo.wire import Response

PERSONA = "enterprise"


def made_once(answer: Callable[[Call, Namespace], Response]) -> Callable[[Call, Namespace], Response]:
    """Make the answers to each address once."""
    made: dict[str, Response] = {}

    def again(call: Call, space: Namespace) -> Response:
        if call.request.target not in made:
            made[call.request.target] = answer(call, space)
        known = made[call.request.target]
        return Response(known.status, list(known.headers), known.body)

    return again


def main(latency: float) -> None:
    """Serve until standard input ends."""
    vars(router)["list_packages"] = made_once(list_packages)
    with DemoServer(PERSONA, switches=Switches(latency=latency)) as server:
        place = {"registry": server.registry_url, "api": server.api_url, "web": server.web_url}
        print(json.dumps({**place, "username": server.username, "token": server.token}), flush=True)  # noqa: T201 - how it is read
        seen = 0
        for _ in sys.stdin:
            requests = server.requests()[seen:]
            seen += len(requests)
            print(json.dumps(Counter(f"{row.role} {row.status}" for row in requests)), flush=True)  # noqa: T201 - likewise


if __name__ == "__main__":
    main(float(sys.argv[1]))
