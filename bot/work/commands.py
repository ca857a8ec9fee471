"""`/akin …`: one function a word, each returning what the person who asked sees."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.akin import Akin
from bot.job import RunningJob
from bot.views import notes
from bot.views.help import help_message
from bot.views.message import Message
from bot.views.settings import WatchChoice, watching
from bot.watching import Loudness, Watch
from bot.work import (
    candidates,
    channels,
    digest_commands,
    digest_posts,
    finding,
    memory,
    overviews,
    places,
    resumes,
)
from bot.work.askers import Asker, asker
from bot.work.incoming import Command
from matcher.calibration import DEFAULT_PRECISION

Answer = Callable[[Akin, RunningJob, Command], Message]

_LINK: Final = re.compile(
    r"<?https?://[^\s/]+/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>\d{10})(?P<micros>\d{6})"
    r"(?:\?(?:[^\s>|]*&(?:amp;)?)?thread_ts=(?P<thread>\d+\.\d+))?[^\s>|]*(?:\|[^>]*)?>?"
)
_CHANNEL: Final = re.compile(
    r"<#(?P<id>[A-Z0-9]+)(?:\|[^>]*)?>|#(?P<name>[^\s<>]+)|(?P<here>here)\b"
)
_WATCHES: Final = {
    "ticket": Watch.TICKETS,
    "tickets": Watch.TICKETS,
    "question": Watch.QUESTIONS,
    "questions": Watch.QUESTIONS,
    "resume": Watch.RESUMES,
    "resumes": Watch.RESUMES,
    "off": Watch.OFF,
}


@dataclass(frozen=True, slots=True)
class Link:
    """The address of a message."""

    channel: str
    ts: str
    thread_ts: str

    @classmethod
    def first(cls, text: str) -> "tuple[Link | None, str]":
        """Return the first message link in a text, and the text after it."""
        found = _LINK.search(text)
        if found is None:
            return None, text
        ts = f"{found['seconds']}.{found['micros']}"
        rest = text[found.end() :].strip()
        return cls(found["channel"], ts, found["thread"] or ts), rest


def on_command(akin: Akin, running: RunningJob) -> None:
    """Answer a slash command, visible to the person who typed it only."""
    command = Command.of(running.job.payload["body"])
    answer = ANSWERS.get(command.word)
    message = help_message(command.word) if answer is None else answer(akin, running, command)
    running.once("answer", lambda: akin.slack.respond(command.response_url, message))


def help_(akin: Akin, running: RunningJob, command: Command) -> Message:  # noqa: ARG001
    """`/akin` and `/akin help`."""
    return help_message()


def watch(akin: Akin, running: RunningJob, command: Command) -> Message:
    """`/akin watch #channel as tickets|questions|resumes|off`. Alone it opens a form instead."""
    found = _CHANNEL.search(command.rest)
    rest = command.rest[found.end() :] if found else command.rest
    chosen = [_WATCHES[w] for w in _plain_words(rest) if w in _WATCHES]
    if len(chosen) != 1:
        return notes.watch_how()
    if found is None or found["here"]:
        channel = command.channel
    else:
        channel = found["id"] or places.named(akin, found["name"])
    if not channel:
        return notes.no_such_channel()
    known = akin.state.conversations.get(akin.team, channel)
    loudness = known.loudness if known else Loudness.DEFAULT
    precision = known.precision if known else DEFAULT_PRECISION
    choice = WatchChoice(channel, chosen[0], loudness, precision)
    return start_watching(akin, running, command.user, choice)


def start_watching(akin: Akin, running: RunningJob, user: str, choice: WatchChoice) -> Message:
    """Watch a channel as somebody chose, or stop watching it; return what to tell them."""
    who = asker(akin, user)
    akin.state.conversations.distrust(akin.team, choice.channel)
    conversation = channels.now(akin, running, choice.channel)
    if not who.may_see(conversation):
        return notes.no_such_channel()
    if not who.is_full_member:
        return notes.members_only()
    if choice.watch is not Watch.OFF and not conversation.is_member:
        if not conversation.is_public or not places.join(akin, choice.channel):
            return notes.invite_first(choice.channel)
        akin.state.conversations.distrust(akin.team, choice.channel)
        conversation = channels.now(akin, running, choice.channel)
    # Remembered: a second run of this job finds the channel watched by the first.
    was_off = running.once("was_off", lambda: conversation.watch is Watch.OFF)
    akin.state.conversations.set_watch(
        conversation, choice.watch, choice.loudness, choice.precision
    )
    if was_off and choice.watch not in (Watch.OFF, Watch.RESUMES):
        akin.inbox.put(
            f"backfill:{running.job.event_id}",
            "backfill",
            {"channel": choice.channel, "cursor": ""},
            lane=f"backfill:{choice.channel}",
        )
    return watching(
        choice.channel,
        choice.watch,
        choice.loudness,
        choice.precision,
        guests=conversation.has_guests,
        shared=conversation.is_shared,
    )


def resolve(akin: Akin, running: RunningJob, command: Command) -> Message:
    """`/akin resolve LINK [TEXT]`: note how a ticket was solved."""
    link, rest = Link.first(command.rest)
    if link is None:
        return notes.not_a_link("resolve")
    who = asker(akin, command.user)
    if not _knows(akin, running, who, command, link):
        return notes.not_found()
    if not who.is_full_member:
        return notes.members_only()
    text = memory.text_of(akin, replace(command, rest=rest).as_said())
    post = akin.state.posts.get(akin.team, link.channel, link.ts)
    if not text and post is not None and not post.is_root:
        text = post.text  # the link of a reply: that reply is the solution
    root = post.thread_ts if post is not None else link.thread_ts
    akin.state.posts.resolve(akin.team, link.channel, root, text)
    conversation = channels.now(akin, running, link.channel)
    document = memory.remember(akin, conversation, root)
    if document is None:
        return notes.not_found()
    channels.revisit(akin, running, [document.id])
    return notes.resolved(document.title, with_text=bool(text))


def forget(akin: Akin, running: RunningJob, command: Command) -> Message:
    """`/akin forget LINK`: remove a message, its thread and what Akin said of it."""
    link, _ = Link.first(command.rest)
    if link is None:
        return notes.not_a_link("forget")
    who = asker(akin, command.user)
    came = akin.state.candidates.of_message(akin.team, link.channel, link.thread_ts)
    if came:
        return _forget_candidates(akin, running, who, link)
    if not _knows(akin, running, who, command, link):
        return notes.not_found()
    if not who.is_full_member:
        return notes.members_only()
    post = akin.state.posts.get(akin.team, link.channel, link.ts)
    root = post.thread_ts if post is not None else link.thread_ts
    count = memory.forget(akin, link.channel, root)
    digest_posts.forget_message(akin, running, link.channel, root)
    channels.revisit(akin, running, [memory.slack_document_id(link.channel, root)])
    return notes.forgotten(count)


def _forget_candidates(akin: Akin, running: RunningJob, who: Asker, link: Link) -> Message:
    """Forget the candidates that came with a message, and Akin's reply to it."""
    conversation = channels.now(akin, running, link.channel)
    if not who.may_see(conversation) or link.channel not in who.memberships:
        return notes.not_found()
    if not who.is_full_member:
        return notes.members_only()
    return notes.forgotten(resumes.forget_people(akin, link.channel, link.thread_ts))


ANSWERS: Final[Mapping[str, Answer]] = {
    "": help_,
    "help": help_,
    "find": finding.find,
    "watch": watch,
    "resolve": resolve,
    "forget": forget,
    "candidates": candidates.candidates,
    "digest": digest_commands.digest,
    "stats": overviews.stats,
}
"""What each word after `/akin` does; every other word gets help."""


def _knows(akin: Akin, running: RunningJob, who: Asker, command: Command, link: Link) -> bool:
    """Tell whether Akin remembers the message and may speak of it to this person, here.

    Both failures read the same to them: nobody learns that a private message exists.
    """
    channels.now(akin, running, link.channel)
    where = channels.now(akin, running, command.channel)
    document = akin.matcher.get(
        memory.slack_document_id(link.channel, link.thread_ts), team=akin.team
    )
    return document is not None and who.scope(where).allows(document)


def _plain_words(text: str) -> list[str]:
    """Return the words of a text without accents: “résumés” is typed either way."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return re.findall(r"[a-z]+", "".join(c for c in decomposed if not unicodedata.combining(c)))
