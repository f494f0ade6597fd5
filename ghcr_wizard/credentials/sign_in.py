"""Signing in with the browser, from the first request to the token: events to show while a person approves."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace

from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import open_session
from ghcr_wizard.diagnosis.causes_apps import APP_NOT_FOUND, DEVICE_FLOW_EXPIRED
from ghcr_wizard.diagnosis.causes_servers import API_UNAVAILABLE
from ghcr_wizard.diagnosis.causes_tokens import APP_USER_TOKEN_UNSUPPORTED
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.device_codes import SLOWER_BY_SECONDS, ending
from ghcr_wizard.github.device_flow import DeviceAnswer, DeviceCode, DeviceFlow
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.identity import identify
from ghcr_wizard.github.refusals import Caller, trouble
from ghcr_wizard.github.tokens import TokenInspection, TokenKind, inspect_token
from ghcr_wizard.transport.client import HttpClient
from ghcr_wizard.transport.exchange import Exchange

_PATIENCE = 5
"""Polls in a row that may fail for the network's or the server's sake before the sign-in is given up."""

_NOT_FOUND = 404
_ANY_NAME = "x-access-token"


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, so that a test need not wait.

    Attributes:
        now: Seconds on a clock that never goes back.
        sleep: Waits for so many seconds.
    """

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class CodeShown:
    """A code waits to be typed.

    Attributes:
        user_code: The code.
        page: Where to type it.
        lives: Seconds it will be accepted for.
        interval: Seconds between two looks.
    """

    user_code: str
    page: str
    lives: int
    interval: int


@dataclass(frozen=True, slots=True)
class StillWaiting:
    """Nobody approved yet; `left` seconds are left, `looks` times it was asked."""

    left: float
    looks: int


@dataclass(frozen=True, slots=True)
class Slowed:
    """GitHub asked to look less often: every `interval` seconds from now on."""

    interval: int


@dataclass(frozen=True, slots=True)
class Disturbed:
    """GitHub could not be asked this time; it will be again."""

    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The token is there.

    Attributes:
        inspection: The token, judged offline.
        scopes: What GitHub says it may do.
        login: Whose it is, if GitHub told that too.
    """

    inspection: TokenInspection
    scopes: tuple[str, ...]
    login: str | None


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """There will be no token.

    Attributes:
        diagnosis: Why.
        exchange: What was seen last.
    """

    diagnosis: Diagnosis
    exchange: Exchange


SignInEvent = CodeShown | StillWaiting | Slowed | Disturbed | SignedIn | SignInFailed
"""What signing in yields; `SignedIn` or `SignInFailed` is the last."""


async def sign_in(
    hosts: Hosts, client_id: str, scopes: tuple[str, ...], clock: Clock | None = None
) -> AsyncIterator[SignInEvent]:
    """Sign in to an OAuth App; cancel it at any time.

    Never raises for what a network, a server or the person in the browser does.

    Args:
        hosts: The servers.
        client_id: The OAuth App's.
        scopes: What to ask for.
        clock: How to wait.
    """
    clock = clock or Clock()
    async with HttpClient() as http:
        flow = DeviceFlow(http, hosts, client_id)
        begun = await flow.begin(scopes)
        if begun.code is None:
            yield _failed(begun)
            return
        code = begun.code
        yield CodeShown(code.user_code, code.page, code.lives, code.interval)
        async for event in _wait(flow, code, begun.exchange, clock):
            yield await _named(hosts, event) if isinstance(event, SignedIn) else event


async def _wait(flow: DeviceFlow, code: DeviceCode, last: Exchange, clock: Clock) -> AsyncIterator[SignInEvent]:
    """Poll until the code is approved, refused, or out of time."""
    ends, looks, disturbed = clock.now() + code.lives, 0, 0
    while clock.now() + code.interval < ends:
        await clock.sleep(code.interval)
        answer = await flow.poll(code)
        looks, last = looks + 1, answer.exchange
        if answer.token is not None:
            yield _signed_in(answer)
            return
        problem = None if answer.error else trouble(answer.exchange)
        disturbed = disturbed + 1 if problem else 0
        if answer.error == "slow_down":
            code = replace(code, interval=max(code.interval + SLOWER_BY_SECONDS, answer.interval or 0))
            yield Slowed(code.interval)
        elif answer.error == "authorization_pending":
            yield StillWaiting(max(0.0, ends - clock.now()), looks)
        elif problem and disturbed < _PATIENCE:
            yield Disturbed(problem)
        else:
            yield _failed(answer)
            return
    yield SignInFailed(diagnose(DEVICE_FLOW_EXPIRED), last)


def _signed_in(answer: DeviceAnswer) -> SignInEvent:
    inspection = inspect_token(answer.token.reveal() if answer.token else "", frozenset({TokenKind.OAUTH}))
    if inspection.secret is None:
        return SignInFailed(diagnose(API_UNAVAILABLE, said="its token cannot be one"), answer.exchange)
    if inspection.kind is TokenKind.APP_USER:
        said = "a user token of a GitHub App (ghu_) instead of an OAuth App's"
        return SignInFailed(diagnose(APP_USER_TOKEN_UNSUPPORTED, said=said), answer.exchange)
    return SignedIn(inspection, answer.scopes, None)


async def _named(hosts: Hosts, event: SignedIn) -> SignedIn:
    """The event with the login of the token's owner, where GitHub tells it."""
    async with open_session(hosts, Credential(_ANY_NAME, event.inspection.secret)) as session:
        owner = await identify(session.api, Caller(event.inspection.kind, hosts))
    return replace(event, login=owner.identity.login if owner.identity else None)


def _failed(answer: DeviceAnswer) -> SignInFailed:
    exchange = answer.exchange
    if exchange.status == _NOT_FOUND:
        return SignInFailed(diagnose(APP_NOT_FOUND, said="404"), exchange)
    if answer.error:
        return SignInFailed(ending(answer.error, answer.said), exchange)
    said = exchange.detail or exchange.message or f"status {exchange.status}"
    return SignInFailed(trouble(exchange) or diagnose(API_UNAVAILABLE, said=said), exchange)
