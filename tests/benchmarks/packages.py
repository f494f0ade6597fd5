"""The packages that both trees show, and the keys and texts by which they are driven."""

import json
from random import Random

from ghcr_wizard.domain.packages import Package, Visibility

TOTAL = 50_000
_NAMESPACES = 50
_WORDS = ("api", "web", "worker", "proxy", "base", "image", "runtime", "builder", "gateway", "cache", "queue", "mail")
TEAMS = ("platform", "data", "mobile", "search", "infra")

FILL, SEARCH, SHOW_ALL = "p", "s", "a"
QUERY = "e"
READY = "nothing yet"


def _names(random: Random) -> list[str]:
    """Names of one namespace, a fifth of them nested, in no order."""
    names: set[str] = set()
    while len(names) < TOTAL // _NAMESPACES:
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
        for owner in (f"group-{number:02}" for number in range(_NAMESPACES))
    }


MATCHING = sum(QUERY in package.full_name for page in packages().values() for package in page)
FILLED = f"{TOTAL:,} packages"
SEARCHED = f"{MATCHING:,} of {TOTAL:,}"
