import csv
import io
import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import PUBLIC, Document, Kind, Source, document_id
from ingest.errors import IngestError, UnknownColumnsError, UnreadableFileError
from ingest.records import Record, Skipped
from ingest.tickets import read_file

Documents = Callable[..., list[Document]]
Read = Callable[..., list[Record | Skipped]]

TABLE = """\
id,Summary,Description,Resolution,Status,Created At,Requester,Web URL
7,VPN down,It says E42.,Restart the client.,closed,2024-03-12T10:00:00Z,Ana,https://x.io/7
"""


def lines_and_titles(found: list[Record | Skipped]) -> list[tuple[int, str]]:
    return [(r.line, r.document.title if isinstance(r, Record) else "skipped") for r in found]


def test_a_row_becomes_a_whole_document(documents: Documents) -> None:
    source = Source("T1", file="export", record="7", permalink="https://x.io/7")
    assert documents(TABLE) == [
        Document(
            id=document_id(source),
            kind=Kind.TICKET,
            title="VPN down",
            text="It says E42.",
            resolution="Restart the client.",
            status="closed",
            author="Ana",
            source=source,
            audience=PUBLIC,
            created_at=datetime(2024, 3, 12, 10, tzinfo=UTC),
        )
    ]


def test_the_caller_says_kind_team_and_audience(tmp_path: Path) -> None:
    path = tmp_path / "faq.csv"
    path.write_text("question,answer\nHow do I reset it?,Press the button.\n")
    (record,) = read_file(path, Kind.QUESTION, team="T9", audience="G1")
    assert isinstance(record, Record)
    document = record.document
    assert (document.kind, document.team, document.audience) == (Kind.QUESTION, "T9", "G1")
    assert (document.title, document.resolution) == ("How do I reset it?", "Press the button.")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(documents: Documents, delimiter: str) -> None:
    table = io.StringIO()
    rows = [("id", "title", "text"), ("1", "VPN, down; again", "a|b\tc"), ("2", "Wi-Fi", "d")]
    csv.writer(table, delimiter=delimiter).writerows(rows)
    found = documents(table.getvalue())
    assert [d.title for d in found] == ["VPN, down; again", "Wi-Fi"]
    assert found[0].text == "a|b c"


def test_a_spreadsheet_may_declare_its_delimiter(read: Read) -> None:
    assert lines_and_titles(read("sep=;\nid;title\n1;VPN\n")) == [(3, "VPN")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"]
)
def test_the_encoding_is_found(documents: Documents, encoding: str) -> None:
    (found,) = documents("id;Betreff;Inhalt\n1;Drücker für Überall;Größe".encode(encoding))
    assert (found.title, found.text) == ("Drücker für Überall", "Größe")


def test_windows_quotes_and_the_euro_sign_are_read(documents: Documents) -> None:
    (found,) = documents("title\n„VPN“ für 5 €".encode("cp1252"))
    assert found.title == "„VPN“ für 5 €"


def test_special_characters_far_down_decide_as_well(documents: Documents) -> None:
    rows = b"plain ascii text\n" * 64_000
    assert documents(b"title\n" + rows + "Größe".encode("latin-1"))[-1].title == "Größe"


def test_one_damaged_byte_does_not_garble_the_rest(documents: Documents) -> None:
    content = "title\nGrößenänderung\nkaputt X\n".encode().replace(b"X", b"\xff")
    assert [d.title for d in documents(content)] == ["Größenänderung", "kaputt \ufffd"]


def test_columns_can_be_named(documents: Documents) -> None:
    (found,) = documents(
        "Nr,Was,Wie,Summary\n1,VPN,broken,no\n", columns={"title": "was", "text": "Wie"}
    )
    assert (found.title, found.text) == ("VPN", "broken")


def test_a_named_column_that_is_not_there_is_refused(read: Read) -> None:
    with pytest.raises(UnknownColumnsError, match=r"no column “Betreff”.*“id”, “title”"):
        read("id,title\n1,x\n", columns={"title": "Betreff"})


def test_a_name_that_no_column_is_read_as_is_refused(read: Read) -> None:
    with pytest.raises(UnknownColumnsError, match=r"“titel” is nothing.*title, text, resolution"):
        read("id,title\n1,x\n", columns={"titel": "title"})


def test_a_header_that_tells_nothing_is_refused_with_what_to_do(read: Read) -> None:
    with pytest.raises(UnknownColumnsError, match=r"“foo”, “bar”.*--column title=Betreff"):
        read("foo,bar\n1,2\n")


def test_a_refusal_does_not_repeat_long_texts(read: Read) -> None:
    with pytest.raises(UnknownColumnsError) as refusal:
        read("the printer is on fire again and nobody has come to look at it,2\n")
    assert "nobody" not in str(refusal.value)


def test_a_header_alone_has_no_records(read: Read) -> None:
    assert read("id,title,text\n") == []


@pytest.mark.parametrize("content", ["", "\n\n \n", "\ufeff"])
def test_an_empty_file_is_refused(read: Read, content: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"export.csv (is empty|has no line)"):
        read(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"\x1f\x8b\x08", "gzip"),
        (bytes(range(256)) + bytes(500), "is no text file"),
        (b"PK\x03\x04....", "no zip file, or a damaged one"),
    ],
)
def test_what_is_no_text_is_refused(read: Read, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read(content)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no file"):
        read_file(tmp_path / "none.csv", Kind.TICKET, team="T", audience=PUBLIC)
    with pytest.raises(UnreadableFileError, match="is a folder"):
        read_file(tmp_path, Kind.TICKET, team="T", audience=PUBLIC)


@pytest.mark.parametrize(
    "rows",
    [
        '1,"VPN,open\n2,Wi-Fi,b\n3,Mail,c\n',
        '1,VPN,"open\n2,Wi-Fi,b\n3,"Mail","c"\n',
        '1,"VPN,open\n2,Wi-Fi,b\n3,Mail,"c"\n',
    ],
    ids=["until the end", "until a quoted row", "until a quoted field"],
)
def test_a_quote_that_is_not_closed_costs_one_row(read: Read, rows: str) -> None:
    found = read("id,title,text\n" + rows)
    assert lines_and_titles(found) == [(2, "skipped"), (3, "Wi-Fi"), (4, "Mail")]
    assert isinstance(found[0], Skipped)
    assert "quotes are broken" in found[0].reason


def test_an_unclosed_quote_before_many_rows_costs_one_row(read: Read) -> None:
    rows = "".join(f"{n},title {n},text\n" for n in range(20_000))
    found = read('id,title,text\n0,"open,x\n' + rows)
    assert lines_and_titles(found)[:2] == [(2, "skipped"), (3, "title 0")]
    assert len(found) == 20_001


def test_an_unclosed_quote_does_not_take_the_whole_file_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.csv_files.LONGEST", 50_000)
    path = tmp_path / "t.csv"
    path.write_text('title,text\n"open,x\n' + "VPN down,again\n" * 300_000)
    tracemalloc.start()
    try:
        found = read_file(path, Kind.TICKET, team="T", audience=PUBLIC)
        first, second = next(found), next(found)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert lines_and_titles([first, second]) == [(2, "skipped"), (3, "VPN down")]
    assert peak < 4_000_000


def test_a_piece_of_a_row_is_no_row(read: Read) -> None:
    found = read("title,text\nVPN,it drops\nevery hour\nMail,x\n")
    assert lines_and_titles(found) == [(2, "VPN"), (3, "skipped"), (4, "Mail")]


def test_quotes_within_a_field_are_read_as_far_as_they_make_sense(documents: Documents) -> None:
    (found,) = documents('id,title,text\n1,the 3" disk,he said "no"\n')
    assert (found.title, found.text) == ('the 3" disk', 'he said "no"')


def test_texts_of_many_lines_keep_them(read: Read) -> None:
    found = read('id,title,text\n1,VPN,"first, second\r\n\r\nthird ""x"""\n2,Mail,b\n')
    assert lines_and_titles(found) == [(2, "VPN"), (5, "Mail")]
    assert isinstance(found[0], Record)
    assert found[0].document.text == 'first, second\n\nthird "x"'


def test_rows_of_other_widths_are_named(read: Read) -> None:
    found = read("id,title,text,status\n1,a,b,c,d\n2\n3,c,d\n4,e,f,g,,\n5,h,i,j\n")
    assert lines_and_titles(found) == [(2, "skipped"), (3, "skipped"), (4, "c"), (5, "e"), (6, "h")]
    assert isinstance(found[0], Skipped)
    assert "5 fields where the header has 4" in found[0].reason


def test_a_field_over_the_csv_modules_limit_is_read(documents: Documents) -> None:
    assert len(documents('title,text\nVPN,"' + "log line\n" * 40_000 + '"\n')[0].text) == 359_999


def test_the_indentation_of_code_stays(documents: Documents) -> None:
    (found,) = documents('title,fix\nVPN,"set  this: \n\n \n\n  vpn:\n    mtu: 1300 "\n')
    assert found.resolution == "set this:\n\n  vpn:\n    mtu: 1300"


def test_records_without_text_are_named(read: Read) -> None:
    found = read("id,title,text\n1,, \n2,\x00,\n3,VPN,\n")
    assert lines_and_titles(found) == [(2, "skipped"), (3, "skipped"), (4, "VPN")]
    assert found[0] == Skipped(2, "It has neither a title nor a text.")


def test_harmful_characters_are_removed(documents: Documents) -> None:
    (found,) = documents('id,title,text\n1,V\x00P\x07N,"a\x1b b\x00\u202e"\n')
    assert (found.title, found.text) == ("VPN", "a b")


@pytest.mark.parametrize("text", ["🎉 " * 13_000, "中文" * 20_000, "مرحبا " * 7_000, "x" * 40_000])
def test_a_record_of_40000_characters_is_whole(documents: Documents, text: str) -> None:
    (found,) = documents(json.dumps({"id": 1, "text": text}), "t.jsonl")
    assert found.text == text.strip()
    assert len(found.title) <= 80


def test_a_record_without_a_title_gets_one_from_its_text(documents: Documents) -> None:
    (found,) = documents('id,body\n1,"Hi team, the VPN drops. Every hour."\n')
    assert found.title == "the VPN drops."


def test_an_endless_title_moves_to_the_text(documents: Documents) -> None:
    (found,) = documents("title,text\n" + "word " * 100 + ",more\n")
    assert found.text == "word " * 99 + "word\nmore"
    assert len(found.title) <= 80


@pytest.mark.parametrize("state", ["Done", "FIXED", "Won't Fix", "Cannot Reproduce", "Gelöst"])
def test_a_resolution_that_is_a_state_becomes_the_status(documents: Documents, state: str) -> None:
    (found,) = documents(f"id,title,resolution\n1,VPN,{state}\n")
    assert (found.resolution, found.status) == ("", state)


def test_ids_stay_the_same_in_another_folder_and_for_a_second_download(
    documents: Documents,
) -> None:
    ids = {
        documents(TABLE, name)[0].id for name in ("a/t.csv", "b/t.csv", "t (1).csv", "t copy.csv")
    }
    assert len(ids) == 1
    assert documents(TABLE, "other.csv")[0].id not in ids


def test_records_without_an_id_get_one_of_their_text(documents: Documents) -> None:
    first = documents("title,text\na,b\nc,d\n", "t.csv")
    second = documents("title,text\nc,d\ne,f\na,b\n", "t.csv")
    assert [first[0].id, first[1].id] == [second[2].id, second[0].id]
    assert len({d.id for d in second}) == 3


def test_an_unknown_date_is_the_files(documents: Documents) -> None:
    (found,) = documents("title,created\nVPN,soon\n")
    assert found.created_at == datetime.fromtimestamp(1_700_000_000, UTC)


def test_several_columns_of_one_name_are_all_replies(documents: Documents) -> None:
    (found,) = documents("id,title,text,Comment,Comment,Comment\n1,a,b,one,,two\n")
    assert found.replies == ("one", "two")


def test_json_lines_name_the_broken_line(read: Read) -> None:
    lines = ['{"id": 1, "title": "a"}', '{"id": 2, "title": ', "", "[1]", '{"id": 3, "title": "c"}']
    found = read("\n".join(lines), "t.jsonl")
    assert lines_and_titles(found) == [(1, "a"), (2, "skipped"), (4, "skipped"), (5, "c")]
    assert found[2] == Skipped(4, "The line is valid JSON, but no object {…}.")
    assert isinstance(found[1], Skipped)
    assert found[1].reason.startswith("The line is no valid JSON: Expecting value at column")


def test_json_lines_are_recognised_by_what_they_hold(read: Read) -> None:
    content = '{"id": 1, "title": broken}\n{"id": 2, "title": "b"}\n'
    assert lines_and_titles(read(content, "t.txt")) == [(1, "skipped"), (2, "b")]


@pytest.mark.parametrize(
    "line",
    ["[" * 100_000, '{"a": ' * 50_000, '{"id": ' + "9" * 5_000 + "}", '{"title": "\\ud83d"}'],
)
def test_odd_json_harms_no_other_line(read: Read, line: str) -> None:
    found = read('{"title": "a"}\n' + line + '\n{"title": "c"}\n', "t.jsonl")
    assert lines_and_titles(found) == [(1, "a"), (2, "skipped"), (3, "c")]


def test_texts_in_json_can_be_of_other_types(documents: Documents) -> None:
    record: dict[str, Any] = {
        "id": 5,
        "title": "VPN",
        "text": ["one", {"body": "two"}, None, 3],
        "comments": [{"author": "x", "body": "first"}, "second", None],
        "status": {"name": "open"},
        "created": 1_700_000_000_000,
    }
    (found,) = documents(json.dumps(record), "t.jsonl")
    assert (found.text, found.status) == ("one\ntwo\n3", "open")
    assert found.replies == ("first", "second")
    assert found.created_at == datetime.fromtimestamp(1_700_000_000, UTC)


def test_objects_of_different_keys_are_each_read(read: Read) -> None:
    lines = [{"title": "a"}, {"subject": "b", "x": 1}, {"x": 1}]
    found = read("\n".join(map(json.dumps, lines)), "t.jsonl")
    assert lines_and_titles(found) == [(1, "a"), (2, "b"), (3, "skipped")]


def test_a_first_object_that_tells_nothing_is_refused(read: Read) -> None:
    with pytest.raises(UnknownColumnsError, match="“foo”"):
        read('{"foo": 1}\n', "t.jsonl")


@pytest.mark.parametrize(
    "value",
    [
        [{"title": "a"}, {"title": "b"}],
        {"count": 2, "records": [{"title": "a"}, {"title": "b"}]},
        {"mine": [{"title": "a"}, {"title": "b"}]},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_of_objects_is_found_in_json(read: Read, value: Any, indent: int | None) -> None:
    found = read(json.dumps(value, indent=indent), "t.json")
    assert lines_and_titles(found) == [(1, "a"), (2, "b")]


def test_one_object_is_one_record(read: Read) -> None:
    assert lines_and_titles(read('{\n"title": "a"\n}', "t.json")) == [(1, "a")]


def test_an_element_that_is_no_object_is_named(read: Read) -> None:
    assert lines_and_titles(read('[{"title": "a"}, 3]', "t.json")) == [(1, "a"), (2, "skipped")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"title": "a"},\n{"title": }]', r"no valid JSON: Expecting value at line 2, column 11"),
        ('{\n"foo": 1}', "holds no list of records"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_broken_json_is_refused(read: Read, content: str, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read(content, "t.json")


def test_a_large_json_file_is_refused_with_what_to_use(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    with path.open("wb") as file:
        file.write(b"[\n")
        file.truncate(201_000_000)
    with pytest.raises(UnreadableFileError, match="JSON Lines"):
        list(read_file(path, Kind.TICKET, team="T", audience=PUBLIC))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", 'title,text\na,"x\ny"\nb,"open\nc,1\nd,2\n'),
        ("t.jsonl", '{"title": "a"}\n\nbroken\n{"title": "b"}\n{"title": "c"}'),
        ("t.json", '[{"title": "a"}, 5, {"title": "b"}, {"title": "c"}]'),
    ],
)
def test_reading_goes_on_after_any_record(read: Read, name: str, content: str) -> None:
    whole = read(content, name)
    assert len(whole) > 3
    for done, record in enumerate(whole, 1):
        assert read(content, name, start=record.line) == whole[done:]


def test_a_large_file_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    row = "7,VPN down,open," + "It drops every hour since the update. " * 200 + "\n"
    path.write_text("id,title,status,text\n" + row * 1_000)
    assert path.stat().st_size > 7_500_000
    tracemalloc.start()
    try:
        records = read_file(path, Kind.TICKET, team="T", audience=PUBLIC)
        count = sum(isinstance(record, Record) for record in records)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 1_000
    assert peak < 3_500_000


def test_a_file_without_line_breaks_takes_no_more_memory_than_a_line(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(b'{"title": "' + b"x" * 30_000_000 + b'"}\n{"title": "b"}\n')
    found = list(read_file(path, Kind.TICKET, team="T", audience=PUBLIC))
    assert lines_and_titles(found) == [(1, "skipped"), (2, "b")]
    assert found[0] == Skipped(1, "The line is longer than 8,000,000 characters.")


@given(
    st.text(alphabet=st.sampled_from(list('",;\n\r\t\x00 abü1{}[]:\\')), max_size=60),
    st.sampled_from(["t.csv", "t.jsonl", "t.json"]),
)
def test_no_file_makes_reading_crash(
    tmp_path_factory: pytest.TempPathFactory, content: str, name: str
) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(b"id,title,text\n" * name.endswith("csv") + content.encode("latin-1"))
    try:
        found = list(read_file(path, Kind.TICKET, team="T", audience=PUBLIC))
    except IngestError:
        return
    lines = [record.line for record in found]
    assert lines == sorted(set(lines))


@given(
    st.lists(st.tuples(st.text(st.characters(codec="utf-8"), min_size=1), st.text()), min_size=1)
)
def test_what_the_csv_module_wrote_is_read_whole(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "t.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "text"])
        writer.writerows((n, f"row {n}", f"x{one} {two}") for n, (one, two) in enumerate(rows))
    found = list(read_file(path, Kind.TICKET, team="T", audience=PUBLIC))
    assert [r.document.title for r in found if isinstance(r, Record)] == [
        f"row {n}" for n in range(len(rows))
    ]
