import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.documents import PUBLIC, Document, Kind
from ingest.errors import UnreadableFileError
from ingest.records import Record, Skipped
from ingest.slack_export import read_export
from ingest.tickets import read_file

Export = Callable[[Mapping[str, Any]], Path]

USERS = [
    {"id": "U1", "name": "ana", "profile": {"display_name": "Ana", "real_name": "Ana A."}},
    {"id": "U2", "name": "bob", "real_name": "Bob B.", "profile": {"display_name": ""}},
    {"id": "UB", "name": "akin", "is_bot": True},
]


def said(text: str, ts: str, user: str = "U1", **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": ts, **more}


def reply(text: str, ts: str, root: str, user: str = "U2", **more: Any) -> dict[str, Any]:
    return said(text, ts, user, thread_ts=root, parent_user_id="U1", **more)


def public(messages: list[Any], **more: Any) -> dict[str, Any]:
    return {
        "users.json": USERS,
        "channels.json": [{"id": "C1", "name": "support", "is_general": False, **more}],
        "support/2024-03-05.json": messages,
    }


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Writes a Slack export of the given members."""

    def write(members: Mapping[str, Any]) -> Path:
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                raw = isinstance(content, str | bytes)
                archive.writestr(name, content if raw else json.dumps(content))
        return path

    return write


def read(path: Path, start: int = 0) -> list[Record | Skipped]:
    return list(read_export(path, Kind.QUESTION, team="T1", start=start))


def documents(path: Path) -> list[Document]:
    return [record.document for record in read(path) if isinstance(record, Record)]


def test_a_thread_becomes_a_document(export: Export) -> None:
    path = export(
        {
            **public([
                said("Hi team, the *VPN* says `E_42`, <@U2>", "1709649000.000100",
                     thread_ts="1709649000.000100", reply_count=4),
                reply("Which version?", "1709649010.000100", "1709649000.000100"),
                reply("thanks!", "1709649011.000100", "1709649000.000100"),
            ]),
            "support/2024-03-06.json": [
                reply("Update to 10.2", "1709735400.0001", "1709649000.000100",
                      reactions=[{"name": "white_check_mark", "users": ["U1"], "count": 1}]),
                reply("I am a bot", "1709735401.0001", "1709649000.000100", bot_id="B1"),
            ],
        }
    )  # fmt: skip
    (found,) = documents(path)
    assert found.id == "C1-1709649000.000100"
    assert (found.kind, found.team, found.audience) == (Kind.QUESTION, "T1", PUBLIC)
    assert found.text == "Hi team, the VPN says E_42, @Bob B."
    assert found.title == "the VPN says E_42, @Bob B."
    assert found.replies == ("Which version?",)
    assert found.resolution == "Update to 10.2"
    assert found.author == "Ana"
    assert found.created_at == datetime.fromtimestamp(1709649000.0001, UTC)


def test_what_is_no_message_of_a_person_is_left_out(export: Export) -> None:
    messages = [
        said("<@U1> has joined", "1.1", subtype="channel_join"),
        said("Alert!", "1.2", subtype="bot_message", bot_id="B1"),
        said("I found 3 answers", "1.3", user="UB"),
        said("Good morning everyone", "1.4"),
        said(":tada:", "1.5"),
        said("", "1.6", files=[{"id": "F1"}]),
        said("This message was deleted.", "1.7", subtype="tombstone", hidden=True),
        {"type": "message", "text": "no ts"},
        said("odd ts", "nan"),
        "no message",
        said("the log is attached", "1.8", subtype="file_share"),
        said("wonders why", "1.9", subtype="me_message"),
    ]
    assert [d.text for d in documents(export(public(messages)))] == [
        "the log is attached",
        "wonders why",
    ]


def test_replies_to_what_was_left_out_are_left_out(export: Export) -> None:
    messages = [said("thanks", "1.1"), reply("which one?", "1.2", "1.1"), reply("x", "1.3", "0.9")]
    assert documents(export(public(messages))) == []


@pytest.mark.parametrize("name", ["white_check_mark", "heavy_check_mark"])
def test_the_last_reply_that_was_marked_is_the_resolution(export: Export, name: str) -> None:
    mark = {"reactions": [{"name": "eyes"}, {"name": name}]}
    messages = [
        said("vpn down", "1.1"),
        reply("restart", "1.3", "1.1", **mark),
        reply("try again", "1.2", "1.1", **mark),
        reply("no", "1.4", "1.1"),
    ]
    (found,) = documents(export(public(messages)))
    assert found.resolution == "restart"


@pytest.mark.parametrize(
    ("listing", "folder", "more", "audience"),
    [
        ("channels.json", "x", {}, PUBLIC),
        ("channels.json", "x", {"is_archived": True, "is_ext_shared": False}, PUBLIC),
        ("channels.json", "x", {"is_ext_shared": True}, "G1"),
        ("channels.json", "x", {"is_org_shared": True}, "G1"),
        ("channels.json", "x", {"is_shared": True}, "G1"),
        ("channels.json", "x", {"connected_team_ids": ["T2"]}, "G1"),
        ("channels.json", "x", {"is_private": True}, "G1"),
        ("groups.json", "x", {}, "G1"),
        ("mpims.json", "x", {}, "G1"),
        ("dms.json", "G1", {"name": None}, "G1"),
    ],
)
def test_only_public_channels_are_for_everybody(
    export: Export, listing: str, folder: str, more: dict[str, Any], audience: str
) -> None:
    members = {
        listing: [{"id": "G1", "name": "x", **more}],
        f"{folder}/2024-03-05.json": [said("vpn down", "1.1")],
    }
    (found,) = documents(export(members))
    assert (found.source.channel, found.audience) == ("G1", audience)


@pytest.mark.parametrize(
    "lists",
    [
        {"channels.json": [{"id": "C1", "name": "other"}]},
        {"channels.json": [{"id": "C1", "name": "x"}], "groups.json": [{"id": "G1", "name": "x"}]},
        {"channels.json": [{"id": "C1", "name": "x"}], "groups.json": [{"id": "C1", "name": "x"}]},
        {"channels.json": [{"name": "x"}]},
    ],
)
def test_a_folder_that_nobody_can_say_who_may_see_is_not_read(
    export: Export, lists: dict[str, Any]
) -> None:
    (found,) = read(export({**lists, "x/2024-03-05.json": [said("vpn down", "1.1")]}))
    assert isinstance(found, Skipped)
    assert "who may see" in found.reason


@pytest.mark.parametrize("broken", ["[{", "{}", "null", b"\xff\xfe", "[" * 100_000, b'["\xff"]'])
def test_a_broken_day_is_named_and_reading_goes_on(export: Export, broken: str | bytes) -> None:
    members = {**public([said("vpn down", "1.1")]), "support/2024-03-04.json": broken}
    first, second = read(export(members))
    assert isinstance(first, Skipped)
    assert first.reason.startswith("2024-03-04.json of support is ")
    assert isinstance(second, Record)


def test_the_name_of_a_private_channel_is_not_told(export: Export) -> None:
    members = {"groups.json": [{"id": "G1", "name": "layoffs"}], "layoffs/2024-03-04.json": "["}
    (found,) = read(export(members))
    assert isinstance(found, Skipped)
    assert found.reason.startswith("2024-03-04.json of G1 is no valid JSON")


def test_a_damaged_day_is_named(export: Export) -> None:
    path = export({**public([said("vpn down", "1.1")]), "support/2024-03-06.json": "[" + " " * 99})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("support/2024-03-06.json").header_offset
    content[start + 30 + 23 : start + 30 + 27] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    assert any("is damaged" in r.reason for r in read(path) if isinstance(r, Skipped))


def test_reading_goes_on_after_any_record(export: Export) -> None:
    members = {
        **public([said("one", "1.1"), said("thanks", "1.2"), said("two", "1.3")]),
        "support/2024-03-04.json": "[",
        "support/2024-03-06.json": [said("three", "2.1")],
        "zzz/2024-03-06.json": [],
    }
    path = export(members)
    whole = read(path)
    assert len(whole) == 5
    for done, record in enumerate(whole, 1):
        assert read(path, start=record.line) == whole[done:]


def test_the_same_export_packed_in_a_folder_is_read(export: Export) -> None:
    members = public([said("vpn down", "1.1")])
    packed = {f"Acme export/{name}": content for name, content in members.items()}
    assert documents(export(packed)) == documents(export(members))


def test_read_file_recognises_an_export(export: Export) -> None:
    path = export(public([said("vpn down", "1.1")]))
    (record,) = read_file(path, Kind.TICKET, team="T1", audience="G9")
    assert isinstance(record, Record)
    assert record.document.audience == PUBLIC


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"a.txt": "x"}, "is no Slack export"),
        ({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}, "Excel"),
        ({"channels.json": "[{"}, "channels.json in export.zip is no valid JSON"),
        ({"channels.json": "{}"}, "channels.json in export.zip is JSON, but no list"),
        ({"channels.json": [], "../x/2024-03-05.json": []}, "leads out of its folder"),
        ({"channels.json": [], "/x/2024-03-05.json": []}, "file name that no export has"),
        ({"channels.json": [], "x\\2024-03-05.json": []}, "file name that no export has"),
    ],
)
def test_other_zips_are_refused(export: Export, members: Mapping[str, Any], message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read(export(members))


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(UnreadableFileError, match="is no zip file"):
        read(path)


def test_an_encrypted_zip_is_refused(export: Export) -> None:
    path = export({"channels.json": []})
    content = bytearray(path.read_bytes())
    central = content.rindex(b"PK\x01\x02")
    content[central + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match="is encrypted"):
        read(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("channels.json", "[]")
        with archive.open("support/2024-03-05.json", "w") as member:
            for _ in range(513):
                member.write(bytes(1_000_000))
    with pytest.raises(UnreadableFileError, match="more than 512 MB"):
        read(path)


def test_a_zip_that_lies_about_its_sizes_is_not_unpacked_further(export: Export) -> None:
    path = export({**public([]), "support/2024-03-05.json": " " * 5_000_000 + "[]"})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"support/2024-03-05.json") - 46 + 24
    content[at : at + 4] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    (found,) = read(path)
    assert isinstance(found, Skipped)


@pytest.mark.parametrize(
    "text", ["x" * 40_000, "🎉 vpn " * 6_000, "中文" * 20_000, "مرحبا " * 6_000]
)
def test_a_message_of_40000_characters_is_whole(export: Export, text: str) -> None:
    (found,) = documents(export(public([said(text, "1.1")])))
    assert found.text == text.strip()
    assert len(found.title) <= 80
