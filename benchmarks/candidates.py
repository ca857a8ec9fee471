"""Ranking of résumés, and how long it takes: `python -m benchmarks.candidates`.

On the sample résumés and openings, and on 90 more openings (`openings.json`) by six writers who
did not know how any program ranks; how openings are cut was mended by what the second one's had
shown. How sure a proof is was fitted on other résumés and openings (`training/hiring`). Graded 0 to
3 by what a careful recruiter would say after reading (`candidates.json`):
nDCG@5 of Akin's ranking beside the cosine of whole documents and beside the share of the opening's
words that a résumé contains. Files that can't be read (a locked one; a scan, where nothing reads
scans) are left out. Then the time from 40 PDFs to their scores against all openings.
"""

import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from scipy.stats import bootstrap

from benchmarks.machine import describe
from bot.playground import content
from ingest.pdf import PdfText, read_pdf
from ingest.resume_files import understood
from ingest.resumes import Resume
from matcher.candidates import CandidateRanker, PreparedResume
from matcher.encoder import Encoder
from matcher.evidence import content_words
from matcher.requirements import Opening, cut

GRADES: Final = Path(__file__).parent / "candidates.json"
MORE: Final = Path(__file__).parent / "openings.json"
TODAY: Final = date(2026, 11, 1)
AT: Final = 5
DROPPED: Final = 40


def ndcg(order: list[str], grades: Mapping[str, int]) -> float:
    """Return nDCG@5 with gains of 2^grade - 1 (Järvelin and Kekäläinen 2002)."""

    def discounted(gains: list[int]) -> float:
        return sum(gain / np.log2(place + 2) for place, gain in enumerate(gains[:AT]))

    gains = [2 ** grades[file] - 1 for file in order]
    return discounted(gains) / discounted(sorted(gains, reverse=True))


def by_keywords(opening: Opening, resume: Resume) -> float:
    """Return the share of the opening's words that the résumé contains."""
    asked = content_words(f"{opening.title}\n{opening.text}")
    return len(asked & content_words(resume.text)) / len(asked)


def main() -> None:
    """Measure and print."""
    print(describe())
    files = {name: data for name, data in content.files().items() if name.endswith(".pdf")}
    grades = json.loads(GRADES.read_text())
    with closing(Encoder()) as encoder:
        ranker = CandidateRanker(encoder)
        resumes = {
            name: understood(pdf).resume
            for name, pdf in ((name, read_pdf(data)) for name, data in files.items())
            if isinstance(pdf, PdfText)
        }
        prepared = {name: ranker.prepare_resume(resume) for name, resume in resumes.items()}
        _quality(ranker, encoder, resumes, prepared, grades)
        _speed(ranker, list(files.values()))


def _quality(
    ranker: CandidateRanker, encoder: Encoder, resumes: Mapping[str, Resume],
    prepared: Mapping[str, PreparedResume], grades: Mapping[str, Mapping[str, int]],
) -> None:  # fmt: skip
    print(f"\nnDCG@{AT} on {len(resumes)} résumés and {len(grades)} openings")
    print(f"{'opening':32}{'Akin':>8}{'cosine':>8}{'keywords':>10}")
    rows = []
    # Whole documents, each cut where the encoder cuts.
    whole = dict(zip(resumes, encoder.encode([r.text for r in resumes.values()]), strict=True))
    samples = {each.id: cut(each.title, each.text) for each in content.openings()}
    written = json.loads(MORE.read_text())
    more = {each["id"]: cut(each["title"], each["text"]) for each in written}
    writers = dict.fromkeys(samples, "") | {each["id"]: each["writer"] for each in written}
    for id_, opening in (samples | more).items():
        asked = ranker.prepare_opening(opening)
        vector = encoder.encode([f"{opening.title}\n{opening.text}"])[0]
        graded = {name: grades[id_][name] for name in resumes}
        ways: list[Callable[[str], float]] = [
            lambda name, asked=asked: ranker.assess(asked, prepared[name], TODAY).score,  # type: ignore[misc]
            lambda name, vector=vector: float(vector @ whole[name]),  # type: ignore[misc]
            lambda name, opening=opening: by_keywords(opening, resumes[name]),  # type: ignore[misc]
        ]
        row = []
        for score in ways:
            scores = {name: score(name) for name in resumes}
            row.append(ndcg(sorted(scores, key=lambda n: (-scores[n], n)), graded))
        rows.append(row)
        print(f"{id_:32}{row[0]:8.3f}{row[1]:8.3f}{row[2]:10.3f}")
    for writer in dict.fromkeys(writers.values()):
        part = [row for row, by in zip(rows, writers.values(), strict=True) if by == writer]
        _print_mean(f"the {writer} writer's" if writer else "the samples'", part)
    _print_mean("mean", rows)
    ahead = [sum(row[0] > row[n] + 1e-9 for row in rows) for n in (1, 2)]
    behind = [sum(row[0] < row[n] - 1e-9 for row in rows) for n in (1, 2)]
    print(f"openings ahead of / behind: cosine {ahead[0]} / {behind[0]}, "
          f"keywords {ahead[1]} / {behind[1]}")  # fmt: skip
    for name, n in (("cosine", 1), ("keywords", 2)):
        leads = [row[0] - row[n] for row in rows]
        # By how much the mean would move with other openings of this kind.
        found = bootstrap((leads,), np.mean, method="percentile", rng=np.random.default_rng(0))
        low, high = found.confidence_interval
        print(f"lead over {name}: {np.mean(leads):.3f}, in 95 of 100 draws of the openings "
              f"between {low:.3f} and {high:.3f}")  # fmt: skip


def _print_mean(name: str, rows: list[list[float]]) -> None:
    mean = np.mean(rows, axis=0)
    print(f"{name:32}{mean[0]:8.3f}{mean[1]:8.3f}{mean[2]:10.3f}")


def _speed(ranker: CandidateRanker, files: list[bytes]) -> None:
    many = (files * (DROPPED // len(files) + 1))[:DROPPED]
    openings = [ranker.prepare_opening(cut(o.title, o.text)) for o in content.openings()]
    start = time.perf_counter()
    with ThreadPoolExecutor(2) as readers:
        read = list(readers.map(read_pdf, many))
    middle = time.perf_counter()
    for pdf in read:
        if isinstance(pdf, PdfText):
            candidate = ranker.prepare_resume(understood(pdf).resume)
            for opening in openings:
                ranker.assess(opening, candidate, TODAY)
    end = time.perf_counter()
    print(
        f"\n{DROPPED} PDFs: read in {middle - start:.1f} s, held against {len(openings)} openings "
        f"in {end - middle:.1f} s"
    )


if __name__ == "__main__":
    main()
