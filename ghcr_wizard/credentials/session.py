"""One credential on one GitHub: the clients that every operation works with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.github.client import GitHubApi
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.registry.client import Registry
from ghcr_wizard.transport.client import HttpClient


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
    """

    hosts: Hosts
    credential: Credential
    api: GitHubApi
    registry: Registry
    anonymous_api: GitHubApi
    anonymous_registry: Registry


SECONDS = 120.0
"""How long a question to GitHub may take, all its requests together."""

LONG_SECONDS = 900.0
"""The same where everything is listed or tried: GitHub takes 900 requests a minute at most."""


@asynccontextmanager
async def open_session(hosts: Hosts, credential: Credential, seconds: float | None = SECONDS) -> AsyncIterator[Session]:
    """Open the clients; they close when the context ends.

    Args:
        hosts: The servers.
        credential: Who asks.
        seconds: How long all requests together may take; `None` where a person watches, and ends it when it is enough.
    """
    async with HttpClient(deadline_seconds=seconds) as http:
        yield Session(
            hosts,
            credential,
            GitHubApi(http, hosts, credential.secret),
            Registry(http, hosts, credential),
            GitHubApi(http, hosts, None),
            Registry(http, hosts, ANONYMOUS),
        )
