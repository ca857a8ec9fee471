"""Duplicates: the pairs that ask the same, found without reading all with all."""

from collections.abc import Sequence

import numpy as np
import pytest

from matcher.calibration import NO_READER, PRECISIONS, Calibration, calibration_for
from matcher.duplicates import Duplicates, find_duplicates
from matcher.encoder import Encoder
from matcher.features import TAUGHT
from matcher.pretrained_reranker import BUNDLED_RERANKER
from matcher.reranker import CrossReader, Logits

TEXTS = [
    "How do I reset my password?",
    "The printer on the second floor is jammed",
    "how do i reset my password",
    "How can I reset my password?",
    "Printer on the second floor has a paper jam",
    "",
    "Where is the invoice of March?",
    "",
]


@pytest.fixture(scope="module")
def reader(encoder: Encoder):
    loaded = CrossReader(BUNDLED_RERANKER, thread=encoder.thread)
    yield loaded
    loaded.close()


class Counting:
    """A reranker that notes what it is asked."""

    name = "counting"

    def __init__(self, inner: CrossReader) -> None:
        self.fingerprint = inner.fingerprint
        self.pairs: list[tuple[str, str]] = []
        self._inner = inner

    def read(self, pairs: Sequence[tuple[str, str]]) -> Logits:
        self.pairs += pairs
        return self._inner.read(pairs)

    def close(self) -> None:
        """Stay open."""


def calibration(reader: CrossReader) -> Calibration:
    return calibration_for(reader.fingerprint)


def found(encoder: Encoder, texts: list[str], reader, **options) -> Duplicates:
    fitted = calibration(reader) if reader else calibration_for(NO_READER)
    options.setdefault("threshold", fitted.threshold(PRECISIONS[0]))
    return find_duplicates(texts, encoder.encode(texts), fitted, reader, **options)


def test_pairs_that_ask_the_same_are_found_and_no_others(
    encoder: Encoder, reader: CrossReader
) -> None:
    pairs = {(pair.a, pair.b) for pair in found(encoder, TEXTS, reader).pairs}

    assert pairs == {(0, 2), (0, 3), (2, 3), (1, 4)}


def test_equal_words_are_the_same_without_reading(encoder: Encoder, reader: CrossReader) -> None:
    counting = Counting(reader)
    texts = ["The VPN is down!", "the vpn is down", "The VPN is down"]

    pairs = found(encoder, texts, counting).pairs

    assert [(p.a, p.b, p.same, p.cosine) for p in pairs] == [
        (0, 1, 1, 1), (0, 2, 1, 1), (1, 2, 1, 1)
    ]  # fmt: skip
    assert counting.pairs == []


def test_what_is_read_is_limited_and_what_is_left_out_is_counted(
    encoder: Encoder, reader: CrossReader
) -> None:
    counting = Counting(reader)

    result = found(encoder, TEXTS, counting, readings=1)

    assert len(counting.pairs) == result.read == 1
    assert result.candidates > 1
    assert result.skipped == result.candidates - 1


def test_long_pairs_take_no_readings_from_others_and_are_judged_without(
    encoder: Encoder, reader: CrossReader
) -> None:
    counting = Counting(reader)
    log = "The relay of the second floor lost its connection with error HV-5031 and came back. "
    long = log * (TAUGHT // len(log) + 1)
    texts = [*TEXTS, f"Relay is offline\n{long}", f"Relay offline\n{long}"]

    result = found(encoder, texts, counting, readings=1)

    assert len(counting.pairs) == result.read == 1
    assert all(len(text) <= TAUGHT for pair in counting.pairs for text in pair)
    assert (8, 9) in {(pair.a, pair.b) for pair in result.pairs}


def test_far_pairs_are_never_read(encoder: Encoder, reader: CrossReader) -> None:
    counting = Counting(reader)
    texts = ["The VPN drops", "Who booked the sauna?", "My invoice is wrong", "Lunch was cold"]

    assert found(encoder, texts, counting) == Duplicates()
    assert counting.pairs == []


def test_a_different_code_makes_two_problems(encoder: Encoder, reader: CrossReader) -> None:
    texts = ["Relay is offline with error HV-5031", "Relay is offline with error HV-7200"]

    assert found(encoder, texts, reader).pairs == ()


def test_the_order_of_the_rows_changes_nothing_but_their_numbers(
    encoder: Encoder, reader: CrossReader
) -> None:
    order = [6, 3, 0, 7, 4, 1, 2, 5]

    before = {
        (TEXTS[p.a], TEXTS[p.b]) if TEXTS[p.a] < TEXTS[p.b] else (TEXTS[p.b], TEXTS[p.a])
        for p in found(encoder, TEXTS, reader).pairs
    }
    shuffled = [TEXTS[row] for row in order]
    after = {
        tuple(sorted((shuffled[p.a], shuffled[p.b])))
        for p in found(encoder, shuffled, reader).pairs
    }

    assert before == after


def test_without_a_reranker_the_cosine_decides(encoder: Encoder) -> None:
    result = found(encoder, TEXTS, None)

    assert (0, 3) in {(pair.a, pair.b) for pair in result.pairs}
    assert all(0 < pair.same <= 1 for pair in result.pairs)


def test_a_higher_threshold_gives_fewer_pairs(encoder: Encoder, reader: CrossReader) -> None:
    some = found(encoder, TEXTS, reader, threshold=0.5).pairs
    fewer = found(encoder, TEXTS, reader, threshold=0.99).pairs

    assert set(fewer) < set(some)
    assert all(pair.same >= 0.99 for pair in fewer)


def test_nothing_has_no_duplicates(encoder: Encoder, reader: CrossReader) -> None:
    empty = np.zeros((0, 384), dtype=np.float32)
    fitted = calibration(reader)
    assert find_duplicates([], empty, fitted, reader, threshold=0.6) == Duplicates()
    assert found(encoder, ["", "  "], reader) == Duplicates()
    assert found(encoder, ["one"], reader) == Duplicates()
