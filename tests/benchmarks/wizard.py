"""The wizard over links of 50 and 200 ms: from the key that starts the test to the verdict, and to the first package.

Four requests have to come one after the other before a verdict (`tests.benchmarks.verdict`), three before a list.
"""

from contextlib import ExitStack
from itertools import product

from tests.benchmarks.figures import Figure
from tests.benchmarks.served import served
from tests.benchmarks.terminal import Terminal

_LATENCIES = (0.05, 0.2)
_TIMES = 5
_PERSONA, _FIRST_PACKAGE = "maintainer", "legacy-"
_TEST_ONCE, _ENTER, _DOWN = "\x1b[18~", "\r", "\x1b[B"
_WAYS = (("to the verdict", 4, "", "works"), ("to the first package", 3, _ENTER, _FIRST_PACKAGE))
"""What is waited for, how long its chain of requests is, what is pressed on the way, and what is painted then."""
_FACTOR, _PAINTING = 1.25, 0.15


def measure() -> list[Figure]:
    """Walk to the test by turns: without latency, and at each."""
    latencies = (0.0, *_LATENCIES)
    took: dict[tuple[float, str], list[float]] = {(each, way[0]): [] for each, way in product(latencies, _WAYS)}
    with ExitStack() as stack:
        places = {latency: stack.enter_context(served(latency, _PERSONA)).place for latency in latencies}
        for _ in range(_TIMES):
            for latency, (what, _, keys, text) in product(latencies, _WAYS):
                took[latency, what].append(_seconds(places[latency], keys, text))
    return [
        Figure(
            f"the wizard {what}, {latency * 1e3:.0f} ms a request, against 1.25 x {chain} of them + its own + 150 ms",
            took[latency, what],
            [_FACTOR * (chain * latency + none) + _PAINTING for none in took[0.0, what]],
            target=1,
        )
        for latency, (what, chain, _, _) in product(_LATENCIES, _WAYS)
    ]


def _seconds(place: dict[str, str], keys: str, text: str) -> float:
    addresses = {f"GHCR_WIZARD_{name.upper()}_URL": place[name] for name in ("registry", "api", "web")}
    with Terminal("-m", "ghcr_wizard", more=addresses) as terminal:
        for question in ("Which registry", "How do you want", "GitHub's page", "Paste the token"):
            terminal.painted(question)
            terminal.settle()
            terminal.press(f"{place['username']}{_DOWN}" if question == "Paste the token" else _ENTER)
        terminal.settle()
        terminal.press(f"\x1b[200~{place['token']}\x1b[201~")
        terminal.painted("checksum")
        terminal.settle()
        began = terminal.press(_TEST_ONCE)
        terminal.painted("Live test")
        terminal.press(keys)
        return terminal.painted(text) - began
