"""A live test over links of 50 and 200 ms, against the round trips that have to come one after the other.

These are four: whose the token is, beside its organizations; the listings; the exchanges of tokens; the reads. A token
that GitHub rejects is not to be shown to it once more, so the organizations wait for it, and five are waited for. The
check runs in this process with its libraries loaded; the simulated GitHubs are processes of their own.
"""

import asyncio
from contextlib import ExitStack
from time import perf_counter

from ghcr_wizard.check.check import CheckRequest, check
from ghcr_wizard.check.events import ReportCompleted
from ghcr_wizard.check.report import Verdict
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import open_session
from ghcr_wizard.github.hosts import Deployment, Hosts
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.observing import WireExchange, observed
from tests.benchmarks.figures import Counted, Figure, NotThereYetError
from tests.benchmarks.served import served

_LATENCIES = (0.05, 0.2)
_TIMES = 7
_PERSONA = "maintainer"
_LONGEST_CHAIN = 4


def measure() -> list[Figure]:
    """Check by turns: without latency, and at each."""
    took: dict[float, list[float]] = {latency: [] for latency in (0.0, *_LATENCIES)}
    seen: list[WireExchange] = []
    with ExitStack() as stack:
        places = {latency: stack.enter_context(served(latency, _PERSONA)).place for latency in took}
        for turn in range(_TIMES + 1):
            for latency, place in places.items():
                seen.clear()
                began = perf_counter()
                with observed(seen.append):
                    asyncio.run(_check(place))
                if turn > 0:  # the first turn loads libraries
                    took[latency].append(perf_counter() - began)
    once = {(each.method, each.url, each.authorization and each.authorization.reveal()) for each in seen}
    return [
        *(
            Figure(
                f"a verdict at {latency * 1e3:.0f} ms a request, against four round trips and its own time",
                took[latency],
                [_LONGEST_CHAIN * latency + none for none in took[0.0]],
                target=1.25,
            )
            for latency in _LATENCIES
        ),
        Counted("requests of it, against each of them once", [len(seen)], [len(once)], target=1),
    ]


async def _check(place: dict[str, str]) -> None:
    hosts = Hosts("ghcr.io", Deployment.GITHUB_COM, place["registry"], place["api"], place["web"])
    request = CheckRequest(inspect_token(place["token"]))
    async with open_session(hosts, Credential(place["username"], Secret(place["token"]))) as session:
        async for event in check(session, request):
            if isinstance(event, ReportCompleted) and event.report.verdict is not Verdict.OK:
                raise NotThereYetError(f"the verdict was {event.report.verdict}")
