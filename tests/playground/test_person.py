"""People can do what Slack lets them, and are refused what it refuses."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from bot.playground import (
    BOT_USER_ID,
    Conversation,
    Misused,
    Person,
    PlaygroundServer,
    Refused,
    Workspace,
)


@pytest.fixture
def guest(workspace: Workspace) -> Person:
    return workspace.add_user("gus", guest=True)


def test_a_member_reads_and_writes(ana: Person, support: Conversation) -> None:
    message = ana.post("#support", "Hello")
    assert ana.sees(support.id) == [message]


def test_one_must_be_in_a_channel_to_write(ana: Person, ben: Person, support: Conversation) -> None:
    with pytest.raises(Refused, match="not_in_channel"):
        ben.post(support, "Hello")
    ben.join(support)
    ben.post(support, "Hello")


def test_a_guest_neither_sees_nor_joins_a_public_channel_they_are_not_in(
    guest: Person, ana: Person, support: Conversation
) -> None:
    message = ana.post(support, "Hello")
    for act in (
        lambda: guest.sees(support),
        lambda: guest.join(support),
        lambda: guest.react(message, "eyes"),
        lambda: guest.command(support, "/akin"),
        lambda: guest.shortcut(message, "similar"),
    ):
        with pytest.raises(Refused, match="channel_not_found"):
            act()
    ana.invite(support, guest)
    assert guest.sees(support)[0] == message


def test_a_private_channel_is_entered_by_invitation(
    workspace: Workspace, ana: Person, ben: Person
) -> None:
    secret = workspace.add_channel("secret", members=[ana], private=True)
    with pytest.raises(Refused, match="channel_not_found"):
        ben.join(secret)
    ana.invite(secret, ben)
    ben.post(secret, "Here")
    ben.leave(secret)
    with pytest.raises(Refused, match="channel_not_found"):
        ben.sees(secret)


def test_an_archived_channel_can_be_read_and_nothing_else(
    workspace: Workspace, ana: Person, ben: Person, support: Conversation
) -> None:
    message = ana.post(support, "Hello")
    ana.archive(support)
    for act in (
        lambda: ana.post(support, "More"),
        lambda: ana.edit(message, "Other"),
        lambda: ana.delete(message),
        lambda: ana.react(message, "eyes"),
        lambda: ana.upload(support, "a.txt", b"x"),
        lambda: ben.join(support),
    ):
        with pytest.raises(Refused, match="is_archived"):
            act()
    assert ana.sees(support)[0] == message
    with pytest.raises(Refused, match="already_archived"):
        ana.archive(support)
    ana.unarchive(support)
    with pytest.raises(Refused, match="not_archived"):
        ana.unarchive(support)
    ana.post(support, "More")


def test_only_ones_own_messages_can_be_changed_but_an_admin_deletes_any(
    workspace: Workspace, ana: Person, ben: Person, support: Conversation
) -> None:
    message = ana.post(support, "Mine")
    ben.join(support)
    with pytest.raises(Refused, match="cant_update_message"):
        ben.edit(message, "Yours")
    with pytest.raises(Refused, match="cant_delete_message"):
        ben.delete(message)
    workspace.add_user("ada", admin=True).delete(message)
    with pytest.raises(Refused, match="message_not_found"):
        ana.edit(message, "Gone")


def test_strangers_are_in_shared_channels_only_and_go_when_it_is_unshared(
    workspace: Workspace, ana: Person, support: Conversation
) -> None:
    sue = workspace.add_user("sue", stranger=True)
    with pytest.raises(Refused, match="user_is_restricted"):
        ana.invite(support, sue)
    with pytest.raises(Misused, match="shared=True"):
        workspace.add_channel("mixed", members=[sue])
    ana.share_externally(support, sue)
    ana.post(support, "Welcome")
    assert "Welcome" in sue.everything()
    assert ana.unshare(support).members == {ana.id, BOT_USER_ID}
    assert sue.everything() == ""
    with pytest.raises(Refused, match="channel_not_found"):
        sue.post(support, "Still here?")


def test_guests_and_strangers_do_not_manage_channels(
    workspace: Workspace, ana: Person, guest: Person, support: Conversation
) -> None:
    ana.invite(support, guest)
    with pytest.raises(Refused, match="restricted_action"):
        guest.archive(support)
    with pytest.raises(Refused, match="method_not_supported"):
        ana.archive(workspace.open_dm(ana, guest))


def test_channel_changes_that_change_nothing_are_refused(
    workspace: Workspace, ana: Person, ben: Person, support: Conversation
) -> None:
    with pytest.raises(Refused, match="method_not_supported"):
        ana.make_public(support)
    with pytest.raises(Refused, match="name_taken"):
        ana.rename(support, "support")
    with pytest.raises(Refused, match="not_in_channel"):
        ana.kick(support, ben)
    ana.make_private(support)
    with pytest.raises(Refused, match="method_not_supported"):
        ana.make_private(support)


def test_messages_have_their_own_times_in_order(ana: Person, support: Conversation) -> None:
    times = [ana.post(support, str(number)).ts for number in range(500)]
    assert times == sorted(set(times))
    old = ana.post(support, "Long ago", at=1_700_000_000)
    older = ana.post(support, "At the same time", at=1_700_000_000)
    assert ana.sees(support)[:2] == [old, older]


def test_a_reply_to_a_reply_stands_in_the_same_thread(ana: Person, support: Conversation) -> None:
    root = ana.post(support, "Root")
    reply = ana.post(support, "Reply", thread_ts=root.ts)
    again = ana.post(support, "Again", thread_ts=reply.ts)
    assert ana.sees(support, root.ts) == [root, reply, again]
    with pytest.raises(Refused, match="thread_not_found"):
        ana.post(support, "Nowhere", thread_ts="1.000000")


def test_messages_have_a_length_and_say_something(ana: Person, support: Conversation) -> None:
    ana.post(support, "x" * 40_000)
    with pytest.raises(Refused, match="msg_too_long"):
        ana.post(support, "x" * 40_001)
    with pytest.raises(Refused, match="no_text"):
        ana.post(support, " ")


def test_a_command_begins_with_a_slash(ana: Person, support: Conversation) -> None:
    with pytest.raises(Misused, match="slash"):
        ana.command(support, "akin find")


def test_what_is_not_there_is_said_clearly(workspace: Workspace, ana: Person) -> None:
    with pytest.raises(Misused, match="'zoe'"):
        workspace.person("zoe")
    with pytest.raises(Misused, match="'#nowhere'"):
        ana.post("#nowhere", "Hello")
    with pytest.raises(Misused, match="'ana'"):
        workspace.add_user("ana")
    workspace.add_channel("room")
    with pytest.raises(Misused, match="'room'"):
        workspace.add_channel("room")
    assert workspace.person("@ana").id == ana.id == workspace.person(ana).id


def test_a_deactivated_account_sees_nothing(
    workspace: Workspace, client: WebClient, ana: Person, support: Conversation
) -> None:
    ana.post(support, "Hello")
    client.chat_postEphemeral(channel=support.id, user=ana.id, text="For you")
    client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [{"type": "divider"}]})
    workspace.replace_user(ana, deleted=True)
    assert ana.everything() == ""
    assert ana.home() is None


def test_what_the_bot_showed_and_took_back_was_shown(
    client: WebClient, workspace: Workspace, ana: Person, guest: Person, support: Conversation
) -> None:
    posted = client.chat_postMessage(channel=support.id, text="First")
    client.chat_update(channel=support.id, ts=posted["ts"], text="Second")
    client.chat_delete(channel=support.id, ts=posted["ts"])
    assert ana.everything() == "support"
    assert ("First" in ana.was_shown(), "Second" in ana.was_shown()) == (True, True)
    assert guest.was_shown() == ""


def test_the_bots_direct_message_is_between_two(workspace: Workspace, ana: Person) -> None:
    direct = workspace.open_dm(ana, BOT_USER_ID)
    assert workspace.open_dm(BOT_USER_ID, ana) == direct
    assert direct.id.startswith("D")
    assert direct.other(ana.id) == BOT_USER_ID


def test_waiting_in_vain_lists_the_traffic_without_anybodys_words(
    client: WebClient, workspace: Workspace, ana: Person, support: Conversation
) -> None:
    ana.post(support, "Private words")
    client.auth_test()
    with pytest.raises(TimeoutError) as caught:
        workspace.wait_for(lambda: False, timeout=0.01)
    assert "auth.test -> ok" in str(caught.value)
    assert "message -> unsent" in str(caught.value)
    assert "Private words" not in str(caught.value)


def test_a_delivery_that_does_not_end_says_so(
    workspace: Workspace, server: PlaygroundServer, ana: Person, support: Conversation
) -> None:
    workspace.retry_delays = (60,)
    server.events_to("http://127.0.0.1:9/")
    ana.post(support, "Hello")
    with pytest.raises(TimeoutError, match="still under way"):
        list(workspace.deliveries)[-1].wait(0.01)
