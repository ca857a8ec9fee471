"""Fit the probability that a résumé proves a requirement: `python -m training.proofs`.

On our own hiring worlds (`hiring/`): 20 résumés each, openings, and for every résumé what a careful
recruiter would say; and on two thirds of our own requirements (`proof_fit.py` says how). Typical
requirements are drawn from the same two thirds.

Writes `matcher/proofs.json` and the adapters beside it. Prints how well each world is ranked by
what was fitted on the other worlds (a third of them at a time is left out), with and without
adapters, beside the cosine of whole documents; and how well, on the last third of our requirements,
the cosine and the specificities (with --reranker, in minutes: the shipped reranker too) tell proofs
from near misses and from the nearest other passages.
"""

import argparse
import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import save
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from matcher.candidates import CandidateRanker
from matcher.encoder import Encoder
from matcher.evidence import neutral
from matcher.proof_model import ADAPTERS, PROOFS, SIDES, ProofModel
from matcher.reranker import CrossReader
from training import held_out, hiring, requirements
from training.metrics import ndcg
from training.pools import Pool, pool
from training.proof_fit import START, ProofFit, Requirements, fit
from training.requirements import Proven

HERE: Final = Path(__file__).parent
HIRING: Final = HERE / "hiring"
TYPICAL: Final = 512
RANK: Final = 32
FOLDS: Final = 3
AT: Final = 5

OTHERS: Final = 6
"""Passages of other requirements that each proof is told from: the nearest of a random draw."""

DRAW: Final = 30

Array = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reranker", action="store_true", help="compare with the shipped reranker")
    given = parser.parse_args()
    rows = requirements.read(HERE / "requirements.jsonl")
    kept = [row for row in rows if held_out.is_for_proofs(row.requirement)]
    learnt = [row for row in rows if not held_out.is_for_proofs(row.requirement)]
    rng = np.random.default_rng(0)
    asked = [row.requirement for row in learnt]
    typical = sorted(map(str, rng.choice(asked, min(TYPICAL, len(asked)), replace=False)))
    with closing(Encoder(dtype="float32")) as encoder:
        ranker = CandidateRanker(encoder, ProofModel(*START, tuple(typical)))
        pools = [pool(world, encoder, ranker) for world in hiring.read(HIRING)]
        own, apart = (_encoded(some, encoder) for some in (learnt, kept))
        cohort = torch.tensor(encoder.encode([neutral(text) for text in typical]))
    _cross_validate(pools, own, cohort)
    plain, adapted = (fit(pools, own, cohort, rank=rank) for rank in (0, RANK))
    _compare(kept, apart, plain, adapted, with_reranker=given.reranker)
    _write(plain.model(typical), adapted.model(typical))
    print(f"fitted on {sum(len(each.openings) for each in pools)} openings; written to {PROOFS}")


def _encoded(rows: Sequence[Proven], encoder: Encoder) -> Requirements:
    return Requirements(
        *(
            torch.tensor(encoder.encode([neutral(text) for text in texts]))
            for texts in (
                [row.requirement for row in rows],
                [row.proof for row in rows],
                [row.near_miss for row in rows],
            )
        )
    )


def _write(plain: ProofModel, adapted: ProofModel) -> None:
    written = {
        name: {
            "intercept": round(model.intercept, 4),
            "passage": round(model.passage, 4),
            "whole": round(model.whole, 4),
        }
        for name, model in (("plain", plain), ("adapted", adapted))
    } | {"typical": list(adapted.typical)}
    PROOFS.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    adapters = {"of_passages": adapted.of_passages, "of_wholes": adapted.of_wholes}
    tensors = {
        f"{name}.{side}": getattr(adapter, side).astype(np.float16)
        for name, adapter in adapters.items()
        for side in SIDES
    }
    # Not `save_file`, which would let nobody else read it.
    PROOFS.with_name(ADAPTERS).write_bytes(save(tensors))


def _cross_validate(pools: Sequence[Pool], own: Requirements, typical: torch.Tensor) -> None:
    """Print nDCG@5 for each world, by what the others teach."""
    found = {}
    for fold in range(FOLDS):
        apart = pools[fold::FOLDS]
        others = [each for each in pools if each not in apart]
        plain, adapted = (fit(others, own, typical, rank=rank) for rank in (0, RANK))
        for each in apart:
            by_cosine = [asked.cosines for asked in each.openings]
            ways = (_shares(adapted, each), _shares(plain, each), by_cosine)
            found[each.name] = [_mean_ndcg(each, scores) for scores in ways]
    print(f"nDCG@{AT} on worlds that nothing was fitted on")
    print(f"{'world':12}{'adapted':>10}{'plain':>10}{'cosine of whole documents':>28}")
    for name, figures in [*found.items(), ("mean", np.mean(list(found.values()), axis=0))]:
        print(f"{name:12}{figures[0]:10.3f}{figures[1]:10.3f}{figures[2]:28.3f}")


def _shares(fitted: ProofFit, of: Pool) -> list[torch.Tensor]:
    with torch.no_grad():
        return fitted.shares(of)


def _mean_ndcg(of: Pool, scores: Sequence[torch.Tensor]) -> float:
    pairs = zip(scores, of.openings, strict=True)
    return float(np.mean([ndcg(each.numpy(), a.grades.numpy(), depth=AT) for each, a in pairs]))


def _compare(
    kept: Sequence[Proven], vectors: Requirements, plain: ProofFit, adapted: ProofFit, *,
    with_reranker: bool,
) -> None:  # fmt: skip
    """Print how well proofs are told from near misses and from the nearest other proofs."""
    count, rng = len(kept), np.random.default_rng(0)
    offered = torch.cat([vectors.proofs, vectors.misses])
    cosines = (vectors.asked @ offered.T).numpy()
    with torch.no_grad():
        specific = {
            "cosine": cosines,
            "specificity": plain.specific([vectors.asked], offered)[0].numpy(),
            "specificity, adapted": adapted.specific([vectors.asked], offered)[0].numpy(),
        }
    pairs: list[tuple[int, int]] = []
    for row in range(count):
        drawn = rng.choice(np.delete(np.arange(count), row), min(DRAW, count - 1), replace=False)
        nearest = sorted(drawn.tolist(), key=lambda n: -cosines[row, n])[:OTHERS]
        pairs += [(row, row), (row, count + row), *((row, n) for n in nearest)]
    labels = np.array([int(r == p) for r, p in pairs])
    groups = np.array([r for r, _ in pairs])
    print(f"{count} requirements, {len(pairs)} pairs, chance {labels.mean():.3f}")
    figures = {name: np.array([[table[p]] for p in pairs]) for name, table in specific.items()}
    if with_reranker:
        texts = [neutral(row.proof) for row in kept] + [neutral(row.near_miss) for row in kept]
        with closing(CrossReader()) as reader:
            read = reader.read([(neutral(kept[r].requirement), texts[p]) for r, p in pairs])
        figures["reranker"] = read.astype(np.float64)
    for name, features in figures.items():
        _report(name, features, labels, groups)


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
