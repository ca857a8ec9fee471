"""Whether probabilities can be taken at their word."""

import numpy as np
import pytest

from matcher.reliability import expected_calibration_error, reliability


def test_the_error_is_the_mean_distance_of_what_is_said_from_what_is_so() -> None:
    said = np.array([0.05, 0.05, 0.92, 0.98, 0.95, 0.95])
    was = np.array([0.0, 1.0, 1.0, 1.0, 1.0, 0.0])
    # Two pairs: 0.05 said, 0.5 so. Four pairs: 0.95 said, 0.75 so.
    assert expected_calibration_error(said, was) == pytest.approx((2 * 0.45 + 4 * 0.20) / 6)
    # In a single bin: 0.65 said, 4 of 6 so.
    assert expected_calibration_error(said, was, bins=1) == pytest.approx(4 / 6 - 0.65)


def test_what_comes_true_as_often_as_it_is_said_has_no_error() -> None:
    sure = np.array([0.0, 0.0, 1.0])
    assert expected_calibration_error(sure, sure) == 0.0
    quarters = np.full(8, 0.25)
    assert expected_calibration_error(quarters, np.array([1.0, 0, 0, 0] * 2)) == 0.0


def test_the_picture_has_a_line_for_each_bin_that_has_pairs() -> None:
    said = np.array([0.0, 0.02, 0.5, 0.5, 1.0])
    was = np.array([0.0, 0.0, 1.0, 0.0, 0.0])
    head, *lines, foot = reliability(said, was).splitlines()
    assert head.split() == ["said", "was", "so", "pairs"]
    assert "said" in foot
    assert [line.split("|")[0].split() for line in lines] == [
        ["0.01", "0.00", "2"],
        ["0.50", "0.50", "2"],
        ["1.00", "0.00", "1"],
    ]
    bars = [line.split("|")[1] for line in lines]
    assert {len(bar) for bar in bars} == {41}
    assert [bar.replace(" ", "") for bar in bars] == ["+", "+", "#·"]
    assert bars[1].index("+") == 20
    assert (bars[2].index("#"), bars[2].index("·")) == (0, 40)
