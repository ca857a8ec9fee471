"""The App Home and `/akin stats`: what one person may know of what Akin remembers."""

from typing import Final

from bot.akin import Akin
from bot.job import Job, RunningJob
from bot.state import Conversation
from bot.views.digest_settings import next_time
from bot.views.home import Failure, HomePage, WatchedChannel
from bot.views.home import home as home_view
from bot.views.message import Message
from bot.views.stats import DigestNews, StatsPage
from bot.views.stats import stats as stats_view
from bot.work.askers import Asker, asker
from bot.work.incoming import Command
from ingest.documents import Kind
from matcher import Scope

_CHANNELS: Final = 40
_FAILURES: Final = 5


def on_home(akin: Akin, running: RunningJob) -> None:
    """Show the App Home to the person who opened it."""
    user = str(running.job.payload["event"].get("user") or "")
    if user:
        publish(akin, user)


def publish(akin: Akin, user: str) -> None:
    """Bring somebody's App Home up to date."""
    akin.slack.call("views.publish", user_id=user, view=home_view(home_page(akin, user)))


def home_page(akin: Akin, user: str) -> HomePage:
    """Return what one person's App Home shows."""
    who = asker(akin, user)
    watched = _visible(who, akin.state.conversations.watched(akin.team))
    everything = akin.matcher.counts(akin.team)
    counts = everything.within(who.scope())
    replies = akin.state.replies.counts(akin.team)
    tally = akin.state.judgements.tally(akin.team, [c.id for c in watched])
    rows = [
        WatchedChannel(
            id=c.id,
            name=c.name,
            watch=c.watch,
            loudness=c.loudness,
            precision=c.precision,
            # Of a channel that they see, they may know the counts, whatever its audience.
            documents=everything.of(channel=c.id).documents
            + len(akin.state.candidates.current(akin.team, c.id)),
            replies=replies.get(c.id, 0),
        )
        for c in watched
    ]
    return HomePage(
        channels=rows[:_CHANNELS],
        documents=counts.documents,
        resolved=counts.resolved,
        answered=sum(replies.get(c.id, 0) for c in watched),
        confirmed=tally.confirmed,
        dismissed=tally.dismissed,
        failures=_failures(akin, who),
        more_channels=max(0, len(rows) - _CHANNELS),
    )


def stats(akin: Akin, running: RunningJob, command: Command) -> Message:  # noqa: ARG001
    """Return the statistics for the person who asks."""
    who = asker(akin, command.user)
    watched = _visible(who, akin.state.conversations.watched(akin.team))
    counts = akin.matcher.counts(akin.team).within(who.scope())
    replies = akin.state.replies.counts(akin.team)
    tally = akin.state.judgements.tally(akin.team, [c.id for c in watched])
    return stats_view(
        StatsPage(
            documents={kind: counts.of(kind=kind).documents for kind in Kind},
            resolved={kind: counts.of(kind=kind).resolved for kind in Kind},
            replies=sum(replies.get(c.id, 0) for c in watched),
            confirmed=tally.confirmed,
            dismissed=tally.dismissed,
            channels=len(watched),
            # What is set by hand stands, whatever was judged.
            says_sooner=akin.settings.same is None
            and akin.matcher.adaptations.says_sooner(akin.team),
            digests=_digests(akin, who),
        )
    )


def _digests(akin: Akin, who: Asker) -> list[DigestNews]:
    """Return what became of the last digest of each channel that somebody may see."""
    news = []
    for schedule in akin.state.schedules.all(akin.team):
        source = akin.directory.conversation(schedule.channel)
        if not who.may_see(source):
            continue
        last = akin.state.digests.last(akin.team, schedule.channel)
        coming = next_time(schedule, akin.now())
        if last is None:
            news.append(DigestNews(schedule.channel, coming))
            continue
        url = ""
        if last.message_ts and who.may_see(akin.directory.conversation(last.destination)):
            url = akin.workspace.permalink(last.destination, last.message_ts)
        news.append(DigestNews(schedule.channel, coming, last.ended_at, url, last.reason))
    return news


def _scope(who: Asker) -> Scope:
    return who.scope()


def _visible(who: Asker, conversations: list[Conversation]) -> list[Conversation]:
    return [conversation for conversation in conversations if who.may_see(conversation)]


def _failures(akin: Akin, who: Asker) -> list[Failure]:
    """Return the last failures in channels that somebody may see; others have no trace."""
    failures = []
    for job in akin.inbox.dead(limit=50):
        channel = _channel(job)
        conversation = akin.state.conversations.get(akin.team, channel) if channel else None
        if conversation is not None and who.may_see(conversation):
            failures.append(Failure(job.created_at, job.last_error, channel))
    return failures[:_FAILURES]


def _channel(job: Job) -> str:
    return job.lane.partition(":")[2]
