"""Buttons on Akin's replies: who did what shows in the reply."""

from dataclasses import replace

from bot.akin import Akin
from bot.errors import Undeliverable
from bot.job import RunningJob
from bot.state import Reply
from bot.views.answers import Outcome
from bot.work import answers, learning, memory
from bot.work.incoming import Press


def on_answers(akin: Akin, running: RunningJob) -> None:
    """*This answers it*: the pair asks for the same."""
    _judge(akin, running, Outcome.SAME)


def on_not_duplicate(akin: Akin, running: RunningJob) -> None:
    """*Not a duplicate*: sticks for this pair, for good."""
    _judge(akin, running, Outcome.DIFFERENT)


def on_undo(akin: Akin, running: RunningJob) -> None:
    """*Undo*: as if nobody had judged the pair."""
    press, reply = _pressed(akin, running)
    akin.state.judgements.take_back(akin.team, _pair(reply, press))
    learning.after_judgement(akin, running)
    answers.refresh(akin, running, reply)


def on_hide(akin: Akin, running: RunningJob) -> None:
    """*Hide*: the reply shrinks to a line that says who hid it."""
    press, reply = _pressed(akin, running)
    answers.refresh(akin, running, replace(reply, hidden_by=press.user))


def on_show(akin: Akin, running: RunningJob) -> None:
    """*Show*: the reply is back."""
    _, reply = _pressed(akin, running)
    answers.refresh(akin, running, replace(reply, hidden_by=""))


def _judge(akin: Akin, running: RunningJob, outcome: Outcome) -> None:
    press, reply = _pressed(akin, running)
    akin.state.judgements.put(akin.team, _pair(reply, press), outcome, press.user, reply.channel)
    learning.after_judgement(akin, running)
    answers.refresh(akin, running, reply)


def _pressed(akin: Akin, running: RunningJob) -> tuple[Press, Reply]:
    press = Press.of(running.job.payload["body"])
    # By where the button stands, not by what it says: a message can't speak for another one.
    reply = akin.state.replies.at(akin.team, press.channel, press.message_ts)
    if reply is None:
        raise Undeliverable("A button was pressed on a reply that Akin doesn't know any more.")
    return press, reply


def _pair(reply: Reply, press: Press) -> tuple[str, str]:
    document = press.value.get("document")
    if document not in {record.document for record in reply.shown}:
        raise Undeliverable("A button was pressed for a match that the reply doesn't show.")
    return memory.slack_document_id(reply.channel, reply.message_ts), str(document)
