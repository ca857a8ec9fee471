"""Archives are read problem by problem, and ours are whole."""

import json
from pathlib import Path

import pytest

from training.archives import ARCHIVES, DEVELOPMENT, Archive, Problem, read

MEASURED = Path(__file__).parents[2] / "benchmarks" / "archives"

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


@pytest.mark.parametrize("folder", [ARCHIVES, MEASURED])
def test_ours_tell_every_problem_once_and_what_it_looks_like(folder: Path) -> None:
    found = read(folder)
    assert len(found) >= 5
    for archive in found:
        numbers = [problem.number for problem in archive.problems]
        assert len(set(numbers)) == len(numbers) > 40
        assert all(each.like in {0, *numbers} - {each.number} for each in archive.problems)
        assert sum(each.like > 0 for each in archive.problems) >= 16
        assert all(text.strip() for text, _ in archive.messages)


def test_some_are_kept_for_choosing_and_no_text_is_on_both_sides() -> None:
    found = read(ARCHIVES)
    assert {each.name for each in found if not each.is_learnt} == DEVELOPMENT
    sides: list[set[str]] = [set(), set(), set()]
    for each in found:
        sides[each.is_learnt].update(_key(text) for text, _ in each.messages)
    for each in read(MEASURED):
        sides[2].update(_key(text) for text, _ in each.messages)
    assert min(map(len, sides)) > 700
    assert len(set.union(*sides)) == sum(map(len, sides))


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
