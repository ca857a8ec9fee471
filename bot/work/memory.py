"""From what people wrote to documents, and out of memory again."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.akin import Akin
from bot.audience import audience_of
from bot.state import Conversation, Post
from bot.watching import Watch
from bot.work.incoming import Said
from ingest.documents import Document, Kind, Source, document_id
from ingest.messages import is_smalltalk, mentions, plain_text, title_of, without_mention


def slack_document_id(channel: str, ts: str) -> str:
    """Return the id of the document that starts at a message."""
    return document_id(Source(channel=channel, ts=ts))


def text_of(akin: Akin, said: Said) -> str:
    """Return what a message says in plain text, Akin's own name left out."""
    mrkdwn = without_mention(said.text, akin.workspace.bot_user)
    return plain_text(mrkdwn, akin.directory.names(mentions(mrkdwn)))


def keep(akin: Akin, said: Said) -> Post | None:
    """Store what somebody wrote; None where it is small talk, or was deleted or forgotten.

    Slack delivers in no order: what is older than what is stored changes nothing.
    """
    if akin.state.posts.is_forgotten(akin.team, said.channel, said.ts, said.thread_ts):
        return None
    known = akin.state.posts.get(akin.team, said.channel, said.ts)
    if known is not None and known.version > said.version:
        return known
    text = text_of(akin, said)
    if not text.strip() or is_smalltalk(text):
        # An edit may have made small talk out of what was a question.
        akin.state.posts.delete(akin.team, said.channel, said.ts)
        return None
    post = Post(
        team=akin.team,
        channel=said.channel,
        ts=said.ts,
        thread_ts=said.thread_ts,
        author=akin.directory.names([said.user]).get(said.user, "") if said.user else "",
        text=text,
        version=said.version,
        author_id=said.user,
    )
    akin.state.posts.put(post)
    return post


def document_at(akin: Akin, conversation: Conversation, thread_ts: str) -> Document | None:
    """Return the document that a thread makes, or None where its root is not kept."""
    thread = akin.state.posts.thread(akin.team, conversation.id, thread_ts)
    root = next((post for post in thread if post.is_root), None)
    if root is None:
        return None
    answers = [post for post in thread if not post.is_root]
    checked = [post for post in answers if post.checks]
    written = akin.state.posts.resolution(akin.team, conversation.id, thread_ts)
    # The answer that was checked last is the one that people settled on.
    settled = max(checked, key=_checked_at).text if checked else ""
    resolution = written or settled
    solved = bool(resolution or root.checks or written is not None)
    source = Source(
        team=akin.team,
        channel=conversation.id,
        ts=thread_ts,
        permalink=akin.workspace.permalink(conversation.id, thread_ts),
    )
    return Document(
        id=document_id(source),
        kind=Kind.TICKET if conversation.watch is Watch.TICKETS else Kind.QUESTION,
        title=title_of(root.text),
        text=root.text,
        resolution=resolution,
        replies=tuple(post.text for post in answers),
        status="resolved" if solved else "open",
        author=root.author,
        source=source,
        audience=audience_of(conversation),
        created_at=datetime.fromtimestamp(float(thread_ts), tz=UTC),
    )


def remember(akin: Akin, conversation: Conversation, thread_ts: str) -> Document | None:
    """Bring the index to what a thread says now; return its document, if it makes one."""
    document = document_at(akin, conversation, thread_ts)
    if document is None:
        akin.matcher.remove([slack_document_id(conversation.id, thread_ts)], team=akin.team)
        return None
    known = akin.matcher.get(document.id, team=akin.team)
    if known is not None:
        # A channel that is watched as something else now keeps what its threads were.
        document = replace(document, kind=known.kind)
    akin.matcher.add([document])
    return document


def _checked_at(post: Post) -> datetime:
    return post.checked_at or datetime.min.replace(tzinfo=UTC)


def forget(akin: Akin, channel: str, thread_ts: str) -> int:
    """Forget a thread for good: its document, what people wrote, judgements, Akin's reply.

    Returns how many documents that were.
    """
    id_ = slack_document_id(channel, thread_ts)
    removed = akin.matcher.remove([id_], team=akin.team)
    akin.state.posts.forget(akin.team, channel, thread_ts)
    akin.inbox.forget(channel, thread_ts)
    akin.state.judgements.forget(akin.team, [id_])
    reply = akin.state.replies.get(akin.team, channel, thread_ts)
    if reply is not None:
        if reply.reply_ts:
            akin.slack.delete(channel, reply.reply_ts)
        akin.state.replies.delete(reply)
    return removed
