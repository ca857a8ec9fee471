"""What is private stays private: random workspaces, people, channels and everything Akin does."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.manifest import BOT_SCOPES
from bot.playground import (
    BOT_USER_ID,
    Conversation,
    Kind,
    Message,
    Person,
    PlaygroundServer,
    Workspace,
)
from matcher.encoder import TextEncoder
from tests.e2e.office import Office, office

TOPICS = [
    "the dashboard freezes when I open the analytics tab",
    "the printer on the third floor prints empty pages",
    "the VPN drops every hour and I have to sign in again",
]
ROLES = ("member", "member", "guest", "stranger")
KINDS = ("public", "public", "private", "shared")

CHANNELS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sets(st.integers(0, 4), max_size=5)),
    min_size=3,
    max_size=5,
)
ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            ["post", "post", "post", "post", "find", "share", "mention", "home", "stats",
             "similar", "resolve", "forget", "private", "external", "guest"]
        ),
        st.integers(0, 4),
        st.integers(0, 4),
        st.integers(0, len(TOPICS) - 1),
    ),
    min_size=8,
    max_size=24,
)  # fmt: skip


@dataclass
class World:
    """People and channels of one example; each post carries a mark of its channel."""

    office: Office
    people: list[Person]
    channels: list[Conversation]

    @property
    def shared_at_start(self) -> set[int]:
        return {i for i, c in enumerate(self.channels) if c.name.startswith("shared")}

    def text(self, channel: int, topic: int) -> str:
        return f"{TOPICS[topic]} mark{channel}q"

    def now(self, channel: int) -> Conversation:
        return self.office.workspace.conversations[self.channels[channel].id]

    def said_in(self, channel: int) -> list[Message]:
        """Return all that a channel holds, whoever may see it."""
        return list(self.office.workspace.timelines[self.channels[channel].id])

    def do(self, action: str, who: int, where: int, topic: int) -> None:
        """Do one thing, if this person can."""
        person, index = self.people[who % len(self.people)], where % len(self.channels)
        channel = self.now(index)
        if person.user.id not in channel.members:
            return
        workspace, office_ = self.office.workspace, self.office
        if action == "post":
            person.post(channel, self.text(index, topic))
        elif action == "find":
            person.command(channel, f"/akin find {TOPICS[topic]}").wait()
        elif action == "stats":
            person.command(channel, "/akin stats").wait()
        elif action == "share":
            person.command(channel, f"/akin find {TOPICS[topic]}").wait()
            office_.settled()
            found = person.ephemerals(channel)
            if found and "share" in json.dumps(found[-1].blocks):
                person.press(found[-1], "share").wait()
        elif action == "mention":
            person.post(channel, f"<@{BOT_USER_ID}> {TOPICS[topic]}")
        elif action == "home":
            person.open_home()
        elif action == "similar":
            message = person.post(channel, self.text(index, topic))
            person.shortcut(message, "find_similar").wait()
        elif action in {"resolve", "forget"}:
            # Also with links that lead where this person can't look.
            other = (index + 1) % len(self.channels)
            for message in [m for m in self.said_in(other) if m.user != BOT_USER_ID][:1]:
                link = workspace.permalink(message)
                words = f"fixed mark{other}q" if action == "resolve" else ""
                person.command(channel, f"/akin {action} {link} {words}").wait()
        else:
            self._change(action, person, channel)
        office_.settled()

    def _change(self, action: str, person: Person, channel: Conversation) -> None:
        if not (person.user.is_admin and channel.kind is Kind.PUBLIC):
            return
        if action == "private" and not channel.is_ext_shared:
            person.make_private(channel)
        elif action == "external" and not channel.is_ext_shared:
            person.share_externally(channel, self.people[-1])
        elif action == "guest":
            guest = next((p for p in self.people if p.user.is_restricted), None)
            if guest is not None and guest.user.id not in channel.members:
                person.invite(channel, guest)

    def leaks(self) -> list[str]:
        """Return every mark that somebody sees of a channel that they can't look into."""
        found = []
        for person in self.people:
            visible = {c.id for c in person.conversations()}
            everything = person.everything()
            for index, channel in enumerate(self.channels):
                if channel.id not in visible and f"mark{index}q" in everything:
                    found.append(f"{person} sees {channel.name}")
        return found + self._strays() + self._whispered()

    def _whispered(self) -> list[str]:
        """Return every mark of a shared channel in an answer to one person given elsewhere."""
        found = []
        for person in self.people:
            for answer in person.ephemerals():
                text = json.dumps(answer.blocks)
                asked_in = next(c for c in map(self.now, range(len(self.channels)))
                                if c.id == answer.channel)  # fmt: skip
                for other in range(len(self.channels)):
                    source = self.now(other)
                    if source.id == asked_in.id or f"mark{other}q" not in text:
                        continue
                    if other in self.shared_at_start or asked_in.name.startswith("shared"):
                        found.append(f"{person} is told of {source.name} in {asked_in.name}")
        return found

    def _strays(self) -> list[str]:
        """Return every mark in a message of Akin's that its channel's rule forbids."""
        found = []
        for index, channel in enumerate(map(self.now, range(len(self.channels)))):
            people = [self.office.workspace.user(member) for member in channel.members]
            outsiders = any(p.is_restricted or p.is_foreign for p in people)
            own = [m for m in self.said_in(index) if m.user == BOT_USER_ID]
            text = json.dumps([[m.text, m.blocks] for m in own])
            for other in range(len(self.channels)):
                source = self.now(other)
                if other == index or f"mark{other}q" not in text:
                    continue
                public = source.kind is Kind.PUBLIC and not source.is_ext_shared
                if outsiders or channel.is_ext_shared or not public:
                    found.append(f"{channel.name} shows {source.name}")
        return found


@settings(
    max_examples=12,
    derandomize=True,
    # No shrinking: an example takes seconds, and a leak should be known in minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(CHANNELS, ACTIONS)
def test_nothing_private_is_ever_seen_by_somebody_outside(
    encoder: TextEncoder,
    channels: list[tuple[str, set[int]]],
    actions: list[tuple[str, int, int, int]],
) -> None:
    workspace = Workspace(scopes=BOT_SCOPES, ack_timeout=60.0)
    people = [
        workspace.add_user("ana", admin=True),
        workspace.add_user("bob"),
        workspace.add_user("eve"),
        workspace.add_user("gus", guest=True),
        workspace.add_user("sid", stranger=True),
    ]
    made = []
    for number, (kind, members) in enumerate(channels):
        joined = [people[0], *(people[i] for i in members if i and (i < 4 or kind == "shared"))]
        made.append(
            workspace.add_channel(
                f"{kind}-{number}",
                members=joined,
                private=kind == "private",
                shared=kind == "shared",
            )
        )
    with (
        tempfile.TemporaryDirectory() as folder,
        PlaygroundServer(workspace) as server,
        office(workspace, server, Path(folder), encoder) as at_work,
    ):
        world = World(at_work, people, made)
        for channel in made:
            at_work.watch(people[0], channel)
        for index in range(len(made)):
            for topic in range(len(TOPICS)):
                world.do("post", 0, index, topic)
        for action in actions:
            world.do(*action)
        assert world.leaks() == []
