"""Sample content of the local workspace: an invented product, its support team and its users.

The product is Halvery, a service for teams that maintain things in the field. All of it is made
up; e-mail addresses are at example.com and example.org, telephone numbers are 555-01xx.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, TypeVar, get_args

Action = Literal["say", "command", "react", "reply", "edit", "drop"]

_Record = TypeVar("_Record")


@dataclass(frozen=True, slots=True)
class SampleTicket:
    """A solved ticket; `group` names the underlying problem it has in common with others."""

    id: str
    title: str
    text: str
    resolution: str
    status: str
    author: str
    days_ago: int
    group: str | None


@dataclass(frozen=True, slots=True)
class SampleQuestion:
    """A question of the team and its answer; `author` is the person who asked."""

    id: str
    text: str
    answer: str
    author: str
    days_ago: int
    group: str | None


@dataclass(frozen=True, slots=True)
class Probe:
    """A new message; `expected` is the id it asks for in other words, or None: nothing matches.

    Where `group` is set, every member of that group is as right an answer as `expected`.
    """

    text: str
    kind: Literal["ticket", "question"]
    group: str | None
    expected: str | None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Ids of two different problems in similar words, and what tells them apart."""

    first: str
    second: str
    difference: str


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody in the workspace; `name` is what authors, members and steps refer to."""

    name: str
    real_name: str
    title: str
    role: Literal["owner", "admin", "member", "guest", "external"]
    organisation: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class SampleChannel:
    """A channel (`name` without #), who is in it, and what Akin watches it as, if at all."""

    name: str
    kind: Literal["public", "private", "shared"]
    watch: Literal["tickets", "questions", "resumes"] | None
    topic: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SceneStep:
    """One step of the scene.

    `text` is what is said, the command line, the reaction's name, a message's new text, or the
    names of the files that are dropped, parted by blanks; `words` is what is said beside them.
    `key` names the message for later steps, `to` is the key of the message that a reply,
    reaction or edit is about. `note` tells the audience what to look at.
    """

    who: str
    channel: str
    action: Action
    text: str
    note: str
    key: str | None
    to: str | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class SampleOpening:
    """An opening of the hiring channel."""

    id: str
    title: str
    text: str


def tickets() -> tuple[SampleTicket, ...]:
    """Return the tickets of the public support channel, oldest first."""
    return _records("tickets.jsonl", lambda record: SampleTicket(**record))


def private_tickets() -> tuple[SampleTicket, ...]:
    """Return the tickets of the private channel, oldest first."""
    return _records("private_tickets.jsonl", lambda record: SampleTicket(**record))


def shared_tickets() -> tuple[SampleTicket, ...]:
    """Return the tickets of the channel shared with the other organisation, oldest first."""
    return _records("shared_tickets.jsonl", lambda record: SampleTicket(**record))


def questions() -> tuple[SampleQuestion, ...]:
    """Return the questions of the public question channel, oldest first."""
    return _records("questions.jsonl", lambda record: SampleQuestion(**record))


def probes() -> tuple[Probe, ...]:
    """Return new messages whose match, or lack of one, is known; none is in the content."""
    return _records("probes.jsonl", lambda record: Probe(**record))


def near_misses() -> tuple[NearMiss, ...]:
    """Return the pairs of tickets that look alike and are not."""
    return _records("near_misses.jsonl", lambda record: NearMiss(**record))


def people() -> tuple[SamplePerson, ...]:
    """Return everybody in the workspace, the guest and the other organisation's person included."""
    return _records("people.json", lambda record: SamplePerson(**record))


def channels() -> tuple[SampleChannel, ...]:
    """Return the channels with their members."""
    return _records(
        "channels.json",
        lambda record: SampleChannel(**{**record, "members": tuple(record["members"])}),
    )


def openings() -> tuple[SampleOpening, ...]:
    """Return the openings for which the sample résumés were written."""
    return _records("openings.json", lambda record: SampleOpening(**record))


def files() -> dict[str, bytes]:
    """Return what can be dropped: the résumés, and the openings as text files, by their names."""
    folder = resources.files(__name__).joinpath("resumes")
    pdfs = {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".pdf")}
    texts = {f"{o.id}.txt": f"{o.title}\n\n{o.text}".encode() for o in openings()}
    return dict(sorted((pdfs | texts).items()))


def scene() -> tuple[SceneStep, ...]:
    """Return the steps of the scene in the order they are played."""
    return _records("scene.json", _scene_step)


def _scene_step(record: dict[str, Any]) -> SceneStep:
    actions = [action for action in get_args(Action) if action in record]
    if len(actions) != 1:
        raise ValueError(f"a step needs exactly one of {', '.join(get_args(Action))}")
    [action] = actions
    fields = {"key": None, "to": None, **record}
    text = fields.pop(action)
    return SceneStep(action=action, text=text, **fields)


def _records(file_name: str, build: Callable[[dict[str, Any]], _Record]) -> tuple[_Record, ...]:
    """Build one record from each entry of a content file.

    Raises:
        ValueError: An entry doesn't have the fields it should; the message names file and entry.

    """
    built = []
    for number, record in enumerate(_entries(file_name), start=1):
        try:
            built.append(build(record))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{file_name}, entry {number}: {error}") from error
    return tuple(built)


def _entries(file_name: str) -> Iterator[dict[str, Any]]:
    text = resources.files(__name__).joinpath(file_name).read_text(encoding="utf-8")
    if file_name.endswith(".jsonl"):
        # Not splitlines(): JSON strings may hold U+2028 and its kind unescaped.
        yield from (json.loads(line) for line in text.split("\n") if line)
    else:
        yield from json.loads(text)
