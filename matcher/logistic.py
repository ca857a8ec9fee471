"""A logistic model over the features of a pair, and how it learns without forgetting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from matcher.features import NAMES, Features

Array = npt.NDArray[np.float64]

SPREAD: Final = 0.25
"""By how many log-odds the intercepts of workspaces differ (standard deviation): a little more than
the 0.23 of the teams that the shipped models are calibrated on (`python -m benchmarks.adaptation`),
which these models know."""

_STEPS: Final = 100
_CLOSE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Logistic:
    """The probability of a pair: 1 / (1 + exp(-(intercept + weights · features))).

    Attributes:
        weights: (k,), in the order of `features.NAMES`.
        intercept: what a pair of zeros has.
        stiffness: (k + 1, k + 1), intercept last: the curvature of the log-likelihood that a
            single observation of the data it was fitted on has on average (the Fisher
            information). New judgements pull against it.

    """

    weights: Array
    intercept: float
    stiffness: Array

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Logistic) and all(
            np.array_equal(getattr(self, name), getattr(other, name)) for name in self.__slots__
        )

    def __hash__(self) -> int:
        return hash(self.intercept)

    def logit(self, features: Features) -> float:
        """Return the log-odds of a pair."""
        return float(self.weights @ features.row() + self.intercept)

    def probability(self, features: Features) -> float:
        """Return the probability of a pair, in (0, 1)."""
        return float(sigmoid(self.logit(features)))

    def probabilities(self, rows: Array) -> Array:
        """Return (n,) probabilities of (n, k) rows of features."""
        return sigmoid(rows @ self.weights + self.intercept)

    def weight(self, name: str) -> float:
        """Return the weight of a feature."""
        return float(self.weights[NAMES.index(name)])

    def adapted(
        self, rows: Array, labels: Array, *, worth: float = 1_000.0, spread: float = SPREAD
    ) -> "Logistic":
        """Return the model after it has seen judgements of a workspace.

        The maximum a posteriori estimate under a normal prior around the present coefficients,
        as tight as if `worth` earlier judgements had confirmed them (empirical Bayes; MacKay,
        1992): ten clicks move it little, a thousand as far as they agree. How often near messages
        are the same differs more between workspaces than what the features mean, so the intercept
        has a shift of its own beside (a random intercept; Gelman and Hill, 2006).

        Args:
            rows: (n, k) features of the judged pairs.
            labels: (n,) 1 where people said that it is the same, 0 where they denied it.
            worth: how many judgements the shipped coefficients count for.
            spread: the standard deviation of the shift, in log-odds.

        """
        if not len(labels):
            return self
        start = np.append(self.weights, self.intercept)
        # What the fitted data never varied in has no curvature: held where it is, not let loose.
        prior = worth * (self.stiffness + 1e-3 * np.eye(len(start)))
        # The covariance gains spread² at the intercept; its inverse, by Sherman and Morrison.
        row = prior[-1]
        prior = prior - np.outer(row, row) * spread**2 / (1.0 + spread**2 * row[-1])
        found = _maximise(rows, labels, np.ones(len(labels)), start, prior)
        return Logistic(found[:-1], float(found[-1]), self.stiffness)

    @classmethod
    def fitted(
        cls, rows: Array, labels: Array, counts: Array, *, start: Mapping[str, float] | None = None,
        ridge: float = 1e-5, used: Sequence[str] = NAMES, offset: Array | None = None,
    ) -> Self:  # fmt: skip
        """Fit to labelled pairs.

        Args:
            rows: (n, k) features.
            labels: (n,) 1 or 0.
            counts: (n,) how much each pair counts.
            start: weights towards which the ridge pulls; 0 for those not named.
            ridge: how much a weight's distance from there costs, for each pair on average.
            used: the features that may have a weight.
            offset: (n,) 1 for pairs whose share of positives is not life's: they get an intercept
                of their own, which the model doesn't keep.

        """
        aside = np.zeros(len(rows)) if offset is None else offset
        names = [*NAMES, "offset", "intercept"]
        prior_mean = np.array([(start or {}).get(name, 0.0) for name in names])
        cost = np.full(len(names), ridge)
        cost[-1] = 0.0
        cost[-2] = 1e6 if offset is None else 0.0
        cost[[i for i, name in enumerate(NAMES) if name not in used]] = 1e6
        total = float(counts.sum())
        columns = np.column_stack([rows, aside])
        found = _maximise(columns, labels, counts, prior_mean, np.diag(cost) * total)
        natural = aside == 0
        full = np.column_stack([rows, np.ones(len(rows))])[natural]
        weights, intercept = found[:-2], float(found[-1])
        p = sigmoid(full @ np.append(weights, intercept))
        shares = counts[natural] * p * (1 - p)
        curvature = (full * shares[:, None]).T @ full / float(counts[natural].sum())
        return cls(weights, intercept, curvature)

    def sharpened(self, rows: Array, labels: Array) -> "Logistic":
        """Return the model with its log-odds stretched and shifted to fit labels (Platt, 1999).

        The order of pairs stays as it is.

        Args:
            rows: (n, k) features of pairs whose share of positives is life's.
            labels: (n,) 1 or 0.

        """
        logits = rows @ self.weights + self.intercept
        stretch, shift = _maximise(
            logits[:, None], labels, np.ones(len(labels)), np.array([1.0, 0.0]),
            np.diag([1e-3, 0.0]),
        )  # fmt: skip
        if stretch <= 0:
            return self
        weights, intercept = self.weights * stretch, self.intercept * stretch + shift
        full = np.column_stack([rows, np.ones(len(rows))])
        p = sigmoid(full @ np.append(weights, intercept))
        curvature = (full * (p * (1 - p))[:, None]).T @ full / len(rows)
        return Logistic(weights, float(intercept), curvature)

    def as_json(self) -> dict[str, Any]:
        """Return the model as plain values, weights by name."""
        return {
            "weights": {n: round(float(w), 4) for n, w in zip(NAMES, self.weights, strict=True)},
            "intercept": round(self.intercept, 4),
            "stiffness": [[round(float(v), 6) for v in row] for row in self.stiffness],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote.

        Raises:
            ValueError: the names of the weights aren't those of the features, or the stiffness is
                not of as many coefficients.

        """
        weights = value["weights"]
        if set(weights) != set(NAMES):
            raise ValueError(f"The weights are of {sorted(weights)}, not of {sorted(NAMES)}.")
        stiffness = np.array(value["stiffness"], dtype=np.float64)
        size = len(NAMES) + 1
        if stiffness.shape != (size, size):
            raise ValueError(f"The stiffness is {stiffness.shape}, not {(size, size)}.")
        return cls(
            np.array([weights[name] for name in NAMES], dtype=np.float64),
            float(value["intercept"]),
            stiffness,
        )


def sigmoid(logits: Any) -> Array:
    """Return 1 / (1 + exp(-x)), without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(logits, dtype=np.float64))))


def _maximise(rows: Array, labels: Array, counts: Array, mean: Array, prior: Array) -> Array:
    """Return the coefficients of the highest posterior density, by Newton's method.

    `mean` (k + 1,) and `prior` (k + 1, k + 1) are the normal prior's mean and precision.
    """
    full = np.column_stack([rows, np.ones(len(rows))])
    at = mean.astype(np.float64).copy()

    def loss(point: Array) -> float:
        logits = full @ point
        fit = counts @ (np.logaddexp(0.0, logits) - labels * logits)
        return float(fit + 0.5 * (point - mean) @ prior @ (point - mean))

    for _ in range(_STEPS):
        p = sigmoid(full @ at)
        gradient = full.T @ (counts * (p - labels)) + prior @ (at - mean)
        curvature = (full * (counts * p * (1 - p))[:, None]).T @ full + prior
        step = np.linalg.solve(curvature + 1e-9 * np.eye(len(at)), gradient)
        size = 1.0
        # Far from the optimum a whole step may overshoot.
        while loss(at - size * step) > loss(at) and size > _CLOSE:
            size /= 2
        at = at - size * step
        if float(np.abs(size * step).max()) < _CLOSE:
            break
    return at
