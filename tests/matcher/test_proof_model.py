"""How surely a passage proves: what lies near to everything proves nothing."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from matcher.errors import CalibrationError
from matcher.pretrained import BUNDLED_SHA256
from matcher.proof_model import ADAPTERS, PROOFS, ProofModel, specificity

COHORT = np.array([[0.1, 0.5], [0.3, 0.7], [0.2, 0.6]], dtype=np.float32)
"""Of three typical requirements with two passages, the second near to all of them."""


def test_a_passage_that_is_near_to_whatever_is_asked_proves_less_at_the_same_cosine() -> None:
    model = ProofModel(-2.0, 1.0, 1.0, ())

    found = model.probabilities(specificity(np.array([[0.6, 0.6]]), COHORT), 0.0)

    assert found[0, 0] > 0.8
    assert found[0, 1] == pytest.approx(0.12)


def test_the_same_line_proves_more_in_a_resume_that_as_a_whole_is_near_to_the_opening() -> None:
    model = ProofModel.shipped(BUNDLED_SHA256)

    near, far = (model.probabilities(np.array([[2.0]]), whole)[0, 0] for whole in (0.6, 0.2))

    assert near > far


def test_a_probability_is_told_in_hundredths_and_no_digit_more() -> None:
    model = ProofModel(-2.0, 1.0, 1.0, ())

    found = model.probabilities(np.array([[2.49]], dtype=np.float32), 0.0)

    assert str(float(found[0, 0])) == "0.62"


def test_a_passage_as_near_as_its_average_stands_at_zero() -> None:
    assert specificity(np.array([[0.2, 0.6]]), COHORT) == pytest.approx(0.0, abs=1e-6)


def test_a_passage_that_is_equally_near_to_all_is_no_division_by_zero() -> None:
    same = np.full((3, 1), 0.4, dtype=np.float32)

    assert np.isfinite(specificity(np.array([[0.4]]), same)).all()


@pytest.mark.parametrize("encoder", [BUNDLED_SHA256, "another"])
def test_the_shipped_models_rise_with_the_cosine_and_know_many_trades(encoder: str) -> None:
    model = ProofModel.shipped(encoder)

    assert model.passage > 0
    assert model.whole > 0
    assert len(set(model.typical)) >= 400


def test_adapters_are_for_the_encoder_on_board_and_leave_the_vectors_of_any_other() -> None:
    """Another encoder's vectors may have any width, and mean other things."""
    vectors = np.eye(2, 384, dtype=np.float32)

    ours, other = (ProofModel.shipped(encoder) for encoder in (BUNDLED_SHA256, "another"))

    assert np.abs(ours.passages(vectors) - vectors).max() > 0.001
    assert np.abs(ours.wholes(vectors) - vectors).max() > 0.001
    assert other.passages(vectors) is vectors
    assert other.wholes(vectors) is vectors


@pytest.mark.parametrize("text", ["", "[]", json.dumps({"adapted": {"passage": 1.0}})])
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, text: str) -> None:
    file = tmp_path / PROOFS.name
    file.write_text(text)

    with pytest.raises(CalibrationError, match="Install Akin again"):
        ProofModel.shipped(BUNDLED_SHA256, file)


@pytest.mark.parametrize("data", [None, b"", b"not tensors at all"])
def test_damaged_or_missing_adapters_are_named_with_what_to_do(
    tmp_path: Path, data: bytes | None
) -> None:
    file = tmp_path / PROOFS.name
    shutil.copy(PROOFS, file)
    if data is not None:
        file.with_name(ADAPTERS).write_bytes(data)

    with pytest.raises(CalibrationError, match=ADAPTERS):
        ProofModel.shipped(BUNDLED_SHA256, file)
