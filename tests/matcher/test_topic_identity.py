"""Topics keep their identity from week to week, and what became of them is named right."""

from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from matcher.encoder import Encoder, Vectors
from matcher.topic_identity import Change, KnownTopic, PeriodTopic, State, follow
from matcher.topics import find_topics
from matcher.trends import Trend, is_gone, since_return, trend
from tests.matcher import stream

WINDOW = 4
"""Weeks whose messages are looked at together."""


@pytest.fixture(scope="module")
def encode(encoder: Encoder) -> Callable[[list[str]], Vectors]:
    known: dict[str, Vectors] = {}

    def encoded(texts: list[str]) -> Vectors:
        new = sorted(set(texts) - known.keys(), key=len)
        if new:
            known.update(zip(new, encoder.encode(new), strict=True))
        return np.stack([known[text] for text in texts])

    return encoded


def topic(encode: Callable, members: Mapping[str, str], name: str = "", answered: float = 0.0):
    mean = encode(list(members.values())).mean(axis=0)
    centroid = mean / np.linalg.norm(mean)
    return PeriodTopic(name, centroid, frozenset(members), answered=answered)


def by_subject(encode: Callable, groups: Mapping[str, str], number: int) -> list[PeriodTopic]:
    """Return a week's topics as they should be; `groups` says which subjects are one."""
    members: dict[str, dict[str, str]] = {}
    for key, text, subject in stream.week(number):
        members.setdefault(groups.get(subject, subject), {})[key] = text
    return [topic(encode, group, name) for name, group in members.items()]


def state_of(changes: list[Change], name: str) -> State:
    (found,) = [change.state for change in changes if change.topic.name == name]
    return found


def test_ids_stay_over_eight_weeks_as_they_are_found(encode: Callable) -> None:
    known: list[KnownTopic] = []
    topic_of: dict[str, str] = {}
    weeks: list[list[tuple[str, str, str]]] = []
    last: dict[str, str] = {}
    kept = continuing = 0
    for number in range(stream.WEEKS):
        weeks.append(stream.week(number))
        rows = [message for each in weeks[-WINDOW:] for message in each]
        keys, texts = [key for key, _, _ in rows], [text for _, text, _ in rows]
        this = {key for key, _, _ in weeks[-1]}
        found = find_topics(texts, encode(texts), [topic_of.get(key, "") for key in keys]).topics
        current = [
            PeriodTopic(
                each.name,
                each.centroid,
                frozenset(keys[row] for row in each.members),
                count=sum(keys[row] in this for row in each.members),
            )
            for each in found
        ]
        changes = follow(known, current)
        known = [change.topic for change in changes]
        topic_of = {
            key: change.topic.id
            for change in changes
            if change.number is not None
            for key in current[change.number].members
        }
        now: dict[str, str] = {}
        for subject in stream.SUBJECTS:
            ids = Counter(
                topic_of[key] for key, _, of in weeks[-1] if of == subject and key in topic_of
            )
            if ids:
                now[subject] = ids.most_common(1)[0][0]
        continuing += len(now.keys() & last.keys())
        kept += sum(now[subject] == last[subject] for subject in now.keys() & last.keys())
        last = now

    assert continuing >= 75
    assert kept >= 0.9 * continuing


def test_transitions_are_named_right(encode: Callable) -> None:
    known: list[KnownTopic] = []
    states: list[dict[str, State]] = []
    ids: list[dict[str, str]] = []
    for number in range(stream.WEEKS):
        changes = follow(known, by_subject(encode, {}, number))
        known = [change.topic for change in changes]
        states.append({change.topic.name: change.state for change in changes})
        ids.append({change.topic.name: change.topic.id for change in changes})

    for subject in stream.STEADY:
        assert [week[subject] for week in states] == [State.NEW] + [State.STEADY] * 7
    assert states[3]["microphone"] is State.NEW
    assert states[4]["microphone"] is State.STEADY
    assert [week["parking"] for week in states[3:6]] == [
        State.STEADY, State.GROWING, State.GROWING
    ]  # fmt: skip
    assert [week["badge"] for week in states[3:6]] == [State.STEADY, State.FADING, State.FADING]
    assert [week["certificate"] for week in states[2:]] == [
        State.STEADY, State.GONE, State.GONE, State.GONE, State.BACK, State.STEADY
    ]  # fmt: skip
    assert all(len({week[name] for week in ids if name in week}) == 1 for name in ids[-1])


def test_the_larger_part_of_a_split_topic_keeps_the_id(encode: Callable) -> None:
    together = {"csv": "export", "pdf": "export"}
    known = [c.topic for c in follow([], by_subject(encode, together, 0))]
    (export,) = [topic for topic in known if topic.name == "export"]

    changes = follow(known, by_subject(encode, {}, 1))

    of = {change.topic.id: change for change in changes}
    assert of[export.id].number is not None
    csv, pdf = (
        next(c for c in changes if c.number == number)
        for number, name in enumerate(t.name for t in by_subject(encode, {}, 1))
        if name in {"csv", "pdf"}
    )
    assert csv.topic.id == export.id
    assert csv.topic.name == "export"
    assert (pdf.state, pdf.split_from, pdf.topic.name) == (State.NEW, export.id, "pdf")
    assert not any(c.split_from for c in changes if c is not pdf)


def test_of_two_that_become_one_the_larger_keeps_the_id(encode: Callable) -> None:
    known = [c.topic for c in follow([], by_subject(encode, {}, 0))]
    csv, pdf = (next(t for t in known if t.name == name) for name in ("csv", "pdf"))

    changes = follow(known, by_subject(encode, {"csv": "export", "pdf": "export"}, 1))

    of = {change.topic.id: change for change in changes}
    assert of[csv.id].merged == (pdf.id,)
    assert of[csv.id].state is State.STEADY, "12 after 7 and 5 is no growth"
    assert of[pdf.id].topic.merged_into == csv.id
    after = follow([c.topic for c in changes], by_subject(encode, {"pdf": "csv"}, 2))
    assert pdf.id not in {change.topic.id for change in after}


def test_a_topic_that_was_answered_and_is_asked_no_more_is_resolved(encode: Callable) -> None:
    texts = {str(i): text for i, text in enumerate(stream.messages("printer", 6, 0))}
    known = [c.topic for c in follow([], [topic(encode, texts, "printer", answered=0.8)])]

    (change,) = follow(known, [])

    assert (change.state, change.number) == (State.RESOLVED, None)


def test_nobody_asking_once_is_not_the_end_of_a_small_topic(encode: Callable) -> None:
    texts = {str(i): text for i, text in enumerate(stream.messages("printer", 1, 0))}
    known = [c.topic for c in follow([], [topic(encode, texts, "printer")])]
    states = []
    for _ in range(3):
        (change,) = follow(known, [])
        known = [change.topic]
        states.append(change.state)

    assert states == [State.STEADY, State.STEADY, State.GONE]


def test_a_topic_like_nothing_known_is_new(encode: Callable) -> None:
    known = [c.topic for c in follow([], by_subject(encode, {}, 0))]
    texts = {"a": "Who booked the sauna on the roof?", "b": "The roof sauna is booked twice"}

    changes = follow(known, [topic(encode, texts, "sauna")])

    assert (changes[0].state, changes[0].split_from) == (State.NEW, "")
    assert changes[0].topic.id not in {t.id for t in known}


def test_the_same_messages_make_the_same_id(encode: Callable) -> None:
    first = [c.topic.id for c in follow([], by_subject(encode, {}, 0))]
    assert first == [c.topic.id for c in follow([], by_subject(encode, {}, 0))]


def test_messages_in_common_outweigh_a_likeness(encode: Callable) -> None:
    near, like, unlike = (
        topic(encode, {f"{number}{i}": text for i, text in enumerate(texts)}, "vpn")
        for number, texts in enumerate(
            [
                stream.messages("vpn", 8, 0),
                stream.messages("vpn", 8, 1),
                stream.messages("printer", 8, 0),
            ]
        )
    )
    known = [
        KnownTopic("without", "vpn", like.centroid, like.members, (8,)),
        KnownTopic("with", "printer", unlike.centroid, near.members, (8,)),
    ]

    (change, _) = follow(known, [near])

    assert change.topic.id == "with"


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([2, 3], Trend.STEADY),
        ([3, 2], Trend.STEADY),
        ([1, 4], Trend.STEADY),
        ([2, 12], Trend.GROWING),
        ([2, 2, 2, 2, 7], Trend.GROWING),
        ([12, 2], Trend.FADING),
        ([5, 6, 5, 5, 0], Trend.FADING),
        ([1000, 1000, 1000, 1000, 1110], Trend.STEADY),
        ([5], Trend.STEADY),
        ([], Trend.STEADY),
    ],
)
def test_a_trend_is_more_than_chance(counts: list[int], expected: Trend) -> None:
    assert trend(counts) is expected


@pytest.mark.parametrize(
    ("counts", "gone"),
    [([5, 0], True), ([1, 0], False), ([1, 0, 0, 0], True), ([2, 0, 1], False), ([], False),
     ([0, 0], False)],
)  # fmt: skip
def test_a_topic_is_gone_when_its_silence_is_no_chance(counts: list[int], gone: bool) -> None:
    assert is_gone(counts) is gone


def test_what_came_back_is_held_against_the_time_since() -> None:
    assert list(since_return([9, 9, 0, 0, 8, 8])) == [8, 8]
    assert list(since_return([1, 0, 1])) == [1, 0, 1]
