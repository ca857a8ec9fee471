"""The statistics say in plain words what is remembered and how often it helped."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.stats import StatsPage, stats
from ingest.documents import Kind

from .limits import check_message

PAGE = StatsPage(
    documents={Kind.TICKET: 1_200, Kind.QUESTION: 1},
    resolved={Kind.TICKET: 840},
    replies=31,
    confirmed=10,
    dismissed=2,
    channels=1,
)
counts = st.integers(0, 10**9)
by_kind = st.dictionaries(st.sampled_from(Kind), counts)


def test_says_what_is_remembered_and_how_often_it_helped() -> None:
    message = stats(PAGE)

    check_message(message)
    assert message.text == "I remember 1,201 documents."
    assert [block["text"]["text"] for block in message.blocks[:2]] == [
        "*What I remember*\n• 1 question, 0% with a solution\n• 1,200 tickets, 70% with a solution",
        (
            "I gave 31 replies. People confirmed 10 and dismissed 2.\n"
            "Of what people judged, I was right about 8 times in 10 (83%)."
        ),
    ]
    assert message.blocks[2]["elements"][0]["text"] == "I watch 1 channel that you can see."


@pytest.mark.parametrize(
    ("confirmed", "dismissed", "sentence"),
    [
        (0, 0, "Nobody has judged an answer yet"),
        (6, 3, "That is too few to say how often I'm right."),
        (9, 1, "I was right about 9 times in 10 (90%)."),
        (30, 0, "I was right nearly always (100%)."),
        (2, 18, "I was right about once in 10 (10%)."),
        (0, 10, "I was hardly ever right (0%)."),
    ],
)
def test_precision_is_said_in_plain_words(confirmed: int, dismissed: int, sentence: str) -> None:
    page = StatsPage(documents={Kind.TICKET: 1}, confirmed=confirmed, dismissed=dismissed)

    assert sentence in stats(page).blocks[1]["text"]["text"]


def test_that_judgements_made_it_say_more_is_told() -> None:
    told, quiet = (
        stats(replace(PAGE, says_sooner=sooner)).blocks[1]["text"]["text"]
        for sooner in (True, False)
    )
    assert told.startswith(quiet)
    assert told.endswith("I say “This looks like …” more often than at first.")


def test_a_newcomer_is_told_the_first_step() -> None:
    assert "`/akin watch #channel as tickets`" in stats(StatsPage()).text


def test_a_channel_without_messages_yet_needs_patience_only() -> None:
    text = stats(StatsPage(channels=1)).blocks[0]["text"]["text"]

    assert text == "*What I remember*\nNothing yet: new messages come in by themselves."


@given(st.builds(StatsPage, by_kind, by_kind, counts, counts, counts, counts))
def test_any_counts_keep_slacks_limits(page: StatsPage) -> None:
    check_message(stats(page))
