"""What people said about pairs of documents: the same, or not a duplicate. It sticks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.state.tables import judgements
from bot.state.upsert import upsert
from bot.views.answers import Judged, Outcome
from matcher.adapting import Judgement


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pairs were confirmed and dismissed."""

    confirmed: int = 0
    dismissed: int = 0


@dataclass(frozen=True, slots=True)
class Stand:
    """How many judgements there are, and when the latest was made; None where there is none."""

    count: int
    latest: datetime | None


class Judgements:
    """Judgements by pair, whichever of the two came first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)

    def put(
        self, team: str, pair: tuple[str, str], outcome: Outcome, person: str, channel: str
    ) -> None:
        """Store a judgement on a pair of documents; the latest counts."""
        first, second = sorted(pair)
        values = {
            "team": team,
            "first": first,
            "second": second,
            "outcome": outcome.value,
            "person": person,
            "channel": channel,
            "judged_at": datetime.now(UTC),
        }
        with self._engine.begin() as db:
            upsert(db, judgements, values)

    def take_back(self, team: str, pair: tuple[str, str]) -> None:
        """Remove a judgement."""
        first, second = sorted(pair)
        with self._engine.begin() as db:
            db.execute(
                sa.delete(judgements).where(
                    judgements.c.team == team,
                    judgements.c.first == first,
                    judgements.c.second == second,
                )
            )

    def on(self, team: str, document: str) -> dict[str, Judged]:
        """Return the judgements on a document, by the other document of the pair."""
        query = sa.select(judgements).where(
            judgements.c.team == team,
            sa.or_(judgements.c.first == document, judgements.c.second == document),
        )
        with self._reader.connect() as db:
            return {
                row.second if row.first == document else row.first: Judged(
                    Outcome(row.outcome), row.person
                )
                for row in db.execute(query)
            }

    def confirmed(self, team: str, channel: str) -> set[str]:
        """Return the documents of a channel that somebody called the same as another one."""
        query = sa.select(judgements.c.first, judgements.c.second).where(
            judgements.c.team == team,
            judgements.c.channel == channel,
            judgements.c.outcome == Outcome.SAME.value,
        )
        with self._reader.connect() as db:
            return {id_ for row in db.execute(query) for id_ in row}

    def everything(self, team: str) -> list[Judgement]:
        """Return all judgements of a workspace, oldest first."""
        query = (
            sa.select(judgements.c.first, judgements.c.second, judgements.c.outcome)
            .where(judgements.c.team == team)
            .order_by(judgements.c.judged_at, judgements.c.first, judgements.c.second)
        )
        with self._reader.connect() as db:
            return [
                Judgement(row.first, row.second, Outcome(row.outcome) is Outcome.SAME)
                for row in db.execute(query)
            ]

    def stand(self, team: str) -> Stand:
        """Return how many judgements a workspace has, and when the latest was made."""
        query = sa.select(sa.func.count(), sa.func.max(judgements.c.judged_at)).where(
            judgements.c.team == team
        )
        with self._reader.connect() as db:
            count, latest = db.execute(query).one()
        return Stand(count, latest)

    def forget(self, team: str, documents: Iterable[str]) -> None:
        """Remove the judgements on documents that are gone for good."""
        ids = list(documents)
        with self._engine.begin() as db:
            for start in range(0, len(ids), 500):
                batch = ids[start : start + 500]
                db.execute(
                    sa.delete(judgements).where(
                        judgements.c.team == team,
                        sa.or_(judgements.c.first.in_(batch), judgements.c.second.in_(batch)),
                    )
                )

    def tally(self, team: str, channels: Iterable[str]) -> Tally:
        """Count the judgements made in some channels."""
        query = (
            sa.select(judgements.c.outcome, sa.func.count())
            .where(judgements.c.team == team, judgements.c.channel.in_(list(channels)))
            .group_by(judgements.c.outcome)
        )
        with self._reader.connect() as db:
            counts = {Outcome(outcome): count for outcome, count in db.execute(query)}
        return Tally(counts.get(Outcome.SAME, 0), counts.get(Outcome.DIFFERENT, 0))
