"""The logistic model: it finds what generated its data, and learns without forgetting."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.calibration import (
    DEFAULT_PRECISION,
    FOLDER,
    NO_READER,
    Calibration,
    calibration_for,
)
from matcher.features import NAMES, Features
from matcher.logistic import Array, Logistic, sigmoid
from matcher.reliability import expected_calibration_error

TRUE = {"cosine": 10.0, "reading": 1.0, "agreement": 2.5, "conflict": -4.0}
INTERCEPT = -7.5


def drawn(
    count: int, *, seed: int = 0, shift: float = 0.0, cosine: float = 0.45
) -> tuple[Array, Array]:
    """Return features of pairs, and labels drawn by the TRUE weights."""
    rng = np.random.default_rng(seed)
    rows = np.zeros((count, len(NAMES)))
    columns = {
        "cosine": rng.normal(cosine, 0.18, count).clip(-1, 1),
        "reading": rng.normal(0, 1.5, count),
        "agreement": rng.random(count) < 0.1,
        "conflict": rng.random(count) < 0.3,
    }
    for name, values in columns.items():
        rows[:, NAMES.index(name)] = values
    weights = np.array([TRUE.get(name, 0.0) for name in NAMES])
    probabilities = sigmoid(rows @ weights + INTERCEPT + shift)
    return rows, (rng.random(count) < probabilities).astype(float)


def fitted(rows: Array, labels: Array, **options: Any) -> Logistic:
    return Logistic.fitted(rows, labels, np.ones(len(rows)), **options)


@pytest.fixture(scope="module")
def model() -> Logistic:
    """A model as it would be shipped: fitted to as many pairs as there really are."""
    return fitted(*drawn(4_000))


def nearest_to(model: Logistic, probability: float) -> Array:
    """Return the features of the pair, of those that a search finds, with this probability."""
    rows, _ = drawn(4_000, seed=1)
    return np.asarray(rows[np.abs(model.probabilities(rows) - probability).argmin()])


def test_the_probability_is_logistic_in_the_features() -> None:
    weights = np.array([TRUE.get(name, 0.0) for name in NAMES])
    model = Logistic(weights, INTERCEPT, np.eye(len(NAMES) + 1))
    pair = Features(cosine=0.9, conflict=1.0)
    assert model.weight("conflict") == -4.0
    assert model.logit(pair) == pytest.approx(9.0 - 4.0 - 7.5)
    assert model.probability(pair) == pytest.approx(1 / (1 + math.exp(2.5)))
    rows = np.stack([pair.row(), Features().row()])
    assert model.probabilities(rows) == pytest.approx(
        [model.probability(pair), model.probability(Features())]
    )


def test_the_farthest_logits_do_not_overflow() -> None:
    assert sigmoid([-1e4, 0.0, 1e4]).tolist() == [0.0, 0.5, 1.0]


def test_the_fit_finds_the_weights_that_generated_the_data() -> None:
    found = fitted(*drawn(40_000), ridge=1e-9)
    for name in NAMES:
        assert found.weight(name) == pytest.approx(TRUE.get(name, 0.0), rel=0.08), name
    assert found.intercept == pytest.approx(INTERCEPT, rel=0.05)


def test_pairs_that_count_twice_count_as_two() -> None:
    rows, labels = drawn(300)
    twice = Logistic.fitted(rows, labels, np.where(np.arange(300) < 100, 2.0, 1.0))
    repeated = fitted(np.concatenate([rows, rows[:100]]), np.concatenate([labels, labels[:100]]))
    assert twice.weights == pytest.approx(repeated.weights)
    assert twice.stiffness == pytest.approx(repeated.stiffness)


def test_data_that_a_threshold_tells_apart_have_finite_weights() -> None:
    rows, _ = drawn(200)
    found = fitted(rows, (rows[:, 0] > 0.5).astype(float))
    assert np.isfinite(found.weights).all()
    assert 0 < found.weight("cosine") < 100


def test_the_ridge_pulls_towards_the_start() -> None:
    rows, labels = drawn(500)
    pulled = fitted(rows, labels, start={"cosine": 3.0, "template": -2.0}, ridge=1e4)
    assert pulled.weight("cosine") == pytest.approx(3.0, abs=0.01)
    assert pulled.weight("template") == pytest.approx(-2.0, abs=0.01)
    assert pulled.weight("conflict") == pytest.approx(0.0, abs=0.01)


def test_a_feature_that_is_not_used_keeps_no_weight() -> None:
    found = fitted(*drawn(2_000), used=["cosine", "agreement"])
    assert found.weight("cosine") > 3
    assert found.weight("agreement") > 1
    for name in set(NAMES) - {"cosine", "agreement"}:
        assert found.weight(name) == pytest.approx(0.0, abs=1e-5)


def test_that_picked_pairs_are_right_more_often_does_not_shift_the_intercept() -> None:
    natural, picked = drawn(8_000), drawn(8_000, seed=1, shift=4.0, cosine=0.7)
    rows, labels = np.concatenate([natural[0], picked[0]]), np.concatenate([natural[1], picked[1]])
    aside = np.repeat([0.0, 1.0], 8_000)
    kept_apart = fitted(rows, labels, offset=aside, ridge=1e-9)
    assert kept_apart.intercept == pytest.approx(INTERCEPT, abs=0.4)
    assert fitted(rows, labels, ridge=1e-9).intercept > INTERCEPT + 1
    # Nor do they count for how stiff it is.
    alone = fitted(*natural, ridge=1e-9)
    assert kept_apart.stiffness == pytest.approx(alone.stiffness, abs=0.01)


def test_sharpening_stretches_and_shifts_and_keeps_the_order() -> None:
    weights = np.array([TRUE.get(name, 0.0) for name in NAMES])
    rows, labels = drawn(20_000)
    dull = Logistic(weights / 2, INTERCEPT / 2 + 1.0, np.eye(len(NAMES) + 1))
    sharp = dull.sharpened(rows, labels)
    assert sharp.weights == pytest.approx(weights, rel=0.06)
    assert sharp.weights == pytest.approx(weights * sharp.weight("cosine") / TRUE["cosine"])
    assert sharp.intercept == pytest.approx(INTERCEPT, rel=0.06)
    assert sharp.stiffness == pytest.approx(fitted(rows, labels).stiffness, abs=0.005)
    # Labels that say the opposite turn nothing round.
    assert dull.sharpened(rows, 1.0 - labels) is dull


def test_without_judgements_it_stays_the_very_same(model: Logistic) -> None:
    assert model.adapted(np.zeros((0, len(NAMES))), np.zeros(0)) is model


@pytest.mark.parametrize("said", [0.05, 0.3, 0.5, 0.75, 0.9, 0.97])
def test_ten_judgements_move_it_little_even_if_all_are_wrong(model: Logistic, said: float) -> None:
    pair = nearest_to(model, said)
    [before] = model.probabilities(pair[None])
    wrong = np.full(10, float(before < 0.5))
    [after] = model.adapted(np.tile(pair, (10, 1)), wrong).probabilities(pair[None])
    assert 0 < abs(after - before) < 0.2
    assert (after > before) == (wrong[0] == 1)


@pytest.mark.parametrize("cosine", [0.5, 0.6, 0.7, 0.8, 0.9])
def test_ten_move_little_of_what_comes_with_akin_and_a_thousand_much(cosine: float) -> None:
    shipped = calibration_for(NO_READER).same
    pair = Features(cosine=cosine)
    wrong = float(shipped.probability(pair) < 0.5)
    rows, labels = np.tile(pair.row(), (1_000, 1)), np.full(1_000, wrong)
    ten = shipped.adapted(rows[:10], labels[:10])
    assert abs(ten.probability(pair) - shipped.probability(pair)) < 0.15
    assert (shipped.adapted(rows, labels).probability(pair) > 0.5) == bool(wrong)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda file: file.stem)
def test_ten_wrong_judgements_neither_silence_repeats_nor_make_doubtful_pairs_the_same(
    file: Path,
) -> None:
    calibration = Calibration.parse(file.read_text())
    shipped, surest = calibration.same, calibration.threshold(DEFAULT_PRECISION)
    repeated = Features(cosine=1.0, repeat=1.0).row()
    doubtful = Features(cosine=0.8).row()
    denied = shipped.adapted(np.tile(doubtful, (10, 1)), np.zeros(10))
    assert denied.probabilities(repeated[None])[0] >= surest
    asserted = shipped.adapted(np.tile(doubtful, (10, 1)), np.ones(10))
    assert 0.5 < shipped.probabilities(doubtful[None])[0] < 0.95
    assert asserted.probabilities(doubtful[None])[0] < surest


@pytest.mark.parametrize("said", [0.3, 0.75, 0.9, 0.97])
def test_a_thousand_that_agree_move_it_to_the_other_side(model: Logistic, said: float) -> None:
    pair = nearest_to(model, said)
    agreed = float(said < 0.5)
    moved = model.adapted(np.tile(pair, (1_000, 1)), np.full(1_000, agreed))
    [after] = moved.probabilities(pair[None])
    assert (after > 0.5) == bool(agreed)
    # They go on from it: what was learnt is no reason to be less stiff.
    assert np.array_equal(moved.stiffness, model.stiffness)


def test_the_more_the_start_is_worth_the_less_it_moves(model: Logistic) -> None:
    pair = nearest_to(model, 0.9)
    rows, labels = np.tile(pair, (50, 1)), np.zeros(50)
    after = [
        float(model.adapted(rows, labels, worth=worth, spread=0.0).probabilities(pair[None])[0])
        for worth in (10.0, 100.0, 1_000.0, 1e7)
    ]
    assert after == sorted(after)
    assert after[0] < 0.1
    assert after[-1] == pytest.approx(0.9, abs=0.01)


def test_where_less_is_the_same_the_probabilities_soon_say_so_and_the_weights_stay() -> None:
    model = fitted(*drawn(20_000))
    rows, labels = drawn(4_000, seed=3, shift=-1.5)
    before = expected_calibration_error(model.probabilities(rows), labels)
    moved = model.adapted(rows[:100], labels[:100])
    stiff = model.adapted(rows[:100], labels[:100], spread=0.0)
    after = expected_calibration_error(moved.probabilities(rows[100:]), labels[100:])
    held = expected_calibration_error(stiff.probabilities(rows[100:]), labels[100:])
    assert after < held < before
    assert moved.intercept < model.intercept - 0.3
    assert moved.weights == pytest.approx(model.weights, abs=0.5)


def test_judgements_as_the_model_expects_them_change_nothing_much(model: Logistic) -> None:
    rows, _ = drawn(2_000, seed=2)
    moved = model.adapted(rows, model.probabilities(rows))
    assert moved.weights == pytest.approx(model.weights, abs=1e-6)
    assert moved.intercept == pytest.approx(model.intercept, abs=1e-6)


def test_a_feature_that_never_varied_is_not_let_loose(model: Logistic) -> None:
    rows = np.tile(Features(cosine=0.7, template=1.0).row(), (1_000, 1))
    moved = model.adapted(rows, np.zeros(1_000))
    assert -10 < moved.weight("template") < 0
    assert moved.weight("quantity") == pytest.approx(model.weight("quantity"))


def test_json_has_weights_by_name_and_comes_back(model: Logistic) -> None:
    value = json.loads(json.dumps(model.as_json()))
    assert list(value["weights"]) == list(NAMES)
    back = Logistic.from_json(value)
    assert back.weights == pytest.approx(model.weights, abs=1e-4)
    assert back.intercept == pytest.approx(model.intercept, abs=1e-4)
    assert back.stiffness == pytest.approx(model.stiffness, abs=1e-6)
    assert back == Logistic.from_json(back.as_json())
    assert hash(back) == hash(Logistic.from_json(back.as_json()))
    assert back != model


def test_weights_of_other_features_are_refused(model: Logistic) -> None:
    value = model.as_json()
    value["weights"]["length"] = value["weights"].pop("template")
    with pytest.raises(ValueError, match=r"'length'.*not of.*'template'"):
        Logistic.from_json(value)


def test_a_stiffness_of_other_coefficients_is_refused(model: Logistic) -> None:
    value = model.as_json() | {"stiffness": [[1.0, 0.0], [0.0, 1.0]]}
    size = len(NAMES) + 1
    with pytest.raises(ValueError, match=rf"\(2, 2\), not \({size}, {size}\)"):
        Logistic.from_json(value)
