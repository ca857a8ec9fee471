"""Tokens, accounts, reactions, and who is asking."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from bot.playground import (
    APP_TOKEN,
    BOT_ID,
    BOT_TOKEN,
    BOT_USER_ID,
    Conversation,
    Person,
    PlaygroundServer,
    Workspace,
)
from tests.playground.conftest import refused


def test_the_bot_is_told_who_and_where_it_is(client: WebClient, workspace: Workspace) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["bot_id"]) == (BOT_USER_ID, BOT_ID)
    assert answer["url"] == workspace.url
    assert answer.headers["x-oauth-scopes"] == ",".join(sorted(workspace.scopes))
    assert client.bots_info(bot=BOT_ID)["bot"]["user_id"] == BOT_USER_ID
    with refused("bot_not_found"):
        client.bots_info(bot="B0NOBODY")


def test_the_workspace_tells_of_itself_with_the_scope_for_it(
    client: WebClient, workspace: Workspace
) -> None:
    with refused("missing_scope"):
        client.team_info()
    workspace.scopes.add("team:read")
    assert client.team_info()["team"]["url"] == workspace.url


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), (APP_TOKEN, "not_allowed_token_type")],
)
def test_a_call_needs_the_right_token(server: PlaygroundServer, token: str, error: str) -> None:
    with refused(error):
        WebClient(token, base_url=server.api_url).auth_test()


def test_a_connection_needs_the_app_token(server: PlaygroundServer) -> None:
    client = WebClient(base_url=server.api_url)
    url = client.apps_connections_open(app_token=APP_TOKEN)["url"]
    assert url.startswith("ws://127.0.0.1:")
    with refused("not_allowed_token_type"):
        client.apps_connections_open(app_token=BOT_TOKEN)


def test_a_test_call_gives_back_its_arguments_or_its_error(client: WebClient) -> None:
    assert client.api_test(foo="bar")["args"] == {"foo": "bar"}
    with refused("my_error"):
        client.api_test(error="my_error")


def test_arguments_are_read_from_forms_json_and_address_alike(
    client: WebClient, ana: Person
) -> None:
    for sent in ({"params": {"user": ana.id}}, {"json": {"user": ana.id}}):
        assert client.api_call("users.info", **sent)["user"]["name"] == "ana"
    by_address = client.api_call(f"users.info?user={ana.id}", http_verb="GET")
    assert by_address["user"]["name"] == "ana"


def test_accounts_say_whether_they_are_guests_strangers_bots_or_gone(
    client: WebClient, workspace: Workspace, support: Conversation
) -> None:
    guest = workspace.add_user("gus", guest=True)
    single = workspace.add_user("sam", single_channel_guest=True)
    stranger = workspace.add_user("sue", stranger=True)
    admin = workspace.add_user("ada", admin=True)
    robot = workspace.add_user("jira", bot=True)
    shape = {p.user.name: client.users_info(user=p.id)["user"] for p in (guest, single, admin)}
    assert (shape["gus"]["is_restricted"], shape["gus"]["is_ultra_restricted"]) == (True, False)
    assert shape["sam"]["is_ultra_restricted"] is True
    assert shape["ada"]["is_admin"] is True
    assert client.users_info(user=robot.id)["user"]["is_bot"] is True
    unknown = client.users_info(user=stranger.id)["user"]
    assert unknown["is_stranger"] is True
    assert unknown["team_id"] != admin.user.team_id
    workspace.replace_user(admin, deleted=True)
    assert client.users_info(user=admin.id)["user"]["deleted"] is True
    with refused("user_not_found"):
        client.users_info(user="U0NOBODY")


def test_the_list_of_accounts_has_strangers_only_of_channels_shared_with_the_bot(
    client: WebClient, workspace: Workspace, ana: Person
) -> None:
    stranger = workspace.add_user("sue", stranger=True)
    pages = client.users_list(limit=1)
    assert [m["name"] for page in pages for m in page["members"]] == ["ana", "akin"]
    workspace.add_channel("shared", members=[stranger], shared=True)
    listed = client.users_list()["members"]
    assert {m["id"] for m in listed} == {ana.id, stranger.id, BOT_USER_ID}
    assert client.users_info(user=stranger.id)["user"]["is_stranger"] is False


def test_reactions_are_added_once_read_and_taken_back(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    message = ana.post(support, "Done")
    target = {"channel": support.id, "timestamp": message.ts}
    client.reactions_add(**target, name="eyes")
    ana.react(message, "eyes")
    with refused("already_reacted"):
        client.reactions_add(**target, name="eyes")
    read = client.reactions_get(**target)["message"]["reactions"]
    assert read == [{"name": "eyes", "users": [BOT_USER_ID, ana.id], "count": 2}]
    client.reactions_remove(**target, name="eyes")
    with refused("no_reaction"):
        client.reactions_remove(**target, name="eyes")
    with refused("invalid_name"):
        client.reactions_add(**target, name="not an emoji")
    with refused("message_not_found"):
        client.reactions_add(channel=support.id, timestamp="1.000000", name="eyes")
    with refused("no_item_specified"):
        client.reactions_add(channel=support.id, timestamp="", name="eyes")


@pytest.mark.parametrize(
    ("scope", "method", "arguments"),
    [
        ("chat:write", "chat.postMessage", {"channel": "C", "text": "x"}),
        ("chat:write", "chat.update", {"channel": "C", "ts": "1", "text": "x"}),
        ("chat:write", "chat.delete", {"channel": "C", "ts": "1"}),
        ("chat:write", "chat.postEphemeral", {"channel": "C", "user": "U", "text": "x"}),
        ("channels:join", "conversations.join", {"channel": "C"}),
        ("channels:read", "conversations.list", {}),
        ("im:write", "conversations.open", {"users": "U"}),
        ("users:read", "users.info", {"user": "U"}),
        ("users:read", "users.list", {}),
        ("reactions:write", "reactions.add", {"channel": "C", "timestamp": "1", "name": "x"}),
        ("reactions:read", "reactions.get", {"channel": "C", "timestamp": "1"}),
        ("files:read", "files.info", {"file": "F"}),
        ("files:write", "files.getUploadURLExternal", {"filename": "x", "length": 1}),
    ],
)
def test_without_its_scope_a_method_is_refused(
    client: WebClient, workspace: Workspace, scope: str, method: str, arguments: dict[str, str]
) -> None:
    workspace.scopes.remove(scope)
    with refused("missing_scope") as caught:
        client.api_call(method, params=arguments)
    assert caught.value.response["needed"] == scope
