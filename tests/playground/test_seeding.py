"""The workspace of the demo holds the sample content, as people would have written it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from bot.playground import BOT_TOKEN, BOT_USER_ID, Message, PlaygroundServer, Workspace, content
from bot.playground.seeding import DAY, SOLVED, populate


@pytest.fixture(scope="module")
def seeded() -> Workspace:
    workspace = Workspace()
    populate(workspace)
    return workspace


def roots(workspace: Workspace, channel: str) -> list[Message]:
    return workspace.timelines[workspace.conversation(channel).id].main()


def expected() -> Iterator[tuple[str, str, str, str, int]]:
    for channel, tickets in (
        ("support", content.tickets()),
        ("sec-incidents", content.private_tickets()),
        ("acme-shared", content.shared_tickets()),
    ):
        for ticket in tickets:
            text = f"{ticket.title}\n{ticket.text}"
            yield channel, ticket.author, text, ticket.resolution, ticket.days_ago
    for asked in content.questions():
        yield "ask-platform", asked.author, asked.text, asked.answer, asked.days_ago


def as_typed(workspace: Workspace, author: str, text: str) -> str:
    return workspace.person(author)._encode(text)


def test_everything_is_there_once_by_its_author_and_of_its_day(seeded: Workspace) -> None:
    now = seeded.clock.now()
    for channel, author, text, _, days_ago in expected():
        stored = (seeded.person(author).id, as_typed(seeded, author, text))
        found = [root for root in roots(seeded, channel) if (root.user, root.text) == stored]
        assert len(found) == 1, text
        age = (now - float(found[0].ts)) / DAY
        assert days_ago - 1 < age < days_ago + 0.01, text
    assert sum(len(roots(seeded, c.name)) for c in content.channels()) == len(list(expected()))


def test_each_answer_stands_in_the_thread_by_somebody_else_checked_by_who_asked(
    seeded: Workspace,
) -> None:
    outsiders = {p.name for p in content.people() if p.role in {"guest", "external"}}
    answers = {as_typed(seeded, author, text): answer for _, author, text, answer, _ in expected()}
    for channel in content.channels():
        timeline = seeded.timelines[seeded.conversation(channel.name).id]
        for root in timeline.main():
            [reply] = timeline.replies(root.ts)
            helper = seeded.users[reply.user or ""].name
            assert reply.text == as_typed(seeded, helper, answers[root.text])
            assert reply.user in seeded.conversation(channel.name).members - {root.user}
            assert helper not in outsiders
            assert root.ts < reply.ts <= f"{seeded.clock.now():.6f}"
            check = reply.reaction(SOLVED)
            assert check is not None
            assert check.users == (root.user,)


def test_roles_and_channels_are_as_the_content_has_them(seeded: Workspace) -> None:
    for person in content.people():
        user = seeded.user(person.name)
        assert user.real_name == person.real_name
        assert user.is_guest == (person.role == "guest")
        assert user.is_foreign == (person.role == "external")
        assert user.is_admin == (person.role in {"owner", "admin"})
    for channel in content.channels():
        made = seeded.conversation(channel.name)
        assert made.is_private == (channel.kind == "private")
        assert made.is_ext_shared == (channel.kind == "shared")
        assert made.topic == channel.topic
        assert {seeded.users[m].name for m in made.members - {BOT_USER_ID}} == set(channel.members)


def test_the_bot_is_where_it_must_be_invited_and_joins_the_public_channels_itself(
    seeded: Workspace,
) -> None:
    inside = {c.name for c in seeded.conversations.values() if BOT_USER_ID in c.members}
    assert inside == {"general", "sec-incidents", "acme-shared", "hiring"}


def test_two_workspaces_are_alike() -> None:
    def lines(workspace: Workspace) -> list[tuple[str, str | None, str]]:
        return [(m.channel, m.user, m.text) for t in workspace.timelines.values() for m in t]

    first, second = Workspace(), Workspace()
    populate(first)
    populate(second)
    assert lines(first) == lines(second)


def test_the_bot_can_read_it_page_by_page_with_its_threads_and_links() -> None:
    workspace = Workspace()
    populate(workspace)
    with PlaygroundServer(workspace) as server:
        client = WebClient(BOT_TOKEN, base_url=server.api_url)
        channel = workspace.conversation("support").id
        client.conversations_join(channel=channel)
        history = client.conversations_history(channel=channel, limit=100)
        messages = [m for page in history for m in page["messages"] if "subtype" not in m]
        assert len(messages) == len(content.tickets())
        newest = messages[0]
        assert newest["reply_count"] == 1
        thread = client.conversations_replies(channel=channel, ts=newest["ts"])["messages"]
        assert [r["name"] for r in thread[1]["reactions"]] == [SOLVED]
        link = client.chat_getPermalink(channel=channel, message_ts=newest["ts"])["permalink"]
        assert link.endswith(f"/archives/{channel}/p{newest['ts'].replace('.', '')}")
