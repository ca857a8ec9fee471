"""The workspaces that Akin has been connected to."""

from sqlalchemy.engine import Engine

from bot.state.tables import workspaces
from bot.state.upsert import upsert


class Workspaces:
    """Workspaces by id."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, team: str, name: str, url: str) -> None:
        """Note a workspace, by which commands in the shell know which one is meant."""
        with self._engine.begin() as db:
            upsert(db, workspaces, {"team": team, "name": name, "url": url})
