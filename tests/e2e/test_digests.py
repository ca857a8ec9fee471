"""Digests: posted with topics when due, silent when nothing is new, changed by people for good."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from bot.playground import Conversation, Message, Person, Workspace
from bot.state import Outcome
from tests.e2e.conftest import OpenOffice
from tests.e2e.digesting import (
    due_now,
    follow_quietly,
    last_monday,
    posted,
    shown,
    tick,
    write,
)
from tests.e2e.office import Office

WEEK = timedelta(days=7)


@pytest.fixture
def people(workspace: Workspace) -> list[Person]:
    return [workspace.add_user(name) for name in ("ana", "ben", "cleo", "dan")]


@pytest.fixture
def support(workspace: Workspace, people: list[Person]) -> Conversation:
    return workspace.add_channel("support", members=people)


def week_of_questions(
    office: Office, people: list[Person], channel: Conversation, **topics: int
) -> list[Message]:
    """Write a last week of questions, with an earlier one of which all was heard."""
    people[0].post(channel, "Is this the place for questions?", at=_at(3))
    write(people, channel, {"printer": 6, "vpn": 6, "invoice": 4}, last_monday() - WEEK)
    week = write(people, channel, topics or {"printer": 6, "invoice": 6, "vpn": 4}, last_monday())
    office.settled()
    # Read from the history, all at once.
    follow_quietly(office, people[0], channel)
    return week


def _at(weeks: float) -> float:
    return (last_monday() - weeks * WEEK).timestamp()


def set_up(office: Office, person: Person, channel: Conversation, words: str = "") -> str:
    """Set up a weekly digest that has just become due, and return what the bot said."""
    said = shown(office.ask(person, channel, f"/akin digest weekly mon 09:00 {words}"))
    due_now(office, channel)
    return said


def edit(office: Office, person: Person, digest: Message, topic: str, **values: Any) -> str:
    """Press *Edit* beside a topic of a digest and send the form in; return the answer."""
    block = next(b for b in digest.blocks if topic in str(b.get("text", {}).get("text")))
    before = len(person.ephemerals())
    person.press(digest, "edit_topic", block["block_id"]).wait()
    office.settled()
    form = office.workspace.wait_for(lambda: [v for v in person.views() if v.blocks[1:]])[-1]
    if "merge" in values:
        options = next(b for b in form.blocks if b["block_id"] == "merge")["element"]["options"]
        wanted = values["merge"]
        values["merge"] = next(o["value"] for o in options if wanted in o["text"]["text"])
    person.submit(form, values).wait()
    office.settled()
    return shown(person.ephemerals()[before:][-1])


def test_a_weekly_digest_tells_what_came_up_against_the_week_before_and_what_is_unanswered(
    workspace: Workspace, people: list[Person], support: Conversation, open_office: OpenOffice
) -> None:
    ana, ben = people[:2]
    with open_office() as office:
        week = week_of_questions(office, people, support)
        fix = ben.post(support, "Hold the green button for five seconds", thread_ts=week[0].ts)
        office.settled()
        ana.react(fix, "white_check_mark")
        office.settled()
        said = set_up(office, ana, support)
        assert "Every Monday at 09:00 (Europe/Berlin)" in said
        assert "The next one comes on Monday" in said
        # Slack looks at a picture before blocks may show it.
        workspace.faults.error("chat.postMessage", "invalid_blocks")
        key = tick(office, support)
        tick(office, support)
        assert office.dead() == []
        (digest,) = posted(ana, support)
        text = shown(digest)
        assert "*16 questions* from 4 people (16 from 4 people the week before)" in text
        assert "1 of them was answered, *15 are still unanswered*" in text
        assert "6 questions from 4 people · 17% answered" in text
        assert "→ steady (6 before)" in text
        assert "→ steady (4 before)" in text, "two more are no trend"
        assert "Best answer: Hold the green button" in text
        assert workspace.permalink(week[1]) in text
        assert "… and 10 more" in text
        assert digest.metadata is not None
        assert digest.metadata["event_payload"] == {"key": key}
        assert not [block for block in digest.blocks if "<@" in str(block)], "it pings nobody"
        (details,) = [m for m in ana.sees(support, digest.ts) if m.ts != digest.ts]
        assert "What the topics are made of" in shown(details)
        (block,) = [b for b in digest.blocks if b["type"] == "image"]
        image = Image.open(io.BytesIO(workspace.files[block["slack_file"]["id"]].content))
        assert (image.format, image.width) == ("PNG", 720)
        assert "Messages by topic in the last 2 periods" in block["alt_text"]
        assert ": 6, 6." in block["alt_text"]


def test_without_the_scope_for_files_it_goes_out_without_a_picture(
    workspace: Workspace, people: list[Person], support: Conversation, open_office: OpenOffice
) -> None:
    workspace.scopes = set(workspace.scopes) - {"files:write"}
    with open_office() as office:
        week_of_questions(office, people, support)
        set_up(office, people[0], support)
        tick(office, support)
        (digest,) = posted(people[0], support)
        assert "*16 questions*" in shown(digest)
        assert not [b for b in digest.blocks if b["type"] == "image"]
        # Deleted by somebody, it is not posted again.
        office.akin.slack.delete(support.id, digest.ts)
        office.settled()
        tick(office, support)
        assert posted(people[0], support) == []


def test_where_nothing_is_new_nothing_is_posted_and_the_statistics_say_why(
    people: list[Person], support: Conversation, open_office: OpenOffice
) -> None:
    ana = people[0]
    with open_office() as office:
        write(people, support, {"printer": 3}, last_monday() - WEEK)
        ana.post(support, "Good morning everybody!", at=_at(0.5))
        follow_quietly(office, ana, support)
        set_up(office, ana, support)
        tick(office, support)
        assert posted(ana, support) == []
        stats = shown(office.ask(ana, support, "/akin stats"))
        assert "nothing was posted on" in stats
        assert "nothing new came up. The next one comes on Monday" in stats


def test_a_few_messages_are_listed_the_unanswered_first(
    people: list[Person], support: Conversation, open_office: OpenOffice
) -> None:
    ana, ben = people[:2]
    with open_office() as office:
        first, *_ = write(people, support, {"printer": 1, "vpn": 1, "invoice": 1}, last_monday())
        ben.post(support, "Hold the green button for five seconds", thread_ts=first.ts)
        follow_quietly(office, ana, support)
        set_up(office, ana, support)
        tick(office, support)
        (digest,) = posted(ana, support)
        text = shown(digest)
        assert "*3 questions* from 3 people." in text
        assert text.index("VPN drops") < text.index("invoice of last month") < text.index("printer")
        assert "Edit" not in text


def test_topics_that_people_rename_merge_or_hide_stay_so_in_this_digest_and_the_next(
    workspace: Workspace, people: list[Person], support: Conversation, open_office: OpenOffice
) -> None:
    ana = people[0]
    with open_office() as office:
        week_of_questions(office, people, support)
        set_up(office, ana, support)
        tick(office, support)
        (digest,) = posted(ana, support)
        before = [b for b in digest.blocks if b["type"] == "image"]
        assert "called “Third floor”" in edit(office, ana, digest, "printer", name="Third floor")
        (digest,) = posted(ana, support)
        assert "Third floor" in shown(digest)
        after = [b for b in digest.blocks if b["type"] == "image"]
        assert "Third floor: 6, 6" in after[0]["alt_text"]
        assert before[0]["slack_file"]["id"] not in workspace.files, "the old names are gone"
        edit(office, ana, digest, "nvoice", merge="Third floor")
        (digest,) = posted(ana, support)
        assert "12 questions from 4 people" in shown(digest)
        assert "is hidden" in edit(office, ana, digest, "VPN", show="hidden")
        (digest,) = posted(ana, support)
        assert "VPN" not in "".join(b["text"]["text"] for b in digest.blocks if "accessory" in b)
        (details,) = [m for m in ana.sees(support, digest.ts) if m.ts != digest.ts]
        assert "Hidden:" in shown(details)

        # The same questions once more, told to somebody who asks now.
        now = last_monday() + timedelta(days=5)
        write(people, support, {"printer": 6, "invoice": 6, "vpn": 4}, now, days=4)
        office.settled()
        text = shown(office.ask(ana, support, "/akin digest"))
        assert "*1. Third floor*" in text
        assert "VPN, " not in text


def test_a_private_channels_digest_stays_there(
    workspace: Workspace, people: list[Person], support: Conversation, open_office: OpenOffice
) -> None:
    ana = people[0]
    secret = workspace.add_channel("secret", members=people[:3], private=True)
    with open_office() as office:
        week_of_questions(office, people[:3], secret)
        said = shown(office.ask(ana, secret, "/akin digest weekly mon 9 in #support"))
        assert "so its digest can't go there" in said
        assert office.akin.state.schedules.get(office.akin.team, secret.id) is None
        # A guest, or somebody outside, learns nothing of it.
        outsider = people[3]
        asked = shown(office.ask(outsider, support, f"/akin digest about <#{secret.id}|secret>"))
        assert "I can't find that channel" in asked
        set_up(office, ana, secret)
        tick(office, secret)
        assert len(posted(ana, secret)) == 1
        assert posted(ana, support) == []


def test_a_channel_that_becomes_private_takes_its_digest_back_from_elsewhere(
    workspace: Workspace, people: list[Person], support: Conversation, open_office: OpenOffice
) -> None:
    ana = people[0]
    leads = workspace.add_channel("leads", members=people[:2])
    with open_office() as office:
        week_of_questions(office, people[:3], support)
        set_up(office, ana, support, "in #leads")
        tick(office, support)
        assert posted(ana, support) == []
        (digest,) = posted(ana, leads)
        assert "printer" in shown(digest)
        ana.make_private(support)
        office.settled()
        assert posted(ana, leads) == []
        assert ana.sees(leads, digest.ts) == []
        assert not [f for f in workspace.files.values() if f.name == "topics.png"]
        known = office.akin.state.digests.last(office.akin.team, support.id)
        assert known is not None
        assert (known.outcome, known.contents) == (Outcome.WITHDRAWN, {})


def test_in_another_channel_a_topic_is_named_from_three_people_on(
    workspace: Workspace, people: list[Person], support: Conversation, open_office: OpenOffice
) -> None:
    ana = people[0]
    leads = workspace.add_channel("leads", members=people[:2])
    with open_office() as office:
        write(people[:2], support, {"printer": 6}, last_monday())
        write(people, support, {"invoice": 6, "vpn": 6}, last_monday())
        follow_quietly(office, ana, support)
        set_up(office, ana, support, "in #leads")
        tick(office, support)
        (digest,) = posted(ana, leads)
        topics = [b["text"]["text"] for b in digest.blocks if "accessory" in b]
        assert len(topics) == 2
        assert not [text for text in topics if "printer" in text]


def test_what_is_forgotten_or_deleted_leaves_digest_topic_and_picture(
    workspace: Workspace, people: list[Person], support: Conversation, open_office: OpenOffice
) -> None:
    ana = people[0]
    with open_office() as office:
        week = week_of_questions(office, people, support, printer=6, vpn=6, invoice=4)
        set_up(office, ana, support)
        tick(office, support)
        (digest,) = posted(ana, support)
        assert "invoice" in shown(digest)
        invoices = [m for m in ana.sees(support) if "invoice" in m.text.lower()]
        assert len(week) == 16
        for number, message in enumerate(invoices):
            author = next(p for p in people if p.id == message.user)
            if number % 2:
                author.delete(message)
            else:
                link = workspace.permalink(message)
                office.ask(ana, support, f"/akin forget {link}")
        office.settled()
        (digest,) = posted(ana, support)
        assert "invoice" not in shown(digest).lower()
        known = office.akin.state.topics.of_channel(office.akin.team, support.id)
        assert not [t for t in known.values() if "invoice" in f"{t.title} {t.terms}".lower()]
        assert office.dead() == []


def test_of_a_deleted_channel_nothing_stays(
    workspace: Workspace, people: list[Person], support: Conversation, open_office: OpenOffice
) -> None:
    ana = people[0]
    leads = workspace.add_channel("leads", members=people[:2])
    with open_office() as office:
        week_of_questions(office, people, support)
        set_up(office, ana, support, "in #leads")
        tick(office, support)
        assert len(posted(ana, leads)) == 1
        ana.delete_channel(support)
        office.settled()
        assert posted(ana, leads) == []
        state, team = office.akin.state, office.akin.team
        assert state.topics.of_channel(team, support.id) == {}
        assert state.schedules.all(team) == []
        assert state.digests.last(team, support.id) is None
        assert workspace.files == {}


def test_it_pauses_is_resumed_moved_and_ended_in_plain_words(
    workspace: Workspace, people: list[Person], support: Conversation, open_office: OpenOffice
) -> None:
    ana = people[0]
    workspace.add_channel("leads", members=people[:2])
    guest = workspace.add_user("gil", guest=True)
    ana.invite(support, guest)
    with open_office() as office:

        def said(person: Person, words: str) -> str:
            return shown(office.ask(person, support, f"/akin digest {words}"))

        assert "I don't follow what people ask in" in said(ana, "weekly")
        follow_quietly(office, ana, support)
        assert "Only full members" in said(guest, "weekly mon 9")
        assert "has no digest yet" in said(ana, "pause")
        assert "I don't understand `blue moon`" in said(ana, "every blue moon")
        assert "On which days?" in said(ana, "at 9")
        assert "Monday to Friday at 09:30 (Europe/Berlin)" in said(ana, "weekdays at 9:30")
        assert "until somebody says" in said(ana, "pause")
        assert "It pauses until 2 Jan" in said(ana, "pause until 2 Jan")
        assert "It pauses until 2 Jan" in shown(office.ask(ana, support, "/akin stats"))
        assert "The next one comes on" in said(ana, "resume")
        assert "at 17:00" in said(ana, "at 5pm")
        assert "I post no digest" in said(ana, "off")
        assert "There was no digest" in said(ana, "off")
        assert "Nothing to tell of #support: nothing new came up." in said(ana, "")


def test_the_form_sets_up_the_same(
    people: list[Person], support: Conversation, open_office: OpenOffice
) -> None:
    ana = people[0]
    with open_office() as office:
        follow_quietly(office, ana, support)
        before = len(ana.ephemerals())
        ana.command(support, "/akin digest settings").wait()
        (form,) = office.workspace.wait_for(ana.views)
        ana.submit(form, {"rhythm": "4", "time": "16:30", "pause": "2099-01-05"}).wait()
        office.settled()
        text = shown(ana.ephemerals()[before:][-1])
        assert "Every Friday at 16:30 (Europe/Berlin)" in text
        assert "It pauses until 5 Jan 2099; the next one comes on Friday, 9 Jan 2099" in text
