"""The fit of the proof model: what it scores is what ships, and grades teach it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
import torch

from ingest.resumes import read_resume
from matcher.candidates import CandidateRanker
from matcher.encoder import Encoder
from matcher.proof_model import ProofModel
from matcher.requirements import cut
from training.hiring import World
from training.pools import Pool, pool
from training.proof_fit import START, ProofFit, Requirements, fit

TYPICAL = ("Data pipelines", "Cares for patients", "Runs payroll for two countries", "Bakes bread")
NURSE = "Experience\nNurse\t2019 – 2023\n• Cared for patients after heart surgery on a ward\n"
BAKER = "Experience\nBaker\t2018 – 2023\n• Baked bread and pastry for two hundred guests a day\n"
LISTED = "Skills\nBread, pastry, ovens, patients, wards\n"
RESUMES = {name: read_resume([text])[0] for name, text in
           {"nurse": NURSE, "baker": BAKER, "listed": LISTED, "empty": ""}.items()}  # fmt: skip
WARD = cut("Nurse", "Must have\n- Looks after patients on a ward\nNice to have\n- Plans shifts\n")
OVEN = cut("Baker", "Must have\n- Bakes bread\n- Pastry\n")


@pytest.fixture(scope="module")
def encoder() -> Iterator[Encoder]:
    with closing(Encoder(dtype="float32")) as encoder:
        yield encoder


def pooled(encoder: Encoder, grades: dict[str, int]) -> Pool:
    """Return a world of two openings, the ward's with the given grades."""
    oven = {"baker": 3, "nurse": 0, "listed": 1, "empty": 0}
    world = World("small", RESUMES, ((WARD, grades), (OVEN, oven)))
    return pool(world, encoder, CandidateRanker(encoder, ProofModel(*START, TYPICAL)))


def vectors(encoder: Encoder, texts: tuple[str, ...]) -> torch.Tensor:
    return torch.tensor(encoder.encode(list(texts)))


def own(encoder: Encoder) -> Requirements:
    return Requirements(*(vectors(encoder, TYPICAL) for _ in range(3)))


@pytest.mark.parametrize("rank", [0, 2])
def test_a_fitted_share_is_the_score_that_the_shipped_ranker_gives(
    encoder: Encoder, rank: int
) -> None:
    """Up to the hundredths that probabilities are rounded to."""
    small = pooled(encoder, {"nurse": 3, "baker": 0, "listed": 0, "empty": 0})

    fitted = fit([small], own(encoder), vectors(encoder, TYPICAL), rank=rank)

    ranker = CandidateRanker(encoder, fitted.model(TYPICAL))
    with torch.no_grad():
        shares = fitted.shares(small)
    for opening, of in zip((WARD, OVEN), shares, strict=True):
        prepared = ranker.prepare_opening(opening)
        scores = [
            ranker.assess(prepared, ranker.prepare_resume(resume), date(2026, 1, 1)).score
            for resume in RESUMES.values()
        ]
        assert scores == pytest.approx((of * 100).tolist(), abs=1.0)


def test_adapters_learn_from_grades_what_the_encoder_does_not_say(encoder: Encoder) -> None:
    """Recruiters who want bakers on the ward are heard."""
    odd = pooled(encoder, {"nurse": 0, "baker": 3, "listed": 0, "empty": 0})
    start = ProofFit(vectors(encoder, TYPICAL), 0)

    fitted = fit([odd], own(encoder), vectors(encoder, TYPICAL), rank=8)

    with torch.no_grad():
        before, after = start.shares(odd)[0], fitted.shares(odd)[0]
    nurse, baker = 0, 1
    assert before[nurse] > before[baker]
    assert after[baker] > after[nurse]


def test_a_fit_is_the_same_twice(encoder: Encoder) -> None:
    small = pooled(encoder, {"nurse": 3, "baker": 0, "listed": 1, "empty": 0})

    first, second = (
        fit([small], own(encoder), vectors(encoder, TYPICAL), rank=2).model(TYPICAL)
        for _ in range(2)
    )

    assert first.passage == second.passage
    assert first.of_wholes is not None
    assert second.of_wholes is not None
    assert (first.of_wholes.up == second.of_wholes.up).all()
