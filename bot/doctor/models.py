"""Models: the encoder's weights, and the number format that this CPU is fastest in."""

from collections.abc import Iterator
from pathlib import Path

from bot.doctor.finding import Finding, ok, problem, warning
from bot.settings import Settings
from matcher.errors import ModelUnavailableError
from matcher.pretrained import BUNDLED, bundled_folder, faster_dtype


def look(settings: Settings) -> Iterator[Finding]:
    """Look at the encoder that is set."""
    yield _weights(settings.encoder)
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
