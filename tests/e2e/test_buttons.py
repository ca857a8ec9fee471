"""Buttons on a reply: the reply changes to say who did what, and judgements stick."""

import json

from bot.playground import Conversation, Message, Person, Workspace
from tests.e2e.conftest import OpenOffice
from tests.e2e.office import Office
from tests.e2e.test_answers import FIX, OLD, TWIN


def shown(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False)


def ticket_and_twin(office: Office, ana: Person, support: Conversation) -> tuple[Message, Message]:
    office.watch(ana, support)
    old = ana.post(support, OLD)
    office.settled()
    ana.post(support, FIX, thread_ts=old.ts)
    office.settled()
    return old, ana.post(support, TWIN)


def test_this_answers_it_names_who_said_so_and_can_be_undone(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana, bob = workspace.add_user("ana"), workspace.add_user("bob")
    support = workspace.add_channel("support", members=[ana, bob])
    with open_office() as office:
        _, new = ticket_and_twin(office, ana, support)
        bob.press(office.reply(new, ana), "answers").wait()
        reply = office.reply(new, ana)
        assert f"<@{bob.user.id}>" in shown(reply)
        assert "answers" in shown(reply)
        bob.press(reply, "undo").wait()
        assert f"<@{bob.user.id}>" not in shown(office.reply(new, ana))


def test_a_check_mark_on_a_reply_of_akins_says_that_it_answers(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana, bob = workspace.add_user("ana"), workspace.add_user("bob")
    support = workspace.add_channel("support", members=[ana, bob])
    with open_office() as office:
        _, new = ticket_and_twin(office, ana, support)
        bob.react(office.reply(new, ana), "white_check_mark")
        assert f"<@{bob.user.id}>" in shown(office.reply(new, ana))


def test_not_a_duplicate_sticks_for_the_pair(workspace: Workspace, open_office: OpenOffice) -> None:
    ana, bob = workspace.add_user("ana"), workspace.add_user("bob")
    support = workspace.add_channel("support", members=[ana, bob])
    with open_office() as office:
        _, new = ticket_and_twin(office, ana, support)
        bob.press(office.reply(new, ana), "not_duplicate").wait()
        reply = office.reply(new, ana)
        assert f"<@{bob.user.id}>" in shown(reply)
        assert "not a duplicate" in shown(reply).lower()
        ana.edit(new, f"{TWIN} again")
        office.settled()
        assert OLD not in "".join(shown(m) for m in office.thread(new, ana) if m.ts != reply.ts)
        assert "looks like" not in "".join(shown(m) for m in office.thread(new, ana))


def test_hide_leaves_a_line_that_says_who_and_show_brings_it_back(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana, bob = workspace.add_user("ana"), workspace.add_user("bob")
    support = workspace.add_channel("support", members=[ana, bob])
    with open_office() as office:
        _, new = ticket_and_twin(office, ana, support)
        bob.press(office.reply(new, ana), "hide").wait()
        hidden = office.reply(new, ana)
        assert OLD not in shown(hidden)
        assert f"<@{bob.user.id}>" in shown(hidden)
        ana.press(hidden, "show").wait()
        assert OLD in shown(office.reply(new, ana))


def test_in_what_texts_agree_and_differ_is_still_told_after_a_press(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    why = "oth mention `HV-5031`, but here it says `version 3.0`, there `version 2.3`"
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, "Upload of invoices fails with HV-5031 in version 2.3")
        office.settled()
        new = ana.post(support, "Upload of invoices fails with HV-5031 in version 3.0")
        assert why in shown(office.reply(new, ana))
        ana.press(office.reply(new, ana), "hide").wait()
        ana.press(office.reply(new, ana), "show").wait()
        assert why in shown(office.reply(new, ana))


def test_a_confirmed_duplicate_is_answered_with_its_original(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        old, new = ticket_and_twin(office, ana, support)
        office.ask(ana, support, f"/akin resolve {workspace.permalink(old)} {FIX}")
        ana.press(office.reply(new, ana), "answers").wait()
        office.settled()
        third = office.reply(ana.post(support, f"{TWIN}, still"), ana)
        assert workspace.permalink(old) in shown(third)
        assert workspace.permalink(new) not in shown(third)
        assert FIX in shown(third)
