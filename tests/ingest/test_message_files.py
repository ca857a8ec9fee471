"""Files of messages: every row keeps its number, whatever the file is."""

import json
from pathlib import Path

import pytest

from ingest.empty_answers import says_nothing
from ingest.errors import IngestError
from ingest.message_files import read_messages


def written(tmp_path: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding=encoding)
    return file


def test_a_text_has_a_message_a_line(tmp_path: Path) -> None:
    file = written(tmp_path, "a.txt", "one\n\n  two, and more  \nthree")
    assert read_messages(file).texts == ("one", "", "two, and more", "three")


def test_a_table_has_its_title_and_text_joined(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", 'id;Betreff;Beschreibung\n1;Drucker;"Papier\nklemmt"\n2;;x\n')
    assert read_messages(file).texts == ("Drucker\nPapier\nklemmt", "x")


def test_a_title_that_the_text_begins_with_is_said_once(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", "title,text\nVPN down,VPN down since noon\n")
    assert read_messages(file).texts == ("VPN down since noon",)


def test_a_table_of_one_nameless_column_is_all_messages(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", "VPN is down\nPrinter is jammed\n")
    assert read_messages(file).texts == ("VPN is down", "Printer is jammed")


def test_json_has_a_message_an_object_and_broken_ones_keep_their_place(tmp_path: Path) -> None:
    rows = [
        json.dumps({"text": "one"}),
        "{",
        json.dumps({"other": 1}),
        json.dumps({"text": "four"}),
    ]
    found = read_messages(written(tmp_path, "a.jsonl", "\n".join(rows)))
    assert found.texts == ("one", "", "", "four")
    assert found.unread == 1


def test_a_list_in_a_json_file_is_read(tmp_path: Path) -> None:
    file = written(tmp_path, "a.json", json.dumps([{"message": "one"}, {"message": "two"}]))
    assert read_messages(file).texts == ("one", "two")


def test_lines_that_begin_with_a_bracket_are_text(tmp_path: Path) -> None:
    file = written(tmp_path, "a.log", "[warn] disk is full\n[error] disk is gone\n")
    assert read_messages(file).texts == ("[warn] disk is full", "[error] disk is gone")


def test_other_encodings_are_read(tmp_path: Path) -> None:
    file = written(tmp_path, "a.txt", "Drucker klemmt öfter\n", "cp1252")
    assert read_messages(file).texts == ("Drucker klemmt öfter",)


def test_a_column_is_taken_by_its_name(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", "Utterance,score\none,1\ntwo,2\n")
    assert read_messages(file, "utterance").texts == ("one", "two")
    with pytest.raises(IngestError, match="--column"):
        read_messages(file)
    with pytest.raises(IngestError, match="no column “nothing”"):
        read_messages(file, "nothing")


@pytest.mark.parametrize("content", [b"", b"\n \n", b"%PDF-1.7", b"PK\x03\x04", b"\x89PNG\r\n"])
def test_what_holds_no_message_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(content)
    with pytest.raises(IngestError, match=r"a\.txt"):
        read_messages(file)


@pytest.mark.parametrize(
    "text", ["don't know", "Don’t know.", "IDK", "n/a", "N.A.", "none", "no idea!", "", " - ",
             "thanks", "weiß nicht", "Keine Ahnung", "je ne sais pas", "no lo sé", "nothing"],
)  # fmt: skip
def test_empty_answers_say_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text", ["I don't know how to log in", "No answer from the VPN gateway", "none of the exports",
             "nothing happens when I press save", "VPN", "Keine Verbindung"],
)  # fmt: skip
def test_what_is_about_something_says_something(text: str) -> None:
    assert not says_nothing(text)
