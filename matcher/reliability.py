"""Whether probabilities can be taken at their word."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def expected_calibration_error(probabilities: Array, labels: Array, bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal width (Guo et al., 2017).

    Args:
        probabilities: (n,) of being positive.
        labels: (n,) 1 or 0.
        bins: how many.

    """
    return float(
        sum(
            abs(probabilities[rows].mean() - labels[rows].mean()) * len(rows) / len(labels)
            for rows in _binned(probabilities, bins)
        )
    )


def reliability(probabilities: Array, labels: Array, bins: int = 10) -> str:
    """Return a picture in text: for each bin, what was said, and how often it was so."""
    lines = ["said    was so    pairs"]
    for rows in _binned(probabilities, bins):
        said, was = probabilities[rows].mean(), labels[rows].mean()
        bar = "".join(_mark(i / 40, said, was) for i in range(41))
        lines.append(f"{said:5.2f}   {was:5.2f}   {len(rows):7}  |{bar}|")
    return "\n".join([*lines, "        (· said, # was so, + both)"])


def _mark(at: float, said: float, was: float) -> str:
    here = [abs(value - at) <= 1 / 80 for value in (said, was)]
    return "+" if all(here) else "·" if here[0] else "#" if here[1] else " "


def _binned(probabilities: Array, bins: int) -> list[npt.NDArray[np.int64]]:
    which = np.minimum((probabilities * bins).astype(int), bins - 1)
    found = [np.flatnonzero(which == b) for b in range(bins)]
    return [rows for rows in found if len(rows)]
