"""Archives: what lies in one team's channel or queue, told apart by problem."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem or question, and the messages of several people that are about it.

    One answer serves all of them. `like` is the number of another problem of the archive that
    looks much alike and needs another answer, or 0.
    """

    number: int
    messages: tuple[str, ...]
    like: int = 0


@dataclass(frozen=True, slots=True)
class Archive:
    """The problems of one team; no two of them are the same."""

    name: str
    problems: tuple[Problem, ...]

    @property
    def messages(self) -> list[tuple[str, int]]:
        """All messages, each with the number of its problem."""
        return [(text, each.number) for each in self.problems for text in each.messages]


def read(folder: Path) -> list[Archive]:
    """Read all archives of a folder, in the order of their names: a line for each problem."""
    return [
        Archive(
            file.stem,
            tuple(
                Problem(row["problem"], tuple(row["messages"]), row.get("like", 0))
                for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())
            ),
        )
        for file in sorted(folder.glob("*.jsonl"))
    ]
