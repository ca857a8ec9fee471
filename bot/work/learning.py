"""What people's judgements teach: the verdict of the workspace is fitted to them anew."""

import logging
from typing import Final

from bot.akin import Akin
from bot.job import RunningJob
from bot.state import Stand

log = logging.getLogger(__name__)

EVERY: Final = 10
"""After so many judgements they are learnt from at once; else within the hour."""


def after_judgement(akin: Akin, running: RunningJob) -> None:
    """Have the judgements learnt from if it is time again: one was made or taken back."""
    stand = akin.state.judgements.stand(akin.team)
    # Where the only ones were taken back, what they taught goes as well.
    if stand.count % EVERY == 0:
        _put(akin, running, stand)


def catch_up(akin: Akin, running: RunningJob) -> None:
    """Have the judgements learnt from, unless that was done since the latest was made."""
    stand = akin.state.judgements.stand(akin.team)
    if stand.count:
        _put(akin, running, stand)


def on_learn(akin: Akin, running: RunningJob) -> None:  # noqa: ARG001 - it can be run again
    """Fit the workspace's verdict to all of its judgements."""
    judgements = akin.state.judgements.everything(akin.team)
    counted = akin.matcher.learn(judgements, team=akin.team)
    log.info("Learnt from %d of %d judgements.", counted, len(judgements))


def _put(akin: Akin, running: RunningJob, stand: Stand) -> None:
    # Named after how things stand, so that what was learnt already is known by its id. The count
    # tells a judgement that was taken back; the start, that another model or version came.
    latest = stand.latest.isoformat() if stand.latest else running.job.event_id
    start = akin.matcher.adaptations.start
    # In a lane of its own: reading many pairs takes its time, and no channel waits for it.
    akin.inbox.put(
        f"learn:{akin.team}:{stand.count}:{latest}:{start}",
        "learn",
        {},
        lane=f"learn:{akin.team}",
    )
