"""The webhooks of a running server and their deliveries: what stood there at its start, and what was made since."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from uuid import UUID

from ghcr_wizard.demo.webhooks.model import Webhook

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class HookDelivery:
    """One delivery as GitHub remembers it.

    Attributes:
        status: What the receiver answered; 0 when it was not reached.
        payload: The JSON sent.
        headers: The request's headers.
        answer: What the receiver said in its body.
        duration: Seconds it took.
        repository_id: The repository the event is of; None for an organization's ping or an unlinked package.
    """

    id: int
    guid: str
    delivered_at: datetime
    event: str
    action: str | None
    status: int
    payload: Json
    headers: dict[str, str]
    answer: str = ""
    duration: float = 0.27
    repository_id: int | None = None
    redelivery: bool = False


@dataclass(slots=True)
class LiveHook:
    """A webhook as it is now; `told` is whether its past pushes have been written down as deliveries."""

    record: Webhook
    created_at: datetime | None = None
    updated_at: datetime | None = None
    told: bool = False
    deliveries: list[HookDelivery] = field(default_factory=list)

    def change(self, **changes: object) -> None:
        """Replace parts of it."""
        self.record = replace(self.record, **changes)  # type: ignore[arg-type]  # names are checked by `replace`


class WebhookState:
    """Every webhook; deliveries may be entered from the thread that sends them."""

    def __init__(self, records: Iterable[Webhook]) -> None:
        self._hooks = {record.id: LiveHook(record) for record in records}
        self._ids = count(max(self._hooks, default=418_000_000) + 1)
        self._deliveries = count(90_000_000_001)
        self._lock = threading.Lock()

    def of(self, target: str) -> list[LiveHook]:
        """Return the webhooks of an organization or a repository, in any spelling, oldest first."""
        return [hook for hook in self._hooks.values() if hook.record.target.lower() == target.lower()]

    def find(self, target: str, number: str) -> LiveHook | None:
        """Return one webhook of a place."""
        return next((hook for hook in self.of(target) if str(hook.record.id) == number), None)

    def add(self, record: Webhook, now: datetime) -> LiveHook:
        """Enter a new webhook under a number of its own."""
        number = next(self._ids)
        hook = self._hooks[number] = LiveHook(replace(record, id=number), now, now, told=True)
        return hook

    def delivery_id(self) -> tuple[int, str]:
        """Return the number and the GUID of the next delivery."""
        number = next(self._deliveries)
        return number, str(UUID(int=0x9F3C_2AB0 << 96 | number))

    def enter(self, hook: LiveHook, delivery: HookDelivery) -> None:
        """Write a delivery down."""
        with self._lock:
            hook.deliveries.append(delivery)

    def newest_first(self, hook: LiveHook) -> list[HookDelivery]:
        """Return a webhook's deliveries."""
        with self._lock:
            return sorted(hook.deliveries, key=lambda each: (each.delivered_at, each.id), reverse=True)
