"""`/akin …`, the shortcut, the form and the App Home."""

import json

from bot.playground import BOT_USER_ID, Workspace
from tests.e2e.conftest import OpenOffice
from tests.e2e.office import until
from tests.e2e.test_answers import FIX, NEW, OLD, TWIN


def test_no_words_and_unknown_words_get_help(workspace: Workspace, open_office: OpenOffice) -> None:
    ana = workspace.add_user("ana")
    general = workspace.add_channel("general", members=[ana])
    with open_office() as office:
        for line in ("/akin", "/akin help"):
            assert "/akin find" in json.dumps(office.ask(ana, general, line).blocks)
        unknown = office.ask(ana, general, "/akin fnid printer")
        assert "fnid" in unknown.text
        assert "/akin find" in json.dumps(unknown.blocks)
        assert "what to look for" in office.ask(ana, general, "/akin find").text


def test_watch_by_channel_reference_joins_it_and_learns_its_history(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana, bob = workspace.add_user("ana"), workspace.add_user("bob")
    general = workspace.add_channel("general", members=[ana, bob])
    support = workspace.add_channel("support", members=[ana, bob], with_bot=False)
    old = ana.post(support, OLD)
    fix = bob.post(support, FIX, thread_ts=old.ts)
    ana.react(fix, "white_check_mark")
    with open_office() as office:
        answer = office.ask(ana, general, "/akin watch #support as tickets")
        assert f"<#{support.id}>" in answer.text
        office.settled()
        found = office.reply(ana.post(support, TWIN), ana)
        assert FIX in json.dumps(found.blocks)
        assert "no longer" in office.ask(ana, general, "/akin watch #support off").text
        assert office.thread(ana.post(support, TWIN), ana) == []


def test_a_private_channel_without_akin_cannot_be_watched(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    general = workspace.add_channel("general", members=[ana])
    secret = workspace.add_channel("secret", members=[ana], private=True, with_bot=False)
    with open_office() as office:
        answer = office.ask(ana, general, f"/akin watch <#{secret.id}|secret> as tickets")
        assert "/invite" in json.dumps(answer.blocks)


def test_find_is_seen_by_the_one_who_asks_and_share_posts_it(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana, bob = workspace.add_user("ana"), workspace.add_user("bob")
    support = workspace.add_channel("support", members=[ana, bob])
    general = workspace.add_channel("general", members=[ana, bob])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        found = office.ask(ana, general, f"/akin find {NEW}")
        assert OLD in found.text
        assert bob.ephemerals() == []
        ana.press(found, "share").wait()
        office.settled()
        posted = bob.sees(general)[-1]
        assert OLD in json.dumps(posted.blocks)
        assert f"<@{ana.user.id}>" in posted.text
        assert "Shared" in ana.ephemerals(general)[-1].text


def test_find_that_finds_nothing_says_so(workspace: Workspace, open_office: OpenOffice) -> None:
    ana = workspace.add_user("ana")
    general = workspace.add_channel("general", members=[ana])
    with open_office() as office:
        assert "found nothing" in office.ask(ana, general, "/akin find quantum teapots").text


def test_resolve_by_link_and_by_the_link_of_a_reply(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana, bob = workspace.add_user("ana"), workspace.add_user("bob")
    support = workspace.add_channel("support", members=[ana, bob])
    with open_office() as office:
        office.watch(ana, support)
        first = ana.post(support, OLD)
        second = ana.post(support, "The printer on the third floor prints empty pages")
        office.settled()
        fix = bob.post(support, "Shake the toner, then run cleaning twice", thread_ts=second.ts)
        office.settled()
        answer = office.ask(ana, support, f"/akin resolve {workspace.permalink(first)} {FIX}")
        assert "resolved" in answer.text
        office.ask(ana, support, f"/akin resolve {workspace.permalink(fix)}")
        office.settled()
        store = office.akin.matcher
        ids = {d.title: d for d in store.store.get(office.akin.team, store.store.in_channel(
            office.akin.team, support.id))
            .values()}  # fmt: skip
        assert ids[OLD].resolution == FIX
        printer = ids["The printer on the third floor prints empty pages"]
        assert printer.resolution == "Shake the toner, then run cleaning twice"
        assert "link" in office.ask(ana, support, "/akin resolve it").text


def test_forget_removes_the_message_everywhere_and_for_good(
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
        assert (
            "Forgotten" in office.ask(ana, support, f"/akin forget {workspace.permalink(old)}").text
        )
        assert office.thread(new, ana) == []
        ana.edit(old, f"{OLD}!")
        ana.post(support, "any news on this?", thread_ts=old.ts)
        office.settled()
        assert office.akin.matcher.counts().documents == 1
        again = office.ask(ana, support, f"/akin forget {workspace.permalink(old)}")
        assert "don't know" in again.text


def test_forget_leaves_nothing_of_a_message_in_jobs_that_failed_at_it(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        old = ana.post(support, OLD)
        office.settled()
        event = {"channel": support.id, "ts": old.ts, "text": OLD}
        office.akin.inbox.put("EvFailed", "none of the kinds", {"event": event})
        until(lambda: office.akin.inbox.counts().dead, "the job to fail")
        office.ask(ana, support, f"/akin forget {workspace.permalink(old)}")
        assert office.akin.inbox.dead() == []


def test_the_form_opens_and_does_what_the_command_does(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        ana.command(support, "/akin watch").wait()
        view = workspace.wait_for(ana.views)[-1]
        ana.submit(view, {"channel": support.id, "watch": "questions", "loudness": "same_only"})
        answer = workspace.wait_for(lambda: ana.ephemerals(support))[-1]
        assert "questions" in answer.text
        office.settled()
        watched = office.akin.state.conversations.watched(office.akin.team)
        assert [(c.id, c.watch, c.loudness) for c in watched] == [
            (support.id, "questions", "same_only")
        ]


def test_find_similar_on_a_message(workspace: Workspace, open_office: OpenOffice) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    general = workspace.add_channel("general", members=[ana], with_bot=False)
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        ana.shortcut(ana.post(general, NEW), "find_similar").wait()
        found = workspace.wait_for(lambda: ana.ephemerals(general))[-1]
        assert OLD in found.text


def test_the_home_shows_channels_counts_and_failures(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        ana.open_home()
        empty = workspace.wait_for(ana.home)
        assert "Let's start" in json.dumps(empty.blocks)
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        workspace.faults.error("chat.postMessage", "invalid_blocks")
        ana.post(support, TWIN)
        office.settled()
        ana.open_home()
        home = json.dumps(
            workspace.wait_for(
                lambda: "support" in json.dumps(ana.home().blocks).lower() and ana.home()
            ).blocks
        )
        office.settled()
        home = json.dumps(ana.home().blocks)
        assert f"<#{support.id}>" in home
        assert "2" in home
        assert "invalid_blocks" in home


def test_stats(workspace: Workspace, open_office: OpenOffice) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        text = json.dumps(office.ask(ana, support, "/akin stats").blocks)
        assert "1 ticket" in text


def test_a_mention_searches_for_its_words_or_for_what_was_said_there(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    general = workspace.add_channel("general", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        words = ana.post(general, f"<@{BOT_USER_ID}> {NEW}")
        assert OLD in office.reply(words, ana).text
        root = ana.post(general, NEW)
        bare = ana.post(general, f"<@{BOT_USER_ID}>", thread_ts=root.ts)
        assert OLD in office.reply(root, ana).text
        assert bare.thread_ts == root.ts
        ana.post(general, NEW)
        above = ana.post(general, f"<@{BOT_USER_ID}> please help")
        assert OLD in office.reply(above, ana).text
        thanks = ana.post(general, f"<@{BOT_USER_ID}> thank you!")
        assert office.thread(thanks, ana) == [], "thanks want no search"
        nothing = ana.post(general, f"<@{BOT_USER_ID}> where do the quantum teapots live")
        assert office.reply(nothing, ana).text, "who asks gets an answer, also when it is none"


def test_a_direct_message_is_a_question(workspace: Workspace, open_office: OpenOffice) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        direct = workspace.open_dm(ana, BOT_USER_ID)
        assert OLD in office.reply(ana.post(direct, NEW), ana).text
