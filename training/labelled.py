"""Labelled pairs: what asks the same, and what is relevant, from all that may be trained on."""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from pathlib import Path
from typing import Final

import numpy as np

from matcher.archives import Archive
from matcher.features import TAUGHT
from training import held_out
from training.answers import Answer
from training.judged import Judged
from training.neighbours import nearest
from training.noise import retyped
from training.public_sets import PublicSets
from training.rewording import reworded
from training.triples import Triple

UNKNOWN: Final = float("nan")

_REPORTS: Final = 8
_LIKE: Final = 4
"""Pairs of one problem, and of a problem and the one that it looks like, at most."""

_REWORDED: Final = 0.6
_RETYPED: Final = 0.7
"""How often a text that is said again is said in other words, and in another hand."""

_WITHIN: Final = 30
"""How many of an archive's messages lie near enough to be told apart from one."""


@dataclass(frozen=True, slots=True)
class Example:
    """Two texts with their labels in [0, 1], NaN where unknown.

    `held` pairs have no label: on them the correction is to stay zero. `certain` ones are the same
    by construction: none of them is to be doubted. `source` names the set.
    """

    first: str
    second: str
    source: str
    same: float = UNKNOWN
    relevant: float = UNKNOWN
    weight: float = 1.0
    held: bool = False
    certain: bool = False


class Labelled:
    """Makes the examples; negatives are what the encoder finds nearest and is something else.

    Args:
        sets: the public sets.
        triples: our own, those for the training.
        answers: our own passages that help or only look so, those for the training.
        judged: near neighbours that were judged, those for the training.
        vectors: the unit vector of a text; missing ones are asked for with `missing`.
        seed: decides what is drawn.
        archives: of invented teams, those for the training.

    """

    def __init__(
        self, sets: PublicSets, triples: Sequence[Triple], answers: Sequence[Answer],
        judged: Sequence[Judged], vectors: "VectorSource", seed: int,
        archives: Sequence[Archive] = (),
    ) -> None:  # fmt: skip
        self._sets = sets
        self._triples = triples
        self._answers = answers
        self._judged = judged
        self._vectors = vectors
        self._rng = random.Random(seed)
        self._archives = archives

    def all(self, sources: Sequence[str] = ()) -> list[Example]:
        """Return the examples, source after source: all of them, or those that are named."""
        makers: dict[str, Callable[[], Iterator[Example]]] = {
            "triples": self.own, "answers": self.helping, "judged": self.neighbours,
            "advising": self.courses,
            "spider": self.databases, "stackfaq": self.threads, "rqe": self.medical,
            "dblp": self.papers, "intents": self.intents, "tldr": self.commands,
            "squad questions": self.paragraph_questions, "retyped": self.retyped,
            "documentation": self.documentation, "articles": self.articles,
            "squad": self.paragraphs, "medquad": self.answers, "archives": self.reports,
        }  # fmt: skip
        return [
            # About 110 tokens: longer ones take too much of the time.
            replace(e, first=e.first[:TAUGHT], second=e.second[:TAUGHT])
            for source in sources or makers
            for e in makers[source]()
            if e.first.strip() and e.second.strip()
        ]

    def own(self) -> Iterator[Example]:
        """Yield our own triples: each tells what is the same, and from what it differs."""
        for triple in self._triples:
            question, paraphrase, miss = triple.texts
            yield Example(question, paraphrase, "triples", same=1.0, relevant=1.0)
            yield Example(question, miss, "triples", same=0.0)
            yield Example(paraphrase, miss, "triples", same=0.0)

    def helping(self) -> Iterator[Example]:
        """Yield our own questions with a passage that helps, and one that only looks so."""
        for answer in self._answers:
            yield Example(answer.question, answer.passage, "answers", relevant=1.0)
            yield Example(answer.question, answer.near_miss, "answers", relevant=0.0)

    def neighbours(self) -> Iterator[Example]:
        """Yield near neighbours that people wrote, with what was judged of them."""
        for pair in self._judged:
            yield Example(pair.first, pair.second, "judged", same=pair.same)

    def courses(self) -> Iterator[Example]:
        """Yield advising: few pairs of each group, since the largest would drown the rest."""
        yield from self._groups(self._sets.advising(), "advising", positives=10, negatives=10)

    def databases(self) -> Iterator[Example]:
        """Yield Spider: negatives are other questions to the same database."""
        for groups in self._sets.spider().values():
            yield from self._groups(groups, "spider", positives=1, negatives=1)

    def threads(self) -> Iterator[Example]:
        """Yield StackFAQ."""
        yield from self._groups(self._sets.stack_faq(), "stackfaq", positives=15, negatives=15)

    def medical(self) -> Iterator[Example]:
        """Yield RQE's training part, and as many hard negatives as it has positives."""
        pairs, _ = held_out.rqe(self._sets)
        for pair in pairs:
            yield Example(pair.first, pair.second, "rqe", same=pair.label)
        positive = [pair for pair in pairs if pair.label]
        yield from self._hard([(p.first, p.second) for p in positive], "rqe", same=True)

    def papers(self) -> Iterator[Example]:
        """Yield a small dose of DBLP-QuAD, which is templated."""
        pairs = self._rng.sample(self._sets.dblp(), 400)
        for pair in pairs:
            yield Example(pair.first, pair.second, "dblp", same=1.0)
        yield from self._hard([(p.first, p.second) for p in pairs], "dblp", same=True)

    def intents(self) -> Iterator[Example]:
        """Yield near neighbours of different intents; one intent doesn't mean one question."""
        for name, intents in self._sets.intents().items():
            rows = [(text, intent) for intent, texts in intents.items() for text in texts]
            rows = self._rng.sample(rows, 3_000)
            texts = [text for text, _ in rows]
            near = nearest(self._vectors.of(texts), self._vectors.of(texts), 12)
            for i, (text, intent) in enumerate(rows[:1_500]):
                others = [j for j in near[i] if rows[j][1] != intent]
                if others:
                    other = texts[self._rng.choice(others[:3])]
                    yield Example(text, other, name, same=0.0, weight=0.5)

    def commands(self) -> Iterator[Example]:
        """Yield tasks of tldr that are alike: different commands do them."""
        texts = list(dict.fromkeys(task for task, _ in self._sets.tasks()))
        texts = self._rng.sample(texts, 8_000)
        yield from self._alike(texts, "tldr", 4_000, below=0.93)

    def paragraph_questions(self) -> Iterator[Example]:
        """Yield different questions on one paragraph of SQuAD."""
        for paragraph in self._sets.squad():
            texts = paragraph.questions
            if len(texts) > 3:
                yield from self._alike(texts, "squad questions", 3, below=0.93)

    def retyped(self) -> Iterator[Example]:
        """Yield texts with themselves: again, in another hand, or in other words for the same."""
        texts = [task for task, _ in self._rng.sample(self._sets.tasks(), 2_000)]
        texts += self._rng.sample(self._sets.titles(), 3_000)
        texts += [question for each in self._sets.squad() for question in each.questions[:2]]
        for intents in self._sets.intents().values():
            everything = [text for found in intents.values() for text in found]
            texts += self._rng.sample(everything, 500)
        texts += [text for triple in self._triples for text in triple.texts[1:]]
        texts += [text for archive in self._archives for text, _ in archive.messages]
        for text in texts:
            # Reworded first: a word that is mistyped is none that could be exchanged.
            again = reworded(text, self._rng) if self._rng.random() < _REWORDED else text
            if self._rng.random() < _RETYPED:
                again = retyped(again, self._rng)
            yield Example(text, again, "retyped", same=1.0, certain=True)

    def documentation(self) -> Iterator[Example]:
        """Yield headings with their section, and with the nearest other one."""
        sections = [s for s in self._sets.sections() if not held_out.is_held_out_page(s.page)]
        sections = [s for s in sections if len(s.text) > 80 and len(s.heading) > 12]
        sections = self._rng.sample(sections, 5_000)
        pairs = [
            (s.heading if self._rng.random() < 0.6 else f"{s.page}: {s.heading}", s.text)
            for s in sections
        ]
        yield from self._relevant(pairs, "documentation")

    def articles(self) -> Iterator[Example]:
        """Yield support articles: title or symptom with what helps."""
        pairs = []
        for article in self._sets.articles():
            title, symptom = article["title"], article["symptom"]
            cause, resolution = article["cause"], article["resolution"]
            pairs += [(title, text) for text in (symptom, cause, resolution) if text]
            pairs += [(symptom, text) for text in (cause, resolution) if symptom and text]
        yield from self._relevant(self._rng.sample(pairs, min(len(pairs), 3_000)), "articles")

    def paragraphs(self) -> Iterator[Example]:
        """Yield SQuAD's questions with the paragraph that answers, and with another one."""
        pairs = [
            (question, paragraph.text[:TAUGHT])
            for paragraph in self._sets.squad()
            for question, end in paragraph.answered
            if end < TAUGHT
        ]
        yield from self._relevant(self._rng.sample(pairs, min(len(pairs), 3_000)), "squad")

    def answers(self) -> Iterator[Example]:
        """Yield medical questions with their answers."""
        pairs = [(pair.first, pair.second) for pair in self._sets.medquad()]
        yield from self._relevant(self._rng.sample(pairs, 1_500), "medquad")

    def reports(self) -> Iterator[Example]:
        """Yield what people report to one team: of one problem, and of others that lie near."""
        for archive in self._archives:
            rows = archive.messages
            vectors = self._vectors.of([text for text, _ in rows])
            near = nearest(vectors, vectors, min(_WITHIN, len(rows) - 1))
            problems = {each.number: each.messages for each in archive.problems}
            for each in archive.problems:
                pairs = list(combinations(each.messages, 2))
                for first, second in self._rng.sample(pairs, min(_REPORTS, len(pairs))):
                    yield Example(first, second, "archives", same=1.0, relevant=1.0)
                if each.like:
                    crossed = list(product(each.messages, problems[each.like]))
                    for first, second in self._rng.sample(crossed, min(_LIKE, len(crossed))):
                        yield Example(first, second, "archives", same=0.0)
            for i, (text, number) in enumerate(rows):
                others = [rows[j][0] for j in near[i] if rows[j][1] != number]
                # The very nearest, one that a search would show, and one that it would find.
                for start, end in ((0, 2), (2, 8), (8, _WITHIN)):
                    if others[start:end]:
                        other = self._rng.choice(others[start:end])
                        yield Example(text, other, "archives", same=0.0)

    def _groups(
        self, groups: Sequence[Sequence[str]], source: str, *, positives: int, negatives: int
    ) -> Iterator[Example]:
        """Yield pairs within groups, and each group's nearest texts of others."""
        rows = [(text, g) for g, group in enumerate(groups) for text in group]
        for group in groups:
            pairs = list(combinations(group, 2))
            for first, second in self._rng.sample(pairs, min(positives, len(pairs))):
                yield Example(first, second, source, same=1.0, relevant=1.0)
        if len(groups) < 2:
            return
        texts = [text for text, _ in rows]
        vectors = self._vectors.of(texts)
        near = nearest(vectors, vectors, min(60, len(texts) - 1))
        for number, group in enumerate(groups):
            mine = [i for i, (_, g) in enumerate(rows) if g == number]
            for i in self._rng.sample(mine, min(negatives, len(mine))):
                others = [j for j in near[i] if rows[j][1] != number and texts[j] not in group]
                if others:
                    other = texts[self._rng.choice(others[:4])]
                    yield Example(texts[i], other, source, same=0.0)

    def _alike(
        self, texts: Sequence[str], source: str, count: int, *, below: float
    ) -> Iterator[Example]:
        """Yield texts with one of their nearest, which is known to ask something else."""
        vectors = self._vectors.of(texts)
        near = nearest(vectors, vectors, min(8, len(texts) - 1))
        for i in self._rng.sample(range(len(texts)), min(count, len(texts))):
            others = [j for j in near[i] if j != i and vectors[i] @ vectors[j] < below]
            if others:
                other = texts[self._rng.choice(others[:3])]
                yield Example(texts[i], other, source, same=0.0, weight=0.5)

    def _hard(
        self, pairs: Sequence[tuple[str, str]], source: str, *, same: bool
    ) -> Iterator[Example]:
        """Yield each first text with the nearest second one of another pair."""
        pairs = [(first[:TAUGHT], second[:TAUGHT]) for first, second in pairs]
        firsts, seconds = zip(*pairs, strict=True)
        first, second = self._vectors.of(firsts), self._vectors.of(seconds)
        near = nearest(first, second, 8)
        for i, (text, own) in enumerate(pairs):
            others = [
                j for j in near[i]
                # The very same answer under another question is no negative.
                if j != i and seconds[j] != own and second[j] @ second[i] < 0.95
                and firsts[j] != text
            ]  # fmt: skip
            if others:
                other = seconds[self._rng.choice(others[:3])]
                yield (
                    Example(text, other, source, same=0.0)
                    if same
                    else Example(text, other, source, relevant=0.0)
                )

    def _relevant(self, pairs: Sequence[tuple[str, str]], source: str) -> Iterator[Example]:
        for first, second in pairs:
            yield Example(first, second, source, relevant=1.0)
        yield from self._hard(pairs, source, same=False)


class VectorSource:
    """Unit vectors of texts, encoded once.

    Args:
        encode: texts to (n, d) float32 unit vectors.
        folder: where `save` keeps them for a later start.

    """

    def __init__(self, encode: Callable[[Sequence[str]], np.ndarray], folder: Path) -> None:
        self._encode = encode
        self._folder = folder
        self._known: dict[str, np.ndarray] = {}
        if (folder / "texts.json").exists():
            texts = json.loads((folder / "texts.json").read_text())
            vectors = np.load(folder / "vectors.npy").astype(np.float32)
            self._known = dict(zip(texts, vectors, strict=True))

    def of(self, texts: Iterable[str]) -> np.ndarray:
        """Return (n, d) vectors."""
        texts = list(texts)
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known.update(zip(new, self._encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def save(self) -> None:
        """Keep all vectors that are known."""
        self._folder.mkdir(exist_ok=True)
        np.save(self._folder / "vectors.npy", np.stack(list(self._known.values())))
        (self._folder / "texts.json").write_text(json.dumps(list(self._known)))
