"""The one reply in a thread to a message that brought files or an opening."""

from bot.akin import Akin
from bot.job import RunningJob
from bot.state import Reply
from bot.views.message import Message
from bot.work.answers import reply_key
from bot.work.incoming import Said


def reply_in_thread(akin: Akin, running: RunningJob, said: Said, message: Message) -> None:
    """Post the one reply to a message, or bring it up to date."""
    known = akin.state.replies.get(akin.team, said.channel, said.ts)
    if known is not None and known.reply_ts:
        akin.slack.update(said.channel, known.reply_ts, message)
        return
    ts = akin.slack.post(
        running, said.channel, message, thread_ts=said.thread_ts,
        key=reply_key(said.channel, said.ts),
    )  # fmt: skip
    akin.state.replies.put(
        Reply(
            team=akin.team, channel=said.channel, message_ts=said.ts, thread_ts=said.thread_ts,
            reply_ts=ts, asked=False,
        )
    )  # fmt: skip
