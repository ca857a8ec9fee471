"""What was said before a channel was watched: read page by page, and remembered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from bot.akin import Akin
from bot.errors import RetryLater
from bot.job import RunningJob
from bot.slack import SlackRefusal
from bot.state import Conversation
from bot.work import channels, memory
from bot.work.incoming import Said, is_human
from bot.work.reactions import CHECKS
from ingest.documents import Document

PAGE: Final = 100
"""Messages asked for at once; Slack gives some apps no more than 15, which is as well."""


def on_backfill(akin: Akin, running: RunningJob) -> None:
    """Remember one page of a channel's history, and leave the next page to another job.

    A stop in between costs nothing: a page read again changes nothing. Where Slack asks for
    patience in mid-page, what was read is remembered, and the rest of the page is the other job's.
    """
    payload = running.job.payload
    conversation = channels.now(akin, running, payload["channel"])
    if not conversation.watch.remembers:
        return
    answer = akin.slack.call(
        "conversations.history",
        channel=conversation.id,
        cursor=payload["cursor"] or None,
        limit=PAGE,
    )
    # Newest first: what is not older than "before" was read by the job that stopped there.
    before = payload.get("before") or ""
    messages = [m for m in answer.get("messages") or [] if not before or m["ts"] < before]
    roots: list[str] = []
    for message in messages:
        try:
            if _keep(akin, conversation, message):
                roots.append(message["ts"])
        except RetryLater as limit:
            if message is messages[0]:
                raise  # nothing was gained, so this job itself is tried again
            _remember(akin, conversation, roots)
            done = messages[messages.index(message) - 1]["ts"]
            rest = {"cursor": payload["cursor"], "before": done}
            _go_on(akin, running, rest, delay=timedelta(seconds=limit.seconds))
            return
    _remember(akin, conversation, roots)
    cursor = (answer.get("response_metadata") or {}).get("next_cursor")
    if cursor:
        _go_on(akin, running, {"cursor": cursor})


def _go_on(
    akin: Akin, running: RunningJob, where: dict[str, str], delay: timedelta = timedelta(0)
) -> None:
    payload = running.job.payload
    first = payload.get("first") or running.job.event_id
    akin.inbox.put(
        ":".join([first, *where.values()]),
        "backfill",
        {"channel": payload["channel"], "first": first, **where},
        lane=running.job.lane,
        delay=delay,
    )


def _keep(akin: Akin, conversation: Conversation, message: dict[str, Any]) -> bool:
    """Store a message of the channel with its thread; tell whether it starts a document."""
    if not is_human(message) or message.get("thread_ts", message["ts"]) != message["ts"]:
        return False
    root = Said.of(message, {"channel": conversation.id})
    if memory.keep(akin, root) is None:
        return False
    _check(akin, conversation, message)
    if message.get("reply_count"):
        for reply in _replies(akin, conversation, root.ts):
            if is_human(reply) and reply["ts"] != root.ts:
                memory.keep(akin, Said.of(reply, {"channel": conversation.id}))
                _check(akin, conversation, reply)
    return True


def _remember(akin: Akin, conversation: Conversation, roots: Sequence[str]) -> None:
    """Bring the index to what many threads say, all at once: many times as fast as one by one."""
    # People go on writing meanwhile, and what was just read here may overwrite what they changed:
    # so it is done until there is nothing left to do.
    while True:
        documents = [_document(akin, conversation, ts) for ts in roots]
        gone = [
            memory.slack_document_id(conversation.id, ts)
            for ts, document in zip(roots, documents, strict=True)
            if document is None
        ]
        akin.matcher.remove(gone, team=akin.team)
        if not akin.matcher.add(filter(None, documents)).changed:
            return


def _document(akin: Akin, conversation: Conversation, ts: str) -> Document | None:
    document = memory.document_at(akin, conversation, ts)
    known = document and akin.matcher.get(document.id, team=akin.team)
    # A channel that is watched as something else now keeps what its threads were.
    return replace(document, kind=known.kind) if document and known else document


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
