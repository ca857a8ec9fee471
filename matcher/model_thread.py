"""One long-lived thread for all models, which batches what waits for the same one."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]
Item = TypeVar("Item")
_Item_contra = TypeVar("_Item_contra", contravariant=True)


class BatchModel(Protocol[_Item_contra]):
    """What the thread needs of a model."""

    @property
    def width(self) -> int:
        """How many numbers there are for an item."""

    @property
    def batch_size(self) -> int:
        """How many items there may be in one pass."""

    @property
    def batch_tokens(self) -> int | None:
        """How many tokens there may be in one pass, padding included; None for any number.

        An item that is longer than this has a pass to itself.
        """

    def forward(self, items: Sequence[_Item_contra]) -> Rows:
        """Return (n, width) float32. Never called twice at a time."""


@dataclass(slots=True, eq=False)
class _Request(Generic[Item]):
    """Items that somebody waits for, longest first so that a batch pads little."""

    model: BatchModel[Item]
    items: Sequence[Item]
    lengths: Sequence[int]
    order: list[int]
    rows: Rows
    tokens: int
    taken: int = 0
    done: "Future[Rows]" = field(default_factory=Future)

    @property
    def remaining(self) -> int:
        return len(self.order) - self.taken

    @property
    def next_length(self) -> int:
        return self.lengths[self.order[self.taken]]

    def take(self) -> int:
        index = self.order[self.taken]
        self.taken += 1
        self.tokens -= self.lengths[index]
        return index


_Batch = list[tuple[_Request[Any], int]]


class ModelThread:
    """Runs models one pass at a time, so that they never compete for the cores.

    `run` may be called from any thread. The smallest request comes first, and what is left of its
    batch is filled from other requests of the same model: a question in Slack doesn't wait for an
    import. (Torch called from many short-lived threads leaks memory besides.)
    """

    def __init__(self) -> None:
        self._pending: list[_Request[Any]] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="akin-model", daemon=True)
        self._thread.start()

    def run(self, model: BatchModel[Item], items: Sequence[Item], lengths: Sequence[int]) -> Rows:
        """Return what the model gives for items: (n, width) float32, in their order.

        Args:
            model: requests of the same object share batches.
            items: what the model takes.
            lengths: the tokens of each item, or an estimate: what is smallest, and what goes well
                into one batch, is told by them.

        Raises:
            RuntimeError: the thread is closed.
            Exception: whatever the model raised for these items.

        """
        rows = np.empty((len(items), model.width), dtype=np.float32)
        if not items:
            return rows
        order = sorted(range(len(items)), key=lambda i: -lengths[i])
        request = _Request(model, items, lengths, order, rows, sum(lengths))
        with self._changed:
            if self._closed:
                raise RuntimeError("The model thread is closed.")
            self._pending.append(request)
            self._changed.notify()
        return request.done.result()

    def close(self) -> None:
        """End the thread after the pass that is under way; what waits fails with RuntimeError."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        # A call of its own for each batch: nothing here keeps the last one's model alive.
        while self._serve():
            pass

    def _serve(self) -> bool:
        with self._changed:
            while not self._pending and not self._closed:
                self._changed.wait()
            if self._closed:
                for request in self._pending:
                    request.done.set_exception(RuntimeError("The model thread was closed."))
                self._pending.clear()
                return False
            batch = self._next_batch()
        try:
            _fill(batch)
        except Exception:  # noqa: BLE001 - tried again one by one, to find whose it is
            _fill_apart(batch)
        with self._changed:
            complete = [r for r in self._pending if not r.remaining]
            self._pending = [r for r in self._pending if r.remaining]
        for request in complete:
            if not request.done.done():
                request.done.set_result(request.rows)
        return True

    def _next_batch(self) -> _Batch:
        requests = sorted(self._pending, key=lambda r: r.tokens)
        model = requests[0].model
        limit = model.batch_tokens or float("inf")
        batch: _Batch = []
        longest = 0
        for request in requests:
            while request.model is model and request.remaining and len(batch) < model.batch_size:
                longest = max(longest, request.next_length)
                if batch and (len(batch) + 1) * longest > limit:
                    return batch
                batch.append((request, request.take()))
        return batch


def _fill(batch: _Batch) -> None:
    rows = batch[0][0].model.forward([request.items[i] for request, i in batch])
    for (request, i), row in zip(batch, rows, strict=True):
        request.rows[i] = row


def _fill_apart(batch: _Batch) -> None:
    """Try each request's items by themselves: one that fails takes no other one along."""
    for request in dict.fromkeys(request for request, _ in batch):
        try:
            _fill([(whose, i) for whose, i in batch if whose is request])
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for these items
            request.taken = len(request.order)
            request.done.set_exception(error)
