"""Bearers for a registry: one challenge, one token a repository and action, in memory alone.

Distribution "Token authentication specification". How GHCR answers: the challenge is taken without a credential, as a
refused one gets 403 without a challenge; the token endpoint takes Basic with any user name that is not empty; its
answers hold the credential itself in base64, so no body of it is kept, logged or decoded.
"""

from __future__ import annotations

import asyncio
import base64
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ghcr_wizard.registry.challenge import Challenge, Scheme, is_trusted_realm, parse_challenge
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.exchange import Exchange, Fault, Server
from ghcr_wizard.transport.json_reader import mapping, number
from ghcr_wizard.transport.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghcr_wizard.credential import Credential
    from ghcr_wizard.transport.client import HttpClient, Response

_DEFAULT_LIFE_SECONDS = 60
"""Where the answer has no `expires_in`, as GHCR's never has."""

_LONGEST_LIFE_SECONDS = 3_600
_LEEWAY_SECONDS = 5
_ANY_USERNAME = "x-access-token"
_BEARER = re.compile(r"[\x21-\x7e]{1,65536}")


@dataclass(frozen=True, slots=True)
class BearerResult:
    """What may be shown to the registry, or why there is nothing.

    Attributes:
        authorization: The whole header value; `None` for a registry that asks for nothing, or if refused.
        exchanges: What it took to get it; none if it was held already.
        refused: The exchange that failed, for a repository that cannot be asked at all.
        is_held: Whether it was given earlier, so that a refusal may only mean that it grew old.
    """

    authorization: Secret | None
    exchanges: tuple[Exchange, ...] = ()
    refused: Exchange | None = None
    is_held: bool = False


class ChallengeSource:
    """Gets a registry's challenge, which is the same for every credential, and keeps it.

    Args:
        http: The client everything goes through.
        registry_url: The registry's origin.
    """

    def __init__(self, http: HttpClient, registry_url: str) -> None:
        self._http = http
        self._registry_url = registry_url
        self._held: Challenge | None = None
        self._asking = asyncio.Lock()

    async def challenge(self) -> tuple[Challenge | None, Exchange | None]:
        """The challenge, and the exchange that brought it if it had to be asked for."""
        async with self._asking:
            return (self._held, None) if self._held is not None else await self._asked()

    async def ping(self) -> Exchange:
        """An unauthenticated `GET /v2/`, which a registry answers with its challenge; always a fresh one."""
        async with self._asking:
            return (await self._asked())[1]

    async def _asked(self) -> tuple[Challenge | None, Exchange]:
        url = f"{self._registry_url}/v2/"
        answer = await self._http.request(Server.REGISTRY, "GET", url, origin=url, expects_json=False)
        challenge, exchange = _judged(answer, self._registry_url)
        if exchange.status is not None and not exchange.server_failed:  # one that does not work takes nothing back
            self._held = challenge
        return challenge, exchange


class BearerSource:
    """Gets a registry's bearers for one credential.

    Args:
        http: The client everything goes through.
        registry_url: The registry's origin.
        credential: Whose bearers; anonymous is one.
        challenges: Gives the challenge.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        http: HttpClient,
        registry_url: str,
        credential: Credential,
        challenges: ChallengeSource,
        clock: Callable[[], float],
    ) -> None:
        self._http = http
        self._registry_url = registry_url
        self._credential = credential
        self._challenges = challenges
        self._clock = clock
        self._bearers: dict[str, tuple[Secret, float]] = {}
        self._exchanging: dict[str, asyncio.Lock] = {}

    async def grant(self, scope: str, *, fresh: bool = False) -> BearerResult:
        """The authorization for a scope such as `repository:acme/team/api:pull`.

        Args:
            scope: What it is for; the challenge's own scope is a placeholder.
            fresh: Whether to ask again even if a bearer is held.
        """
        lock = self._exchanging.setdefault(scope, asyncio.Lock())
        async with lock:
            if not fresh and (held := self._held(scope)) is not None:
                return BearerResult(held, is_held=True)
            challenge, asked = await self._challenges.challenge()
            if challenge is None:
                refused = None if asked is None or asked.ok else asked
                return BearerResult(None, (asked,) if asked else (), refused)
            before = (asked,) if asked else ()
            if challenge.scheme is Scheme.BASIC:
                return BearerResult(self._basic(), before)
            bearer, exchange = await self._exchanged(challenge, scope)
            return BearerResult(bearer, (*before, exchange), None if bearer else exchange)

    def _held(self, scope: str) -> Secret | None:
        bearer, ends = self._bearers.get(scope, (None, 0.0))
        return bearer if self._clock() < ends else None

    async def _exchanged(self, challenge: Challenge, scope: str) -> tuple[Secret | None, Exchange]:
        """A bearer from the realm, and the exchange; the answer's body goes no further than here."""
        query = {"service": challenge.service, "scope": scope} if challenge.service else {"scope": scope}
        joint = "&" if "?" in challenge.realm else "?"
        url = f"{challenge.realm}{joint}{urlencode(query, safe=':/*,')}"
        answer = await self._http.request(
            Server.REGISTRY, "GET", url, origin=challenge.realm, authorization=self._basic()
        )
        if not answer.exchange.ok:
            return None, answer.exchange
        fields = mapping(answer.json())
        token = fields.get("token") or fields.get("access_token")
        if not isinstance(token, str) or not _BEARER.fullmatch(token):
            detail = "an answer without a token"
            return None, replace(answer.exchange, fault=Fault.SHAPE, detail=detail)
        bearer = Secret(f"Bearer {token}")
        life = min(number(fields.get("expires_in")) or _DEFAULT_LIFE_SECONDS, _LONGEST_LIFE_SECONDS)
        self._bearers[scope] = (bearer, self._clock() + max(life - _LEEWAY_SECONDS, 1))
        return bearer, answer.exchange

    def _basic(self) -> Secret | None:
        """The credential as Basic has it; the name may not be empty or hold a colon, and GHCR ignores it otherwise."""
        if self._credential.secret is None:
            return None
        username = self._credential.username.partition(":")[0] or _ANY_USERNAME
        pair = f"{username}:{self._credential.secret.reveal()}".encode("utf-8", "surrogateescape")
        return Secret(f"Basic {base64.b64encode(pair).decode('ascii')}")


def _judged(answer: Response, registry_url: str) -> tuple[Challenge | None, Exchange]:
    """The challenge of an unauthenticated `GET /v2/`, if there is one that may be answered."""
    exchange = answer.exchange
    if exchange.status != 401 or exchange.fault is not None:  # noqa: PLR2004 - HTTP's "Unauthorized"
        return None, exchange
    challenge = parse_challenge(answer.headers.get("www-authenticate"))
    if challenge is None:
        return None, replace(exchange, fault=Fault.NOT_PROTOCOL, detail="a refusal without a challenge")
    if challenge.scheme is Scheme.BEARER and not is_trusted_realm(challenge.realm, registry_url):
        host = host_of(challenge.realm) or "no address"
        return None, replace(exchange, fault=Fault.FOREIGN_ORIGIN, detail=host)
    return challenge, exchange
