"""`akin topics` and `akin duplicates`: what they print for people and programs, and refuse."""

import json
import re
from pathlib import Path

import pytest

from matcher.encoder import Encoder
from matcher.reranker import CrossReader
from tests.bot.cli.conftest import Run, write_csv
from tests.matcher.messages import PRINTER, SUBJECTS, VPN

TEXTS = [text for messages in SUBJECTS.values() for text in messages]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    file = tmp_path / "messages.txt"
    file.write_text("\n".join([*TEXTS, "thanks!", ""]) + "\n", encoding="utf-8")
    return file


def test_topics_as_json_have_their_members_by_row(akin: Run, lines: Path) -> None:
    ran = akin("topics", lines, "--json")

    assert ran.code == 0
    assert set(ran.json) == {"topics", "other", "small_talk"}
    for topic in ran.json["topics"]:
        assert set(topic) == {"id", "name", "terms", "size", "example", "members"}
        assert topic["size"] == len(topic["members"])
        assert topic["example"] in [TEXTS[row] for row in topic["members"]]
    rows = [row for topic in ran.json["topics"] for row in topic["members"]]
    rows += ran.json["other"] + ran.json["small_talk"]
    assert sorted(rows) == list(range(len(TEXTS) + 2))
    assert len(TEXTS) in ran.json["small_talk"]


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_tables_and_objects_give_the_same_topics_as_lines(
    akin: Run, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"export.{ending}"
    if ending == "csv":
        write_csv(file, ("id", "Message"), enumerate(TEXTS))
    else:
        rows = (json.dumps({"id": i, "message": text}) for i, text in enumerate(TEXTS))
        file.write_text("\n".join(rows), encoding="utf-8")
    plain = tmp_path / "plain.txt"
    plain.write_text("\n".join(TEXTS), encoding="utf-8")

    assert akin("topics", file, "--json").json == akin("topics", plain, "--json").json


def test_topics_for_people_are_named_with_an_example(akin: Run, lines: Path) -> None:
    ran = akin("topics", lines)

    assert ran.code == 0
    assert "VPN" in ran.stdout
    assert "8 messages" in ran.stdout
    assert "2 messages said nothing and were left out." in ran.stdout


def test_few_messages_are_listed(akin: Run, tmp_path: Path) -> None:
    file = tmp_path / "few.txt"
    file.write_text("\n".join(PRINTER), encoding="utf-8")

    ran = akin("topics", file)

    assert "Too few messages for topics" in ran.stdout
    for text in PRINTER:
        assert text in ran.stdout
    assert akin("topics", file, "--json").json == {
        "topics": [], "other": list(range(len(PRINTER))), "small_talk": []
    }  # fmt: skip


def test_the_page_is_self_contained_and_can_not_be_broken_out_of(akin: Run, tmp_path: Path) -> None:
    evil = "The VPN drops </script><script>alert(1)</script> <img src=x onerror=alert(2)>"
    file = tmp_path / "<b>messages.txt"
    file.write_text("\n".join([*TEXTS, evil]), encoding="utf-8")

    page = akin("topics", file, "--html").stdout

    assert page.startswith("<!doctype html>")
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//|@import|url\(""", page)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>messages" not in page
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert len(data["text"]) == len(data["x"]) == len(data["y"]) == len(data["topic"])
    assert evil in data["text"]
    assert all(0 <= value <= 1 for value in [*data["x"], *data["y"]])
    assert 'name="viewport"' in page
    assert "prefers-color-scheme: dark" in page


def test_a_column_can_be_named(akin: Run, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "odd.csv", ("nr", "Utterance"), enumerate(TEXTS))

    refused = akin("topics", file, "--json")
    assert refused.code == 1
    assert "--column" in refused.stderr
    assert "Utterance" in refused.stderr

    assert akin("topics", file, "--json", "--column", "utterance").json["topics"]
    wrong = akin("topics", file, "--column", "nothing")
    assert (wrong.code, "has no column “nothing”" in wrong.stderr) == (1, True)


def test_rows_that_can_not_be_read_are_counted_and_keep_their_numbers(
    akin: Run, tmp_path: Path
) -> None:
    file = tmp_path / "broken.jsonl"
    rows = [json.dumps({"text": text}) for text in TEXTS]
    file.write_text("\n".join(["{broken", *rows]), encoding="utf-8")

    ran = akin("topics", file, "--json")

    assert "1 row could not be read." in ran.stderr
    assert ran.json["topics"][0]["example"] in TEXTS
    assert max(row for topic in ran.json["topics"] for row in topic["members"]) <= len(TEXTS)
    assert 0 in ran.json["small_talk"]


@pytest.mark.parametrize("command", ["topics", "duplicates"])
def test_files_that_hold_no_messages_are_refused(akin: Run, tmp_path: Path, command: str) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("\n\n")
    binary = tmp_path / "binary.txt"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    pdf = tmp_path / "scan.csv"
    pdf.write_bytes(b"%PDF-1.7 and so on")

    assert akin(command, tmp_path / "missing.txt").code == 2
    for file in (empty, binary, pdf):
        ran = akin(command, file)
        assert ran.code == 1
        assert len(ran.stderr.strip().splitlines()) == 1
        assert ran.stdout == ""


def test_json_and_a_page_at_once_are_refused(akin: Run, lines: Path) -> None:
    assert akin("topics", lines, "--json", "--html").code == 2


def test_duplicates_as_json_are_pairs_of_rows(
    akin: Run, tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKIN_RERANKER", "akin-reranker")
    reader = CrossReader(thread=encoder.thread)
    monkeypatch.setattr("matcher.reranker.CrossReader", lambda *_, **__: reader)
    file = write_csv(
        tmp_path / "questions.csv",
        ("title", "description"),
        [
            ("Reset password", "How do I reset my password?"),
            ("Printer", VPN[0]),
            ("Reset password", "How can I reset my password?"),
            ("reset password", "how do i reset my password"),
        ],
    )

    ran = akin("duplicates", file, "--json")

    assert ran.code == 0
    assert [(pair["a"], pair["b"]) for pair in ran.json] == [(0, 3), (0, 2), (2, 3)]
    assert ran.json[0]["same"] == ran.json[0]["cosine"] == 1
    assert all(set(pair) == {"a", "b", "same", "cosine"} for pair in ran.json)


def test_duplicates_for_people_show_both_texts(akin: Run, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("VPN is down\nLunch was cold\nvpn is down!\n", encoding="utf-8")

    ran = akin("duplicates", file)

    assert "rows 0 and 2" in ran.stdout
    assert "VPN is down" in ran.stdout
    assert "vpn is down!" in ran.stdout
    assert "Lunch" not in ran.stdout


def test_a_threshold_beyond_a_probability_is_refused(akin: Run, lines: Path) -> None:
    assert akin("duplicates", lines, "--threshold", "1.5").code == 2
