"""What is said the other way round, in the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.exchanges import exchanged, in_order


@pytest.mark.parametrize(
    ("query", "text", "said"),
    [
        ("scp local to remote", "scp remote to local",
         ("local to remote", "remote to local")),
        ("How do I convert a string to an integer?", "how do i convert an integer to a string",
         ("string to integer", "integer to string")),
        ("Acme appointments don't show up in my Google calendar",
         "Google calendar appointments don't show up in Acme",
         ("acme … google calendar", "google calendar … acme")),
        ("number transfer to Acme steps??", "number transfer from Acme, steps",
         ("to acme", "from acme")),
        ("the kitchen lights off", "kitchen lights on", ("lights off", "lights on")),
        ("turn up the volume by 3 before lunch", "turn up the volume by 3 after lunch",
         ("before lunch", "after lunch")),
    ],
)  # fmt: skip
def test_what_changed_places_or_became_its_opposite_is_told(
    query: str, text: str, said: tuple[str, str]
) -> None:
    assert exchanged(in_order(query), in_order(text)) == [said]
    assert exchanged(in_order(text), in_order(query)) == [said[::-1]]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("is Java or C# better for desktops", "is C# or Java better for desktops"),
        ("Ann can open the queue but Bob can't", "Bob can't open the queue but Ann can"),
        ("is it worth learning shorthand", "is learning shorthand worth it"),
        ("only stash untracked files", "stash untracked files only"),
        ("ios widget not updating", "widget not updating ios"),
        ("in the app the calculator rounds up", "the calculator rounds up in the app"),
        ("transfer to Acme", "transfer for Acme"),
        ("on", "off"),
        ("log to file", "file to log"),
        ("transfer to Acme now", "transfer from Acme now or later"),
        ("the same words", "the same words"),
        ("", ""),
    ],
)
def test_other_orders_and_other_words_are_no_exchange(query: str, text: str) -> None:
    assert exchanged(in_order(query), in_order(text)) == []


def test_long_texts_are_not_compared_word_by_word() -> None:
    filler = " ".join(f"word{i}" for i in range(40))
    assert in_order(f"{filler} again") == ()
    assert exchanged(in_order(f"to {filler}"), in_order(f"from {filler}")) == []


WORDS = st.lists(
    st.sampled_from(["to", "from", "on", "off", "or", "disk", "mail", "7", "the", "it"]), max_size=9
).map(" ".join)


@given(WORDS, WORDS)
def test_an_exchange_is_one_from_both_sides_and_never_of_equal_texts(query: str, text: str) -> None:
    ours, theirs = in_order(query), in_order(text)
    found = exchanged(ours, theirs)
    assert [(b, a) for a, b in exchanged(theirs, ours)] == found
    assert len(found) <= 1
    assert exchanged(ours, ours) == []
