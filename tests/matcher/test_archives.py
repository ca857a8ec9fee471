"""Archives are read problem by problem, and ours are whole."""

import json
from pathlib import Path

import pytest

from matcher.archives import Archive, Problem, read

ROOT = Path(__file__).parents[2]

LINES = (
    {"problem": 1, "messages": ["Login fails", "can't get in\nerror 7"]},
    {"problem": 2, "like": 1, "messages": ["Logout fails"]},
)


def test_a_folders_archives_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("zoo", "bank"):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, LINES)))
    problems = (
        Problem(1, ("Login fails", "can't get in\nerror 7")),
        Problem(2, ("Logout fails",), 1),
    )
    assert read(tmp_path) == [Archive("bank", problems), Archive("zoo", problems)]
    assert read(tmp_path)[0].messages == [
        ("Login fails", 1),
        ("can't get in\nerror 7", 1),
        ("Logout fails", 2),
    ]


@pytest.mark.parametrize(
    "folder",
    [
        "training/archives",
        "training/trackers",
        "matcher/calibrations/archives",
        "benchmarks/archives",
        "benchmarks/trackers",
    ],
)
def test_ours_tell_every_problem_once_and_what_it_looks_like(folder: str) -> None:
    found = read(ROOT / folder)
    assert len(found) >= 3
    for archive in found:
        numbers = [problem.number for problem in archive.problems]
        assert len(set(numbers)) == len(numbers) > 40
        assert all(each.like in {0, *numbers} - {each.number} for each in archive.problems)
        assert sum(each.like > 0 for each in archive.problems) >= 16
        assert all(text.strip() for text, _ in archive.messages)
