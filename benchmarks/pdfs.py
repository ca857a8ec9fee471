"""What real PDFs come to: `python -m benchmarks.pdfs FOLDER…`.

Reads every PDF of the folders as Akin does, with its default limits, one at a time: how many end
with text and how many with which reason, the slowest, the most memory that a child process has had
(peak resident set, of all so far), and the processes that are left at the end.
"""

import argparse
import resource
import time
from collections import Counter
from pathlib import Path

import psutil

from benchmarks.machine import describe
from ingest.pdf import PdfText, read_pdf


def main() -> None:
    """Read and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    given = parser.parse_args()
    print(f"Measured on: {describe()}")
    for folder in given.folders:
        ends: Counter[str] = Counter()
        seconds: dict[str, float] = {}
        for file in sorted(folder.rglob("*.pdf")):
            start = time.perf_counter()
            found = read_pdf(file)
            seconds[file.name] = time.perf_counter() - start
            ends["text" if isinstance(found, PdfText) else found.problem.value] += 1
        slowest = max(seconds, key=lambda name: seconds[name])
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            f"{folder.name}: {len(seconds)} files, "
            f"{', '.join(f'{count} {end}' for end, count in ends.most_common())}; "
            f"mean {sum(seconds.values()) / len(seconds):.1f} s, slowest {seconds[slowest]:.1f} s "
            f"({slowest}), most memory {peak:.0f} MB, processes left "
            f"{len(psutil.Process().children(recursive=True))}"
        )


if __name__ == "__main__":
    main()
