"""What is known of conversations, and how they are watched."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Engine

from bot.state import Conversation, State
from bot.watching import Loudness, Watch
from ingest.documents import Kind
from matcher.database import connect, upgrade

HELP = Conversation("T1", "C1", "help")


@pytest.fixture
def state(engine: Engine) -> State:
    return State(engine)


def test_how_a_channel_is_watched_is_kept_when_slack_says_something_new(state: State) -> None:
    state.conversations.set_watch(HELP, Watch.TICKETS, Loudness.SAME_ONLY, 0.75)
    state.conversations.put(replace(HELP, name="support"))
    assert state.conversations.get("T1", "C1") == replace(
        HELP, name="support", watch=Watch.TICKETS, loudness=Loudness.SAME_ONLY, precision=0.75
    )


def test_a_channel_is_as_sure_as_usual_until_somebody_says_otherwise(state: State) -> None:
    state.conversations.put(HELP)
    assert state.conversations.known("T1") == [HELP]
    assert HELP.precision == 0.9


def test_the_channels_of_an_older_akin_are_as_sure_as_usual(database_url: str) -> None:
    engine = connect(database_url)
    upgrade(engine, "bot")
    config = Config()
    config.set_main_option("script_location", "bot:migrations")
    with engine.begin() as connection:
        config.attributes.update(connection=connection, version_table="bot_version")
        command.downgrade(config, "0002")
        connection.execute(
            sa.text(
                "INSERT INTO conversations (team, id, name, type, is_shared, is_archived, "
                "is_member, has_guests, watch, loudness) VALUES ('T1', 'C1', 'help', 'group', "
                "false, false, false, true, 'off', 'default')"
            )
        )
    upgrade(engine, "bot")
    assert State(engine).conversations.get("T1", "C1") == HELP
    engine.dispose()


def test_a_channel_that_asked_for_more_than_can_be_reached_asks_for_the_usual(
    database_url: str,
) -> None:
    engine = connect(database_url)
    upgrade(engine, "bot")
    state = State(engine)
    for id_, precision in (("C1", 0.98), ("C2", 0.75)):
        state.conversations.put(replace(HELP, id=id_))
        state.conversations.set_watch(
            replace(HELP, id=id_), Watch.TICKETS, Loudness.SAME_ONLY, precision
        )
    config = Config()
    config.set_main_option("script_location", "bot:migrations")
    with engine.begin() as connection:
        config.attributes.update(connection=connection, version_table="bot_version")
        command.downgrade(config, "0005")
    upgrade(engine, "bot")
    kept = {known.id: known.precision for known in state.conversations.watched("T1")}
    assert kept == {"C1": 0.9, "C2": 0.75}
    engine.dispose()


def test_what_a_channel_is_watched_as_tells_what_its_messages_are() -> None:
    assert [watch.kind for watch in Watch] == [Kind.TICKET, Kind.QUESTION, None, None]
