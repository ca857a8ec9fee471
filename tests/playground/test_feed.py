"""The feed tells of everything once, to those who see it, and waits until all is told."""

from __future__ import annotations

import threading

import pytest

from bot.playground import (
    BOT_ID,
    BOT_USER_ID,
    Conversation,
    Ephemeral,
    Message,
    Person,
    Workspace,
    posting,
)
from bot.playground.feed import Event, Feed, News


def events(news: list[News]) -> list[tuple[Event, str]]:
    return [(one.event, one.message.text) for one in news]


def whisper(workspace: Workspace, channel: Conversation, person: Person, text: str) -> None:
    with workspace.lock:
        shown = Ephemeral(channel.id, person.id, workspace.ids.ts(), text)
        posting.whisper(workspace, shown)


def test_what_was_there_before_is_no_news_and_nothing_is_told_twice(
    workspace: Workspace, ana: Person, support: Conversation
) -> None:
    ana.post(support, "old")
    feed = Feed(workspace)
    assert feed.take() == []
    ana.post(support, "new")
    assert events(feed.take()) == [(Event.POSTED, "new")]
    assert feed.take() == []


def test_edits_deletions_reactions_and_ephemeral_messages_are_told(
    workspace: Workspace, ana: Person, support: Conversation
) -> None:
    changed, removed, root = (ana.post(support, text) for text in ("a", "b", "root"))
    ana.post(support, "reply", root.ts)
    feed = Feed(workspace)
    ana.edit(changed, "a2")
    ana.react(changed, "tada")
    ana.delete(removed)
    ana.delete(root)
    whisper(workspace, support, ana, "psst")
    news = feed.take()
    assert sorted(events(news)) == [
        (Event.CHANGED, "a2"),
        (Event.REACTED, "a2"),
        (Event.REMOVED, "This message was deleted."),
        (Event.REMOVED, "b"),
        (Event.WHISPERED, "psst"),
    ]
    [reacted] = [one for one in news if one.event is Event.REACTED]
    assert (reacted.emoji, reacted.user) == ("tada", ana.id)


def test_a_deleted_root_is_told_once_and_not_again_when_its_last_reply_goes(
    workspace: Workspace, ana: Person, support: Conversation
) -> None:
    root = ana.post(support, "root")
    reply = ana.post(support, "reply", root.ts)
    feed = Feed(workspace)
    ana.delete(root)
    assert [one.event for one in feed.take()] == [Event.REMOVED]
    ana.delete(reply)
    assert events(feed.take()) == [(Event.REMOVED, "reply")]


def test_a_message_is_told_with_the_reactions_it_got_at_once(
    workspace: Workspace, ana: Person, support: Conversation
) -> None:
    feed = Feed(workspace)
    ana.react(ana.post(support, "new"), "tada")
    assert events(feed.take()) == [(Event.POSTED, "new"), (Event.REACTED, "new")]


def test_an_update_that_changes_nothing_to_be_read_is_no_news(
    workspace: Workspace, ana: Person, support: Conversation
) -> None:
    message = ana.post(support, "text")
    feed = Feed(workspace)
    ana.edit(message, "text")  # with blocks of other ids
    ana.unfurl(message)
    assert feed.take() == []


def test_a_person_is_told_only_of_what_they_see(workspace: Workspace, ana: Person) -> None:
    ben = workspace.add_user("ben")
    open_, closed = (
        workspace.add_channel(name, members=[ana], private=name == "closed")
        for name in ("open", "closed")
    )
    theirs, everybodys = Feed(workspace, ben), Feed(workspace)
    ana.post(open_, "public")
    ana.post(closed, "secret")
    whisper(workspace, open_, ana, "for ana")
    assert events(theirs.take()) == [(Event.POSTED, "public")]
    assert len(everybodys.take()) == 3
    ana.post(closed, "secret 2")
    theirs.look_as(ana)
    assert theirs.take() == []  # what she sees already is no news to her
    ana.post(closed, "secret 3")
    assert events(theirs.take()) == [(Event.POSTED, "secret 3")]


def test_following_tells_of_what_comes_until_idle_the_last_included(
    workspace: Workspace, ana: Person, support: Conversation
) -> None:
    asked, done = threading.Event(), threading.Event()

    def idle() -> bool:
        asked.set()
        return done.is_set()

    def work() -> None:
        assert asked.wait(10)
        for text in ("one", "two"):
            ana.post(support, text)
        done.set()

    feed = Feed(workspace)
    worker = threading.Thread(target=work)
    worker.start()
    news = list(feed.follow(idle, 10))
    worker.join()
    assert events(news) == [(Event.POSTED, "one"), (Event.POSTED, "two")]


def test_what_comes_just_before_idle_is_told_too(
    workspace: Workspace, ana: Person, support: Conversation
) -> None:
    feed = Feed(workspace)
    # Whoever calls itself idle has done all before that.
    news = list(feed.follow(lambda: bool(ana.post(support, "last")), 10))
    assert events(news) == [(Event.POSTED, "last")]


def test_following_ends_with_an_error_where_it_never_gets_idle(workspace: Workspace) -> None:
    with pytest.raises(TimeoutError, match="still at work after 0 seconds"):
        list(Feed(workspace).follow(lambda: False, 0))


def test_the_bots_messages_are_told_like_any_others(
    workspace: Workspace, support: Conversation
) -> None:
    feed = Feed(workspace)
    with workspace.lock:
        ts = workspace.ids.ts()
        posting.put(workspace, Message(support.id, ts, BOT_USER_ID, "hi", "T", bot_id=BOT_ID))
    assert events(feed.take()) == [(Event.POSTED, "hi")]
