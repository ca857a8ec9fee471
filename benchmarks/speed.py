"""How fast the models and the index are, against what one would write without Akin.

Three comparisons, each in one process, by turns, several times over:

- **encoding**: 512 texts of about 30 tokens: `SentenceTransformer` in float32 and `Encoder`;
- **reading**: 100 pairs of 128 tokens: `CrossEncoder` in float32 and `CrossReader`, with the same
  weights;
- **search**: the nearest 100 of many vectors: every one compared with NumPy, and the index.

A ratio is the median of the turns' ratios, with the smallest and the largest. "Of the peak" is
the share of what a large matrix product reaches on the same cores in the same number format in
the same turn; counted are the matrix products over the texts' own tokens, padding left out.

Usage: python -m benchmarks.speed [--reranker FOLDER] [--vectors 50000] [--turns 7] [--only NAME]
"""

import argparse
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.machine import describe
from ingest.documents import LOCAL_TEAM, PUBLIC, Kind
from matcher import CrossReader, Encoder, Matcher
from matcher.changes import CollectionKey
from matcher.index import UPSERT_LIMIT
from matcher.model_thread import ModelThread
from matcher.pretrained import BUNDLED, bundled_folder, faster_dtype
from matcher.pretrained_reranker import BUNDLED_RERANKER, bundled_reranker_folder

TEXTS: Final = 512
PAIRS: Final = 100
QUERY_TOKENS: Final = 20
TEXT_TOKENS: Final = 105
NEAREST: Final = 100
QUERIES: Final = 50
KEY: Final = CollectionKey(LOCAL_TEAM, PUBLIC, Kind.TICKET)


@dataclass(slots=True)
class Side:
    """One of two ways to do the same, and the seconds that it took each time."""

    name: str
    run: Callable[[], Any]
    dtype: str = "float32"
    seconds: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reranker", default=BUNDLED_RERANKER, help="a folder; default: on board")
    parser.add_argument("--vectors", type=int, default=50_000)
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--only", choices=("encoding", "reading", "search"))
    given = parser.parse_args()
    print(f"Measured on: {describe()}")
    endings = ("CPU_ISA", "CPU_CAPABILITY")
    limits = [f"{name}={value}" for name, value in os.environ.items() if name.endswith(endings)]
    print(f"Number format chosen: {faster_dtype()} {' '.join(limits)}".rstrip())
    encoder = Encoder()
    try:
        if given.only in {None, "encoding"}:
            compare_encoding(encoder, given.turns)
        if given.only in {None, "reading"}:
            compare_reading(encoder.thread, given.reranker, given.turns)
        if given.only in {None, "search"}:
            compare_search(encoder, given.vectors, given.turns)
    finally:
        encoder.close()


def compare_encoding(encoder: Encoder, turns: int) -> None:
    """Encode texts of 22 to 38 tokens, the two special ones included."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    plain = SentenceTransformer(str(bundled_folder()), device="cpu")
    chance = random.Random(1)  # noqa: S311 - made-up text, no secret
    lengths = [chance.randint(22, 38) for _ in range(TEXTS)]
    words = whole_words(plain.tokenizer)
    texts = [" ".join(chance.choices(words, k=length - 2)) for length in lengths]
    assert [len(each) for each in plain.tokenizer(texts)["input_ids"]] == lengths
    base = Side("SentenceTransformer", lambda: plain.encode(texts, show_progress_bar=False))
    ours = Side("Encoder", lambda: encoder.encode(texts), encoder.dtype)
    cosines = np.sum(base.run() * ours.run(), axis=1)
    take_turns(base, ours, turns)
    print(f"\nEncoding {TEXTS} texts, {sum(lengths):,} tokens, with {BUNDLED}")
    transformer: Any = plain[0]
    report(base, ours, flops(transformer.auto_model.config, lengths))
    print(f"  cosine of both sides' vectors: {cosines.min():.4f} at least")


def compare_reading(thread: ModelThread, name: str, turns: int) -> None:
    """Read pairs of 128 tokens, the three special ones included."""
    import torch  # noqa: PLC0415
    from sentence_transformers import CrossEncoder  # noqa: PLC0415

    reader = CrossReader(name, thread=thread)
    folder = str(bundled_reranker_folder()) if name == BUNDLED_RERANKER else name
    plain = CrossEncoder(folder, device="cpu", model_kwargs={"dtype": torch.float32})
    chance = random.Random(2)  # noqa: S311 - made-up text, no secret
    words = whole_words(plain.tokenizer)
    query = " ".join(chance.choices(words, k=QUERY_TOKENS))
    pairs = [(query, " ".join(chance.choices(words, k=TEXT_TOKENS))) for _ in range(PAIRS)]
    length = QUERY_TOKENS + TEXT_TOKENS + 3
    assert {len(plain.tokenizer(*pair)["input_ids"]) for pair in pairs} == {length}
    logits = torch.nn.Identity()
    base = Side(
        "CrossEncoder",
        lambda: plain.predict(pairs, activation_fn=logits, show_progress_bar=False),
    )
    ours = Side("CrossReader", lambda: reader.read(pairs), reader.dtype)
    difference = np.abs(np.asarray(base.run()).reshape(PAIRS, -1) - ours.run())
    take_turns(base, ours, turns)
    print(f"\nReading {PAIRS} pairs of {length} tokens with {name}")
    report(base, ours, flops(plain.config, [length] * PAIRS))
    print(f"  both sides' logits differ by {difference.max():.4f} at most")
    reader.close()


def compare_search(encoder: Encoder, count: int, turns: int) -> None:
    """Find the nearest of random unit vectors: the hardest for a graph, with no neighbourhoods."""
    chance = np.random.default_rng(3)
    vectors = unit(chance.normal(size=(count, encoder.dimensions)))
    queries = unit(chance.normal(size=(QUERIES, encoder.dimensions)))
    with tempfile.TemporaryDirectory() as folder, Matcher.open(folder, encoder=encoder) as matcher:
        index = matcher.index
        collection = index.collections.create(KEY)
        start = time.perf_counter()
        for begin in range(0, count, UPSERT_LIMIT):
            batch = vectors[begin : begin + UPSERT_LIMIT]
            numbers = range(begin, begin + len(batch))
            collection.upsert(
                ids=[f"{number}#0" for number in numbers],
                embeddings=batch,
                metadatas=[{"channel": "-"} for _ in numbers],
            )
        seconds = time.perf_counter() - start
        base = Side("NumPy", lambda: [nearest(vectors, query) for query in queries])
        ours = Side("VectorIndex", lambda: [index.query(KEY, q[None], NEAREST) for q in queries])
        found = [
            len({int(hit.document) for hit in hits} & set(rows.tolist())) / NEAREST
            for rows, hits in zip(base.run(), ours.run(), strict=True)
        ]
        take_turns(base, ours, turns)
        print(
            f"\nThe nearest {NEAREST} of {count:,} random vectors, {QUERIES} queries one by one "
            f"(the index was built in {seconds:.0f} s)"
        )
        report(base, ours, 2.0 * QUERIES * vectors.size)
        print(f"  share of the true nearest that the index finds: {statistics.mean(found):.1%}")


def whole_words(tokenizer: Any) -> list[str]:
    """Return words that are a token each, in an order that is always the same."""
    return sorted(
        word
        for word in tokenizer.get_vocab()
        if word.isascii() and word.isalpha() and len(word) > 2
    )


def unit(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Return vectors of unit length."""
    norms: npt.NDArray[np.float64] = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / norms).astype(np.float32)


def nearest(
    vectors: npt.NDArray[np.float32], query: npt.NDArray[np.float32]
) -> npt.NDArray[np.int64]:
    """Return the rows with the largest cosines, nearest first."""
    cosines = vectors @ query
    rows = np.argpartition(-cosines, NEAREST)[:NEAREST]
    ordered: npt.NDArray[np.int64] = rows[np.argsort(-cosines[rows])]
    return ordered


def flops(config: Any, lengths: Sequence[int]) -> float:
    """Return the operations in the matrix products of a BERT-like model's layers.

    Two for each weight and token, and in attention two products of tokens by tokens by width.
    """
    width = config.hidden_size
    weights = 4 * width**2 + 2 * width * config.intermediate_size
    attention = 4 * width * sum(length**2 for length in lengths)
    return float(config.num_hidden_layers * (2 * weights * sum(lengths) + attention))


def peak(dtype: str, size: int = 2048) -> float:
    """Return how many operations a second a large matrix product does at best, of three."""
    import torch  # noqa: PLC0415

    factor = torch.ones(size, size, dtype=getattr(torch, dtype))
    times = []
    with torch.inference_mode():
        for _ in range(3):
            start = time.perf_counter()
            torch.mm(factor, factor)
            times.append(time.perf_counter() - start)
    return 2.0 * size**3 / min(times)


def take_turns(base: Side, ours: Side, turns: int) -> None:
    """Run both sides by turns; each has run before."""
    rest = threading.Event()
    for _ in range(turns):
        for side in (base, ours):
            # The last one's worker threads look for work for a while before they sleep.
            rest.wait(0.2)
            start = time.perf_counter()
            side.run()
            side.seconds.append(time.perf_counter() - start)
            side.peaks.append(peak(side.dtype))


def report(base: Side, ours: Side, operations: float) -> None:
    """Print both sides and their ratio."""
    for side in (base, ours):
        shares = [operations / s / p for s, p in zip(side.seconds, side.peaks, strict=True)]
        # The graph does not make the products that the share would count.
        share = (
            ""
            if side.name == "VectorIndex"
            else f", {statistics.median(shares):.0%} of the {side.dtype} peak "
            f"({statistics.median(side.peaks) / 1e9:.0f} GFLOP/s)"
        )
        print(f"  {side.name}: {statistics.median(side.seconds) * 1000:,.0f} ms{share}")
    ratios = [b / o for b, o in zip(base.seconds, ours.seconds, strict=True)]
    print(
        f"  {ours.name} is {statistics.median(ratios):.2f} times as fast as {base.name} "
        f"(from {min(ratios):.2f} to {max(ratios):.2f} in {len(ratios)} turns)"
    )


if __name__ == "__main__":
    main()
