"""The packages that both trees show, and the keys and texts by which they are driven."""

import json
import sys
from random import Random

from ghcr_wizard.github.packages import Package, Visibility

MANY, FEW = 100_000, 10_000
"""How many packages there are, and a tenth of it, to see how the cost grows."""

TOTAL = int(sys.argv[1]) if sys.argv[1:] and sys.argv[1].isdecimal() else MANY
"""How many an app shows: what it is told on its command line."""

_EACH = 500
_WORDS = ("api", "web", "worker", "proxy", "base", "image", "runtime", "builder", "gateway", "cache", "queue", "mail")
TEAMS = ("platform", "data", "mobile", "search", "infra")

FILL, SEARCH, SHOW_ALL, ARRIVE = "p", "s", "a", "r"
QUERY = "e"
READY = "nothing yet"


def _names(random: Random) -> list[str]:
    """Names of one namespace, a fifth of them nested, in no order."""
    names: set[str] = set()
    while len(names) < _EACH:
        name = f"{'-'.join(random.sample(_WORDS, 2))}-{random.randrange(100_000)}"
        names.add(f"{random.choice(TEAMS)}/{name}" if random.random() < 0.2 else name)
    shuffled = sorted(names)
    random.shuffle(shuffled)
    parsed: list[str] = json.loads(json.dumps(shuffled))  # in memory as a page of a listing would be
    return parsed


def packages() -> dict[str, list[Package]]:
    """The packages by namespace, in the order in which they arrive; the same in every run."""
    random = Random(50)  # noqa: S311 - names, not secrets
    return {
        owner: [Package(owner, name, Visibility.PRIVATE, version_count=3) for name in _names(random)]
        for owner in (f"group-{number:03}" for number in range(TOTAL // _EACH))
    }


FILLED = f"{TOTAL:,} packages"


def searched() -> str:
    """What says that the search is painted."""
    matching = sum(QUERY in package.full_name for page in packages().values() for package in page)
    return f"{matching:,} of {TOTAL:,}"
