"""`/akin candidates` and `/akin job`: rankings, why, and openings that a form brings."""

import hashlib
from collections.abc import Mapping
from typing import Any

from bot.akin import Akin
from bot.errors import Undeliverable
from bot.job import RunningJob
from bot.state import NotedOpening
from bot.views import candidates as views
from bot.views import notes
from bot.views.actions import Press as PressValue
from bot.views.message import Message
from bot.watching import Watch
from bot.work import channels, opened_forms
from bot.work.askers import asker
from bot.work.incoming import Command, Press
from bot.work.openings import note_opening


def candidates(akin: Akin, running: RunningJob, command: Command) -> Message:
    """`/akin candidates OPENING`: who fits; without an opening, a menu of them."""
    if refused := _refused(akin, running, command.user, command.channel):
        return refused
    openings = akin.state.candidates.openings(akin.team, command.channel)
    wanted = command.rest.casefold()
    exact = [opening for opening in openings if opening.title.casefold() == wanted]
    named = exact or [o for o in openings if wanted and wanted in o.title.casefold()]
    if len(named) == 1:
        return _ranking(akin, named[0])
    return views.choose_opening(named or openings, "" if named else command.rest)


def on_opening_chosen(akin: Akin, running: RunningJob) -> None:
    """Show the ranking of the opening that somebody chose in the menu."""
    body = running.job.payload["body"]
    actions = body.get("actions") or [{}]
    chosen = (actions[0].get("selected_option") or {}).get("value")
    press = Press.of(body | {"actions": [{"value": "{}"}]})
    message = _refused(akin, running, press.user, press.channel)
    if message is None:
        openings = akin.state.candidates.openings(akin.team, press.channel)
        opening = next((each for each in openings if each.id == chosen), None)
        message = views.choose_opening(openings) if opening is None else _ranking(akin, opening)
    running.once("answer", lambda: akin.slack.respond(press.response_url, message, replace=True))


def on_why(akin: Akin, running: RunningJob) -> None:
    """Fill the form that opened when somebody asked why a candidate has its score."""
    opened_forms.fill(akin, running, lambda press, value: _why(akin, running, press, value))


def on_remove_opening(akin: Akin, running: RunningJob) -> None:
    """Forget an opening; whoever sees the channel's candidates may do that."""
    press = Press.of(running.job.payload["body"])
    message = _refused(akin, running, press.user, press.channel)
    replace = message is None
    if message is None:
        id_ = str(press.value.get("key") or "")
        known = akin.state.candidates.openings(akin.team, press.channel)
        title = running.once(
            "title", lambda: next((each.title for each in known if each.id == id_), "")
        )
        akin.state.candidates.remove_opening(akin.team, press.channel, id_)
        message = views.removed(title)
    said = message
    running.once("answer", lambda: akin.slack.respond(press.response_url, said, replace=replace))


def on_job_submitted(akin: Akin, running: RunningJob) -> None:
    """Note the opening that a form brought."""
    body = running.job.payload["body"]
    view = body.get("view") or {}
    user = str((body.get("user") or {}).get("id") or "")
    channel = str(view.get("private_metadata") or "")
    values: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
    title, text = _field(values, "title"), _field(values, "text")
    if not (user and channel and title and text):
        raise Undeliverable("A form for an opening came back without all that it asks for.")
    message = _refused(akin, running, user, channel)
    if message is None:
        id_ = hashlib.blake2b(running.job.event_id.encode(), digest_size=9).hexdigest()
        opening = NotedOpening(akin.team, channel, id_, title, text, user)
        message = note_opening(akin, opening)
    said = message
    running.once(
        "answer",
        lambda: akin.slack.call(
            "chat.postEphemeral", channel=channel, user=user, text=said.text, blocks=said.blocks
        )["ok"],
    )


def _refused(akin: Akin, running: RunningJob, user: str, channel: str) -> Message | None:
    """Return what to tell somebody who may not see candidates there, None where they may."""
    conversation = channels.now(akin, running, channel)
    who = asker(akin, user)
    if not who.may_see(conversation):
        return notes.no_such_channel()
    if channel not in who.memberships:
        return notes.candidates_inside()
    if conversation.watch is not Watch.RESUMES:
        return notes.not_for_resumes()
    return None


def _ranking(akin: Akin, opening: NotedOpening) -> Message:
    known = akin.state.candidates.current(akin.team, opening.channel)
    return views.ranking(opening, akin.assessor.ranked(known, opening))


def _why(akin: Akin, running: RunningJob, press: Press, value: PressValue) -> dict[str, Any]:
    if _refused(akin, running, press.user, press.channel) is not None:
        return views.gone_modal()
    openings = akin.state.candidates.openings(akin.team, press.channel)
    opening = next((each for each in openings if each.id == value.key), None)
    candidate = akin.state.candidates.get(akin.team, press.channel, value.document)
    if opening is None or candidate is None or not candidate.resume:
        return views.gone_modal()
    return views.why_modal(akin.assessor.held(candidate, opening))


def _field(values: Mapping[str, Any], name: str) -> str:
    field = (values.get(name) or {}).get(name) or {}
    return str(field.get("value") or "").strip()
