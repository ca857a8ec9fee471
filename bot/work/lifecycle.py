"""Channels and people that change: archived, renamed, made private, shared, joined, left."""

from typing import Any

from bot.akin import Akin
from bot.job import RunningJob
from bot.work import answers, channels, learning, resumes


def on_conversation_changed(akin: Akin, running: RunningJob) -> None:
    """Ask Slack what a channel is now, and take its documents along."""
    channel = _channel(running)
    if not channel:
        return
    akin.state.conversations.distrust(akin.team, channel)
    channels.now(akin, running, channel)


def on_archived(akin: Akin, running: RunningJob) -> None:
    """Stop watching a channel that was archived; what it held can still be found."""
    conversation = akin.state.conversations.get(akin.team, _channel(running))
    if conversation is not None:
        channels.stop_watching(akin, conversation)
    on_conversation_changed(akin, running)


def on_left(akin: Akin, running: RunningJob) -> None:
    """Stop watching a channel that Akin was removed from."""
    on_archived(akin, running)


def on_deleted(akin: Akin, running: RunningJob) -> None:
    """Forget a channel that was deleted."""
    channels.forget(akin, running, _channel(running))


def on_member_changed(akin: Akin, running: RunningJob) -> None:
    """Look again at who reads a channel when somebody joined or left it."""
    event = running.job.payload["event"]
    if event.get("user") == akin.workspace.bot_user and event.get("type") == "member_left_channel":
        on_left(akin, running)
    else:
        on_conversation_changed(akin, running)


def on_person_changed(akin: Akin, running: RunningJob) -> None:
    """Learn what somebody is now: a member who became a guest sees less."""
    user = running.job.payload["event"].get("user")
    if not isinstance(user, dict) or not user.get("id"):
        return
    before = akin.state.people.get(akin.team, [user["id"]]).get(user["id"])
    akin.directory.learn(user)
    after = akin.directory.person(user["id"])
    if before is None or after is None or before.is_full_member == after.is_full_member:
        return
    akin.state.conversations.distrust(akin.team)
    for conversation in akin.state.conversations.watched(akin.team):
        channels.now(akin, running, conversation.id)


def on_check_channels(akin: Akin, running: RunningJob) -> None:
    """Look at every known channel, since events may have been missed; learn, and forget in time.

    It is done at start and every hour.
    """
    learning.catch_up(akin, running)
    resumes.forget_old(akin)
    akin.state.conversations.distrust(akin.team)
    for conversation in akin.state.conversations.known(akin.team):
        channels.now(akin, running, conversation.id)


def on_revisit(akin: Akin, running: RunningJob) -> None:
    """Show in a reply only what may be shown there now."""
    payload = running.job.payload
    reply = akin.state.replies.get(akin.team, payload["channel"], payload["message_ts"])
    if reply is not None:
        answers.refresh(akin, running, reply)


def _channel(running: RunningJob) -> str:
    event: dict[str, Any] = running.job.payload["event"]
    channel = event.get("channel")
    # Some events carry the id, some the whole channel.
    found = channel.get("id") if isinstance(channel, dict) else channel
    return str(found or "")
