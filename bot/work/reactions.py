"""A check mark on an answer makes it the resolution."""

from datetime import timedelta
from typing import Final

from bot.akin import Akin
from bot.job import RunningJob
from bot.state import Reply
from bot.views.answers import Outcome
from bot.work import answers, channels, learning, memory
from bot.work.incoming import Reaction

LATE: Final = timedelta(seconds=2)
"""How long a reaction waits for its message."""

CHECKS: Final = frozenset({"white_check_mark", "heavy_check_mark", "ballot_box_with_check"})


def on_reaction(akin: Akin, running: RunningJob) -> None:
    """Take a checked reply as the resolution of its ticket, or no longer."""
    reaction = Reaction.of(running.job.payload["event"])
    if reaction.name not in CHECKS or reaction.user == akin.workspace.bot_user:
        return
    reply = akin.state.replies.at(akin.team, reaction.channel, reaction.ts)
    if reply is not None:
        _check_reply(akin, running, reply, reaction)
        return
    post = akin.state.posts.get(akin.team, reaction.channel, reaction.ts)
    if post is None:
        _wait_for_message(akin, running, reaction)
        return
    running.once("check", lambda: akin.state.posts.check(post, +1 if reaction.added else -1))
    conversation = channels.now(akin, running, reaction.channel)
    document = memory.remember(akin, conversation, post.thread_ts)
    if document is not None:
        channels.revisit(akin, running, [document.id])


def on_late_reaction(akin: Akin, running: RunningJob) -> None:
    """Put a reaction that came before its message back in line, behind it by now."""
    payload = running.job.payload
    akin.inbox.put(
        f"{running.job.event_id}:again",
        "reaction",
        payload,
        lane=channels.lane(akin.team, payload["event"]["item"]["channel"]),
    )


def _wait_for_message(akin: Akin, running: RunningJob, reaction: Reaction) -> None:
    """Look again in a moment: Slack may deliver a reaction before the message it is on.

    Not by waiting: that would hold up the channel, and the message with it.
    """
    conversation = akin.state.conversations.get(akin.team, reaction.channel)
    watched = conversation is not None and conversation.watch.remembers
    payload = running.job.payload
    if watched and not payload.get("late"):
        akin.inbox.put(
            f"{running.job.event_id}:late",
            "late_reaction",
            {**payload, "late": True},
            delay=LATE,
        )


def _check_reply(akin: Akin, running: RunningJob, reply: Reply, reaction: Reaction) -> None:
    """A check mark on Akin's own reply says that its first match answers the message."""
    if not reply.shown or reply.hidden_by:
        return
    own = memory.slack_document_id(reply.channel, reply.message_ts)
    pair = (own, reply.shown[0].document)
    if reaction.added:
        akin.state.judgements.put(akin.team, pair, Outcome.SAME, reaction.user, reply.channel)
    else:
        akin.state.judgements.take_back(akin.team, pair)
    learning.after_judgement(akin, running)
    answers.refresh(akin, running, reply)
