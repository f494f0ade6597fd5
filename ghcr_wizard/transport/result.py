"""A reply: the value a service understood, and the exchanges it took."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ghcr_wizard.transport.exchange import Exchange, Fault
from ghcr_wizard.transport.protocol import Response

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """What a service answered.

    Attributes:
        value: What was understood; `None` if the request failed or was answered "not modified".
        exchange: The exchange that decided.
        exchanges: All of them, in order, those before (a challenge, a token) and after included.
        etag: What to send as `If-None-Match` the next time, exactly as the server wrote it; not safe to show.
    """

    value: T | None
    exchange: Exchange
    exchanges: tuple[Exchange, ...] = ()
    etag: str | None = None


def result_of(answer: Response, parse: Callable[[Response], T | None], before: tuple[Exchange, ...] = ()) -> Result[T]:
    """The reply of one answer; an answer of success that cannot be understood becomes a fault.

    Args:
        answer: What came back.
        parse: Makes the value of it, `None` if it is not what was asked for; called for answers of success alone.
        before: Exchanges that led to this one.
    """
    exchange, value = answer.exchange, None
    if exchange.ok and exchange.status != 304:  # noqa: PLR2004 - HTTP's "Not Modified"
        value = parse(answer)
        if value is None:
            exchange = replace(exchange, fault=Fault.SHAPE, detail="JSON of an unexpected shape")
    return Result(value, exchange, (*before, exchange), answer.headers.get("etag"))


def settled(answer: Response) -> Result[None]:
    """The reply of an answer that has no value."""
    return Result(None, answer.exchange, (answer.exchange,))
