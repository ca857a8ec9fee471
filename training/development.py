"""The sets by which recipes are chosen and training is stopped; none of them is reported."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.archives import Archive
from training import held_out
from training.answers import Answer
from training.judged import OPEN, Judged
from training.labelled import VectorSource
from training.metrics import average_precision, mean_reciprocal_rank, spearman, triple_accuracy
from training.neighbours import nearest
from training.public_sets import PublicSets
from training.triples import Triple

SAME: Final = 0
RELEVANT: Final = 1

NEAREST: Final = 6
"""Of an archive's message, how many neighbours are looked at."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Development:
    """A set: its pairs, and the figure (higher is better) of scores of these pairs."""

    name: str
    column: int
    pairs: list[tuple[str, str]]
    figure: Callable[[Array], float]


@dataclass(frozen=True, slots=True)
class Own:
    """Of our own data, what is kept apart to choose by."""

    triples: Sequence[Triple]
    answers: Sequence[Answer]
    judged: Sequence[Judged]
    archives: Sequence[Archive]


def development(sets: PublicSets, own: Own, vectors: VectorSource, seed: int) -> list[Development]:
    """Return the sets for choosing: none is trained on, and none is reported.

    STS-B and SemEval are their training halves, of which nothing is trained on.
    """
    rng = random.Random(seed)
    found = []
    sentences = rng.sample(sets.stsb("train"), 800)
    grades = np.array([pair.label for pair in sentences])
    found.append(
        Development("STS-B train", SAME, [(p.first, p.second) for p in sentences],
                    lambda scores: spearman(scores, grades))
    )  # fmt: skip
    forum = rng.sample(sets.semeval("TRAIN"), 80)
    related = [(r.query, [text[:480] for text in r.candidates], np.array(r.grades)) for r in forum]
    found.append(_ranked("SemEval 3B train", SAME, related))
    english = sets.english_duplicates()
    labels = np.array([pair.label for pair in english])
    found.append(
        Development("English SE", SAME, [(p.first, p.second) for p in english],
                    lambda scores: average_precision(scores, labels))
    )  # fmt: skip
    clear = [pair for pair in own.judged if pair.same != OPEN]
    asked = np.array([pair.same for pair in clear])
    found.append(
        Development("judged neighbours", SAME, [(p.first, p.second) for p in clear],
                    lambda scores: average_precision(scores, asked))
    )  # fmt: skip
    found.append(
        Development(
            "own triples", SAME,
            [pair for t in own.triples for pair in ((t.question, t.paraphrase),
                                                (t.question, t.near_miss))],
            triple_accuracy,
        )
    )  # fmt: skip
    reports, about = neighbours(own.archives, vectors.of, NEAREST)
    found.append(
        Development("own archives", SAME, reports, lambda scores: average_precision(scores, about))
    )
    found.append(
        Development(
            "own answers", RELEVANT,
            [pair for a in own.answers for pair in ((a.question, a.passage),
                                                (a.question, a.near_miss))],
            triple_accuracy,
        )
    )  # fmt: skip
    sections = [s for s in sets.sections() if held_out.is_held_out_page(s.page)]
    sections = [s for s in sections if len(s.text) > 80 and len(s.heading) > 12]
    sections = rng.sample(sections, min(100, len(sections)))
    everything = [s.text[:480] for s in sets.sections() if held_out.is_held_out_page(s.page)]
    everything = list(dict.fromkeys(everything))[:1500]
    titles = vectors.of([f"{s.page}: {s.heading}" for s in sections])
    near = nearest(titles, vectors.of(everything), 10)
    queries = []
    for row, section in enumerate(sections):
        others = [everything[j] for j in near[row] if everything[j] != section.text[:480]][:9]
        grade = np.array([1.0] + [0.0] * len(others))
        queries.append((f"{section.page}: {section.heading}", [section.text[:480], *others], grade))
    found.append(_ranked("documentation", RELEVANT, queries, reciprocal=True))
    return found


def neighbours(
    archives: Sequence[Archive], encode: Callable[[list[str]], npt.NDArray[np.float32]], count: int
) -> tuple[list[tuple[str, str]], Array]:
    """Return each message with its nearest in its archive, and whether one problem is behind both.

    Args:
        archives: what is looked at.
        encode: gives texts' unit vectors, (n, d).
        count: how many neighbours each message has.

    """
    pairs, labels = [], []
    for archive in archives:
        rows = archive.messages
        known = encode([text for text, _ in rows])
        for i, near in enumerate(nearest(known, known, count + 1)):
            others = [j for j in near if j != i][:count]
            pairs += [(rows[i][0], rows[j][0]) for j in others]
            labels += [float(rows[i][1] == rows[j][1]) for j in others]
    return pairs, np.array(labels)


def _ranked(
    name: str, column: int, queries: Sequence[tuple[str, list[str], Array]], *,
    reciprocal: bool = False,
) -> Development:  # fmt: skip
    pairs = [(query, text) for query, texts, _ in queries for text in texts]
    ends = np.cumsum([len(texts) for _, texts, _ in queries])[:-1]

    def figure(scores: Array) -> float:
        parts = np.split(scores, ends)
        graded = [(part, grades) for part, (_, _, grades) in zip(parts, queries, strict=True)]
        if reciprocal:
            return mean_reciprocal_rank(graded)
        return float(np.mean([average_precision(s, g) for s, g in graded if g.any()]))

    return Development(name, column, pairs, figure)
