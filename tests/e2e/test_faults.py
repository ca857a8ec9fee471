"""Slack limits, fails, loses and repeats: each message is still answered, once."""

import json
import time
from itertools import pairwise

import pytest
from sqlalchemy.exc import OperationalError

from bot.manifest import BOT_SCOPES
from bot.playground import BOT_USER_ID, Workspace
from bot.slots import Slot, Slots
from tests.e2e.conftest import OpenOffice
from tests.e2e.office import until
from tests.e2e.test_answers import NEW, OLD, TWIN

ROUNDING = 0.01
"""Seconds by which two clocks may differ over a few seconds."""


@pytest.fixture
def workspace() -> Workspace:
    return Workspace(scopes=BOT_SCOPES, retry_delays=(0, 0.1, 0.2))


def test_a_repeated_delivery_is_answered_once(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        workspace.faults.lose_ack(times=2)
        new = ana.post(support, TWIN)
        office.reply(new, ana)
        assert any(len(d.attempts) == 3 for d in workspace.deliveries.of_type("message"))


def test_a_post_whose_answer_was_lost_is_found_again_and_not_repeated(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        workspace.faults.lose_response("chat.postMessage")
        new = ana.post(support, TWIN)
        reply = office.reply(new, ana)
        ana.press(reply, "hide").wait()
        assert f"<@{ana.user.id}>" in json.dumps(office.reply(new, ana).blocks)


def test_a_share_whose_answer_was_lost_is_found_again_and_not_repeated(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        found = office.ask(ana, support, f"/akin find {NEW}")
        workspace.faults.lose_response("chat.postMessage")
        ana.press(found, "share").wait()
        office.settled()
        assert len([m for m in ana.sees(support) if m.user == BOT_USER_ID]) == 1


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_is_tried_again(
    workspace: Workspace, open_office: OpenOffice, status: int
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        workspace.faults.status("chat.postMessage", status)
        assert OLD in office.reply(ana.post(support, TWIN), ana).text


def test_429_is_honoured(workspace: Workspace, open_office: OpenOffice) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        workspace.faults.rate_limit("chat.postMessage", retry_after=1, times=1)
        new = ana.post(support, TWIN)
        assert OLD in office.reply(new, ana).text
        limited, posted = [c for c in workspace.calls if c.method == "chat.postMessage"][-2:]
        assert limited.error == "ratelimited"
        assert posted.at - limited.at >= 1.0


def test_a_channel_gets_one_post_a_second_whatever_comes_in(
    workspace: Workspace, open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, earliest = [], []
    reserve = Slots.reserve

    def watched(slots: Slots, key: str) -> Slot:
        asked = time.monotonic()
        slot = reserve(slots, key)
        given.append(slot.at)
        earliest.append(asked + slot.wait)
        return slot

    monkeypatch.setattr(Slots, "reserve", watched)
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        sent = [ana.post(support, f"{TWIN} {number}") for number in range(4)]
        office.settled()
        assert all(len(office.thread(message, ana)) == 1 for message in sent)
        posts = [c.at for c in workspace.calls if c.method == "chat.postMessage"]
        # The turns lie a second apart, and no post comes before its turn, however late the others.
        assert all(b - a >= 1.0 - ROUNDING for a, b in pairwise(sorted(given)))
        turns = sorted(earliest)[: len(posts)]
        assert all(post >= turn - ROUNDING for post, turn in zip(posts, turns, strict=True))


def test_an_event_that_cannot_be_stored_is_not_acked_and_comes_again(
    workspace: Workspace, open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        failures = iter([OperationalError("INSERT", {}, OSError("disk full"))])
        put = office.akin.inbox.put

        def failing_put(*args: object, **named: object) -> bool:
            for failure in failures:
                raise failure
            return put(*args, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(office.akin.inbox, "put", failing_put)
        assert OLD in office.reply(ana.post(support, TWIN), ana).text


def test_who_asked_is_told_when_it_fails_for_good(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana, bob = workspace.add_user("ana"), workspace.add_user("bob")
    general = workspace.add_channel("general", members=[ana, bob])
    with open_office() as office:
        workspace.faults.error("users.conversations", "missing_scope")
        assert "went wrong" in office.ask(ana, general, f"/akin find {NEW}").text
        workspace.faults.error("chat.postMessage", "restricted_action")
        ana.post(general, f"<@{BOT_USER_ID}> {NEW}")
        until(lambda: len(ana.ephemerals(general)) == 2)
        assert "went wrong" in ana.ephemerals(general)[-1].text
        assert bob.ephemerals() == []


def test_a_reply_in_an_archived_channel_is_given_up_and_shows_in_no_log_of_words(
    workspace: Workspace, open_office: OpenOffice, caplog: pytest.LogCaptureFixture
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        workspace.faults.error("chat.postMessage", "is_archived")
        new = ana.post(support, TWIN)
        assert office.thread(new, ana) == []
        assert "is_archived" in until(office.dead, "the job to be given up")[0]
        assert office.akin.matcher.counts().documents == 2, "the message itself is not lost"
    assert TWIN not in caplog.text
    assert OLD not in caplog.text
