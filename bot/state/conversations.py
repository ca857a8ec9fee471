"""The conversations that Akin knows: what they are, who may be in them, how they are watched."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.state.tables import conversations
from bot.state.upsert import upsert
from bot.watching import Loudness, Watch
from matcher.calibration import DEFAULT_PRECISION


class ConversationType(StrEnum):
    """Slack's kinds of conversation; a group is a private channel."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"
    GROUP_DIRECT = "mpim"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A channel, or direct messages.

    `has_guests` is True also while nobody knows. `checked_at` is when Slack was last asked.
    `precision` is the share of the warnings "the same" that should be right.
    """

    team: str
    id: str
    name: str = ""
    type: ConversationType = ConversationType.PRIVATE
    is_shared: bool = False
    is_archived: bool = False
    is_member: bool = False
    has_guests: bool = True
    checked_at: datetime | None = None
    watch: Watch = Watch.OFF
    loudness: Loudness = Loudness.DEFAULT
    precision: float = DEFAULT_PRECISION

    @property
    def is_public(self) -> bool:
        """Whether every full member of the workspace may see it, and nobody from outside can."""
        return self.type is ConversationType.PUBLIC and not self.is_shared


class Conversations:
    """Conversations by workspace and id."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)

    def get(self, team: str, id_: str) -> Conversation | None:
        """Return a conversation, if it is known."""
        found = self._select(conversations.c.team == team, conversations.c.id == id_)
        return found[0] if found else None

    def watched(self, team: str) -> list[Conversation]:
        """Return the conversations that are watched, by name."""
        return self._select(conversations.c.team == team, conversations.c.watch != Watch.OFF.value)

    def known(self, team: str) -> list[Conversation]:
        """Return all conversations that Akin has come across, by name."""
        return self._select(conversations.c.team == team)

    def put(self, conversation: Conversation) -> None:
        """Store what Slack said about a conversation; how it is watched stays as it is."""
        facts = {
            "name": conversation.name,
            "type": conversation.type.value,
            "is_shared": conversation.is_shared,
            "is_archived": conversation.is_archived,
            "is_member": conversation.is_member,
            "has_guests": conversation.has_guests,
            "checked_at": conversation.checked_at,
        }
        self._write(conversation, facts)

    def set_watch(
        self, conversation: Conversation, watch: Watch, loudness: Loudness, precision: float
    ) -> None:
        """Watch a conversation (its facts are stored if it is new), or stop watching it."""
        if self.get(conversation.team, conversation.id) is None:
            self.put(conversation)
        self._change(
            conversation.team,
            conversation.id,
            watch=watch.value,
            loudness=loudness.value,
            precision=precision,
        )

    def distrust(self, team: str, id_: str | None = None) -> None:
        """Have Slack asked again about a conversation (or about all) before it is relied on."""
        self._change(team, id_, checked_at=None)

    def forget(self, team: str, id_: str) -> None:
        """Remove a conversation."""
        with self._engine.begin() as db:
            db.execute(
                sa.delete(conversations).where(
                    conversations.c.team == team, conversations.c.id == id_
                )
            )

    def _change(self, team: str, id_: str | None, **values: Any) -> None:
        where = [conversations.c.team == team]
        if id_ is not None:
            where.append(conversations.c.id == id_)
        with self._engine.begin() as db:
            db.execute(conversations.update().where(*where).values(values))

    def _write(self, conversation: Conversation, facts: dict[str, Any]) -> None:
        key = {"team": conversation.team, "id": conversation.id}
        new = {
            **key,
            **facts,
            "watch": conversation.watch.value,
            "loudness": conversation.loudness.value,
            "precision": conversation.precision,
        }
        with self._engine.begin() as db:
            if not upsert(db, conversations, new, keep=True):
                db.execute(
                    conversations.update()
                    .where(
                        conversations.c.team == conversation.team,
                        conversations.c.id == conversation.id,
                    )
                    .values(facts)
                )

    def _select(self, *where: sa.ColumnElement[bool]) -> list[Conversation]:
        query = sa.select(conversations).where(*where).order_by(conversations.c.name)
        with self._reader.connect() as db:
            return [
                Conversation(
                    team=row.team,
                    id=row.id,
                    name=row.name,
                    type=ConversationType(row.type),
                    is_shared=row.is_shared,
                    is_archived=row.is_archived,
                    is_member=row.is_member,
                    has_guests=row.has_guests,
                    checked_at=row.checked_at,
                    watch=Watch(row.watch),
                    loudness=Loudness(row.loudness),
                    precision=row.precision,
                )
                for row in db.execute(query)
            ]


def from_slack(team: str, channel: dict[str, Any], *, has_guests: bool) -> Conversation:
    """Return what `conversations.info` says of a conversation, as of now.

    What is not plainly a public channel counts as private.
    """
    if channel.get("is_im"):
        type_ = ConversationType.DIRECT
    elif channel.get("is_mpim"):
        type_ = ConversationType.GROUP_DIRECT
    elif channel.get("is_channel") and channel.get("is_private") is False:
        type_ = ConversationType.PUBLIC
    else:
        type_ = ConversationType.PRIVATE
    shared = any(
        channel.get(flag)
        for flag in ("is_ext_shared", "is_pending_ext_shared", "is_org_shared", "is_shared")
    )
    return Conversation(
        team=team,
        id=str(channel["id"]),
        name=str(channel.get("name") or ""),
        type=type_,
        is_shared=shared,
        is_archived=bool(channel.get("is_archived")),
        is_member=bool(channel.get("is_member") or channel.get("is_im")),
        has_guests=has_guests,
        checked_at=datetime.now(UTC),
    )
