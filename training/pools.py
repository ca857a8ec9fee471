"""Pools: the résumés of a hiring world as tensors, with its openings."""

from dataclasses import dataclass

import numpy as np
import torch

from matcher.candidates import MUST_WEIGHT, NICE_WEIGHT, CandidateRanker, told
from matcher.encoder import TextEncoder
from matcher.evidence import CREDIT, strength
from training.hiring import World

PADDED = -1.0
"""The credit where a résumé has no passage: below that of every passage."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An opening, held against the n résumés of its pool with at most p passages each.

    Attributes:
        requirements: (m, d) unit vectors.
        weights: (m,), their sum 1.
        whole: (d,) the unit vector of it all but its gates.
        credits: (n, p) what a proof by a passage is worth.
        told: (n, d) the middles of what the résumés tell.
        grades: (n,) by a recruiter, 0 to 3.
        cosines: (n,) of whole documents as they stand, to compare with.

    """

    requirements: torch.Tensor
    weights: torch.Tensor
    whole: torch.Tensor
    credits: torch.Tensor
    told: torch.Tensor
    grades: torch.Tensor
    cosines: torch.Tensor


@dataclass(frozen=True, slots=True)
class Pool:
    """Résumés as (n, p, d) unit vectors of their passages, and the openings of their world."""

    name: str
    passages: torch.Tensor
    openings: tuple[Asked, ...]


def pool(world: World, encoder: TextEncoder, ranker: CandidateRanker) -> Pool:
    """Return a world as tensors.

    Args:
        world: to be read.
        encoder: of texts.
        ranker: by this encoder, with a model that leaves vectors as they are.

    """
    prepared = [ranker.prepare_resume(resume) for resume in world.resumes.values()]
    most = max(len(each.passages) for each in prepared)
    passages = np.zeros((len(prepared), most, prepared[0].vectors.shape[1]), dtype=np.float32)
    for row, each in enumerate(prepared):
        passages[row, : len(each.passages)] = each.vectors
    documents = encoder.encode([resume.text for resume in world.resumes.values()])
    openings = []
    for opening, grades in world.openings:
        asked = ranker.prepare_opening(opening)
        kinds = [[strength(p, asked.words) for p in each.passages] for each in prepared]
        worth = np.full((len(prepared), most), PADDED)
        for row, of in enumerate(kinds):
            worth[row, : len(of)] = [CREDIT[kind] for kind in of]
        weights = np.array([MUST_WEIGHT if r.must else NICE_WEIGHT for r in opening.requirements])
        middles = [told(each, of) for each, of in zip(prepared, kinds, strict=True)]
        document = encoder.encode([f"{opening.title}\n{opening.text}"])[0]
        openings.append(
            Asked(
                requirements=_tensor(asked.vectors),
                weights=_tensor(weights / weights.sum()),
                whole=_tensor(asked.whole),
                credits=_tensor(worth),
                told=_tensor(np.array(middles)),
                grades=torch.tensor([grades[name] for name in world.resumes]),
                cosines=_tensor(documents @ document),
            )
        )
    return Pool(world.name, _tensor(passages), tuple(openings))


def _tensor(array: np.ndarray) -> torch.Tensor:
    return torch.tensor(array, dtype=torch.float32)
