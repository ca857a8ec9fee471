"""The real encoder: vectors, order, its one thread, and what it refuses."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import matcher.encoder as module
from matcher.encoder import BATCH_SIZE, Encoder

CLOSE = 0.02
"""bfloat16 sees a text slightly differently in another company."""


class Watched:
    """Stands before the model: may hold it up, and notes which texts it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self.seen: list[Sequence[str]] = []
        self.free = threading.Event()
        self.free.set()
        self.busy = threading.Event()
        self.forward: Callable[[Sequence[str]], module.Vectors] = encoder._batches.forward

    def __call__(self, texts: Sequence[str]) -> module.Vectors:
        self.busy.set()
        assert self.free.wait(30)
        self.seen.append(texts)
        if any("poison" in text for text in texts):
            raise ValueError("the model stumbled")
        return self.forward(texts)


@pytest.fixture
def watched(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Watched:
    watched = Watched(encoder)
    monkeypatch.setattr(encoder._batches, "forward", watched)
    return watched


def waiting(encoder: Encoder, count: int) -> bool:
    """Wait until so many requests are pending."""
    for _ in range(3000):
        with encoder.thread._changed:
            if len(encoder.thread._pending) >= count:
                return True
        threading.Event().wait(0.01)
    return False


def test_vectors_are_float32_and_of_unit_length(encoder: Encoder) -> None:
    vectors = encoder.encode(["a dashboard that freezes", "", "🙂", "好", "x" * 50_000])
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_have_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_a_single_text_is_refused_because_its_letters_would_be_encoded(encoder: Encoder) -> None:
    with pytest.raises(TypeError, match=r"encode\(\[text\]\)"):
        encoder.encode("dashboard")


def test_the_order_of_texts_is_kept_whatever_their_length(encoder: Encoder) -> None:
    texts = [("word " * (i * 37 % 50 + 1)) + f"number {i}" for i in range(3 * BATCH_SIZE + 5)]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.sum(together * alone, axis=1).min() > 1 - CLOSE


def test_meaning_counts_more_than_words(encoder: Encoder) -> None:
    vectors = encoder.encode(
        ["My dashboard keeps freezing", "UI hangs when loading the board", "Invoice of last month"]
    )
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_many_threads_at_once_each_get_their_own_vectors(encoder: Encoder) -> None:
    texts = [[f"thread {i} asks about thing {i * j}" for j in range(i % 5 + 1)] for i in range(40)]
    with ThreadPoolExecutor(20) as threads:
        results = list(threads.map(encoder.encode, texts))
    flat = encoder.encode([text for each in texts for text in each])
    assert np.sum(np.concatenate(results) * flat, axis=1).min() > 1 - CLOSE


def test_a_small_request_overtakes_a_large_one(encoder: Encoder, watched: Watched) -> None:
    watched.free.clear()
    finished: list[str] = []
    with ThreadPoolExecutor(2) as threads:
        large = threads.submit(encoder.encode, [f"import {i}" for i in range(8 * BATCH_SIZE)])
        large.add_done_callback(lambda _: finished.append("large"))
        assert watched.busy.wait(30)
        small = threads.submit(encoder.encode, ["a question in Slack"])
        small.add_done_callback(lambda _: finished.append("small"))
        assert waiting(encoder, 2)
        watched.free.set()
    assert finished == ["small", "large"]
    assert "a question in Slack" in watched.seen[1]
    assert len(watched.seen[1]) == BATCH_SIZE  # filled up from the large one


def test_an_error_reaches_its_caller_and_nobody_else(encoder: Encoder, watched: Watched) -> None:
    watched.free.clear()
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(encoder.encode, ["keeps the model busy"])
        assert watched.busy.wait(30)
        bad = threads.submit(encoder.encode, ["fine", "poison"])
        good = threads.submit(encoder.encode, ["in the same batch"])
        assert waiting(encoder, 3)
        watched.free.set()
    assert ["fine", "poison", "in the same batch"] in [
        sorted(s, key=len) for s in watched.seen
    ] or any("poison" in seen and "in the same batch" in seen for seen in watched.seen)
    with pytest.raises(ValueError, match="stumbled"):
        bad.result()
    assert first.result().shape == good.result().shape == (1, 384)


def test_a_failed_request_is_not_gone_on_with(encoder: Encoder, watched: Watched) -> None:
    # The longest come first, so the poison is in the first of several batches.
    texts = ["poison " * 20, *(f"later {i}" for i in range(5 * BATCH_SIZE))]
    with pytest.raises(ValueError, match="stumbled"):
        encoder.encode(texts)
    assert encoder.encode(["works again"]).shape == (1, 384)
    assert len([seen for seen in watched.seen if any("later" in s for s in seen)]) <= 2


def test_close_fails_what_waits_and_what_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = Encoder(dtype="float32")
    watched = Watched(encoder)
    monkeypatch.setattr(encoder._batches, "forward", watched)
    watched.free.clear()
    with ThreadPoolExecutor(3) as threads:
        running = threads.submit(encoder.encode, ["running"])
        assert watched.busy.wait(30)
        pending = threads.submit(encoder.encode, [f"pending {i}" for i in range(3 * BATCH_SIZE)])
        assert waiting(encoder, 2)
        closing = threads.submit(encoder.close)
        with encoder.thread._changed:
            assert encoder.thread._changed.wait_for(lambda: encoder.thread._closed, 30)
        watched.free.set()
        closing.result(30)
    assert running.result().shape == (1, 384)
    with pytest.raises(RuntimeError, match="closed"):
        pending.result()
    with pytest.raises(RuntimeError, match="closed"):
        encoder.encode(["late"])
    encoder.close()
    assert not encoder.thread._thread.is_alive()


def test_lone_surrogates_and_nul_are_encoded_like_unknown_characters(encoder: Encoder) -> None:
    broken = "half an emoji \ud83d and a \x00 in a text"
    assert encoder.encode([broken]).shape == (1, 384)
    assert all(0 <= start <= end <= len(broken) for start, end in encoder.spans(broken))


def test_spans_cover_a_long_text_uncut(encoder: Encoder) -> None:
    text = "The relay restarts every morning. " * 400
    spans = encoder.spans(text)
    assert len(spans) > 2000
    assert text[slice(*spans[0])] == "The"
    assert spans[-1][1] == len(text.rstrip())
    assert spans == sorted(spans)


def test_spans_may_be_asked_for_while_the_model_works(encoder: Encoder) -> None:
    text = "one two three " * 300
    with ThreadPoolExecutor(4) as threads:
        encoding = [threads.submit(encoder.encode, [f"text {i} " * 100] * 8) for i in range(4)]
        lengths = {len(encoder.spans(text)) for _ in range(50)}
        for each in encoding:
            each.result()
    assert lengths == {900}


def test_what_lies_beyond_the_models_window_is_not_read(encoder: Encoder) -> None:
    start = "word " * (encoder.max_tokens + 10)
    vectors = encoder.encode([start, start + "quite another ending " * 500])
    assert vectors[0] @ vectors[1] > 1 - CLOSE
