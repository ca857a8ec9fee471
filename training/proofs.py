"""Fit the probability that a résumé proves a requirement: `python -m training.proofs`.

On one in three of our requirements, from which the reranker never learns. Openings of six
requirements of one trade are put together, each with three applicants: two of its trade, who show
three of the six (and the near misses of the other three, one of the two), and one of another trade,
who shows none. What is fitted is the probability that a requirement's proof is in the résumé, given
its best passage and the work as a whole; so the passage that is nearest among many by chance is
allowed for. Typical requirements are drawn from the other two thirds.

Writes `matcher/proofs.json`; prints how well the bare cosine and this (with --reranker, in minutes:
the shipped reranker too) tell proofs from near misses and from the nearest other passages, and how
well calibrated it is on trades that it was not fitted on.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from matcher.encoder import Encoder
from matcher.evidence import neutral
from matcher.proof_model import PROOFS, centre, specificity
from matcher.reranker import CrossReader
from training import held_out, requirements
from training.requirements import Proven

HERE: Final = Path(__file__).parent
TYPICAL: Final = 512
ASKED: Final = 6
SHOWN: Final = 3
"""Requirements of an opening, and how many of them an applicant of the trade proves."""

PASSAGES: Final = 12
"""Of a résumé, besides those about the opening's requirements."""

OPENINGS: Final = 30
"""That are put together for each trade."""

OTHERS: Final = 6
"""Passages of other requirements that each proof is told from: the nearest of a random draw."""

DRAW: Final = 30
BINS: Final = 10

Array = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors of the kept requirements, their proofs and near misses, and of the typical."""

    asked: Array
    proofs: Array
    misses: Array
    typical: Array

    def specific(self, asked: Array, offered: Array) -> Array:
        """Return (m, n) specificities of passages for requirements."""
        return specificity(asked @ offered.T, self.typical @ offered.T)


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reranker", action="store_true", help="compare with the shipped reranker")
    given = parser.parse_args()
    rows = requirements.read(HERE / "requirements.jsonl")
    rng = np.random.default_rng(0)
    others = [row.requirement for row in rows if not held_out.is_for_proofs(row.requirement)]
    typical = [str(text) for text in rng.choice(others, min(TYPICAL, len(others)), replace=False)]
    kept = [row for row in rows if held_out.is_for_proofs(row.requirement)]
    with closing(Encoder()) as encoder:
        vectors = Vectors(
            *(
                encoder.encode([neutral(text) for text in texts]).astype(np.float64)
                for texts in (
                    [row.requirement for row in kept],
                    [row.proof for row in kept],
                    [row.near_miss for row in kept],
                    typical,
                )
            )
        )
    _compare(kept, vectors, rng, with_reranker=given.reranker)
    found = list(_applicants([row.field for row in kept], vectors, rng))
    features = np.array([[best, work] for best, work, _, _ in found])
    labels = np.array([label for _, _, label, _ in found])
    trades = np.array([trade for _, _, _, trade in found])
    said = cross_val_predict(
        LogisticRegression(), features, labels, groups=trades, cv=GroupKFold(5),
        method="predict_proba",
    )[:, 1]  # fmt: skip
    print(
        f"{len(labels)} requirements of applicants, {labels.mean():.1%} proven: area under the "
        f"curve {roc_auc_score(labels, said):.3f} (by the best passage alone "
        f"{roc_auc_score(labels, features[:, 0]):.3f}), calibration error "
        f"{_calibration_error(said, labels):.3f}"
    )
    model = LogisticRegression().fit(features, labels)
    written = {
        "intercept": round(float(model.intercept_[0]), 4),
        "passage": round(float(model.coef_[0][0]), 4),
        "work": round(float(model.coef_[0][1]), 4),
        "typical": sorted(typical),
    }
    PROOFS.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"fitted on {len(kept)} requirements; written to {PROOFS}")


def _applicants(
    fields: Sequence[str], vectors: Vectors, rng: np.random.Generator
) -> Iterator[tuple[float, float, int, str]]:
    """Yield best passage, work as a whole, whether it is proven, and the trade."""
    trades = {
        trade: np.array([n for n, field in enumerate(fields) if field == trade])
        for trade in sorted(set(fields))
    }
    trades = {trade: rows for trade, rows in trades.items() if len(rows) >= 2 * ASKED}
    for trade, rows in trades.items():
        for _ in range(OPENINGS):
            asked = rng.choice(rows, ASKED, replace=False)
            rest = np.setdiff1d(rows, asked)
            others = trades[rng.choice([name for name in trades if name != trade])]
            of_trade = vectors.proofs[_some(rest, rng)]
            shown, missed = vectors.proofs[asked[:SHOWN]], vectors.misses[asked[SHOWN:]]
            for resume, proven in (
                (np.vstack([of_trade, shown]), SHOWN),
                (np.vstack([of_trade, shown, missed]), SHOWN),
                (vectors.proofs[_some(others, rng)], 0),
            ):
                best = vectors.specific(vectors.asked[asked], resume).max(axis=1)
                middle = centre(vectors.asked[asked])[None]
                work = float(vectors.specific(middle, centre(resume)[None])[0, 0])
                for number, value in enumerate(best):
                    yield float(value), work, int(number < proven), trade


def _some(rows: Rows, rng: np.random.Generator) -> Rows:
    return rng.choice(rows, min(PASSAGES, len(rows)), replace=False)


def _compare(
    kept: Sequence[Proven], vectors: Vectors, rng: np.random.Generator, *, with_reranker: bool
) -> None:
    """Print how well proofs are told from near misses and from the nearest other proofs."""
    count = len(kept)
    offered = np.vstack([vectors.proofs, vectors.misses])
    cosines = vectors.asked @ offered.T
    z = vectors.specific(vectors.asked, offered)
    pairs: list[tuple[int, int]] = []
    for row in range(count):
        drawn = rng.choice(np.delete(np.arange(count), row), min(DRAW, count - 1), replace=False)
        nearest = sorted(drawn.tolist(), key=lambda n: -cosines[row, n])[:OTHERS]
        pairs += [(row, row), (row, count + row), *((row, n) for n in nearest)]
    labels = np.array([int(r == p) for r, p in pairs])
    groups = np.array([r for r, _ in pairs])
    near = np.array([[cosines[pair], z[pair]] for pair in pairs])
    print(f"{count} requirements, {len(pairs)} pairs, chance {labels.mean():.3f}")
    _report("cosine", near[:, :1], labels, groups)
    _report("specificity", near[:, 1:], labels, groups)
    if not with_reranker:
        return
    texts = [neutral(row.proof) for row in kept] + [neutral(row.near_miss) for row in kept]
    with closing(CrossReader()) as reader:
        read = reader.read([(neutral(kept[r].requirement), texts[p]) for r, p in pairs])
    readings = read.astype(np.float64)
    _report("reranker", readings, labels, groups)
    _report("specificity, reranker", np.column_stack([near[:, 1:], readings]), labels, groups)


def _report(name: str, features: Array, labels: Rows, groups: Rows) -> None:
    said = cross_val_predict(
        LogisticRegression(max_iter=1000), features, labels, groups=groups, cv=GroupKFold(5),
        method="predict_proba",
    )[:, 1]  # fmt: skip
    each = [said[groups == group] for group in np.unique(groups)]
    print(
        f"{name:22} average precision {average_precision_score(labels, said):.3f}, "
        f"proof above near miss {np.mean([s[0] > s[1] for s in each]):.1%}, "
        f"above all {np.mean([s.argmax() == 0 for s in each]):.1%}"
    )


def _calibration_error(said: Array, labels: Rows) -> float:
    """Return the expected calibration error over ten bins of equal size."""
    parts = np.array_split(np.argsort(said), BINS)
    gaps = [abs(said[part].mean() - labels[part].mean()) * len(part) for part in parts]
    return float(sum(gaps) / len(said))


if __name__ == "__main__":
    main()
