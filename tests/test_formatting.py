"""Moments and figures: one wording, whoever asks."""

from datetime import UTC, datetime, timedelta

import pytest

from ghcr_wizard.formatting import (
    age,
    ago,
    countdown,
    iso,
    parse_epoch,
    parse_moment,
    response_time,
    short_span,
    size,
    span,
)

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "0001-01-01 00:00:00 UTC",
        "9999-12-31 23:59:59 -0100",
        "9999-12-31T23:59:59+14:00",
        "1969-12-31T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "2026-02-30 00:00:00 UTC",
        "soon",
        "",
        "2" * 100,
        "Sun, 31 Feb 2026 16:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Sun, 22 Nov 2026 16:00:00 +9999",
        None,
        17,
    ],
)
def test_what_nobody_can_mean_as_a_moment_is_none(written: object) -> None:
    assert parse_moment(written) is None


@pytest.mark.parametrize(
    "written",
    [
        *("2027-03-19 00:00:00 -0500", "2027-03-19 05:00:00 UTC", "2027-03-19T05:00:00Z"),
        "Fri, 19 Mar 2027 05:00:00 GMT",
    ],
)
def test_every_form_of_a_moment_is_the_same_moment(written: str) -> None:
    assert iso(parse_moment(written)) == "2027-03-19T05:00:00Z"


@pytest.mark.parametrize("digits", ["", "-1", "0", "1e9", "\u0661" * 10, "9" * 12, "9" * 5_000, None, 1_800_000_000])
def test_what_nobody_can_mean_as_seconds_since_1970_is_none(digits: object) -> None:
    assert parse_epoch(digits) is None


def test_seconds_since_1970_are_a_moment() -> None:
    assert iso(parse_epoch("1805432400")) == "2027-03-19T05:00:00Z"


@pytest.mark.parametrize(
    ("left", "words", "short"),
    [
        (timedelta(seconds=59), "59 seconds", "59 s"),
        (timedelta(minutes=1), "1 minute", "1 min"),
        (timedelta(hours=47, minutes=59), "47 hours", "47 h"),
        (timedelta(hours=48), "2 days", "2 d"),
        (timedelta(days=89), "89 days", "89 d"),
        (timedelta(days=119), "119 days", "119 d"),
        (timedelta(days=120), "4 months", "4 mo"),
        (timedelta(days=800), "2 years", "2 y"),
        (-timedelta(days=3), "0 seconds", "0 s"),
    ],
)
def test_one_length_of_time_has_one_figure_in_words_and_in_short(left: timedelta, words: str, short: str) -> None:
    assert (span(left), short_span(left), age(NOW - left, NOW)) == (words, short, short)
    if left > timedelta():
        assert countdown(NOW + left, NOW).startswith(f"in {words}, on ")
        assert ago(NOW - left, NOW) == f"{short} ago"


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (None, ""),
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (9_960, "10 kB"),
        (999_499, "999 kB"),
        (999_999, "1.0 MB"),
        (61_000_000, "61 MB"),
        (10**18, "1.0 EB"),
        (10**24, "1,000,000 EB"),
    ],
)
def test_a_size_is_never_a_thousand_of_the_smaller_unit(octets: int | None, words: str) -> None:
    assert size(octets) == words


@pytest.mark.parametrize(("figure", "words"), [(None, ""), (84.2, "84 ms"), (999.7, "1.0 s"), (1_550, "1.6 s")])
def test_response_times_change_to_seconds_at_a_second(figure: float | None, words: str) -> None:
    assert response_time(figure) == words
