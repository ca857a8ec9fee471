"""The sample résumés: set by the script that is in the repository, and nobody's."""

import json
from pathlib import Path

from bot.playground import content
from scripts.resumes.__main__ import PEOPLE, resumes

GRADES = Path(__file__).parents[2] / "benchmarks" / "candidates.json"


def test_the_pdfs_in_the_package_are_what_the_script_sets() -> None:
    kept = {name: data for name, data in content.files().items() if name.endswith(".pdf")}

    assert kept == resumes()


def test_there_are_enough_of_them_in_every_layout() -> None:
    people = [json.loads(file.read_text()) for file in PEOPLE.glob("*.json")]
    layouts = {person["layout"] for person in people}

    assert len(people) >= 24
    assert layouts == {
        "one_column", "two_columns", "sidebar", "table", "timeline", "scanned", "encrypted",
        "stuffed",
    }  # fmt: skip
    assert {person["language"] for person in people} > {"en"}


def test_nobody_can_be_written_to_or_called() -> None:
    for file in PEOPLE.glob("*.json"):
        person = json.loads(file.read_text())
        assert person["email"].rsplit("@", 1)[1] in ("example.com", "example.org")


def test_every_file_is_graded_for_every_opening() -> None:
    grades = json.loads(GRADES.read_text())
    files = {name for name in content.files() if name.endswith(".pdf")}

    more = json.loads((GRADES.parent / "openings.json").read_text())
    openings = {opening.id for opening in content.openings()} | {each["id"] for each in more}
    assert set(grades) == openings
    assert all(set(graded) == files for graded in grades.values())
