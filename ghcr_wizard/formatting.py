"""Moments, durations and sizes: read from foreign text, written for people, written for programs.

People read local time, or UTC where they set that; JSON and our own files hold UTC. One moment has one wording
everywhere: below 48 hours hours are counted, below 120 days days, below two years months.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SOON = timedelta(days=7)
"""From when on an expiry is worth a warning."""

_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""Outside of these a time is somebody's placeholder for none; inside, any time zone can show it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_MOMENT = 64
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_UNITS = (
    # Below so many seconds, a unit of so many, its short form, its word
    (_MINUTE, 1, "s", "second"),
    (_HOUR, _MINUTE, "min", "minute"),
    (48 * _HOUR, _HOUR, "h", "hour"),
    (120 * _DAY, _DAY, "d", "day"),
    (730 * _DAY, 30 * _DAY, "mo", "month"),
    (float("inf"), 365 * _DAY, "y", "year"),
)
_JUST_NOW = timedelta(seconds=2)
_KILO = 1_000
_TEN = 10


def parse_moment(value: object) -> datetime | None:
    """A moment in UTC, or `None` where `value` is none that could be meant; never raises.

    Forms: ISO 8601, the two of `github-authentication-token-expiration`, `2026-09-27 03:07:38 UTC` and
    `2027-03-19 00:00:00 -0500` (GitHub docs, "Token expiration and revocation"), and HTTP's own,
    `Sun, 22 Nov 2026 16:00:00 GMT` (RFC 9110, section 5.6.7). Without a zone it is UTC. Years that nobody means, such
    as 1 or 9999, are no moments.
    """
    if not isinstance(value, str) or len(value) > _LONGEST_MOMENT:
        return None
    written = value.strip()
    try:
        moment = _http_date(written) if written[:1].isalpha() else datetime.fromisoformat(_joined(written))
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if _EARLIEST <= moment <= _LATEST else None


def parse_epoch(digits: object) -> datetime | None:
    """The moment in UTC of seconds since 1970 written in digits, or `None` where it is none that could be meant."""
    if not isinstance(digits, str) or not re.fullmatch(r"[0-9]{1,12}", digits):
        return None
    try:
        moment = _EPOCH + timedelta(seconds=int(digits))
    except OverflowError:
        return None
    return moment if _EARLIEST <= moment <= _LATEST else None


def _http_date(written: str) -> datetime:
    from email.utils import parsedate_to_datetime

    return parsedate_to_datetime(written)


def _joined(written: str) -> str:
    """GitHub's two forms as ISO 8601 has them: one blank, and the zone right behind the time."""
    if written.endswith(" UTC"):
        written = written.removesuffix(" UTC") + "+00:00"
    date, _, rest = written.partition(" ")
    return f"{date} {rest.replace(' ', '')}" if " " in rest else written


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC to the second, `2026-11-22T16:00:00Z`; `None` stays unknown."""
    return None if moment is None else f"{moment.astimezone(UTC).isoformat(timespec='seconds')[:19]}Z"


@dataclass(slots=True)
class _Shown:
    """How moments are shown to the person, in all of this process."""

    utc: bool = False
    iso: bool = False

    def moment(self, moment: datetime) -> datetime:
        """The moment in the person's zone."""
        return moment.astimezone(UTC if self.utc else None)


_shown = _Shown()


def show_times(*, utc: bool, iso: bool = False) -> None:
    """Have every moment from now on written in UTC, or in local time; and dates as programs sort them."""
    _shown.utc, _shown.iso = utc, iso


def day(moment: datetime) -> str:
    """The date, `28 Nov 2026`; `2026-11-28` where that was asked for."""
    if _shown.iso:
        return iso_day(moment)
    shown = _shown.moment(moment)
    return f"{shown.day} {shown:%b %Y}"


def date_and_time(moment: datetime) -> str:
    """The date and time, `22 Nov 2026 16:05`, with the zone where it is not the local one."""
    return f"{day(moment)} {_shown.moment(moment):%H:%M}{' UTC' if _shown.utc else ''}"


def iso_day(moment: datetime) -> str:
    """The date as a column of a table has it, `2026-11-28`."""
    return f"{_shown.moment(moment):%Y-%m-%d}"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 package`, `2 packages`, `20,480 packages`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def span(duration: timedelta) -> str:
    """A duration in words, `47 hours`, `89 days`; one below zero is none."""
    figure, _, word = _measured(duration)
    return count(figure, word)


def short_span(duration: timedelta) -> str:
    """The same figure where there is little room: `47 h`, `89 d`, `4 mo`."""
    figure, unit, _ = _measured(duration)
    return f"{figure} {unit}"


def _measured(duration: timedelta) -> tuple[int, str, str]:
    seconds = max(0, int(duration.total_seconds()))
    return next((seconds // size, short, word) for limit, size, short, word in _UNITS if seconds < limit)


def age(moment: datetime | None, now: datetime) -> str:
    """How long ago in a few characters, `3 h`, `89 d`; empty where unknown."""
    return "" if moment is None else short_span(now - moment)


def ago(moment: datetime | None, now: datetime) -> str:
    """`3 h ago`, `just now`; empty where unknown."""
    if moment is None:
        return ""
    return "just now" if now - moment < _JUST_NOW else f"{short_span(now - moment)} ago"


def until(moment: datetime, now: datetime) -> str:
    """How far off a moment is: `in 6 days`, `3 hours ago`."""
    return f"in {span(moment - now)}" if moment > now else f"{span(now - moment)} ago"


def countdown(moment: datetime, now: datetime) -> str:
    """How far off, and the local date: `in 6 days, on 28 Nov 2026`, `3 hours ago, on 22 Nov 2026`."""
    return f"{until(moment, now)}, on {day(moment)}"


def size(octets: int | None) -> str:
    """Bytes in powers of a thousand as registries count them, `61 MB`, `1.5 GB`; empty where unknown."""
    if octets is None:
        return ""
    if octets < _KILO:
        return f"{octets} B"
    value, units = octets / _KILO, ["kB", "MB", "GB", "TB", "PB", "EB"]
    # What rounds to a thousand of one unit is one of the next.
    while len(units) > 1 and round(value) >= _KILO:
        value, units = value / _KILO, units[1:]
    return f"{value:.1f} {units[0]}" if round(value, 1) < _TEN else f"{value:,.0f} {units[0]}"


def response_time(milliseconds: float | None) -> str:
    """How long an answer took, `84 ms`, `1.6 s`; empty where unknown."""
    if milliseconds is None:
        return ""
    return f"{milliseconds:.0f} ms" if round(milliseconds) < _KILO else f"{milliseconds / _KILO:.1f} s"


def short_digest(digest: str) -> str:
    """`sha256:9f3c2ab41c07…`, enough to recognize one."""
    algorithm, _, hexadecimal = digest.partition(":")
    return f"{algorithm}:{hexadecimal[:12]}…"
