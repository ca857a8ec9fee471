"""What was said before a channel was watched: read page by page, and remembered."""

from typing import Any, Final

from bot.akin import Akin
from bot.job import RunningJob
from bot.slack import SlackRefusal
from bot.state import Conversation
from bot.watching import Watch
from bot.work import channels, memory
from bot.work.incoming import Said
from bot.work.reactions import CHECKS

PAGE: Final = 100
"""Messages asked for at once; Slack gives some apps no more than 15, which is as well."""


def on_backfill(akin: Akin, running: RunningJob) -> None:
    """Remember one page of a channel's history, and leave the next page to another job.

    A stop in between costs nothing: a page read again changes nothing.
    """
    payload = running.job.payload
    conversation = channels.now(akin, running, payload["channel"])
    if conversation.watch is Watch.OFF:
        return
    answer = akin.slack.call(
        "conversations.history",
        channel=conversation.id,
        cursor=payload["cursor"] or None,
        limit=PAGE,
    )
    for message in answer.get("messages") or []:
        _remember(akin, conversation, message)
    cursor = (answer.get("response_metadata") or {}).get("next_cursor")
    if cursor:
        first = payload.get("first") or running.job.event_id
        akin.inbox.put(
            f"{first}:{cursor}",
            "backfill",
            {"channel": conversation.id, "cursor": cursor, "first": first},
            lane=running.job.lane,
        )


def _remember(akin: Akin, conversation: Conversation, message: dict[str, Any]) -> None:
    if not is_human(message) or message.get("thread_ts", message["ts"]) != message["ts"]:
        return
    root = Said.of(message, {"channel": conversation.id})
    if memory.keep(akin, root) is None:
        return
    _check(akin, conversation, message)
    if message.get("reply_count"):
        for reply in _replies(akin, conversation, root.ts):
            if is_human(reply) and reply["ts"] != root.ts:
                memory.keep(akin, Said.of(reply, {"channel": conversation.id}))
                _check(akin, conversation, reply)
    memory.remember(akin, conversation, root.ts)


def is_human(message: dict[str, Any]) -> bool:
    """Tell whether a person wrote a message, rather than a bot or Slack itself."""
    return bool(
        message.get("user")
        and not message.get("bot_id")
        and message.get("subtype") in {None, "file_share", "thread_broadcast", "me_message"}
    )


def _replies(akin: Akin, conversation: Conversation, ts: str) -> list[dict[str, Any]]:
    try:
        return akin.slack.pages(
            "conversations.replies", "messages", channel=conversation.id, ts=ts, limit=200
        )
    except SlackRefusal as refusal:
        if refusal.code == "thread_not_found":
            return []  # deleted since the page was read
        raise


def _check(akin: Akin, conversation: Conversation, message: dict[str, Any]) -> None:
    marks = sum(
        int(reaction.get("count") or 0)
        for reaction in message.get("reactions") or []
        if reaction.get("name") in CHECKS
    )
    post = akin.state.posts.get(akin.team, conversation.id, message["ts"])
    if post is not None and post.checks != marks:
        akin.state.posts.check(post, marks - post.checks)
