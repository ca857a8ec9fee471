"""How surely a passage proves a requirement: it is nearer to it than to what anybody asks for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from matcher.errors import CalibrationError

PROOFS: Final = Path(__file__).parent / "proofs.json"

Cosines = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class ProofModel:
    """The probability that a passage proves a requirement.

    Some passages lie near to whatever is asked for (“led a team of five on many projects”), so a
    cosine by itself says little. It is read in standard deviations of the passage's cosines with
    typical requirements: z-normalisation against a cohort (Auckenthaler, Carey and Lloyd-Thomas
    2000, “Score Normalization for Text-Independent Speaker Verification Systems”). The cohort is
    fixed, so that a score depends on the pair alone.

    Attributes:
        intercept, slope: of a logistic model over that.
        typical: requirements of many trades, as openings word them.

    """

    intercept: float
    slope: float
    typical: tuple[str, ...]

    def probabilities(self, cosines: Cosines, cohort: Cosines) -> npt.NDArray[np.float64]:
        """Return (m, n) probabilities, in steps of a hundredth.

        A step hides what the company of a text in a batch does to its last digits: the same résumé
        has the same score on every run.

        Args:
            cosines: (m, n), of m requirements with n passages.
            cohort: (t, n), of the typical requirements with the same passages.

        """
        logits = self.intercept + self.slope * specificity(cosines, cohort)
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
            return cls(float(written["intercept"]), float(written["slope"]), tuple(typical))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise CalibrationError(
                f"{file} can't be read ({error}). Install Akin again: pip install "
                "--force-reinstall --no-deps akin-bot"
            ) from error


def specificity(cosines: Cosines, cohort: Cosines) -> npt.NDArray[np.float64]:
    """Return (m, n) cosines in standard deviations above each passage's cosines with a cohort."""
    means, deviations = cohort.mean(axis=0), cohort.std(axis=0)
    found: npt.NDArray[np.float64] = (cosines - means) / np.maximum(deviations, 1e-6)
    return found
