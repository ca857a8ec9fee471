"""Events and texts of every kind: a clear message, nothing lost, nothing crashed."""

import json
import time
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.playground import SIGNING_SECRET, Workspace
from tests.e2e.conftest import OpenOffice
from tests.e2e.office import Office
from tests.e2e.test_answers import OLD, TWIN

TEXTS = {
    "long": "word " * 7990 + "end",
    "emoji": "🖨️🔥 :printer: :fire: 🤷‍♀️ the printer burns",
    "chinese": "打印机在三楼打印空白页面，重启后还是一样。",
    "right to left": "הטלפון לא מתחבר לרשת מאז העדכון",
    "control": "the \x00printer\x07 \u202eprints\u202c empty\x1b[31m pages",
    "markup": "*bold* <!channel> <@U0NOBODY> ```code & <tags>``` </script> ${jndi:x}",
    "one word": "x" * 39_000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_any_text_is_remembered_and_can_be_found_again(
    workspace: Workspace, open_office: OpenOffice, name: str
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        first = ana.post(support, TEXTS[name])
        office.settled()
        reply = office.reply(ana.post(support, TEXTS[name]), ana)
        assert workspace.permalink(first) in json.dumps(reply.blocks)
        assert "<!channel>" not in json.dumps(reply.blocks)
        assert office.dead() == []


def send(address: str, body: bytes, secret: str = SIGNING_SECRET) -> int:
    """Post a signed request as Slack does; return the status."""
    timestamp = str(int(time.time()))
    text = body.decode("utf-8", errors="replace")
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=text)
    request = Request(  # noqa: S310
        address,
        data=body,
        headers={
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": str(signature),
        },
    )
    try:
        with urlopen(request, timeout=5) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as error:
        return error.code


def envelope(office: Office, event: dict[str, Any], **more: Any) -> bytes:
    return json.dumps(
        {"type": "event_callback", "team_id": office.akin.team, "event": event, **more}
    ).encode()


def test_events_with_fields_missing_are_acked_and_do_no_harm(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    broken: list[dict[str, Any]] = [
        {"type": "message"},
        {"type": "message", "channel": support.id},
        {"type": "message", "channel": support.id, "ts": "1.0", "user": "U1"},
        {"type": "message", "subtype": "message_changed", "channel": support.id, "ts": "1.0"},
        {"type": "message", "subtype": "message_deleted", "channel": support.id, "ts": "1.0"},
        {"type": "app_mention"},
        {"type": "reaction_added", "reaction": "white_check_mark"},
        {"type": "app_home_opened"},
        {"type": "channel_deleted"},
        {"type": "user_change", "user": {}},
        {"type": "member_joined_channel"},
    ]
    with open_office() as office:
        office.watch(ana, support)
        address = office.address
        for number, event in enumerate(broken):
            assert send(address, envelope(office, event, event_id=f"Ev{number}")) == 200
        assert send(address, envelope(office, broken[2])) == 200, "without an event_id"
        office.settled()
        ana.post(support, OLD)
        office.settled()
        assert OLD in office.reply(ana.post(support, TWIN), ana).text
        assert all("lacks" in reason for reason in office.dead()), office.dead()


def test_requests_that_are_not_slacks_are_refused(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        address = office.address
        event = {"type": "message", "channel": support.id, "ts": "1.0", "user": "U1", "text": "x"}
        assert send(address, envelope(office, event), secret="another") == 401
        assert send(address, b"\xff\xfe not text") == 400
        assert send(address, b"x" * 3_000_000) == 413
        assert send(address, b"{broken") == 400
        assert office.akin.inbox.counts().dead == 0
