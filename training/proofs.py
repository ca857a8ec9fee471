"""Fit the probability that a résumé proves a requirement: `python -m training.proofs`.

On our own hiring worlds (`hiring/`): 20 résumés each, openings, and for every résumé what a careful
recruiter would say. A grade stands for the share of an opening that is proven (SHARES), and the
coefficients are those whose scores come nearest to these shares, by cross-entropy. The passage that
proves a requirement is the one that is worth most, with the coefficients found so far. Typical
requirements are drawn from two thirds of ours.

Writes `matcher/proofs.json`; prints how well each world is ranked by what was fitted on the others,
beside the cosine of whole documents, and how well, on the last third of our requirements, the bare
cosine and the specificity (with --reranker, in minutes: the shipped reranker too) tell proofs from
near misses and from the nearest other passages.
"""

import argparse
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from matcher.candidates import MUST_WEIGHT, NICE_WEIGHT, CandidateRanker, nearness
from matcher.encoder import Encoder
from matcher.evidence import CREDIT, neutral, strength
from matcher.proof_model import PROOFS, ProofModel, specificity
from matcher.reranker import CrossReader
from training import held_out, hiring, requirements
from training.metrics import ndcg
from training.requirements import Proven

HERE: Final = Path(__file__).parent
HIRING: Final = HERE / "hiring"
TYPICAL: Final = 512
SHARES: Final = np.array([0.02, 0.3, 0.65, 0.9])
"""By grade, the share of an opening that counts as proven: nobody's résumé proves all of it."""

START: Final = (-4.0, 0.5, 2.0)
ROUNDS: Final = 3
AT: Final = 5
RIDGE: Final = 1e-3
"""How much the squares of the coefficients cost, but the intercept's."""

OTHERS: Final = 6
"""Passages of other requirements that each proof is told from: the nearest of a random draw."""

DRAW: Final = 30

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
    with closing(Encoder()) as encoder:
        ranker = CandidateRanker(encoder, ProofModel(*START, tuple(sorted(typical))))
        worlds = {world.name: _held(world, ranker, encoder) for world in hiring.read(HIRING)}
    means = np.array([
        _ndcgs(mine, _fit([each for name, of in worlds.items() if name != world for each in of]))
        for world, mine in worlds.items()
    ])  # fmt: skip
    for world, (fitted, cosine) in zip(worlds, means, strict=True):
        print(f"{world:12} nDCG@5 {fitted:.3f}, by the cosine of whole documents {cosine:.3f}")
    fitted, cosine = means.mean(axis=0)
    print(f"{'mean':12} nDCG@5 {fitted:.3f}, by the cosine of whole documents {cosine:.3f}")
    intercept, passage, whole = _fit([each for of in worlds.values() for each in of])
    written = {
        "intercept": round(float(intercept), 4),
        "passage": round(float(passage), 4),
        "whole": round(float(whole), 4),
        "typical": sorted(typical),
    }
    PROOFS.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"fitted on {sum(map(len, worlds.values()))} openings; written to {PROOFS}")


@dataclass(frozen=True, slots=True)
class Held:
    """An opening and a résumé as figures.

    Attributes:
        specific: (m, n) of the requirements with the passages.
        credits: (n,) what a proof by each passage is worth.
        weights: (m,) of the requirements, their sum 1.
        near: what the whole résumé tells, to the whole opening.
        cosine: of both documents as they stand.
        grade: what a recruiter says.

    """

    specific: Array
    credits: Array
    weights: Array
    near: float
    cosine: float
    grade: int

    def best(self, coefficients: Array) -> Rows:
        """Return (m,) the passage that is worth most for each requirement."""
        worth = self.credits * expit(self._logits(coefficients))
        best: Rows = worth.argmax(axis=1)
        return best

    def score(self, coefficients: Array, best: Rows) -> float:
        """Return the share of the opening that is proven by passages (m,)."""
        rows = np.arange(len(best))
        proven = expit(self._logits(coefficients)[rows, best])
        return float(self.weights @ (self.credits[best] * proven))

    def _logits(self, coefficients: Array) -> Array:
        intercept, passage, whole = coefficients
        logits: Array = intercept + passage * self.specific + whole * self.near
        return logits


def _held(world: hiring.World, ranker: CandidateRanker, encoder: Encoder) -> list[list[Held]]:
    """Hold the résumés of a world against each of its openings."""
    prepared = {name: ranker.prepare_resume(resume) for name, resume in world.resumes.items()}
    documents = encoder.encode([resume.text for resume in world.resumes.values()])
    found = []
    for opening, grades in world.openings:
        asked = ranker.prepare_opening(opening)
        document = encoder.encode([f"{opening.title}\n{opening.text}"])[0]
        weights = np.array([MUST_WEIGHT if r.must else NICE_WEIGHT for r in opening.requirements])
        rows = []
        for (name, resume), other in zip(prepared.items(), documents, strict=True):
            kinds = [strength(passage, asked.words) for passage in resume.passages]
            rows.append(
                Held(
                    ranker.specific(asked, resume),
                    np.array([CREDIT[kind] for kind in kinds]),
                    weights / weights.sum(),
                    nearness(asked, resume, kinds),
                    float(other @ document),
                    grades[name],
                )
            )
        found.append(rows)
    return found


def _fit(openings: Sequence[Sequence[Held]]) -> Array:
    """Return intercept and coefficients whose scores come nearest to the shares."""
    rows = [held for opening in openings for held in opening]
    wanted = SHARES[[held.grade for held in rows]]
    found = np.array(START)
    for _ in range(ROUNDS):
        best = [held.best(found) for held in rows]

        def loss(coefficients: Array, best: Sequence[Rows] = best) -> float:
            scores = np.array([h.score(coefficients, b) for h, b in zip(rows, best, strict=True)])
            scores = np.clip(scores, 1e-4, 1 - 1e-4)
            entropy = wanted * np.log(scores) + (1 - wanted) * np.log(1 - scores)
            return float(-entropy.mean() + RIDGE * (coefficients[1:] ** 2).sum() / len(wanted))

        found = minimize(loss, found, method="L-BFGS-B").x
    return found


def _ndcgs(openings: Sequence[Sequence[Held]], coefficients: Array) -> tuple[float, float]:
    """Return the mean nDCG@5 by coefficients, and by the cosine of whole documents."""
    fitted = [[h.score(coefficients, h.best(coefficients)) for h in rows] for rows in openings]
    cosines = [[held.cosine for held in rows] for rows in openings]
    grades = [np.array([held.grade for held in rows]) for rows in openings]

    def mean(scores: Sequence[Sequence[float]]) -> float:
        pairs = zip(scores, grades, strict=True)
        return float(np.mean([ndcg(np.array(mine), graded, depth=AT) for mine, graded in pairs]))

    return mean(fitted), mean(cosines)


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


if __name__ == "__main__":
    main()
