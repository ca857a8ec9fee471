"""A digest says what came up in numbers and links, within Slack's limits, and pings nobody."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest_contents import Numbers
from bot.views.digest import DigestPage, Quoted, TopicLine, days, details, post, silent

from .limits import check_message, mentions, text_objects
from .samples import texts

END = datetime(2026, 11, 30, 8, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
URL = "https://example.slack.com/archives/C1/p1700000000000100"


def question(text: str = "Where is the invoice?", **more: object) -> Quoted:
    return Quoted(text, URL, "Ana", END - timedelta(days=2), **more)  # type: ignore[arg-type]


def page(**changes: object) -> DigestPage:
    values: dict[str, object] = {
        "channel": "support", "noun": "question", "start": END - timedelta(days=7), "end": END,
        "zone": BERLIN, "now": Numbers(20, 8, 15), "open": 5, "key": "2026-11-30T09:00",
    }  # fmt: skip
    return DigestPage(**(values | changes))  # type: ignore[arg-type]


def words(part: object) -> str:
    return "\n".join(text["text"] for text in text_objects(part))


def topic(**changes: object) -> TopicLine:
    values: dict[str, object] = {
        "id": "t1", "name": "Invoice, last month", "size": 8, "people": 5, "answered": 6,
        "before": 4, "state": "growing", "example": question(),
        "answer": question("Billing, then Documents"),
    }  # fmt: skip
    return TopicLine(**(values | changes))  # type: ignore[arg-type]


def test_the_headline_compares_with_the_whole_period_before() -> None:
    message = post(page(before=Numbers(16, 9, 10)))
    check_message(message)
    text = words(message.blocks)
    assert "What came up in #support, 23 – 30 Nov 2026" in text
    assert "*20 questions* from 8 people (16 from 9 people the week before)." in text
    assert "15 of them were answered, *5 are still unanswered*." in text


def test_what_was_not_heard_whole_is_not_compared() -> None:
    assert "before" not in words(post(page()).blocks)


def test_where_all_were_answered_it_says_so() -> None:
    assert "All were answered." in words(post(page(open=0)).blocks)


def test_a_topic_shows_trend_people_example_and_best_answer() -> None:
    message = post(page(topics=[topic()]))
    check_message(message)
    text = words(message.blocks)
    assert "*1. Invoice, last month* · ↑ growing (4 before)" in text
    assert "8 questions from 5 people · 75% answered" in text
    assert f"For example: <{URL}|Where is the invoice?>" in text
    assert f"Best answer: Billing, then Documents (<{URL}|more>)" in text


def test_new_topics_and_those_that_come_back_are_compared_with_nothing() -> None:
    for state in ("new", "back again"):
        text = words(post(page(topics=[topic(state=state, before=0)])).blocks)
        assert f"* · {state}\n" in text


def test_at_most_seven_topics_are_in_the_post_and_the_others_in_the_thread() -> None:
    topics = [topic(id=f"t{n}", name=f"Topic {n}.") for n in range(1, 11)]
    shown, more = post(page(topics=topics)), details(page(topics=topics, other=3))
    assert "Topic 7." in words(shown.blocks)
    assert "Topic 8." not in words(shown.blocks)
    assert more is not None
    assert "Topic 8." in words(more.blocks)
    assert "3 questions fit into no topic." in words(more.blocks)


def test_duplicates_are_counted_with_those_that_people_confirmed() -> None:
    text = words(post(page(duplicates=4, confirmed=3)).blocks)
    assert "4 duplicates caught: I pointed to what was there already; people confirmed 3." in text


def test_the_unanswered_come_with_who_asked_but_mention_nobody() -> None:
    message = post(page(unanswered=[question()] * 9, open=12))
    text = words(message.blocks)
    assert text.count(" · Ana · ") == 5
    assert "… and 7 more" in text
    assert mentions(message) == set()


def test_the_picture_has_words_for_who_cant_see_it() -> None:
    message = post(page(topics=[topic()], picture="F1", alt="Messages by topic."))
    check_message(message)
    (image,) = [block for block in message.blocks if block["type"] == "image"]
    assert image["slack_file"] == {"id": "F1"}
    assert image["alt_text"] == "Messages by topic."


def test_few_messages_are_listed_with_those_that_wait_marked() -> None:
    listed = [question("Waits"), question("Done", is_answered=True)]
    text = words(post(page(now=Numbers(2, 2, 1), open=1, listed=listed)).blocks)
    assert "|Waits> · Ana" in text
    assert text.count("unanswered\n") + text.endswith("unanswered") == 1
    assert details(page(listed=listed)) is None


def test_who_only_looks_has_no_buttons() -> None:
    assert not [b for b in post(page(topics=[topic()], key="")).blocks if "accessory" in b]


def test_days_are_those_of_the_channels_zone() -> None:
    assert days(page(start=END - timedelta(days=30))) == "31 Oct – 30 Nov 2026"
    assert days(page(start=END - timedelta(hours=3))) == "30 Nov 2026"
    assert days(page(start=END - timedelta(days=366))) == "29 Nov 2025 – 30 Nov 2026"


def test_silence_says_why() -> None:
    message = silent("support", "nothing new came up")
    check_message(message)
    assert message.text == "Nothing to tell of #support: nothing new came up."


quoted = st.builds(
    Quoted, texts, st.just(URL) | texts, texts, st.just(END) | st.none(), st.booleans()
)
counts = st.integers(0, 10**7)
numbers = st.builds(Numbers, counts, counts, counts)
some = st.lists(quoted, max_size=3)
many = st.builds(lambda each, count: [each] * count, quoted, st.integers(0, 30))
lines = st.builds(
    TopicLine,
    st.just("topic-0123456789abcdef"), texts, counts, counts, counts, counts | st.none(),
    st.sampled_from(["", "new", "growing"]), quoted | st.none(), quoted | st.none(),
    st.just(END) | st.none(), st.lists(texts, max_size=2).map(tuple),
)  # fmt: skip
topic_lists = st.builds(lambda each, count: [each] * count, lines, st.integers(0, 30))


@settings(max_examples=60)
@given(
    channel=st.from_regex(r"[\w-]{1,80}", fullmatch=True),  # as Slack lets channels be named
    topics=topic_lists,
    quiet=topic_lists,
    hidden=topic_lists,
    unanswered=some | many,
    listed=some | many,
    numbers=st.tuples(numbers, numbers | st.none(), counts, counts),
    picture=st.sampled_from(["", "F0123"]),
    alt=texts,
)
def test_any_digest_keeps_slacks_limits_and_pings_nobody(
    channel: str, numbers: tuple[Numbers, Numbers | None, int, int], **changes: object
) -> None:
    now, before, open_, duplicates = numbers
    shown = page(
        channel=channel, now=now, before=before, open=open_, duplicates=duplicates,
        confirmed=duplicates, other=open_, **changes,
    )  # fmt: skip
    for message in (post(shown), details(shown)):
        if message is not None:
            check_message(message)
            assert mentions(message) == set()
