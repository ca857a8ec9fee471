"""The public sets that the reranker is trained on or measured with, read as they were published."""

import csv
import gzip
import html
import io
import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and how much the second is what the first asks for: 1 yes, 0 no, or a grade."""

    first: str
    second: str
    label: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """A query with its candidates and their grades, 0 where a candidate does not answer it."""

    query: str
    candidates: tuple[str, ...]
    grades: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a page, and the text below it."""

    page: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; its answered questions, each with where the answer ends; the unanswerable."""

    text: str
    answered: list[tuple[str, int]]
    unanswerable: list[str]

    @property
    def questions(self) -> list[str]:
        """All questions, each once."""
        return list(dict.fromkeys([*(question for question, _ in self.answered),
                                   *self.unanswerable]))  # fmt: skip


class PublicSets:
    """The folder of public sets.

    Raises:
        FileNotFoundError: (at reading) a set is missing; the message names its file.

    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stsb(self, split: str) -> list[Pair]:
        """Return STS-B's sentence pairs ("train" or "dev") with their likeness, 0 to 5."""
        rows = csv.reader(io.StringIO(self._text(f"stsb/stsb-en-{split}.csv.gz")))
        return [Pair(first, second, float(grade)) for first, second, grade in rows]

    def semeval(self, split: str) -> list[Ranking]:
        """Return SemEval-2016 task 3 B ("TRAIN" or "VAL"): forum questions with related ones."""
        rows = csv.DictReader(io.StringIO(self._text(f"semeval_cqa_ql_taskB/{split}-BASE.csv.gz")))
        found: dict[str, list[tuple[str, float]]] = {}
        for row in rows:
            # "feature" is the subjects of both; the related question's own is what the text lacks.
            found.setdefault(row["question"], []).append(
                (row["rel_question"], float(row["labels"] in {"PerfectMatch", "Relevant"}))
            )
        return [
            Ranking(query, tuple(text for text, _ in rows), tuple(grade for _, grade in rows))
            for query, rows in found.items()
        ]

    def quora(self) -> list[Pair]:
        """Return 2,000 of Quora's question pairs."""
        pairs = []
        for entry in json.loads(self._text("qqp_subset/qqp_train.json.gz")):
            first, _, second = entry["sentence"].partition("\nsecond sentence: ")
            first = first.removeprefix("first sentence: ")
            pairs.append(Pair(first, second, float(entry["label"] == "True")))
        return pairs

    def rqe(self) -> list[Pair]:
        """Return the medical question pairs of RQE, identical ones left out."""
        pattern = r'value="(true|false)">\s*<chq>(.*?)</chq>\s*<faq>(.*?)</faq>'
        text = self._text("rqe/RQE_Train_8588_AMIA2016.xml.gz")
        pairs = [
            Pair(_plain(first), _plain(second), float(value == "true"))
            for value, first, second in re.findall(pattern, text, re.DOTALL)
        ]
        return [pair for pair in pairs if pair.first != pair.second]

    def english_duplicates(self) -> list[Pair]:
        """Return 1,000 pairs of titles from English Stack Exchange."""
        return [
            Pair(row["a"], row["b"], float(row["label"]))
            for row in self._lines("paraphrases/english_stackexchange_dups.jsonl.xz")
        ]

    def stack_faq(self) -> list[list[str]]:
        """Return the threads of StackFAQ: each one's wordings, the original title last."""
        threads = []
        for thread in re.findall(
            r"<qapair>(.*?)</qapair>", self._text("stackfaq/threads_01_62.xml.gz"), re.DOTALL
        ):
            said = re.findall(r"<(?:rephr|question)>(.*?)</(?:rephr|question)>", thread, re.DOTALL)
            threads.append([_plain(text) for text in said if text.strip(" *\n")])
        return threads

    def advising(self) -> list[list[str]]:
        """Return groups of questions about courses that ask the same."""
        return self._groups("paraphrases/advising.jsonl.xz")

    def spider(self) -> dict[str, list[list[str]]]:
        """Return, by database, groups of questions that one SQL query answers."""
        found: dict[str, dict[int, list[str]]] = {}
        for row in self._lines("paraphrases/spider_same_sql.jsonl.xz"):
            found.setdefault(row["db"], {}).setdefault(row["group"], []).append(row["text"])
        return {db: list(groups.values()) for db, groups in found.items()}

    def dblp(self) -> list[Pair]:
        """Return pairs of templated questions about papers, all of them the same."""
        return [
            Pair(row["a"], row["b"], 1.0) for row in self._lines("paraphrases/dblp_quad.jsonl.xz")
        ]

    def intents(self) -> dict[str, dict[str, list[str]]]:
        """Return the training parts of Banking77, CLINC150 and HWU64: by set, by intent."""
        found: dict[str, dict[str, list[str]]] = {"banking77": {}, "clinc150": {}, "hwu64": {}}
        for row in csv.DictReader(io.StringIO(self._text("banking77/train.csv.gz"))):
            found["banking77"].setdefault(row["category"], []).append(row["text"].strip())
        for text, intent in json.loads(self._text("clinc150/data_full.json.xz"))["train"]:
            found["clinc150"].setdefault(intent, []).append(text)
        for row in self._lines("hwu64/train.jsonl.gz"):
            found["hwu64"].setdefault(row["label"], []).append(row["text"])
        return found

    def requests(self, name: str) -> list[tuple[str, str]]:
        """Return all of "banking77", "clinc150" or "hwu64": texts with their intents.

        What is in the scope of no intent is left out.
        """
        if name == "clinc150":
            parts = json.loads(self._text("clinc150/data_full.json.xz"))
            return [(text, intent) for part in ("train", "val", "test") for text, intent in
                    parts[part]]  # fmt: skip
        if name == "banking77":
            rows = [
                row
                for part in ("train", "test")
                for row in csv.DictReader(io.StringIO(self._text(f"banking77/{part}.csv.gz")))
            ]
            return [(row["text"].strip(), row["category"]) for row in rows]
        return [
            (row["text"], row["label"])
            for part in ("train", "valid", "test")
            for row in self._lines(f"hwu64/{part}.jsonl.gz")
        ]

    def squad(self) -> list[Paragraph]:
        """Return paragraphs of SQuAD 2.0 with the questions asked about them."""
        found = []
        for split in ("dev", "test"):
            for article in json.loads(self._text(f"squad_cs224n/{split}-v2.0.json.xz"))["data"]:
                for paragraph in article["paragraphs"]:
                    answered, unanswerable = [], []
                    for entry in paragraph["qas"]:
                        question = entry["question"].strip()
                        if entry.get("is_impossible") or not entry.get("answers"):
                            unanswerable.append(question)
                        else:
                            first = entry["answers"][0]
                            end = first["answer_start"] + len(first["text"])
                            answered.append((question, end))
                    found.append(Paragraph(paragraph["context"], answered, unanswerable))
        return found

    def medquad(self) -> list[Pair]:
        """Return medical questions with their answers."""
        return [
            Pair(row["q"], row["a"], 1.0)
            for row in self._lines("medquad/medquad_with_answers.jsonl.xz")
        ]

    def sections(self) -> list[Section]:
        """Return headings of documentation pages with their text."""
        return [
            Section(row["title"], row["heading"], row["text"])
            for row in self._lines("docs_sections/sections.jsonl.xz")
        ]

    def articles(self) -> list[dict[str, str]]:
        """Return support articles: title, symptom, cause, resolution."""
        return list(self._lines("support_articles/articles.jsonl.xz"))

    def tasks(self) -> list[tuple[str, str]]:
        """Return tldr's tasks, each with its command line."""
        return [
            (example["task"], example["code"])
            for row in self._lines("tldr/pages.jsonl.xz")
            for example in row["examples"]
        ]

    def titles(self) -> list[str]:
        """Return 20,000 titles of Stack Overflow."""
        return [
            row["text"] for row in self._lines("stackoverflow_titles_20k/titles_labels.jsonl.xz")
        ]

    def passages(self) -> list[Ranking]:
        """Return TREC DL 2020: queries with their 100 first passages by BM25, graded 0 to 3."""
        judged: dict[tuple[str, str], float] = {}
        for line in self._text("trec_dl_passage/qrels.dl20-passage.txt.gz").splitlines():
            query, _, passage, grade = line.split()
            judged[query, passage] = float(grade)
        rankings = []
        for entry in json.loads(self._text("trec_dl_passage/dl20_bm25_top100.json.xz")):
            hits = entry["hits"]
            grades = [judged.get((str(hit["qid"]), str(hit["docid"])), 0.0) for hit in hits]
            texts = tuple(hit["content"] for hit in hits)
            rankings.append(Ranking(entry["query"], texts, tuple(grades)))
        return rankings

    @cached_property
    def _hadoop_rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self._text("gitbugs/hadoop_bugs.csv.xz"))))

    def hadoop_issues(self) -> dict[str, str]:
        """Return Hadoop's issues, by number: summary and description."""
        return {
            row["Issue id"]: f"{row['Summary'].strip()}\n{row['Description'].strip()}".strip()
            for row in self._hadoop_rows
        }

    def hadoop_duplicates(self) -> list[tuple[str, str]]:
        """Return the numbers of Hadoop's issues that were marked as duplicates, each pair once."""
        rows = csv.DictReader(io.StringIO(self._text("gitbugs/hadoop_duplicates.csv")))
        return sorted({
            (min(row["Issue id"], row["Duplicate id"]), max(row["Issue id"], row["Duplicate id"]))
            for row in rows
        })  # fmt: skip

    def _groups(self, path: str) -> list[list[str]]:
        found: dict[int, list[str]] = {}
        for row in self._lines(path):
            found.setdefault(row["group"], []).append(row["text"])
        return list(found.values())

    def _lines(self, path: str) -> Iterator[dict[str, Any]]:
        for line in self._text(path).splitlines():
            yield json.loads(line)

    def _text(self, path: str) -> str:
        data = (self._folder / path).read_bytes()
        if path.endswith(".gz"):
            data = gzip.decompress(data)
        elif path.endswith(".xz"):
            data = lzma.decompress(data)
        return data.decode("utf-8", "replace")


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split())
