"""From which probability on *same* is said: as shipped, or lower where judgements prove it."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.calibration import Calibration
from matcher.features import NAMES
from matcher.logistic import Logistic
from matcher.thresholds import FEWEST, proven

Array = npt.NDArray[np.float64]

USUAL = {0.75: 0.9, 0.9: 0.97}
STIFF = 1e6
"""So tight that judgements don't move the weights, and the intercept a little."""


def shipped(stiffness: float = STIFF) -> Calibration:
    """Return a calibration whose log-odds are the cosine's feature itself."""
    weights = np.array([1.0 if name == "cosine" else 0.0 for name in NAMES])
    model = Logistic(weights, 0.0, stiffness * np.eye(len(NAMES) + 1))
    return Calibration("reader", model, model, thresholds=USUAL, related=0.2)


def pairs_at(probability: float, count: int) -> Array:
    """Return rows of features whose probability is, before anybody judges, the given one."""
    rows = np.zeros((count, len(NAMES)))
    rows[:, NAMES.index("cosine")] = np.log(probability / (1 - probability))
    return rows


def problems(count: int, start: int = 0) -> list[tuple[str, str]]:
    """Return pairs that have no document in common."""
    return [(f"{number}a", f"{number}b") for number in range(start, start + count)]


def test_what_judgements_of_many_problems_prove_lowers_the_threshold() -> None:
    rows = np.concatenate([pairs_at(0.985, 60), pairs_at(0.95, 20)])
    # All of the likelier ones are right, of the others half or all but one.
    half = np.array([1.0] * 60 + [0.0, 1.0] * 10)
    found = proven(shipped(), rows, half, problems(80))
    others = shipped().same.adapted(rows, half).probabilities(pairs_at(0.95, 1))[0]
    # Each fifth has its own model, which makes a hundredth.
    assert others - 0.01 < found[0.9] < 0.97
    assert found[0.75] == 0.75
    most = np.array([1.0] * 60 + [0.0] + [1.0] * 19)
    assert proven(shipped(), rows, most, problems(80)) == {0.75: 0.75, 0.9: 0.9}


def test_what_no_single_pair_reaches_is_not_proven_however_many_confirm() -> None:
    """Of those who find it wrong fewer say so."""
    rows = pairs_at(0.5, 60)
    assert shipped().same.adapted(rows, np.ones(60)).probabilities(rows).max() < 0.75
    assert proven(shipped(), rows, np.ones(60), problems(60)) == USUAL


@pytest.mark.parametrize("right", [18, 19])
def test_so_many_have_to_be_right_that_it_is_sure(right: int) -> None:
    """Of 20 at 3 of 4: 18 right leave a doubt of 6 %, 19 one of 2 %."""
    labels = np.array([1.0] * right + [0.0] * (20 - right))
    found = proven(shipped(), pairs_at(0.85, 20), labels, problems(20))
    assert found == USUAL | ({0.75: 0.75} if right == 19 else {})


def test_ten_clicks_prove_nothing() -> None:
    found = proven(shipped(), pairs_at(0.93, FEWEST - 1), np.ones(FEWEST - 1), problems(FEWEST - 1))
    assert found == USUAL


def test_a_hundred_who_confirm_one_outage_prove_nothing_of_other_messages() -> None:
    outage = [("outage", f"message {number}") for number in range(100)]
    assert proven(shipped(), pairs_at(0.93, 100), np.ones(100), outage) == USUAL
    # Nor do they outvote what others say: of the 20 other problems one in four is another one.
    labels = np.concatenate([np.ones(100), np.array([1.0, 1.0, 1.0, 0.0] * 5)])
    assert proven(shipped(), pairs_at(0.93, 120), labels, [*outage, *problems(20)]) == USUAL
    # And once they disagree, it is their share that counts.
    half = np.concatenate([np.ones(50), np.zeros(50), np.ones(60)])
    found = proven(shipped(), pairs_at(0.99, 160), half, [*outage, *problems(60)])
    assert found == {0.75: 0.75, 0.9: 0.9}


def test_doubtful_pairs_do_not_make_one_problem_of_what_they_connect() -> None:
    rows = np.concatenate([pairs_at(0.95, 60), pairs_at(0.8, 60)])
    doubtful = [("a long report", f"{number}a") for number in range(60)]
    found = proven(shipped(), rows, np.ones(120), [*problems(60), *doubtful])
    assert 0.75 < found[0.75] < 0.9
    assert found[0.9] == 0.9


def test_no_pair_is_looked_at_by_a_model_that_learnt_from_its_own_problem() -> None:
    """Each fifth of the problems has a feature of its own, which only its own labels teach."""
    count = 100
    rows = pairs_at(0.4, 2 * count)
    for number in range(count):
        rows[number, 1 + number % 5] = 1.0
    labels = np.array([1.0] * count + [0.0] * count)
    adaptable = shipped(stiffness=1e-3)
    learnt = adaptable.same.adapted(rows, labels).probabilities(rows)
    assert learnt[:count].min() > 0.75  # What it has seen itself it would be sure of.
    assert proven(adaptable, rows, labels, problems(2 * count)) == USUAL


def test_without_judgements_all_stays_as_it_is() -> None:
    assert proven(shipped(), np.zeros((0, len(NAMES))), np.zeros(0), []) == USUAL


@given(
    judged=st.lists(
        st.tuples(st.floats(0.01, 0.99), st.booleans(), st.integers(0, 40), st.integers(0, 40)),
        max_size=80,
    )
)
def test_a_threshold_is_never_raised_and_a_stricter_precision_never_has_a_lower_one(
    judged: list[tuple[float, bool, int, int]],
) -> None:
    rows = np.concatenate([np.zeros((0, len(NAMES))), *(pairs_at(p, 1) for p, *_ in judged)])
    labels = np.array([float(same) for _, same, *_ in judged])
    found = proven(shipped(), rows, labels, [(f"{a}", f"other {b}") for *_, a, b in judged])
    assert 0.75 <= found[0.75] <= found[0.9]
    assert all(found[precision] <= USUAL[precision] for precision in USUAL)
