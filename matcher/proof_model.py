"""How surely a résumé proves a requirement: by its best passage, and by all that it tells."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from matcher.adapters import Adapter
from matcher.errors import CalibrationError
from matcher.pretrained import BUNDLED_SHA256

PROOFS: Final = Path(__file__).parent / "proofs.json"
ADAPTERS: Final = "proofs.safetensors"
"""Beside PROOFS: the adapters for the encoder on board, in float16."""

SIDES: Final = ("down", "up")

Array = npt.NDArray[np.floating]
Vectors = npt.NDArray[np.float32]


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
        of_passages: adapts vectors of requirements and passages; None leaves them as they are.
        of_wholes: adapts the vectors of an opening and of all that a résumé tells.

    """

    intercept: float
    passage: float
    whole: float
    typical: tuple[str, ...]
    of_passages: Adapter | None = None
    of_wholes: Adapter | None = None

    def passages(self, vectors: Vectors) -> Vectors:
        """Return (n, d) vectors of requirements or passages as they are compared."""
        return vectors if self.of_passages is None else self.of_passages.adapt(vectors)

    def wholes(self, vectors: Vectors) -> Vectors:
        """Return (…, d) vectors of an opening, or of what a résumé tells, as they are compared."""
        return vectors if self.of_wholes is None else self.of_wholes.adapt(vectors)

    def probabilities(self, passages: Array, whole: float) -> npt.NDArray[np.float64]:
        """Return (m, n) probabilities, in steps of a hundredth.

        A step hides what the company of a text in a batch does to its last digits: the same résumé
        has the same score on every run.

        Args:
            passages: (m, n) specificities of n passages for m requirements.
            whole: the cosine of the middle of what the résumé tells with the opening.

        """
        # In float32 a hundredth is 0.6200000047683716 once it is printed.
        logits = self.intercept + self.passage * passages.astype(np.float64) + self.whole * whole
        found: npt.NDArray[np.float64] = np.round(1 / (1 + np.exp(-logits)), 2)
        return found

    @classmethod
    def shipped(cls, encoder: str, file: Path = PROOFS) -> Self:
        """Return the model that `python -m training.proofs` has written.

        Args:
            encoder: its fingerprint. Adapters fit the encoder on board alone; for any other there
                are coefficients without them.
            file: with the adapters beside it.

        Raises:
            CalibrationError: the files are not as they were written.

        """
        # Seconds to import: only where résumés are ranked.
        from safetensors import SafetensorError  # noqa: PLC0415
        from safetensors.numpy import load_file  # noqa: PLC0415

        is_on_board = encoder == BUNDLED_SHA256
        try:
            written = json.loads(file.read_text(encoding="utf-8"))
            typical: Sequence[str] = written["typical"]
            fitted = written["adapted" if is_on_board else "plain"]
            adapters: dict[str, Adapter] = {}
            if is_on_board:
                tensors = load_file(file.with_name(ADAPTERS))
                for name in ("of_passages", "of_wholes"):
                    down, up = (tensors[f"{name}.{side}"].astype(np.float32) for side in SIDES)
                    adapters[name] = Adapter(down, up)
            return cls(
                intercept=float(fitted["intercept"]),
                passage=float(fitted["passage"]),
                whole=float(fitted["whole"]),
                typical=tuple(typical),
                **adapters,
            )
        except (OSError, ValueError, TypeError, KeyError, SafetensorError) as error:
            raise CalibrationError(
                f"{file} or {ADAPTERS} beside it can't be read ({error}). Install Akin again: pip "
                "install --force-reinstall --no-deps akin-bot"
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


def centre(vectors: Vectors, weights: Array) -> Vectors:
    """Return the (d,) unit vector in the middle of (n, d) vectors, weighted by (n,) weights."""
    mean = np.asarray(weights @ vectors, dtype=np.float64)
    return (mean / max(float(np.linalg.norm(mean)), 1e-6)).astype(np.float32)
