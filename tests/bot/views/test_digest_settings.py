"""The form for a digest gives back what was chosen, and confirmations say what comes when."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given

from bot.schedule import EVERY_DAY, FOREVER, WEEKDAYS, Schedule
from bot.views import digest_settings as views
from bot.views.digest_settings import DigestChoice, digest_modal, digest_values

from .limits import check_message, check_view, text_objects
from .samples import texts

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
WEEKLY = Schedule.starting(
    team="T1", channel="C1", days=(0,), at=time(9), zone="Europe/Berlin", destination="C1", now=NOW
)


def state(**values: Any) -> dict[str, Any]:
    chosen: dict[str, Any] = {
        "channel": {"selected_conversation": "C1"},
        "rhythm": {"selected_option": {"value": "0"}},
        "time": {"selected_time": "09:00"},
        "destination": {"selected_conversation": "C2"},
        "pause": {"selected_date": None},
        **values,
    }
    return {"values": {name: {name: value} for name, value in chosen.items()}}


def words(message: Any) -> str:
    return "\n".join(text["text"] for text in text_objects(message.blocks))


@pytest.mark.parametrize("channel", ["", "C1"])
def test_the_form_keeps_slacks_limits(channel: str) -> None:
    check_view(digest_modal(channel))


@pytest.mark.parametrize(
    ("rhythm", "days"), [("0", (0,)), ("weekdays", WEEKDAYS), ("daily", EVERY_DAY), ("off", ())]
)
def test_what_was_chosen_comes_back(rhythm: str, days: tuple[int, ...]) -> None:
    choice = digest_values(
        state(rhythm={"selected_option": {"value": rhythm}}, pause={"selected_date": "2027-01-02"})
    )
    assert choice == DigestChoice("C1", days, time(9), "C2", date(2027, 1, 2))


@pytest.mark.parametrize(
    "values",
    [
        {"channel": {}},
        {"rhythm": {"selected_option": {"value": "hourly"}}},
        {"rhythm": {}},
        {"time": {"selected_time": "25:00"}},
        {"pause": {"selected_date": "soon"}},
    ],
)
def test_what_the_form_doesnt_offer_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="The form came back"):
        digest_values(state(**values))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((0,), "Every Monday at 09:00"),
        ((0, 3), "Every Monday and Thursday at 09:00"),
        (WEEKDAYS, "Monday to Friday at 09:00"),
        (EVERY_DAY, "Every day at 09:00"),
    ],
)
def test_the_days_are_said_in_words(days: tuple[int, ...], said: str) -> None:
    assert views.when(replace(WEEKLY, days=days)) == said


def test_the_confirmation_names_zone_place_and_next_time() -> None:
    message = views.scheduled(replace(WEEKLY, destination="C2"), NOW)
    check_message(message)
    assert "Every Monday at 09:00 (Europe/Berlin) I post the digest of <#C1>, in <#C2>." in words(
        message
    )
    assert "The next one comes on Monday, 30 Nov 2026 at 09:00." in words(message)


def test_pauses_are_confirmed_with_their_end() -> None:
    message = views.paused(replace(WEEKLY, paused_until=date(2027, 1, 2)), NOW)
    check_message(message)
    assert "It pauses until 2 Jan 2027; the next one comes on Monday, 4 Jan 2027" in words(message)
    assert "/akin digest resume" in words(views.paused(replace(WEEKLY, paused_until=FOREVER), NOW))
    assert views.paused(WEEKLY, NOW).text == "The digest comes again."


@given(texts)
def test_what_isnt_understood_gets_examples(puzzle: str) -> None:
    message = views.unclear(puzzle)
    check_message(message)
    assert "/akin digest" in words(message)


def test_the_other_sentences_keep_the_limits() -> None:
    for message in (
        views.off("C1", was_on=True),
        views.off("C1", was_on=False),
        views.no_schedule("C1"),
        views.not_watched("C1"),
        views.stays_private("C1", "C2"),
    ):
        check_message(message)
