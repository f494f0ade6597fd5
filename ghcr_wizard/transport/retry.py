"""When a request is tried again, and after how long: from one exchange to a number of seconds.

What a server asks for is honoured (GitHub docs "Rate limits for the REST API": else wait a minute at least), and what
would take too long is left to the person.
"""

import random
from datetime import UTC, datetime

from ghcr_wizard.transport.exchange import Exchange, Fault, Server
from ghcr_wizard.transport.throttling import is_throttled, wait_asked

PATIENCE_SECONDS = 5.0
"""The longest all pauses of one request may take together; what needs more is left to the person."""

_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
_TRANSIENT = frozenset({502, 503, 504})
_TIMEOUT_RETRIES = 1
"""A server that was silent twice is taken to be silent: waiting again costs as long as before."""

_FIRST_PAUSE_SECONDS = 0.25
_UNKNOWN_API_PAUSE_SECONDS = 60.0


def pause_before_retry(exchange: Exchange, tries: int, retries: int, waited: float) -> float | None:
    """Seconds to wait before the same request is sent again; `None` where it is not.

    Args:
        exchange: What came of the last try.
        tries: How often it has been sent.
        retries: How often it may be sent again at all.
        waited: Seconds already spent waiting for it.
    """
    if tries > retries or (exchange.fault is Fault.TIMEOUT and tries > _TIMEOUT_RETRIES):
        return None
    if is_throttled(exchange):
        pause = _throttled_pause(exchange, tries)
    elif exchange.method in _IDEMPOTENT and _is_transient(exchange):
        pause = max(_back_off(tries), wait_asked(exchange, datetime.now(UTC)) or 0.0)
    else:
        return None
    return pause if waited + pause <= PATIENCE_SECONDS else None


def _is_transient(exchange: Exchange) -> bool:
    if exchange.status is None:
        return exchange.fault in {Fault.CONNECT, Fault.TIMEOUT, Fault.BROKEN}
    return exchange.status in _TRANSIENT or (exchange.status == 500 and exchange.method in {"GET", "HEAD"})  # noqa: PLR2004 - HTTP's "Internal Server Error"


def _throttled_pause(exchange: Exchange, tries: int) -> float:
    asked = wait_asked(exchange, datetime.now(UTC))
    if asked is not None:
        return asked + _back_off(1) * 0.2
    return _UNKNOWN_API_PAUSE_SECONDS if exchange.server is Server.API else _back_off(tries)


def _back_off(tries: int) -> float:
    """Exponential, spread so that many clients do not come back at the same moment."""
    return _FIRST_PAUSE_SECONDS * 2.0 ** (tries - 1) * random.uniform(0.75, 1.25)  # noqa: S311 - not a secret
