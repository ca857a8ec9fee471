"""Replies of an Akin with a reranker: who had no time to read everything says so."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.playground import Message, Workspace
from matcher import CrossReader
from matcher.calibration import NO_READER, Reach, calibration_for, save
from tests.e2e.conftest import OpenOffice
from tests.matcher.samples import document
from tests.matcher.test_reranker import write_reranker

HURRIED = "I was short of time and read only 12 of 20 candidates closely."
NEW = "The chart of the reporting section hangs"


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[CrossReader]:
    """A reranker, calibrated so that each of its readings may change what is shown."""
    reader = CrossReader(str(write_reranker(tmp_path / "reranker")))
    shipped = calibration_for(NO_READER)
    fitted = replace(shipped, reader=reader.fingerprint, reach=Reach(20.0, 20.0))
    save(fitted, tmp_path / "data")
    yield reader
    reader.close()


def said(message: Message) -> str:
    return json.dumps(message.blocks)


def test_what_there_was_no_time_to_read_is_told_once(
    workspace: Workspace, open_office: OpenOffice, reader: CrossReader
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office(reranker=reader, rerank_budget_ms=1) as office:
        office.akin.matcher.add(
            document(f"d{n}", f"Chart {n} of the reporting section hangs", team=office.akin.team)
            for n in range(20)
        )
        office.watch(ana, support)
        # Used up at once, on the fastest machine.
        office.akin.matcher.budget = 0.0
        new = ana.post(support, NEW)
        reply = office.reply(new, ana)
        assert HURRIED in said(reply)
        ana.press(reply, "hide").wait()
        ana.press(office.reply(new, ana), "show").wait()
        again = office.reply(new, ana)
        assert "Chart" in said(again)
        assert HURRIED not in said(again), "it was not searched again"
        found = office.ask(ana, support, f"/akin find {NEW}")
        assert "candidates closely" in said(found)


def test_who_has_time_says_nothing_of_it(
    workspace: Workspace, open_office: OpenOffice, reader: CrossReader
) -> None:
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with open_office(reranker=reader, rerank_budget_ms=0) as office:
        office.akin.matcher.add(
            document(f"d{n}", f"Chart {n} of the reporting section hangs", team=office.akin.team)
            for n in range(20)
        )
        office.watch(ana, support)
        reply = office.reply(ana.post(support, NEW), ana)
        assert "Chart" in said(reply)
        assert "short of time" not in said(reply)
