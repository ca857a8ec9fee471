"""How surely a résumé proves a requirement: by its best passage, and by all that it tells."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from matcher.errors import CalibrationError

PROOFS: Final = Path(__file__).parent / "proofs.json"

Array = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class ProofModel:
    """The probability that a passage proves a requirement.

    A logistic model of two figures. One is how near the passage is to the requirement, the other
    how near all that the résumé tells is to the whole opening: of two people with one such line
    each, the one who works in the trade is the likelier to mean it. It is fitted to what recruiters
    said of whole résumés (training/proofs.py), so it is right for a score sooner than for one line.

    Attributes:
        intercept, passage, whole: the coefficients.
        typical: requirements of many trades, as openings word them, for `specificity`.

    """

    intercept: float
    passage: float
    whole: float
    typical: tuple[str, ...]

    def probabilities(self, passages: Array, whole: float) -> npt.NDArray[np.float64]:
        """Return (m, n) probabilities, in steps of a hundredth.

        A step hides what the company of a text in a batch does to its last digits: the same résumé
        has the same score on every run.

        Args:
            passages: (m, n) specificities of n passages for m requirements.
            whole: the cosine of the middle of what the résumé tells with the opening.

        """
        logits = self.intercept + self.passage * passages + self.whole * whole
        found: npt.NDArray[np.float64] = np.round(1 / (1 + np.exp(-logits)), 2)
        return found

    @classmethod
    def shipped(cls, file: Path = PROOFS) -> Self:
        """Return the model that `python -m training.proofs` has written.

        Raises:
            CalibrationError: the file is not as it was written.

        """
        try:
            written = json.loads(file.read_text(encoding="utf-8"))
            typical: Sequence[str] = written["typical"]
            return cls(
                intercept=float(written["intercept"]),
                passage=float(written["passage"]),
                whole=float(written["whole"]),
                typical=tuple(typical),
            )
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise CalibrationError(
                f"{file} can't be read ({error}). Install Akin again: pip install "
                "--force-reinstall --no-deps akin-bot"
            ) from error


def specificity(cosines: Array, cohort: Array) -> npt.NDArray[np.float64]:
    """Return (m, n) cosines in standard deviations above each passage's cosines with a cohort.

    Some passages lie near to whatever is asked for (“led a team of five on many projects”), so a
    cosine by itself says little. This is z-normalisation (Auckenthaler, Carey and Lloyd-Thomas
    2000, “Score Normalization for Text-Independent Speaker Verification Systems”). The cohort is
    fixed, so that a figure depends on the pair alone.

    Args:
        cosines: (m, n), of m requirements with n passages.
        cohort: (t, n), of the typical requirements with the same passages.

    """
    means, deviations = cohort.mean(axis=0), cohort.std(axis=0)
    found: npt.NDArray[np.float64] = (cosines - means) / np.maximum(deviations, 1e-6)
    return found


def centre(vectors: Array, weights: Array) -> npt.NDArray[np.float64]:
    """Return the (d,) unit vector in the middle of (n, d) vectors, weighted by (n,) weights."""
    mean = np.asarray(weights @ vectors, dtype=np.float64)
    found: npt.NDArray[np.float64] = mean / max(float(np.linalg.norm(mean)), 1e-6)
    return found
