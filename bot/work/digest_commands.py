"""`/akin digest …` and its form: now, when it comes, where it goes, and pauses."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.akin import Akin
from bot.audience import audience_of
from bot.job import RunningJob
from bot.schedule import Schedule, Span, known_zone
from bot.schedule_words import DEFAULT_TIME, Wanted, Wish, understood
from bot.state import Conversation
from bot.views import digest as digest_views
from bot.views import digest_settings as views
from bot.views import notes
from bot.views.digest import DigestPage
from bot.views.digest_settings import DigestChoice
from bot.views.message import Message
from bot.work import channels, places
from bot.work.askers import asker
from bot.work.digest_making import make
from bot.work.digest_pages import Topical, page, topical
from bot.work.digests import may_tell
from bot.work.incoming import Command

_WEEK: Final = timedelta(days=7)
_MOMENT: Final = timedelta(microseconds=1)


def digest(akin: Akin, running: RunningJob, command: Command) -> Message:
    """`/akin digest …`."""
    zone = zone_of_person(akin, command.user)
    wish = understood(command.rest, akin.now().astimezone(zone).date())
    if wish.wanted in (Wanted.UNCLEAR, Wanted.FORM):
        return views.unclear(wish.puzzle)
    about = places.channel_of(akin, wish.about) if wish.about else command.channel
    if not about:
        return notes.no_such_channel()
    if wish.wanted is Wanted.NOW:
        return _now(akin, running, command, about, zone)
    source, refused = _mine_to_set(akin, running, command.user, about)
    return refused or _change(akin, running, command, source, wish, zone.key)


def _change(
    akin: Akin, running: RunningJob, command: Command, source: Conversation, wish: Wish, zone: str
) -> Message:
    """Set up, move, pause or end the digest of a channel, as somebody says who may."""
    schedule = akin.state.schedules.get(akin.team, source.id)
    if wish.wanted is Wanted.OFF:
        return views.off(source.id, was_on=akin.state.schedules.delete(akin.team, source.id))
    if schedule is None and wish.wanted is not Wanted.SET:
        return views.no_schedule(source.id)
    if schedule is not None and wish.wanted in (Wanted.PAUSE, Wanted.RESUME):
        return _paused(akin, schedule, wish, akin.now())
    days = wish.days or (schedule.days if schedule is not None else ())
    if not days:
        return views.unclear("")
    destination = schedule.destination if schedule is not None else source.id
    if wish.destination:
        destination = places.channel_of(akin, wish.destination, here=command.channel)
    at = wish.at or (schedule.at if schedule is not None and not wish.days else DEFAULT_TIME)
    if schedule is not None and not wish.days and not wish.zone:
        zone = schedule.zone
    choice = DigestChoice(source.id, days, at, destination)
    return _set(akin, running, command.user, source, choice, wish.zone or zone)


def submitted(akin: Akin, running: RunningJob, user: str, choice: DigestChoice) -> Message:
    """Set up a digest as the form says; return what to tell whoever sent it."""
    source, refused = _mine_to_set(akin, running, user, choice.channel)
    if refused is not None:
        return refused
    if not choice.days:
        was_on = akin.state.schedules.delete(akin.team, choice.channel)
        return views.off(choice.channel, was_on=was_on)
    zone = zone_of_person(akin, user).key
    message = _set(akin, running, user, source, choice, zone)
    schedule = akin.state.schedules.get(akin.team, choice.channel)
    if choice.paused_until is None or schedule is None:
        return message
    pausing = replace(schedule, paused_until=choice.paused_until)
    akin.state.schedules.put(pausing)
    return views.scheduled(pausing, akin.now())


def zone_of_person(akin: Akin, user: str) -> ZoneInfo:
    """Return the time zone that somebody has in Slack; UTC where it is none that is known."""
    answer = akin.slack.call("users.info", user=user)
    return known_zone(str((answer.get("user") or {}).get("tz") or "")) or ZoneInfo("UTC")


def _mine_to_set(
    akin: Akin, running: RunningJob, user: str, channel: str
) -> tuple[Conversation, Message | None]:
    """Return the channel, and what to tell somebody who may not set up its digest."""
    who = asker(akin, user)
    akin.state.conversations.distrust(akin.team, channel)
    source = channels.now(akin, running, channel)
    if not who.may_see(source):
        return source, notes.no_such_channel()
    if not who.is_full_member:
        return source, notes.members_only()
    return source, None


def _set(
    akin: Akin, running: RunningJob, user: str, source: Conversation, choice: DigestChoice,
    zone: str,
) -> Message:  # fmt: skip
    if not source.watch.remembers:
        return views.not_watched(source.id)
    destination, refused = _mine_to_set(akin, running, user, choice.destination)
    if refused is not None:
        return refused
    if not may_tell(source, destination):
        return views.stays_private(source.id, destination.id)
    if not destination.is_member:
        if not destination.is_public or not places.join(akin, destination.id):
            return notes.invite_first(destination.id)
        akin.state.conversations.distrust(akin.team, destination.id)
    before = akin.state.schedules.get(akin.team, source.id)
    fresh = Schedule.starting(
        team=akin.team, channel=source.id, days=choice.days, at=choice.at, zone=zone,
        destination=destination.id, now=akin.now(), set_by=user,
    )  # fmt: skip
    if before is not None and (before.days, before.at, before.zone) == (
        fresh.days, fresh.at, fresh.zone,
    ):  # fmt: skip
        # Only where it goes changed: what it has told so far stays told.
        fresh = replace(before, destination=fresh.destination, set_by=user, paused_until=None)
    akin.state.schedules.put(fresh)
    return views.scheduled(fresh, akin.now())


def _paused(akin: Akin, schedule: Schedule, wish: Wish, now: datetime) -> Message:
    # Resumed, the next one comes at its time and not at once.
    since = now if wish.wanted is Wanted.RESUME else schedule.since
    changed = replace(schedule, paused_until=wish.until, since=since)
    akin.state.schedules.put(changed)
    return views.paused(changed, now)


def _now(
    akin: Akin, running: RunningJob, command: Command, channel: str, zone: ZoneInfo
) -> Message:
    """Return the digest of the days up to now, for whoever asks alone."""
    who = asker(akin, command.user)
    akin.state.conversations.distrust(akin.team, channel)
    source = channels.now(akin, running, channel)
    where = channels.now(akin, running, command.channel)
    if not who.may_see(source) or not who.scope(where).covers(audience_of(source), source.id):
        return notes.no_such_channel()
    if not source.watch.remembers:
        return views.not_watched(channel)
    now = akin.now()
    schedule = akin.state.schedules.get(akin.team, channel)
    span = Span(now - _WEEK, now)
    if schedule is not None:
        latest = schedule.latest(now)
        span = Span(now - (latest.moment - schedule.latest(latest.moment - _MOMENT).moment), now)
    return show(akin, source, span, schedule.zone_info if schedule is not None else zone)


def show(akin: Akin, source: Conversation, span: Span, zone: ZoneInfo) -> Message:
    """Return a digest that is not posted, as its own channel would see it."""
    shown, silence = page_now(akin, source, span, zone)
    if shown is None:
        return digest_views.silent(source.name, silence)
    return digest_views.post(shown)


def page_now(
    akin: Akin, source: Conversation, span: Span, zone: ZoneInfo
) -> tuple[DigestPage | None, str]:
    """Return what a digest says that stores nothing, as its own channel would see it.

    Or None, and why there is nothing to tell.
    """
    made = make(akin, source, source, span, zone)
    if made.silence:
        return None, made.silence
    known = topical(akin, source.id)
    for seen in made.seen:
        known = Topical(
            {**known.topics, **{topic.id: topic for topic in seen.topics}},
            [*known.periods, *seen.periods],
        )
    return page(akin, made.contents, span, zone, source, source, known), ""
