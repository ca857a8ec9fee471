"""Triples are read from a file or from all files of a folder."""

import json
from pathlib import Path

from matcher.calibration import FOLDER
from matcher.triples import Triple, read

FIRST = Triple("Login fails", "Can't log in", "Logout fails", "when")
SECOND = Triple("Where is the café?", "Way to the café?", "Where is the gym?", "object")


def write(path: Path, triple: Triple) -> None:
    names = ("question", "paraphrase", "near_miss", "difference")
    line = json.dumps({name: getattr(triple, name) for name in names}, ensure_ascii=False)
    path.write_text(f"{line}\n", encoding="utf-8")


def test_a_folders_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path / "b.jsonl", FIRST)
    write(tmp_path / "a.jsonl", SECOND)
    assert read(tmp_path) == [SECOND, FIRST]
    assert read(tmp_path / "b.jsonl") == [FIRST]
    assert FIRST.texts == ("Login fails", "Can't log in", "Logout fails")


def test_those_for_calibrating_are_whole_and_no_question_comes_twice() -> None:
    triples = read(FOLDER / "triples.jsonl")
    assert len({triple.question for triple in triples}) == len(triples) > 100
    assert all(text.strip() for triple in triples for text in (*triple.texts, triple.difference))
