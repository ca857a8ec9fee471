"""Near neighbours that people wrote, and whether they ask the same: mined here, judged by readers.

`python -m training.judged mine DATA FOLDER` writes such pairs, in blocks, for readers who write
`FOLDER/judgements/BLOCK.txt` (lines of a pair's number and 2, 1 or 0, see README.md); then
`python -m training.judged keep FOLDER` writes `judged.csv`: of the texts, which are others', it
keeps fingerprints alone.
"""

import argparse
import csv
import hashlib
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from matcher.encoder import Encoder
from training import held_out, triples
from training.neighbours import nearest
from training.public_sets import PublicSets

HERE: Final = Path(__file__).parent
JUDGED: Final = HERE / "judged.csv"

COUNTS: Final = {
    "titles": 4_200, "banking77": 2_600, "clinc150": 1_800, "squad": 1_400, "hwu64": 1_000,
    "articles": 600, "tldr": 400,
}  # fmt: skip
"""How many pairs of each set; those that lie too far apart for a band are fewer."""

BANDS: Final = ((0.45, 0.6, 0.1), (0.6, 0.7, 0.18), (0.7, 0.8, 0.27), (0.8, 0.9, 0.28),
                (0.9, 0.985, 0.17))  # fmt: skip
"""Cosines from and to, and their share: the cosine alone should not tell the answer."""

DEVELOPMENT: Final = frozenset({"hwu64", "articles", "tldr"})
"""Sets of other domains than those that are learnt from: training is stopped by these."""

OPEN: Final = 0.5
SAME: Final = {"2": 1.0, "1": OPEN, "0": 0.0}
"""Of a judgement, how much it says that the two ask the same; 1 is for what could be argued."""

LENGTHS: Final = (12, 240)
BLOCK: Final = 100
_NEIGHBOURS: Final = 8
_OFTEN: Final = 2
"""Pairs that one text is in at most, in each band."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Two messages of one set, and how much they ask the same: 1, 0, or 0.5 where it is open."""

    source: str
    first: str
    second: str
    same: float

    @property
    def is_learnt(self) -> bool:
        """Whether it is for training; the others are for choosing."""
        return self.source not in DEVELOPMENT


def texts(sets: PublicSets) -> Iterator[tuple[str, list[str]]]:
    """Yield each set with its messages of a length that people type, each once."""
    intents = sets.intents()
    found: dict[str, Sequence[str]] = {
        "titles": sets.titles(),
        **{name: [text for group in of.values() for text in group] for name, of in intents.items()},
        "squad": [question for each in sets.squad() for question in each.questions],
        "articles": [article["title"] for article in sets.articles()],
        "tldr": [task for task, _ in sets.tasks()],
    }
    least, most = LENGTHS
    for name in COUNTS:
        plain = dict.fromkeys(" ".join(text.split()) for text in found[name])
        yield name, [text for text in plain if least <= len(text) <= most]


def read(path: Path, sets: PublicSets) -> list[Judged]:
    """Return the judged pairs.

    Raises:
        ValueError: a text is not in the public sets as they are here.

    """
    known = {name: {fingerprint(text): text for text in own} for name, own in texts(sets)}
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            own = known[row["source"]]
            if row["first"] not in own or row["second"] not in own:
                raise ValueError(
                    f"{path.name} judges a pair of {row['source']} that this folder lacks; "
                    "it takes the sets as they were published."
                )
            found.append(
                Judged(row["source"], own[row["first"]], own[row["second"]], SAME[row["judgement"]])
            )
    return found


def fingerprint(text: str) -> str:
    """Return what stands for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def mine(
    own: Sequence[str], vectors: np.ndarray, count: int, rng: random.Random
) -> list[tuple[str, str]]:
    """Return pairs of near neighbours, spread over the bands.

    Args:
        own: the texts of a set.
        vectors: (n, d) their unit vectors.
        count: pairs that are wanted.
        rng: draws them.

    """
    near = nearest(vectors, vectors, _NEIGHBOURS + 1)
    pairs = sorted({(min(i, int(j)), max(i, int(j))) for i, row in enumerate(near) for j in row
                    if i != j})  # fmt: skip
    cosines = np.array([float(vectors[i] @ vectors[j]) for i, j in pairs])
    found: list[tuple[str, str]] = []
    for low, high, share in BANDS:
        band = [pair for pair, cosine in zip(pairs, cosines, strict=True) if low <= cosine < high]
        rng.shuffle(band)
        often: Counter[int] = Counter()
        wanted = len(found) + int(count * share)
        for i, j in band:
            if len(found) >= wanted:
                break
            if max(often[i], often[j]) < _OFTEN:
                often.update((i, j))
                found.append((own[i], own[j]) if rng.random() < 0.5 else (own[j], own[i]))
    return found


def write(rows: Sequence[tuple[str, str, str]], folder: Path) -> None:
    """Write pairs for readers, in blocks, and beside them which set and texts each one is."""
    (folder / "judgements").mkdir(parents=True, exist_ok=True)
    for start in range(0, len(rows), BLOCK):
        block = enumerate(rows[start : start + BLOCK], start)
        lines = [f"{number}\tA: {first}\n\tB: {second}\n" for number, (_, first, second) in block]
        (folder / f"{start // BLOCK:03}.txt").write_text("".join(lines), encoding="utf-8")
    with (folder / "pairs.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        for source, first, second in rows:
            out.writerow((source, fingerprint(first), fingerprint(second)))


def keep(folder: Path, path: Path = JUDGED) -> int:
    """Write what readers said of the pairs in a folder; return how many were judged.

    Raises:
        ValueError: a line is no judgement of a pair.

    """
    with (folder / "pairs.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.reader(file))
    said: dict[int, str] = {}
    for file_ in sorted((folder / "judgements").glob("*.txt")):
        for line in file_.read_text(encoding="utf-8").splitlines():
            number, _, judgement = line.partition(" ")
            if judgement not in SAME or not number.isdigit() or int(number) >= len(pairs):
                raise ValueError(f"{file_.name}: “{line}” is no number of a pair and 2, 1 or 0.")
            said[int(number)] = judgement
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("source", "first", "second", "judgement"))
        out.writerows((*pairs[number], judgement) for number, judgement in sorted(said.items()))
    return len(said)


def main() -> None:
    """Mine pairs to be judged, or keep what was judged."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    mining = commands.add_parser("mine", help="write pairs to be judged")
    mining.add_argument("data", type=Path, help="the folder of public sets")
    mining.add_argument("folder", type=Path, help="for the blocks")
    commands.add_parser("keep", help="keep the judgements").add_argument("folder", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "keep":
        print(f"{keep(arguments.folder)} judgements are in {JUDGED}.")
        return
    if not arguments.data.is_dir():
        sys.exit(f"There is no folder {arguments.data}; it should hold the public sets.")
    rows = _mined(PublicSets(arguments.data), random.Random(0))
    write(rows, arguments.folder)
    print(f"{len(rows)} pairs are in {arguments.folder}, {BLOCK} in a file.")


def _mined(sets: PublicSets, rng: random.Random) -> list[tuple[str, str, str]]:
    """Return pairs of all sets, without what stands in those that are measured."""
    apart = [HERE.parent / "matcher/calibrations/triples.jsonl",
             HERE.parent / "benchmarks/triples.jsonl"]  # fmt: skip
    rows: list[tuple[str, str, str]] = []
    with closing(Encoder()) as encoder:
        measured = encoder.encode(
            held_out.measured_texts(sets, [t.texts for path in apart for t in triples.read(path)])
        )
        for name, own in texts(sets):
            vectors = encoder.encode(own)
            kept = ~held_out.leaks(vectors, measured)
            left = [text for text, keep in zip(own, kept, strict=True) if keep]
            rows += [(name, a, b) for a, b in mine(left, vectors[kept], COUNTS[name], rng)]
    rng.shuffle(rows)
    return rows


if __name__ == "__main__":
    main()
