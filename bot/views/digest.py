"""A digest: the post, the details in its thread, and the little that a quiet channel gets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.digest_contents import Numbers
from bot.mrkdwn import date, link, shorten
from bot.views.actions import Action, Press
from bot.views.message import (
    Block,
    Message,
    button,
    context,
    divider,
    header,
    message,
    section,
)
from bot.views.words import counted, joined, share
from ingest.text import one_line, visible

MOST_TOPICS: Final = 7
MOST_UNANSWERED: Final = 5
_MOST_LISTED: Final = 8
_MORE_TOPICS: Final = 15
_MORE_UNANSWERED: Final = 12
_MOST_HIDDEN: Final = 5
_NAME: Final = 70
_EXAMPLE: Final = 110
_ANSWER: Final = 150
_QUESTION: Final = 100
_ALT: Final = 1_000

_ARROWS: Final = {"growing": "↑", "steady": "→", "fading": "↓"}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message to link to: its words, its address, who wrote it and when."""

    text: str
    url: str
    author: str = ""
    when: datetime | None = None
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as a digest shows it.

    `before` is its size in the period before, None where that isn't known. `answer` holds how it
    was solved, in `text`.
    """

    id: str
    name: str
    size: int
    people: int
    answered: int
    before: int | None = None
    state: str = ""
    example: Quoted | None = None
    answer: Quoted | None = None
    first_seen: datetime | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestPage:
    """All that a digest shows, of what its readers may see.

    Attributes:
        channel: the name of the channel that it is about.
        noun: what its messages are: "question", "ticket".
        start: when the period began; `end` when it ended.
        zone: the channel's, for the days.
        now: how much came up; `before` the same of the period before, None where not compared.
        topics: largest first; `quiet` those that nobody mentioned, `hidden` those taken out.
        other: messages of no topic.
        unanswered: oldest first; `open` is how many there are in all.
        listed: the messages themselves, where they are too few for topics.
        duplicates: messages that were pointed to an earlier one, `confirmed` of them by people.
        picture: the id of the picture's file, "" without one; `alt` says what it shows.
        key: names the digest in its buttons; "" where topics can't be edited.

    """

    channel: str
    noun: str
    start: datetime
    end: datetime
    zone: ZoneInfo
    now: Numbers
    before: Numbers | None = None
    topics: Sequence[TopicLine] = ()
    quiet: Sequence[TopicLine] = ()
    hidden: Sequence[TopicLine] = ()
    other: int = 0
    unanswered: Sequence[Quoted] = ()
    open: int = 0
    listed: Sequence[Quoted] = ()
    duplicates: int = 0
    confirmed: int = 0
    picture: str = ""
    alt: str = ""
    key: str = ""


def post(page: DigestPage) -> Message:
    """Return the digest as it is posted in the channel."""
    title = f"What came up in #{one_line(visible(page.channel))}, {days(page)}"
    return message(f"{shorten(title, 150)}: {_headline(page, bold=False)}", _post(page, title))


def details(page: DigestPage) -> Message | None:
    """Return what stands in the digest's thread; None where there is no more to say."""
    blocks = list(_details(page))
    if not blocks:
        return None
    return message("More of this digest", blocks)


def silent(channel: str, reason: str) -> Message:
    """Return the answer to who asks for a digest when there is nothing to tell."""
    text = f"Nothing to tell of #{shorten(channel, 80)}: {reason}."
    return message(text, [section(text)])


def days(page: DigestPage) -> str:
    """Return the days of the period: "23 – 30 Nov 2026"."""
    start, end = (moment.astimezone(page.zone) for moment in (page.start, page.end))
    last = f"{end.day} {end:%b} {end.year}"
    if start.date() == end.date():
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} – {last}"
    year = f" {start.year}" if start.year != end.year else ""
    return f"{start.day} {start:%b}{year} – {last}"


def _post(page: DigestPage, title: str) -> Iterator[Block]:
    yield header(title)
    yield section(_headline(page), _caught(page))
    if page.picture:
        yield {
            "type": "image",
            "slack_file": {"id": page.picture},
            "alt_text": shorten(page.alt, _ALT) or "Messages by topic",
        }
    for number, topic in enumerate(page.topics[:MOST_TOPICS], 1):
        yield _topic(page, number, topic)
    if page.listed:
        yield section("*What it was*", *_listed(page.listed[:_MOST_LISTED], marked=True))
    elif page.unanswered:
        yield section(
            "*Still unanswered*, the oldest first",
            *_listed(page.unanswered[:MOST_UNANSWERED]),
            _more(page.open - min(len(page.unanswered), MOST_UNANSWERED)),
        )
    if page.topics and page.key:
        yield context("*Edit* renames a topic, merges it with another or hides it, for good.")


def _headline(page: DigestPage, *, bold: bool = True) -> str:
    now, before = page.now, page.before
    mark = "*" if bold else ""
    much = f"{mark}{counted(now.messages, page.noun)}{mark} from {_persons(now.people)}"
    if before is not None:
        much += f" ({before.messages:,} from {_persons(before.people)} {_earlier(page)})"
    if not page.open:
        return f"{much}. All were answered."
    open_ = f"{page.open:,} {'is' if page.open == 1 else 'are'} still unanswered"
    return f"{much}. {now.answered:,} of them {_were(now.answered)} answered, {mark}{open_}{mark}."


def _caught(page: DigestPage) -> str:
    if not page.duplicates:
        return ""
    confirmed = f"; people confirmed {page.confirmed:,}" if page.confirmed else ""
    return (
        f"{counted(page.duplicates, 'duplicate')} caught: I pointed to what was there "
        f"already{confirmed}."
    )


def _topic(page: DigestPage, number: int, topic: TopicLine) -> Block:
    edit = None
    if page.key:
        edit = button("Edit", Action.EDIT_TOPIC, Press(page.key, topic.id).value)
    return section(
        joined([f"*{number}. {shorten(topic.name, _NAME)}*", _trend(topic)]),
        joined(
            [
                f"{counted(topic.size, page.noun)} from {_persons(topic.people)}",
                f"{share(topic.answered, topic.size)} answered",
            ]
        ),
        _reference("For example", topic.example),
        _solution(topic.answer),
        accessory=edit,
    )


def _trend(topic: TopicLine) -> str:
    """Return an arrow with what it compares, and how the topic stands."""
    state = topic.state
    if topic.before is None or topic.state in ("new", "back again"):
        return state
    # By the trend, not by the two numbers: one message more is no growth.
    arrow = _ARROWS.get(state, "")
    return f"{arrow} {state} ({topic.before:,} before)".strip()


def _reference(label: str, quoted: Quoted | None) -> str:
    return f"{label}: {link(quoted.url, quoted.text, _EXAMPLE)}" if quoted else ""


def _solution(quoted: Quoted | None) -> str:
    if quoted is None:
        return ""
    said = shorten(quoted.text, _ANSWER)
    return f"Best answer: {said} ({link(quoted.url, 'more')})"


def _listed(items: Sequence[Quoted], *, marked: bool = False) -> list[str]:
    return [
        "• "
        + joined(
            [
                link(each.url, each.text, _QUESTION),
                shorten(each.author, 40),
                date(each.when) if each.when else "",
                "unanswered" if marked and not each.is_answered else "",
            ]
        )
        for each in items
    ]


def _details(page: DigestPage) -> Iterator[Block]:
    more = page.topics[MOST_TOPICS:]
    if more:
        yield section(
            "*More topics*",
            *(_short(page, topic) for topic in more[:_MORE_TOPICS]),
            _more(len(more) - _MORE_TOPICS),
        )
    if page.topics and page.other:
        yield section(f"{counted(page.other, page.noun)} fit into no topic.")
    left = page.unanswered[MOST_UNANSWERED:]
    if left and not page.listed:
        yield section(
            "*More that is unanswered*",
            *_listed(left[:_MORE_UNANSWERED]),
            _more(page.open - MOST_UNANSWERED - min(len(left), _MORE_UNANSWERED)),
        )
    since = [f"• {_since(topic)}" for topic in page.topics[:MOST_TOPICS]]
    if since:
        yield section("*What the topics are made of*", *since)
    if page.quiet:
        yield section(
            "*Not mentioned this time*",
            *(
                f"• {joined([shorten(topic.name, _NAME), topic.state])}"
                for topic in page.quiet[:_MORE_TOPICS]
            ),
        )
    if page.hidden and page.key:
        yield divider()
        for topic in page.hidden[:_MOST_HIDDEN]:
            yield section(
                f"Hidden: {shorten(topic.name, _NAME)}",
                accessory=button("Edit", Action.EDIT_TOPIC, Press(page.key, topic.id).value),
            )


def _short(page: DigestPage, topic: TopicLine) -> str:
    return "• " + joined(
        [
            shorten(topic.name, _NAME),
            f"{counted(topic.size, page.noun)} from {_persons(topic.people)}",
            _trend(topic),
        ]
    )


def _since(topic: TopicLine) -> str:
    first = f"since {date(topic.first_seen)}" if topic.first_seen else ""
    return joined([shorten(topic.name, _NAME), shorten(", ".join(topic.terms), 120), first])


def _earlier(page: DigestPage) -> str:
    length = page.end - page.start
    if length <= timedelta(days=1, hours=1):
        return "the day before"
    weeks = round(length / timedelta(days=7))
    if abs(length - weeks * timedelta(days=7)) > timedelta(hours=1):
        return "in the same days before"
    return "the week before" if weeks == 1 else f"in the {weeks} weeks before"


def _persons(count: int) -> str:
    return counted(count, "person", "people")


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _more(count: int) -> str:
    return f"… and {count:,} more" if count > 0 else ""
