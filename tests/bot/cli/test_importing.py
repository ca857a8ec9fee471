"""`akin import`: streaming, resumable, idempotent, and clear about what can't be read."""

import json
import os
import signal
import subprocess
import sys
import threading
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.positions import Position, Positions
from bot.state import Conversation, Conversations, ConversationType
from matcher import Matcher, Scope
from matcher.database import connect, sqlite_url, upgrade
from tests.bot.cli.conftest import Run, write_csv

HEADER = ("id", "title", "description")


def many(path: Path, count: int) -> Path:
    rows = ((f"T-{n}", f"Printer {n} is on fire", f"Smoke on floor {n}.") for n in range(count))
    return write_csv(path, HEADER, rows)


def test_a_second_run_changes_nothing(akin: Run, sample: Path) -> None:
    first = akin("import", sample, "--kind", "ticket")
    assert first.code == 0, first.stderr
    assert first.stdout.startswith(
        "Imported 40 tickets (40 new or changed, 0 unchanged, 0 skipped) in "
    )
    assert first.stdout.rstrip().endswith(" a second.")
    second = akin("import", sample, "--kind", "ticket")
    assert "(0 new or changed, 40 unchanged, 0 skipped)" in second.stdout
    assert second.stderr == ""


def test_what_has_changed_is_imported_again(akin: Run, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "t.csv", HEADER, [("1", "A", "aaa"), ("2", "B", "bbb")])
    akin("import", file, "--kind", "ticket")
    write_csv(file, HEADER, [("1", "A", "aaa"), ("2", "B", "another text"), ("3", "C", "ccc")])
    os.utime(file, (1, 1))  # documents without a date take the file's
    counts = akin("import", file, "--kind", "ticket", "--json").json
    assert counts["records"] == 3
    assert counts["changed"] + counts["unchanged"] == 3
    assert counts["changed"] >= 2


def test_counts_for_programs(akin: Run, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"title": "How?", "answer": "So."}\n{"title": broken}\n')
    ran = akin("import", file, "--kind", "question", "--json")
    seconds = ran.json.pop("seconds")
    assert seconds > 0
    assert ran.json | {"seconds": 0} == {
        "file": "q.jsonl",
        "kind": "question",
        "team": "local",
        "records": 1,
        "changed": 1,
        "unchanged": 0,
        "skipped": 1,
        "seconds": 0,
        "continued_after": None,
        "interrupted": False,
    }


def test_a_broken_line_is_named_and_the_rest_is_read(
    akin: Run, tmp_path: Path, open_matcher: Callable[[], Matcher]
) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text(
        '{"id": 1, "title": "One"}\n{"id": 2, "title": "Tw\n{"id": 3, "title": "Three"}'
    )
    ran = akin("import", file, "--kind", "ticket")
    assert ran.code == 0
    assert ran.stderr.startswith("t.jsonl, line 2: The line is no valid JSON")
    assert "(2 new or changed, 0 unchanged, 1 skipped)" in ran.stdout
    with open_matcher() as matcher:
        assert matcher.counts().documents == 2


def test_broken_quotes_are_named_and_the_rest_is_read(akin: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(
        'id,title,description\n1,One,"all well"\n2,Two,"never closed\n3,Three,x\n4,Four,y\n'
    )
    ran = akin("import", file, "--kind", "ticket")
    assert ran.code == 0
    assert "t.csv, line 3: Its quotes are broken" in ran.stderr
    assert "(3 new or changed, 0 unchanged, 1 skipped)" in ran.stdout


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8-sig", "utf-16"])
def test_other_encodings_are_read(
    akin: Run, tmp_path: Path, encoding: str, open_matcher: Callable[[], Matcher]
) -> None:
    file = write_csv(
        tmp_path / "t.csv", HEADER, [("1", "Drucker müde", "Er läßt es heute")], encoding
    )
    assert akin("import", file, "--kind", "ticket").code == 0
    with open_matcher() as matcher:
        assert matcher.find("Drucker müde")[0].document.text == "Er läßt es heute"


def test_text_of_any_script_is_read(
    akin: Run, tmp_path: Path, open_matcher: Callable[[], Matcher]
) -> None:
    texts = ["😀🔥🖨️", "打印机着火了", "الطابعة تحترق", "a\x00b\x1b[31mred\u202etxet", "x" * 40_000]
    file = tmp_path / "t.jsonl"
    file.write_text(
        "\n".join(
            json.dumps({"id": n, "title": f"No. {n}", "text": t}) for n, t in enumerate(texts)
        )
    )
    ran = akin("import", file, "--kind", "ticket")
    assert "(5 new or changed, 0 unchanged, 0 skipped)" in ran.stdout
    assert "打印机着火了" in akin("find", "打印机着火了", "--least", "0").stdout


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "empty.csv is empty. Export it again."),
        ("report.csv", b"%PDF-1.7", "report.csv is a PDF."),
        (
            "list.csv",
            b"a,b\n1,2\n",
            "No column of list.csv has a name that tells a title or a text.",
        ),
        ("broken.json", b'[{"title": "x"', "broken.json is no valid JSON"),
        ("picture.jsonl", bytes(range(20)) * 200, "picture.jsonl is no text file."),
        ("header.csv", b"id,title\n", "Nothing in header.csv could be read."),
        ("all.jsonl", b'{"title"\n{"title"\n', "Nothing in all.jsonl could be read."),
    ],
)
def test_a_file_of_which_nothing_can_be_read_says_why(
    akin: Run, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    ran = akin("import", tmp_path / name, "--kind", "ticket")
    assert ran.code == 1
    assert sentence in ran.stderr


def test_a_zip_that_is_no_slack_export_says_so(akin: Run, tmp_path: Path) -> None:
    file = tmp_path / "photos.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("holiday.jpg", b"...")
    ran = akin("import", file, "--kind", "question")
    assert ran.code == 1
    assert "photos.zip" in ran.stderr
    assert "Slack export" in ran.stderr


def test_a_file_that_is_not_there_says_so(akin: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path):
        ran = akin("import", path, "--kind", "ticket")
        assert ran.code == 1
        assert len(ran.stderr.splitlines()) == 1


def test_a_mistake_in_the_file_costs_no_model(
    akin: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("matcher.search.Encoder", load)
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    assert akin("import", tmp_path / "t.csv", "--kind", "ticket").code == 1


def test_only_the_first_unreadable_records_are_named(akin: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text('{"title": "One"}\n' + "{broken\n" * 25)
    few = akin("import", file, "--kind", "ticket")
    assert len(few.stderr.splitlines()) == 21
    assert few.stderr.splitlines()[-1] == "… and 5 more; --verbose names them all."
    every = akin("import", file, "--kind", "ticket", "--verbose")
    assert [line.partition(":")[0] for line in every.stderr.splitlines()] == [
        f"t.jsonl, line {number}" for number in range(2, 27)
    ]


def test_a_slack_export_keeps_who_may_see_what(
    akin: Run, tmp_path: Path, open_matcher: Callable[[], Matcher]
) -> None:
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("users.json", json.dumps([{"id": "U1", "name": "ana"}]))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "support"}]))
        archive.writestr("groups.json", json.dumps([{"id": "G1", "name": "board"}]))
        for folder, text in (("support", "The printer is on fire"), ("board", "The merger burns")):
            message = {"type": "message", "user": "U1", "ts": "1700000000.000100", "text": text}
            archive.writestr(f"{folder}/2023-11-14.json", json.dumps([message]))
    ran = akin("import", file, "--kind", "question")
    assert "Imported 2 questions" in ran.stdout, ran.stderr
    with open_matcher() as matcher:
        public = matcher.find("something burns", limit=10)
        private = matcher.find("something burns", limit=10, scope=Scope(("G1",)))
    assert [match.document.id for match in public] == ["C1-1700000000.000100"]
    assert [match.document.text for match in private] == ["The merger burns"]
    assert akin("import", file, "--kind", "question", "--audience", "C0123").code == 2
    assert akin("import", file, "--kind", "question", "--column", "title=x").code == 2


def test_columns_can_be_named(akin: Run, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "t.csv", ("Nr", "Worum", "Was"), [("1", "Feuer", "Es brennt")])
    assert akin("import", file, "--kind", "ticket").code == 1
    named = ("--column", "title=Worum", "--column", "text=Was")
    ran = akin("import", file, "--kind", "ticket", *named)
    assert ran.code == 0, ran.stderr
    assert akin("find", "Es brennt", "--json").json[0]["title"] == "Feuer"
    assert akin("import", file, "--kind", "ticket", "--column", "title=Wo").code == 1
    for wrong in ("title", "=x", "title="):
        assert akin("import", file, "--kind", "ticket", "--column", wrong).code == 2


def test_what_is_for_a_private_conversation_is_found_there_only(akin: Run, sample: Path) -> None:
    assert akin("import", sample, "--kind", "ticket", "--audience", "G0123").code == 0
    question = ("find", "no push notifications", "--least", "0", "--json")
    assert akin(*question).json == []
    assert {found["audience"] for found in akin(*question, "--audience", "G0123").json} == {"G0123"}


def test_an_audience_is_an_id(akin: Run, sample: Path) -> None:
    ran = akin("import", sample, "--kind", "ticket", "--audience", "#support")
    assert ran.code == 2


def test_a_public_channel_is_no_audience(akin: Run, sample: Path, data: Path) -> None:
    """Its documents are everybody's: under its id nobody would find them."""
    data.mkdir()
    engine = connect(sqlite_url(data / "akin.db"))
    upgrade(engine, "bot")
    known = Conversations(engine)
    known.put(Conversation("T1", "C0121", type=ConversationType.PUBLIC))
    known.put(Conversation("T1", "C0122", type=ConversationType.PRIVATE))
    known.put(Conversation("T1", "C0123", type=ConversationType.PUBLIC, is_shared=True))
    engine.dispose()
    refused = akin("import", sample, "--kind", "ticket", "--audience", "C0121")
    assert refused.code == 1
    assert "C0121 is a public channel" in refused.stderr
    for audience in ("C0122", "C0123"):
        assert akin("import", sample, "--kind", "ticket", "--audience", audience).code == 0


def test_the_workspace_is_the_one_that_is_known(akin: Run, sample: Path, data: Path) -> None:
    assert akin("import", sample, "--kind", "ticket", "--json").json["team"] == "local"
    engine = connect(sqlite_url(data / "akin.db"))
    upgrade(engine, "bot")
    Conversations(engine).put(Conversation("T1", "C1"))
    assert akin("import", sample, "--kind", "ticket", "--json").json["team"] == "T1"
    Conversations(engine).put(Conversation("T2", "C1"))
    engine.dispose()
    several = akin("import", sample, "--kind", "ticket")
    assert several.code == 1
    assert "several workspaces (T1, T2)" in several.stderr
    given = akin("import", sample, "--kind", "ticket", "--team", "T2", "--json")
    assert given.json["team"] == "T2"
    assert akin("import", sample, "--kind", "ticket", "--team", "a.b/c").code == 2


def test_a_folder_that_another_process_owns_is_left_alone(
    akin: Run, sample: Path, matcher: Matcher
) -> None:
    ran = akin("import", sample, "--kind", "ticket")
    assert ran.code == 1
    assert "is in use by another Akin process" in ran.stderr
    assert matcher.counts().documents == 0


def test_ctrl_c_finishes_the_batch_and_the_next_run_goes_on_there(
    akin: Run, tmp_path: Path, data: Path
) -> None:
    file = many(tmp_path / "many.csv", 800)

    def interrupt() -> None:
        if saved(data):
            os.kill(os.getpid(), signal.SIGINT)

    interrupting = threading.Thread(target=interrupt)
    interrupting.start()
    first = akin("import", file, "--kind", "ticket", "--json")
    interrupting.join()
    assert first.code == 130, first.stderr
    assert "Run the same command again" in first.stderr
    assert first.json["interrupted"] is True
    assert 0 < first.json["records"] < 800
    second = akin("import", file, "--kind", "ticket", "--json")
    assert second.code == 0
    assert second.json["continued_after"] == first.json["records"] + 1  # the header's line
    assert "Continuing after line" in second.stderr
    assert first.json["records"] + second.json["records"] == 800
    assert second.json["unchanged"] == 0
    third = akin("import", file, "--kind", "ticket", "--json").json
    assert (third["continued_after"], third["unchanged"]) == (None, 800)


def test_a_killed_import_goes_on_where_it_was(akin: Run, tmp_path: Path, data: Path) -> None:
    file = many(tmp_path / "many.csv", 800)
    command = [sys.executable, "-m", "bot.cli", "import", str(file), "--kind", "ticket"]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as process:
        assert saved(data, seconds=120)
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    ran = akin("import", file, "--kind", "ticket", "--json")
    assert ran.code == 0, ran.stderr
    assert "Continuing after line" in ran.stderr
    # What a kill tore off between storing and noting is recognised as unchanged.
    assert ran.json["records"] + ran.json["continued_after"] - 1 == 800
    assert akin("import", file, "--kind", "ticket", "--json").json["unchanged"] == 800


def test_an_interrupted_import_into_a_database_that_is_gone_begins_anew(
    akin: Run, sample: Path, data: Path
) -> None:
    options = {"kind": "ticket", "team": "local", "audience": "public", "columns": "{}"}
    Positions(data, sample, options).save(Position(20, "r-lost", 20, 0))
    ran = akin("import", sample, "--kind", "ticket", "--json")
    assert (ran.json["continued_after"], ran.json["changed"]) == (None, 40)


def test_reading_takes_no_more_memory_for_a_large_file(akin: Run, tmp_path: Path) -> None:
    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    # Records without words are skipped, so that reading alone is looked at.
    line = f"1, , {' ' * 900}\n"
    small.write_text("id,title,text\n1,One,one\n" + line * 1_000)
    large.write_text("id,title,text\n1,One,one\n" + line * 12_000)

    def peak(file: Path) -> int:
        tracemalloc.start()
        assert akin("import", file, "--kind", "ticket", "--json").json["records"] == 1
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(small)  # what is loaded once is loaded now
    assert peak(large) < peak(small) + 3_000_000


def saved(data: Path, seconds: float = 60) -> bool:
    """Wait until an import has noted how far it is."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.005)):
        if list(data.glob("imports/*.json")):
            return True
        pause.wait(0.005)
    return False
