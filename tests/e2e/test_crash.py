"""SIGKILL at any moment: every message is answered, none twice."""

import random
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.manifest import BOT_SCOPES
from bot.playground import BOT_USER_ID, Message, Person, PlaygroundServer, Workspace
from tests.e2e.office import until
from tests.e2e.process import akin_process

MESSAGES = 200
KILLS = 10
CHANNELS = 20

PROBLEMS = [
    "The dashboard freezes when I open the analytics tab",
    "The printer on the third floor prints empty pages",
    "The VPN drops every hour and I have to sign in again",
    "Invoices of last month are missing in the billing page",
    "Push notifications don't arrive on my Android phone",
    "The CSV export ends with a timeout error",
    "I can't add new members to my project",
    "The calendar shows meetings in the wrong time zone",
    "Uploading a photo in the mobile app fails with an error",
    "The search box finds nothing since the update",
]


def replies(person: Person, message: Message) -> list[Message]:
    thread = person.sees(message.channel, message.ts)
    return [reply for reply in thread if reply.user == BOT_USER_ID]


def remembered(data: Path) -> int:
    with closing(sqlite3.connect(data / "akin.db")) as database:
        return int(database.execute("SELECT count(*) FROM documents").fetchone()[0])


@pytest.mark.timeout(280)
def test_200_events_with_10_kills_end_with_every_message_answered_once(tmp_path: Path) -> None:
    chance = random.Random(20)
    workspace = Workspace(scopes=BOT_SCOPES, retry_delays=(0.5, 3.0, 6.0))
    ana = workspace.add_user("ana")
    channels = [workspace.add_channel(f"support-{n}", members=[ana]) for n in range(CHANNELS)]
    with PlaygroundServer(workspace) as server, akin_process(server, tmp_path) as akin:
        akin.start()
        server.events_to(akin.url)
        for channel in channels:
            ana.command(channel, "/akin watch here as tickets").wait()
        workspace.wait_for(lambda: len(ana.ephemerals()) == CHANNELS, timeout=60)
        for problem in PROBLEMS:
            ana.post(channels[0], problem)
        until(lambda: remembered(tmp_path) == len(PROBLEMS), "the problems to be known")
        sent: list[Message] = []
        for _ in range(KILLS):
            for _ in range(MESSAGES // KILLS):
                number = len(sent)
                problem = PROBLEMS[number % len(PROBLEMS)]
                channel = channels[number % CHANNELS]
                sent.append(ana.post(channel, f"{problem} (case {number})"))
            threading.Event().wait(chance.uniform(0, 0.5))  # any moment of the work on these
            akin.kill()
            akin.start()
            # As Slack does, the workspace gives up on an event after some tries.
            workspace.wait_for(lambda: not workspace.deliveries.pending(), timeout=30)
        workspace.wait_for(lambda: all(replies(ana, message) for message in sent), timeout=150)
        akin.terminate()
        assert [len(replies(ana, message)) for message in sent] == [1] * MESSAGES
        assert remembered(tmp_path) == MESSAGES + len(PROBLEMS)
