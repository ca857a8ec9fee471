"""Models: the weights, the number format that this CPU is fastest in, and the calibration."""

from collections.abc import Iterator
from pathlib import Path

from bot.doctor.finding import Finding, ok, problem, warning
from bot.on_board import RerankerFacts, reranker_facts
from bot.settings import NO_RERANKER, Settings
from matcher.errors import ModelUnavailableError
from matcher.pretrained import BUNDLED, bundled_folder, faster_dtype
from matcher.pretrained_reranker import BUNDLED_RERANKER
from matcher.reranker import CrossReader


def look(settings: Settings) -> Iterator[Finding]:
    """Look at the encoder and the reranker that are set."""
    yield _weights(settings.encoder)
    yield _reranker(settings)
    yield _dtype(settings)


def _weights(name: str) -> Finding:
    if name == BUNDLED:
        try:
            bundled_folder()
        except ModelUnavailableError as error:
            return problem("encoder", "The weights on board can't be used.", str(error))
        return ok("encoder", f"{BUNDLED}; its weights are the published ones.")
    if Path(name).is_dir():
        return ok("encoder", f"The folder {name}.")
    return warning(
        "encoder",
        f"{name} is not on board: it is taken from this machine's cache, or downloaded at start.",
        f"Set AKIN_ENCODER to a folder, or unset it to use {BUNDLED}, and nothing is downloaded.",
    )


def _reranker(settings: Settings) -> Finding:
    facts = reranker_facts(settings)
    if facts.fingerprint is None and not facts.problem and Path(facts.name).is_dir():
        try:
            # Which weights these are is known once they are loaded, and needed for what is next.
            reader = CrossReader(facts.name)
        except ModelUnavailableError as error:
            return problem("reranker", f"{facts.name} can't be loaded.", str(error))
        reader.close()
        facts = reranker_facts(settings, reader.fingerprint)
    return _told(facts)


def _told(facts: RerankerFacts) -> Finding:
    name = "None is set" if facts.name == NO_RERANKER else facts.name
    if facts.problem:
        return problem("reranker", f"{name}: it can't be used as it is.", facts.problem)
    if facts.calibration is None:
        return warning(
            "reranker",
            f"{name} is not on board: it is taken from this machine's cache, or downloaded at "
            "start, and has to be calibrated.",
            "Run `akin models calibrate` if that wasn't done yet, or unset AKIN_RERANKER to use "
            f"{BUNDLED_RERANKER}.",
        )
    where = "comes with Akin" if facts.is_shipped else "lies in the data folder"
    return ok("reranker", f"{name}; the calibration {where}.")


def _dtype(settings: Settings) -> Finding:
    faster = faster_dtype()
    if settings.dtype == "auto":
        return ok("number format", f"{faster} is the fastest here, and is used.")
    if settings.dtype == faster:
        return ok("number format", f"{faster} is set, and is the fastest here.")
    return warning(
        "number format",
        f"{settings.dtype} is set, and {faster} is faster here.",
        "Unset AKIN_DTYPE, and the faster one is used.",
    )
