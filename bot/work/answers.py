"""Akin's reply to a message: decided, posted once, kept up to date, or withdrawn."""

from collections.abc import Sequence
from dataclasses import replace

from bot.akin import Akin
from bot.audience import scope_in
from bot.job import RunningJob
from bot.observing import Looked
from bot.state import Conversation, Reply
from bot.views import matches as views
from bot.views.answers import Answer, Outcome
from bot.watching import Loudness, Watch
from bot.work.memory import slack_document_id
from matcher import Band, Bands, Match, Verdict, decide
from matcher.findings import Findings

FOUND_LIMIT = 10
"""Matches that are looked at; a reply shows at most three of them."""


def reply_key(channel: str, message_ts: str) -> str:
    """Return the key of the reply to a message: it travels in metadata and buttons."""
    return f"{channel}:{message_ts}"


def respond(
    akin: Akin,
    running: RunningJob,
    conversation: Conversation,
    text: str,
    *,
    message_ts: str,
    thread_ts: str,
    asked: bool = False,
) -> Band:
    """Search for what a message says and bring Akin's reply to it up to date.

    There is one reply to a message: posted, updated, or withdrawn when there is nothing to say
    any more. Returns the band of what is shown.
    """
    bands = akin.bands_in(conversation)
    found = look(akin, conversation, text, message_ts, thread_ts, bands=bands)
    verdict = decided = decide(found.matches, bands)
    if not asked:
        verdict = _muted(decided, conversation)
    if akin.observer is not None:
        akin.observer.looked(
            Looked(conversation.id, message_ts, "", found, bands, decided.band, verdict.band)
        )
    reply = akin.state.replies.get(akin.team, conversation.id, message_ts)
    if reply is None and verdict.band is Band.SILENCE and not asked:
        return verdict.band
    if reply is None:
        reply = Reply(
            team=akin.team,
            channel=conversation.id,
            message_ts=message_ts,
            thread_ts=thread_ts,
            reply_ts="",
            asked=asked,
        )
    return _show(akin, running, conversation, reply, verdict, bands, hurried=hurry(found))


def look(
    akin: Akin,
    conversation: Conversation,
    text: str,
    message_ts: str,
    thread_ts: str,
    *,
    bands: Bands,
) -> Findings:
    """Search for what matches a message in a conversation, but for what was dismissed there."""
    own = slack_document_id(conversation.id, message_ts)
    judged = akin.state.judgements.on(akin.team, own)
    dismissed = {id_ for id_, j in judged.items() if j.outcome is Outcome.DIFFERENT}
    found = akin.matcher.search(
        text,
        team=akin.team,
        scope=scope_in(conversation),
        kind=conversation.watch.kind,
        limit=FOUND_LIMIT,
        exclude={own, slack_document_id(conversation.id, thread_ts), *dismissed},
        same_from=bands.same,
    )
    return replace(found, matches=originals(akin, conversation, found.matches, text))


def hurry(found: Findings) -> tuple[int, int] | None:
    """Return how many candidates were read closely, and of how many, where time ran out."""
    return (found.read, found.considered) if found.out_of_time else None


def originals(
    akin: Akin, conversation: Conversation, matches: Sequence[Match], text: str
) -> tuple[Match, ...]:
    """Replace matches that people confirmed to be duplicates by what they duplicate.

    Of those that ask for the same, the one with a resolution is named, else the oldest.
    """
    scope = scope_in(conversation)
    result: dict[str, Match] = {}
    for match in matches:
        same = [
            id_
            for id_, judged in akin.state.judgements.on(akin.team, match.document.id).items()
            if judged.outcome is Outcome.SAME
        ]
        family = [match]
        if same:
            records = [replace(match.record, document=id_, position=0) for id_ in same]
            family += akin.matcher.recall(records, team=akin.team, scope=scope, text=text)
        best = min(family, key=lambda m: (not m.document.resolution, m.document.created_at))
        result.setdefault(best.document.id, best)
    return tuple(result.values())


def refresh(akin: Akin, running: RunningJob, reply: Reply) -> None:
    """Show in a reply only what may be shown there now, with what people did about it."""
    conversation = akin.directory.conversation(reply.channel)
    matches = akin.matcher.recall(
        reply.shown, team=akin.team, scope=scope_in(conversation), text=_asked(akin, reply)
    )
    bands = akin.bands_in(conversation)
    _show(akin, running, conversation, reply, decide(matches, bands), bands)


def withdraw(akin: Akin, reply: Reply) -> None:
    """Take a reply back."""
    if reply.reply_ts:
        akin.slack.delete(reply.channel, reply.reply_ts)
    akin.state.replies.delete(reply)


def _asked(akin: Akin, reply: Reply) -> str:
    """Return what a reply answers, as far as it is kept: a message, or the thread above it."""
    post = akin.state.posts.get(akin.team, reply.channel, reply.message_ts)
    if post is not None:
        return post.text
    thread = akin.state.posts.thread(akin.team, reply.channel, reply.thread_ts)
    return "\n\n".join(post.text for post in thread if post.ts < reply.message_ts)


def _show(
    akin: Akin,
    running: RunningJob,
    conversation: Conversation,
    reply: Reply,
    verdict: Verdict,
    bands: Bands,
    *,
    hurried: tuple[int, int] | None = None,
) -> Band:
    own = slack_document_id(reply.channel, reply.message_ts)
    judged = akin.state.judgements.on(akin.team, own)
    if not verdict.matches and not reply.asked:
        withdraw(akin, reply)
        return Band.SILENCE
    shown = tuple(match.record for match in verdict.matches)
    message = views.reply(
        Answer(
            verdict=verdict,
            key=reply_key(reply.channel, reply.message_ts),
            asked=reply.asked,
            judged=judged,
            hidden_by=reply.hidden_by,
            question=conversation.watch is Watch.QUESTIONS,
            bands=bands,
            hurried=hurried,
        )
    )
    if reply.reply_ts:
        if not akin.slack.update(reply.channel, reply.reply_ts, message):
            akin.state.replies.delete(reply)
            return Band.SILENCE
        ts = reply.reply_ts
    else:
        ts = akin.slack.post(
            running,
            reply.channel,
            message,
            thread_ts=reply.thread_ts,
            key=reply_key(reply.channel, reply.message_ts),
        )
    akin.state.replies.put(replace(reply, reply_ts=ts, shown=shown))
    return verdict.band


def _muted(verdict: Verdict, conversation: Conversation) -> Verdict:
    """Return the verdict as far as the channel wants to hear it unasked."""
    silence = Verdict(Band.SILENCE)
    if conversation.watch is Watch.OFF or conversation.loudness is Loudness.MENTIONED:
        return silence
    only_same = conversation.watch is Watch.QUESTIONS or conversation.loudness is Loudness.SAME_ONLY
    return silence if only_same and verdict.band is not Band.SAME else verdict
