"""Authorized requests to a registry: what every operation on one has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from ghcr_wizard.transport.client import HttpClient, Redirects, Response
from ghcr_wizard.transport.exchange import Exchange, Server

if TYPE_CHECKING:
    from ghcr_wizard.registry.bearer import BearerResult, BearerSource


@dataclass(frozen=True, slots=True)
class AuthorizedResponse:
    """An answer, and the exchanges that led to it."""

    answer: Response
    before: tuple[Exchange, ...] = ()


class RegistrySession:
    """Requests to one registry, each with the bearer its scope needs.

    Args:
        http: The client everything goes through.
        registry_url: The registry's origin.
        bearers: Gives the bearers.
    """

    def __init__(self, http: HttpClient, registry_url: str, bearers: BearerSource) -> None:
        self._http = http
        self._registry_url = registry_url
        self._bearers = bearers

    def address(self, repository: str, path: str) -> str:
        """The address of something in a repository, such as `manifests/latest`."""
        return f"{self._registry_url}/v2/{quote(repository, safe='/')}/{path}"

    async def send(
        self,
        scope: str,
        method: str,
        url: str,
        *,
        accept: str = "application/json",
        expects_json: bool = True,
        redirects: Redirects = Redirects.SAME_ORIGIN,
    ) -> AuthorizedResponse:
        """One request; refused with a bearer held for a while, once more with a fresh one.

        Args:
            scope: What the bearer has to be for, such as `repository:acme/team/api:pull`.
            method: The HTTP method.
            url: A whole address of the registry.
            accept: The types of content to take.
            expects_json: Whether an answer of success has to be JSON.
            redirects: Where a redirect may lead.
        """

        async def sent(grant: BearerResult) -> Response:
            return await self._http.request(
                Server.REGISTRY,
                method,
                url,
                origin=self._registry_url,
                headers={"accept": accept},
                authorization=grant.authorization,
                expects_json=expects_json,
                redirects=redirects,
            )

        grant = await self._bearers.grant(scope)
        if grant.refused is not None:
            return AuthorizedResponse(Response(grant.refused), grant.exchanges[:-1])
        answer, before = await sent(grant), grant.exchanges
        if answer.exchange.status == 401 and grant.is_held:  # noqa: PLR2004 - HTTP's "Unauthorized"
            before = (*before, answer.exchange)
            grant = await self._bearers.grant(scope, fresh=True)
            before = (*before, *grant.exchanges)
            if grant.refused is not None:
                return AuthorizedResponse(Response(grant.refused), before[:-1])
            answer = await sent(grant)
        return AuthorizedResponse(answer, before)
