import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.documents import Document
from ingest.records import Record, Skipped

Documents = Callable[..., list[Document]]
Read = Callable[..., list[Record | Skipped]]


def comment(body: str, author: int, *, public: bool = True) -> dict[str, Any]:
    return {"id": 1, "author_id": author, "body": body, "public": public}


def ticket(**changes: Any) -> dict[str, Any]:
    return {
        "id": 35436,
        "url": "https://acme.zendesk.com/api/v2/tickets/35436.json",
        "subject": "VPN down",
        "description": "It says\nE42.",
        "status": "solved",
        "requester_id": 20,
        "created_at": "2024-03-05T14:30:00Z",
        "custom_fields": [{"id": 1, "value": "x"}],
        "via": {"channel": "web"},
        "comments": [
            comment("It says\n\nE42.", 20),
            comment("Have you restarted it?", 30),
            comment("Yes", 20),
            comment("Customer is difficult", 30, public=False),
            comment("Update the client to 10.2.", 30),
            comment("Thanks a lot!", 20),
            comment("You're welcome!", 30),
        ],
        **changes,
    }


def test_a_solved_ticket_is_resolved_by_its_last_agents_comment(documents: Documents) -> None:
    (found,) = documents(json.dumps(ticket(description="It says\n\nE42.")), "t.jsonl")
    assert (found.title, found.text) == ("VPN down", "It says\n\nE42.")
    assert found.resolution == "Update the client to 10.2."
    assert found.replies == ("Have you restarted it?",)
    assert (found.status, found.author) == ("solved", "20")
    assert found.source.permalink == "https://acme.zendesk.com/agent/tickets/35436"
    assert found.created_at == datetime(2024, 3, 5, 14, 30, tzinfo=UTC)


def test_an_open_ticket_has_no_resolution(documents: Documents) -> None:
    (found,) = documents(json.dumps(ticket(status="open")), "t.jsonl")
    assert found.resolution == ""
    assert "Update the client to 10.2." in found.replies


def test_internal_notes_are_left_out(documents: Documents) -> None:
    (found,) = documents(json.dumps(ticket()), "t.jsonl")
    assert "difficult" not in repr(found)


def test_what_only_the_requester_said_resolves_nothing(documents: Documents) -> None:
    comments = [comment("It says E42", 20), comment("Never mind, it was the cable", 20)]
    (found,) = documents(json.dumps(ticket(comments=comments)), "t.jsonl")
    assert found.resolution == ""
    assert found.replies[-1] == "Never mind, it was the cable"


def test_the_incremental_export_names_its_users(documents: Documents) -> None:
    users = [
        {"id": 20, "name": "Ana", "role": "end-user"},
        {"id": 21, "name": "Colleague", "role": "end-user"},
        {"id": 30, "name": "Bob", "role": "agent"},
    ]
    comments = [comment("Restart it twice.", 30), comment("I had this as well", 21)]
    export = {"tickets": [ticket(comments=comments)], "users": users, "end_time": 1, "count": 1}
    (found,) = documents(json.dumps(export, indent=1), "t.json")
    assert (found.author, found.resolution) == ("Ana", "Restart it twice.")


def test_a_ticket_without_description_has_its_first_comment(documents: Documents) -> None:
    (found,) = documents(json.dumps(ticket(description=None)), "t.jsonl")
    assert found.text == "It says\n\nE42."


def test_a_ticket_is_the_same_in_every_export(documents: Documents) -> None:
    first = documents(json.dumps(ticket()), "one.jsonl")
    second = documents(json.dumps({"tickets": [ticket(status="open")]}), "two.json")
    assert first[0].id == second[0].id


def test_a_deleted_ticket_is_named(read: Read) -> None:
    found = read(json.dumps(ticket(status="deleted")), "t.jsonl")
    assert found == [Skipped(1, "The ticket was deleted.")]


@pytest.mark.parametrize("odd", [None, 5, "x", [1], {"a": 1}, [None, {"body": None}]])
@pytest.mark.parametrize(
    "key", ["comments", "subject", "description", "requester", "status", "url"]
)
def test_odd_values_harm_nothing(documents: Documents, key: str, odd: Any) -> None:
    (found,) = documents(json.dumps(ticket(**{key: odd})), "t.jsonl")
    assert found.source.record == "35436"
