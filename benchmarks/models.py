"""The models that a benchmark measures, as its arguments name them."""

from pathlib import Path

from benchmarks.machine import describe
from matcher.calibration import Calibration, calibration_for
from matcher.encoder import Encoder
from matcher.reranker import CrossReader


def opened(reranker: str, calibration: Path | None) -> tuple[Encoder, CrossReader, Calibration]:
    """Return encoder, reranker and calibration, and print them with what they are measured on.

    Args:
        reranker: a folder, a hub's name, or the one on board.
        calibration: a file of `akin models calibrate`; None takes the one on board.

    """
    encoder = Encoder()
    reader = CrossReader(reranker, thread=encoder.thread)
    known = (
        Calibration.parse(calibration.read_text())
        if calibration
        else calibration_for(reader.fingerprint)
    )
    print(describe())
    print(f"encoder {encoder.name} in {encoder.dtype}, reranker {reader.name}")
    return encoder, reader, known
