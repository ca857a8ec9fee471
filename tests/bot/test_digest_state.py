"""Topics and digests as they are stored: once, with what people changed, until forgotten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy.engine import Engine

from bot.digest_contents import Contents, Numbers, TopicShare, merged
from bot.state import Digest, KnownTopic, Outcome, Reply, Seen, State, TopicPeriod
from bot.views.answers import Outcome as Judged
from bot.work.following import targets
from ingest.documents import Document, Kind, Source, document_id
from matcher import MatchRecord
from matcher.chunk_store import EncodedDocument
from matcher.database import upgrade
from matcher.store import DocumentStore

TEAM, CHANNEL = "T1", "C1"
END = datetime(2026, 11, 30, 8, tzinfo=UTC)
START = END - timedelta(days=7)


def topic(id_: str = "t1", **changes: object) -> KnownTopic:
    values: dict[str, object] = {
        "team": TEAM, "channel": CHANNEL, "id": id_, "name": "Invoice, last month, billing",
        "terms": ("invoice", "last month", "billing", "refund"), "example": "1.000001",
        "centroid": np.array([1, 0], dtype=np.float32), "spread": 0.2, "state": "new",
        "first_seen": START, "last_seen": END,
    }  # fmt: skip
    return KnownTopic(**(values | changes))  # type: ignore[arg-type]


def digest(period: str = "2026-11-30T09:00", **changes: object) -> Digest:
    return replace(Digest(TEAM, CHANNEL, period, START, END, CHANNEL), **changes)  # type: ignore[arg-type]


SEEN = Seen(
    [topic()], [TopicPeriod("t1", START, END, 2, 2, 1)], {"1.000001": "t1", "2.000002": "t1"}
)


@pytest.fixture
def state(engine: Engine) -> State:
    upgrade(engine, "matcher")
    return State(engine)


def say(engine: Engine, ts: str, text: str) -> None:
    source = Source(team=TEAM, channel=CHANNEL, ts=ts)
    document = Document(document_id(source), Kind.QUESTION, text, text, source=source)
    DocumentStore(engine, "given").put([EncodedDocument(document, [])])


def test_a_period_is_begun_once_with_all_that_it_brings(state: State) -> None:
    first = state.digests.begin(digest(contents={"open": 1}), [SEEN])
    again = state.digests.begin(
        digest(contents={"open": 2}), [replace(SEEN, topics=[topic(name="Else")])]
    )
    assert first.contents == again.contents == {"open": 1}
    (known,) = state.topics.of_channel(TEAM, CHANNEL).values()
    assert (known.name, known.centroid.tolist()) == ("Invoice, last month, billing", [1, 0])
    assert state.topics.periods(TEAM, CHANNEL) == [TopicPeriod("t1", START, END, 2, 2, 1)]
    assert state.topics.messages(TEAM, CHANNEL) == {"1.000001": "t1", "2.000002": "t1"}


def test_what_people_changed_survives_the_next_period(state: State) -> None:
    state.digests.begin(digest(), [SEEN, Seen([topic("t2")])])
    state.topics.change(TEAM, CHANNEL, "t1", "U1", given_name="Bills", hidden=True)
    state.topics.change(TEAM, CHANNEL, "t2", "U2", merged_into="t1")
    state.digests.begin(digest("2026-12-07T09:00"), [Seen([topic(state="steady"), topic("t2")])])
    known = state.topics.of_channel(TEAM, CHANNEL)
    assert (known["t1"].title, known["t1"].hidden, known["t1"].state) == ("Bills", True, "steady")
    assert (known["t2"].merged_into, known["t2"].changed_by) == ("t1", "U2")


def test_what_was_merged_goes_along_when_its_topic_is_merged_itself(state: State) -> None:
    state.digests.begin(digest(), [Seen([topic(id_) for id_ in ("a", "b", "c")])])
    state.topics.change(TEAM, CHANNEL, "a", "U1", merged_into="b")
    state.topics.change(TEAM, CHANNEL, "b", "U1", merged_into="c")
    assert targets(state.topics.of_channel(TEAM, CHANNEL)) == {"a": "c", "b": "c"}


def test_a_message_that_is_forgotten_takes_its_words_out_of_the_topic(
    state: State, engine: Engine
) -> None:
    state.digests.begin(digest(), [SEEN])
    say(engine, "2.000002", "The invoice of last month is missing")
    assert state.topics.forget_message(TEAM, CHANNEL, "1.000001") == "t1"
    (known,) = state.topics.of_channel(TEAM, CHANNEL).values()
    assert known.terms == ("invoice", "last month")
    assert known.name == "invoice, last month"
    assert known.example == "2.000002"


def test_of_a_topic_without_messages_nothing_stays_not_even_a_given_name(
    state: State, engine: Engine
) -> None:
    state.digests.begin(digest(), [SEEN])
    state.topics.change(TEAM, CHANNEL, "t1", "U1", given_name="Bills of ACME")
    say(engine, "2.000002", "The invoice of last month is missing")
    for ts in ("1.000001", "2.000002"):
        assert state.topics.forget_message(TEAM, CHANNEL, ts) == "t1"
    assert state.topics.of_channel(TEAM, CHANNEL) == {}
    assert state.topics.periods(TEAM, CHANNEL) == []
    assert state.topics.forget_message(TEAM, CHANNEL, "1.000001") is None


def test_a_channel_is_forgotten_and_what_was_posted_in_it_is_not_told_again(state: State) -> None:
    state.digests.begin(digest(outcome=Outcome.POSTED, message_ts="9.1"), [SEEN])
    other = replace(digest(outcome=Outcome.POSTED, message_ts="9.2"), channel="C2")
    state.digests.begin(replace(other, contents={"topics": ["x"]}))
    state.topics.forget_channel(TEAM, CHANNEL)
    state.digests.forget_channel(TEAM, CHANNEL)
    assert state.topics.of_channel(TEAM, CHANNEL) == {}
    assert state.digests.last(TEAM, CHANNEL) is None
    told = state.digests.latest(TEAM, "C2")
    assert told is not None
    assert (told.outcome, told.message_ts, told.contents) == (Outcome.WITHDRAWN, "", {})


def test_digests_are_found_by_what_they_show_and_where_they_stand(state: State) -> None:
    contents = Contents(
        unanswered=("C1-1.5",), topics=(TopicShare("t1", 3, ("U1",), 1, None, "new"),)
    )
    state.digests.begin(
        digest(outcome=Outcome.POSTED, message_ts="9.1", details_ts="9.2", contents=contents.dump())
    )
    for id_ in ("C1-1.5", "t1"):
        assert len(state.digests.showing(TEAM, [id_])) == 1
    for id_ in ("C1-1", "1.5", "%", "t_"):
        assert state.digests.showing(TEAM, [id_]) == []
    assert state.digests.showing(TEAM, []) == []
    assert state.digests.at(TEAM, CHANNEL, "9.1") == state.digests.at(TEAM, CHANNEL, "9.2")
    assert state.digests.at(TEAM, CHANNEL, "9.3") is None
    assert Contents.load(state.digests.posted(TEAM, CHANNEL)[0].contents) == contents


def test_a_refused_period_is_told_with_the_next(state: State) -> None:
    state.digests.begin(digest(outcome=Outcome.SILENT))
    state.digests.begin(
        replace(digest("2026-12-07T09:00", outcome=Outcome.REFUSED), ended_at=END + timedelta(7))
    )
    latest, last = state.digests.latest(TEAM, CHANNEL), state.digests.last(TEAM, CHANNEL)
    assert latest is not None
    assert last is not None
    assert (latest.period, last.period) == ("2026-11-30T09:00", "2026-12-07T09:00")


def test_merged_topics_are_shown_as_one() -> None:
    shares = [
        TopicShare("a", 3, ("U1", "U2"), 1, 2, "growing", "d1"),
        TopicShare("b", 5, ("U2", "U3"), 2, None, "steady", "d2", "d9"),
        TopicShare("c", 4, ("U1",), 0, 4, "steady", "d3"),
    ]
    first, second = merged(shares, {"a": "b"})
    assert (first.topic, first.size, first.people) == ("b", 8, ("U1", "U2", "U3"))
    assert (first.answered, first.before, first.answer) == (3, 2, "d9")
    assert second == shares[2]


def test_contents_come_back_from_json_as_they_were() -> None:
    contents = Contents(
        now=Numbers(9, 3, 2), before=Numbers(1, 1, 1), other=2, open=7, listed=("C1-1.5",),
        topics=(TopicShare("t1", 3, ("U1",), 1, None, "new", "C1-1.5", "C1-2.5"),),
    )  # fmt: skip
    assert Contents.load(contents.dump()) == contents
    assert contents.documents == ["C1-1.5", "C1-2.5"]


def test_duplicates_are_what_was_shown_unasked_as_the_same_in_the_period(state: State) -> None:
    for ts, same, asked in (("2.5", 0.9, False), ("2.6", 0.5, False), ("2.7", 0.9, True),
                            ("1.9", 0.9, False), ("3.0", 0.9, False)):  # fmt: skip
        record = MatchRecord("r-1", 0, 0.8, 0.9, same)
        state.replies.put(
            Reply(TEAM, CHANNEL, ts, ts, f"{ts}1", asked=asked, shown=(record, record))
        )
    assert state.replies.duplicates(TEAM, CHANNEL, ("2.0", "3.0"), 0.75) == ["2.5"]


def test_what_somebody_confirmed_is_known_by_channel(state: State) -> None:
    state.judgements.put(TEAM, ("C1-1.5", "r-1"), Judged.SAME, "U1", CHANNEL)
    state.judgements.put(TEAM, ("C1-1.6", "r-1"), Judged.DIFFERENT, "U1", CHANNEL)
    state.judgements.put(TEAM, ("C2-1.5", "r-2"), Judged.SAME, "U1", "C2")
    assert state.judgements.confirmed(TEAM, CHANNEL) == {"C1-1.5", "r-1"}
