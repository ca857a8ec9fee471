"""Somebody mentions Akin, or writes to it directly: search, and always answer."""

import re
from typing import Final

from bot.akin import Akin
from bot.job import RunningJob
from bot.state import Conversation
from bot.views import notes
from bot.work import answers, channels, memory
from bot.work.incoming import Said, is_human
from ingest.messages import is_smalltalk

_ASKS: Final = re.compile(r"\?|help|idea|update|similar|same|know", re.IGNORECASE)
"""What small talk that asks for something has in it: "any ideas", "please help"."""

RECENT: Final = 10
"""How many messages to look back through for the one that a bare mention is about."""


def on_mention(akin: Akin, running: RunningJob) -> None:
    """Search for the words beside the mention, or else for what was said there."""
    said = Said.of(running.job.payload["event"])
    conversation = channels.now(akin, running, said.channel, said.channel_type)
    words = memory.text_of(akin, said)
    if is_smalltalk(words):
        if any(map(str.isalpha, words)) and not _ASKS.search(words):
            return  # thanks and greetings want no search
        words = ""
    if words and said.is_root and conversation.watch.remembers:
        memory.keep(akin, said)
        memory.remember(akin, conversation, said.ts)
    text = words or _said_there(akin, conversation, said)
    if not text:
        akin.slack.post(
            running,
            said.channel,
            notes.what_to_search(),
            thread_ts=said.thread_ts,
            key=answers.reply_key(said.channel, said.ts),
        )
        return
    answers.respond(
        akin,
        running,
        conversation,
        text,
        message_ts=said.ts,
        thread_ts=said.thread_ts,
        asked=True,
    )


def _said_there(akin: Akin, conversation: Conversation, said: Said) -> str:
    """Return what the thread says so far, or the message before the mention."""
    if said.is_root:
        answer = akin.slack.call(
            "conversations.history", channel=conversation.id, latest=said.ts, limit=RECENT
        )
        newest_first = _texts(akin, conversation, answer.get("messages") or [], said)
        return newest_first[0] if newest_first else ""
    messages = akin.slack.pages(
        "conversations.replies", "messages", channel=conversation.id, ts=said.thread_ts, limit=200
    )
    return "\n\n".join(_texts(akin, conversation, messages, said))


def _texts(
    akin: Akin, conversation: Conversation, messages: list[dict[str, object]], mention: Said
) -> list[str]:
    texts = []
    for message in messages:
        if not is_human(message) or message.get("ts") == mention.ts:
            continue
        text = memory.text_of(akin, Said.of(message, {"channel": conversation.id}))
        if text and not is_smalltalk(text):
            texts.append(text)
    return texts
