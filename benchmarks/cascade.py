"""Whether reading only what could still count changes what is shown: `benchmarks.cascade DATA`.

For each set its documents are put into an index and its queries asked. What the cascade shows is
held against what reading every candidate shows: the share of the five places that hold another
document, the share of queries with any such place, and how many candidates were read. Every query
is asked as a ticket. Places are by relevance; whether *same* is said of them is not compared.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import describe
from bot.playground.labelled import documents, queries
from ingest.documents import Document, Kind
from matcher.calibration import DEFAULT_PRECISION, Calibration
from matcher.cascade import Readings, read
from matcher.encoder import Encoder
from matcher.forming import form
from matcher.reranker import CrossReader
from matcher.search import Matcher
from matcher.shortlist import Contender
from training.public_sets import PublicSets

SHOWN = 5

_ASKED = 6


@dataclass(frozen=True, slots=True)
class Searches:
    """Documents, and queries to be asked among them with the id of the document each one is."""

    name: str
    documents: list[Document]
    queries: list[tuple[str, str]]


def searches(sets: PublicSets) -> list[Searches]:
    """Return the sets that can be searched."""
    sample, _ = documents()
    found = [Searches("sample content", sample, [(q.text, q.own) for q in queries()])]
    rankings = sets.passages()
    passages = list(dict.fromkeys(text for each in rankings for text in each.candidates))
    found.append(Searches("DL20 passages", _numbered(passages), [(r.query, "") for r in rankings]))
    forum = sets.semeval("VAL")
    related = list(dict.fromkeys(text for each in forum for text in each.candidates))
    found.append(Searches("SemEval 3B dev", _numbered(related), [(r.query, "") for r in forum]))
    quora = sets.quora()
    seconds = list(dict.fromkeys(pair.second for pair in quora))
    found.append(
        Searches("QQP 2,000", _numbered(seconds), [(pair.first, "") for pair in quora[:300]])
    )
    issues = sets.hadoop_issues()
    linked = sorted({number for pair in sets.hadoop_duplicates() for number in pair} & set(issues))
    # Their beginnings, as in benchmarks.quality: whole logs take many minutes to encode. And every
    # _ASKED-th of those that have a duplicate: reading all candidates takes half a minute for each.
    found.append(
        Searches(
            "Hadoop issues",
            [_ticket(number, text[:1_000]) for number, text in issues.items()],
            [(issues[number][:1_000], number) for number in linked[::_ASKED]],
        )
    )
    return found


def _numbered(texts: Sequence[str]) -> list[Document]:
    return [_ticket(str(number), text) for number, text in enumerate(texts)]


def _ticket(id_: str, text: str) -> Document:
    return Document(id_, Kind.TICKET, text.strip().partition("\n")[0][:80], text)


def shown(
    contenders: Sequence[Contender], readings: Readings, calibration: Calibration
) -> list[str]:
    """Return the ids of the documents that a search would show, best first."""
    matches = [form(each, calibration, readings) for each in contenders]
    matches.sort(key=lambda match: (-match.relevance, -match.cosine, match.document.id))
    return [match.document.id for match in matches[:SHOWN]]


def compare(each: Searches, encoder: Encoder, reranker: CrossReader) -> str:
    """Ask every query with the cascade and without it; return a line of figures."""
    places = changed = queries_changed = candidates = some = everything = 0
    with (
        TemporaryDirectory(prefix="akin-cascade-") as folder,
        Matcher.open(Path(folder), encoder=encoder, reranker=reranker) as matcher,
    ):
        matcher.add(each.documents)
        calibration = matcher.calibration()
        threshold = calibration.threshold(DEFAULT_PRECISION)
        for text, own in each.queries:
            contenders = matcher.contenders(text, kind=Kind.TICKET, exclude={own})
            cascade, full = (
                read(reranker, contenders, calibration, shown=count, same_from=threshold)
                for count in (SHOWN, len(contenders))
            )
            kept = shown(contenders, cascade, calibration)
            meant = shown(contenders, full, calibration)
            # Places, not documents: two that change theirs are two changes.
            different = sum(a != b for a, b in zip(kept, meant, strict=True))
            places += len(meant)
            changed += different
            queries_changed += different > 0
            candidates += len(contenders)
            some += cascade.read
            everything += full.read
    asked = len(each.queries)
    return (
        f"{each.name:18}{len(each.documents):10,}{asked:9}{changed / places:13.2%}"
        f"{queries_changed / asked:12.2%}{candidates / asked:13.1f}"
        f"{everything / asked:13.1f}{some / asked:11.1f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the folder of public sets")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        parser.error(f"there is no folder {arguments.data}; it should hold the public sets")
    encoder = Encoder()
    reranker = CrossReader(thread=encoder.thread)
    print(describe())
    print(f"\n{'set':18}{'documents':>10}{'queries':>9}{'places other':>13}{'queries':>12}"
          f"{'candidates':>13}{'worth a look':>13}{'cascade':>11}")  # fmt: skip
    for each in searches(PublicSets(arguments.data)):
        print(compare(each, encoder, reranker), flush=True)
    reranker.close()
    encoder.close()


if __name__ == "__main__":
    main()
