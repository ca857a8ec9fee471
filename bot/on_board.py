"""The models that the settings name, as far as they can be told without loading them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.settings import NO_RERANKER, Settings
from matcher.calibration import NO_READER, Calibration, calibration_for
from matcher.errors import CalibrationError, ModelUnavailableError
from matcher.pretrained import BUNDLED, BUNDLED_SHA256, bundled_folder, faster_dtype
from matcher.pretrained_reranker import BUNDLED_RERANKER, bundled_reranker_folder

_CPU_INFO: Final = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """The encoder. What is known only once it is loaded is None.

    Attributes:
        name: as it is set.
        on_board: whether it came with Akin.
        dimensions: of a vector.
        tokens: how many of a text it reads.
        fingerprint: the SHA-256 of its weights.
        dtype: the number format it runs in.
        why: how that was chosen.
        problem: why it can't be used; "" where nothing is wrong.

    """

    name: str
    on_board: bool
    dimensions: int | None
    tokens: int | None
    fingerprint: str | None
    dtype: str
    why: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RerankerFacts:
    """The reranker, and how its scores become probabilities.

    Attributes:
        name: as it is set; "none" where the cosine alone ranks.
        on_board: whether it came with Akin.
        fingerprint: the SHA-256 of its weights; None where that is known only once it is loaded.
        calibration: None where there is none, or nobody can tell without loading it.
        is_shipped: whether the calibration came with Akin, rather than from the data folder.
        problem: why it can't be used; "" where nothing is wrong.

    """

    name: str
    on_board: bool
    fingerprint: str | None
    calibration: Calibration | None
    is_shipped: bool
    problem: str = ""


def encoder_facts(settings: Settings) -> EncoderFacts:
    """Return what is known of the encoder that is set."""
    name = settings.encoder
    folder: Path | None = Path(name)
    problem = ""
    if name == BUNDLED:
        try:
            folder = bundled_folder()
        except ModelUnavailableError as error:
            folder, problem = None, str(error)
    dtype, why = _dtype(settings)
    return EncoderFacts(
        name=name,
        on_board=name == BUNDLED,
        dimensions=_number(folder, "config.json", "hidden_size"),
        tokens=_number(folder, "sentence_bert_config.json", "max_seq_length"),
        fingerprint=BUNDLED_SHA256 if name == BUNDLED else None,
        dtype=dtype,
        why=why,
        problem=problem,
    )


def reranker_facts(settings: Settings, fingerprint: str | None = None) -> RerankerFacts:
    """Return what is known of the reranker that is set, and of its calibration.

    Args:
        settings: name it.
        fingerprint: of its weights, where somebody loaded them.

    """
    name = settings.reranker
    calibration, problem = None, ""
    is_shipped = False
    try:
        fingerprint = fingerprint or _fingerprint(name)
        if fingerprint is not None:
            calibration = calibration_for(fingerprint, settings.data)
            is_shipped = _is_shipped(calibration)
    except (CalibrationError, ModelUnavailableError) as error:
        problem = str(error)
    return RerankerFacts(
        name, name == BUNDLED_RERANKER, fingerprint, calibration, is_shipped, problem
    )


def _fingerprint(name: str) -> str | None:
    if name == NO_RERANKER:
        return NO_READER
    if name != BUNDLED_RERANKER:
        return None
    return (bundled_reranker_folder() / "SHA256").read_text().strip()


def _is_shipped(calibration: Calibration) -> bool:
    try:
        return calibration_for(calibration.reader).dump() == calibration.dump()
    except CalibrationError:
        return False


def _dtype(settings: Settings) -> tuple[str, str]:
    if settings.dtype != "auto":
        return settings.dtype, "AKIN_DTYPE is set"
    words = _CPU_INFO.read_text().split() if _CPU_INFO.exists() else []
    flags = sorted({word for word in words if "bf16" in word})
    return faster_dtype(), (
        f"the fastest here; for bfloat16 this CPU has {', '.join(flags) or 'nothing'}"
        if words
        else "measured to be the fastest here"
    )


def _number(folder: Path | None, file: str, key: str) -> int | None:
    """Return a number from one of a model's files, where it is there and says it."""
    try:
        value: Any = json.loads((folder / file).read_text(encoding="utf-8")) if folder else {}
    except (OSError, ValueError):
        return None
    number = value.get(key) if isinstance(value, dict) else None
    return number if isinstance(number, int) else None
