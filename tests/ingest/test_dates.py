from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import date_of


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05T14:30:00Z",
        "2024-03-05T15:30:00.000+0100",
        "2024-03-05 14:30:00 UTC",
        "2024-03-05 14:30",
        "1709649000",
        "1709649000.0",
        "1709649000000",
        "1709649000000000",
        "05/Mar/24 2:30 PM",
        "5-Mar-2024 14:30",
        "05.03.2024 14:30",
        "5.3.24, 14:30",
        "03/05/2024 2:30 PM",
        "3/5/2024 14:30",
        "2024/03/05 14:30",
        "Mar 5, 2024 2:30 PM",
        "March 5, 2024 14:30",
        "5 March 2024 14:30",
        "Tue, 05 Mar 2024 15:30:00 +0100",
    ],
)
def test_the_usual_forms_are_read(text: str) -> None:
    assert date_of(text) == datetime(2024, 3, 5, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2024-03-25", "25/03/2024", "03/25/2024", "25.03.2024", "20240325"]
)
def test_a_day_alone_is_its_midnight(text: str) -> None:
    assert date_of(text) == datetime(2024, 3, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "7", "31/31/2024", "99999999999999999", "0001-01-01T00:00:00+14:00", "x" * 99],
)
def test_anything_else_is_no_date(text: str) -> None:
    assert date_of(text) is None


@given(st.one_of(st.text(), st.text(alphabet="0123456789-/.: TZAPM,")))
def test_no_text_makes_it_crash(text: str) -> None:
    moment = date_of(text)
    assert moment is None or moment.tzinfo is UTC
