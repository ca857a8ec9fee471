"""The doctor: looks at everything that Akin needs, and says what to do.

It changes nothing, and it never fails because Akin is at work: what only one process may open is
left alone then.
"""

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from bot.doctor import machine, models, resources, slack, storage, variables, work
from bot.doctor.finding import Finding, Level, problem
from matcher.errors import DatabaseUnavailableError

__all__ = ["Finding", "Level", "examine"]


def examine(*, retry_dead: bool = False) -> Iterator[Finding]:
    """Yield what is found, one place after the other.

    Args:
        retry_dead: whether to give the dead jobs all their attempts again.

    """
    settings, found = variables.look()
    yield from found
    yield from machine.look()
    if settings is None:
        return
    yield from resources.look(settings)
    yield from models.look(settings)
    connection = slack.Connection(settings)
    yield from connection.look()
    try:
        with storage.opened(settings) as engine:
            yield from storage.look(settings, engine)
            if engine is not None:
                yield from work.look(engine, connection, retry_dead=retry_dead)
    except (SQLAlchemyError, DatabaseUnavailableError) as error:
        yield problem(
            "database",
            f"It can't be read ({type(error).__name__}).",
            "Check AKIN_DATABASE_URL, and that its server runs; without it, that AKIN_DATA names "
            "a folder of yours on a healthy disk.",
        )
