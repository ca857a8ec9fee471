"""The people of a workspace: what they are called, and whether they are guests or strangers."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.state.tables import people
from bot.state.upsert import upsert


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in Slack. A stranger belongs to another organisation."""

    team: str
    id: str
    name: str
    is_guest: bool
    is_stranger: bool
    is_bot: bool
    checked_at: datetime

    @property
    def is_full_member(self) -> bool:
        """Whether they may see every public channel."""
        return not (self.is_guest or self.is_stranger)


class People:
    """People by workspace and id."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)

    def get(self, team: str, ids: list[str]) -> dict[str, Person]:
        """Return those of these people who are known, by id."""
        found: dict[str, Person] = {}
        with self._reader.connect() as db:
            for start in range(0, len(ids), 500):
                query = sa.select(people).where(
                    people.c.team == team, people.c.id.in_(ids[start : start + 500])
                )
                for row in db.execute(query):
                    found[row.id] = Person(**row._asdict())
        return found

    def put(self, known: list[Person]) -> None:
        """Store what Slack said about people."""
        with self._engine.begin() as db:
            for person in known:
                upsert(
                    db,
                    people,
                    {
                        "team": person.team,
                        "id": person.id,
                        "name": person.name,
                        "is_guest": person.is_guest,
                        "is_stranger": person.is_stranger,
                        "is_bot": person.is_bot,
                        "checked_at": person.checked_at,
                    },
                )


def from_slack(team: str, user: dict[str, Any]) -> Person:
    """Return what `users.info` says of a person, as of now."""
    profile = user.get("profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or user.get("name") or ""
    home = user.get("team_id") or team
    return Person(
        team=team,
        id=str(user["id"]),
        name=str(name),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")) or home != team,
        is_bot=bool(user.get("is_bot")) or user.get("id") == "USLACKBOT",
        checked_at=datetime.now(UTC),
    )
