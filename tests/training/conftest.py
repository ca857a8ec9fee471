"""Fixtures: the encoder's folder, and a folder of public sets in the formats they come in."""

import csv
import gzip
import io
import json
import lzma
import os
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"

from matcher.pretrained import bundled_folder
from training.public_sets import PublicSets

Rqe = Sequence[tuple[str, str, bool]]


@pytest.fixture(scope="session")
def base() -> Path:
    """The folder of the encoder that is on board."""
    return bundled_folder()


@pytest.fixture
def public_sets(tmp_path: Path) -> Callable[..., PublicSets]:
    """Writes RQE with the given pairs, and a little of every other set that is measured.

    `files` are written in place of others of the same names.
    """

    def written(rqe: Rqe = (), files: Mapping[str, str] | None = None) -> PublicSets:
        folder = tmp_path / "sets"
        for path, text in {**_rqe(rqe), **_measured(), **(files or {})}.items():
            data = text.encode()
            if path.endswith(".gz"):
                data = gzip.compress(data)
            elif path.endswith(".xz"):
                data = lzma.compress(data)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        return PublicSets(folder)

    return written


def _rqe(pairs: Rqe) -> dict[str, str]:
    entries = "".join(
        f'<pair pid="{i}" value="{str(same).lower()}">\n'
        f"<chq>{escape(first)}</chq>\n<faq>{escape(second)}</faq>\n</pair>\n"
        for i, (first, second, same) in enumerate(pairs)
    )
    return {"rqe/RQE_Train_8588_AMIA2016.xml.gz": f"<?xml version='1.0'?>\n<rqe>{entries}</rqe>"}


def _measured() -> dict[str, str]:
    quora = {"sentence": "first sentence: quora one\nsecond sentence: quora two", "label": "True"}
    issue = {"Issue id": "H1", "Summary": "hadoop issue", "Description": "x" * 600}
    hit = {"qid": 1, "docid": 7, "content": "a passage of TREC"}
    return {
        "stsb/stsb-en-dev.csv.gz": csv_text([("sts dev one", "sts dev two, with a comma", 2.5)]),
        "stsb/stsb-en-train.csv.gz": csv_text([("sts train one", "sts train two", 5.0)]),
        "qqp_subset/qqp_train.json.gz": json.dumps([quora]),
        "paraphrases/english_stackexchange_dups.jsonl.xz": _jsonl(
            {"a": "english one", "b": "english two", "label": 1}
        ),
        "semeval_cqa_ql_taskB/VAL-BASE.csv.gz": _forum("forum val"),
        "semeval_cqa_ql_taskB/TRAIN-BASE.csv.gz": _forum("forum train"),
        "trec_dl_passage/qrels.dl20-passage.txt.gz": "1 0 7 3\n",
        "trec_dl_passage/dl20_bm25_top100.json.xz": json.dumps(
            [{"query": "a query of TREC", "hits": [hit]}]
        ),
        "gitbugs/hadoop_bugs.csv.xz": csv_text([tuple(issue), tuple(issue.values())]),
    }


def _forum(query: str) -> str:
    rows = [(query, f"{query} related", "PerfectMatch"), (query, f"{query} other", "Irrelevant")]
    return csv_text([("question", "rel_question", "labels"), *rows])


def csv_text(rows: Sequence[Sequence[Any]]) -> str:
    """Return rows as a CSV file holds them."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _jsonl(*rows: Mapping[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)
