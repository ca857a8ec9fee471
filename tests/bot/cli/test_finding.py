"""`akin find`: the result on stdout and nothing else, for people and for programs."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.documents import Document, Kind, Source, document_id
from matcher import Matcher
from tests.bot.cli.conftest import Run

FIELDS = {
    "id",
    "kind",
    "title",
    "text",
    "resolution",
    "same",
    "relevance",
    "cosine",
    "audience",
    "passage",
    "part",
    "agreeing",
    "conflicting",
    "permalink",
    "status",
    "author",
    "created_at",
}


def document(record: str, title: str, **fields: object) -> Document:
    source = Source(file="desk", record=record, permalink=f"https://desk.example.com/{record}")
    values = {"kind": Kind.TICKET, "text": "", "created_at": datetime(2025, 5, 3, tzinfo=UTC)}
    return Document(
        id=document_id(source),
        title=title,
        source=source,
        **{**values, **fields},  # type: ignore[arg-type]
    )


@pytest.fixture(autouse=True)
def remembered(open_matcher: Callable[[], Matcher]) -> None:
    with open_matcher() as matcher:
        matcher.add(
            [
                document(
                    "D-1",
                    "The printer on the second floor is on fire",
                    text="Smoke comes out of it, code HV-5031.",
                    resolution="Pull the plug and call 112.",
                    status="solved",
                    author="Ana",
                ),
                document("D-2", "How do I add a printer?", kind=Kind.QUESTION),
                document("D-3", "The printer burned the secret plans", audience="G0123"),
                document("D-4", "Quarterly invoice is missing the tax number"),
            ]
        )


def test_people_see_title_certainty_passage_and_solution(
    akin: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKIN_SAME", "0.5")
    ran = akin("find", "the printer on the second floor is on fire")
    assert ran.code == 0
    lines = ran.stdout.splitlines()
    assert lines[0].startswith("1. The printer on the second floor is on fire  the same (")
    assert "   Ticket · D-1 · from desk · by Ana · 2025-05-03 · status: solved" in lines
    assert "   Solved: Pull the plug and call 112." in lines
    assert "   https://desk.example.com/D-1" in lines
    assert "Smoke comes out of it" in ran.stdout
    assert ran.stderr == ""


def test_rare_terms_that_agree_or_differ_are_named(akin: Run) -> None:
    assert "Both mention “HV-5031”." in akin("find", "printer on fire HV-5031").stdout
    differing = akin("find", "printer on fire HV-7777", "--least", "0").stdout
    assert "Here it says “HV-7777”, there “HV-5031”." in differing


def test_programs_get_a_list(akin: Run) -> None:
    found = akin("find", "the printer is on fire", "--json").json
    assert [set(each) for each in found] == [FIELDS] * len(found)
    assert found[0]["title"] == "The printer on the second floor is on fire"
    assert found[0]["resolution"] == "Pull the plug and call 112."
    assert found[0]["created_at"] == "2025-05-03T00:00:00+00:00"
    assert all(0 < each["same"] < 1 and 0 < each["relevance"] < 1 for each in found)
    assert found == sorted(found, key=lambda each: -each["relevance"])


def test_as_many_as_are_wanted(akin: Run) -> None:
    assert len(akin("find", "printer", "-k", "1", "--json").json) == 1
    assert len(akin("find", "printer", "--limit", "2", "--least", "0", "--json").json) == 2
    assert akin("find", "printer", "-k", "0").code == 2


def test_of_the_kinds_that_are_wanted(akin: Run) -> None:
    def kinds(*options: str) -> set[str]:
        found = akin("find", "printer", "--least", "0", "--json", *options).json
        return {each["kind"] for each in found}

    assert kinds() == {"question", "ticket"}
    assert kinds("--kind", "question") == {"question"}
    assert kinds("--kind", "question", "--kind", "ticket") == {"question", "ticket"}
    assert akin("find", "printer", "--kind", "rumour").code == 2


def test_what_is_private_is_found_only_for_its_audience(akin: Run) -> None:
    everything = akin("find", "the printer burned the secret plans", "--least", "0")
    assert "secret" not in everything.stdout
    private = akin("find", "secret plans", "--audience", "G0123", "--json").json
    assert [each["audience"] for each in private] == ["G0123"]
    both = akin(
        "find", "printer", "--least", "0", "--json", "--audience", "G0123", "--audience", "public"
    )
    assert {each["audience"] for each in both.json} == {"G0123", "public"}
    shown = akin("find", "secret plans", "--audience", "G0123").stdout
    assert "only for G0123" in shown


def test_nothing_found_is_no_failure(akin: Run) -> None:
    ran = akin("find", "zebra migration in the Serengeti")
    assert (ran.code, ran.stdout) == (0, "Nothing matches that.\n")
    ran = akin("find", "zebra migration in the Serengeti", "--json")
    assert (ran.code, ran.json) == (0, [])


def test_another_workspaces_documents_are_not_found(akin: Run) -> None:
    assert akin("find", "printer", "--team", "T9", "--json").json == []


def test_the_text_can_come_from_stdin(akin: Run) -> None:
    given = akin("find", "printer on fire", "--json").json
    assert akin("find", "-", "--json", stdin="printer on fire\n").json == given
    assert akin("find", "-", "--json", stdin=b"printer \xff on fire").json


@pytest.mark.parametrize("text", ["", "  ", "\u200b\x07"])
def test_there_has_to_be_something_to_search_for(akin: Run, text: str) -> None:
    ran = akin("find", text)
    assert ran.code == 2
    assert "nothing to search for" in ran.stderr


@pytest.mark.parametrize(
    "text",
    [
        "😀🔥🖨️",
        "打印机着火了",
        "الطابعة تحترق",
        "\x1b[31mred\x00\u202etxet",
        "\udcff half",
        "fire " * 8000,
    ],
)
def test_any_text_can_be_searched_for(akin: Run, text: str) -> None:
    assert akin("find", text, "--least", "0").code == 0
    assert isinstance(akin("find", text, "--least", "0", "--json").json, list)


def test_what_was_written_cannot_steer_the_terminal(
    akin: Run, open_matcher: Callable[[], Matcher]
) -> None:
    with open_matcher() as matcher:
        evil = document("D-5", "Toner \x1b[2J [bold]smudges[/bold]", text="toner \x1b]0;owned\x07")
        matcher.add([evil])
    ran = akin("find", "toner smudges", "--least", "0")
    assert "[bold]smudges[/bold]" in ran.stdout
    assert "\x1b" not in ran.stdout
    assert "\x07" not in ran.stdout


def test_a_folder_that_another_process_owns_says_so(akin: Run, matcher: Matcher) -> None:
    ran = akin("find", "printer")
    assert ran.code == 1
    assert ran.stdout == ""
    assert "is in use by another Akin process" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert matcher.counts().documents == 4


def test_a_database_that_is_none_says_so(akin: Run, data: Path) -> None:
    (data / "akin.db").write_bytes(b"not a database at all " * 500)
    for wal in data.glob("akin.db-*"):
        wal.unlink()
    ran = akin("find", "printer")
    assert ran.code == 1
    assert "database" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_wrong_setting_says_so(akin: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKIN_SAME", "often")
    ran = akin("find", "printer")
    assert ran.code == 1
    assert ran.stderr.startswith("AKIN_SAME can't be used")


def test_in_a_process_of_its_own_stdout_is_json_alone() -> None:
    """What libraries print or warn of while they load must not spoil the result."""
    command = [sys.executable, "-m", "bot.cli", "find", "printer on fire", "--json"]
    root = Path(__file__).parents[3]
    ran = subprocess.run(command, cwd=root, capture_output=True, check=True, timeout=120)
    assert json.loads(ran.stdout)[0]["title"] == "The printer on the second floor is on fire"
    assert ran.stderr == b""
