"""Who looks on while servers are asked: every request on the wire with its answer, as it happens.

One list for the process, as a command has many clients (a check's, an App's that generates its token) and one person
looking on. What is seen is whole and not fit to be shown: observers make it so.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ghcr_wizard.text import clean
from ghcr_wizard.transport.urls import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ghcr_wizard.secret import Secret
    from ghcr_wizard.transport.exchange import Server
    from ghcr_wizard.transport.request import RawResponse


_LONGEST_LINE = 1_000
_VARIABLE, _OFF = "GHCR_WIZARD_DEBUG", frozenset({"", "0"})


@dataclass(frozen=True, slots=True)
class WireExchange:
    """One request as it went out, and what came of it; not safe to show.

    Attributes:
        server: Which server was asked.
        method: The HTTP method.
        url: The whole address.
        sent: The request's headers without the authorization.
        authorization: That.
        outcome: The answer.
        started: When it was sent, in seconds of a clock that only grows.
        milliseconds: How long it took.
    """

    server: Server
    method: str
    url: str = field(repr=False)
    sent: Mapping[str, str] = field(repr=False)
    authorization: Secret | None
    outcome: RawResponse
    started: float
    milliseconds: float


def in_one_line(exchange: WireExchange) -> str:
    """An exchange for a person: method, address, status, milliseconds; secrets and parts of addresses masked."""
    outcome = exchange.outcome
    came = f"{outcome.status}" if outcome.status is not None else "no answer"
    if outcome.fault is not None:
        came += f" ({outcome.detail or outcome.fault.value})"
    return clean(f"{exchange.method} {shown(exchange.url)} {came} {exchange.milliseconds:.0f} ms", _LONGEST_LINE)


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether the environment asks for every exchange on standard error."""
    return environment.get(_VARIABLE, "") not in _OFF


_observers: list[Callable[[WireExchange], None]] = []


@contextmanager
def observed(by: Callable[[WireExchange], None]) -> Iterator[None]:
    """Let somebody look on within the context."""
    _observers.append(by)
    try:
        yield
    finally:
        _observers.remove(by)


def tell(exchange: WireExchange) -> None:
    """Tell everybody who looks on of an exchange."""
    for observer in _observers:
        observer(exchange)


def anybody_looks_on() -> bool:
    """Whether telling is worth the while."""
    return bool(_observers)
