"""Rotation: a new token tested beside the old one, taken in its place, and the old one ended.

Whatever interrupts it, one of the two works. Until `take_over` the old token is where it was, and nothing has been
written anywhere. `take_over` is one step for whoever reads the keyring: `vault` says how, and the tests kill it at
every moment. From then on the new token is the stored one; the old one still works at GitHub until `end_old`, which
never begins before the new one has been read back from the keyring and found to be another.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from ghcr_wizard.check.check import CheckRequest, check
from ghcr_wizard.check.events import CheckEvent, ReportCompleted
from ghcr_wizard.check.report import CheckReport
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.credentials.session import open_session
from ghcr_wizard.credentials.stored import StoreResult
from ghcr_wizard.github.auth_methods import BY_NAME, METHODS, Method
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.revocation import Revocation, TokenEnd, can_revoke, revoke
from ghcr_wizard.github.scopes import Purpose, expand
from ghcr_wizard.github.tokens import TokenInspection, TokenKind, inspect_token
from ghcr_wizard.rotation.comparison import Comparison, compare, package_count
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.client import HttpClient

__all__ = [
    "CheckAdvanced",
    "Compared",
    "Revocation",
    "Side",
    "TokenEnd",
    "can_revoke",
    "compare_live",
    "end_old",
    "take_over",
]


class Side(Enum):
    """Which of the two tokens."""

    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class CheckAdvanced:
    """The live test of one of the two yielded something."""

    side: Side
    event: CheckEvent


@dataclass(frozen=True, slots=True)
class Compared:
    """Both tests ended; nothing follows."""

    comparison: Comparison
    report: CheckReport


RotationEvent = CheckAdvanced | Compared
"""What testing both yields."""


class SameTokenError(ValueError):
    """The new token is the old one; the message is a sentence for the person."""

    def __init__(self) -> None:
        super().__init__("This is the token the profile has already. Make a new one, and paste that.")


async def compare_live(
    profile: Profile, hosts: Hosts, old: Credential | None, new: TokenInspection, now: Callable[[], datetime]
) -> AsyncIterator[RotationEvent]:
    """Test both tokens at once, and compare what they see.

    Args:
        profile: Whose token is to be replaced.
        hosts: The servers.
        old: The credential it has, `None` where there is none left.
        new: The token to take its place, judged offline and usable.
        now: The clock, in UTC.

    Raises:
        SameTokenError: The two are one; nothing was sent.
    """
    secret = new.secret or Secret("")
    if old is not None and old.secret == secret:
        raise SameTokenError
    purpose = purpose_of(profile)
    sides = {Side.NEW: (Credential(profile.username, secret), CheckRequest(new, purpose))}
    if old is not None and old.secret is not None:
        sides[Side.OLD] = (old, CheckRequest(inspect_token(old.secret.reveal()), purpose))
    events: asyncio.Queue[CheckAdvanced | None] = asyncio.Queue()
    tasks = [asyncio.ensure_future(_test(side, hosts, *given, now, events.put_nowait)) for side, given in sides.items()]
    both = asyncio.gather(*tasks)
    both.add_done_callback(lambda _: events.put_nowait(None))
    try:
        while (event := await events.get()) is not None:
            yield event
        reports = dict(zip(sides, both.result(), strict=True))
        yield Compared(compare(profile, reports.get(Side.OLD), reports[Side.NEW], now()), reports[Side.NEW])
    finally:
        both.cancel()
        with suppress(asyncio.CancelledError):
            await both


async def _test(
    side: Side,
    hosts: Hosts,
    credential: Credential,
    request: CheckRequest,
    now: Callable[[], datetime],
    tell: Callable[[CheckAdvanced], None],
) -> CheckReport:
    async with open_session(hosts, credential) as session:
        async for event in check(session, request, now):
            tell(CheckAdvanced(side, event))
            if isinstance(event, ReportCompleted):
                return event.report
    raise RuntimeError("the test ended without a report")


def purpose_of(profile: Profile) -> Purpose:
    """What the old token was for, by the scopes its last test saw."""
    held = expand(profile.scopes or ())
    if "delete:packages" in held:
        return Purpose.DELETE
    return Purpose.WRITE if "write:packages" in held else Purpose.READ


async def take_over(
    credentials: Credentials, profile: Profile, new: TokenInspection, report: CheckReport, now: datetime
) -> StoreResult:
    """Put the new token in the old one's place, together with what its test said.

    Args:
        credentials: Where the profile is.
        profile: Whose token is replaced; its name, description and place as default stay.
        new: The new token.
        report: Its live test.
        now: The moment, in UTC.

    Raises:
        KeyringFailure: The keyring did not take it; the old one is still there.
        ProfilesError: The settings could not be written; the old one was put back.
        ProfileNameError: The name belongs to another registry's profile meanwhile; likewise.
    """
    identity = report.identity
    personal = identity is not None and identity.type == "User"
    renewed = replace(
        profile,
        method=method_of(profile.method, new.kind),
        username=identity.login if identity and personal else profile.username,
        created_at=now,
        checked_at=report.checked_at,
        verdict=report.verdict.value,
        expires_at=report.token.expires_at,
        packages=package_count(report),
        scopes=report.token.scopes,
    )
    return await credentials.store(renewed, new.secret or Secret(""), default=False)


def method_of(method: Method, kind: TokenKind) -> Method:
    """The method a token of this kind belongs to: the profile's, where that fits."""
    if kind in BY_NAME[method].kinds:
        return method
    return next((info.method for info in METHODS if info.storable and kind in info.kinds), method)


async def end_old(
    credentials: Credentials,
    profile: Profile,
    hosts: Hosts,
    old: Secret,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> Revocation:
    """Revoke the old token, once the profile is proven to have another.

    Args:
        credentials: Where the profile is.
        profile: Whose token was replaced.
        hosts: The servers.
        old: The token to end.
        sleep: How to wait between the looks at whether it has expired.

    Raises:
        KeyringFailure: The keyring does not show what it has; nothing was revoked.
        SameTokenError: The profile has this very token; nothing was revoked.
    """
    stored = await credentials.load(profile)
    if stored.secret is None or stored.secret == old:
        raise SameTokenError
    async with HttpClient() as http:
        return await revoke(http, hosts, old, stored.secret, sleep)
