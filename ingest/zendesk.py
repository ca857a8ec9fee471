"""Zendesk's tickets, as its exports and its API write them."""

import re
from collections.abc import Mapping
from typing import Any, Final

from ingest.entries import Entry
from ingest.json_values import object_in, objects_in, text_of
from ingest.smalltalk import is_smalltalk
from ingest.text import clean

SYSTEM: Final = "zendesk"
_ENDED: Final = ("solved", "closed")
_MARKS: Final = frozenset(("requester_id", "submitter_id", "brand_id", "via", "ticket_form_id"))


def is_ticket(keys: Mapping[str, Any]) -> bool:
    """Say whether an object is a Zendesk ticket."""
    return "subject" in keys and "id" in keys and bool(keys.keys() & _MARKS)


def is_deleted(keys: Mapping[str, Any]) -> bool:
    """Say whether the export holds the ticket only to say that it was deleted."""
    return text_of(keys.get("status")) == "deleted"


def entry_of_ticket(keys: Mapping[str, Any], around: Mapping[str, Any]) -> Entry:
    """Return a ticket as an entry; `around` is what was exported with it, such as its users.

    The last public comment of an agent is the resolution of a ticket that is solved or closed.
    Internal notes are left out: they were not meant for everybody.
    """
    users = {text_of(user.get("id")): user for user in objects_in(around.get("users"))}
    requester = object_in(keys.get("requester"))
    requester_id = text_of(keys.get("requester_id")) or text_of(requester.get("id"))
    public = [c for c in objects_in(keys.get("comments")) if c.get("public") is not False]
    said = [(clean(_body(comment)), text_of(comment.get("author_id"))) for comment in public]
    text = clean(text_of(keys.get("description")))
    if not text and said:
        text = said[0][0]
    # The first comment is the description once more.
    said = [(body, author) for body, author in said if body and body != text]
    status = text_of(keys.get("status"))
    answers = [
        body
        for body, author in said
        if status in _ENDED and _is_agent(author, requester_id, users) and not is_smalltalk(body)
    ]
    return Entry(
        title=text_of(keys.get("subject")) or text_of(keys.get("raw_subject")),
        text=text,
        resolution=answers[-1] if answers else "",
        replies=tuple(body for body, _ in said),
        status=status,
        author=text_of(requester.get("name"))
        or text_of(users.get(requester_id, {}).get("name"))
        or requester_id,
        id=text_of(keys.get("id")),
        created=text_of(keys.get("created_at")),
        link=re.sub(
            r"/api/v2/tickets/(\d+)\.json$", r"/agent/tickets/\1", text_of(keys.get("url"))
        ),
    )


def _body(comment: Mapping[str, Any]) -> str:
    return text_of(comment.get("plain_body")) or text_of(comment.get("body"))


def _is_agent(author: str, requester: str, users: Mapping[str, Mapping[str, Any]]) -> bool:
    if role := text_of(users.get(author, {}).get("role")):
        return role != "end-user"
    return bool(author) and author != requester
