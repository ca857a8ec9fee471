"""Jira's issues, as its CSV export and its REST search write them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ingest.entries import Entry
from ingest.json_values import object_in, objects_in, text_of

SYSTEM: Final = "jira"

_COMMENT: Final = re.compile(r"\A[^;\n]{0,40}\d[^;\n]{0,40};[^;\n]{0,80};")
_BLOCK: Final = re.compile(
    r"\{(?:code|noformat|quote|panel|color)(?:[:=][^{}\n]{0,200})?\}|^(?:h[1-6]|bq)\. ",
    re.MULTILINE,
)
_LINK: Final = re.compile(r"\[([^\[\]|\n]{1,300})\|((?:https?://|mailto:)[^\[\]|\s]+)[^\[\]\n]*\]")
_BARE_LINK: Final = re.compile(r"\[((?:https?://)[^\[\]|\s]+)\]")
_PERSON: Final = re.compile(r"\[~(?:accountid:)?([^\[\]\n]{1,128})\]")
_ENDS_LINE: Final = frozenset(
    ("blockCard", "codeBlock", "decisionItem", "embedCard", "heading", "paragraph", "taskItem")
)


def is_header(header: tuple[str, ...]) -> bool:
    """Say whether a table is Jira's CSV export."""
    names = {name.strip().casefold() for name in header}
    return "summary" in names and bool(names & {"issue key", "issue id"})


def is_issue(keys: Mapping[str, Any]) -> bool:
    """Say whether an object is an issue of Jira's REST interface."""
    return "key" in keys and isinstance(keys.get("fields"), dict)


def entry_of_row(entry: Entry, *, resolution_is_text: bool = False) -> Entry:
    """Return what a row of Jira's CSV export says, without the marks of its texts.

    Its comments are "date;author;text"; its own column Resolution is a state, unless the
    caller names another one that holds a text.
    """
    replies = (_COMMENT.sub("", reply, count=1) for reply in entry.replies)
    return replace(
        entry,
        text=wiki_text(entry.text),
        replies=tuple(map(wiki_text, replies)),
        status=entry.status or ("" if resolution_is_text else entry.resolution),
        resolution=wiki_text(entry.resolution) if resolution_is_text else "",
    )


def entry_of_issue(keys: Mapping[str, Any]) -> Entry:
    """Return an issue of the REST search as an entry; its resolution is a state, never a text."""
    fields = object_in(keys.get("fields"))
    comments = objects_in(object_in(fields.get("comment")).get("comments"))
    key = text_of(keys.get("key"))
    link = re.sub(r"/rest/api/.*", f"/browse/{key}", text_of(keys.get("self")))
    return Entry(
        title=text_of(fields.get("summary")),
        text=body_text(fields.get("description")),
        # Comments that are restricted to a group were not meant for everybody.
        replies=tuple(body_text(c.get("body")) for c in comments if not c.get("visibility")),
        status=text_of(fields.get("status")) or text_of(fields.get("resolution")),
        author=text_of(fields.get("reporter")) or text_of(fields.get("creator")),
        id=key,
        created=text_of(fields.get("created")),
        link=link,
    )


def body_text(body: Any) -> str:
    """Return the text of a description or comment: wiki markup or Atlassian's document format."""
    return document_text(body) if isinstance(body, dict) else wiki_text(text_of(body))


def wiki_text(markup: str) -> str:
    """Return Jira's wiki markup without its blocks and links; what stands in code blocks stays."""
    text = _LINK.sub(r"\1 (\2)", _BLOCK.sub("", markup))
    return _PERSON.sub(r"@\1", _BARE_LINK.sub(r"\1", text))


def document_text(document: Mapping[str, Any]) -> str:
    """Return the text of a document in Atlassian's document format, a line for each block.

    Format: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
    """
    return "".join(_pieces(document)).strip()


def _pieces(document: Mapping[str, Any]) -> Iterator[str]:
    # A stack instead of recursion: how deep a document is nested is up to whoever wrote it.
    waiting: list[Mapping[str, Any] | str] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
            continue
        kind, attributes = text_of(node.get("type")), object_in(node.get("attrs"))
        match kind:
            case "text":
                yield text_of(node.get("text")) + _address(node)
            case "hardBreak":
                yield "\n"
            case "mention":
                yield "@" + text_of(attributes.get("text")).lstrip("@")
            case "emoji" | "status" | "placeholder":
                yield text_of(attributes.get("text")) or text_of(attributes.get("shortName"))
            case "inlineCard" | "blockCard" | "embedCard":
                yield text_of(attributes.get("url"))
            case "tableCell" | "tableHeader":
                waiting.append(" ")
        if kind in _ENDS_LINE:
            waiting.append("\n")
        waiting.extend(reversed(objects_in(node.get("content"))))


def _address(node: Mapping[str, Any]) -> str:
    """Return the address that a text links to, unless it is the text."""
    for mark in objects_in(node.get("marks")):
        address = text_of(object_in(mark.get("attrs")).get("href"))
        if text_of(mark.get("type")) == "link" and address not in ("", text_of(node.get("text"))):
            return f" ({address})"
    return ""
