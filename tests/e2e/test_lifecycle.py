"""Channels that change hands: archived, left, deleted, made private, shared, joined by guests."""

import json

from bot.playground import Workspace
from bot.watching import Watch
from tests.e2e.conftest import OpenOffice
from tests.e2e.test_answers import FIX, NEW, OLD, TWIN


def test_a_channel_made_private_takes_its_documents_and_the_replies_that_show_them_along(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana, eve = workspace.add_user("ana", admin=True), workspace.add_user("eve")
    support = workspace.add_channel("support", members=[ana])
    lobby = workspace.add_channel("lobby", members=[ana, eve])
    with open_office() as office:
        office.watch(ana, support)
        office.watch(ana, lobby)
        ana.post(support, OLD)
        office.settled()
        public = eve.post(lobby, TWIN)
        assert OLD in office.reply(public, eve).text
        ana.make_private(support)
        office.settled()
        assert office.thread(public, eve) == [], "what is private now is taken back"
        assert OLD not in json.dumps(office.ask(eve, lobby, f"/akin find {NEW}").blocks)
        assert OLD in json.dumps(office.ask(ana, lobby, f"/akin find {NEW}").blocks)
        ana.make_public(support)
        office.settled()
        assert OLD in json.dumps(office.ask(eve, lobby, f"/akin find {NEW}").blocks)


def test_a_channel_shared_with_another_organisation_becomes_an_audience_of_its_own(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana", admin=True)
    stranger = workspace.add_user("sid", stranger=True)
    support = workspace.add_channel("support", members=[ana])
    lobby = workspace.add_channel("lobby", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        office.watch(ana, lobby)
        ana.post(lobby, OLD)
        office.settled()
        new = ana.post(support, TWIN)
        assert OLD in office.reply(new, ana).text
        ana.share_externally(support, stranger)
        office.settled()
        assert OLD not in stranger.everything(), "replies that drew on the rest are taken back"
        again = ana.post(support, f"{TWIN} again")
        assert TWIN in office.reply(again, stranger).text
        assert OLD not in stranger.everything()
        assert TWIN not in json.dumps(office.ask(ana, lobby, f"/akin find {NEW}").blocks)


def test_a_guest_who_joins_ends_replies_that_draw_on_other_channels(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana", admin=True)
    guest = workspace.add_user("gus", guest=True)
    support = workspace.add_channel("support", members=[ana])
    lobby = workspace.add_channel("lobby", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        office.watch(ana, lobby)
        ana.post(lobby, OLD)
        office.settled()
        new = ana.post(support, TWIN)
        assert OLD in office.reply(new, ana).text
        ana.invite(support, guest)
        office.settled()
        assert OLD not in guest.everything()
        found = office.ask(guest, support, f"/akin find {NEW}")
        assert OLD not in json.dumps(found.blocks)
        assert TWIN in json.dumps(found.blocks)


def test_an_archived_channel_is_watched_no_longer_but_can_be_found(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana", admin=True)
    support = workspace.add_channel("support", members=[ana])
    lobby = workspace.add_channel("lobby", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        ana.archive(support)
        office.settled()
        assert office.akin.state.conversations.watched(office.akin.team) == []
        assert OLD in office.ask(ana, lobby, f"/akin find {NEW}").text


def test_akin_removed_from_a_private_channel_shows_it_to_nobody(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana", admin=True)
    secret = workspace.add_channel("secret", members=[ana], private=True)
    lobby = workspace.add_channel("lobby", members=[ana])
    with open_office() as office:
        office.watch(ana, secret)
        ana.post(secret, OLD)
        office.settled()
        assert OLD in office.ask(ana, lobby, f"/akin find {NEW}").text
        ana.kick(secret, workspace.person("akin"))
        office.settled()
        known = office.akin.state.conversations.get(office.akin.team, secret.id)
        assert known is not None
        assert known.watch is Watch.OFF
        assert OLD not in office.ask(ana, lobby, f"/akin find {NEW}").text


def test_a_deleted_channel_is_forgotten(workspace: Workspace, open_office: OpenOffice) -> None:
    ana = workspace.add_user("ana", admin=True)
    support = workspace.add_channel("support", members=[ana])
    lobby = workspace.add_channel("lobby", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        office.watch(ana, lobby)
        ana.post(support, OLD)
        office.settled()
        new = ana.post(lobby, TWIN)
        assert OLD in office.reply(new, ana).text
        ana.delete_channel(support)
        office.settled()
        assert office.thread(new, ana) == []
        assert office.akin.matcher.counts().documents == 1


def test_a_renamed_channel_keeps_being_watched(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana", admin=True)
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        ana.rename(support, "help")
        office.settled()
        watched = office.akin.state.conversations.watched(office.akin.team)
        assert [(c.id, c.name) for c in watched] == [(support.id, "help")]


def test_changes_that_were_missed_while_away_are_caught_up_with_at_start(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana, eve = workspace.add_user("ana", admin=True), workspace.add_user("eve")
    support = workspace.add_channel("support", members=[ana])
    lobby = workspace.add_channel("lobby", members=[ana, eve])
    with open_office() as office:
        office.watch(ana, support)
        fix = ana.post(support, OLD)
        office.settled()
        ana.post(support, FIX, thread_ts=fix.ts)
        office.settled()
    workspace.retry_delays = ()
    ana.make_private(support)
    workspace.wait_for(lambda: not workspace.deliveries.pending())
    with open_office() as office:
        office.settled()
        assert OLD not in json.dumps(office.ask(eve, lobby, f"/akin find {NEW}").blocks)
