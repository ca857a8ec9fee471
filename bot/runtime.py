"""Akin put together and run: storage, models, Slack, workers."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Final

from sqlalchemy.engine import Engine

from bot.akin import Akin, Workspace
from bot.assessing import Assessor
from bot.clock import Clock, start_clock
from bot.directory import Directory
from bot.errors import BotError
from bot.job import Job
from bot.jobs import Inbox
from bot.observing import Observer
from bot.settings import NO_RERANKER, Settings
from bot.slack import Slack, SlackRefusal
from bot.slots import Slots
from bot.state import State
from bot.views import notes
from bot.work.table import WORK
from bot.workers import Workers
from matcher import Matcher
from matcher.database import connect, upgrade
from matcher.encoder import TextEncoder
from matcher.index import Progress
from matcher.reranker import Reranker

log = logging.getLogger(__name__)

STOP_TIMEOUT: Final = 20.0
"""Seconds that running jobs get to finish when Akin is told to stop."""

_WITH_RESPONSE_URL: Final = frozenset({"command", "shortcut", "share"})


@dataclass(frozen=True, slots=True)
class Running:
    """Akin with its workers, in this process."""

    akin: Akin
    workers: Workers
    clock: Clock


def open_matcher(
    settings: Settings,
    *,
    reindex: bool = False,
    progress: Progress | None = None,
    encoder: TextEncoder | None = None,
    reranker: Reranker | None = None,
    searching: bool = True,
) -> Matcher:
    """Open the documents and the index that the settings name.

    Args:
        settings: where they are.
        reindex: whether to build the index anew where it was built with another encoder.
        progress: told about a rebuild of the index.
        encoder: one that is loaded already, instead of the one that the settings name; it
            stays the caller's to close.
        reranker: likewise.
        searching: whether anything is to be found. Who only adds, forgets or builds the index
            waits for no reranker, and isn't stopped by one that is missing or not calibrated.

    Raises:
        MatcherError: see `Matcher.open`.
    """
    named = settings.reranker if searching and settings.reranker != NO_RERANKER else None
    return Matcher.open(
        settings.data,
        database_url=settings.database_url.get_secret_value(),
        chroma_url=settings.chroma_url,
        encoder=encoder or settings.encoder,
        dtype=settings.dtype,
        reranker=reranker or named,
        budget=settings.rerank_budget,
        reindex=reindex,
        progress=progress,
    )


def open_inbox(engine: Engine) -> Inbox:
    """Bring the bot's tables up to date and return the inbox."""
    upgrade(engine, "bot")
    return Inbox(engine)


@contextmanager
def inbox_only(settings: Settings) -> Iterator[Inbox]:
    """Open the inbox of a process that takes events and leaves the work to others."""
    engine = connect(settings.database_url.get_secret_value())
    try:
        yield open_inbox(engine)
    finally:
        engine.dispose()


@contextmanager
def running(
    settings: Settings,
    progress: Progress | None = None,
    encoder: TextEncoder | None = None,
    reranker: Reranker | None = None,
    observer: Observer | None = None,
) -> Iterator[Running]:
    """Open everything and start the workers; on leaving, stop them and close everything.

    Models that are given stay the caller's to close. An observer is told what is done.

    Raises:
        BotError, MatcherError: something can't be opened; the message says what to do.
    """
    with ExitStack() as stack:
        matcher = open_matcher(settings, progress=progress, encoder=encoder, reranker=reranker)
        stack.callback(matcher.close)
        inbox = open_inbox(matcher.engine)
        akin = build_akin(settings, matcher, inbox, observer)
        if settings.embedded:
            # Nobody else can have these: whoever did is gone.
            inbox.take_back_everything()
        if adopted := matcher.adopt(akin.team):
            log.info("%d imported documents belong to this workspace now.", adopted)
        workers = Workers(
            inbox,
            {kind: partial(work, akin) for kind, work in WORK.items()},
            threads=settings.workers,
            on_dead=partial(tell_of_death, akin),
        )
        # Events of changes may have been missed while nobody listened.
        inbox.put(f"check_channels:{workers.owner}", "check_channels", {})
        workers.start()
        stack.callback(workers.stop, STOP_TIMEOUT)
        clock = start_clock(inbox, akin.team, akin.state.schedules.all)
        stack.callback(clock.stop)
        yield Running(akin, workers, clock)


def build_akin(
    settings: Settings, matcher: Matcher, inbox: Inbox, observer: Observer | None = None
) -> Akin:
    """Connect to Slack and return the application.

    Raises:
        BotError: Slack can't be reached or refuses the token.
    """
    slack = Slack(
        settings.slack_bot_token.get_secret_value(),
        settings.slack_api_url,
        Slots(matcher.engine),
    )
    workspace = identify(slack)
    state = State(matcher.engine)
    state.workspaces.put(workspace.team, workspace.name, workspace.url)
    return Akin(
        settings=settings,
        workspace=workspace,
        inbox=inbox,
        matcher=matcher,
        state=state,
        slack=slack,
        directory=Directory(workspace.team, slack, state),
        assessor=Assessor(matcher),
        observer=observer,
    )


def identify(slack: Slack) -> Workspace:
    """Ask Slack who Akin is.

    Raises:
        BotError: Slack can't be reached or refuses the token.
    """
    try:
        answer = slack.call("auth.test")
    except SlackRefusal as refusal:
        raise BotError(
            f"Slack doesn't accept SLACK_BOT_TOKEN ({refusal.code}). Copy it again from the "
            "app's page under “OAuth & Permissions”."
        ) from None
    return Workspace(
        team=str(answer["team_id"]),
        url=str(answer.get("url") or "https://slack.com/"),
        name=str(answer.get("team") or ""),
        bot_user=str(answer["user_id"]),
        bot_id=str(answer.get("bot_id") or ""),
    )


def tell_of_death(akin: Akin, job: Job) -> None:
    """Tell the person who asked that they get no answer; everybody else is left alone."""
    body = job.payload.get("body") or {}
    url = body.get("response_url")
    try:
        if job.kind in _WITH_RESPONSE_URL and url:
            akin.slack.respond(str(url), notes.failed())
        elif job.kind == "mention":
            event = job.payload.get("event") or {}
            message = notes.failed()
            akin.slack.call(
                "chat.postEphemeral",
                channel=event.get("channel"),
                user=event.get("user"),
                thread_ts=event.get("thread_ts"),
                text=message.text,
                blocks=message.blocks,
            )
    except BotError as error:
        log.warning("Nobody could be told that a job failed: %s", error)


def wait_for_signal(on_stop: Callable[[], None] = lambda: None) -> None:
    """Wait until the process is told to stop (Ctrl-C or SIGTERM)."""
    with heeding_signals() as wait:
        wait()
    on_stop()


@contextmanager
def heeding_signals() -> Iterator[Callable[[], None]]:
    """Yield what waits until the process is told to stop, also if that was before it waits."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    def wait() -> None:
        while not stopped.wait(3600):
            pass

    previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield wait
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
