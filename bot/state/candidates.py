"""Candidates and openings of a channel; who the candidates are lies in a table of its own."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.state.tables import candidates, contacts, openings
from bot.state.upsert import upsert
from ingest.contacts import Contact


@dataclass(frozen=True, slots=True)
class NotedOpening:
    """An opening as it was noted in a channel."""

    team: str
    channel: str
    id: str
    title: str
    text: str
    author: str = ""
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A résumé that was dropped in a channel, without who it is.

    Attributes:
        id: of the file.
        message_ts: of the message that it came with.
        resume: as `ingest.resumes.dump` writes it; "" where the file could not be read.
        problem: what was wrong with the file, a sentence; "" where nothing was.
        replaces: the name of the earlier version's file, "" where there is none.
        replaced_by: the id of the newer version's file, "" while this one is the newest.

    """

    team: str
    channel: str
    id: str
    message_ts: str
    file_name: str
    pages: int = 0
    problem: str = ""
    resume: str = ""
    replaces: str = ""
    replaced_by: str = ""
    received_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Candidates:
    """What was dropped in channels that are watched for résumés."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)

    def put(self, candidate: Candidate, contact: Contact) -> None:
        """Store a candidate and, apart, who it is."""
        key = {"team": candidate.team, "channel": candidate.channel, "id": candidate.id}
        with self._engine.begin() as db:
            upsert(db, candidates, asdict(candidate))
            upsert(db, contacts, key | {"contact": json.dumps(asdict(contact))})

    def get(self, team: str, channel: str, id_: str) -> Candidate | None:
        """Return a candidate by the file's id."""
        found = self._select(candidates.c.id == id_, team=team, channel=channel)
        return found[0] if found else None

    def of_message(self, team: str, channel: str, message_ts: str) -> list[Candidate]:
        """Return the candidates that came with a message, in the order of their files' names."""
        return self._select(candidates.c.message_ts == message_ts, team=team, channel=channel)

    def messages_of_versions(self, team: str, channel: str, message_ts: str) -> list[str]:
        """Return the messages that brought any version of the résumés that came with a message."""
        everything = self._select(sa.true(), team=team, channel=channel)
        wanted = {each.id for each in everything if each.message_ts == message_ts}
        grown = True
        while grown:
            linked = {
                id_
                for each in everything
                if each.replaced_by and wanted & {each.id, each.replaced_by}
                for id_ in (each.id, each.replaced_by)
            }
            grown = not linked <= wanted
            wanted |= linked
        return sorted({each.message_ts for each in everything if each.id in wanted})

    def current(self, team: str, channel: str) -> list[Candidate]:
        """Return the newest version of each candidate of a channel that could be read."""
        return self._select(
            candidates.c.resume != "", candidates.c.replaced_by == "", team=team, channel=channel
        )

    def contacts(self, team: str, channel: str) -> dict[str, Contact]:
        """Return who the candidates of a channel are, by the id of their file."""
        query = sa.select(contacts.c.id, contacts.c.contact).where(
            contacts.c.team == team, contacts.c.channel == channel
        )
        with self._reader.connect() as db:
            return {row.id: _contact(row.contact) for row in db.execute(query)}

    def replace(self, old: Candidate, new: Candidate) -> None:
        """Note that a candidate's résumé has a newer version."""
        with self._engine.begin() as db:
            db.execute(
                candidates.update()
                .where(*_is(old.team, old.channel), candidates.c.id == old.id)
                .values(replaced_by=new.id)
            )

    def forget(self, team: str, channel: str, ids: Sequence[str]) -> int:
        """Remove candidates and who they are; return how many there were.

        A version that one of them had replaced is the newest again.
        """
        chosen = [*_is(team, channel), candidates.c.id.in_(ids)]
        with self._engine.begin() as db:
            db.execute(
                candidates.update()
                .where(*_is(team, channel), candidates.c.replaced_by.in_(ids))
                .values(replaced_by="")
            )
            db.execute(
                sa.delete(contacts).where(
                    contacts.c.team == team, contacts.c.channel == channel, contacts.c.id.in_(ids)
                )
            )
            return db.execute(sa.delete(candidates).where(*chosen)).rowcount

    def older_than(self, team: str, moment: datetime) -> list[Candidate]:
        """Return the candidates, of all channels, that were received before a moment."""
        query = sa.select(candidates).where(
            candidates.c.team == team, candidates.c.received_at < moment
        )
        with self._reader.connect() as db:
            return [Candidate(**row._asdict()) for row in db.execute(query)]

    def forget_channel(self, team: str, channel: str) -> None:
        """Remove all candidates and openings of a channel."""
        with self._engine.begin() as db:
            for table in (contacts, candidates, openings):
                db.execute(sa.delete(table).where(table.c.team == team, table.c.channel == channel))

    def note(self, opening: NotedOpening) -> None:
        """Store an opening."""
        with self._engine.begin() as db:
            upsert(db, openings, asdict(opening))

    def openings(self, team: str, channel: str) -> list[NotedOpening]:
        """Return the openings of a channel, the newest first."""
        query = (
            sa.select(openings)
            .where(openings.c.team == team, openings.c.channel == channel)
            .order_by(openings.c.created_at.desc(), openings.c.id)
        )
        with self._reader.connect() as db:
            return [NotedOpening(**row._asdict()) for row in db.execute(query)]

    def remove_opening(self, team: str, channel: str, id_: str) -> bool:
        """Remove an opening and tell whether it was there."""
        of_id = openings.c.id == id_
        statement = sa.delete(openings).where(
            openings.c.team == team, openings.c.channel == channel, of_id
        )
        with self._engine.begin() as db:
            return db.execute(statement).rowcount > 0

    def _select(self, *where: sa.ColumnElement[bool], team: str, channel: str) -> list[Candidate]:
        query = (
            sa.select(candidates)
            .where(*_is(team, channel), *where)
            .order_by(candidates.c.file_name, candidates.c.id)
        )
        with self._reader.connect() as db:
            return [Candidate(**row._asdict()) for row in db.execute(query)]


def _is(team: str, channel: str) -> list[sa.ColumnElement[bool]]:
    return [candidates.c.team == team, candidates.c.channel == channel]


def _contact(text: str) -> Contact:
    values: dict[str, Any] = json.loads(text)
    name = str(values.pop("name", ""))
    return Contact(name, **{key: tuple(pieces) for key, pieces in values.items()})
