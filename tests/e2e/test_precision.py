"""How sure Akin has to be before it says "the same": chosen for each channel."""

import json
from dataclasses import replace
from pathlib import Path

from bot.playground import Workspace
from matcher.calibration import NO_READER, calibration_for, save
from tests.e2e.conftest import OpenOffice
from tests.e2e.test_answers import OLD, TWIN

EASY, HARD = 0.1, 0.9999
"""Probabilities that the twin reaches, and that it doesn't."""


def strict_at(precision: float, data: Path) -> None:
    """Have the twin called the same for every precision below this one only."""
    shipped = calibration_for(NO_READER)
    thresholds = {p: HARD if p >= precision else EASY for p in shipped.thresholds}
    save(replace(shipped, thresholds=thresholds), data)


def test_a_channel_that_wants_more_warnings_hears_the_same_more_often(
    workspace: Workspace, open_office: OpenOffice, tmp_path: Path
) -> None:
    strict_at(0.9, tmp_path / "data")
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office(same=None) as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        assert "Possibly related" in office.reply(ana.post(support, TWIN), ana).text
        ana.command(support, "/akin watch").wait()
        view = workspace.wait_for(ana.views)[-1]
        chosen = {"watch": "tickets", "loudness": "default", "precision": "0.75"}
        before = len(ana.ephemerals(support))
        ana.submit(view, {"channel": support.id, **chosen})
        answer = workspace.wait_for(lambda: ana.ephemerals(support)[before:])[-1]
        said = "Of what I call “the same”, 3 of 4 should be right"
        assert said in json.dumps(answer.blocks, ensure_ascii=False)
        assert "looks like" in office.reply(ana.post(support, f"{TWIN}!"), ana).text
        ana.open_home()
        office.settled()
        assert said in json.dumps(ana.home().blocks, ensure_ascii=False)


def test_a_command_that_says_nothing_of_it_leaves_it_as_it_was(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office() as office:
        office.watch(ana, support)
        conversations = office.akin.state.conversations
        [known] = conversations.watched(office.akin.team)
        conversations.set_watch(known, known.watch, known.loudness, 0.75)
        for what in ("off", "questions"):
            office.watch(ana, support, what)
            now = conversations.get(office.akin.team, support.id)
            assert now is not None
            assert (now.watch, now.precision) == (what, 0.75)


def test_what_is_set_wins_over_what_a_channel_wants(
    workspace: Workspace, open_office: OpenOffice
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office(same=HARD) as office:
        office.watch(ana, support)
        ana.post(support, OLD)
        office.settled()
        assert "Possibly related" in office.reply(ana.post(support, TWIN), ana).text
