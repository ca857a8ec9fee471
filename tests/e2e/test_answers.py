"""A message in a watched channel gets its match in the thread."""

import json

import pytest

from bot.playground import BOT_USER_ID, Workspace
from tests.e2e.conftest import OpenOffice

OLD = "UI hangs when loading the heavy chart in the reporting section"
FIX = "Turn off GPU acceleration in Settings, it is fixed for good in 4.2"
NEW = "My dashboard keeps freezing when I open the reporting tab."
TWIN = "The UI hangs while loading the heavy chart of the reporting section"


@pytest.mark.parametrize("http", [True, False], ids=["http", "socket"])
def test_a_ticket_in_other_words_finds_the_earlier_one_and_its_solution(
    workspace: Workspace, open_office: OpenOffice, http: bool
) -> None:
    ana, bob = workspace.add_user("ana"), workspace.add_user("bob")
    support = workspace.add_channel("support", members=[ana, bob])
    with open_office(http=http) as office:
        office.watch(ana, support)
        old = ana.post(support, OLD)
        fix = bob.post(support, FIX, thread_ts=old.ts)
        office.settled()
        bob.react(fix, "white_check_mark")
        office.settled()
        new = bob.post(support, NEW)
        reply = office.reply(new, ana)
        assert "Possibly related" in reply.text
        assert OLD in reply.text
        assert FIX in json.dumps(reply.blocks)
        assert workspace.permalink(old) in json.dumps(reply.blocks)
        assert office.thread(old, ana) == []


def test_the_same_problem_in_nearly_the_same_words_is_called_the_same(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        reply = office.reply(ana.post(support, TWIN), ana)
        assert "looks like" in json.dumps(reply.blocks)


def test_messages_about_something_else_and_small_talk_get_no_reply(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        quiet = [
            ana.post(support, "Who brings the cake on Friday?"),
            ana.post(support, "thanks!"),
            ana.post(support, "good morning everybody"),
            ana.post(support, "+1"),
        ]
        assert [office.thread(message, ana) for message in quiet] == [[], [], [], []]
        counts = office.akin.matcher.counts()
        assert counts.documents == 2, "small talk is not remembered"


def test_related_messages_are_left_alone_in_a_question_channel(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    ask = workspace.add_channel("ask", members=[ana])
    with open_office() as office:
        office.watch(ana, ask, "questions")
        ana.post(ask, OLD)
        office.settled()
        assert office.thread(ana.post(ask, NEW), ana) == []
        assert "looks like" in json.dumps(office.reply(ana.post(ask, TWIN), ana).blocks)


def test_channels_that_are_not_watched_are_not_read(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    general = workspace.add_channel("general", members=[ana])
    with open_office() as office:
        ana.post(general, OLD)
        assert office.thread(ana.post(general, TWIN), ana) == []
        assert office.akin.matcher.counts().documents == 0


def test_a_reply_follows_the_edit_of_its_message_and_goes_when_nothing_matches(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    printer = "The printer on the third floor prints empty pages"
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        ana.post(support, printer)
        office.settled()
        new = ana.post(support, TWIN)
        first = office.reply(new, ana)
        assert OLD in first.text
        ana.edit(new, "The third floor printer keeps printing empty pages")
        second = office.reply(new, ana)
        assert second.ts == first.ts, "the reply is updated, not repeated"
        assert printer in second.text
        assert OLD not in json.dumps(second.blocks)
        ana.edit(new, "Who brings the cake on Friday?")
        assert office.thread(new, ana) == []
        ana.edit(new, TWIN)
        assert OLD in office.reply(new, ana).text


def test_an_unfurl_causes_no_work(workspace: Workspace, open_office: OpenOffice) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        message = ana.post(support, f"{OLD} https://example.com/chart")
        office.settled()
        before = office.akin.inbox.counts()
        ana.unfurl(message)
        workspace.wait_for(lambda: not workspace.deliveries.pending())
        assert office.akin.inbox.counts() == before


def test_a_deleted_message_is_forgotten_and_replies_no_longer_point_to_it(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        old = ana.post(support, OLD)
        office.settled()
        new = ana.post(support, TWIN)
        assert OLD in office.reply(new, ana).text
        ana.delete(old)
        assert office.thread(new, ana) == [], "its only match is gone"
        assert office.akin.matcher.counts().documents == 1
        ana.delete(new)
        office.settled()
        assert office.akin.matcher.counts().documents == 0


def test_a_deleted_message_takes_the_reply_with_it(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        new = ana.post(support, TWIN)
        office.reply(new, ana)
        ana.delete(new)
        office.settled()
        assert not [m for m in ana.sees(support) if m.user == BOT_USER_ID]
        assert office.akin.matcher.counts().documents == 1


def test_a_later_resolution_appears_in_the_replies_that_point_to_the_ticket(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        old = ana.post(support, OLD)
        office.settled()
        new = ana.post(support, TWIN)
        assert FIX not in json.dumps(office.reply(new, ana).blocks)
        fix = ana.post(support, FIX, thread_ts=old.ts)
        office.settled()
        ana.react(fix, "white_check_mark")
        assert FIX in json.dumps(office.reply(new, ana).blocks)
        ana.unreact(fix, "white_check_mark")
        assert FIX not in json.dumps(office.reply(new, ana).blocks)


def test_what_is_said_in_the_thread_can_be_found(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        old = ana.post(support, "Something is odd on the third floor since this morning")
        ana.post(support, "The printer prints empty pages after the toner swap", thread_ts=old.ts)
        office.settled()
        found = office.ask(ana, support, "/akin find empty pages from the printer")
        assert "Something is odd" in found.text
