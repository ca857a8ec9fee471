"""Triples: a question, the same in other words, and a near miss that needs another answer."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Triple:
    """Three messages; `difference` names the one thing in which the near miss is another."""

    question: str
    paraphrase: str
    near_miss: str
    difference: str

    @property
    def texts(self) -> tuple[str, str, str]:
        """The three messages."""
        return self.question, self.paraphrase, self.near_miss


def read(path: Path) -> list[Triple]:
    """Read a file of triples, or all files of a folder, in the order of their names."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    triples = []
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            triples.append(
                Triple(row["question"], row["paraphrase"], row["near_miss"], row["difference"])
            )
    return triples
