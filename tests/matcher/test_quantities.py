"""Which quantities a text names, and whether two texts differ in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.quantities import differing, quantities

DIFFERENT = [
    ("licence for 10 users", "licence for 50 users"),
    ("10 people in the call", "two people in the call"),
    ("5k users", "6,000 users"),
    ("attachments over 25 MB", "attachments over 2 GB"),
    ("session ends after 15 minutes", "session ends after half an hour"),
    ("kept for 30 days", "kept for 90 days"),
    ("parking for 2 days", "parking for 2 weeks"),
    ("contract of one year", "contract of two years"),
    ("disk is 80% full", "disk is 95 percent full"),
    ("expenses over 500 EUR", "expenses over €1,000"),
    ("a gift of $50", "a gift of 100 dollars"),
    ("budget of £5k", "budget of £50k"),
    ("meeting at 9 am", "meeting at 4 pm"),
    ("backup at 02:00", "backup at 03:00"),
    ("due on 3 March", "due on 13 March"),
    ("due on 2024-03-03", "due on 2024-04-03"),
    ("paid on the 15th", "paid on the 25th"),
    ("tax form for 2023", "tax form for 2024"),
    ("printer on the 3rd floor", "printer on floor 2"),
    ("scanners in aisle 14", "scanners in aisle 41"),
    ("lamp in room 12", "lamp in room 21"),
    ("till 3 is down", "till 5 is down"),
    ("door of building B", "door of building D"),
    ("two monitors for my desk", "three monitors for my desk"),
    ("need 25 licences", "need 1000 licences"),
    ("timeout of 30 s", "timeout of 2 minutes"),
    ("cable of 3 m", "cable of 10 metres"),
    ("parcel of 2 kg", "parcel of 20 kilos"),
    ("forklift 7 is stuck", "forklift 9 is stuck"),
    ("fridge at 9 degrees", "fridge at 4 °C"),
    ("response in 20 ms", "response in 200 ms"),
    ("3 replicas of the pod", "five replicas of the pod"),
    ("line of 100 Mbps", "line of 1 gbps"),
]

ALIKE = [
    ("5k users", "5,000 users"),
    ("two monitors", "2 monitors"),
    ("half an hour", "30 min"),
    ("1.5 h", "90 minutes"),
    ("an hour and a half", "90 min"),
    ("three quarters of an hour", "45 minutes"),
    ("a quarter of an hour", "15 minutes"),
    ("one and a half minutes", "90 seconds"),
    ("a dozen licences", "12 licences"),
    ("1 year", "12 months"),
    ("two weeks", "14 days"),
    ("a fortnight is enough: 1 fortnight", "14 days"),
    ("2000 MB", "2 GB"),
    ("€5k", "5000 EUR"),
    ("80 %", "80 percent"),
    ("3rd floor", "floor 3"),
    ("4 pm", "16:00"),
    ("at noon", "12:00"),
    ("3 March 2024", "March 3rd"),
    ("2024-03-03", "3 March"),
    ("in 2024", "FY 2024"),
    ("10 to 15 minutes", "15 minutes"),
    ("10 users", "10 MB"),
    ("room for 404", "7"),
    ("HTTP 404", "error 500"),
    ("about 40 minutes", "almost 45 minutes"),
    ("the limit is 16 GB, I need 12", "a limit of 12 GB please"),
    ("12 headsets ordered, 10 came", "only 10 headsets came"),
    ("3 times a day", "5 times a day"),
    ("one of the laptops", "the laptops"),
    ("several times an hour", "every ten minutes"),
    ("open 24/7", "open 7 days"),
    ("10 users", "the users"),
    ("building a new one", "building c"),
    ("down since 9:30", "down since 11:00"),
    ("it froze two days ago", "it froze 5 hours ago"),
    ("broken for the last 3 days", "broken for an hour now"),
    ("Date: 3 March 2024", "Date: 14.05.2025"),
    ("2024-03-03 09:30:01 ERROR", "2024-03-04 11:12:13 ERROR"),
    ("2024-03-03T09:30 error", "2024-03-04T11:12 error"),
    ("© 2023 Acme", "© 2024 Acme"),
]


@pytest.mark.parametrize(("query", "text"), DIFFERENT)
def test_texts_differ_where_both_name_some_of_a_unit_and_none_in_common(
    query: str, text: str
) -> None:
    assert differing(quantities(query), quantities(text))
    assert differing(quantities(text), quantities(query))


@pytest.mark.parametrize(("query", "text"), ALIKE)
def test_texts_do_not_differ_in_the_spelling_of_an_amount(query: str, text: str) -> None:
    assert not differing(quantities(query), quantities(text))
    assert not differing(quantities(text), quantities(query))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("5k users", "people", 5000),
        ("1,250.00 EUR", "eur", 1250),
        ("2 h", "minutes", 120),
        ("2 GB", "bytes", 2e9),
        ("half an hour", "minutes", 30),
        ("12:30 am", "time", 30),
        ("12:30 pm", "time", 750),
        ("at 4.30", "time", 270),
        ("2nd of May", "date", 502),
        ("4 new laptops", "laptop", 4),
    ],
)
def test_values_are_brought_to_one_unit(text: str, unit: str, value: float) -> None:
    [found] = quantities(text).by_unit[unit]
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize("text", ["404", "v2.3", "call +49 30 555-0117", "in 4.30", "HV-5031", ""])
def test_numbers_without_a_unit_are_no_quantities(text: str) -> None:
    assert quantities(text).by_unit == {}


def test_quantities_are_told_as_they_were_said() -> None:
    query, text = quantities("Up to 10 Users,\nplease"), quantities("for FIFTY  users now")
    assert differing(query, text) == [("10 Users", "FIFTY users")]


def test_letters_that_grow_in_small_letters_do_no_harm() -> None:
    assert differing(quantities("İİİ 10 users"), quantities("50 users")) == [
        ("10 users", "50 users")
    ]


@given(st.text(), st.text())
def test_a_text_never_differs_from_itself_and_differences_go_both_ways(a: str, b: str) -> None:
    ours, theirs = quantities(a), quantities(b)
    assert differing(ours, ours) == []
    assert [(y, x) for x, y in differing(theirs, ours)] == differing(ours, theirs)


PIECES = st.lists(
    st.sampled_from(
        [
            "5",
            "10",
            "5,000",
            "2.5",
            "two",
            "half",
            "an",
            "hour",
            "users",
            "MB",
            "%",
            "at",
            "9",
            "am",
            "12:30",
            "March",
            "3rd",
            "floor",
            "2024",
            "k",
            "-",
            "to",
        ]
    )
).map(" ".join)


@given(PIECES, PIECES)
def test_of_texts_full_of_numbers_too_none_differs_from_itself(a: str, b: str) -> None:
    ours, theirs = quantities(a), quantities(b)
    assert differing(ours, ours) == []
    assert [(y, x) for x, y in differing(theirs, ours)] == differing(ours, theirs)
