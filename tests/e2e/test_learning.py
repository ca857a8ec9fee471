"""What people say about Akin's replies teaches its verdict, in a job of its own."""

import json

import numpy as np
import pytest
import sqlalchemy as sa

from bot.job_table import jobs
from bot.playground import Conversation, Person, Workspace
from bot.views.answers import Outcome
from bot.work.learning import EVERY
from ingest.documents import Document, Kind, Source
from matcher.calibration import NO_READER, calibration_for
from matcher.encoder import Encoder
from matcher.reranker import CrossReader
from tests.e2e.conftest import OpenOffice
from tests.e2e.office import Office, until
from tests.e2e.test_answers import OLD, TWIN


@pytest.fixture
def ana(workspace: Workspace) -> Person:
    return workspace.add_user("ana")


@pytest.fixture
def support(workspace: Workspace, ana: Person) -> Conversation:
    return workspace.add_channel("support", members=[ana])


def remember_old(office: Office, ana: Person, support: Conversation) -> None:
    """Have the channel watched, with one ticket in it."""
    office.watch(ana, support)
    ana.post(support, OLD)
    office.settled()


def dismiss(office: Office, ana: Person, support: Conversation, text: str) -> None:
    """Write something and say of Akin's reply to it that it is no duplicate."""
    ana.press(office.reply(ana.post(support, text), ana), "not_duplicate").wait()
    office.settled()


def has_learnt(office: Office, reader: str = NO_READER) -> bool:
    """Tell whether the workspace's verdict is no longer the shipped one."""
    shipped = calibration_for(reader).same
    now = office.akin.matcher.calibration(office.akin.team).same
    return not (np.array_equal(now.weights, shipped.weights) and now.intercept == shipped.intercept)


def times(office: Office) -> int:
    """Return how often it was learnt."""
    with office.akin.matcher.engine.connect() as db:
        query = sa.select(sa.func.count()).where(jobs.c.kind == "learn")
        return db.execute(query).scalar_one()


def test_ten_judgements_are_learnt_from_at_once(
    open_office: OpenOffice, ana: Person, support: Conversation
) -> None:
    with open_office() as office:
        remember_old(office, ana, support)
        for number in range(EVERY - 1):
            dismiss(office, ana, support, f"{TWIN}{'!' * number}")
        assert (times(office), has_learnt(office)) == (0, False)
        dismiss(office, ana, support, f"{TWIN}?")
        assert (times(office), has_learnt(office)) == (1, True)
        assert office.dead() == []


def test_fewer_are_learnt_from_within_the_hour_and_once_only(
    open_office: OpenOffice, ana: Person, support: Conversation
) -> None:
    with open_office() as office:

        def an_hour_passes(name: str) -> None:
            office.akin.inbox.put(f"check_channels:{name}", "check_channels", {})
            office.settled()

        office.watch(ana, support)
        ana.post(support, OLD)
        an_hour_passes("without judgements")
        assert times(office) == 0
        dismiss(office, ana, support, TWIN)
        assert times(office) == 0
        an_hour_passes("after the first")
        assert (times(office), has_learnt(office)) == (1, True)
        an_hour_passes("without a new one")
        assert times(office) == 1


def test_what_was_taken_back_teaches_nothing(
    open_office: OpenOffice, ana: Person, support: Conversation
) -> None:
    with open_office() as office:
        remember_old(office, ana, support)
        new = ana.post(support, TWIN)
        ana.press(office.reply(new, ana), "answers").wait()
        office.settled()
        office.akin.inbox.put("check_channels:test", "check_channels", {})
        office.settled()
        until(lambda: has_learnt(office), "the judgement to be learnt from")
        ana.press(office.reply(new, ana), "undo").wait()
        office.settled()
        assert (times(office), has_learnt(office)) == (2, False)


def test_another_models_verdict_learns_from_them_without_a_new_one(
    open_office: OpenOffice, ana: Person, support: Conversation, encoder: Encoder
) -> None:
    with open_office() as office:
        remember_old(office, ana, support)
        dismiss(office, ana, support, TWIN)
        office.akin.inbox.put("check_channels:before", "check_channels", {})
        office.settled()
        assert (times(office), has_learnt(office)) == (1, True)
    reranker = CrossReader(thread=encoder.thread)
    with open_office(reranker=reranker) as office:
        assert not has_learnt(office, reranker.fingerprint)
        office.akin.inbox.put("check_channels:after", "check_channels", {})
        office.settled()
        assert (times(office), has_learnt(office, reranker.fingerprint)) == (2, True)
    reranker.close()


THINGS = (
    "coffee machine", "badge reader", "payroll export", "VPN client", "invoice printer",
    "timesheet form", "wiki search", "staging database", "fire door", "parking gate",
    "phone headset", "travel booking", "calendar sync", "backup job", "mail filter",
    "warehouse scanner", "login page", "translation plugin", "garden sprinkler", "build server",
    "expense app", "water cooler",
)  # fmt: skip


def test_what_people_confirm_of_many_problems_lets_akin_say_more_often_what_is_the_same(
    open_office: OpenOffice, ana: Person, support: Conversation
) -> None:
    stopped = "The {} has stopped working since this morning"
    again = "{} isn't working any more today"
    with open_office(same=None) as office:
        team = office.akin.team

        def answer(thing: str) -> str:
            ana.post(support, stopped.format(thing))
            office.settled()  # two events may come in any order
            return office.reply(ana.post(support, again.format(thing)), ana).text

        def stats() -> str:
            return json.dumps(office.ask(ana, support, "/akin stats").blocks)

        office.watch(ana, support)
        assert "Possibly related" in answer("roof antenna")
        assert "more often than at first" not in stats()
        for thing in THINGS:
            pair = [
                Document(f"{thing} {number}", Kind.TICKET, "", text.format(thing),
                         source=Source(team=team))
                for number, text in enumerate((stopped, again))
            ]  # fmt: skip
            office.akin.matcher.add(pair)
            office.akin.state.judgements.put(
                team, (pair[0].id, pair[1].id), Outcome.SAME, ana.user.id, support.id
            )
        office.akin.inbox.put("check_channels:test", "check_channels", {})
        office.settled()
        assert "This looks like" in answer("window blind")
        assert "more often than at first" in stats()
