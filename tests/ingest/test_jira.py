import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.documents import Document
from ingest.jira import document_text, wiki_text

Documents = Callable[..., list[Document]]

TABLE = """\
Summary,Issue key,Issue id,Status,Resolution,Created,Reporter,Description,Comment,Comment,Comment
VPN down,IT-7,10007,Closed,Done,05/Mar/24 2:30 PM,ana,"It says {code:java}E_42;*x*{code}",\
"05/Mar/24 3:00 PM;bob;Restart; then retry.",06/Mar/24 9:00 AM;ana;Works [here|https://x.io/a],
"""


def paragraph(*content: dict[str, Any]) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(content)}


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def issue(**fields: Any) -> dict[str, Any]:
    return {
        "key": "IT-7",
        "self": "https://acme.atlassian.net/rest/api/3/issue/10007",
        "fields": {
            "summary": "VPN down",
            "description": "It says E42",
            "status": {"name": "Closed", "id": "1", "description": "An ended issue"},
            "resolution": {"name": "Fixed"},
            "reporter": {"displayName": "Ana"},
            "created": "2024-03-05T14:30:00.000+0000",
            "comment": {"comments": [{"body": "Restart it.", "author": {"displayName": "Bob"}}]},
            **fields,
        },
    }


def test_the_csv_export_is_read_with_all_its_comments(documents: Documents) -> None:
    (found,) = documents(TABLE)
    assert (found.title, found.text) == ("VPN down", "It says E_42;*x*")
    assert found.replies == ("Restart; then retry.", "Works here (https://x.io/a)")
    assert (found.status, found.author, found.source.record) == ("Closed", "ana", "IT-7")
    assert found.created_at == datetime(2024, 3, 5, 14, 30, tzinfo=UTC)


def test_its_resolution_is_a_state_and_no_text(documents: Documents) -> None:
    odd = TABLE.replace("Done", "Kein Fehler im Produkt").replace("Closed", "")
    (found,) = documents(odd)
    assert (found.resolution, found.status) == ("", "Kein Fehler im Produkt")


def test_a_column_that_was_named_as_the_resolution_is_a_text(documents: Documents) -> None:
    table = TABLE.replace("Issue id", "Custom field (Fix)").replace("10007", "Update it.")
    (found,) = documents(table, columns={"resolution": "Custom field (Fix)"})
    assert (found.resolution, found.status) == ("Update it.", "Closed")


def test_an_issue_is_the_same_in_csv_and_json(documents: Documents) -> None:
    assert documents(TABLE)[0].id == documents(json.dumps({"issues": [issue()]}), "x.json")[0].id


def test_the_rest_search_is_read(documents: Documents) -> None:
    (found,) = documents(json.dumps({"startAt": 0, "issues": [issue()]}), "x.json")
    assert (found.title, found.text) == ("VPN down", "It says E42")
    assert found.replies == ("Restart it.",)
    assert (found.status, found.resolution, found.author) == ("Closed", "", "Ana")
    assert found.source.permalink == "https://acme.atlassian.net/browse/IT-7"
    assert found.created_at == datetime(2024, 3, 5, 14, 30, tzinfo=UTC)


def test_issues_can_stand_in_lines(documents: Documents) -> None:
    assert documents(json.dumps(issue()), "x.jsonl")[0].title == "VPN down"


def test_comments_for_a_group_only_are_left_out(documents: Documents) -> None:
    comments = [{"body": "secret", "visibility": {"type": "role", "value": "Admins"}}]
    (found,) = documents(json.dumps(issue(comment={"comments": comments})), "x.jsonl")
    assert found.replies == ()


def test_a_document_is_read_in_lines(documents: Documents) -> None:
    link = {"type": "link", "attrs": {"href": "https://x.io"}}
    row = {"type": "tableRow", "content": [
        {"type": "tableCell", "content": [paragraph(text("a"))]},
        {"type": "tableCell", "content": [paragraph(text("b"))]},
    ]}  # fmt: skip
    document = {
        "version": 1,
        "type": "doc",
        "content": [
            paragraph(text("It "), text("fails", marks=[{"type": "strong"}]), text(":")),
            {"type": "codeBlock", "content": [text("E_42 *x*\n  y")]},
            {"type": "bulletList", "content": [
                {"type": "listItem", "content": [paragraph(text("one"))]},
                {"type": "listItem", "content": [paragraph(text("two"))]},
            ]},
            paragraph(
                {"type": "mention", "attrs": {"text": "@Ana"}},
                {"type": "hardBreak"},
                {"type": "emoji", "attrs": {"shortName": ":x:", "text": "❌"}},
                {"type": "inlineCard", "attrs": {"url": "https://y.io"}},
            ),
            paragraph(text("docs", marks=[link]), text("https://x.io", marks=[link])),
            {"type": "table", "content": [row]},
        ],
    }  # fmt: skip
    (found,) = documents(json.dumps(issue(description=document)), "x.jsonl")
    assert found.text.split() == [
        "It", "fails:", "E_42", "*x*", "y", "one", "two", "@Ana", "❌https://y.io", "docs",
        "(https://x.io)https://x.io", "a", "b",
    ]  # fmt: skip
    assert found.text.startswith("It fails:\nE_42 *x*\n  y\none\ntwo\n@Ana\n❌")


def test_a_deeply_nested_document_is_read() -> None:
    document: dict[str, Any] = text("deep")
    for _ in range(5_000):
        document = {"type": "blockquote", "content": [document]}
    assert document_text(document) == "deep"


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("{noformat}a_b*c{noformat}", "a_b*c"),
        ("{color:red}no{color} {panel:title=x}in{panel}", "no in"),
        ("h2. Steps\nbq. said", "Steps\nsaid"),
        ("[https://x.io] [~ana] [~accountid:5:a]", "https://x.io @ana @5:a"),
        ("array[0] {json: 1} [a]", "array[0] {json: 1} [a]"),
    ],
)
def test_wiki_markup_becomes_plain(markup: str, plain: str) -> None:
    assert wiki_text(markup) == plain


@pytest.mark.parametrize("odd", [None, 5, "x", [1], {"a": 1}, {"content": [None, {"text": 1}]}])
@pytest.mark.parametrize("key", ["comment", "description", "status", "resolution", "reporter"])
def test_odd_values_harm_nothing(documents: Documents, key: str, odd: Any) -> None:
    assert documents(json.dumps(issue(**{key: odd})), "x.jsonl")[0].title == "VPN down"
