"""One credential on one GitHub: the clients that every operation works with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.github.client import GitHubApi
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.registry.bearer import ChallengeSource
from ghcr_wizard.registry.client import Registry
from ghcr_wizard.transport.client import HttpClient


@dataclass(slots=True)
class Room:
    """How many more packages one listing may take, so that no server fills the memory of this computer.

    Attributes:
        most: How many in all; twice as many as the largest demonstration has, and what fits into 300 MiB.
    """

    most: int = 200_000
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.most

    def anew(self) -> "Room":
        """The same for another listing; a session may last for many of them."""
        return Room(self.most)

    def take(self, wanted: int) -> int:
        """Take room for `wanted` packages; for how many there was."""
        taken = min(wanted, self.left)
        self.left -= taken
        return taken


@dataclass(frozen=True, slots=True)
class Session:
    """The open clients of one credential; they share one connection pool.

    Attributes:
        hosts: The servers.
        credential: Who asks.
        api: GitHub's REST API with the credential.
        registry: The registry with the credential.
        anonymous_api: GitHub's REST API without any, to see whether it answers.
        anonymous_registry: The registry without any, for control probes.
        room: What is left of the room for packages; who lists everything begins with a new one.
    """

    hosts: Hosts
    credential: Credential
    api: GitHubApi
    registry: Registry
    anonymous_api: GitHubApi
    anonymous_registry: Registry
    room: Room = field(default_factory=Room)


SECONDS = 120.0
"""How long a question to GitHub may take, all its requests together."""

LONG_SECONDS = 900.0
"""The same where everything is listed or tried: GitHub takes 900 requests a minute at most."""


def session_of(http: HttpClient, hosts: Hosts, credential: Credential) -> Session:
    """The clients of a credential over an open connection pool, which its owner closes."""
    challenges = ChallengeSource(http, hosts.registry_url)
    return Session(
        hosts,
        credential,
        GitHubApi(http, hosts, credential.secret),
        Registry(http, hosts, credential, challenges),
        GitHubApi(http, hosts, None),
        Registry(http, hosts, ANONYMOUS, challenges),
    )


@asynccontextmanager
async def open_session(hosts: Hosts, credential: Credential, seconds: float | None = SECONDS) -> AsyncIterator[Session]:
    """Open the clients; they close when the context ends.

    Args:
        hosts: The servers.
        credential: Who asks.
        seconds: How long all requests together may take; `None` where a person watches, and ends it when it is enough.
    """
    async with HttpClient(deadline_seconds=seconds) as http:
        yield session_of(http, hosts, credential)
