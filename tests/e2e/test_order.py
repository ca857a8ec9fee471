"""Slack delivers in no order: what comes late or early does no harm."""

from typing import Any

from bot.playground import Conversation, Person, Workspace
from tests.e2e.conftest import OpenOffice
from tests.e2e.office import Office
from tests.e2e.test_answers import FIX, OLD
from tests.e2e.test_odd_input import envelope, send

ROOT, REPLY = "1795000000.000100", "1795000001.000100"


def deliver(office: Office, name: str, event: dict[str, Any]) -> None:
    """Deliver one event and wait until everything that follows from it is done."""
    assert send(office.address, envelope(office, event, event_id=name)) == 200
    office.settled()


def message(person: Person, channel: Conversation, ts: str, text: str) -> dict[str, Any]:
    """Return the event of a message."""
    return {
        "type": "message",
        "channel": channel.id,
        "channel_type": "channel",
        "user": person.user.id,
        "ts": ts,
        "text": text,
    }


def documents(office: Office, channel: Conversation) -> list[Any]:
    """Return what is remembered of a channel."""
    store, team = office.akin.matcher.store, office.akin.team
    return list(store.get(team, store.in_channel(team, channel.id)).values())


def test_a_reply_and_its_check_mark_may_come_before_the_ticket(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        reply = {**message(ana, support, REPLY, FIX), "thread_ts": ROOT}
        check = {
            "type": "reaction_added",
            "user": ana.user.id,
            "reaction": "white_check_mark",
            "item": {"type": "message", "channel": support.id, "ts": REPLY},
        }
        # The check mark waits for its message without holding up the channel.
        assert send(office.address, envelope(office, check, event_id="EvCheck")) == 200
        assert send(office.address, envelope(office, reply, event_id="EvReply")) == 200
        deliver(office, "EvRoot", message(ana, support, ROOT, OLD))
        assert [(d.text, d.replies, d.resolution) for d in documents(office, support)] == [
            (OLD, (FIX,), FIX)
        ]


def test_a_message_that_comes_after_its_deletion_is_not_remembered(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        gone = {
            "type": "message",
            "subtype": "message_deleted",
            "channel": support.id,
            "ts": "1795000002.000100",
            "deleted_ts": ROOT,
        }
        deliver(office, "EvGone", gone)
        deliver(office, "EvRoot", message(ana, support, ROOT, OLD))
        assert documents(office, support) == []


def test_a_text_that_comes_after_its_edit_does_not_replace_it(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        edited = {
            "type": "message",
            "subtype": "message_changed",
            "channel": support.id,
            "ts": "1795000002.000100",
            "message": {
                **message(ana, support, ROOT, f"{OLD} since Monday"),
                "edited": {"user": ana.user.id, "ts": "1795000002.000000"},
            },
        }
        deliver(office, "EvEdit", edited)
        deliver(office, "EvRoot", message(ana, support, ROOT, OLD))
        assert [d.text for d in documents(office, support)] == [f"{OLD} since Monday"]
