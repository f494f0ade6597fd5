"""Setting webhooks up: what would be done, doing it, and having GitHub prove by a ping that deliveries arrive."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum

from ghcr_wizard.credentials.keyring_errors import KeyringFailure
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.causes_webhooks import WEBHOOK_DELIVERIES_FAILING
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose, worst_first
from ghcr_wizard.github.refusals import Caller, said
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.result import Result
from ghcr_wizard.webhooks import Delivery, Hook, HookAddress, HookPlace, HookSurvey, hooks_refusal, unreachable
from ghcr_wizard.webhooks.client import Webhooks, new_secret
from ghcr_wizard.webhooks.secrets import WebhookSecrets

_PAUSES = (0.3, 0.7, 1.0, 2.0, 3.0)
"""Seconds between looks for a ping's delivery: GitHub sends it within a moment, and gives a receiver ten seconds."""


class HookAction(Enum):
    """What is to be done in one place."""

    CREATE = "create"
    MEND = "mend"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class HookChange:
    """One thing to do, or that need not be done.

    Attributes:
        action: What.
        target: Where.
        hook: The webhook that stands there already; `None` for a new one.
    """

    action: HookAction
    target: HookPlace
    hook: Hook | None = None

    @property
    def sentence(self) -> str:
        """What would be done, in words."""
        if self.action is HookAction.CREATE:
            return f"create a webhook for the event “package” on the {self.target.kind.value} {self.target.name}"
        if self.action is HookAction.KEEP:
            return f"leave the webhook on {self.target.name} as it is"
        hook = self.hook
        ways = [] if hook is None or hook.active else ["switch it on"]
        ways += [] if hook is None or hook.hears_packages else ["add the event “package”"]
        return f"fix the webhook on {self.target.name}: {' and '.join(ways)}"


@dataclass(slots=True)
class HookResult:
    """What came of it.

    Attributes:
        done: Whether what was asked for is so now.
        changed: Places that were changed.
        diagnoses: What kept it from being done, or was found after.
        refused: What GitHub answered instead of doing it, where that has no code; empty otherwise.
        secret: The receiver's secret; `None` where this program does not know it.
        kept: Whether the keyring has it.
        pings: What became of each ping: the place, and its delivery, `None` where none was seen yet.
    """

    done: bool = False
    changed: list[str] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    refused: str = ""
    secret: Secret | None = None
    kept: bool = False
    pings: list[tuple[HookPlace, Delivery | None]] = field(default_factory=list)


def planned(survey: HookSurvey) -> tuple[HookChange, ...]:
    """What there is to do so that every package asked about is heard of."""
    holders = [target for row in survey.routes for target in row.targets if _working(survey, target)]
    heard = all(any(_working(survey, target) for target in row.targets) for row in survey.routes)
    if survey.routes and heard:
        unique = {target.key: target for target in holders}.values()
        return tuple(HookChange(HookAction.KEEP, target, _working(survey, target)) for target in unique)
    return tuple(_change(survey, target) for target in survey.proposal.targets)


def _working(survey: HookSurvey, target: HookPlace) -> Hook | None:
    return next((each.hook for each in survey.matching(target) if each.hook.works), None)


def _change(survey: HookSurvey, target: HookPlace) -> HookChange:
    if working := _working(survey, target):
        return HookChange(HookAction.KEEP, target, working)
    places = [target, *(survey.routes[0].targets if len(survey.routes) == 1 else ())]
    for place in places:
        if standing := next((each.hook for each in survey.matching(place)), None):
            return HookChange(HookAction.MEND, place, standing)
    return HookChange(HookAction.CREATE, target)


class Setup:
    """Changes webhooks with one credential.

    Args:
        session: The open clients, with a credential that may change webhooks.
        caller: Who asks.
        secrets: Where receivers' secrets are kept.
        sleep: How to wait for a delivery.
    """

    def __init__(
        self,
        session: Session,
        caller: Caller,
        secrets: WebhookSecrets,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._webhooks = Webhooks(session.api)
        self._session, self._caller, self._secrets, self._sleep = session, caller, secrets, sleep

    def place(self, address: HookAddress) -> str:
        """Where a person finds a receiver's secret in the keyring."""
        return self._secrets.place(address)

    async def create(
        self, address: HookAddress, changes: tuple[HookChange, ...], *, without_keyring: bool = False
    ) -> HookResult:
        """Do what is planned; the secret is in the keyring before GitHub is told it.

        Args:
            address: The receiver.
            changes: What to do.
            without_keyring: Go on where the keyring fails, because the secret is given to the person anyway.

        Raises:
            KeyringFailure: The keyring does not take the secret; nothing was changed.
        """
        outcome = HookResult()
        if (wrong := unreachable(address, self._session.hosts)) is not None:
            outcome.diagnoses.append(wrong)
            return outcome
        known = await self._known(address, without_keyring=without_keyring)
        outcome.secret, outcome.kept = known, known is not None
        if any(change.action is HookAction.CREATE for change in changes):
            await self._ensure(address, outcome, without_keyring=without_keyring)
        for change in changes:
            if change.action is not HookAction.KEEP and not await self._do(address, change, outcome):
                break
        outcome.done = bool(changes) and not outcome.diagnoses and not outcome.refused
        if not outcome.changed and known is None:
            await self._take_back(address, outcome)
        return outcome

    async def _do(self, address: HookAddress, change: HookChange, outcome: HookResult) -> bool:
        """Make or mend one webhook, and see what its ping meets; whether it could be done."""
        reply = await self._made(address, change, outcome)
        if reply.value is None:
            refusal = hooks_refusal(reply.exchange, self._caller, change.target)
            outcome.diagnoses.extend([refusal] if refusal else [])
            outcome.refused = "" if refusal else f"GitHub answered {said(reply.exchange)}."
            return False
        outcome.changed.append(change.target.name)
        if change.hook is not None:
            await self._webhooks.ping(change.target, reply.value)
        outcome.pings.append((change.target, await self._arrived(change.target, reply.value, frozenset())))
        return True

    async def _made(self, address: HookAddress, change: HookChange, outcome: HookResult) -> Result[Hook]:
        """The webhook as GitHub has it now; one whose secret went with the change is given the receiver's."""
        if change.hook is None:
            return await self._webhooks.create(change.target, address.url, outcome.secret or Secret(""))
        reply = await self._webhooks.mend(change.target, change.hook)
        if reply.value is None or not change.hook.has_secret or reply.value.has_secret:
            return reply
        await self._ensure(address, outcome, without_keyring=True)
        return await self._webhooks.sign(change.target, reply.value, outcome.secret or Secret(""))

    async def ping(self, survey: HookSurvey) -> HookResult:
        """Have GitHub ping every webhook of the address that is on the way of the packages, and see what comes back."""
        outcome = HookResult()
        hooks = [(row.target, each) for row in survey.targets for each in survey.matching(row.target)]
        for target, seen in hooks:
            before = frozenset(row.id for row in seen.deliveries.newest) if seen.deliveries else frozenset()
            reply = await self._webhooks.ping(target, seen.hook)
            if (refusal := hooks_refusal(reply.exchange, self._caller, target)) is not None:
                outcome.diagnoses.append(refusal)
                continue
            outcome.changed.append(target.name)
            delivery = await self._arrived(target, seen.hook, before)
            outcome.pings.append((target, delivery))
            if delivery and not delivery.ok:
                page = target.settings_page(self._session.hosts.web_url)
                facts = {"failed": 1, "total": 1, "said": delivery.said}
                outcome.diagnoses.append(diagnose(WEBHOOK_DELIVERIES_FAILING, target.name, page, **facts))
        outcome.diagnoses = worst_first(outcome.diagnoses)
        outcome.done = bool(hooks) and not outcome.diagnoses
        return outcome

    async def _arrived(self, target: HookPlace, hook: Hook, before: frozenset[int]) -> Delivery | None:
        """The delivery of a ping sent just now, waited for a few seconds."""
        for pause in _PAUSES:
            reply = await self._webhooks.deliveries(target, hook)
            fresh = (row for row in reply.value or () if row.event == "ping" and row.id not in before)
            if (delivery := next(fresh, None)) is not None:
                return delivery
            await self._sleep(pause)
        return None

    async def _known(self, address: HookAddress, *, without_keyring: bool) -> Secret | None:
        try:
            return await self._secrets.read(address)
        except KeyringFailure:
            if not without_keyring:
                raise
        return None

    async def _ensure(self, address: HookAddress, outcome: HookResult, *, without_keyring: bool) -> None:
        """Have a secret for the receiver: the one that is known, or a new one, kept in the keyring."""
        if outcome.secret is not None:
            return
        secret = new_secret()
        try:
            await self._secrets.write(address, secret)
        except KeyringFailure:
            if not without_keyring:
                raise
        else:
            outcome.kept = True
        outcome.secret = secret

    async def _take_back(self, address: HookAddress, outcome: HookResult) -> None:
        """Forget a secret that no webhook was made with."""
        if not outcome.kept:
            return
        outcome.secret, outcome.kept = None, False
        with suppress(KeyringFailure):
            await self._secrets.forget(address)
