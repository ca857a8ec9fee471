"""Fits the probabilities of `matcher.verdicts` on the sample content, and measures what they hold.

    python -m benchmarks.calibration [--data DIR]

Every ticket, question and probe of the sample content asks in turn (the item itself left out); its
ten nearest documents by cosine are labelled by whether they are about the same problem (`group`).
A logistic regression learns the probability from the cosine and from agreement and conflict of rare
identifiers. All figures are cross-validated in ten folds: no query is judged by coefficients that
were fitted on its own problem. With --data the shipped coefficients are measured on public pairs
of questions, unchanged, to see how they transfer.
"""

import argparse
import gzip
import html
import json
import lzma
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from bot.playground import content
from ingest.chunks import Part, part_text
from ingest.documents import Document, Kind
from matcher.encoder import Encoder
from matcher.encoding import encode_documents
from matcher.identifiers import compare, identifiers
from matcher.verdicts import RELEVANT, SAME, Bands, Calibration

NEAREST = 10
FOLDS = 10

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Query:
    """A text that asks; `own` is the document that it is itself, or ""."""

    text: str
    group: str
    own: str
    probe: bool


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidates of all queries: one row a pair. Features are (n, 3): cosine, agreement, conflict.

    `same` uses the cosine of the document's own text alone, `relevant` that of its best passage.
    """

    same: Array
    relevant: Array
    labels: Array
    query: npt.NDArray[np.int64]


def corpus() -> tuple[list[Document], dict[str, str | None]]:
    """Return the sample content's public documents, and the group of each."""
    documents, groups = [], {}
    for ticket in content.tickets():
        documents.append(
            Document(ticket.id, Kind.TICKET, ticket.title, ticket.text, ticket.resolution)
        )
        groups[ticket.id] = ticket.group
    for question in content.questions():
        documents.append(
            Document(question.id, Kind.QUESTION, question.text, question.text, question.answer)
        )
        groups[question.id] = question.group
    return documents, groups


def queries(documents: Sequence[Document], groups: dict[str, str | None]) -> list[Query]:
    """Return every document and every probe as something that is asked."""
    asked = [
        Query(part_text(doc, Part.TEXT), groups[doc.id] or f"alone-{doc.id}", doc.id, probe=False)
        for doc in documents
    ]
    for number, probe in enumerate(content.probes()):
        group = probe.group or (f"alone-{probe.expected}" if probe.expected else f"none-{number}")
        asked.append(Query(probe.text, group, "", probe=True))
    return asked


def candidates(
    encoder: Encoder, documents: Sequence[Document], groups: dict[str, str | None],
    asked: Sequence[Query],
) -> Pairs:  # fmt: skip
    """Return each query's nearest documents with their features and labels."""
    encoded = encode_documents(encoder, documents)
    known = [identifiers(part_text(document, Part.TEXT)) for document in documents]
    vectors = np.stack([chunk.vector for each in encoded for chunk in each.chunks])
    owner = np.array([i for i, each in enumerate(encoded) for _ in each.chunks])
    is_text = np.array([chunk.part is Part.TEXT for each in encoded for chunk in each.chunks])
    cosines = encoder.encode([query.text for query in asked]) @ vectors.T
    best = np.full((len(asked), len(documents)), -1.0)
    own = np.full((len(asked), len(documents)), -1.0)
    for column, document in enumerate(owner):
        best[:, document] = np.maximum(best[:, document], cosines[:, column])
        if is_text[column]:
            own[:, document] = np.maximum(own[:, document], cosines[:, column])
    same, relevant, labels, whose = [], [], [], []
    for number, query in enumerate(asked):
        ranked = [i for i in np.argsort(-best[number]) if documents[i].id != query.own]
        terms_asked = identifiers(query.text)
        for i in ranked[:NEAREST]:
            terms = compare(terms_asked, known[i])
            said = [float(bool(terms.agreeing)), float(bool(terms.conflicting))]
            same.append([own[number, i], *said])
            relevant.append([best[number, i], *said])
            labels.append((groups[documents[i].id] or f"alone-{documents[i].id}") == query.group)
            whose.append(number)
    return Pairs(np.array(same), np.array(relevant), np.array(labels, float), np.array(whose))


def fit(features: Array, labels: Array) -> Calibration:
    """Fit a logistic curve, hardly regularised."""
    model = LogisticRegression(C=100.0, max_iter=10_000).fit(features, labels)
    cosine, agreement, conflict = model.coef_[0]
    return Calibration(
        cosine=float(cosine),
        intercept=float(model.intercept_[0]),
        agreement=float(agreement),
        conflict=float(conflict),
    )


def apply(calibration: Calibration, features: Array) -> Array:
    """Return (n,) probabilities."""
    weights = np.array([calibration.cosine, calibration.agreement, calibration.conflict])
    return np.asarray(1.0 / (1.0 + np.exp(-(features @ weights + calibration.intercept))))


def cross_validated(features: Array, labels: Array, folds: Sequence[str]) -> Array:
    """Return each pair's probability by coefficients that were fitted on other groups."""
    result = np.zeros(len(labels))
    for train, test in GroupKFold(FOLDS).split(features, labels, folds):
        result[test] = apply(fit(features[train], labels[train]), features[test])
    return result


def calibration_error(probabilities: Array, labels: Array, bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal width (Guo et al., 2017)."""
    which = np.minimum((probabilities * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(probabilities[which == b].mean() - labels[which == b].mean()) * (which == b).mean()
            for b in range(bins)
            if (which == b).any()
        )
    )


def show_pairs(title: str, probabilities: Array, labels: Array, threshold: float) -> None:
    """Print how many pairs from the threshold on are right, and how many right ones are found."""
    shown = probabilities >= threshold
    precision = labels[shown].mean() if shown.any() else float("nan")
    recall = labels[shown].sum() / labels.sum()
    print(
        f"{title:42} n={len(labels):5d}  from {threshold:.2f}: shown {shown.sum():5d}  "
        f"precision {precision:.3f}  recall {recall:.3f}  "
        f"AUC {roc_auc_score(labels, probabilities):.3f}  "
        f"calibration error {calibration_error(probabilities, labels):.3f}"
    )


@dataclass(slots=True)
class Tally:
    """Verdicts on queries of one sort: by band, and how many of the first matches are right."""

    same: int = 0
    related: int = 0
    silent: int = 0
    same_right: int = 0
    related_right: int = 0
    right_among_three: int = 0

    def __str__(self) -> str:
        asked = self.same + self.related + self.silent
        return (
            f"{asked:4d} asked: same {self.same} ({self.same_right} right), related {self.related} "
            f"({self.related_right} right), silent {self.silent}; the right one among the three "
            f"shown {self.right_among_three}"
        )


def show_replies(
    pairs: Pairs, asked: Sequence[Query], same: Array, relevant: Array, bands: Bands
) -> None:
    """Print what people would see: for each query, the verdict on its matches."""
    tallies = {
        "probes that have a match": Tally(),
        "probes that have none": Tally(),
        "documents that have a match": Tally(),
        "documents that have none": Tally(),
    }
    alone = {query.group for query in asked}
    for group in {query.group for query in asked if query.own}:
        if sum(query.group == group for query in asked if query.own) > 1:
            alone.discard(group)
    for number, query in enumerate(asked):
        rows = np.flatnonzero(pairs.query == number)
        matching = not query.group.startswith("none-") if query.probe else query.group not in alone
        sort = "probes" if query.probe else "documents"
        tally = tallies[f"{sort} that have {'a match' if matching else 'none'}"]
        shown = rows[(same[rows] >= bands.same) | (relevant[rows] >= bands.related)]
        shown = shown[np.lexsort((-relevant[shown], same[shown] < bands.same))][:3]
        if not len(shown):
            tally.silent += 1
            continue
        right = int(pairs.labels[shown[0]])
        if same[shown[0]] >= bands.same:
            tally.same += 1
            tally.same_right += right
        else:
            tally.related += 1
            tally.related_right += right
        tally.right_among_three += int(pairs.labels[shown].any())
    for name, tally in tallies.items():
        print(f"   {name:28} {tally}")


def near_misses(encoder: Encoder, documents: Sequence[Document]) -> None:
    """Print how many of the pairs that look alike and are not would be called the same."""
    by_id = {document.id: part_text(document, Part.TEXT) for document in documents}
    misses = content.near_misses()
    probabilities = [
        pair_probability(encoder, by_id[miss.first], by_id[miss.second]) for miss in misses
    ]
    wrong = sum(p >= Bands().same for p in probabilities)
    print(
        f"near misses: {wrong} of {len(misses)} called the same, highest {max(probabilities):.2f}"
    )


def pair_probability(encoder: Encoder, first: str, second: str) -> float:
    """Return the shipped probability that two texts ask for the same."""
    a, b = encoder.encode([first, second])
    return SAME.probability(float(a @ b), compare(identifiers(first), identifiers(second)))


def public_pairs(folder: Path) -> Iterator[tuple[str, list[tuple[str, str, bool]]]]:
    """Yield the name and the labelled pairs of each public set that is there."""
    if (path := folder / "qqp_subset/qqp_train.json.gz").exists():
        rows = []
        for entry in json.loads(gzip.decompress(path.read_bytes())):
            first, _, second = entry["sentence"].partition("\nsecond sentence: ")
            rows.append((first.removeprefix("first sentence: "), second, entry["label"] == "True"))
        yield "Quora question pairs", rows
    if (path := folder / "rqe/RQE_Train_8588_AMIA2016.xml.gz").exists():
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        pattern = r'value="(true|false)">\s*<chq>(.*?)</chq>\s*<faq>(.*?)</faq>'
        rows = [
            (html.unescape(a).strip(), html.unescape(b).strip(), value == "true")
            for value, a, b in re.findall(pattern, text, re.DOTALL)
        ]
        yield "RQE (medical questions)", rows[::4]
    if (path := folder / "stackfaq/threads_01_62.xml.gz").exists():
        yield "StackFAQ (against the nearest others)", list(_stackfaq(path))
    path = folder / "paraphrases/english_stackexchange_dups.jsonl.xz"
    if path.exists():
        entries = [json.loads(line) for line in lzma.decompress(path.read_bytes()).splitlines()]
        yield (
            "English SE duplicates (all against all)",
            [(e["a"], other["b"], e["a"] == other["a"]) for e in entries for other in entries[::25]]
            + [(e["a"], e["b"], True) for e in entries],
        )


def _stackfaq(path: Path) -> Iterator[tuple[str, str, bool]]:
    text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
    threads = []
    for thread in re.findall(r"<qapair>(.*?)</qapair>", text, re.DOTALL):
        said = re.findall(r"<(?:rephr|question)>(.*?)</(?:rephr|question)>", thread, re.DOTALL)
        threads.append([html.unescape(s).strip() for s in said if s.strip(" *\n")])
    for first, second in combinations(range(len(threads)), 2):
        yield threads[first][-1], threads[second][-1], False
    for thread in threads:
        yield from ((said, thread[-1], True) for said in thread[:-1])


def show_public(encoder: Encoder, folder: Path) -> None:
    """Print how the shipped coefficients do on public pairs."""
    for name, rows in public_pairs(folder):
        texts = sorted({text for first, second, _ in rows for text in (first, second)})
        place = {text: i for i, text in enumerate(texts)}
        vectors = encoder.encode(texts)
        probabilities = np.array(
            [
                SAME.probability(
                    float(vectors[place[a]] @ vectors[place[b]]),
                    compare(identifiers(a), identifiers(b)),
                )
                for a, b, _ in rows
            ]
        )
        labels = np.array([label for _, _, label in rows], float)
        show_pairs(name, probabilities, labels, Bands().same)


def main() -> None:
    """Fit, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, help="folder of public question pairs")
    arguments = parser.parse_args()
    # Not "auto": the figures should not depend on which is faster today.
    encoder = Encoder(dtype="float32")
    documents, groups = corpus()
    asked = queries(documents, groups)
    pairs = candidates(encoder, documents, groups, asked)
    folds = [asked[number].group for number in pairs.query]
    print(f"{len(asked)} queries, {len(pairs.labels)} pairs, {int(pairs.labels.sum())} the same")
    print("SAME     fitted:", fit(pairs.same, pairs.labels))
    print("         shipped:", SAME)
    print("RELEVANT fitted:", fit(pairs.relevant, pairs.labels))
    print("         shipped:", RELEVANT)
    same = cross_validated(pairs.same, pairs.labels, folds)
    relevant = cross_validated(pairs.relevant, pairs.labels, folds)
    bands = Bands()
    conflicting = pairs.same[:, 2] == 1
    kept = np.where(conflicting, 0.0, same)
    print("\nCross-validated, by pair:")
    for threshold in sorted({0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, bands.same}):
        show_pairs("  same", kept, pairs.labels, threshold)
    show_pairs("  same, without identifiers", cross_validated(pairs.same[:, [0, 0, 0]] * [1, 0, 0],
               pairs.labels, folds), pairs.labels, bands.same)  # fmt: skip
    for threshold in sorted({0.1, 0.2, 0.3, 0.4, bands.related}):
        show_pairs("  relevant", relevant, pairs.labels, threshold)
    print("\nCross-validated, by probe:")
    for related in sorted({0.1, 0.15, 0.2, 0.25, 0.3, 0.4, bands.related}):
        print(f" same from {bands.same}, related from {related}:")
        show_replies(pairs, asked, kept, relevant, Bands(bands.same, related))
    print("\nShipped coefficients:")
    near_misses(encoder, documents)
    show_pairs("sample content", apply(SAME, pairs.same), pairs.labels, bands.same)
    if arguments.data is None:
        print("(No --data: the public pairs are left out.)")
    else:
        show_public(encoder, arguments.data)
    encoder.close()


if __name__ == "__main__":
    main()
