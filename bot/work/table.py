"""Which function does which kind of job."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.akin import Akin
from bot.job import RunningJob
from bot.work import (
    backfill,
    candidates,
    commands,
    digests,
    finding,
    learning,
    lifecycle,
    mentions,
    messages,
    overviews,
    presses,
    reactions,
    topic_edits,
    views,
)

Work = Callable[[Akin, RunningJob], None]

WORK: Final[Mapping[str, Work]] = {
    "message": messages.on_message,
    "message_changed": messages.on_changed,
    "message_deleted": messages.on_deleted,
    "mention": mentions.on_mention,
    "reaction": reactions.on_reaction,
    "late_reaction": reactions.on_late_reaction,
    "command": commands.on_command,
    "shortcut": finding.on_shortcut,
    "share": finding.on_share,
    "answers": presses.on_answers,
    "not_duplicate": presses.on_not_duplicate,
    "undo": presses.on_undo,
    "hide": presses.on_hide,
    "show": presses.on_show,
    "watch_submitted": views.on_watch_submitted,
    "job_submitted": candidates.on_job_submitted,
    "opening_chosen": candidates.on_opening_chosen,
    "why": candidates.on_why,
    "remove_opening": candidates.on_remove_opening,
    "home": overviews.on_home,
    "conversation_changed": lifecycle.on_conversation_changed,
    "conversation_archived": lifecycle.on_archived,
    "conversation_left": lifecycle.on_left,
    "conversation_deleted": lifecycle.on_deleted,
    "member_changed": lifecycle.on_member_changed,
    "person_changed": lifecycle.on_person_changed,
    "check_channels": lifecycle.on_check_channels,
    "revisit": lifecycle.on_revisit,
    "backfill": backfill.on_backfill,
    "learn": learning.on_learn,
    "digest": digests.on_digest,
    "revisit_digest": digests.on_revisit_digest,
    "digest_submitted": views.on_digest_submitted,
    "topic_form": topic_edits.on_topic_form,
    "topic_submitted": topic_edits.on_topic_submitted,
}
