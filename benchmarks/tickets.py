"""Made-up tickets in any number: sentences of the sample content, dealt anew."""

import csv
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.playground import content


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A ticket of about 60 words."""

    id: str
    title: str
    description: str
    resolution: str


def made_up(count: int, words: int = 60, seed: int = 7) -> Iterator[MadeUp]:
    """Yield tickets whose texts are about `words` words long, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - made-up text, no secret
    samples = content.tickets()
    sentences = [
        sentence.strip()
        for ticket in samples
        for sentence in re.split(r"(?<=[.!?])\s+|\n", ticket.text)
        if 3 <= len(sentence.split()) <= 40
    ]
    for number in range(count):
        text: list[str] = []
        while len(" ".join(text).split()) < words - 8:
            text.append(chance.choice(sentences))
        yield MadeUp(
            id=f"B-{number}",
            title=chance.choice(samples).title,
            description=f"{' '.join(text)} Case {number}.",
            resolution=chance.choice(samples).resolution if chance.random() < 0.7 else "",
        )


def write_csv(path: Path, count: int) -> float:
    """Write made-up tickets as a CSV file and return their mean length in words."""
    total = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "description", "resolution"])
        for ticket in made_up(count):
            writer.writerow([ticket.id, ticket.title, ticket.description, ticket.resolution])
            total += len(f"{ticket.title} {ticket.description}".split())
    return total / count
