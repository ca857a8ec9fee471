"""Texts without labels, for the warm-up: what people ask, and the passages that answer."""

import random
from dataclasses import dataclass

from training.public_sets import PublicSets


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts to find neighbours among, and pairs that stand together in the sources."""

    alone: list[str]
    together: list[tuple[str, str]]


def unlabelled(sets: PublicSets, seed: int) -> Texts:
    """Return the training sets' texts, each once, in an order that the seed decides."""
    rng = random.Random(seed)
    alone: list[str] = [*sets.titles(), *rng.sample([task for task, _ in sets.tasks()], 12_000)]
    alone += [text for pair in sets.rqe() for text in (pair.first, pair.second)]
    alone += [text for group in sets.advising() for text in group]
    spider = [text for groups in sets.spider().values() for group in groups for text in group]
    alone += rng.sample(spider, 6_000)
    for intents in sets.intents().values():
        texts = [text for intent in intents.values() for text in intent]
        alone += rng.sample(texts, min(len(texts), 6_000))
    alone += [text for thread in sets.stack_faq() for text in thread]
    together: list[tuple[str, str]] = []
    for article in sets.articles():
        parts = [article[part] for part in ("title", "symptom", "cause", "resolution")]
        alone += [article["title"], article["symptom"]]
        together += [(article["title"], part) for part in parts[1:] if part]
    for section in rng.sample(sets.sections(), 20_000):
        alone.append(section.heading)
        together.append((section.heading, section.text))
    for paragraph in sets.squad():
        answered = [question for question, _ in paragraph.answered]
        alone += [*answered, *paragraph.unanswerable]
        together += [
            (question, paragraph.text) for question in (*answered[:3], *paragraph.unanswerable[:2])
        ]
    together += [(pair.first, pair.second) for pair in rng.sample(sets.medquad(), 5_000)]
    unique = [text for text in dict.fromkeys(text.strip() for text in alone) if len(text) > 7]
    rng.shuffle(unique)
    rng.shuffle(together)
    return Texts(unique, together)
