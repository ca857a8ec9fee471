"""From where to where things go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.routes import opposite, routes


@pytest.mark.parametrize(
    ("query", "text", "said"),
    [
        ("from wifi to mobile data", "from mobile data to wifi",
         ("from wifi to mobile", "from mobile to wifi")),
        ("from staging to production", "from prod to staging", None),
        ("migrate from Zendesk to Jira", "migrating to Zendesk from Jira",
         ("from zendesk to jira", "from jira to zendesk")),
        ("Oracle -> Postgres", "from postgres to oracle",
         ("from oracle to postgres", "from postgres to oracle")),
        ("copied from the phone into Outlook", "from Outlook into my phone",
         ("from phone to outlook", "from outlook to phone")),
        ("from 4 to 6 %", "from 6 to 4 %", ("from 4 to 6", "from 6 to 4")),
        ("from wifi to LAN", "from wifi to VPN", None),
        ("from wifi to LAN", "from Wi-Fi to LAN", None),
        ("from A to B and from B to A", "from B to A", None),
        ("from B to A", "no route", None),
    ],
)  # fmt: skip
def test_texts_are_opposite_where_one_goes_where_the_other_comes_from(
    query: str, text: str, said: tuple[str, str] | None
) -> None:
    found = opposite(routes(query), routes(text))
    assert (found[0] if found else None) == said
    assert bool(opposite(routes(text), routes(query))) == bool(found)


PLACES = st.lists(st.sampled_from(["from", "to", "into", "x1", "y2", "z3", "->", "the"])).map(
    " ".join
)


@given(st.one_of(st.text(), PLACES), st.one_of(st.text(), PLACES))
def test_a_text_is_never_opposite_to_itself_and_it_goes_both_ways(a: str, b: str) -> None:
    ours, theirs = routes(a), routes(b)
    assert opposite(ours, ours) == []
    assert sorted((y, x) for x, y in opposite(theirs, ours)) == sorted(opposite(ours, theirs))
