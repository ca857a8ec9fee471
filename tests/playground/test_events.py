"""The bot is told of what it may see, in Slack's shapes, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.playground import (
    BOT_ID,
    BOT_USER_ID,
    Conversation,
    Person,
    PlaygroundServer,
    State,
    Workspace,
)
from tests.playground.conftest import listening


class Told:
    """What the bot was told."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def __call__(self) -> list[dict[str, Any]]:
        """Return the events since the last call, oldest first."""
        self.workspace.wait_for(lambda: not self.workspace.deliveries.pending())
        told = list(self.workspace.deliveries)
        self.workspace.deliveries.clear()
        return [d.payload["event"] for d in told if d.state is State.ACKED]

    def types(self) -> list[str]:
        return [f"{e['type']}/{e.get('subtype', '')}".rstrip("/") for e in self()]


@pytest.fixture
def told(
    workspace: Workspace, server: PlaygroundServer, ana: Person, support: Conversation
) -> Iterator[Told]:
    async def accept(request: Request) -> Response:
        await request.body()
        return Response()

    with listening(Starlette(routes=[Route("/", accept, methods=["POST"])])) as address:
        server.events_to(address)
        workspace.deliveries.clear()
        yield Told(workspace)


def test_a_message_is_told_with_who_where_and_when(
    ana: Person, support: Conversation, told: Told
) -> None:
    root = ana.post(support, "Hello <b>")
    ana.post(support, "Reply", thread_ts=root.ts)
    first, second = told()
    assert (first["type"], first["user"], first["text"]) == ("message", ana.id, "Hello &lt;b&gt;")
    assert (first["channel"], first["channel_type"]) == (support.id, "channel")
    assert first["ts"] == first["event_ts"] == root.ts
    assert first["blocks"][0]["elements"][0]["elements"][0]["text"] == "Hello <b>"
    assert first["client_msg_id"]
    assert (second["thread_ts"], second["parent_user_id"]) == (root.ts, ana.id)


@pytest.mark.parametrize(
    ("kind", "channel_type"),
    [("public", "channel"), ("private", "group"), ("im", "im"), ("mpim", "mpim")],
)
def test_each_kind_of_conversation_has_its_channel_type(
    workspace: Workspace, ana: Person, ben: Person, told: Told, kind: str, channel_type: str
) -> None:
    place = {
        "public": lambda: workspace.add_channel("public", members=[ana]),
        "private": lambda: workspace.add_channel("private", members=[ana], private=True),
        "im": lambda: workspace.open_dm(ana, BOT_USER_ID),
        "mpim": lambda: workspace.open_dm(ana, ben, BOT_USER_ID),
    }[kind]()
    told()
    ana.post(place, "Hello")
    assert [e["channel_type"] for e in told()] == [channel_type]


def test_what_happens_where_the_bot_is_not_is_not_told(
    workspace: Workspace, ana: Person, ben: Person, told: Told
) -> None:
    public = workspace.add_channel("elsewhere", members=[ana], with_bot=False)
    private = workspace.add_channel("secret", members=[ana], private=True, with_bot=False)
    direct = workspace.open_dm(ana, ben)
    assert told.types() == ["channel_created"]
    for place in (public, private, direct):
        message = ana.post(place, "Hello @akin")
        ana.react(message, "eyes")
        ana.edit(message, "Bye @akin")
        ana.upload(place, "a.txt", b"x")
        ana.delete(message)
    ana.rename(private, "secret-2")
    ana.archive(private)
    ana.unarchive(private)
    ben.join(public)
    ana.delete_channel(private)
    assert told() == []


def test_public_channels_tell_of_their_lives_even_without_the_bot(
    workspace: Workspace, ana: Person, told: Told
) -> None:
    room = workspace.add_channel("room", members=[ana], with_bot=False)
    ana.rename(room, "chamber")
    ana.share_externally(room)
    ana.unshare(room)
    ana.archive(room)
    ana.unarchive(room)
    ana.delete_channel(room)
    events = told()
    assert [e["type"] for e in events] == [
        "channel_created",
        "channel_rename",
        "channel_shared",
        "channel_unshared",
        "channel_archive",
        "channel_unarchive",
        "channel_deleted",
    ]
    assert events[1]["channel"]["name"] == "chamber"
    assert events[2]["connected_team_id"]
    assert events[3]["is_ext_shared"] is False
    assert all(e["channel"] == room.id for e in events[2:])


def test_private_channels_tell_of_their_lives_as_groups(
    workspace: Workspace, ana: Person, told: Told
) -> None:
    room = workspace.add_channel("room", members=[ana], private=True)
    ana.rename(room, "chamber")
    ana.archive(room)
    ana.unarchive(room)
    ana.delete_channel(room)
    assert [t for t in told.types() if not t.startswith("message")] == [
        "group_rename",
        "group_archive",
        "group_unarchive",
        "group_deleted",
    ]


def test_a_channel_that_becomes_private_or_public_says_so_and_keeps_its_id(
    ana: Person, support: Conversation, told: Told
) -> None:
    ana.make_private(support)
    ana.make_public(support)
    events = told()
    assert [(e["subtype"], e["channel"]) for e in events] == [
        ("channel_convert_to_private", support.id),
        ("channel_convert_to_public", support.id),
    ]


def test_an_edit_carries_the_message_before_and_after(
    ana: Person, support: Conversation, told: Told
) -> None:
    message = ana.post(support, "Old")
    ana.edit(message, "New")
    event = told()[1]
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("New", "Old")
    assert event["message"]["edited"]["user"] == ana.id
    assert event["message"]["ts"] == message.ts
    assert event["ts"] != message.ts


def test_an_unfurl_is_a_change_in_which_no_word_changes(
    ana: Person, support: Conversation, told: Told
) -> None:
    message = ana.post(support, "https://example.com")
    ana.unfurl(message)
    event = told()[1]
    assert event["subtype"] == "message_changed"
    assert event["message"]["text"] == event["previous_message"]["text"] == "<https://example.com>"
    assert event["message"]["attachments"]
    assert "edited" not in event["message"]


def test_a_delete_names_what_was_deleted(ana: Person, support: Conversation, told: Told) -> None:
    message = ana.post(support, "Gone")
    ana.delete(message)
    event = told()[1]
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", message.ts)
    assert event["previous_message"]["text"] == "Gone"


def test_a_root_with_replies_stays_as_a_tombstone_until_its_last_reply_goes(
    ana: Person, support: Conversation, told: Told
) -> None:
    root = ana.post(support, "Root")
    reply = ana.post(support, "Reply", thread_ts=root.ts)
    told()
    ana.delete(root)
    (event,) = told()
    assert event["subtype"] == "message_changed"
    assert event["message"]["subtype"] == "tombstone"
    assert event["previous_message"]["text"] == "Root"
    assert ana.sees(support)[0].is_tombstone
    ana.delete(reply)
    assert [e["deleted_ts"] for e in told()] == [reply.ts, root.ts]
    assert ana.sees(support) == []


def test_a_mention_is_told_twice_but_not_in_a_direct_message(
    workspace: Workspace, ana: Person, support: Conversation, told: Told
) -> None:
    message = ana.post(support, "@akin look")
    assert [(e["type"], e["text"]) for e in told()] == [
        ("message", f"<@{BOT_USER_ID}> look"),
        ("app_mention", f"<@{BOT_USER_ID}> look"),
    ]
    ana.edit(message, "@akin look again")
    assert told.types() == ["message/message_changed"]
    ana.edit(ana.post(support, "Hm"), "Hm, @akin")
    assert told.types() == ["message", "message/message_changed", "app_mention"]
    ana.post(workspace.open_dm(ana, BOT_USER_ID), "@akin look")
    assert told.types() == ["message"]


def test_the_bots_own_messages_are_told_with_its_bot_id(
    client: WebClient, support: Conversation, told: Told
) -> None:
    posted = client.chat_postMessage(channel=support.id, text="Hello")
    client.chat_update(channel=support.id, ts=posted["ts"], text="Bye")
    client.chat_delete(channel=support.id, ts=posted["ts"])
    events = told()
    assert [e.get("subtype") for e in events] == [None, "message_changed", "message_deleted"]
    assert (events[0]["bot_id"], events[0]["user"]) == (BOT_ID, BOT_USER_ID)


def test_other_bots_broadcasts_and_me_messages_have_their_subtypes(
    workspace: Workspace, ana: Person, support: Conversation, told: Told
) -> None:
    jira = workspace.add_user("jira", bot=True)
    jira.join(support)
    told()
    jira.post(support, "Ticket created")
    root = ana.post(support, "waves", me=True)
    ana.post(support, "All", thread_ts=root.ts, broadcast=True)
    events = told()
    assert [e.get("subtype") for e in events] == ["bot_message", "me_message", "thread_broadcast"]
    assert events[0]["bot_id"] == jira.user.bot_id
    assert "user" not in events[0]


def test_a_file_is_told_twice_with_ids_only_once(
    ana: Person, support: Conversation, told: Told
) -> None:
    message = ana.upload(support, "cv.pdf", b"%PDF", text="My CV")
    shared, posted = told()
    file_id = message.files[0]
    assert (shared["type"], shared["file_id"], shared["channel_id"]) == (
        "file_shared",
        file_id,
        support.id,
    )
    assert shared["file"] == {"id": file_id}
    assert (posted["subtype"], posted["files"][0]["id"]) == ("file_share", file_id)
    assert posted["files"][0]["url_private_download"].endswith("/download/cv.pdf")


def test_in_a_shared_channel_a_files_details_have_to_be_asked_for(
    workspace: Workspace, ana: Person, told: Told
) -> None:
    shared = workspace.add_channel("shared", members=[ana], shared=True)
    ana.upload(shared, "cv.pdf", b"%PDF")
    posted = told()[-1]
    assert posted["files"][0]["file_access"] == "check_file_info"
    assert "name" not in posted["files"][0]


def test_reactions_name_the_message_and_its_author(
    ana: Person, ben: Person, support: Conversation, told: Told
) -> None:
    message = ana.post(support, "Done")
    ben.react(message, "white_check_mark")
    ben.unreact(message, "white_check_mark")
    added, removed = told()[1:]
    assert (added["type"], removed["type"]) == ("reaction_added", "reaction_removed")
    assert (added["user"], added["item_user"]) == (ben.id, ana.id)
    assert added["item"] == {"type": "message", "channel": support.id, "ts": message.ts}


def test_comings_and_goings_are_told_the_bots_own_included(
    workspace: Workspace, ana: Person, ben: Person, support: Conversation, told: Told
) -> None:
    ana.invite(support, ben)
    ben.leave(support)
    ana.kick(support, BOT_USER_ID)
    ana.invite(support, BOT_USER_ID)
    events = told()
    assert [f"{e['type']}/{e.get('subtype', '')}".rstrip("/") for e in events] == [
        "member_joined_channel",
        "message/channel_join",
        "message/channel_leave",
        "member_left_channel",
        "channel_left",
        "member_joined_channel",
        "message/channel_join",
    ]
    assert (events[0]["user"], events[0]["inviter"]) == (ben.id, ana.id)
    assert events[4]["actor_id"] == ana.id
    assert events[5]["user"] == BOT_USER_ID
    private = workspace.add_channel("private", members=[ana], private=True)
    ana.kick(private, BOT_USER_ID)
    assert told.types() == ["group_left"]


def test_opening_the_home_tab_is_told_with_what_it_shows(
    client: WebClient, ana: Person, told: Told
) -> None:
    ana.open_home()
    client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [{"type": "divider"}]})
    ana.open_home()
    first, second = told()
    assert (first["type"], first["tab"], first["user"]) == ("app_home_opened", "home", ana.id)
    assert "view" not in first
    assert second["view"]["blocks"][0]["type"] == "divider"


def test_accounts_that_come_and_change_are_told(
    workspace: Workspace, ana: Person, told: Told
) -> None:
    ben = workspace.add_user("ben")
    workspace.replace_user(ben, is_restricted=True)
    joined, changed = told()
    assert (joined["type"], joined["user"]["id"]) == ("team_join", ben.id)
    assert (changed["type"], changed["user"]["is_restricted"]) == ("user_change", True)


def test_without_its_scope_an_event_is_not_told(
    workspace: Workspace, ana: Person, support: Conversation, told: Told
) -> None:
    workspace.scopes -= {"channels:history", "reactions:read", "files:read", "channels:read"}
    ana.react(ana.post(support, "@akin"), "eyes")
    ana.upload(support, "a.txt", b"x")
    ana.rename(support, "help")
    assert told.types() == ["app_mention"]


def test_an_event_of_a_shared_channel_says_so(
    workspace: Workspace, ana: Person, support: Conversation, told: Told
) -> None:
    sue = workspace.add_user("sue", stranger=True)
    ana.share_externally(support, sue)
    sue.post(support, "Hello from outside")
    workspace.wait_for(lambda: not workspace.deliveries.pending())
    payload = list(workspace.deliveries)[-1].payload
    assert payload["is_ext_shared_channel"] is True
    assert payload["event"]["team"] == sue.user.team_id
