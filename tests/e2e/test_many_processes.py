"""Events taken in one place, work done in others: PostgreSQL and a Chroma server between them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bot.app import build_app
from bot.health import check
from bot.playground import PlaygroundServer, Workspace
from bot.runtime import inbox_only, running
from bot.web import build_web
from matcher.encoder import TextEncoder
from tests.e2e.office import Office, http_endpoint, settings_for, until
from tests.e2e.process import free_port
from tests.e2e.test_answers import FIX, OLD, TWIN
from tests.postgres import PostgresServer


@contextmanager
def chroma_server(folder: Path) -> Iterator[str]:
    """Run a Chroma server and yield its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            with urlopen(f"{address}/api/v2/heartbeat", timeout=2) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    with subprocess.Popen(
        [Path(sys.executable).with_name("chroma"), "run", "--path", folder, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
    ) as server:
        try:
            until(answers, "the Chroma server to start")
            yield address
        finally:
            server.terminate()


def test_a_web_process_and_two_workers_share_the_work(
    workspace: Workspace,
    server: PlaygroundServer,
    encoder: TextEncoder,
    postgres: PostgresServer,
    tmp_path: Path,
) -> None:
    ana = workspace.add_user("ana")
    channels = [workspace.add_channel(f"support-{n}", members=[ana]) for n in range(3)]
    with ExitStack() as stack:
        chroma_url = stack.enter_context(chroma_server(tmp_path / "chroma"))
        settings = settings_for(
            server,
            tmp_path / "none",
            database_url=postgres.create_database(),
            chroma_url=chroma_url,
        )
        assert not settings.embedded
        first = stack.enter_context(running(settings, encoder=encoder))
        second = stack.enter_context(running(settings, encoder=encoder))
        inbox = stack.enter_context(inbox_only(settings))
        web = build_web(build_app(settings, inbox), lambda: check(inbox))
        address = stack.enter_context(http_endpoint(web))
        server.events_to(f"{address}/slack/events")
        office = Office(workspace, server, first.akin, first.workers)
        for channel in channels:
            office.watch(ana, channel)
        old = ana.post(channels[0], OLD)
        office.settled()
        fix = ana.post(channels[0], FIX, thread_ts=old.ts)
        office.settled()
        ana.react(fix, "white_check_mark")
        office.settled()
        for message in [ana.post(channel, TWIN) for channel in channels]:
            reply = office.reply(message, ana)
            assert "looks like" in json.dumps(reply.blocks)
        found = second.akin.matcher.find(OLD, team=office.akin.team)
        assert len(found) == 4, "each process finds what the other one remembered"
