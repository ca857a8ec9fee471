"""What a figure was measured on: printed with every figure."""

import os
import platform
from importlib.metadata import version
from pathlib import Path


def describe() -> str:
    """Return processor, cores, memory, Python and torch in one line."""
    flags = ""
    model = platform.processor() or platform.machine()
    memory = ""
    if Path("/proc/cpuinfo").exists():
        info = Path("/proc/cpuinfo").read_text()
        model = next(
            (line.partition(":")[2].strip() for line in info.splitlines() if "model name" in line),
            model,
        )
        wanted = [flag for flag in ("amx_bf16", "avx512_bf16", "avx512f", "avx2") if flag in info]
        flags = f" ({', '.join(wanted)})" if wanted else ""
        kibibytes = int(Path("/proc/meminfo").read_text().split()[1])
        memory = f", {kibibytes / 2**20:.0f} GiB"
    return (
        f"{model}{flags}, {len(os.sched_getaffinity(0))} cores{memory}, "
        f"Python {platform.python_version()}, torch {version('torch')}, "
        f"chromadb {version('chromadb')}"
    )


def percentile(values: list[float], share: float) -> float:
    """Return the value that a share of all lie at or below (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def resident_mb(pid: int | None = None) -> float:
    """Return the resident memory of a process, in MB (10^6 bytes)."""
    import psutil  # noqa: PLC0415

    return float(psutil.Process(pid).memory_info().rss) / 1e6
