"""`akin digest`: what came up in a channel, now: printed, as JSON, or posted."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bot.cli.opening import failures, load_settings, opened
from bot.cli.output import console, errors, fail
from bot.cli.teams import TeamOption, team_of

if TYPE_CHECKING:
    from bot.akin import Akin
    from bot.job import RunningJob
    from bot.settings import Settings
    from bot.state import Conversation
    from bot.views.digest import DigestPage, TopicLine

_SINCE: Final = re.compile(r"(\d{1,3})\s*([dw])")
_LONGEST: Final = timedelta(days=366)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(digest)


def digest(
    channel: Annotated[
        str,
        typer.Option("--channel", "-c", metavar="ID_OR_NAME", help="The channel that it is about."),
    ],
    since: Annotated[
        str, typer.Option(metavar="7d|2w|DATE", help="From when on: days, weeks, or a date.")
    ] = "7d",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print it and post nothing; needs no Slack.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    team: TeamOption = None,
) -> None:
    """Make the digest of a channel from a moment up to now, and post it there.

    Posted besides those that come regularly, it changes neither these nor their topics.
    """
    with failures():
        _digest(channel, since, team, dry_run=dry_run, as_json=as_json)


def _digest(channel: str, since: str, team: str | None, *, dry_run: bool, as_json: bool) -> None:
    from bot.schedule import Span  # noqa: PLC0415 - like the rest, not needed for --help
    from bot.views import digest as views  # noqa: PLC0415
    from bot.work.digest_commands import page_now  # noqa: PLC0415
    from bot.work.digests import zone_of  # noqa: PLC0415

    now = datetime.now(UTC)
    span = Span(_start(since, now), now)
    settings = load_settings()
    if not dry_run:
        settings.need("slack_bot_token")
    with _akin(settings, team, dry_run=dry_run) as akin:
        source = _channel(akin, channel)
        if not dry_run:
            source = akin.directory.refresh(source.id)
            if not source.is_member:
                fail(f"Akin isn't in #{source.name}: invite it there first, or add --dry-run.")
        if not source.watch.remembers:
            fail(
                f"Akin doesn't read along in #{source.name}, so there is nothing to tell. Say "
                "`/akin watch here as questions` there."
            )
        shown, silence = page_now(akin, source, span, zone_of(akin, source.id))
        if as_json:
            console.print_json(json.dumps(_json(source, span.start, span.end, shown, silence)))
        if shown is None:
            if not as_json:
                _say(f"Nothing to tell of #{source.name}: {silence}.")
        elif not as_json:
            _print(shown)
        if shown is not None and not dry_run:
            ts = akin.slack.post(
                _unrepeated(), source.id, views.post(shown), thread_ts="", key=f"shell:{now:%s}"
            )
            link = akin.workspace.permalink(source.id, ts)
            errors.print(f"Posted: {link}", markup=False, highlight=False, soft_wrap=True)


def _start(since: str, now: datetime) -> datetime:
    """Return the moment that `--since` names."""
    if found := _SINCE.fullmatch(since.strip().lower()):
        start = now - int(found[1]) * timedelta(days=7 if found[2] == "w" else 1)
    else:
        try:
            start = datetime.fromisoformat(since)
        except ValueError:
            raise typer.BadParameter(
                "Say it in days (7d), weeks (2w), or as a date (2026-11-30).", param_hint="--since"
            ) from None
        start = start if start.tzinfo else start.replace(tzinfo=UTC)
    if not timedelta(0) < now - start <= _LONGEST:
        raise typer.BadParameter("It lies in the past, a year ago at most.", param_hint="--since")
    return start


@contextmanager
def _akin(settings: "Settings", team: str | None, *, dry_run: bool) -> "Iterator[Akin]":
    """Open what a digest is made from; without Slack where it is only printed."""
    from bot.akin import Akin, Workspace  # noqa: PLC0415
    from bot.directory import Directory  # noqa: PLC0415
    from bot.runtime import build_akin, open_inbox  # noqa: PLC0415
    from bot.slack import Slack  # noqa: PLC0415
    from bot.slots import Slots  # noqa: PLC0415
    from bot.state import State  # noqa: PLC0415

    with opened(settings, searching=True) as matcher:
        inbox = open_inbox(matcher.engine)
        if not dry_run:
            yield build_akin(settings, matcher, inbox)
            return
        state = State(matcher.engine)
        id_ = team_of(settings, team)
        slack = Slack("", settings.slack_api_url, Slots(matcher.engine))
        nobody: Any = None  # nothing is assessed here
        yield Akin(
            settings=settings,
            workspace=Workspace(id_, "", "", "", ""),
            inbox=inbox,
            matcher=matcher,
            state=state,
            slack=slack,
            directory=Directory(id_, slack, state),
            assessor=nobody,
        )


def _channel(akin: "Akin", wanted: str) -> "Conversation":
    """Return the channel of an id or a name."""
    name = wanted.removeprefix("#").lower()
    known = akin.state.conversations.known(akin.team)
    found = next((each for each in known if wanted == each.id or name == each.name), None)
    if found is None:
        there = ", ".join(f"#{each.name}" for each in known if each.watch.remembers and each.name)
        fail(f"Akin knows no channel {wanted}. It reads along in: {there or 'none yet'}.")
    return found


def _unrepeated() -> "RunningJob":
    """Return a job that is done here and now, and never again."""
    from bot.job import Job, RunningJob, Status  # noqa: PLC0415

    class Nowhere:
        def record(self, running: object, steps: object) -> None:
            """Keep nothing: the command doesn't come back."""

        def heartbeat(self, running: object) -> None:
            """Keep nothing alive."""

    job = Job("shell", "digest", {}, "", Status.RUNNING, 1, 0, 1, datetime.now(UTC), "")
    return RunningJob(Nowhere(), job, 0, {"slot": 0}, float("inf"))


def _print(shown: "DigestPage") -> None:
    from bot.views.digest import days  # noqa: PLC0415
    from bot.views.words import counted, share  # noqa: PLC0415

    _say(f"#{shown.channel}, {days(shown)}")
    before = f" ({shown.before.messages:,} before)" if shown.before is not None else ""
    _say(
        f"{counted(shown.now.messages, shown.noun)}{before} from "
        f"{counted(shown.now.people, 'person', 'people')}, {shown.open:,} unanswered"
    )
    for number, topic in enumerate(shown.topics, 1):
        trend = "" if topic.before is None else f", {topic.before:,} before"
        _say(
            f"{number:>3}. {topic.name} ({topic.state}): {topic.size:,} from "
            f"{counted(topic.people, 'person', 'people')}{trend}, "
            f"{share(topic.answered, topic.size)} answered"
        )
        if topic.example is not None:
            _say(f"     {topic.example.text}")
    if shown.other and shown.topics:
        _say(f"     {shown.other:,} of no topic")
    for each in shown.listed or shown.unanswered:
        _say(f"  {'-' if each.is_answered else '?'} {each.text} ({each.author})")


def _json(
    source: "Conversation", start: datetime, end: datetime, shown: "DigestPage | None", silence: str
) -> dict[str, Any]:
    about = {
        "channel": source.id, "name": source.name, "start": start.isoformat(),
        "end": end.isoformat(), "silence": silence,
    }  # fmt: skip
    if shown is None:
        return about
    return about | {
        "messages": shown.now.messages,
        "people": shown.now.people,
        "answered": shown.now.answered,
        "before": None
        if shown.before is None
        else {
            "messages": shown.before.messages,
            "people": shown.before.people,
            "answered": shown.before.answered,
        },
        "topics": [_topic_json(topic) for topic in shown.topics],
        "other": shown.other,
        "unanswered": [
            {"text": each.text, "link": each.url, "author": each.author}
            for each in shown.unanswered
        ],
        "duplicates": shown.duplicates,
        "confirmed": shown.confirmed,
    }


def _topic_json(topic: "TopicLine") -> dict[str, Any]:
    return {
        "id": topic.id,
        "name": topic.name,
        "terms": list(topic.terms),
        "state": topic.state,
        "size": topic.size,
        "before": topic.before,
        "people": topic.people,
        "answered": topic.answered,
        "example": None if topic.example is None else topic.example.text,
        "link": None if topic.example is None else topic.example.url,
        "answer": None if topic.answer is None else topic.answer.text,
    }


def _say(line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)
