"""Digests that stand in Slack: looked at again, taken back, forgotten with what they show."""

from collections.abc import Iterable, Sequence

from bot.akin import Akin
from bot.clock import digest_lane
from bot.job import RunningJob
from bot.state import Digest, Outcome


def revisit(akin: Akin, running: RunningJob, digests: Iterable[Digest]) -> None:
    """Have digests looked at again, each as a job of its own in the lane of its channel's."""
    for digest in digests:
        akin.inbox.put(
            f"revisit_digest:{running.job.event_id}:{digest.channel}:{digest.period}",
            "revisit_digest",
            {"channel": digest.channel, "period": digest.period},
            lane=digest_lane(digest.channel),
        )


def revisit_showing(akin: Akin, running: RunningJob, ids: Sequence[str]) -> None:
    """Have every digest that shows one of these documents or topics looked at again."""
    revisit(akin, running, akin.state.digests.showing(akin.team, ids))


def forget_message(akin: Akin, running: RunningJob, channel: str, ts: str) -> None:
    """Forget what a message lent to a topic: its place there, its words in terms and name."""
    topic = akin.state.topics.forget_message(akin.team, channel, ts)
    if topic is not None:
        revisit_showing(akin, running, [topic])


def forget_post(akin: Akin, channel: str, ts: str) -> bool:
    """Note that somebody deleted a digest, or its details; tell whether it was one."""
    digest = akin.state.digests.at(akin.team, channel, ts)
    if digest is None:
        return False
    if digest.details_ts == ts:
        akin.state.digests.change(digest, details_ts="")
    elif digest.outcome is Outcome.POSTED:
        withdraw(akin, digest)
    return True


def withdraw(akin: Akin, digest: Digest) -> None:
    """Take a digest back: its post, what stands in its thread, its picture."""
    for ts in filter(None, (digest.details_ts, digest.message_ts)):
        akin.slack.delete(digest.destination, ts)
    if digest.picture:
        akin.slack.delete_file(digest.picture)
    akin.state.digests.change(
        digest, outcome=Outcome.WITHDRAWN, message_ts="", details_ts="", picture="", pictured="",
        contents={},
    )  # fmt: skip


def forget_channel(akin: Akin, channel: str) -> None:
    """Forget the digests and topics of a channel that was deleted, wherever they were told."""
    for digest in akin.state.digests.posted(akin.team, channel):
        if digest.channel == channel and digest.destination != channel:
            withdraw(akin, digest)
        elif digest.picture:
            akin.slack.delete_file(digest.picture)
    akin.state.schedules.delete(akin.team, channel)
    akin.state.topics.forget_channel(akin.team, channel)
    akin.state.digests.forget_channel(akin.team, channel)
