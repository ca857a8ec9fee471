"""From a pair's features to probabilities: coefficients, thresholds, and whose scores they fit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from matcher.errors import CalibrationError
from matcher.logistic import Logistic

FOLDER: Final = Path(__file__).parent / "calibrations"
"""The calibrations that come with Akin, one file for each reader they were fitted with."""

NO_READER: Final = "none"
"""Stands for the reranker's fingerprint where none is in use."""

PRECISIONS: Final = (0.75, 0.9)
"""What share of the warnings "the same" a channel can ask to be right: no more than pairs that look
alike allow. A twentieth that is wrong at most is reached among them by nothing but luck."""

DEFAULT_PRECISION: Final = 0.9


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the reading lifts a pair's log-odds at most, but for one in two hundred."""

    same: float = 0.0
    relevant: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores become probabilities.

    Attributes:
        reader: the fingerprint of the reranker whose readings were used, or NO_READER.
        same: that the document asks for the same.
        relevant: that the document helps.
        thresholds: by precision asked for, the probability from which on *same* is said.
        related: the probability of relevance from which on a match is worth showing.
        reach: what the cascade relies on.
        measured: figures of the fit, for people.

    """

    reader: str
    same: Logistic
    relevant: Logistic
    thresholds: Mapping[float, float]
    related: float
    reach: Reach = field(default_factory=Reach)
    measured: Mapping[str, Any] = field(default_factory=dict)

    def threshold(self, precision: float) -> float:
        """Return from which probability of *same* on the warnings are as precise as asked for.

        Between the measured precisions the stricter one counts.
        """
        stricter = [t for p, t in sorted(self.thresholds.items()) if p >= precision - 1e-9]
        return stricter[0] if stricter else max(self.thresholds.values())

    def adapted_to(self, same: Logistic, thresholds: Mapping[float, float]) -> "Calibration":
        """Return the calibration with what a workspace's judgements have moved."""
        return replace(self, same=same, thresholds=dict(thresholds))

    def dump(self) -> str:
        """Return the calibration as JSON."""
        value = {
            "reader": self.reader,
            "same": self.same.as_json(),
            "relevant": self.relevant.as_json(),
            "thresholds": {str(p): round(t, 4) for p, t in sorted(self.thresholds.items())},
            "related": self.related,
            "reach": {"same": self.reach.same, "relevant": self.reach.relevant},
            "measured": dict(self.measured),
        }
        return json.dumps(value, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def parse(cls, text: str | bytes) -> "Calibration":
        """Read what `dump` wrote (bytes are UTF-8).

        Raises:
            CalibrationError: it isn't a calibration of this version of Akin.

        """
        try:
            value = json.loads(text)
            return cls(
                reader=str(value["reader"]),
                same=Logistic.from_json(value["same"]),
                relevant=Logistic.from_json(value["relevant"]),
                thresholds=_thresholds(value["thresholds"]),
                related=float(value["related"]),
                reach=Reach(**value["reach"]),
                measured=value["measured"],
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CalibrationError(
                f"This is no calibration of this version of Akin ({error}). "
                "Make it anew: akin models calibrate"
            ) from error


def _thresholds(value: Mapping[str, Any]) -> dict[float, float]:
    if not value:
        raise ValueError("it has no thresholds")
    return {float(precision): float(threshold) for precision, threshold in value.items()}


def calibration_for(reader: str, folder: Path | None = None) -> Calibration:
    """Return the calibration of a reranker, by its fingerprint.

    Args:
        reader: the fingerprint, or NO_READER.
        folder: a data folder, in which `akin models calibrate` puts those of other models.

    Raises:
        CalibrationError: there is none, or it can't be read.

    """
    for place in (folder / "calibrations" if folder else None, FOLDER):
        if place is None:
            continue
        for file in sorted(place.glob("*.json")):
            try:
                found = Calibration.parse(file.read_bytes())
            except CalibrationError as error:
                raise CalibrationError(f"{file}: {error}") from error
            if found.reader == reader:
                return found
    raise CalibrationError(
        "This reranker's scores are not calibrated yet, so they can't become probabilities. "
        "Run: akin models calibrate"
    )


def save(calibration: Calibration, folder: Path) -> Path:
    """Keep a calibration in a data folder; return its file."""
    place = folder / "calibrations"
    place.mkdir(parents=True, exist_ok=True)
    file = place / f"{calibration.reader[:16]}.json"
    new = file.with_suffix(".new")
    new.write_text(calibration.dump(), encoding="utf-8")
    new.replace(file)
    return file
