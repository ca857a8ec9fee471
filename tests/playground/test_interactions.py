"""Commands, buttons, shortcuts and modals go through a real Bolt app and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.playground import (
    BOT_USER_ID,
    TEAM_ID,
    Conversation,
    Misused,
    Person,
    PlaygroundServer,
    Refused,
    State,
    Workspace,
)
from tests.playground.conftest import bolt_over_http, refused


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


BUTTON = {"type": "button", "text": plain("Go"), "action_id": "go", "value": "7"}
OPTIONS = [{"text": plain(word), "value": word} for word in ("red", "blue")]
SELECT = {"type": "static_select", "action_id": "colour", "options": OPTIONS}
BLOCKS = [{"type": "actions", "block_id": "row", "elements": [BUTTON, SELECT]}]
NAME = {
    "type": "input",
    "block_id": "name",
    "label": plain("Name"),
    "element": {"type": "plain_text_input", "action_id": "typed"},
}
COLOUR = {
    "type": "input",
    "block_id": "colours",
    "label": plain("Colour"),
    "optional": True,
    "element": {**SELECT, "initial_option": OPTIONS[0]},
}
MODAL = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Form"),
    "submit": plain("Send"),
    "notify_on_close": True,
    "blocks": [NAME, COLOUR],
}
HOME = {"type": "home", "blocks": [{"type": "section", "text": plain("Welcome")}]}


@pytest.fixture
def bodies(server: PlaygroundServer, app: App) -> Iterator[list[dict[str, Any]]]:
    """What the bot received; its app opens a modal on `/form` and answers presses."""
    received: list[dict[str, Any]] = []

    @app.command("/akin")
    def command(ack: Any, body: dict[str, Any]) -> None:
        received.append(body)
        ack(f"You said: {body['text']}")

    @app.command("/shout")
    def shout(ack: Any, body: dict[str, Any]) -> None:
        ack({"response_type": "in_channel", "text": body["text"].upper()})

    @app.command("/quiet")
    def quiet(ack: Any, body: dict[str, Any]) -> None:
        received.append(body)
        ack()

    @app.command("/form")
    def form(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.action("go")
    def go(ack: Any, body: dict[str, Any]) -> None:
        received.append(body)
        ack()

    @app.action("colour")
    def colour(ack: Any, body: dict[str, Any]) -> None:
        received.append(body)
        ack()

    @app.shortcut("similar")
    def similar(ack: Any, body: dict[str, Any]) -> None:
        received.append(body)
        ack()

    @app.view("form")
    def submitted(ack: Any, body: dict[str, Any]) -> None:
        received.append(body)
        typed = body["view"]["state"]["values"]["name"]["typed"]["value"]
        replies: dict[str, dict[str, Any]] = {
            "bad": {"response_action": "errors", "errors": {"name": "Another name, please."}},
            "more": {"response_action": "update", "view": {**MODAL, "title": plain("More")}},
            "deeper": {"response_action": "push", "view": {**MODAL, "title": plain("Deeper")}},
            "clear": {"response_action": "clear"},
            "odd": {"response_action": "errors", "errors": {"nowhere": "?"}},
        }
        ack(**replies.get(typed, {}))

    @app.view_closed("form")
    def closed(ack: Any, body: dict[str, Any]) -> None:
        received.append(body)
        ack()

    with bolt_over_http(server, app):
        yield received


def post_buttons(client: WebClient, channel: Conversation) -> None:
    client.chat_postMessage(channel=channel.id, text="Choose", blocks=BLOCKS)


def test_a_command_arrives_with_its_fields_and_its_mentions_escaped(
    ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    ana.command(support, "/akin watch #support @ana <b> #nowhere").wait()
    (body,) = bodies
    assert body["text"] == f"watch <#{support.id}|support> <@{ana.id}> &lt;b&gt; #nowhere"
    assert body["channel_id"] == support.id
    assert body["channel_name"] == "support"
    assert (body["user_id"], body["user_name"], body["team_id"]) == (ana.id, "ana", TEAM_ID)
    assert body["is_enterprise_install"] == "false"
    assert body["trigger_id"]
    assert [e.text for e in ana.ephemerals()] == [f"You said: {body['text']}"]


def test_a_private_channels_name_is_not_told_to_commands(
    workspace: Workspace, ana: Person, bodies: list[dict[str, Any]]
) -> None:
    secret = workspace.add_channel("secret", members=[ana], private=True, with_bot=False)
    ana.command(secret, "/akin").wait()
    ana.command(workspace.open_dm(ana, BOT_USER_ID), "/akin").wait()
    assert [b["channel_name"] for b in bodies] == ["privategroup", "directmessage"]


def test_a_command_can_be_answered_for_everybody(
    ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    ana.command(support, "/shout hello").wait()
    assert [m.text for m in ana.sees(support)] == ["HELLO"]


def test_an_unanswered_command_shows_the_person_an_error(
    workspace: Workspace, ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    delivery = ana.command(support, "/unknown").wait()
    assert delivery.state is State.FAILED
    assert len(delivery.attempts) == 1
    assert [(e.kind, e.code) for e in ana.errors()] == [("/unknown", "http_client_error")]


def test_a_press_arrives_with_message_container_and_state(
    client: WebClient, ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    root = ana.post(support, "Why?")
    client.chat_postMessage(channel=support.id, text="So", blocks=BLOCKS, thread_ts=root.ts)
    reply = ana.sees(support, root.ts)[1]
    ana.press(reply, "colour", selected="blue").wait()
    ana.press(reply, "go").wait()
    choice, press = bodies
    assert choice["actions"][0]["selected_option"]["value"] == "blue"
    assert choice["actions"][0]["type"] == "static_select"
    (action,) = press["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("go", "row", "7")
    assert press["container"] == {
        "type": "message",
        "message_ts": reply.ts,
        "channel_id": support.id,
        "is_ephemeral": False,
        "thread_ts": root.ts,
    }
    assert press["message"]["ts"] == reply.ts
    assert press["channel"] == {"id": support.id, "name": "support"}
    assert press["user"]["id"] == ana.id
    assert press["state"]["values"]["row"]["colour"]["selected_option"]["value"] == "blue"


def test_what_is_not_there_cannot_be_pressed_or_chosen(
    client: WebClient, ana: Person, support: Conversation, server: PlaygroundServer
) -> None:
    post_buttons(client, support)
    message = ana.sees(support)[0]
    with pytest.raises(Misused, match="row/go, row/colour"):
        ana.press(message, "stop")
    with pytest.raises(Misused, match="red, blue"):
        ana.press(message, "colour", selected="green")


def test_the_response_url_answers_replaces_and_deletes(
    client: WebClient, ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    post_buttons(client, support)
    ana.press(ana.sees(support)[0], "go").wait()
    hook = WebhookClient(bodies[0]["response_url"])
    hook.send(text="For you")
    assert [e.text for e in ana.ephemerals()] == ["For you"]
    hook.send(text="Changed", replace_original=True)
    assert [(m.text, m.blocks) for m in ana.sees(support)] == [("Changed", ())]
    hook.send(text="For all", response_type="in_channel")
    assert [m.text for m in ana.sees(support)] == ["Changed", "For all"]
    assert hook.send(delete_original=True).status_code == 200
    assert [m.text for m in ana.sees(support)] == ["For all"]


def test_an_ephemeral_message_is_replaced_and_deleted_through_its_response_url(
    client: WebClient, ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    client.chat_postEphemeral(channel=support.id, user=ana.id, text="Choose", blocks=BLOCKS)
    ana.press(ana.ephemerals()[0], "go").wait()
    assert bodies[0]["container"]["is_ephemeral"] is True
    assert "message" not in bodies[0]
    hook = WebhookClient(bodies[0]["response_url"])
    hook.send(text="Changed", replace_original=True)
    assert [e.text for e in ana.ephemerals()] == ["Changed"]
    hook.send(delete_original=True)
    assert ana.ephemerals() == []
    answer = hook.send(text="Changed", replace_original=True)
    assert (answer.status_code, "message_not_found" in answer.body) == (400, True)


def test_a_response_url_works_five_times(
    ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    ana.command(support, "/quiet").wait()
    hook = WebhookClient(bodies[0]["response_url"])
    assert [hook.send(text=str(n)).status_code for n in range(6)] == [200] * 5 + [404]
    assert "used_url" in hook.send(text="again").body
    assert len(ana.ephemerals()) == 5


def test_a_response_url_works_for_thirty_minutes(
    workspace: Workspace, ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    ana.command(support, "/quiet").wait()
    hook = WebhookClient(bodies[0]["response_url"])
    workspace.clock.advance(30 * 60 - 60)
    assert hook.send(text="in time").status_code == 200
    workspace.clock.advance(61)
    assert "expired_url" in hook.send(text="too late").body


def test_a_response_url_keeps_to_the_limits_of_messages(
    ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    ana.command(support, "/quiet").wait()
    hook = WebhookClient(bodies[0]["response_url"])
    assert "no_text" in hook.send(text="").body
    answer = hook.send(text="x", blocks=[{"type": "shout"}])
    assert (answer.status_code, "invalid_blocks" in answer.body) == (400, True)
    wrong = WebhookClient(bodies[0]["response_url"] + "x")
    assert wrong.send(text="x").status_code == 404


def test_a_trigger_opens_one_modal_within_three_seconds(
    client: WebClient,
    workspace: Workspace,
    ana: Person,
    support: Conversation,
    bodies: list[dict[str, Any]],
) -> None:
    ana.command(support, "/quiet").wait()
    trigger = bodies[0]["trigger_id"]
    client.views_open(trigger_id=trigger, view=MODAL)
    assert [v.title for v in ana.views()] == ["Form"]
    with refused("exchanged_trigger_id"):
        client.views_open(trigger_id=trigger, view=MODAL)
    with refused("invalid_trigger_id"):
        client.views_open(trigger_id="1.2.x", view=MODAL)
    ana.command(support, "/quiet").wait()
    workspace.clock.advance(3.1)
    with refused("expired_trigger_id"):
        client.views_open(trigger_id=bodies[1]["trigger_id"], view=MODAL)


def test_a_message_shortcut_arrives_as_a_message_action(
    ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    message = ana.post(support, "Printer on fire")
    ana.shortcut(message, "similar").wait()
    (body,) = bodies
    assert (body["type"], body["callback_id"]) == ("message_action", "similar")
    assert (body["message"]["text"], body["message_ts"]) == ("Printer on fire", message.ts)
    assert body["response_url"]


def test_a_submitted_modal_carries_what_was_typed_and_closes(
    ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    ana.command(support, "/form").wait()
    (view,) = wait_for_views(ana, 1)
    ana.submit(view, {"typed": "Ana"}).wait()
    values = bodies[0]["view"]["state"]["values"]
    assert values["name"]["typed"] == {"type": "plain_text_input", "value": "Ana"}
    assert values["colours"]["colour"]["selected_option"]["value"] == "red"
    assert ana.views() == []


def test_a_modal_can_answer_with_errors_another_view_or_closing_all(
    ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    ana.command(support, "/form").wait()
    (view,) = wait_for_views(ana, 1)
    ana.submit(view, {"name": {"typed": "bad"}}).wait()
    assert ana.views()[0].errors == {"name": "Another name, please."}
    ana.submit(view, {"typed": "more"}).wait()
    assert [(v.id, v.title, v.errors) for v in ana.views()] == [(view.id, "More", {})]
    ana.submit(view, {"typed": "deeper"}).wait()
    assert [v.title for v in ana.views()] == ["More", "Deeper"]
    assert ana.views()[1].previous_id == view.id
    ana.submit(view, {"typed": "odd"}).wait()
    assert ana.errors()[-1].code == "invalid_block_id_in_errors"
    ana.submit(view, {"typed": "clear"}).wait()
    assert ana.views() == []


def test_an_input_must_be_filled_in_before_anything_is_sent(
    ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    ana.command(support, "/form").wait()
    (view,) = wait_for_views(ana, 1)
    with pytest.raises(Refused, match="missing_input"):
        ana.submit(view)
    assert bodies == []


def test_a_closed_modal_is_told_of_if_asked_for(
    ana: Person, support: Conversation, bodies: list[dict[str, Any]]
) -> None:
    ana.command(support, "/form").wait()
    (view,) = wait_for_views(ana, 1)
    delivery = ana.close(view)
    assert delivery is not None
    delivery.wait()
    assert (bodies[0]["type"], bodies[0]["is_cleared"]) == ("view_closed", False)
    assert ana.views() == []


def test_modals_pile_up_to_three_and_are_updated_under_their_hash(
    client: WebClient,
    workspace: Workspace,
    ana: Person,
    support: Conversation,
    bodies: list[dict[str, Any]],
) -> None:
    def trigger() -> str:
        ana.command(support, "/quiet").wait()
        return str(bodies[-1]["trigger_id"])

    with refused("view_not_found"):
        client.views_push(trigger_id=trigger(), view=MODAL)
    first = client.views_open(trigger_id=trigger(), view=MODAL)["view"]
    client.views_push(trigger_id=trigger(), view=MODAL)
    client.views_push(trigger_id=trigger(), view=MODAL)
    with refused("push_limit_reached"):
        client.views_push(trigger_id=trigger(), view=MODAL)
    renamed = {**MODAL, "title": plain("Renamed"), "external_id": "mine"}
    client.views_update(view_id=first["id"], hash=first["hash"], view=renamed)
    assert [v.title for v in ana.views()] == ["Renamed", "Form", "Form"]
    with refused("hash_conflict"):
        client.views_update(view_id=first["id"], hash=first["hash"], view=renamed)
    client.views_update(external_id="mine", view=renamed)
    with refused("duplicate_external_id"):
        client.views_update(view_id=ana.views()[1].id, view=renamed)
    with refused("not_found"):
        client.views_update(view_id="V0NOTTHERE", view=MODAL)
    with refused("invalid_arguments"):
        client.views_update(view_id=first["id"], view=HOME)


def test_the_home_tab_is_published_for_one_person(
    client: WebClient, ana: Person, ben: Person
) -> None:
    shown = client.views_publish(user_id=ana.id, view=HOME)["view"]
    home = ana.home()
    assert home is not None
    assert home.id == shown["id"]
    assert "Welcome" in ana.everything()
    assert ben.home() is None
    assert "Welcome" not in ben.everything()
    with refused("hash_conflict"):
        client.views_publish(user_id=ana.id, view=HOME, hash="1.x")
    again = client.views_publish(user_id=ana.id, view=HOME, hash=shown["hash"])["view"]
    assert again["id"] == shown["id"]
    with refused("invalid_arguments"):
        client.views_publish(user_id=ana.id, view=MODAL)
    with refused("invalid_arguments"):
        client.views_publish(user_id="U0NOBODY", view=HOME)


def test_a_button_of_the_home_tab_arrives_with_its_view(
    client: WebClient, ana: Person, bodies: list[dict[str, Any]]
) -> None:
    client.views_publish(user_id=ana.id, view={"type": "home", "blocks": BLOCKS})
    home = ana.home()
    assert home is not None
    ana.press(home, "go").wait()
    (body,) = bodies
    assert body["container"] == {"type": "view", "view_id": home.id}
    assert body["view"]["type"] == "home"
    assert "response_url" not in body


def test_somebody_elses_view_and_ephemeral_message_cannot_be_used(
    client: WebClient, ana: Person, ben: Person, support: Conversation
) -> None:
    ben.join(support)
    client.views_publish(user_id=ana.id, view={"type": "home", "blocks": BLOCKS})
    client.chat_postEphemeral(channel=support.id, user=ana.id, text="x", blocks=BLOCKS)
    home = ana.home()
    assert home is not None
    with pytest.raises(Refused, match="not_found"):
        ben.press(home, "go")
    with pytest.raises(Refused, match="message_not_found"):
        ben.press(ana.ephemerals()[0], "go")


def wait_for_views(person: Person, count: int) -> list[Any]:
    return person.workspace.wait_for(lambda: len(person.views()) == count and person.views())
