"""Figures and times as a person says them; pure text, nothing of the terminal."""

from datetime import UTC, datetime, timedelta

_UNITS = (("B", 1), ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000))
_NOW = timedelta(seconds=2)
"""What is less long ago than this was just now."""


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 package`, `2 packages`, `20,480 packages`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size(octets: int | None) -> str:
    """Bytes as `61 MB`, in powers of a thousand like Docker's own listing; empty where unknown."""
    if octets is None:
        return ""
    name, unit = next(((n, u) for n, u in reversed(_UNITS) if octets >= u), _UNITS[0])
    figure = octets / unit
    return f"{figure:.1f} {name}" if figure < 10 and unit > 1 else f"{figure:.0f} {name}"  # noqa: PLR2004 - one decimal below ten


def span(duration: timedelta) -> str:
    """A duration in its largest sensible unit: `45 s`, `12 min`, `3 h`, `5 d`, `4 months`, `2 years`."""
    seconds = max(0, int(duration.total_seconds()))
    if seconds < 60:  # noqa: PLR2004 - seconds in a minute
        return f"{seconds} s"
    for name, length, limit in (("min", 60, 60), ("h", 3_600, 48), ("d", 86_400, 60)):
        if seconds // length < limit:
            return f"{seconds // length} {name}"
    days = seconds // 86_400
    return count(days // 30, "month") if days < 730 else count(days // 365, "year")  # noqa: PLR2004 - two years


def ago(moment: datetime | None, now: datetime) -> str:
    """`3 h ago`, `just now`; empty where unknown."""
    if moment is None:
        return ""
    return "just now" if now - moment < _NOW else f"{span(now - moment)} ago"


def countdown(moment: datetime, now: datetime) -> str:
    """`in 28 days, on 14 December 2025`, or `ended 3 h ago, on …`."""
    day = f"{moment:%d %B %Y}".lstrip("0")
    left = moment - now
    if left <= timedelta(0):
        return f"ended {span(-left)} ago, on {day}"
    words = count(left.days, "day") if left >= timedelta(days=2) else span(left)
    return f"in {words}, on {day}"


def milliseconds(figure: float | None) -> str:
    """`84 ms`, `1.4 s`; empty where unknown."""
    if figure is None:
        return ""
    return f"{figure:.0f} ms" if figure < 1_000 else f"{figure / 1_000:.1f} s"  # noqa: PLR2004 - a second


def moment(at: datetime) -> str:
    """A time of day with its date, in UTC: `22 Nov 2025, 16:05 UTC`."""
    return f"{at.astimezone(UTC):%d %b %Y, %H:%M UTC}".lstrip("0")


def short_digest(digest: str) -> str:
    """`sha256:9f3c2ab41c07…`, enough to recognise one."""
    algorithm, _, hexadecimal = digest.partition(":")
    return f"{algorithm}:{hexadecimal[:12]}…"
