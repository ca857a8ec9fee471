"""Whether the index's files can be opened: as they were left, or looked at from outside first.

A process that is killed can leave Chroma's files half written, and opening such files can end the
process (a segmentation fault) instead of raising. So each orderly end leaves a seal, a list of the
files with their checksums. Where it is missing, another process tries the files first; where it
doesn't fit, they are not opened at all.
"""

import json
import logging
import os
import subprocess
import sys
import zlib
from enum import Enum
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

PROBE_TIMEOUT: Final = 600.0
"""Seconds; far more than a million vectors take to open."""

_BLOCK: Final = 1 << 20


class Seal(Enum):
    """What is known of the files before they are opened."""

    WHOLE = "as an orderly end left them"
    BROKEN = "changed since an orderly end, by nobody who may"
    NONE = "in use when their process ended, or never used"


def seal_path(folder: Path) -> Path:
    """Return where a folder's seal lies: beside it."""
    return folder.with_name(f"{folder.name}.seal")


def seal(folder: Path) -> None:
    """Note how the files are now; to be called when nobody has them open any more."""
    path = seal_path(folder)
    fresh = path.with_suffix(".new")
    try:
        fresh.write_text(json.dumps(_checksums(folder)))
        fresh.replace(path)
    except OSError as error:
        # It costs a look at the files at the next start, nothing else.
        log.warning("The index could not be sealed (%s).", error.strerror)


def break_seal(folder: Path) -> None:
    """Note that the files are about to change."""
    seal_path(folder).unlink(missing_ok=True)


def seal_of(folder: Path) -> Seal:
    """Compare the files with how an orderly end left them."""
    try:
        noted = json.loads(seal_path(folder).read_text())
    except FileNotFoundError:
        return Seal.NONE
    except (OSError, ValueError):
        return Seal.BROKEN
    return Seal.WHOLE if noted == _checksums(folder) else Seal.BROKEN


def is_readable(folder: Path) -> bool:
    """Try in another process (about two seconds) whether the files can be opened and searched."""
    # -P: the modules beside the script must not pass for others' modules of the same name.
    # What is read beyond the end of a file is whatever the memory held; like this, never a zero,
    # which would pass for a link of the graph.
    environment = {**os.environ, "MALLOC_PERTURB_": "165"}
    command = [sys.executable, "-P", str(Path(__file__).with_name("probe.py")), str(folder)]
    with subprocess.Popen(  # noqa: S603 - our own script, with a folder that the settings name
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as probe:
        try:
            return probe.wait(PROBE_TIMEOUT) == 0
        except subprocess.TimeoutExpired:
            probe.kill()
            return False


def _checksums(folder: Path) -> dict[str, list[int]]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = [path.stat().st_size, _crc(path)]
    return found


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            crc = zlib.crc32(block, crc)
    return crc
