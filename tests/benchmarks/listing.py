"""Twenty thousand packages of forty organizations over a link of 50 ms: time and requests.

Against page after page and organization after organization, as `gh api --paginate` asks. Both run in this process, by
turns, with their libraries loaded; ours writes its cache, as the program does.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

import httpx

from ghcr_wizard.catalog.catalog import CatalogCache, CatalogRequest, catalog
from ghcr_wizard.catalog.events import CatalogCompleted, NamespaceRefreshed, PackagesListed
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import open_session
from ghcr_wizard.github.hosts import Deployment, Hosts
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.secret import Secret
from tests.benchmarks.figures import Counted, Figure, NotThereYetError
from tests.benchmarks.served import served

_LATENCY = 0.05
_TIMES = 3
_PERSONA, _PACKAGES = "enterprise", 20_000


def measure() -> list[Figure]:
    """List by turns, cold, and the same once more, warm."""
    ours: list[float] = []
    warm: list[float] = []
    theirs: list[float] = []
    asked: list[float] = []
    least: list[float] = []
    with served(_LATENCY, _PERSONA) as github, tempfile.TemporaryDirectory() as folder:
        for turn in range(_TIMES + 1):
            cold = _timed(partial(_list, github.place, Path(folder, str(turn))))
            counts = github.requests()
            again = _timed(partial(_list, github.place, Path(folder, str(turn))))
            paid = sum(
                count for what, count in github.requests().items() if what.startswith("api") and "304" not in what
            )
            paged = _timed(partial(_one_by_one, github.place))
            lower = sum(github.requests().values())
            if turn > 0:  # the first turn loads libraries and makes the pages
                ours.append(cold)
                warm.append(again)
                theirs.append(paged)
                asked.append(sum(counts.values()))
                least.append(lower)
    return [
        Figure("20,000 packages listed, 50 ms a request, against one by one", ours, theirs, target=12, faster=True),
        Figure("the same again, unchanged, against the first time", warm, ours, target=0.25),
        Counted("requests of it, cold, against the fewest possible", asked, least, target=1.05),
        Counted("requests that count against the rate limit, warm", [paid], [median(least)], target=0),
    ]


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _list(place: dict[str, str], folder: Path) -> None:
    asyncio.run(_ours(place, folder))


async def _ours(place: dict[str, str], folder: Path) -> None:
    hosts = Hosts("ghcr.io", Deployment.GITHUB_COM, place["registry"], place["api"], place["web"])
    request, rows, complete = CatalogRequest(TokenKind.CLASSIC_PAT), 0, False
    async with open_session(hosts, Credential(place["username"], Secret(place["token"]))) as session:
        async for event in catalog(session, request, cache=CatalogCache(folder)):
            if isinstance(event, NamespaceRefreshed) or (isinstance(event, PackagesListed) and event.fresh):
                rows += len(event.packages)
            elif isinstance(event, CatalogCompleted):
                complete = event.complete
    if (rows, complete) != (_PACKAGES, True):
        raise NotThereYetError(f"{rows} packages were listed, complete: {complete}")


def _one_by_one(place: dict[str, str]) -> None:
    query = "packages?package_type=container&per_page=100"
    with httpx.Client(headers={"authorization": f"Bearer {place['token']}"}) as client:
        client.get(f"{place['api']}/user").raise_for_status()
        logins = [row["login"] for row in _paged(client, f"{place['api']}/user/orgs?per_page=100")]
        lists = [f"{place['api']}/user/{query}", *(f"{place['api']}/orgs/{login}/{query}" for login in logins)]
        rows = sum(1 for address in lists for _ in _paged(client, address))
    if rows != _PACKAGES:
        raise NotThereYetError(f"{rows} packages were listed one by one")


def _paged(client: httpx.Client, address: str | None) -> Iterator[dict[str, str]]:
    while address:
        answer = client.get(address)
        yield from answer.json()
        address = answer.links.get("next", {}).get("url")
