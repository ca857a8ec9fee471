"""`chat.*` answers and refuses as Slack does."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import BOT_ID, BOT_USER_ID, Conversation, Person, Workspace
from tests.playground.conftest import refused

CARD = {"text": "more", "fallback": "more"}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}


def test_a_posted_message_is_answered_with_its_whole_shape_and_seen_by_members(
    client: WebClient, workspace: Workspace, ana: Person, support: Conversation
) -> None:
    metadata = {"event_type": "reply", "event_payload": {"key": "7"}}
    answer = client.chat_postMessage(
        channel=support.id, text="Hello", blocks=[SECTION], metadata=metadata
    )
    assert answer["channel"] == support.id
    message = answer["message"]
    assert message["bot_id"] == BOT_ID
    assert message["user"] == BOT_USER_ID
    assert message["metadata"] == metadata
    assert message["blocks"][0]["block_id"]
    assert [m.text for m in ana.sees(support)] == ["Hello"]


def test_text_past_40000_characters_is_cut_with_a_warning(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    answer = client.chat_postMessage(channel=support.id, text="x" * 40_001)
    assert answer["warning"] == "message_truncated"
    assert len(ana.sees(support)[0].text) == 40_000


@pytest.mark.parametrize("arguments", [{}, {"text": "  "}, {"text": "", "blocks": []}])
def test_a_message_that_says_nothing_is_refused(
    client: WebClient, support: Conversation, arguments: dict[str, object]
) -> None:
    with refused("no_text"):
        client.api_call("chat.postMessage", json={"channel": support.id, **arguments})


def test_invalid_blocks_are_refused_with_an_explanation(
    client: WebClient, support: Conversation
) -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}
    with refused("invalid_blocks") as caught:
        client.chat_postMessage(channel=support.id, text="x", blocks=[header])
    messages = caught.value.response["response_metadata"]["messages"]
    assert messages == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_blocks_that_are_too_long_together_are_refused(
    client: WebClient, support: Conversation
) -> None:
    sections = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2990}} for _ in range(5)
    ]
    with refused("msg_blocks_too_long"):
        client.chat_postMessage(channel=support.id, text="x", blocks=sections)
    client.chat_postMessage(channel=support.id, text="x", blocks=sections[:4])


def test_blocks_that_are_no_list_are_refused(client: WebClient, support: Conversation) -> None:
    for blocks in ('{"type": "section"}', "not json"):
        with refused("invalid_blocks_format"):
            client.api_call("chat.postMessage", params={"channel": support.id, "blocks": blocks})


def test_metadata_needs_a_type_and_a_payload(client: WebClient, support: Conversation) -> None:
    with refused("invalid_metadata_format"):
        client.chat_postMessage(
            channel=support.id, text="x", metadata={"event_type": "", "event_payload": {}}
        )


def test_a_public_channel_without_the_bot_refuses_posts(
    client: WebClient, workspace: Workspace
) -> None:
    elsewhere = workspace.add_channel("elsewhere", with_bot=False)
    with refused("not_in_channel"):
        client.chat_postMessage(channel=elsewhere.id, text="x")


def test_a_private_channel_without_the_bot_does_not_exist_for_it(
    client: WebClient, workspace: Workspace
) -> None:
    secret = workspace.add_channel("secret", private=True, with_bot=False)
    for channel in (secret.id, "C0NOTTHERE"):
        with refused("channel_not_found"):
            client.chat_postMessage(channel=channel, text="x")


def test_an_archived_channel_refuses_posts(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    posted = client.chat_postMessage(channel=support.id, text="x")
    ana.archive(support)
    with refused("is_archived"):
        client.chat_postMessage(channel=support.id, text="x")
    with refused("is_archived"):
        client.chat_update(channel=support.id, ts=posted["ts"], text="y")


def test_posting_to_a_person_opens_a_direct_message(client: WebClient, ana: Person) -> None:
    answer = client.chat_postMessage(channel=ana.id, text="Between us")
    assert answer["channel"].startswith("D")
    assert [m.text for m in ana.sees(answer["channel"])] == ["Between us"]


def test_a_channel_can_be_given_by_name(client: WebClient, support: Conversation) -> None:
    assert client.chat_postMessage(channel="#support", text="x")["channel"] == support.id


def test_a_reply_goes_to_its_thread_and_a_broadcast_one_shows_in_the_channel_too(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    root = ana.post(support, "Why?")
    client.chat_postMessage(channel=support.id, text="So", thread_ts=root.ts)
    client.chat_postMessage(channel=support.id, text="All", thread_ts=root.ts, reply_broadcast=True)
    assert [m.text for m in ana.sees(support, root.ts)] == ["Why?", "So", "All"]
    history = client.conversations_history(channel=support.id)["messages"]
    assert [(m["text"], m.get("subtype")) for m in history] == [
        ("All", "thread_broadcast"),
        ("Why?", None),
    ]


def test_a_reply_to_a_thread_that_is_gone_is_posted_to_the_channel(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    root = ana.post(support, "Never mind")
    ana.delete(root)
    answer = client.chat_postMessage(channel=support.id, text="So", thread_ts=root.ts)
    assert "thread_ts" not in answer["message"]


def test_a_reply_is_no_thread_to_reply_in(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    root = ana.post(support, "Why?")
    reply = ana.post(support, "Hm", thread_ts=root.ts)
    with refused("cannot_reply_to_message"):
        client.chat_postMessage(channel=support.id, text="So", thread_ts=reply.ts)


def test_an_update_changes_the_message_and_marks_it_edited(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    posted = client.chat_postMessage(channel=support.id, text="Old", blocks=[SECTION])
    client.chat_update(channel=support.id, ts=posted["ts"], text="New")
    message = ana.sees(support)[0]
    assert (message.text, message.blocks) == ("New", ())
    assert message.edited is not None


def test_an_update_without_text_and_blocks_keeps_both_and_metadata_stays_unless_given(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    metadata = {"event_type": "reply", "event_payload": {"key": "7"}}
    posted = client.chat_postMessage(
        channel=support.id, text="Old", blocks=[SECTION], metadata=metadata
    )
    client.chat_update(channel=support.id, ts=posted["ts"], attachments=[CARD])
    message = ana.sees(support)[0]
    assert message.text == "Old"
    assert len(message.blocks) == 1
    assert message.metadata == metadata


def test_an_update_refuses_text_past_4000_characters(
    client: WebClient, support: Conversation
) -> None:
    posted = client.chat_postMessage(channel=support.id, text="x")
    client.chat_update(channel=support.id, ts=posted["ts"], text="y" * 4000)
    with refused("msg_too_long"):
        client.chat_update(channel=support.id, ts=posted["ts"], text="y" * 4001)


def test_only_the_bots_own_messages_can_be_updated_or_deleted(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    message = ana.post(support, "Mine")
    with refused("cant_update_message"):
        client.chat_update(channel=support.id, ts=message.ts, text="Yours")
    with refused("cant_delete_message"):
        client.chat_delete(channel=support.id, ts=message.ts)


def test_a_message_that_is_not_there_can_be_neither_updated_nor_deleted(
    client: WebClient, support: Conversation
) -> None:
    with refused("message_not_found"):
        client.chat_update(channel=support.id, ts="1.000000", text="x")
    with refused("message_not_found"):
        client.chat_delete(channel=support.id, ts="1.000000")


def test_a_deleted_message_is_gone(client: WebClient, ana: Person, support: Conversation) -> None:
    posted = client.chat_postMessage(channel=support.id, text="x")
    client.chat_delete(channel=support.id, ts=posted["ts"])
    assert ana.sees(support) == []


def test_an_ephemeral_message_is_seen_by_one_person_only(
    client: WebClient, workspace: Workspace, ana: Person, ben: Person, support: Conversation
) -> None:
    ben.join(support)
    client.chat_postEphemeral(channel=support.id, user=ana.id, text="For you")
    assert [e.text for e in ana.ephemerals(support)] == ["For you"]
    assert ben.ephemerals() == []
    assert all(m.text != "For you" for m in ana.sees(support))


def test_an_ephemeral_message_needs_the_person_and_the_bot_in_the_channel(
    client: WebClient, workspace: Workspace, ben: Person, support: Conversation
) -> None:
    with refused("user_not_in_channel"):
        client.chat_postEphemeral(channel=support.id, user=ben.id, text="x")
    elsewhere = workspace.add_channel("elsewhere", members=[ben], with_bot=False)
    with refused("not_in_channel"):
        client.chat_postEphemeral(channel=elsewhere.id, user=ben.id, text="x")
    with refused("user_not_found"):
        client.chat_postEphemeral(channel=support.id, user="U0NOBODY", text="x")


def test_permalinks_name_channel_time_and_thread(
    client: WebClient, workspace: Workspace, ana: Person, support: Conversation
) -> None:
    root = ana.post(support, "Why?")
    reply = ana.post(support, "So", thread_ts=root.ts)
    link = client.chat_getPermalink(channel=support.id, message_ts=root.ts)["permalink"]
    assert link == f"{workspace.url}archives/{support.id}/p{root.ts.replace('.', '')}"
    link = client.chat_getPermalink(channel=support.id, message_ts=reply.ts)["permalink"]
    assert link.endswith(f"?thread_ts={root.ts}&cid={support.id}")
    with refused("message_not_found"):
        client.chat_getPermalink(channel=support.id, message_ts="1.000000")


def test_attachments_may_not_be_more_than_100(client: WebClient, support: Conversation) -> None:
    with refused("too_many_attachments"):
        client.chat_postMessage(channel=support.id, text="x", attachments=[CARD] * 101)


def test_an_error_says_which_call_failed(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="unknown_method"):
        client.api_call("chat.shout")
