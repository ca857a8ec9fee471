"""Fitting the verdict: probabilities that come true, and thresholds that hold."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from matcher.calibrating import (
    FOLDS,
    HELPS,
    MARGIN,
    RELATED,
    REPEATS,
    Labelled,
    _folds,
    _threshold,
    calibrate,
)
from matcher.calibration import DEFAULT_PRECISION, PRECISIONS, Calibration
from matcher.features import NAMES, Features
from matcher.logistic import Array, sigmoid
from matcher.reliability import expected_calibration_error

READING = NAMES.index("reading")
TRUE = {"cosine": 12.0, "reading": 1.2, "agreement": 2.5, "conflict": -4.0}
INTERCEPT = -8.0
MORE = 2.5
"""By how much likelier a text is to help than to ask the same, in log-odds."""


def pairs(count: int, *, seed: int, picked: bool = False) -> Labelled:
    """Pairs in groups of ten, labelled by chance as the TRUE weights say.

    Picked ones are near each other, and asking the same is likelier by a factor that no feature
    tells.
    """
    rng = np.random.default_rng(seed)
    same = np.zeros((count, len(NAMES)))
    columns = {
        "cosine": rng.normal(0.55 if picked else 0.45, 0.18, count).clip(-1, 1),
        "reading": rng.normal(0, 1.5, count),
        "agreement": rng.random(count) < 0.1,
        "conflict": rng.random(count) < 0.3,
    }
    for name, values in columns.items():
        same[:, NAMES.index(name)] = values
    weights = np.array([TRUE.get(name, 0.0) for name in NAMES])
    logits = same @ weights + INTERCEPT + (4.0 if picked else 0.0)
    relevant = same.copy()
    relevant[:, READING] = rng.normal(0, 1.5, count)
    helps = weights.copy()
    helps[READING] = HELPS
    return Labelled(
        same,
        relevant,
        (rng.random(count) < sigmoid(logits)).astype(float),
        (rng.random(count) < sigmoid(relevant @ helps + INTERCEPT + MORE)).astype(float),
        [f"{'picked' if picked else 'natural'} {i // 10}" for i in range(count)],
    )


NATURAL = pairs(4_000, seed=0)
PICKED = pairs(4_000, seed=1, picked=True)
FRESH = pairs(20_000, seed=2)


@pytest.fixture(scope="module")
def made() -> Calibration:
    return calibrate("reader", NATURAL, PICKED)


def test_probabilities_come_true_on_pairs_that_it_never_saw(made: Calibration) -> None:
    same = made.same.probabilities(FRESH.same)
    relevant = made.relevant.probabilities(FRESH.relevant)
    # Among picked pairs more ask the same; that must not make it surer in life.
    assert expected_calibration_error(same, FRESH.is_same) < 0.02
    assert expected_calibration_error(relevant, FRESH.is_relevant) < 0.02
    assert made.measured["calibration error of same"] < 0.03
    assert made.measured["calibration error of relevant"] < 0.03
    assert (made.reader, made.related) == ("reader", RELATED)
    assert made.measured["natural pairs"] == 4_000
    assert made.measured["picked pairs"] == 4_000


def test_thresholds_rise_with_the_precision_and_hold_it_on_new_pairs(made: Calibration) -> None:
    assert list(made.thresholds) == list(PRECISIONS)
    for lower, higher in pairwise(PRECISIONS):
        assert made.thresholds[lower] <= made.thresholds[higher]
    assert made.thresholds[PRECISIONS[0]] < made.thresholds[PRECISIONS[-1]]
    probabilities = made.same.probabilities(FRESH.same)
    for precision, threshold in made.thresholds.items():
        said = probabilities >= threshold
        assert FRESH.is_same[said].mean() > precision - 0.02
        measured = made.measured["same"][str(precision)]
        assert measured["threshold"] == threshold
        assert measured["natural precision"] >= precision
        assert 0 < measured["picked precision"] <= 1
        assert 0 < measured["natural recall"] < 1


def test_the_usual_precision_holds_among_pairs_that_look_alike_too(
    made: Calibration,
) -> None:
    alone = calibrate("reader", NATURAL, replace(PICKED, is_same=np.ones(len(PICKED.is_same))))
    # Among these hardly anything asks the same, however sure the verdict is.
    hard = calibrate("reader", NATURAL, replace(PICKED, is_same=np.zeros(len(PICKED.is_same))))
    for precision in PRECISIONS:
        if precision >= DEFAULT_PRECISION:
            assert hard.thresholds[precision] == 0.995
        else:
            assert hard.thresholds[precision] < 0.95
        assert alone.thresholds[precision] < 0.995
        figures = made.measured["same"][str(precision)]
        if precision >= DEFAULT_PRECISION:
            assert figures["picked precision"] >= precision


def test_what_reading_lifts_beyond_the_reach_is_one_pair_in_two_hundred(made: Calibration) -> None:
    lifts = FRESH.relevant[:, READING] * made.relevant.weight("reading")
    assert 0.001 < (lifts > made.reach.relevant).mean() < 0.01
    assert made.reach.same > 0


@pytest.mark.parametrize(("name", "sign"), [("reading", -1), ("conflict", 1), ("cosine", -1)])
def test_a_feature_that_would_count_the_wrong_way_has_no_weight(name: str, sign: int) -> None:
    column = NAMES.index(name)
    natural, picked = pairs(1_000, seed=3), pairs(300, seed=4, picked=True)
    for each in (natural, picked):
        for rows, labels in ((each.same, each.is_same), (each.relevant, each.is_relevant)):
            rows[:, column] = sign * labels
    found = calibrate("reader", natural, picked)
    assert found.same.weight(name) == pytest.approx(0.0, abs=1e-5)
    assert found.same.weight("agreement") > 0.5
    if name == "reading":
        assert found.reach.same == 0.0
    else:
        assert found.relevant.weight(name) == pytest.approx(0.0, abs=1e-5)


def test_of_the_wrong_ones_that_are_allowed_our_own_pairs_have_a_part_only() -> None:
    natural, picked = pairs(30_000, seed=7), pairs(30_000, seed=8, picked=True)
    measured = calibrate("reader", natural, picked).measured["same"]
    for precision in PRECISIONS:
        assert measured[str(precision)]["natural precision"] >= 1 - MARGIN * (1 - precision)


def test_a_repeat_is_the_same_whatever_the_reading_says(made: Calibration) -> None:
    assert made.same.weight("repeat") > 0.8 * REPEATS
    assert made.relevant.weight("repeat") == pytest.approx(0.0, abs=1e-5)
    doubted = Features(cosine=1.0, reading=-3.0)
    assert made.same.probability(doubted) < made.thresholds[0.9]
    assert made.same.probability(replace(doubted, repeat=1.0)) > 0.99


def test_what_the_pairs_cannot_teach_has_no_weight(made: Calibration) -> None:
    natural, picked = pairs(1_000, seed=3), pairs(300, seed=4, picked=True)
    for each in (natural, picked):
        for name in ("template", "other_kind"):
            each.same[:, NAMES.index(name)] = 1 - each.is_same
    found = calibrate("reader", natural, picked)
    for name in ("template", "other_kind"):
        assert found.same.weight(name) == pytest.approx(0.0, abs=1e-5)
    for name in ("opposition", "negation"):
        assert made.same.weight(name) == pytest.approx(0.0, abs=1e-5)


def test_the_weight_of_the_reading_in_relevant_is_given(made: Calibration) -> None:
    assert made.relevant.weight("reading") == pytest.approx(HELPS, abs=1e-5)
    natural, picked = pairs(1_000, seed=3), pairs(300, seed=4, picked=True)
    for each in (natural, picked):
        each.same[:, READING] = each.relevant[:, READING] = 0.0
    unread = calibrate("none", natural, picked)
    assert unread.relevant.weight("reading") == unread.same.weight("reading") == 0.0
    assert (unread.reach.same, unread.reach.relevant) == (0.0, 0.0)
    # Where nothing is read, the picked pairs teach nothing.
    for rows in (picked.same, picked.relevant):
        rows[:, 0] *= -1
    assert calibrate("none", natural, picked).same == unread.same


def test_where_nobody_knows_whether_a_text_helps_the_pair_does_not_count(made: Calibration) -> None:
    some = NATURAL.is_relevant.copy()
    some[::2] = np.nan
    found = calibrate("reader", replace(NATURAL, is_relevant=some), PICKED)
    known = Labelled(
        NATURAL.same[1::2],
        NATURAL.relevant[1::2],
        NATURAL.is_same[1::2],
        NATURAL.is_relevant[1::2],
        NATURAL.groups[1::2],
    )
    assert found.relevant == calibrate("reader", known, PICKED).relevant
    assert found.same == made.same
    assert found.measured["calibration error of relevant"] < 0.05


def test_without_picked_pairs_and_without_right_ones_there_still_is_a_calibration() -> None:
    no_rows = np.zeros((0, len(NAMES)))
    none = Labelled(no_rows, no_rows, np.zeros(0), np.zeros(0), [])
    found = calibrate("reader", pairs(500, seed=5), none)
    assert found.measured["same"]["0.75"]["picked recall"] is None
    never = replace(pairs(500, seed=6), is_same=np.zeros(500))
    assert set(calibrate("reader", never, none).thresholds.values()) == {0.995}


def test_pairs_of_one_group_are_tested_together_and_never_trained_on_then() -> None:
    natural = [f"g{i}" for i in (0, 1, 2, 0, 3, 4, 5, 6, 6, 1)]
    picked = ["g6", "g7", "g0", "g8"]
    tested: list[str] = []
    for train, test, train_picked, test_picked in _folds(natural, picked):
        assert not (train & test).any()
        assert not (train_picked & test_picked).any()
        trained = {g for g, used in zip(natural, train, strict=True) if used}
        trained |= {g for g, used in zip(picked, train_picked, strict=True) if used}
        now = [g for g, used in zip(natural, test, strict=True) if used]
        now += [g for g, used in zip(picked, test_picked, strict=True) if used]
        assert not trained & set(now)
        tested += now
    assert sorted(tested) == sorted(natural + picked)
    assert len(_folds(natural, picked)) == FOLDS


def source(*runs: tuple[float, int, int]) -> tuple[Array, Array]:
    """Return probabilities and labels of runs of (probability, right pairs, wrong pairs)."""
    probabilities = np.concatenate([np.full(right + wrong, p) for p, right, wrong in runs])
    labels = np.concatenate([np.repeat([1.0, 0.0], [right, wrong]) for _, right, wrong in runs])
    return probabilities, labels


@pytest.mark.parametrize(
    ("found", "threshold"),
    [
        (source((0.8, 95, 5), (0.6, 0, 50)), 0.605),
        (source((0.8, 88, 12), (0.6, 0, 50)), 0.995),
        # A lucky spot: lower down it would be precise, higher up it is not.
        (source((0.9, 0, 20), (0.5, 500, 0)), 0.995),
        # Too few to say that it is not.
        (source((0.9, 0, 5), (0.5, 500, 0)), 0.4),
        # Too few to say that it is.
        (source((0.9, 14, 0), (0.7, 0, 50)), 0.995),
        # It may come a little short higher up, but not by much.
        (source((0.9, 87, 13), (0.6, 300, 0), (0.5, 0, 99)), 0.505),
        (source((0.9, 84, 16), (0.6, 300, 0), (0.5, 0, 99)), 0.995),
        (source((0.1, 0, 50)), 0.995),
    ],
)
def test_a_threshold_is_precise_from_there_on(found: tuple[Array, Array], threshold: float) -> None:
    assert _threshold(*found, 0.9) == pytest.approx(threshold)
