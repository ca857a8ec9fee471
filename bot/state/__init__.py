"""What the bot knows beside the documents, in the same database."""

from sqlalchemy.engine import Engine

from bot.state.candidates import Candidate, Candidates, NotedOpening
from bot.state.conversations import Conversation, Conversations, ConversationType
from bot.state.digests import Digest, Digests, Outcome
from bot.state.judgements import Judgements, Stand, Tally
from bot.state.people import People, Person
from bot.state.posts import Post, Posts
from bot.state.replies import Replies, Reply
from bot.state.schedules import Schedules
from bot.state.topics import KnownTopic, Seen, TopicPeriod, Topics
from bot.state.workspaces import Workspaces

__all__ = [
    "Candidate",
    "Candidates",
    "Conversation",
    "ConversationType",
    "Conversations",
    "Digest",
    "Digests",
    "Judgements",
    "KnownTopic",
    "NotedOpening",
    "Outcome",
    "People",
    "Person",
    "Post",
    "Posts",
    "Replies",
    "Reply",
    "Schedules",
    "Seen",
    "Stand",
    "State",
    "Tally",
    "TopicPeriod",
    "Topics",
    "Workspaces",
]


class State:
    """Everything the bot knows beside the documents.

    Args:
        engine: with the tables of `bot` up to date (`matcher.database.upgrade`).
    """

    def __init__(self, engine: Engine) -> None:
        self.workspaces = Workspaces(engine)
        self.conversations = Conversations(engine)
        self.people = People(engine)
        self.posts = Posts(engine)
        self.replies = Replies(engine)
        self.judgements = Judgements(engine)
        self.candidates = Candidates(engine)
        self.schedules = Schedules(engine)
        self.topics = Topics(engine)
        self.digests = Digests(engine)
