"""Who may see what, stated a second time and compared over random people and channels."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.audience import Memberships, audience_of, may_see, scope_for, scope_in
from bot.state import Conversation, ConversationType, Person
from bot.state.conversations import from_slack
from ingest.documents import PUBLIC

TYPES = st.sampled_from(list(ConversationType))
CONVERSATIONS = st.builds(
    Conversation,
    team=st.just("T1"),
    id=st.sampled_from(["C1", "C2", "C3", "C4"]),
    type=TYPES,
    is_shared=st.booleans(),
    has_guests=st.booleans(),
    is_member=st.just(True),
)


def person(*, guest: bool = False, stranger: bool = False) -> Person:
    return Person("T1", "U1", "Ana", guest, stranger, False, datetime.now(UTC))


PEOPLE = st.builds(person, guest=st.booleans(), stranger=st.booleans())


@given(CONVERSATIONS, CONVERSATIONS)
def test_a_reply_shows_only_what_every_reader_of_its_channel_may_see(
    where: Conversation, source: Conversation
) -> None:
    shown = scope_in(where).covers(audience_of(source), source.id)
    if where.id == source.id:
        return  # one and the same channel: its own words
    if where.is_shared or source.is_shared or where.has_guests:
        assert not shown
    else:
        assert shown == (source.type is ConversationType.PUBLIC)


@given(CONVERSATIONS)
def test_a_reply_may_always_draw_on_its_own_channel(where: Conversation) -> None:
    assert scope_in(where).covers(audience_of(where), where.id)


@given(PEOPLE, st.lists(CONVERSATIONS, unique_by=lambda c: c.id), CONVERSATIONS, CONVERSATIONS)
def test_an_answer_to_one_person_shows_only_what_they_may_see(
    who: Person, joined: list[Conversation], where: Conversation, source: Conversation
) -> None:
    memberships = Memberships.of(joined)
    source = next((c for c in joined if c.id == source.id), source)
    where = next((c for c in joined if c.id == where.id), where)
    shown = scope_for(who, memberships, where).covers(audience_of(source), source.id)
    member = source.id in {c.id for c in joined}
    if where.is_shared:
        assert shown == (source.id == where.id and member and source.is_shared)
    elif source.is_shared or who.is_stranger:
        assert not shown
    elif source.is_public and not who.is_guest:
        assert shown
    else:
        assert shown == member


@given(PEOPLE, st.lists(CONVERSATIONS, unique_by=lambda c: c.id), CONVERSATIONS)
def test_who_may_know_of_a_channel(
    who: Person, joined: list[Conversation], channel: Conversation
) -> None:
    member = channel.id in {c.id for c in joined}
    seen = may_see(who, Memberships.of(joined), channel)
    assert seen == (member or (channel.is_public and who.is_full_member))


def test_guests_see_imported_documents_never_since_those_are_in_no_channel_of_theirs() -> None:
    assert not scope_for(person(guest=True), Memberships(), None).covers(PUBLIC, "")
    assert scope_for(person(), Memberships(), None).covers(PUBLIC, "")


def test_a_conversation_of_which_slack_says_little_counts_as_private() -> None:
    for said in ({"id": "C1"}, {"id": "C1", "is_channel": True}, {"id": "C1", "is_group": True}):
        assert audience_of(from_slack("T1", said, has_guests=False)) == "C1"
    public = {"id": "C1", "is_channel": True, "is_private": False}
    assert audience_of(from_slack("T1", public, has_guests=False)) == PUBLIC
    for flag in ("is_ext_shared", "is_pending_ext_shared", "is_org_shared"):
        shared = {**public, flag: True}
        assert audience_of(from_slack("T1", shared, has_guests=False)) == "C1"


def test_a_conversation_counts_as_having_guests_until_it_is_known_that_it_has_none() -> None:
    unknown = Conversation("T1", "C1", type=ConversationType.PUBLIC)
    assert scope_in(unknown).channels == {"C1"}
    assert scope_in(replace(unknown, has_guests=False)).channels is None
