"""Our own requirements of openings: with a passage that proves each, and some that don't."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.answers import Answer


@dataclass(frozen=True, slots=True)
class Proven:
    """A requirement, a passage of a résumé that proves it, a near miss, and a mere claim."""

    requirement: str
    proof: str
    near_miss: str
    claim: str
    field: str


def read(path: Path) -> list[Proven]:
    """Read a file of requirements."""
    return [Proven(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def as_answers(rows: Sequence[Proven], seed: int) -> list[Answer]:
    """Return requirements with their proofs as answers that help, twice each.

    Once beside the near miss, and once beside the proof of another requirement: near misses share
    more words with the requirement than proofs do, which must not be what tells them apart.
    """
    rng = random.Random(seed)
    found = []
    for row in rows:
        other = rng.choice([each for each in rows if each is not row])
        found.append(Answer(row.requirement, row.proof, row.near_miss))
        found.append(Answer(row.requirement, row.proof, other.proof))
    return found
