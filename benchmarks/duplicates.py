"""How long `akin duplicates` takes, and how right it is: `python -m benchmarks.duplicates DATA`.

Time: as many rows as are asked for (10,000 by default) of Banking77, from texts to pairs, with the
shipped models, as the command does it. All its rows are a bank's customers' questions, 130 in each
of 77 ways: no other set of this kind has more near pairs, so that the prefilter has most to do.
Printed beside it is what was left out.

Quality: of StackFAQ's and Advising's wordings (groups that ask the same), the share of the returned
pairs that are of one group, and the share of the groups' pairs that are returned. The reranker was
trained on part of both, so the figures say that the prefilter loses nothing, not how good it is.
"""

import argparse
import os
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.machine import describe, resident_mb
from matcher.calibration import DEFAULT_PRECISION, calibration_for
from matcher.duplicates import READINGS, find_duplicates
from matcher.encoder import Encoder
from matcher.message_vectors import encode_messages, passages_of
from matcher.reranker import CrossReader
from training.public_sets import PublicSets


def timed(texts: Sequence[str], readings: int, encoder: Encoder, reader: CrossReader) -> None:
    """Time the stages, and print them."""
    calibration = calibration_for(reader.fingerprint)
    started, used = time.perf_counter(), time.process_time()
    vectors = encode_messages(encoder, texts)
    encoded = time.perf_counter()
    first: list[float] = []

    def note(_done: int, _total: int) -> None:
        first.append(time.perf_counter())

    found = find_duplicates(
        [passages_of(encoder, text)[0] for text in texts],
        vectors,
        calibration,
        reader,
        threshold=calibration.threshold(DEFAULT_PRECISION),
        readings=readings,
        progress=note,
    )
    ended = time.perf_counter()
    every = len(texts) * (len(texts) - 1) // 2
    print(
        f"{len(texts):,} rows, {every:,} pairs: {ended - started:.0f} s "
        f"({time.process_time() - used:.0f} s of processor time, load "
        f"{os.getloadavg()[0]:.1f}), of which encoding {encoded - started:.0f} s\n"
        f"  {found.candidates:,} pairs near enough, {found.read:,} read, {found.skipped:,} left "
        f"out; {len(found.pairs):,} pairs returned; {resident_mb():.0f} MB"
    )


def quality(
    name: str, groups: Sequence[Sequence[str]], encoder: Encoder, reader: CrossReader
) -> None:
    """Print precision and recall over groups that ask the same."""
    group_of = {text: number for number, group in enumerate(groups) for text in group}
    texts = sorted(group_of)
    calibration = calibration_for(reader.fingerprint)
    found = find_duplicates(
        texts,
        encode_messages(encoder, texts),
        calibration,
        reader,
        threshold=calibration.threshold(DEFAULT_PRECISION),
    )
    right = [group_of[texts[pair.a]] == group_of[texts[pair.b]] for pair in found.pairs]
    wanted = sum(1 for group in groups for _ in combinations(set(group), 2))
    print(
        f"{name:12} {len(texts):6,} texts, {wanted:6,} pairs that ask the same: "
        f"{len(right):6,} returned, {np.mean(right):.1%} of them right, {sum(right) / wanted:.1%} "
        f"of all found; {found.skipped:,} left out"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the folder of public sets")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--readings", type=int, default=READINGS)
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        parser.error(f"there is no folder {arguments.data}; it should hold the public sets")
    public = PublicSets(arguments.data)
    encoder = Encoder()
    reader = CrossReader(thread=encoder.thread)
    print(describe(), "\n")
    texts = [text for text, _ in public.requests("banking77")]
    order = np.random.default_rng(0).permutation(len(texts))[: arguments.rows]
    timed([texts[row] for row in order], arguments.readings, encoder, reader)
    print()
    quality("StackFAQ", public.stack_faq(), encoder, reader)
    quality("Advising", public.advising()[:40], encoder, reader)
    reader.close()
    encoder.close()


if __name__ == "__main__":
    main()
