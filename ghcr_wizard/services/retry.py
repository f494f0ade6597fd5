"""When a request is tried again, and after how long. Pure: from one exchange to a number of seconds.

Sources: GitHub docs "Rate limits for the REST API" (wait for `retry-after`, else for `x-ratelimit-reset`, else a
minute at least); the registry puts its hint into the message of a 429: `retry-after: 880.092µs, allowed: 44000/minute`.
"""

import random
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ghcr_wizard.domain.evidence import Exchange, Fault, Server

PATIENCE_SECONDS = 5.0
"""The longest all pauses of one request may take together; what needs more is left to the person."""

_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
_TRANSIENT = frozenset({502, 503, 504})
_FIRST_PAUSE_SECONDS = 0.25
_UNKNOWN_API_PAUSE_SECONDS = 60.0
_HINT = re.compile(r"retry-after:\s*((?:\d{1,9}(?:\.\d{1,9})?(?:ns|us|[µμ]s|ms|s|m|h))+)", re.IGNORECASE)
_HINT_PART = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ns|us|[µμ]s|ms|s|m|h)", re.IGNORECASE)
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def is_throttled(exchange: Exchange) -> bool:
    """Whether the server refused because of too many requests, in any of the ways GitHub says so."""
    if exchange.status == 429 or exchange.code == "TOOMANYREQUESTS":  # noqa: PLR2004 - HTTP's "Too Many Requests"
        return True
    if exchange.status != 403:  # noqa: PLR2004 - the other status GitHub throttles with
        return False
    return (
        "retry-after" in exchange.headers
        or exchange.headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in (exchange.message or "").lower()
    )


def wait_asked(exchange: Exchange) -> float | None:
    """Seconds the server asks to wait, from `retry-after`, its message, or `x-ratelimit-reset`; `None` if unsaid."""
    after = exchange.headers.get("retry-after", "").strip()
    if after:
        return _after(after, exchange)
    hint = _HINT.search(exchange.message or "")
    if hint:
        return sum(float(number) * _SECONDS[unit.lower()] for number, unit in _HINT_PART.findall(hint[1]))
    reset = exchange.headers.get("x-ratelimit-reset", "")
    if exchange.headers.get("x-ratelimit-remaining") == "0" and re.fullmatch(r"\d{1,12}", reset):
        return max(0.0, float(reset) - _server_time(exchange))
    return None


def pause_before_retry(exchange: Exchange, tries: int, retries: int, waited: float) -> float | None:
    """Seconds to wait before the same request is sent again; `None` where it is not.

    Args:
        exchange: What came of the last try.
        tries: How often it has been sent.
        retries: How often it may be sent again at all.
        waited: Seconds already spent waiting for it.
    """
    if tries > retries:
        return None
    if is_throttled(exchange):
        pause = _throttled_pause(exchange, tries)
    elif exchange.method in _IDEMPOTENT and _is_transient(exchange):
        pause = max(_back_off(tries), wait_asked(exchange) or 0.0)
    else:
        return None
    return pause if waited + pause <= PATIENCE_SECONDS else None


def _is_transient(exchange: Exchange) -> bool:
    if exchange.status is None:
        return exchange.fault in {Fault.CONNECT, Fault.TIMEOUT, Fault.BROKEN}
    return exchange.status in _TRANSIENT or (exchange.status == 500 and exchange.method in {"GET", "HEAD"})  # noqa: PLR2004 - HTTP's "Internal Server Error"


def _throttled_pause(exchange: Exchange, tries: int) -> float:
    asked = wait_asked(exchange)
    if asked is not None:
        return asked + _back_off(1) * 0.2
    return _UNKNOWN_API_PAUSE_SECONDS if exchange.server is Server.API else _back_off(tries)


def _back_off(tries: int) -> float:
    """Exponential, spread so that many clients do not come back at the same moment."""
    return _FIRST_PAUSE_SECONDS * 2.0 ** (tries - 1) * random.uniform(0.75, 1.25)  # noqa: S311 - not a secret


def _after(text: str, exchange: Exchange) -> float | None:
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, _timestamp(moment) - _server_time(exchange))


def _server_time(exchange: Exchange) -> float:
    """Now by the server's clock where it says, as its deadlines are by that clock too."""
    try:
        return _timestamp(parsedate_to_datetime(exchange.headers.get("date", "")))
    except ValueError:
        return time.time()


def _timestamp(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
