"""Fit the probability that a résumé proves a requirement: `python -m training.proofs`.

On one in three of our requirements, from which the reranker never learns. For each, four résumés
are put together: passages of its own trade with the proof, and with the near miss instead; and
passages of all trades with the proof, and without. What is fitted is the probability that the proof
is there, given the best passage: so half of what is asked for is proven, and what is highest among
many passages by chance is allowed for. Typical requirements are drawn from the other two thirds.

Writes `matcher/proofs.json`; prints how well the bare cosine and this (with --reranker, in minutes:
the shipped reranker too) tell proofs from near misses and from the nearest other passages, and how
well calibrated it is.
"""

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from matcher.encoder import Encoder
from matcher.evidence import neutral
from matcher.proof_model import PROOFS, specificity
from matcher.reranker import CrossReader
from training import held_out, requirements

HERE: Final = Path(__file__).parent
TYPICAL: Final = 256
PASSAGES: Final = 20
"""Of a résumé that is put together, besides the proof or the near miss."""

OTHERS: Final = 6
"""Passages of other requirements that each proof is told from: the nearest of a résumé."""

BINS: Final = 10

Array = npt.NDArray[np.float64]


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
    asked = [neutral(row.requirement) for row in kept]
    passages = [neutral(row.proof) for row in kept] + [neutral(row.near_miss) for row in kept]
    drawn = _drawn([row.field for row in kept], rng)
    with closing(Encoder()) as encoder:
        wanted, offered = encoder.encode(asked), encoder.encode(passages)
        cohort = encoder.encode([neutral(text) for text in typical]) @ offered.T
    cosines = (wanted @ offered.T).astype(np.float64)
    z = specificity(cosines, cohort)
    _compare(asked, passages, cosines, z, drawn, with_reranker=given.reranker)
    best, labels, groups = _resumes(z, drawn)
    model = LogisticRegression()
    said = cross_val_predict(
        model, best, labels, groups=groups, cv=GroupKFold(5), method="predict_proba"
    )[:, 1]
    print(
        f"whole résumés: area under the curve {roc_auc_score(labels, said):.3f}, "
        f"calibration error {_calibration_error(said, labels):.3f}"
    )
    model.fit(best, labels)
    found = {
        "intercept": round(float(model.intercept_[0]), 4),
        "slope": round(float(model.coef_[0][0]), 4),
        "typical": sorted(typical),
    }
    PROOFS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"fitted on {len(kept)} requirements; written to {PROOFS}")


def _drawn(fields: list[str], rng: np.random.Generator) -> list[list[npt.NDArray[np.int64]]]:
    """Return, for each requirement, four draws of other rows: two of its trade, two of all."""
    of = np.array(fields)
    found = []
    for number, field in enumerate(fields):
        rest = np.delete(np.arange(len(of)), number)
        trade = rest[of[rest] == field]
        found.append(
            [
                rng.choice(pool, min(PASSAGES, len(pool)), replace=False)
                for pool in (trade, trade, rest, rest)
            ]
        )
    return found


def _resumes(
    z: Array, drawn: list[list[npt.NDArray[np.int64]]]
) -> tuple[Array, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return (n, 1) the best specificity of résumés, whether the proof is in, the requirement."""
    best, labels, groups = [], [], []
    for row, draws in enumerate(drawn):
        near_miss = len(drawn) + row  # they come after the proofs
        for own, draw in zip(([row], [near_miss], [row], []), draws, strict=True):
            best.append(z[row, [*own, *draw]].max())
            labels.append(int(own == [row]))
            groups.append(row)
    return np.array(best)[:, None], np.array(labels), np.array(groups)


def _compare(
    asked: list[str], passages: list[str], cosines: Array, z: Array,
    drawn: list[list[npt.NDArray[np.int64]]], *, with_reranker: bool,
) -> None:  # fmt: skip
    pairs: list[tuple[int, int]] = []
    for row, draws in enumerate(drawn):
        nearest = sorted({*draws[0].tolist(), *draws[2].tolist()}, key=lambda n: -cosines[row, n])
        pairs += [(row, row), (row, len(asked) + row), *((row, n) for n in nearest[:OTHERS])]
    labels = np.array([int(r == p) for r, p in pairs])
    groups = np.array([r for r, _ in pairs])
    near = np.array([[cosines[pair], z[pair]] for pair in pairs])
    print(f"{len(asked)} requirements, {len(pairs)} pairs, chance {labels.mean():.3f}")
    _report("cosine", near[:, :1], labels, groups)
    _report("specificity", near[:, 1:], labels, groups)
    if not with_reranker:
        return
    with closing(CrossReader()) as reader:
        readings = reader.read([(asked[r], passages[p]) for r, p in pairs]).astype(np.float64)
    _report("reranker", readings, labels, groups)
    _report("specificity, reranker", np.column_stack([near[:, 1:], readings]), labels, groups)


def _report(
    name: str, features: Array, labels: npt.NDArray[np.int64], groups: npt.NDArray[np.int64]
) -> None:
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


def _calibration_error(said: Array, labels: npt.NDArray[np.int64]) -> float:
    """Return the expected calibration error over ten bins of equal size."""
    parts = np.array_split(np.argsort(said), BINS)
    gaps = [abs(said[part].mean() - labels[part].mean()) * len(part) for part in parts]
    return float(sum(gaps) / len(said))


if __name__ == "__main__":
    main()
