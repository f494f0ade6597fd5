"""Deliveries: written down at once as the world says they went, or really sent to a loopback address and then so."""

import http.client
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.webhooks.payloads import Event, headers_of, pushes
from ghcr_wizard.demo.webhooks.state import HookDelivery, LiveHook
from ghcr_wizard.demo.wire import encode_json

_PATIENCE_SECONDS: Final = 10
"""How long GitHub waits for a receiver."""
_LONGEST_ANSWER: Final = 10_000
_BETWEEN: Final = timedelta(seconds=2)


def send(state: State, hook: LiveHook, event: Event, *, again: bool = False) -> None:
    """Deliver an event; a webhook on loopback is really sent it where the switch says so, on a thread of its own."""
    delivery = _prepared(state, hook, event, state.now(), again=again)
    if state.switches.deliver_to_loopback and is_loopback(hook.record.url):
        work = threading.Thread(target=_really, args=(state, hook, delivery), name="hook delivery", daemon=True)
        work.start()
        return
    state.hooks.enter(hook, replace(delivery, status=hook.record.answers, answer=_words(hook.record.answers)))


def tell_the_past(state: State, hook: LiveHook) -> None:
    """Write down what a webhook of the world was told before the server ran, once."""
    if hook.told:
        return
    hook.told = True
    for path in hook.record.pushes:
        package = state.world.package(path)
        events = pushes(state, package) if package else []
        for number, event in enumerate(events):
            moment = (package.updated_at if package else state.now()) + number * _BETWEEN
            delivery = _prepared(state, hook, event, moment)
            state.hooks.enter(hook, replace(delivery, status=hook.record.answers, answer=_words(hook.record.answers)))


def is_loopback(url: str) -> bool:
    """Tell whether an address is on this computer."""
    return urlsplit(url).hostname in {"127.0.0.1", "localhost"}


def _prepared(state: State, hook: LiveHook, event: Event, moment: datetime, *, again: bool = False) -> HookDelivery:
    number, guid = state.hooks.delivery_id()
    headers = headers_of(state, hook, event, guid)
    return HookDelivery(
        number, guid, moment, event.name, event.action, 0, event.payload, headers, "", 0.27, event.repository_id, again
    )


def _really(state: State, hook: LiveHook, delivery: HookDelivery) -> None:
    """Send one delivery over plain HTTP to a loopback address, and write down what came back."""
    parts = urlsplit(hook.record.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=_PATIENCE_SECONDS)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path or "/", encode_json(delivery.payload), delivery.headers)
        answer = connection.getresponse()
        said = answer.read(_LONGEST_ANSWER).decode(errors="replace")
        done = replace(delivery, status=answer.status, answer=said)
    except (OSError, http.client.HTTPException):
        done = delivery
    finally:
        connection.close()
    state.hooks.enter(hook, done)


def _words(status: int) -> str:
    return "" if not status else http.client.responses.get(status, "")
