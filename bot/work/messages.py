"""Messages in watched channels: answered, remembered, followed when edited or deleted."""

from bot.akin import Akin
from bot.job import RunningJob
from bot.state import Conversation
from bot.watching import Watch
from bot.work import answers, channels, digest_posts, memory, resumes
from bot.work.incoming import Deleted, Said


def on_message(akin: Akin, running: RunningJob) -> None:
    """Answer a new message with what matches it, and remember it."""
    said = Said.of(running.job.payload["event"])
    conversation = channels.now(akin, running, said.channel, said.channel_type)
    if conversation.watch is Watch.OFF:
        return
    if conversation.watch is Watch.RESUMES:
        resumes.on_message(akin, running, conversation, said)
        return
    _follow(akin, running, conversation, said)


def on_changed(akin: Akin, running: RunningJob) -> None:
    """Follow an edit: the index, and Akin's own reply."""
    event = running.job.payload["event"]
    said = Said.of(event["message"], event)
    known = akin.state.posts.get(akin.team, said.channel, said.ts)
    reply = akin.state.replies.get(akin.team, said.channel, said.ts)
    if event["message"].get("subtype") == "tombstone":
        _forget_message(akin, running, Deleted.of(event))
        return
    conversation = channels.now(akin, running, said.channel, said.channel_type)
    if reply is not None and reply.asked:
        text = memory.text_of(akin, said)
        answers.respond(
            akin, running, conversation, text,
            message_ts=said.ts, thread_ts=said.thread_ts, asked=True,
        )  # fmt: skip
    if conversation.watch is Watch.RESUMES or (conversation.watch is Watch.OFF and known is None):
        return
    text = memory.text_of(akin, said)
    # Remembered: a second run of this job finds the new text stored by the first.
    if not running.once("edited", lambda: known is None or known.text != text):
        return  # an unfurl, or another change that is not of the words
    # The words that were taken back may be in a topic's name.
    digest_posts.forget_message(akin, running, said.channel, said.ts)
    _follow(akin, running, conversation, said)


def on_deleted(akin: Akin, running: RunningJob) -> None:
    """Forget what somebody deleted, and withdraw Akin's reply to it."""
    _forget_message(akin, running, Deleted.of(running.job.payload["event"]))


def _follow(akin: Akin, running: RunningJob, conversation: Conversation, said: Said) -> None:
    if not said.is_root:
        # What is said in a thread becomes part of its ticket, also when Slack delivers the
        # reply before the message that it replies to.
        memory.keep(akin, said)
        if memory.remember(akin, conversation, said.thread_ts) is not None:
            channels.revisit(
                akin, running, [memory.slack_document_id(said.channel, said.thread_ts)]
            )
        return
    post = memory.keep(akin, said)
    # Remembered before it is answered: a reply that Slack refuses must not lose the message.
    memory.remember(akin, conversation, said.ts)
    reply = akin.state.replies.get(akin.team, said.channel, said.ts)
    if post is None:
        if reply is not None:
            answers.withdraw(akin, reply)
        return
    if reply is None or not reply.asked:
        answers.respond(
            akin, running, conversation, post.text, message_ts=said.ts, thread_ts=said.ts
        )


def _forget_message(akin: Akin, running: RunningJob, deleted: Deleted) -> None:
    own_reply = akin.state.replies.at(akin.team, deleted.channel, deleted.ts)
    if own_reply is not None:  # somebody deleted Akin's reply itself
        akin.state.replies.delete(own_reply)
        return
    if digest_posts.forget_post(akin, deleted.channel, deleted.ts):
        return
    akin.state.posts.forget(akin.team, deleted.channel, deleted.ts)
    digest_posts.forget_message(akin, running, deleted.channel, deleted.ts)
    resumes.forget_message(akin, deleted.channel, deleted.ts, deleted.files)
    reply = akin.state.replies.get(akin.team, deleted.channel, deleted.ts)
    if reply is not None:
        answers.withdraw(akin, reply)
    if akin.matcher.get(
        memory.slack_document_id(deleted.channel, deleted.thread_ts), team=akin.team
    ):
        conversation = channels.now(akin, running, deleted.channel)
        memory.remember(akin, conversation, deleted.thread_ts)
    if deleted.ts == deleted.thread_ts:
        channels.revisit(akin, running, [memory.slack_document_id(deleted.channel, deleted.ts)])
