"""The digest of a period: made, posted once, kept to what may be shown, or silent."""

import logging
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.akin import Akin
from bot.audience import audience_of, scope_in
from bot.clock import digest_key, digest_lane
from bot.digest_contents import Contents
from bot.errors import RetryLater
from bot.job import RunningJob
from bot.pictures import describe, draw
from bot.schedule import Due, Span
from bot.slack import SlackRefusal, SlackTroubleError
from bot.state import Conversation, Digest, Outcome
from bot.views import digest as views
from bot.views.digest import DigestPage
from bot.work import channels, digest_posts
from bot.work.digest_making import make
from bot.work.digest_pages import Picture, Topical, page, picture, topical

log = logging.getLogger(__name__)

_FIRST_PATIENCE: Final = 2.0
_LONGEST_PATIENCE: Final = 300.0
"""Seconds after which Slack is tried again where it fails, doubled each time: for hours, since a
digest is worth the wait.
"""

_PICTURE_TRIES: Final = 3
_PICTURE_REST: Final = 2.0
"""Seconds that Slack gets to look at a picture before blocks may show it."""

_FILE_NAME: Final = "topics.png"


def on_digest(akin: Akin, running: RunningJob) -> None:
    """Post the digest of a period, or note why not. It is posted once, however often this runs."""
    channel, period = str(running.job.payload["channel"]), str(running.job.payload["period"])
    plan = running.once("plan", lambda: _plan(akin, channel, period))
    if plan is None:
        return
    span = Span(*(datetime.fromisoformat(plan[name]) for name in ("start", "end")))
    try:
        digest = _made(akin, running, channel, period, span, plan["destination"])
        if digest.outcome is Outcome.PENDING:
            digest = _post(akin, running, digest)
        if digest.outcome is Outcome.POSTED and not digest.details_ts:
            _post_details(akin, running, digest)
    except SlackTroubleError as trouble:
        rest = _FIRST_PATIENCE * 2.0 ** min(running.job.postponements, 16)
        raise RetryLater(min(rest, _LONGEST_PATIENCE), str(trouble)) from None


def _plan(akin: Akin, channel: str, period: str) -> dict[str, str] | None:
    """Return what a period's digest covers and where it goes; None where there is none to post.

    What it covers begins where the last one ended. Where a later period has ended as well, that
    one's digest tells of both.
    """
    schedule = akin.state.schedules.get(akin.team, channel)
    if schedule is None:
        return None
    known = akin.state.digests.get(akin.team, channel, period)
    if known is not None:
        if known.outcome is not Outcome.PENDING:
            return None
        # Begun by a job that died: the same digest is brought to its end.
        return _planned(Span(known.started_at, known.ended_at), known.destination)
    due = schedule.due(akin.now())
    if due is None:
        return None  # changed or paused meanwhile
    if due.name != period:
        _put(akin, channel, due)
        return None
    last = akin.state.digests.latest(akin.team, channel)
    start = schedule.covers_from
    if last is not None and last.ended_at >= start:
        start = last.ended_at
    return _planned(Span(start, due.moment), schedule.destination)


def _planned(span: Span, destination: str) -> dict[str, str]:
    return {
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "destination": destination,
    }


def _put(akin: Akin, channel: str, due: Due) -> None:
    akin.inbox.put(
        digest_key(akin.team, channel, due.name),
        "digest",
        {"channel": channel, "period": due.name},
        lane=digest_lane(channel),
    )


def _made(
    akin: Akin, running: RunningJob, channel: str, period: str, span: Span, destination_id: str
) -> Digest:
    """Return the digest of a period; the first time, it is made and stored with its topics."""
    known = akin.state.digests.get(akin.team, channel, period)
    if known is not None:
        return known
    source, destination = conversations(akin, running, channel, destination_id)
    empty = Digest(akin.team, channel, period, span.start, span.end, destination.id)
    refused = why_not(source, destination)
    if refused:
        return akin.state.digests.begin(replace(empty, outcome=Outcome.REFUSED, reason=refused))
    made = make(akin, source, destination, span, zone_of(akin, channel))
    running.check()
    if made.silence:
        return akin.state.digests.begin(replace(empty, outcome=Outcome.SILENT, reason=made.silence))
    return akin.state.digests.begin(replace(empty, contents=made.contents.dump()), made.seen)


def zone_of(akin: Akin, channel: str) -> ZoneInfo:
    """Return the time zone of a channel's digest; UTC where it has none."""
    schedule = akin.state.schedules.get(akin.team, channel)
    return ZoneInfo("UTC") if schedule is None else schedule.zone_info


def conversations(
    akin: Akin, running: RunningJob, channel: str, destination: str
) -> tuple[Conversation, Conversation]:
    """Return the channel that a digest is about and the one it goes to, as they are now."""
    for each in {channel, destination}:
        akin.state.conversations.distrust(akin.team, each)
    source = channels.now(akin, running, channel)
    return source, source if destination == channel else channels.now(akin, running, destination)


def why_not(source: Conversation, destination: Conversation) -> str:
    """Return why a digest can't be posted, in words that follow a colon; "" where it can.

    What it tells must be something that everybody in its destination may see.
    """
    if not source.watch.remembers:
        return "I don't read along there"
    if not destination.is_member or destination.is_archived:
        return "I'm not in the channel that it goes to"
    if not may_tell(source, destination):
        return "not everybody in the channel that it goes to may see what is said there"
    return ""


def may_tell(source: Conversation, destination: Conversation) -> bool:
    """Tell whether everybody in one channel may see what is said in another."""
    return scope_in(destination).covers(audience_of(source), source.id)


def _post(akin: Akin, running: RunningJob, digest: Digest) -> Digest:
    """Post a digest, and note that it stands in Slack or why it doesn't."""
    source, destination = conversations(akin, running, digest.channel, digest.destination)
    known = topical(akin, digest.channel)
    shown = _page(akin, digest, source, destination, known)
    file, fingerprint = _picture(akin, running, shown, known)
    shown = with_picture(shown, known, file)
    key = digest_key(akin.team, digest.channel, digest.period)
    try:
        ts = akin.slack.post(running, destination.id, views.post(shown), thread_ts="", key=key)
    except SlackRefusal as refusal:
        if file and refusal.code == "invalid_blocks":
            _wait_for_picture(running)
        log.warning("A digest was refused: %s", refusal)
        return akin.state.digests.change(
            digest, outcome=Outcome.REFUSED, reason=f"Slack refused it ({refusal.code})"
        )
    return akin.state.digests.change(
        digest, outcome=Outcome.POSTED, message_ts=ts, picture=file, pictured=fingerprint
    )


def _post_details(akin: Akin, running: RunningJob, digest: Digest) -> None:
    """Post in a digest's thread what has no room in it."""
    source, destination = conversations(akin, running, digest.channel, digest.destination)
    message = views.details(_page(akin, digest, source, destination, topical(akin, source.id)))
    if message is None:
        return
    key = f"{digest_key(akin.team, digest.channel, digest.period)}:details"
    ts = akin.slack.post(
        running, destination.id, message, thread_ts=digest.message_ts, key=key, step="details"
    )
    akin.state.digests.change(digest, details_ts=ts)


def _page(
    akin: Akin, digest: Digest, source: Conversation, destination: Conversation, known: Topical
) -> DigestPage:
    span = Span(digest.started_at, digest.ended_at)
    contents = Contents.load(digest.contents)
    zone = zone_of(akin, source.id)
    return page(akin, contents, span, zone, source, destination, known, key=digest.period)


def with_picture(shown: DigestPage, known: Topical, file: str) -> DigestPage:
    """Return a digest's page with its picture, where it has one."""
    wanted = picture(shown, known)
    if not file or wanted is None:
        return shown
    return replace(shown, picture=file, alt=describe(wanted.bars, wanted.periods))


def _picture(akin: Akin, running: RunningJob, shown: DigestPage, known: Topical) -> tuple[str, str]:
    """Return the picture's file and fingerprint, uploaded once; "" where there is none."""
    wanted = picture(shown, known)
    if wanted is None or "no picture" in running.steps:
        return "", ""
    file, fingerprint = running.once(
        "picture", lambda: [_uploaded(akin, wanted), wanted.fingerprint]
    )
    return str(file), str(fingerprint) if file else ""


def _uploaded(akin: Akin, wanted: Picture) -> str:
    """Upload a picture; "" where Akin may not (its scope came later), or Slack won't have it."""
    content = draw(wanted.bars, wanted.periods)
    try:
        return akin.slack.upload(
            _FILE_NAME, "Messages by topic", content, describe(wanted.bars, wanted.periods)
        )
    except SlackRefusal as refusal:
        log.warning("A digest goes out without its picture: %s", refusal)
        return ""


def _wait_for_picture(running: RunningJob) -> None:
    """Come back when Slack has looked at the picture; after some tries, without it."""
    if running.job.postponements >= _PICTURE_TRIES:
        running.once("no picture", lambda: True)
    raise RetryLater(_PICTURE_REST, "Slack still looks at the picture.")


def refresh(akin: Akin, running: RunningJob, digest: Digest) -> None:
    """Show in a digest that stands in Slack only what may be shown there now.

    What was forgotten is gone from it, topics are called what people call them now, and where not
    everybody may see its channel any more, it is taken back.
    """
    source, destination = conversations(akin, running, digest.channel, digest.destination)
    if not may_tell(source, destination):
        digest_posts.withdraw(akin, digest)
        return
    known = topical(akin, digest.channel)
    shown = _page(akin, digest, source, destination, known)
    file, fingerprint = digest.picture, digest.pictured
    wanted = picture(shown, known)
    if file and (wanted is None or wanted.fingerprint != fingerprint):
        # The names in it are people's words too.
        file = "" if wanted is None else _uploaded(akin, wanted)
        fingerprint = wanted.fingerprint if wanted is not None and file else ""
    there = _updated(akin, digest, with_picture(shown, known, file), has_new=file != digest.picture)
    if digest.picture and (file != digest.picture or not there):
        akin.slack.delete_file(digest.picture)
    if not there:
        akin.state.digests.change(digest, outcome=Outcome.WITHDRAWN, picture="", pictured="")
        return
    message = views.details(shown)
    if digest.details_ts and message is not None:
        akin.slack.update(destination.id, digest.details_ts, message)
    elif digest.details_ts:
        akin.slack.delete(destination.id, digest.details_ts)
    akin.state.digests.change(
        digest, picture=file, pictured=fingerprint,
        details_ts=digest.details_ts if message is not None else "",
    )  # fmt: skip


def _updated(akin: Akin, digest: Digest, shown: DigestPage, *, has_new: bool) -> bool:
    """Bring a digest's post up to date; False if it is gone."""
    try:
        return akin.slack.update(digest.destination, digest.message_ts, views.post(shown))
    except SlackRefusal as refusal:
        if not (has_new and refusal.code == "invalid_blocks"):
            raise
        # Slack still looks at the new picture. The old one, with what may be gone, doesn't stay.
        bare = replace(shown, picture="")
        return akin.slack.update(digest.destination, digest.message_ts, views.post(bare))


def on_revisit_digest(akin: Akin, running: RunningJob) -> None:
    """Look again at a digest that stands in Slack."""
    payload = running.job.payload
    digest = akin.state.digests.get(akin.team, payload["channel"], payload["period"])
    if digest is not None and digest.outcome is Outcome.POSTED:
        refresh(akin, running, digest)
