"""A schedule is kept by the wall clock of its zone, whatever the clocks do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule import EVERY_DAY, FOREVER, WEEKDAYS, Schedule, Span, known_zone

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"]


def schedule(
    days: tuple[int, ...] = (0,), at: time = time(9), zone: str = "Europe/Berlin",
    now: datetime = NOW,
) -> Schedule:  # fmt: skip
    return Schedule.starting(
        team="T1", channel="C1", days=days, at=at, zone=zone, destination="C1", now=now
    )


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_a_weekly_digest_is_due_on_its_day_at_its_time_in_its_zone() -> None:
    weekly = schedule()
    following = weekly.following(NOW)
    assert following is not None
    assert (following.moment, following.name) == (utc(2026, 11, 30, 8), "2026-11-30T09:00")
    assert weekly.latest(NOW).name == "2026-11-23T09:00"


def test_what_was_due_before_it_was_set_up_is_not_made_up_for() -> None:
    weekly = schedule()
    assert weekly.due(NOW) is None
    assert weekly.due(utc(2026, 11, 30, 7, 59)) is None
    due = weekly.due(utc(2026, 11, 30, 8))
    assert due is not None
    assert due.name == "2026-11-30T09:00"


def test_the_first_digest_covers_a_whole_period() -> None:
    assert schedule().covers_from == utc(2026, 11, 23, 8)


def test_of_several_that_were_missed_the_last_is_due() -> None:
    due = schedule().due(utc(2026, 12, 16, 0))
    assert due is not None
    assert due.name == "2026-12-14T09:00"


def test_on_weekdays_friday_is_followed_by_monday() -> None:
    following = schedule(WEEKDAYS, time(9, 30)).following(utc(2026, 11, 27, 8, 30))
    assert following is not None
    assert following.name == "2026-11-30T09:30"


def test_the_hour_that_the_clocks_skip_is_made_up_for_at_the_next() -> None:
    daily = schedule(EVERY_DAY, time(2, 30), now=utc(2026, 3, 27, 12))
    due = daily.following(utc(2026, 3, 28, 12))
    assert due is not None
    assert due.name == "2026-03-29T02:30"  # never on that day's clocks
    assert due.moment.astimezone(ZoneInfo("Europe/Berlin")).hour == 3


def test_the_hour_that_comes_twice_counts_once() -> None:
    daily = schedule(EVERY_DAY, time(2, 30), now=utc(2026, 10, 23, 12))
    first, second = utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)
    assert daily.latest(first - timedelta(seconds=1)).name == "2026-10-24T02:30"
    assert daily.latest(first).name == daily.latest(second).name == "2026-10-25T02:30"
    following = daily.following(first)
    assert following is not None
    assert following.name == "2026-10-26T02:30"


def test_while_it_pauses_nothing_is_due_and_after_it_the_next_one_is() -> None:
    paused = replace(schedule(), paused_until=date(2027, 1, 2))
    assert paused.is_paused(NOW)
    assert paused.due(utc(2026, 12, 15, 0)) is None
    assert paused.due(utc(2027, 1, 3, 0)) is None, "the Monday before the 2nd was paused"
    following = paused.following(NOW)
    assert following is not None
    assert following.name == "2027-01-04T09:00"
    due = paused.due(utc(2027, 1, 4, 8))
    assert due is not None
    assert due.name == "2027-01-04T09:00"
    assert not paused.is_paused(utc(2027, 1, 2, 0))


def test_a_day_on_which_it_comes_again_counts_itself() -> None:
    paused = replace(schedule(), paused_until=date(2026, 11, 30))
    following = paused.following(NOW)
    assert following is not None
    assert following.name == "2026-11-30T09:00"


def test_paused_without_an_end_nothing_follows() -> None:
    paused = replace(schedule(), paused_until=FOREVER)
    assert paused.following(NOW) is None
    assert paused.due(utc(2030, 1, 1)) is None


@pytest.mark.parametrize(("days", "zone"), [((), "UTC"), ((7,), "UTC"), ((0,), "Mars/Olympus")])
def test_what_can_t_be_a_schedule_is_refused(days: tuple[int, ...], zone: str) -> None:
    with pytest.raises(ValueError, match=r"at least one day|no time zone"):
        schedule(days, zone=zone)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "\0", "Europe"])
def test_names_of_no_zone_are_none(name: str) -> None:
    assert known_zone(name) is None


def test_a_week_is_compared_with_the_week_before_by_the_wall_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    # The clocks went back in between: the week before was an hour longer.
    week = Span(utc(2026, 10, 26, 8), utc(2026, 11, 2, 8))
    assert week.before(berlin) == Span(utc(2026, 10, 19, 7), utc(2026, 10, 26, 8))


@pytest.mark.parametrize(("days", "shift"), [(1, 1), (3, 7), (7, 7), (21, 21), (10, 14)])
def test_spans_are_compared_with_whole_periods_before(days: int, shift: int) -> None:
    span = Span(NOW, NOW + timedelta(days))
    assert span.before(ZoneInfo("UTC")) == Span(
        NOW - timedelta(shift), NOW + timedelta(days - shift)
    )


@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    minutes=st.integers(0, 24 * 60 - 1),
    zone=st.sampled_from(ZONES),
    now=st.integers(1_700_000_000, 1_900_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)),
)
def test_each_period_follows_the_last_and_has_a_name_of_its_own(
    days: set[int], minutes: int, zone: str, now: datetime
) -> None:
    made = schedule(tuple(days), time(*divmod(minutes, 60)), zone, now)
    chain = [made.latest(now)]
    for _ in range(9):
        following = made.following(chain[-1].moment)
        assert following is not None
        assert made.latest(following.moment) == following
        chain.append(following)
    assert chain[0].moment <= now < chain[1].moment
    assert all(first.moment < second.moment for first, second in pairwise(chain))
    assert len({due.name for due in chain}) == len(chain)
