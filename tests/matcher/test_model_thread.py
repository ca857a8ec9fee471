"""One thread for several models: whose turn it is, what shares a batch, and who fails."""

import threading
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from matcher.model_thread import ModelThread, Rows


class Squares:
    """Gives each number and its square; stumbles over negative ones; may be held up."""

    width = 2

    def __init__(
        self,
        batch_size: int = 4,
        batch_tokens: int | None = None,
        passes: list[list[int]] | None = None,
    ) -> None:
        self.batch_size = batch_size
        self.batch_tokens = batch_tokens
        self.passes = [] if passes is None else passes
        self.threads: set[int] = set()
        self.busy = threading.Event()
        self.free = threading.Event()
        self.free.set()

    def forward(self, items: Sequence[int]) -> Rows:
        self.busy.set()
        assert self.free.wait(30)
        self.passes.append(list(items))
        self.threads.add(threading.get_ident())
        if min(items) < 0:
            raise ValueError("a negative number")
        return np.array([(item, item * item) for item in items], dtype=np.float32)


@pytest.fixture
def thread() -> Iterator[ModelThread]:
    thread = ModelThread()
    yield thread
    thread.close()


def run(thread: ModelThread, model: Squares, items: Sequence[int]) -> Rows:
    return thread.run(model, items, [abs(item) for item in items])


def wait_for_pending(thread: ModelThread, count: int) -> None:
    for _ in range(3000):
        with thread._changed:
            if len(thread._pending) >= count:
                return
        threading.Event().wait(0.01)
    raise AssertionError(f"There never were {count} requests waiting.")


class Queue:
    """Requests made in a known order behind one that keeps the thread busy."""

    def __init__(self, thread: ModelThread, callers: ThreadPoolExecutor) -> None:
        self.thread = thread
        self.callers = callers
        self.holding = Squares()
        self.holding.free.clear()
        self.held = callers.submit(run, thread, self.holding, [1])
        self.count = 1
        assert self.holding.busy.wait(30)

    def add(self, model: Squares, items: Sequence[int]) -> "Future[Rows]":
        future = self.callers.submit(run, self.thread, model, items)
        self.count += 1
        wait_for_pending(self.thread, self.count)
        return future

    def release(self) -> None:
        self.holding.free.set()


@pytest.fixture
def queue(thread: ModelThread) -> Iterator[Queue]:
    with ThreadPoolExecutor(8) as callers:
        queue = Queue(thread, callers)
        yield queue
        queue.release()


def test_rows_come_in_the_order_of_the_items(thread: ModelThread) -> None:
    items = [5, 0, 9, 2, 2, 7, 1, 8, 3]
    rows = run(thread, Squares(), items)
    assert rows.dtype == np.float32
    assert rows.tolist() == [[item, item * item] for item in items]


def test_no_items_have_no_rows_and_dont_wait(queue: Queue) -> None:
    assert run(queue.thread, Squares(), []).shape == (0, 2)


def test_the_longest_are_together_and_a_batch_has_its_size(thread: ModelThread) -> None:
    model = Squares(batch_size=4)
    run(thread, model, [1, 9, 2, 8, 3, 7])
    assert model.passes == [[9, 8, 7, 3], [2, 1]]


def test_a_batch_has_no_more_tokens_than_the_limit_padding_included(thread: ModelThread) -> None:
    model = Squares(batch_size=10, batch_tokens=20)
    run(thread, model, [1, 9, 2, 8, 3, 7, 30])
    assert model.passes == [[30], [9, 8], [7, 3], [2, 1]]


def test_the_request_with_the_fewest_tokens_comes_first(queue: Queue) -> None:
    passes: list[list[int]] = []
    large = queue.add(Squares(passes=passes), [90, 80])
    small = queue.add(Squares(passes=passes), [10, 10, 10])
    queue.release()
    assert large.result(30).shape == (2, 2)
    assert small.result(30).shape == (3, 2)
    assert passes == [[10, 10, 10], [90, 80]]


def test_what_is_left_of_a_request_counts_not_what_it_was(thread: ModelThread) -> None:
    passes: list[list[int]] = []
    model, other = Squares(batch_size=2, passes=passes), Squares(passes=passes)
    model.free.clear()
    with ThreadPoolExecutor(2) as callers:
        callers.submit(run, thread, model, [100, 100, 1])
        assert model.busy.wait(30)
        callers.submit(run, thread, other, [50])
        wait_for_pending(thread, 2)
        model.free.set()
    assert passes == [[100, 100], [1], [50]]


def test_a_small_request_shares_its_batch_with_those_of_the_same_model(queue: Queue) -> None:
    model, other = Squares(batch_size=4), Squares()
    large = queue.add(model, [6, 7, 8, 9, 9])
    queue.add(other, [5, 5])
    small = queue.add(model, [3])
    queue.release()
    assert small.result(30).tolist() == [[3, 9]]
    assert large.result(30).tolist() == [[item, item * item] for item in (6, 7, 8, 9, 9)]
    assert model.passes == [[3, 9, 9, 8], [7, 6]]
    assert other.passes == [[5, 5]]


def test_all_models_run_on_one_thread(thread: ModelThread) -> None:
    models = [Squares() for _ in range(3)]
    with ThreadPoolExecutor(12) as callers:
        list(callers.map(lambda n: run(thread, models[n % 3], [n, n + 1]), range(60)))
    assert len(set().union(*(model.threads for model in models))) == 1


def test_a_request_that_fails_takes_no_other_along(queue: Queue) -> None:
    model = Squares(batch_size=8)
    bad = queue.add(model, [2, -1])
    good = queue.add(model, [4, 3])
    queue.release()
    assert good.result(30).tolist() == [[4, 16], [3, 9]]
    with pytest.raises(ValueError, match="negative"):
        bad.result(30)
    assert sorted(model.passes[0]) == [-1, 2, 3, 4]  # they did share a batch


def test_a_request_that_failed_is_not_gone_on_with(thread: ModelThread) -> None:
    model = Squares(batch_size=2)
    with pytest.raises(ValueError, match="negative"):
        run(thread, model, [-9, 8, 1, 1, 1, 1])
    assert run(thread, model, [4]).tolist() == [[4, 16]]
    assert not any(1 in items for items in model.passes)


def test_a_model_that_gives_too_few_rows_is_an_error_of_its_own(thread: ModelThread) -> None:
    class Forgetful(Squares):
        def forward(self, items: Sequence[int]) -> Rows:
            return super().forward(items)[:-1]

    with pytest.raises(ValueError, match="shorter"):
        run(thread, Forgetful(), [1, 2])
    assert run(thread, Squares(), [2]).tolist() == [[2, 4]]


def test_closing_fails_what_waits_and_what_comes_later(queue: Queue) -> None:
    waits = queue.add(Squares(), [1, 2])
    closing = queue.callers.submit(queue.thread.close)
    with queue.thread._changed:
        assert queue.thread._changed.wait_for(lambda: queue.thread._closed, 30)
    queue.release()
    closing.result(30)
    assert queue.held.result(30).tolist() == [[1, 1]]
    with pytest.raises(RuntimeError, match="closed"):
        waits.result(30)
    with pytest.raises(RuntimeError, match="closed"):
        run(queue.thread, Squares(), [1])
    queue.thread.close()
    assert not queue.thread._thread.is_alive()


def test_a_model_that_nobody_waits_for_is_let_go(thread: ModelThread) -> None:
    model = Squares()
    gone = threading.Event()
    weakref.finalize(model, gone.set)
    run(thread, model, [1])
    del model
    assert gone.wait(30)
