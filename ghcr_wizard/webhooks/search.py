"""The webhooks of places, read: on the way of a package's push events, and elsewhere where one may stand by mistake."""

from asyncio import gather
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.causes_servers import API_UNAVAILABLE
from ghcr_wizard.diagnosis.model import diagnose
from ghcr_wizard.github.refusals import Caller, said
from ghcr_wizard.webhooks import (
    HARBORGUARD_PATH,
    PACKAGE_EVENT,
    Deliveries,
    Delivery,
    Hook,
    HookAddress,
    HookPlace,
    Route,
    SeenHook,
    SeenPlace,
    hooks_refusal,
)
from ghcr_wizard.webhooks.client import Webhooks

MOST_PLACES = 60
"""Places looked at in one question: each costs a request of the hour's five thousand."""

_MOST_TOLD = 4
"""Deliveries of a webhook that are opened to see what they said."""

_MOST_HOOKS = 20
"""Webhooks of one place whose deliveries are read; GitHub allows twenty for one event (docs, "About webhooks")."""


class HookSearch:
    """Reads places, each once.

    Args:
        session: The open clients.
        caller: Who asks.
        address: The receiver asked about; `None` for any.
        routes: The packages asked about.
    """

    def __init__(self, session: Session, caller: Caller, address: HookAddress | None, routes: Sequence[Route]) -> None:
        self._webhooks = Webhooks(session.api)
        self._caller, self._address, self._routes = caller, address, routes
        self.seen: dict[tuple[str, str], SeenPlace] = {}

    async def read(self, targets: Iterable[HookPlace]) -> None:
        """Read the webhooks of these places with their deliveries."""
        new = {target.key: target for target in targets if target.key not in self.seen}
        for row in await gather(*(self._read(target) for target in list(new.values())[:MOST_PLACES])):
            self.seen[row.target.key] = row

    async def look_elsewhere(self, targets: Iterable[HookPlace]) -> int:
        """Look for a webhook of the address in other places, and keep those that have one; how many were looked at."""
        new = {target.key: target for target in targets if target.key not in self.seen}
        wanted = list(new.values())[:MOST_PLACES]
        for row in await gather(*(self._read(target) for target in wanted)):
            mistaken = tuple(each for each in row.hooks or () if self._address and self._address.is_of(each.hook.url))
            if mistaken:
                self.seen[row.target.key] = SeenPlace(row.target, row.packages, mistaken)
        return len(wanted)

    def has_hook(self, target: HookPlace, *, working: bool = False) -> bool:
        """Whether a place has a webhook that is meant, if asked one that works."""
        row = self.seen.get(target.key)
        hooks = [each.hook for each in (row.hooks or () if row else ()) if self.means(each.hook)]
        return any(hook.works for hook in hooks) if working else bool(hooks)

    async def _read(self, target: HookPlace) -> SeenPlace:
        heard = tuple(route.package for route in self._routes if target.key in {each.key for each in route.targets})
        reply = await self._webhooks.list(target)
        if reply.value is None:
            refusal = hooks_refusal(reply.exchange, self._caller, target)
            unknown = diagnose(API_UNAVAILABLE, said=said(reply.exchange))
            return SeenPlace(target, heard, None, refusal or unknown)
        relevant = [hook for hook in reply.value if self._is_relevant(hook)][:_MOST_HOOKS]
        hooks = await gather(*(self._with_deliveries(target, hook) for hook in relevant))
        return SeenPlace(target, heard, tuple(hooks))

    async def _with_deliveries(self, target: HookPlace, hook: Hook) -> SeenHook:
        reply = await self._webhooks.deliveries(target, hook)
        if reply.value is None:
            return SeenHook(hook)
        deliveries = Deliveries.of(reply.value)
        if self.means(hook):
            newest = await gather(*(self._told(target, hook, row) for row in deliveries.newest[:_MOST_TOLD]))
            deliveries = Deliveries((*newest, *deliveries.newest[_MOST_TOLD:]))
        return SeenHook(hook, deliveries)

    async def _told(self, target: HookPlace, hook: Hook, delivery: Delivery) -> Delivery:
        """A delivery with what it said, where that is of a package."""
        if delivery.event == "ping":
            return delivery
        return replace(delivery, told=(await self._webhooks.told(target, hook, delivery)).value)

    def means(self, hook: Hook) -> bool:
        """Whether a webhook is one that is asked about."""
        return hook.hears_packages if self._address is None else self._address.is_of(hook.url)

    def _is_relevant(self, hook: Hook) -> bool:
        """Whether a webhook can be meant at all: by its address, or by what it is told."""
        told = hook.hears_packages or f"registry_{PACKAGE_EVENT}" in hook.events
        return self.means(hook) or told or hook.url.rstrip("/").endswith(HARBORGUARD_PATH)
