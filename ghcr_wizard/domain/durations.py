"""Lengths of time and sizes in words."""

from datetime import datetime

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_YEAR_DAYS = 365
_KILO = 1_000


def countdown(until: datetime, now: datetime) -> str:
    """When something ends, in words: `in 6 days, on 28 November 2026`, `today`, `2 days ago`."""
    seconds = (until - now).total_seconds()
    day = f"{until.day} {until:%B %Y}"
    if seconds < 0:
        return f"{_span(-seconds)} ago, on {day}"
    return f"in {_span(seconds)}, on {day}"


def age(moment: datetime | None, now: datetime) -> str:
    """How long ago, in a few characters: `3 h`, `2 d`, `5 mo`, `2 y`; empty where unknown."""
    if moment is None:
        return ""
    seconds = max(0.0, (now - moment).total_seconds())
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} h"
    days = int(seconds // _DAY)
    if days < 60:  # noqa: PLR2004 - two months read better as days
        return f"{days} d"
    return f"{days // 30} mo" if days < _YEAR_DAYS else f"{days // _YEAR_DAYS} y"


def _span(seconds: float) -> str:
    for size, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {name}" + ("" if count == 1 else "s")
    return "less than a minute"


def size(count: int | None) -> str:
    """Bytes in decimal units as registries count them: `61 MB`; empty where unknown."""
    if count is None:
        return ""
    if count < _KILO:
        return f"{count} B"
    value = float(count)
    for unit in ("kB", "MB", "GB"):
        value /= _KILO
        if value < _KILO:
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"  # noqa: PLR2004 - two figures
    return f"{value / _KILO:.1f} TB"
