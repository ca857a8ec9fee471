"""How good topics are: `python -m benchmarks.topics DATA`.

Messages of Banking77 and CLINC150 are clustered, by Akin and by what else there is, all on the
same vectors (the shipped encoder's); their intents serve for scoring alone. Printed are V-measure
(Rosenberg and Hirschberg 2007), adjusted Rand index (Hubert and Arabie 1985), how many topics were
found, which share of the messages was left over as "other", and seconds, as means over several
draws. "Other" counts as one cluster, for every method; in the columns "alone", each of its messages
as one of its own.

Akin's constants were chosen on HWU64 and on one half of CLINC150's intents. Printed is what came of
Banking77 and of the other half, which played no part; `--chosen-on` prints the others.

BERTopic is no dependency of Akin. Install it beside it, keeping the versions that are there:
`pip install bertopic`; without it, its lines are left out.
"""

import argparse
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir

import numpy as np
import numpy.typing as npt
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.metrics import adjusted_rand_score, v_measure_score

from benchmarks.machine import describe
from ingest.empty_answers import says_nothing
from matcher.encoder import Encoder, Vectors
from matcher.topics import find_topics
from training.public_sets import PublicSets

DRAWS = {200: 5, 2_000: 3, 10_000: 1}
"""Sizes, and how many draws of each."""

Labels = npt.NDArray[np.intp]
Method = Callable[[list[str], Vectors, int], Labels]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Messages with their vectors and intents."""

    name: str
    texts: list[str]
    vectors: Vectors
    intents: list[str]

    def draw(self, size: int, seed: int) -> "Labelled":
        """Return some of them, at random."""
        rows = np.random.default_rng(seed).permutation(len(self.texts))[:size]
        return Labelled(
            self.name,
            [self.texts[row] for row in rows],
            self.vectors[rows],
            [self.intents[row] for row in rows],
        )


def akin(texts: list[str], vectors: Vectors, _: int) -> Labels:
    """Cluster as Akin does, with all that belongs to it: names, examples, small talk left out."""
    labels = np.full(len(texts), -1)
    for number, topic in enumerate(find_topics(texts, vectors).topics):
        labels[list(topic.members)] = number
    return labels


def kmeans(_: list[str], vectors: Vectors, true: int) -> Labels:
    """Cluster by k-means that is told the true number of topics."""
    return np.asarray(KMeans(true, n_init=10, random_state=0).fit_predict(vectors))


def hdbscan(_: list[str], vectors: Vectors, __: int) -> Labels:
    """Cluster by HDBSCAN with its defaults."""
    return np.asarray(HDBSCAN(copy=True).fit_predict(vectors))


def bertopic(texts: list[str], vectors: Vectors, _: int) -> Labels:
    """Cluster by BERTopic with its defaults."""
    from bertopic import BERTopic  # noqa: PLC0415 - only where it is installed

    topics, _ = BERTopic().fit_transform(texts, vectors)
    return np.asarray(topics)


def measure(name: str, method: Method, set_: Labelled, size: int) -> str:
    """Return a line of figures, means over the draws."""
    figures = []
    for seed in range(DRAWS[size]):
        drawn = set_.draw(size, seed)
        true = len(set(drawn.intents))
        started = time.perf_counter()
        labels = method(drawn.texts, drawn.vectors, true)
        seconds = time.perf_counter() - started
        other = float((labels < 0).mean())
        found = len(set(labels[labels >= 0].tolist()))
        alone = np.where(labels < 0, labels.max() + 1 + np.arange(len(labels)), labels)
        scores = [
            score(drawn.intents, each)
            for each in (labels, alone)
            for score in (v_measure_score, adjusted_rand_score)
        ]
        figures.append((true, found, *scores, other, seconds))
    true_, found_, v, rand, v_alone, rand_alone, other, seconds = np.mean(figures, axis=0)
    return (
        f"{set_.name:14}{size:7,}  {name:32}{true_:6.0f}{found_:7.0f}{v:11.3f}{rand:7.3f}"
        f"{v_alone:9.3f}{rand_alone:7.3f}{other:8.1%}{seconds:9.1f}"
    )


def sets(data: Path, cache: Path, *, chosen_on: bool) -> Iterator[Labelled]:
    """Yield the sets that are reported on, or those that the constants were chosen on."""
    public = PublicSets(data)
    clinc = public.requests("clinc150")
    intents = sorted({intent for _, intent in clinc})
    np.random.default_rng(7).shuffle(intents)
    half = len(intents) // 2
    kept = set(intents[:half] if chosen_on else intents[half:])
    first = ("HWU64", "hwu64") if chosen_on else ("Banking77", "banking77")
    for name, rows in (
        (first[0], public.requests(first[1])),
        ("CLINC150 half", [row for row in clinc if row[1] in kept]),
    ):
        # Greetings and the like are left out before: CLINC150 has intents of them.
        said = [(text, intent) for text, intent in rows if not says_nothing(text)]
        texts = [text for text, _ in said]
        yield Labelled(name, texts, encoded(texts, cache), [intent for _, intent in said])


def encoded(texts: list[str], cache: Path) -> Vectors:
    """Return the texts' vectors, from the cache if they were encoded before."""
    encoder = Encoder()
    key = blake2b("\0".join([encoder.fingerprint, encoder.dtype, *texts]).encode(), digest_size=12)
    file = cache / f"{key.hexdigest()}.npy"
    if file.exists():
        vectors: Vectors = np.load(file)
    else:
        vectors = encoder.encode(texts)
        cache.mkdir(parents=True, exist_ok=True)
        np.save(file, vectors)
    encoder.close()
    return vectors


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the folder of public sets")
    parser.add_argument("--sizes", type=int, nargs="+", choices=DRAWS, default=list(DRAWS))
    parser.add_argument("--only", nargs="+", help="methods, by their first word")
    parser.add_argument("--chosen-on", action="store_true",
                        help="the sets that the constants were chosen on")  # fmt: skip
    parser.add_argument("--cache", type=Path, default=Path(gettempdir()) / "akin-benchmarks",
                        help="where vectors are kept")  # fmt: skip
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        parser.error(f"there is no folder {arguments.data}; it should hold the public sets")
    methods: dict[str, Method] = {"Akin": akin, "k-means, told the true number": kmeans}
    if find_spec("bertopic"):
        methods["BERTopic, defaults"] = bertopic
    methods["HDBSCAN, defaults, raw vectors"] = hdbscan
    if arguments.only:
        wanted = {name.lower() for name in arguments.only}
        methods = {n: m for n, m in methods.items() if n.lower().split(",")[0].split()[0] in wanted}
    warnings.filterwarnings("ignore")
    print(describe())
    print(f"\nMeans of {', '.join(map(str, DRAWS.values()))} draws, by size.\n")
    print(f"{'set':14}{'size':>7}  {'method':32}{'true':>6}{'found':>7}{'V-measure':>11}{'ARI':>7}"
          f"{'V alone':>9}{'ARI':>7}{'other':>8}{'seconds':>9}")  # fmt: skip
    found = list(sets(arguments.data, arguments.cache, chosen_on=arguments.chosen_on))
    for size in arguments.sizes:
        for set_ in found:
            for name, method in methods.items():
                print(measure(name, method, set_, size), flush=True)


if __name__ == "__main__":
    main()
