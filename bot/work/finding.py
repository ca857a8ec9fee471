"""Searches for one person: `/akin find`, the shortcut *Find similar*, and sharing what came out."""

import json
from collections.abc import Collection, Sequence
from typing import Any, Final

from bot.akin import Akin
from bot.audience import scope_in
from bot.errors import Undeliverable
from bot.job import RunningJob
from bot.observing import Looked, best_band
from bot.slack import SlackRefusal
from bot.state import Conversation
from bot.views import matches as views
from bot.views import notes
from bot.views.message import Message
from bot.work import answers, channels, memory
from bot.work.askers import asker
from bot.work.incoming import Command, Press, Shortcut
from ingest.documents import Kind
from matcher import Match, MatchRecord, Scope

LISTED: Final = 5
"""Matches in an answer."""

WORTH_LISTING: Final = 0.05
"""Who asks by hand sees weaker matches than who is interrupted; below this they are noise."""

_QUERY_LIMIT: Final = 150
"""Characters of the query that a *Share* button carries."""


def find(akin: Akin, running: RunningJob, command: Command) -> Message:
    """Return what matches the words of `/akin find`, for the person who asks alone."""
    if not command.rest:
        return notes.find_what()
    conversation = channels.now(akin, running, command.channel)
    text = memory.text_of(akin, command.as_said())
    scope = asker(akin, command.user).scope(conversation)
    return _found(akin, scope, conversation, text, command.user, exclude=())


def on_shortcut(akin: Akin, running: RunningJob) -> None:
    """*Find similar* on a message: search for what it says, for this person alone."""
    shortcut = Shortcut.of(running.job.payload["body"])
    said = shortcut.said
    conversation = channels.now(akin, running, said.channel)
    text = memory.text_of(akin, said)
    own = {memory.slack_document_id(said.channel, said.thread_ts)}
    scope = asker(akin, shortcut.user).scope(conversation)
    kind = conversation.watch.kind
    message = (
        _found(akin, scope, conversation, text, shortcut.user, exclude=own, kind=kind)
        if text
        else notes.find_what()
    )
    running.once("answer", lambda: akin.slack.respond(shortcut.response_url, message))


def on_share(akin: Akin, running: RunningJob) -> None:
    """*Share*: post in the channel what everybody there may see of what was found."""
    press = Press.of(running.job.payload["body"])
    query, records = _read_share(press)
    conversation = channels.now(akin, running, press.channel)
    theirs = asker(akin, press.user).scope(conversation)
    # Of a query that was cut, the rest may say what it seems to lack.
    text = query if len(query) < _QUERY_LIMIT else ""
    seen = akin.matcher.recall(records, team=akin.team, scope=theirs, text=text)
    common = scope_in(conversation)
    matches = [match for match in seen if common.allows(match.document)]
    if not matches:
        akin.slack.respond(press.response_url, notes.shared_none())
        return
    # How much was left out is for the one who shares: a count, too, tells of what is private.
    bands = akin.bands_in(conversation)
    message = views.shared(query, matches, press.user, 0, bands=bands)
    key = f"share:{running.job.event_id}"
    try:
        akin.slack.post(running, press.channel, message, thread_ts="", key=key)
    except SlackRefusal as refusal:
        if refusal.code not in {"not_in_channel", "channel_not_found"}:
            raise
        akin.slack.respond(press.response_url, notes.invite_first(press.channel))
        return
    withheld = len(seen) - len(matches)
    done = notes.shared_partly(len(matches), withheld) if withheld else notes.shared()
    akin.slack.respond(press.response_url, done, replace=True)


def _found(
    akin: Akin,
    scope: Scope,
    conversation: Conversation,
    text: str,
    user: str,
    *,
    exclude: Collection[str],
    kind: Kind | None = None,
) -> Message:
    bands = akin.bands
    found = akin.matcher.search(
        text,
        team=akin.team,
        scope=scope,
        kind=kind,
        limit=LISTED * 2,
        exclude=exclude,
        same_from=bands.same,
    )
    if akin.observer is not None:
        band = best_band(found.matches, bands)
        akin.observer.looked(Looked(conversation.id, "", user, found, bands, band, band))
    worth = [match for match in found.matches if match.relevance >= WORTH_LISTING][:LISTED]
    return views.found(
        text,
        worth,
        bands=bands,
        hurried=answers.hurry(found),
        share_value=_share_value(text, worth),
        channel="" if channels.is_direct(conversation) else conversation.id,
    )


def _share_value(query: str, matches: Sequence[Match]) -> str:
    """Return what a *Share* button carries: no text of any document, so that none can go stale."""
    records = [
        [r.document, r.position, round(r.cosine, 4), round(r.relevance, 4), round(r.same, 4)]
        for r in (match.record for match in matches)
    ]
    value = {"query": query[:_QUERY_LIMIT], "matches": records}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _read_share(press: Press) -> tuple[str, list[MatchRecord]]:
    value: Any = press.value
    try:
        records = [
            MatchRecord(str(id_), int(position), float(cosine), float(relevance), float(same))
            for id_, position, cosine, relevance, same in value["matches"]
        ]
        return str(value["query"]), records
    except (KeyError, TypeError, ValueError):
        raise Undeliverable("A Share button's value is not Akin's.") from None
