"""Fit the probability that a passage proves a requirement: `python -m training.proofs`.

Fitted on requirements that the reranker was not trained on, each with its proof, its near miss and
the passages of other requirements that lie nearest, as a résumé would offer them. Writes
`matcher/proofs.json`; prints how well the models tell, cross-validated.
"""

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, log_loss
from sklearn.model_selection import GroupKFold, cross_val_predict

from matcher.encoder import Encoder
from matcher.evidence import PROOFS, ProofModel, neutral
from matcher.reranker import CrossReader
from training import held_out, requirements

HERE: Final = Path(__file__).parent
OTHERS: Final = 6
"""Passages of other requirements for each, the nearest of a random draw as large as a résumé."""
DRAW: Final = 30
STRENGTH: Final = 1.0

Array = npt.NDArray[np.float64]


def main() -> None:
    """Fit and write."""
    rows = requirements.read(HERE / "requirements.jsonl")
    rows = [row for row in rows if held_out.is_for_proofs(row.requirement)]
    with closing(Encoder()) as encoder:
        reader = CrossReader()
        wanted = encoder.encode([neutral(row.requirement) for row in rows])
        proofs = encoder.encode([neutral(row.proof) for row in rows])
        rng = np.random.default_rng(0)
        pairs: list[tuple[str, str]] = []
        labels: list[float] = []
        groups: list[int] = []
        for number, row in enumerate(rows):
            others = [n for n in range(len(rows)) if n != number]
            drawn = rng.choice(others, min(DRAW, len(others)), replace=False)
            nearest = sorted(drawn, key=lambda n: -float(wanted[number] @ proofs[n]))[:OTHERS]
            texts = [row.proof, row.near_miss, *(rows[n].proof for n in nearest)]
            pairs += [(neutral(row.requirement), neutral(text)) for text in texts]
            labels += [1.0] + [0.0] * (len(texts) - 1)
            groups += [number] * len(texts)
        first = encoder.encode([a for a, _ in pairs])
        second = encoder.encode([b for _, b in pairs])
        cosines = (first * second).sum(axis=1).astype(np.float64)
        readings = reader.read(pairs).astype(np.float64)
        fingerprint = reader.fingerprint
        reader.close()
    known, of = np.array(labels), np.array(groups)
    models = [
        _fitted("none", cosines[:, None], known, of),
        _fitted(fingerprint, np.column_stack([cosines, readings[:, 1], readings[:, 0]]), known, of),
    ]
    PROOFS.write_text(json.dumps([asdict(model) for model in models], indent=1) + "\n")
    print(f"{len(rows)} requirements, {len(pairs)} pairs; written to {PROOFS}")


def _fitted(reader: str, features: Array, labels: Array, groups: Array) -> ProofModel:
    model = LogisticRegression(C=STRENGTH)
    said = cross_val_predict(
        model, features, labels, groups=groups, cv=GroupKFold(5), method="predict_proba"
    )[:, 1]
    near_misses = np.array([said[groups == g][0] > said[groups == g][1] for g in np.unique(groups)])
    best = np.array([said[groups == g].argmax() == 0 for g in np.unique(groups)])
    print(
        f"{reader[:8]}: average precision {average_precision_score(labels, said):.3f}, "
        f"log loss {log_loss(labels, said):.3f}, proof above near miss {near_misses.mean():.1%}, "
        f"proof above all {best.mean():.1%}"
    )
    model.fit(features, labels)
    weights = [round(float(weight), 4) for weight in model.coef_[0]] + [0.0, 0.0]
    return ProofModel(reader, round(float(model.intercept_[0]), 4), *weights[:3])


if __name__ == "__main__":
    main()
