"""Starts Akin again and again without paying for its imports each time.

Run as a program: for each line on stdin a child is forked, in which `akin` runs with the words of
that line; its process id is printed. The parent only imports, so that the child starts clean.
"""

import importlib
import os
import sys


def main() -> None:
    for heavy in ("torch", "sentence_transformers", "chromadb", "slack_bolt", "bot.runtime"):
        importlib.import_module(heavy)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            sys.argv = ["akin", *line.split()]
            from bot.cli import main as akin  # noqa: PLC0415 - after the fork

            akin()
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
