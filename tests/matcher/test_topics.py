"""Topics: found without a number, the same in any order, named by what is theirs."""

import random
from collections.abc import Callable

import numpy as np
import pytest

from matcher.encoder import Encoder, Vectors
from matcher.topics import FEWEST, Topics, find_topics
from tests.matcher.messages import PASSWORD, PRINTER, SUBJECTS, VPN

Encode = Callable[[list[str]], Vectors]


def found(encoder: Encoder, texts: list[str]) -> Topics:
    return find_topics(texts, encoder.encode(texts))


def test_messages_about_four_things_are_four_topics(encoder: Encoder) -> None:
    texts = [text for messages in SUBJECTS.values() for text in messages]

    topics = found(encoder, texts).topics

    of = {text: subject for subject, messages in SUBJECTS.items() for text in messages}
    assert len(topics) == len(SUBJECTS)
    for topic in topics:
        assert len({of[texts[row]] for row in topic.members}) == 1


def test_order_makes_no_difference(encoder: Encoder) -> None:
    texts = [text for messages in SUBJECTS.values() for text in messages] + [VPN[0], "hi", "idk"]
    vectors = encoder.encode(texts)
    before = find_topics(texts, vectors)
    order = list(range(len(texts)))
    random.Random(5).shuffle(order)

    after = find_topics([texts[row] for row in order], vectors[order])

    assert len(after.topics) == len(before.topics)
    for one, other in zip(before.topics, after.topics, strict=True):
        assert sorted(texts[row] for row in one.members) == sorted(
            texts[order[row]] for row in other.members
        )
        assert texts[one.example] == texts[order[other.example]]
        assert (one.terms, one.spread) == (other.terms, other.spread)
        assert np.array_equal(one.centroid, other.centroid)
    assert {order[row] for row in after.small_talk} == set(before.small_talk)


def test_few_messages_are_a_list(encoder: Encoder) -> None:
    texts = (VPN + PRINTER)[: FEWEST - 1]

    topics = found(encoder, [*texts, "thanks!"])

    assert topics == Topics((), tuple(range(FEWEST - 1)), (FEWEST - 1,))


def test_no_messages_are_no_topics() -> None:
    assert find_topics([], np.zeros((0, 384), dtype=np.float32)) == Topics()


def test_empty_answers_and_greetings_are_no_topic(encoder: Encoder) -> None:
    empty = [
        "don't know",
        "Don't know.",
        "no idea",
        "n/a",
        "N/A",
        "none",
        "idk",
        "nothing",
        "-",
        "",
    ]
    greetings = ["hi", "Hello!", "thanks", "Thank you so much!"]
    texts = [*empty, *VPN, *greetings, *PASSWORD]

    topics = found(encoder, texts)

    left_out = {texts[row] for row in topics.small_talk}
    assert left_out == {*empty, *greetings}


def test_each_message_is_in_one_place(encoder: Encoder) -> None:
    texts = [*VPN, *PRINTER, "The cafeteria's lentil soup was oversalted", "ok", *PASSWORD]

    topics = found(encoder, texts)

    rows = [*topics.other, *topics.small_talk]
    rows += [row for topic in topics.topics for row in topic.members]
    assert sorted(rows) == list(range(len(texts)))


def test_a_topic_is_named_by_what_sets_it_apart(encoder: Encoder) -> None:
    texts = [text for messages in SUBJECTS.values() for text in messages]

    names = [topic.name.lower() for topic in found(encoder, texts).topics]

    for word in ("vpn", "printer", "password", "invoice"):
        assert sum(word in name for name in names) == 1, names


def test_the_example_is_a_member_and_the_largest_comes_first(encoder: Encoder) -> None:
    texts = [text for messages in SUBJECTS.values() for text in messages]

    topics = found(encoder, texts).topics

    sizes = [len(topic.members) for topic in topics]
    assert sizes == sorted(sizes, reverse=True)
    for topic in topics:
        assert topic.example in topic.members
        assert topic.centroid.dtype == np.float32
        assert np.linalg.norm(topic.centroid) == pytest.approx(1, abs=1e-5)
        assert 0 <= topic.spread < 1


def test_one_message_a_hundred_times_is_one_topic(encoder: Encoder) -> None:
    texts = ["The VPN drops every ten minutes"] * 100

    (topic,) = found(encoder, texts).topics

    assert topic.members == tuple(range(100))


def test_other_numbers_of_vectors_are_refused() -> None:
    with pytest.raises(ValueError, match="2 texts, but 1 vectors"):
        find_topics(["a", "b"], np.zeros((1, 384), dtype=np.float32))
