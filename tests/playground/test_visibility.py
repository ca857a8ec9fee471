"""Over random workspaces: everybody finds exactly the words that Slack would show them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.playground import (
    BOT_USER_ID,
    Conversation,
    Kind,
    Person,
    Refused,
    User,
    Workspace,
    posting,
)
from bot.playground.identity import BOT_ID, FOREIGN_TEAM_ID, TEAM_ID
from bot.playground.messages import Ephemeral, Message
from bot.playground.visibility import may_see


def test_a_stranger_left_in_a_channel_that_is_no_longer_shared_sees_nothing() -> None:
    stranger = User("U1", "sue", "Sue", team_id=FOREIGN_TEAM_ID)
    members = frozenset({stranger.id})
    closed = Conversation("C1", "room", Kind.PUBLIC, "U2", 0, members)
    assert not may_see(stranger, closed)
    assert may_see(stranger, replace(closed, connected_teams=frozenset({FOREIGN_TEAM_ID})))


ROLES = ["full", "guest", "single", "stranger"]
KINDS = ["public", "private", "shared", "private shared", "im"]


@dataclass
class Place:
    """A conversation as the model of this test knows it."""

    conversation: Conversation
    kind: str
    members: set[str]
    words: list[str] = field(default_factory=list)
    ephemeral: dict[str, list[str]] = field(default_factory=dict)


class WorkspaceMachine(RuleBasedStateMachine):
    """Does what people do, and keeps its own simple account of who is where."""

    def __init__(self) -> None:
        super().__init__()
        self.workspace = Workspace()
        self.people: dict[str, tuple[Person, str]] = {}
        self.places: list[Place] = []
        self.count = 0

    def word(self) -> str:
        self.count += 1
        return f"secret{self.count:04d}x"

    @initialize(roles=st.lists(st.sampled_from(ROLES), min_size=3, max_size=6))
    def populate(self, roles: list[str]) -> None:
        for number, role in enumerate(roles):
            person = self.workspace.add_user(
                f"user{number}",
                guest=role == "guest",
                single_channel_guest=role == "single",
                stranger=role == "stranger",
            )
            self.people[person.id] = (person, role)

    @rule(kind=st.sampled_from(KINDS), picks=st.lists(st.integers(0, 5), min_size=1, max_size=4))
    def found(self, kind: str, picks: list[int]) -> None:
        people = list(self.people.values())
        chosen = [people[pick % len(people)] for pick in picks]
        if "shared" not in kind:
            chosen = [(p, role) for p, role in chosen if role != "stranger"]
        if not chosen:
            return
        handles = {p.id: p for p, _ in chosen}
        if kind == "im":
            conversation = self.workspace.open_dm(*handles.values(), BOT_USER_ID)
            if any(place.conversation.id == conversation.id for place in self.places):
                return
        else:
            conversation = self.workspace.add_channel(
                self.word(),
                members=handles.values(),
                private="private" in kind,
                shared="shared" in kind,
            )
        # A channel's name is among the words that only its readers may find.
        words = [conversation.name] if kind != "im" else []
        self.places.append(Place(conversation, kind, set(handles), words))

    def place(self, pick: int) -> Place | None:
        return self.places[pick % len(self.places)] if self.places else None

    def readers(self, place: Place) -> set[str]:
        """Return who may read, by the rule as it is written down."""
        readers = set(place.members)
        if place.kind in {"public", "shared"}:
            readers |= {i for i, (_, role) in self.people.items() if role == "full"}
        return readers

    @rule(pick=st.integers(0, 9), who=st.integers(0, 9))
    def post(self, pick: int, who: int) -> None:
        place = self.place(pick)
        if place is None or not place.members:
            return
        author = sorted(place.members)[who % len(place.members)]
        word = self.word()
        place.words.append(word)
        self.people[author][0].post(place.conversation, f"Here is {word}.")

    @rule(pick=st.integers(0, 9))
    def post_in_blocks_with_metadata(self, pick: int) -> None:
        place = self.place(pick)
        if place is None:
            return
        inside, beside = self.word(), self.word()
        place.words += [inside, beside]
        section = {"type": "section", "text": {"type": "mrkdwn", "text": f"Grüße {inside}"}}
        with self.workspace.lock:
            posting.put(
                self.workspace,
                Message(
                    place.conversation.id,
                    self.workspace.ids.ts(),
                    BOT_USER_ID,
                    "",
                    TEAM_ID,
                    bot_id=BOT_ID,
                    blocks=(section,),
                    metadata={"event_type": "x", "event_payload": {"key": beside}},
                ),
            )

    @rule(pick=st.integers(0, 9), who=st.integers(0, 9))
    def upload(self, pick: int, who: int) -> None:
        place = self.place(pick)
        if place is None or not place.members:
            return
        author = sorted(place.members)[who % len(place.members)]
        inside, name = self.word(), self.word()
        place.words += [inside, name]
        self.people[author][0].upload(place.conversation, f"{name}.txt", inside.encode())

    @rule(pick=st.integers(0, 9), who=st.integers(0, 9))
    def whisper(self, pick: int, who: int) -> None:
        place = self.place(pick)
        if place is None or not place.members:
            return
        user = sorted(place.members)[who % len(place.members)]
        word = self.word()
        place.ephemeral.setdefault(user, []).append(word)
        with self.workspace.lock:
            ts = self.workspace.ids.ts()
            posting.whisper(self.workspace, Ephemeral(place.conversation.id, user, ts, word))

    @rule(pick=st.integers(0, 9), who=st.integers(0, 9))
    def join(self, pick: int, who: int) -> None:
        place = self.place(pick)
        if place is None:
            return
        user, (person, role) = sorted(self.people.items())[who % len(self.people)]
        try:
            person.join(place.conversation)
        except Refused:
            assert user not in self.readers(place)
        else:
            place.members.add(user)
            assert role == "full" or user in self.readers(place)

    @rule(pick=st.integers(0, 9), who=st.integers(0, 9))
    def leave(self, pick: int, who: int) -> None:
        place = self.place(pick)
        if place is None or place.kind == "im" or not place.members:
            return
        user = sorted(place.members)[who % len(place.members)]
        self.people[user][0].leave(place.conversation)
        place.members.remove(user)

    @rule(pick=st.integers(0, 9))
    def turn_private(self, pick: int) -> None:
        place = self.place(pick)
        managers = self.managers(place) if place else []
        if place is None or not managers or place.kind not in {"public", "shared"}:
            return
        managers[0].make_private(place.conversation)
        place.kind = "private" if place.kind == "public" else "private shared"

    @rule(pick=st.integers(0, 9))
    def unshare(self, pick: int) -> None:
        place = self.place(pick)
        managers = self.managers(place) if place else []
        if place is None or not managers or "shared" not in place.kind:
            return
        managers[0].unshare(place.conversation)
        place.kind = "private" if place.kind.startswith("private") else "public"
        place.members -= {i for i, (_, role) in self.people.items() if role == "stranger"}

    @rule(pick=st.integers(0, 9))
    def delete_channel(self, pick: int) -> None:
        place = self.place(pick)
        managers = self.managers(place) if place else []
        if place is None or not managers or place.kind == "im":
            return
        managers[0].delete_channel(place.conversation)
        self.places.remove(place)
        place.words.clear()

    def managers(self, place: Place) -> list[Person]:
        return [self.people[i][0] for i in place.members if self.people[i][1] == "full"]

    @invariant()
    def everybody_finds_what_they_may_see_and_nothing_else(self) -> None:
        for user, (person, _) in self.people.items():
            found = person.everything()
            expected: set[str] = set()
            for place in self.places:
                if user in self.readers(place):
                    expected |= {*place.words, *place.ephemeral.get(user, [])}
            all_words = {f"secret{number:04d}x" for number in range(1, self.count + 1)}
            assert {word for word in all_words if word in found} == expected


WorkspaceMachine.TestCase.settings = settings(max_examples=100, stateful_step_count=30)
TestVisibility = WorkspaceMachine.TestCase
