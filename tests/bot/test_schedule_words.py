"""What people say after `/akin digest` is understood as they mean it, or not at all."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule import EVERY_DAY, FOREVER, WEEKDAYS
from bot.schedule_words import Wanted, understood

TODAY = date(2026, 11, 28)  # a Saturday


@pytest.mark.parametrize(
    ("words", "days", "at"),
    [
        ("weekly mon 09:00", (0,), time(9)),
        ("weekly", (0,), None),
        ("every week", (0,), None),
        ("daily", EVERY_DAY, None),
        ("daily 9:30", EVERY_DAY, time(9, 30)),
        ("daily at 0930", EVERY_DAY, time(9, 30)),
        ("every monday at 9", (0,), time(9)),
        ("Every Monday at 9 o'clock, please", (0,), time(9)),
        ("mondays 9:30 pm", (0,), time(21, 30)),
        ("every weekday 9am", WEEKDAYS, time(9)),
        ("weekdays at 9.30", WEEKDAYS, time(9, 30)),
        ("monday to friday at 8", WEEKDAYS, time(8)),
        ("mon-fri 17h30", WEEKDAYS, time(17, 30)),
        ("sat-mon 10", (0, 5, 6), time(10)),
        ("mon and thu at 10", (0, 3), time(10)),
        ("once a week on friday at 5 p.m.", (4,), time(17)),
        ("every day at noon", EVERY_DAY, time(12)),
        ("12am daily", EVERY_DAY, time(0)),
        ("12 pm daily", EVERY_DAY, time(12)),
        ("at 9", (), time(9)),
    ],
)
def test_days_and_times(words: str, days: tuple[int, ...], at: time | None) -> None:
    wish = understood(words, TODAY)
    assert (wish.wanted, wish.days, wish.at) == (Wanted.SET, days, at)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", Wanted.NOW), ("now", Wanted.NOW), ("off", Wanted.OFF), ("Stop!", Wanted.OFF),
        ("resume", Wanted.RESUME), ("set up", Wanted.FORM), ("settings", Wanted.FORM),
    ],
)  # fmt: skip
def test_words_that_say_it_alone(words: str, wanted: Wanted) -> None:
    assert understood(words, TODAY).wanted is wanted


@pytest.mark.parametrize(
    ("words", "about", "destination"),
    [
        ("here", "", "here"),
        ("<#C123|leads>", "", "C123"),
        ("weekly in #leads", "", "#leads"),
        ("weekly mon 9 about <#C5> to #leads", "C5", "#leads"),
        ("weekly of #support here", "#support", "here"),
        ("daily 9:00 for here", "", ""),
        ("off about <#C5|x>", "C5", ""),
    ],
)
def test_channels(words: str, about: str, destination: str) -> None:
    wish = understood(words, TODAY)
    assert (wish.about, wish.destination) == (about, destination)
    assert wish.wanted is not Wanted.UNCLEAR


@pytest.mark.parametrize(
    ("words", "zone"),
    [("weekly mon 9 Europe/Lisbon", "Europe/Lisbon"), ("9pm fridays utc", "UTC")],
)
def test_a_zone_can_be_named(words: str, zone: str) -> None:
    wish = understood(words, TODAY)
    assert (wish.wanted, wish.zone) == (Wanted.SET, zone)


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("pause", FOREVER),
        ("pause until 2 Jan", date(2027, 1, 2)),
        ("pause until January 2nd", date(2027, 1, 2)),
        ("pause until 2027-01-02", date(2027, 1, 2)),
        ("pause till the 2nd of january 2028", date(2028, 1, 2)),
        ("pause until monday", date(2026, 11, 30)),
        ("pause until saturday", date(2026, 12, 5)),
        ("pause until tomorrow", date(2026, 11, 29)),
        ("pause for two weeks", date(2026, 12, 12)),
        ("pause for 10 days", date(2026, 12, 8)),
        ("pause until 29 feb", date(2028, 2, 29)),
    ],
)
def test_pauses(words: str, until: date) -> None:
    wish = understood(words, TODAY)
    assert (wish.wanted, wish.until) == (Wanted.PAUSE, until)


@pytest.mark.parametrize(
    ("words", "puzzle"),
    [
        ("every blue moon", "blue moon"),
        ("weekly mon 25:00", "25:00"),
        ("13pm daily", "13pm"),
        ("weekly mon 9 10", "10"),
        ("every other monday", "other"),
        ("weekly mon tue 9", "weekly mon tue"),
        ("pause until 2.1.", "pause until 2.1."),
        ("pause until 30 feb", "pause until 30 feb"),
        ("pause until 2020-01-01", "pause until 2020-01-01"),
    ],
)
def test_what_is_not_understood_is_named_rather_than_guessed(words: str, puzzle: str) -> None:
    wish = understood(words, TODAY)
    assert wish.wanted is Wanted.UNCLEAR
    assert " ".join(wish.puzzle.split()) == puzzle


@given(st.text(max_size=200))
def test_any_text_is_answered(words: str) -> None:
    wish = understood(words, TODAY)
    assert wish.wanted in Wanted
    assert (wish.wanted is Wanted.PAUSE) == (wish.until is not None)


@given(
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    form=st.sampled_from(["{h:02}:{m:02}", "{h}:{m:02}", "{h}.{m:02}", "{t}:{m:02} {p}m"]),
)
def test_every_time_in_every_form(hour: int, minute: int, form: str) -> None:
    half = "a" if hour < 12 else "p"
    said = form.format(h=hour, m=minute, t=hour % 12 or 12, p=half)
    wish = understood(f"every tuesday at {said}", TODAY)
    assert (wish.days, wish.at) == ((1,), time(hour, minute))
