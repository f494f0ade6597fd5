"""When a server refuses because of too many requests, and how long it asks to wait.

GitHub docs "Rate limits for the REST API" (`retry-after`, else `x-ratelimit-reset`); the registry puts its hint into
the message of a 429: `retry-after: 880.092µs, allowed: 44000/minute`.
"""

import re
from datetime import datetime

from ghcr_wizard.formatting import parse_epoch, parse_moment
from ghcr_wizard.transport.exchange import Exchange

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


def wait_asked(exchange: Exchange, now: datetime) -> float | None:
    """Seconds the server asks to wait, from `retry-after`, its message, or `x-ratelimit-reset`; `None` if unsaid.

    Args:
        exchange: The refusal.
        now: The time, for servers that do not say theirs.
    """
    after = exchange.headers.get("retry-after", "").strip()
    if after:
        return _after(after, exchange, now)
    hint = _HINT.search(exchange.message or "")
    if hint:
        return sum(float(number) * _SECONDS[unit.lower()] for number, unit in _HINT_PART.findall(hint[1]))
    reset = parse_epoch(exchange.headers.get("x-ratelimit-reset"))
    if exchange.headers.get("x-ratelimit-remaining") == "0" and reset is not None:
        return _seconds_until(reset, exchange, now)
    return None


def _after(text: str, exchange: Exchange, now: datetime) -> float | None:
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
        return float(text)
    moment = parse_moment(text)
    return None if moment is None else _seconds_until(moment, exchange, now)


def _seconds_until(moment: datetime, exchange: Exchange, now: datetime) -> float:
    """From now by the server's clock where it says, as its deadlines are by that clock too."""
    return max(0.0, (moment - (parse_moment(exchange.headers.get("date")) or now)).total_seconds())
