"""The sample content is complete, consistent in itself and of nobody's real data."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import FrozenInstanceError, fields
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from bot.playground import content

LOADERS: dict[Any, Any] = {
    content.tickets: content.SampleTicket,
    content.private_tickets: content.SampleTicket,
    content.shared_tickets: content.SampleTicket,
    content.questions: content.SampleQuestion,
    content.probes: content.Probe,
    content.near_misses: content.NearMiss,
    content.people: content.SamplePerson,
    content.channels: content.SampleChannel,
    content.scene: content.SceneStep,
}


def group_sizes(entries: Sequence[content.SampleTicket | content.SampleQuestion]) -> Counter[str]:
    return Counter(entry.group for entry in entries if entry.group is not None)


def all_tickets() -> list[content.SampleTicket]:
    return [*content.tickets(), *content.private_tickets(), *content.shared_tickets()]


def all_texts() -> list[str]:
    return [
        *(ticket.text for ticket in all_tickets()),
        *(ticket.resolution for ticket in all_tickets()),
        *(question.text for question in content.questions()),
        *(question.answer for question in content.questions()),
        *(probe.text for probe in content.probes()),
        *(step.text for step in content.scene()),
    ]


def fits(value: object, hint: Any) -> bool:
    origin = get_origin(hint)
    if origin is Literal:
        return value in get_args(hint)
    if origin in (Union, UnionType):
        return any(fits(value, option) for option in get_args(hint))
    if origin is tuple:
        item, _ellipsis = get_args(hint)
        return isinstance(value, tuple) and all(fits(entry, item) for entry in value)
    return type(value) is hint


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.__name__)
def test_loaders_give_records_whose_fields_have_the_declared_types(loader: Any) -> None:
    records = loader()
    assert isinstance(records, tuple)
    hints = get_type_hints(LOADERS[loader])
    for record in records:
        assert type(record) is LOADERS[loader]
        wrong = [f.name for f in fields(record) if not fits(getattr(record, f.name), hints[f.name])]
        assert not wrong, record


def test_records_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        content.tickets()[0].title = "other"  # type: ignore[misc]


def test_there_is_enough_of_everything() -> None:
    assert len(content.tickets()) >= 130
    assert len(content.questions()) >= 65
    assert 6 <= len(content.private_tickets()) <= 10
    assert 4 <= len(content.shared_tickets()) <= 6
    assert 8 <= len(content.people()) <= 10
    assert len(group_sizes(content.tickets())) >= 30
    assert len(group_sizes(content.questions())) >= 12
    assert len(content.near_misses()) >= 15


def test_probes_ask_for_something_known_or_for_nothing_known() -> None:
    expected = Counter(probe.expected is not None for probe in content.probes())
    assert expected[True] >= 60
    assert expected[False] >= 25
    assert {probe.kind for probe in content.probes()} == {"ticket", "question"}


def test_ids_are_unique() -> None:
    ids = [ticket.id for ticket in all_tickets()]
    ids += [question.id for question in content.questions()]
    assert len(ids) == len(set(ids))


def test_no_text_stands_there_twice() -> None:
    seen = Counter(" ".join(text.casefold().split()) for text in all_texts())
    assert [text for text, times in seen.items() if times > 1] == []


def test_no_text_is_blank() -> None:
    assert all(text.strip() for text in all_texts())
    assert all(ticket.title.strip() for ticket in all_tickets())


@pytest.mark.parametrize(
    "entries",
    [content.tickets(), content.private_tickets(), content.shared_tickets(), content.questions()],
    ids=["tickets", "private tickets", "shared tickets", "questions"],
)
def test_a_group_has_at_least_two_members_and_entries_are_in_order_of_time(
    entries: Sequence[content.SampleTicket | content.SampleQuestion],
) -> None:
    assert [name for name, size in group_sizes(entries).items() if size < 2] == []
    days = [entry.days_ago for entry in entries]
    assert days == sorted(days, reverse=True)
    assert min(days) >= 1


def test_every_probe_names_an_entry_of_its_kind_and_that_entrys_group() -> None:
    groups = {
        "ticket": {ticket.id: ticket.group for ticket in content.tickets()},
        "question": {question.id: question.group for question in content.questions()},
    }
    for probe in content.probes():
        if probe.expected is None:
            assert probe.group is None, probe
        else:
            assert probe.expected in groups[probe.kind], probe
            assert groups[probe.kind][probe.expected] == probe.group, probe


def test_near_misses_are_different_problems() -> None:
    by_id = {ticket.id: ticket for ticket in content.tickets()}
    pairs = [frozenset((pair.first, pair.second)) for pair in content.near_misses()]
    assert len(pairs) == len(set(pairs))
    for pair in content.near_misses():
        first, second = by_id[pair.first], by_id[pair.second]
        assert first.id != second.id
        assert first.group is None or first.group != second.group, pair


def test_all_tickets_are_solved() -> None:
    assert {ticket.status for ticket in all_tickets()} == {"solved"}


def test_people_have_distinct_names_and_one_is_a_guest_and_one_from_elsewhere() -> None:
    people = content.people()
    assert len({person.name for person in people}) == len(people)
    roles = Counter(person.role for person in people)
    assert roles["owner"] == roles["guest"] == roles["external"] == 1
    [home] = {person.organisation for person in people if person.role != "external"}
    assert [p.role for p in people if p.organisation != home] == ["external"]


def test_channels_are_of_every_kind_and_hold_only_whom_they_may() -> None:
    roles = {person.name: person.role for person in content.people()}
    channels = {channel.name: channel for channel in content.channels()}
    assert {name: (c.kind, c.watch) for name, c in channels.items()} == {
        "support": ("public", "tickets"),
        "ask-platform": ("public", "questions"),
        "general": ("public", None),
        "sec-incidents": ("private", "tickets"),
        "acme-shared": ("shared", "tickets"),
        "hiring": ("private", "resumes"),
    }
    for channel in channels.values():
        assert len(set(channel.members)) == len(channel.members)
        assert set(channel.members) <= set(roles)
        outsiders = [name for name in channel.members if roles[name] == "external"]
        assert bool(outsiders) == (channel.kind == "shared")
    guest_channels = [
        c.name for c in channels.values() if any(roles[name] == "guest" for name in c.members)
    ]
    assert guest_channels == ["ask-platform"]


def test_authors_are_members_of_the_channel_they_write_in() -> None:
    members = {channel.name: set(channel.members) for channel in content.channels()}
    assert {ticket.author for ticket in content.tickets()} <= members["support"]
    assert {question.author for question in content.questions()} <= members["ask-platform"]
    assert {ticket.author for ticket in content.private_tickets()} <= members["sec-incidents"]
    assert {ticket.author for ticket in content.shared_tickets()} <= members["acme-shared"]


def test_scene_shows_every_action_and_refers_to_earlier_messages_of_the_same_channel() -> None:
    members = {channel.name: set(channel.members) for channel in content.channels()}
    said: dict[str, content.SceneStep] = {}
    for step in content.scene():
        assert step.who in members[step.channel], step
        assert step.note, step
        assert (step.to is not None) == (step.action in {"react", "reply", "edit"}), step
        if step.to is not None:
            assert said[step.to].channel == step.channel, step
        if step.action == "edit":
            assert step.to is not None
            assert said[step.to].who == step.who, step
        if step.key is not None:
            assert step.key not in said, step
            said[step.key] = step
    assert {step.action for step in content.scene()} == set(get_args(content.Action))


def test_contact_data_is_made_up() -> None:
    everything = "\n".join(all_texts())
    domains = re.findall(r"[\w.+-]+@([\w.-]+\w)", everything)
    assert domains
    assert [d for d in domains if not re.search(r"(^|\.)example\.(com|org)$", d)] == []
    assert re.findall(r"\b555-(?!01\d\d\b)\S+", everything) == []


def test_a_step_with_no_action_or_with_two_is_refused() -> None:
    step = {"who": "Sefa", "channel": "support", "note": "n"}
    for broken in (step, {**step, "say": "a", "edit": "b"}):
        with pytest.raises(ValueError, match="exactly one of say, command, react, reply, edit"):
            content._scene_step(broken)


def test_an_entry_with_wrong_fields_is_named_with_its_file_and_number() -> None:
    with pytest.raises(ValueError, match=r"people\.json, entry 1: .*unexpected keyword"):
        content._records("people.json", lambda record: content.SampleTicket(**record))
