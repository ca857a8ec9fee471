"""A process of its own that opens a data folder, for tests that kill it or run beside it.

`python -m tests.matcher.child ROLE FOLDER [FILE START]`
"""

import sys
import threading
from itertools import count
from pathlib import Path

from matcher import Matcher
from tests.matcher.samples import numbered
from tests.matcher.words import WordEncoder

PORTION = 150


def main() -> None:
    role, folder = sys.argv[1:3]
    if role == "hold":
        with Matcher.open(folder, encoder=WordEncoder(), reranker=None):
            sys.stdout.write("open\n")
            sys.stdout.flush()
            threading.Event().wait()
    if role == "add":
        done = Path(sys.argv[3])
        with Matcher.open(folder, encoder=WordEncoder(), reranker=None) as matcher:
            for start in count(int(sys.argv[4]), PORTION):
                matcher.add(numbered(PORTION, start))
                with done.open("a") as file:
                    file.write(f"{start}\n")


if __name__ == "__main__":
    main()
