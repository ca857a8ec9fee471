"""Channels as they are now: what changes hands when a channel changes."""

import logging
from collections.abc import Iterable, Sequence

from bot.akin import Akin
from bot.audience import audience_of
from bot.job import RunningJob
from bot.state import Conversation, ConversationType, Reply
from bot.watching import Watch
from bot.work import digest_posts

log = logging.getLogger(__name__)


def lane(team: str, channel: str) -> str:
    """Return the lane of a channel's jobs: one at a time, in order."""
    return f"{team}:{channel}"


def now(akin: Akin, running: RunningJob, channel: str, type_: str = "") -> Conversation:
    """Return a conversation as it is now, after taking its documents along with any change.

    Args:
        akin: the application.
        running: the job at hand.
        channel: the conversation's id.
        type_: what an event just said it is (`channel`, `group`, `im`, `mpim`).
    """
    before = akin.state.conversations.get(akin.team, channel)
    after = akin.directory.conversation(channel, type_)
    if before is not None and before != after:
        settle(akin, running, before, after)
    return after


def settle(akin: Akin, running: RunningJob, before: Conversation, after: Conversation) -> None:
    """Take a channel's documents to its new audience, and have the replies looked at again.

    Replies elsewhere that show what is private now lose it; so do replies in the channel that
    show what its new readers may not see.
    """
    moved = akin.matcher.move_channel(akin.team, after.id, audience_of(after))
    if moved:
        log.info("A channel's audience changed: %d documents went along.", len(moved))
        revisit(akin, running, moved)
    readers = (after.is_shared, after.has_guests, audience_of(after))
    if readers != (before.is_shared, before.has_guests, audience_of(before)):
        revisit_replies(akin, running, akin.state.replies.in_channel(akin.team, after.id))
        digest_posts.revisit(akin, running, akin.state.digests.posted(akin.team, after.id))


def stop_watching(akin: Akin, conversation: Conversation) -> None:
    """Watch a channel no longer; what is remembered stays, for those who may see it."""
    akin.state.conversations.set_watch(
        conversation, Watch.OFF, conversation.loudness, conversation.precision
    )


def forget(akin: Akin, running: RunningJob, channel: str) -> None:
    """Forget everything of a channel that was deleted."""
    documents = akin.matcher.store.in_channel(akin.team, channel)
    akin.matcher.remove(documents, team=akin.team)
    akin.state.posts.forget_channel(akin.team, channel)
    akin.state.candidates.forget_channel(akin.team, channel)
    digest_posts.forget_channel(akin, channel)
    akin.assessor.forget()
    akin.matcher.scrub()
    akin.state.judgements.forget(akin.team, documents)
    for reply in akin.state.replies.in_channel(akin.team, channel):
        akin.state.replies.delete(reply)
    akin.state.conversations.forget(akin.team, channel)
    revisit(akin, running, documents)


def revisit(akin: Akin, running: RunningJob, documents: Sequence[str]) -> None:
    """Have every reply and digest that shows one of these documents looked at again."""
    revisit_replies(akin, running, akin.state.replies.showing(akin.team, documents))
    digest_posts.revisit_showing(akin, running, documents)


def revisit_replies(akin: Akin, running: RunningJob, replies: Iterable[Reply]) -> None:
    """Have replies looked at again, each as a job of its own in its channel."""
    for reply in replies:
        akin.inbox.put(
            f"revisit:{running.job.event_id}:{reply.channel}:{reply.message_ts}",
            "revisit",
            {"channel": reply.channel, "message_ts": reply.message_ts},
            lane=lane(akin.team, reply.channel),
        )


def is_direct(conversation: Conversation) -> bool:
    """Tell whether a conversation is between one person and Akin."""
    return conversation.type is ConversationType.DIRECT
