"""A channel with weeks of questions in it, and a clock that says that its digest is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock, digest_key
from bot.playground import BOT_USER_ID, Conversation, Message, Person
from bot.playground.messages import Ephemeral
from bot.playground.views import View
from bot.schedule import Schedule
from bot.watching import Loudness
from tests.e2e.office import Office, until

TOPICS = {
    "printer": [
        "The printer on the third floor is offline again",
        "Our third floor printer shows as offline since this morning",
        "Printer on floor three offline, nobody can print",
        "Is the printer on the third floor offline for everybody?",
        "Third floor printer went offline after lunch",
        "The office printer on floor 3 is offline, how do I wake it?",
    ],
    "invoice": [
        "Where do I find the invoice of last month?",
        "I can't find last month's invoice in the billing page",
        "The invoice for last month is missing in billing",
        "Last month's invoice does not show up, where is it?",
        "How do I download the invoice of last month?",
        "Billing page shows no invoice for last month",
    ],
    "vpn": [
        "The VPN drops every hour and I have to sign in again",
        "VPN disconnects once an hour for me",
        "My VPN connection drops every hour since the update",
        "VPN keeps dropping hourly, anybody else?",
        "Why does the VPN sign me out every hour?",
        "Hourly VPN drops again today",
    ],
}


def follow_quietly(office: Office, person: Person, channel: Conversation) -> None:
    """Have a channel read along in, without replies: each would wait for the channel's second."""
    office.settled()
    office.watch(person, channel, "questions")
    known = office.akin.state.conversations.get(office.akin.team, channel.id)
    assert known is not None
    office.akin.state.conversations.set_watch(
        known, known.watch, Loudness.MENTIONED, known.precision
    )


def last_monday() -> datetime:
    """Return the last Monday, 09:00 in Berlin."""
    now = datetime.now(ZoneInfo("Europe/Berlin"))
    start = (now - timedelta(days=now.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)
    return (start if start <= now else start - timedelta(days=7)).astimezone(UTC)


def due_now(office: Office, channel: Conversation, now: datetime | None = None) -> Schedule:
    """Take a channel's schedule back by weeks, so that its last period has just ended."""
    now = now or datetime.now(UTC)
    schedule = office.akin.state.schedules.get(office.akin.team, channel.id)
    assert schedule is not None
    latest = schedule.latest(now)
    before = schedule.latest(latest.moment - timedelta(seconds=1))
    changed = replace(
        schedule, since=latest.moment - timedelta(seconds=1), covers_from=before.moment
    )
    office.akin.state.schedules.put(changed)
    return changed


def tick(office: Office, channel: Conversation) -> str:
    """Let a clock find what is due, wait until it is done, and return the period's name."""
    akin = office.akin
    schedule = akin.state.schedules.get(akin.team, channel.id)
    assert schedule is not None
    due = schedule.due(akin.now())
    assert due is not None
    clock = Clock(
        akin.inbox, akin.team, [], timetable=akin.state.schedules.all, beat=timedelta(seconds=0.1)
    )
    clock.start()
    try:
        until(lambda: clock._put_last.get(channel.id) == due.name, "the clock to see what is due")
    finally:
        clock.stop()
    office.settled()
    return digest_key(akin.team, channel.id, due.name)


def write(
    people: list[Person],
    channel: Conversation,
    topics: dict[str, int],
    end: datetime,
    days: int = 6,
) -> list[Message]:
    """Have people write so many messages of each topic in the days before a moment."""
    texts = [text for topic, count in topics.items() for text in TOPICS[topic][:count]]
    step = timedelta(days=days) / (len(texts) + 1)
    return [
        people[number % len(people)].post(
            channel, text, at=(end - step * (len(texts) - number)).timestamp()
        )
        for number, text in enumerate(texts)
    ]


def posted(person: Person, channel: Conversation) -> list[Message]:
    """Return the bot's messages in a channel itself, oldest first."""
    return [
        message
        for message in person.sees(channel)
        if message.user == BOT_USER_ID and not message.is_reply and message.subtype is None
    ]


def shown(message: Message | Ephemeral | View) -> str:
    """Return all words of a message's blocks."""
    found: list[str] = []

    def collect(part: object) -> None:
        if isinstance(part, dict):
            for key, value in part.items():
                if key in ("text", "alt_text") and isinstance(value, str):
                    found.append(value)
                else:
                    collect(value)
        elif isinstance(part, list | tuple):
            for each in part:
                collect(each)

    collect(message.blocks)
    return "\n".join(found)
