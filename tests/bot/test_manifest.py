"""The manifest is one that Slack accepts, and asks for what the code uses and nothing else."""

import ast
import inspect
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

import bot
from bot.listeners import events
from bot.manifest import BOT_SCOPES, EVENTS, METHODS, events_url, manifest
from bot.playground import BOT_TOKEN, BOT_USER_ID, PlaygroundServer, Workspace
from bot.playground.events import needed_scope

URL = "https://akin.example.com"
CONVERSATIONS = {"message.channels", "message.groups", "message.im", "message.mpim"}


@pytest.fixture(scope="module")
def rules() -> jsonschema.Draft7Validator:
    text = resources.files(__package__).joinpath("manifest_schema.json").read_text()
    jsonschema.Draft7Validator.check_schema(json.loads(text))
    return jsonschema.Draft7Validator(json.loads(text))


@pytest.mark.parametrize("url", ["", URL])
def test_slack_accepts_it(rules: jsonschema.Draft7Validator, url: str) -> None:
    rules.validate(manifest(url))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("display_information", "name"), "A" * 36),
        (("display_information", "description"), "d" * 141),
        (("display_information", "long_description"), "too short"),
        (("display_information", "background_color"), "blue"),
        (("features", "shortcuts", 0, "name"), "n" * 25),
        (("features", "shortcuts", 0, "type"), "button"),
        (("features", "slash_commands", 0, "command"), "akin"),
        (("features", "slash_commands", 0, "usage_hint"), ""),
        (("settings", "event_subscriptions", "bot_events"), ["team_join", "team_join"]),
        (("settings", "interactivity", "request_url"), "ftp://akin.example.com"),
        (("settings", "socket_mode_enabled"), False),
        (("settings", "sockets"), True),
    ],
)
def test_the_rules_refuse_what_slack_refuses(
    rules: jsonschema.Draft7Validator, path: tuple[Any, ...], value: Any
) -> None:
    wrong = json.loads(json.dumps(manifest()))
    place = wrong
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not rules.is_valid(wrong)


def test_without_an_address_it_is_for_socket_mode() -> None:
    made = manifest()
    assert made["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(made).replace("token_rotation", "")


def test_with_an_address_everything_goes_there() -> None:
    made = manifest(URL)
    address = f"{URL}/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address


@pytest.mark.parametrize("url", [URL, f"{URL}/", f"{URL}/slack/events", f"{URL}/slack/events/"])
def test_an_address_may_end_anyhow(url: str) -> None:
    assert events_url(url) == f"{URL}/slack/events"


def test_it_subscribes_to_the_events_that_are_listened_to() -> None:
    assert set(EVENTS) == set(events.EVENTS) | CONVERSATIONS
    assert manifest()["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)


def test_every_method_that_is_called_has_its_scopes_and_every_one_listed_is_called() -> None:
    assert called_methods() == set(METHODS)


def test_it_asks_for_the_scopes_of_methods_events_and_interactions() -> None:
    needed = {"commands"}.union(*METHODS.values(), *EVENTS.values())
    asked = manifest()["oauth_config"]["scopes"]
    assert asked == {"bot": sorted(needed)}
    assert needed == BOT_SCOPES


def test_it_asks_for_nothing_that_no_feature_uses() -> None:
    unused = {"reactions:write", "im:write", "chat:write.public"}
    assert not BOT_SCOPES & unused


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    """A workspace with a conversation of each family, named after it."""
    workspace = Workspace(scopes=BOT_SCOPES, enforce_posting_rate=False)
    ana, ben = workspace.add_user("ana"), workspace.add_user("ben")
    workspace.add_channel("channels", members=[ana])
    workspace.add_channel("groups", members=[ana], private=True)
    workspace.open_dm(BOT_USER_ID, ana)
    workspace.open_dm(BOT_USER_ID, ana, ben)
    return workspace


@pytest.fixture(scope="module")
def client(workspace: Workspace) -> Iterator[WebClient]:
    with PlaygroundServer(workspace) as server:
        yield WebClient(BOT_TOKEN, base_url=server.api_url)


def refusal(client: WebClient, workspace: Workspace, method: str, family: str) -> str:
    """Call a method, on a conversation of a family where it takes one; return Slack's error."""
    found = [c for c in workspace.conversations.values() if c.kind.family == family]
    arguments = {
        "channel": found[0].id,
        "user": workspace.user("ana").id,
        "ts": "1700000000.000100",
        "text": "words",
        "types": "public_channel,private_channel"
        + (",mpim" if method == "users.conversations" else ""),
    }
    try:
        client.api_call(method, params=arguments)
    except SlackApiError as error:
        return str(error.response["error"])
    return ""


@pytest.mark.parametrize(
    ("method", "scope"),
    sorted((method, scope) for method, scopes in METHODS.items() for scope in scopes),
)
def test_a_method_is_refused_without_any_one_of_its_scopes_and_not_with_all(
    workspace: Workspace, client: WebClient, method: str, scope: str
) -> None:
    family = scope.partition(":")[0]
    family = family if family in {"channels", "groups", "im", "mpim"} else "channels"
    try:
        workspace.scopes = set(BOT_SCOPES)
        assert refusal(client, workspace, method, family) != "missing_scope"
        workspace.scopes = set(BOT_SCOPES - {scope})
        assert refusal(client, workspace, method, family) == "missing_scope"
    finally:
        workspace.scopes = set(BOT_SCOPES)


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"apps.connections.open"}))
def test_a_method_needs_no_scopes_but_its_own(
    workspace: Workspace, client: WebClient, method: str
) -> None:
    families = {scope.partition(":")[0] for scope in METHODS[method]}
    try:
        workspace.scopes = set(METHODS[method])
        for family in (families & {"channels", "groups", "im", "mpim"}) or {"channels"}:
            assert refusal(client, workspace, method, family) != "missing_scope"
    finally:
        workspace.scopes = set(BOT_SCOPES)


def test_events_have_the_scopes_without_which_they_are_not_sent(workspace: Workspace) -> None:
    for name, scopes in EVENTS.items():
        kind, _, family = name.partition(".")
        conversations = [
            c for c in workspace.conversations.values() if not family or c.kind.family == family
        ]
        needed = {needed_scope({"type": kind}, c) for c in conversations} - {None}
        # Of some kinds of conversation there are no such events: archived groups have their own.
        assert scopes <= needed, name
        assert bool(scopes) is bool(needed), name


def test_a_method_is_found_however_it_is_called(tmp_path: Path) -> None:
    source = """
client.views_push(trigger_id="1")
slack.call("chat.scheduleMessage", channel=channel)
method = "reactions.add" if marked else "reactions.remove"
'''Says that pins.add is not called.'''
"""
    (tmp_path / "sample.py").write_text(source)
    assert methods_in(tmp_path / "sample.py") == {
        "views.push",
        "chat.scheduleMessage",
        "reactions.add",
        "reactions.remove",
    }


def called_methods() -> set[str]:
    """Return the Web API methods that the bot's code names, by themselves or as the SDK's."""
    folder = Path(bot.__file__).parent
    found: set[str] = set()
    for file in folder.rglob("*.py"):
        inside = file.relative_to(folder)
        if inside.parts[0] != "playground" and inside.name != "manifest.py":
            found |= methods_in(file)
    # By the libraries themselves: Bolt asks who it is.
    return found | {"auth.test"}


def methods_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text())
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    by_function = sdk_methods()
    every = set(by_function.values())
    return {
        name
        for node in ast.walk(tree)
        if id(node) not in docstrings
        for name in _named(node, by_function)
        if name in every
    }


def _named(node: ast.AST, by_function: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Attribute):
        yield by_function.get(node.attr, "")


@cache
def sdk_methods() -> dict[str, str]:
    """Return the Web API method that each function of the SDK's client calls."""
    source = inspect.getsource(WebClient)
    pieces = re.split(r"^    def (\w+)\(", source, flags=re.MULTILINE)
    found = {}
    for name, text in pairwise(pieces):
        called = re.search(r'self\.api_call\(\s*"([\w.]+)"', text)
        # Functions of one word ("api_call" apart) would be taken for anybody's.
        if called and "_" in name:
            found[name] = called[1]
    assert found["views_open"] == "views.open"
    return found
