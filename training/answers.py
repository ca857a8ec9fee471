"""Our own questions, each with a passage that helps and one that only looks as if it did."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, a passage that helps with it, and a near miss that doesn't."""

    question: str
    passage: str
    near_miss: str


def read(path: Path) -> list[Answer]:
    """Read a file of answers."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Answer(row["question"], row["passage"], row["near_miss"]) for row in rows]
