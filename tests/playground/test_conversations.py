"""`conversations.*` and `users.conversations` show what the bot may see, page by page."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from bot.playground import BOT_USER_ID, Conversation, Person, Workspace
from tests.playground.conftest import refused


def test_info_tells_kind_membership_and_sharing(
    client: WebClient, workspace: Workspace, support: Conversation
) -> None:
    info = client.conversations_info(channel=support.id, include_num_members=True)["channel"]
    assert (info["name"], info["is_member"], info["is_private"]) == ("support", True, False)
    assert info["num_members"] == 2
    shared = workspace.add_channel("shared", shared=True, private=True)
    info = client.conversations_info(channel=shared.id)["channel"]
    assert (info["is_ext_shared"], info["is_private"], info["is_channel"]) == (True, True, True)


def test_a_public_channel_is_known_without_being_in_it_but_not_its_history(
    client: WebClient, workspace: Workspace
) -> None:
    elsewhere = workspace.add_channel("elsewhere", with_bot=False)
    assert client.conversations_info(channel=elsewhere.id)["channel"]["is_member"] is False
    with refused("not_in_channel"):
        client.conversations_history(channel=elsewhere.id)


def test_a_private_channel_without_the_bot_is_not_found(
    client: WebClient, workspace: Workspace, ana: Person
) -> None:
    secret = workspace.add_channel("secret", members=[ana], private=True, with_bot=False)
    for method in ("info", "history", "members"):
        with refused("channel_not_found"):
            getattr(client, f"conversations_{method}")(channel=secret.id)
    with refused("channel_not_found"):
        client.conversations_replies(channel=secret.id, ts="1.0")


def test_list_goes_by_type_and_leaves_out_archived_and_unseen_ones(
    client: WebClient, workspace: Workspace, ana: Person, support: Conversation
) -> None:
    secret = workspace.add_channel("secret", private=True)
    workspace.add_channel("hidden", private=True, with_bot=False)
    old = workspace.add_channel("old", members=[ana])
    ana.archive(old)
    listed = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert {c["id"] for c in listed} == {support.id, secret.id, old.id}
    listed = client.conversations_list(exclude_archived=True)["channels"]
    assert [c["id"] for c in listed] == [support.id]
    with refused("invalid_types"):
        client.conversations_list(types="everything")


def test_pages_of_a_list_together_are_the_whole(client: WebClient, workspace: Workspace) -> None:
    made = {workspace.add_channel(f"room-{number}").id for number in range(7)}
    pages = [page["channels"] for page in client.conversations_list(limit=3)]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert {c["id"] for page in pages for c in page} == made


def test_a_wrong_cursor_or_limit_is_refused(client: WebClient, support: Conversation) -> None:
    for cursor in ("nonsense", "bmV4dDpub3doZXJl", "Zm9v"):
        with refused("invalid_cursor"):
            client.conversations_list(cursor=cursor)
    with refused("invalid_limit"):
        client.conversations_history(channel=support.id, limit=0)


def test_members_are_listed_in_pages(
    client: WebClient, ana: Person, ben: Person, support: Conversation
) -> None:
    ben.join(support)
    pages = [p["members"] for p in client.conversations_members(channel=support.id, limit=2)]
    assert sorted(m for page in pages for m in page) == sorted([ana.id, ben.id, BOT_USER_ID])


def test_history_is_newest_first_without_replies_and_pages_are_the_whole(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    roots = [ana.post(support, f"Message {number}") for number in range(5)]
    ana.post(support, "A reply", thread_ts=roots[0].ts)
    pages = [p["messages"] for p in client.conversations_history(channel=support.id, limit=2)]
    texts = [m["text"] for page in pages for m in page]
    assert texts == [f"Message {number}" for number in reversed(range(5))]
    oldest = pages[-1][-1]
    assert (oldest["reply_count"], oldest["reply_users"]) == (1, [ana.id])
    assert oldest["thread_ts"] == roots[0].ts


def test_history_between_two_times_leaves_them_out_unless_inclusive(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    a, b, c = (ana.post(support, text) for text in "abc")
    between = client.conversations_history(channel=support.id, oldest=a.ts, latest=c.ts)
    assert [m["text"] for m in between["messages"]] == ["b"]
    whole = client.conversations_history(
        channel=support.id, oldest=a.ts, latest=c.ts, inclusive=True
    )
    assert [m["text"] for m in whole["messages"]] == ["c", "b", "a"]
    one = client.conversations_history(channel=support.id, latest=b.ts, inclusive=True, limit=1)
    assert [m["text"] for m in one["messages"]] == ["b"]
    with refused("invalid_ts_oldest"):
        client.conversations_history(channel=support.id, oldest="yesterday")


def test_replies_come_oldest_first_with_the_root_on_every_page(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    root = ana.post(support, "root")
    for number in range(3):
        ana.post(support, f"reply {number}", thread_ts=root.ts)
    pages = client.conversations_replies(channel=support.id, ts=root.ts, limit=2)
    assert [[m["text"] for m in page["messages"]] for page in pages] == [
        ["root", "reply 0", "reply 1"],
        ["root", "reply 2"],
    ]
    with refused("thread_not_found"):
        client.conversations_replies(channel=support.id, ts="1.000000")


def test_replies_give_all_metadata_only_when_asked(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    root = ana.post(support, "root")
    metadata = {"event_type": "reply", "event_payload": {"key": "7"}}
    client.chat_postMessage(channel=support.id, text="x", thread_ts=root.ts, metadata=metadata)
    asked = {"channel": support.id, "ts": root.ts}
    whole = client.conversations_replies(**asked, include_all_metadata=True)["messages"]
    assert whole[1]["metadata"] == metadata
    brief = client.conversations_replies(**asked)["messages"]
    assert brief[1]["metadata"] == {"event_type": "reply"}


def test_the_bot_joins_public_channels_only(
    client: WebClient, workspace: Workspace, ana: Person
) -> None:
    room = workspace.add_channel("room", members=[ana], with_bot=False)
    assert client.conversations_join(channel=room.id)["channel"]["is_member"] is True
    assert client.conversations_join(channel=room.id)["warning"] == "already_in_channel"
    private = workspace.add_channel("private", private=True)
    with refused("method_not_supported_for_channel_type"):
        client.conversations_join(channel=private.id)
    closed = workspace.add_channel("closed", members=[ana], with_bot=False)
    ana.archive(closed)
    with refused("is_archived"):
        client.conversations_join(channel=closed.id)


def test_a_direct_message_is_opened_once(client: WebClient, ana: Person) -> None:
    first = client.conversations_open(users=ana.id)
    again = client.conversations_open(users=ana.id, return_im=True)
    assert first["channel"]["id"] == again["channel"]["id"]
    assert (first["already_open"], again["already_open"]) == (False, True)
    assert again["channel"]["user"] == ana.id
    with refused("user_not_found"):
        client.conversations_open(users="U0NOBODY")


def test_a_group_direct_message_needs_its_own_scope(
    client: WebClient, workspace: Workspace, ana: Person, ben: Person
) -> None:
    with refused("missing_scope"):
        client.conversations_open(users=[ana.id, ben.id])
    workspace.scopes.add("mpim:write")
    assert client.conversations_open(users=[ana.id, ben.id])["channel"]["id"].startswith("G")


def test_of_somebody_else_only_those_private_channels_show_that_the_bot_is_in_too(
    client: WebClient, workspace: Workspace, ana: Person, support: Conversation
) -> None:
    both = workspace.add_channel("both", members=[ana], private=True)
    workspace.add_channel("hers", members=[ana], private=True, with_bot=False)
    public = workspace.add_channel("open", members=[ana], with_bot=False)
    found = client.users_conversations(user=ana.id, types="public_channel,private_channel")
    assert {c["id"] for c in found["channels"]} == {support.id, both.id, public.id}
    own = client.users_conversations(types="public_channel,private_channel")["channels"]
    assert {c["id"] for c in own} == {support.id, both.id}


@pytest.mark.parametrize(
    ("private", "scope"), [(False, "channels:history"), (True, "groups:history")]
)
def test_each_kind_of_conversation_needs_its_own_scope(
    client: WebClient, workspace: Workspace, private: bool, scope: str
) -> None:
    room = workspace.add_channel("room", private=private)
    workspace.scopes.remove(scope)
    with refused("missing_scope") as caught:
        client.conversations_history(channel=room.id)
    assert caught.value.response["needed"] == scope
    assert "chat:write" in caught.value.response["provided"]
    assert caught.value.response.headers["x-oauth-scopes"] == ",".join(sorted(workspace.scopes))
