"""`akin parse`, `akin rank` and openings by `akin import`: what they print, and how they refuse."""

import csv
import io
from pathlib import Path

import pytest

from bot.cli import ranking
from bot.cli.ranking import Ranked
from bot.playground import content
from bot.state import State
from matcher.candidates import Assessment, Proof
from matcher.database import connect, sqlite_url
from matcher.evidence import Strength
from matcher.requirements import Opening, Requirement
from tests.bot.cli.conftest import Run

FILES = content.files()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four résumés, one of which is locked."""
    place = tmp_path / "resumes"
    place.mkdir()
    for name in ("viktor-hadzimov", "bertille-okonjo", "marcus-oyelana", "tomasz-wrobel"):
        (place / f"{name}.pdf").write_bytes(FILES[f"{name}.pdf"])
    return place


@pytest.fixture
def job(tmp_path: Path) -> Path:
    file = tmp_path / "it-admin.txt"
    file.write_bytes(FILES["it-admin.txt"])
    return file


def test_parse_shows_what_was_read_and_masks_who_it_is(akin: Run, folder: Path) -> None:
    ran = akin("parse", str(folder / "viktor-hadzimov.pdf"), "--json")

    assert ran.code == 0, ran.stderr
    assert ran.json["quality"] == "good"
    assert ran.json["years"] > 10
    assert {"summary", "experience", "skills"} <= {s["name"] for s in ran.json["sections"]}
    assert ran.json["contact"]["name"] == "█"
    assert "viktor" not in ran.stdout.lower()


def test_parse_shows_contact_data_where_it_is_asked_for(akin: Run, folder: Path) -> None:
    file = str(folder / "viktor-hadzimov.pdf")

    ran = akin("parse", file, "--json", "--contact")

    assert ran.json["contact"]["emails"] == ["viktor.hadzimov@example.org"]
    assert "hadzimov@example.org" in akin("parse", file, "--contact").stdout
    assert "hadzimov" not in akin("parse", file).stdout.lower()


def test_parse_says_why_a_file_can_not_be_read(akin: Run, folder: Path) -> None:
    ran = akin("parse", str(folder / "tomasz-wrobel.pdf"), "--json")

    assert ran.code == 1
    assert ran.json["quality"] == "encrypted"
    assert "locked with a password" in ran.stderr


def test_rank_puts_who_fits_first_and_the_unreadable_last(
    akin: Run, folder: Path, job: Path
) -> None:
    ran = akin("rank", str(job), str(folder), "--json")

    assert ran.code == 0, ran.stderr
    names = [Path(each["file"]).stem for each in ran.json]
    assert names[0] == "viktor-hadzimov"
    assert names[-1] == "tomasz-wrobel"
    assert ran.json[-1]["score"] is None
    assert "locked" in ran.json[-1]["problems"][0]
    best = ran.json[0]
    assert set(best) == {"file", "score", "gates", "requirements", "problems"}
    assert {"requirement", "must", "probability", "quote", "page"} <= set(best["requirements"][0])
    assert any(gate["kind"] == "place" for gate in best["gates"])


def test_rank_prints_tables_for_programs_and_pages_for_people(
    akin: Run, folder: Path, job: Path
) -> None:
    rows = list(csv.DictReader(io.StringIO(akin("rank", str(job), str(folder), "--csv").stdout)))
    page = akin("rank", str(job), str(folder), "--html").stdout
    table = akin("rank", str(job), str(folder)).stdout

    assert len(rows) == 4
    assert float(rows[0]["score"]) > float(rows[1]["score"])
    assert page.startswith("<!doctype html>")
    assert "viktor-hadzimov.pdf" in page
    assert "http" not in page.replace("https://", "http://").partition("<style>")[0]
    assert "viktor-hadzimov.pdf" in table


def test_who_has_proven_something_is_shown_with_it_though_something_else_nearly_was(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = (Requirement("A forklift licence"), Requirement("Planned the shifts of a warehouse"))
    said = Proof(asked[0], 0.7, Strength.SAID, "Licence for forklift trucks, 2018", 1)
    nearly = Proof(asked[1], 0.48, Strength.WORK, "Kept the loading bay staffed", 1)
    assert nearly.credit > said.credit
    held = Ranked(Path("a.pdf"), Assessment(45.0, (said, nearly), ()), ())

    ranking._print(Opening("Warehouse lead", "", asked, ()), [held])

    table = capsys.readouterr().out
    assert "1 of 2" in table
    assert "Licence for forklift trucks, 2018" in table


def test_rank_refuses_what_asks_for_nothing(akin: Run, folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "note.txt"
    empty.write_text("We are a nice shop.")

    ran = akin("rank", str(empty), str(folder))

    assert ran.code == 1
    assert "one requirement a line" in ran.stderr


def test_rank_refuses_a_folder_without_resumes(akin: Run, job: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()

    ran = akin("rank", str(job), str(tmp_path / "none"))

    assert ran.code == 1
    assert "no résumés" in ran.stderr


def test_openings_are_imported_for_a_channel(akin: Run, job: Path, data: Path) -> None:
    refused = akin("import", str(job), "--kind", "job")
    assert refused.code == 2
    assert "--audience" in refused.stderr

    for _ in range(2):  # again, it changes nothing
        ran = akin("import", str(job), "--kind", "job", "--audience", "C0HIRING", "--json")
        assert ran.code == 0, ran.stderr
    assert ran.json["records"] == 1

    engine = connect(sqlite_url(data / "akin.db"))
    noted = State(engine).candidates.openings(ran.json["team"], "C0HIRING")
    engine.dispose()
    assert [opening.title for opening in noted] == ["IT Systems Administrator"]
