"""Whether the reranker makes topics better: `python -m benchmarks.topics_read DATA`.

Akin's topics of the sets that its constants were chosen on (`benchmarks.topics --chosen-on`) are
changed by what the shipped reranker says of pairs of messages. Merged: two topics of which the
likeliest of some pairs across are the same, on average, with a probability of at least so much.
Split: a topic falls apart where no pair of near members links its parts, a pair linking that is the
same with at least so much; parts of one message join the part that they are nearest to. Printed are
V-measure and adjusted Rand index for each threshold, means of two draws.
"""

import argparse
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from tempfile import gettempdir

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sklearn.metrics import adjusted_rand_score, v_measure_score

from benchmarks.machine import describe
from benchmarks.topics import Labelled, Labels, akin, sets
from matcher.calibration import calibration_for
from matcher.cosines import unit
from matcher.differences import differences, marks
from matcher.features import can_tell, counted
from matcher.reranker import CrossReader

SIZES = (200, 2_000)
DRAWS = 2
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
NEIGHBOURS = 3
"""Of how many nearest topics, and members, each is compared."""
ACROSS = 8
"""How many pairs of two topics' members are read, the nearest ones."""

Pair = tuple[int, int]


def same(set_: Labelled, pairs: Sequence[Pair], reader: CrossReader) -> dict[Pair, float]:
    """Return the calibrated probabilities that pairs of rows ask the same."""
    calibration = calibration_for(reader.fingerprint)
    order = sorted(set(pairs), key=lambda p: len(set_.texts[p[0]]) + len(set_.texts[p[1]]))
    said = reader.read([(set_.texts[a], set_.texts[b]) for a, b in order])[:, 0]
    found = {}
    for (a, b), reading in zip(order, said, strict=True):
        cosine = float(set_.vectors[a] @ set_.vectors[b])
        said_of = set_.texts[a], set_.texts[b]
        details = differences(marks(set_.texts[a]), marks(set_.texts[b]))
        counts = counted(float(reading), cosine) if can_tell(*said_of) else 0.0
        features = details.features(cosine, reading=counts)
        found[a, b] = calibration.same.probability(features)
    return found


def across(set_: Labelled, labels: Labels) -> dict[Pair, list[Pair]]:
    """Return the nearest pairs of members of each two topics that are near each other."""
    members = [np.flatnonzero(labels == label) for label in range(labels.max() + 1)]
    centroids = unit(np.stack([set_.vectors[rows].mean(axis=0) for rows in members]))
    cosines = centroids @ centroids.T
    np.fill_diagonal(cosines, -1.0)
    near = np.argsort(-cosines, axis=1)[:, :NEIGHBOURS]
    found = {}
    for a, b in {(min(i, j), max(i, j)) for i, row in enumerate(near) for j in row.tolist()}:
        table = set_.vectors[members[a]] @ set_.vectors[members[b]].T
        best = np.argsort(-table, axis=None)[:ACROSS]
        rows, columns = np.unravel_index(best, table.shape)
        found[a, b] = [
            (int(members[a][i]), int(members[b][j])) for i, j in zip(rows, columns, strict=True)
        ]
    return found


def within(set_: Labelled, labels: Labels) -> list[Pair]:
    """Return pairs of near members of one topic."""
    pairs = set()
    for label in range(labels.max() + 1):
        rows = np.flatnonzero(labels == label)
        table = set_.vectors[rows] @ set_.vectors[rows].T
        np.fill_diagonal(table, -1.0)
        near = np.argsort(-table, axis=1)[:, : min(NEIGHBOURS, len(rows) - 1)]
        for i, row in enumerate(near):
            pairs |= {(int(min(rows[i], rows[j])), int(max(rows[i], rows[j]))) for j in row}
    return sorted(pairs)


def merged(
    labels: Labels, pairs: Mapping[Pair, list[Pair]], likely: Mapping[Pair, float], least: float
) -> Labels:
    """Return the topics with those merged that are the same."""
    join = [p for p, rows in pairs.items() if np.mean([likely[row] for row in rows]) >= least]
    number = linked(labels.max() + 1, join)
    return np.where(labels < 0, -1, number[np.maximum(labels, 0)])


def split(set_: Labelled, labels: Labels, likely: Mapping[Pair, float], least: float) -> Labels:
    """Return the topics with those split whose parts nothing links."""
    part = linked(len(labels), [pair for pair, p in likely.items() if p >= least])
    found = np.where(labels < 0, -1, part)
    for label in range(labels.max() + 1):
        rows = np.flatnonzero(labels == label)
        parts, sizes = np.unique(part[rows], return_counts=True)
        kept = parts[sizes > 1] if (sizes > 1).any() else parts[:1]
        centroids = np.stack([set_.vectors[rows[part[rows] == each]].mean(0) for each in kept])
        for row in rows[~np.isin(part[rows], kept)]:
            found[row] = kept[int((centroids @ set_.vectors[row]).argmax())]
    return found


def linked(count: int, pairs: Sequence[Pair]) -> Labels:
    """Return the connected component of each of so many."""
    rows, columns = (np.array([pair[side] for pair in pairs], dtype=np.intp) for side in (0, 1))
    graph = coo_array((np.ones(len(pairs), dtype=bool), (rows, columns)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1])


def figures(set_: Labelled, labels: Labels) -> tuple[float, float, int]:
    """Return V-measure, adjusted Rand index and the number of topics."""
    count = len(set(labels[labels >= 0].tolist()))
    return (
        v_measure_score(set_.intents, labels), adjusted_rand_score(set_.intents, labels), count
    )  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the folder of public sets")
    parser.add_argument("--cache", type=Path, default=Path(gettempdir()) / "akin-benchmarks",
                        help="where vectors are kept")  # fmt: skip
    arguments = parser.parse_args()
    print(describe(), "\n")
    reader = CrossReader()
    for (set_, size) in ((s, n) for s in sets(arguments.data, arguments.cache, chosen_on=True)
                         for n in SIZES):  # fmt: skip
        rows: dict[str, list[tuple[float, float, int]]] = {}
        for seed in range(DRAWS):
            drawn = set_.draw(size, seed)
            labels = akin(drawn.texts, drawn.vectors, 0)
            between, inside = across(drawn, labels), within(drawn, labels)
            likely = same(drawn, [*chain.from_iterable(between.values()), *inside], reader)
            rows.setdefault("as they are", []).append(figures(drawn, labels))
            for least in THRESHOLDS:
                for what, changed in (
                    ("merged", merged(labels, between, likely, least)),
                    ("split", split(drawn, labels, {p: likely[p] for p in inside}, least)),
                ):
                    rows.setdefault(f"{what} from {least}", []).append(figures(drawn, changed))
        print(f"{set_.name}, {size:,}")
        for name, found in rows.items():
            v, rand, count = np.mean(found, axis=0)
            print(f"  {name:18} V-measure {v:.3f}, ARI {rand:.3f}, {count:.0f} topics", flush=True)


if __name__ == "__main__":
    main()
