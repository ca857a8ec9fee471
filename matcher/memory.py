"""Memory that is done with goes back to the system.

The C library keeps what is freed for later, in one arena a thread. Encoding allocates and frees
large blocks of ever other sizes, which leaves hundreds of megabytes of it in pieces: an import of
10,000 tickets grew from 940 MB at a quarter of the way to 1,240 MB without the two functions below,
from 860 to 960 MB with them.
"""

import ctypes
import ctypes.util
import os
from functools import cache
from typing import Final

_M_ARENA_MAX: Final = -8
_ARENAS: Final = 2
"""A parameter of glibc's `mallopt` (see malloc.h), and its value."""

_KERNELS: Final = "256"
"""How many prepared matrix kernels torch keeps; each shape of a batch has some of its own."""


def tune() -> None:
    """Have little kept for later; to be called before torch is imported and threads start."""
    os.environ.setdefault("LRU_CACHE_CAPACITY", _KERNELS)
    library = _glibc()
    if library is not None:
        # Not the thresholds: with any of those set, each large tensor becomes a mapping of its
        # own, and encoding a third slower.
        library.mallopt(_M_ARENA_MAX, _ARENAS)


def release() -> None:
    """Give back what is free now (some milliseconds); worth it after a batch of large work."""
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    """Return the C library where it is glibc; elsewhere nothing needs to be done."""
    name = ctypes.util.find_library("c")
    library = ctypes.CDLL(name) if name else None
    return library if hasattr(library, "malloc_trim") else None
