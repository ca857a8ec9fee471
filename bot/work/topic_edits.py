"""Topics that people rename, merge or hide: it sticks, and digests that show them follow."""

from typing import Final

from bot.akin import Akin
from bot.errors import Undeliverable
from bot.job import RunningJob
from bot.slack import SlackRefusal
from bot.state import Digest, KnownTopic
from bot.views import notes
from bot.views import topics as views
from bot.views.actions import Press as PressValue
from bot.views.message import Block, Message
from bot.views.topics import TopicChoice, TopicForm
from bot.work import channels, digest_posts, opened_forms
from bot.work.askers import asker
from bot.work.incoming import Press

_CORRECTED: Final = 8
"""So many digests, the newest, follow what people call a topic."""


def on_topic_form(akin: Akin, running: RunningJob) -> None:
    """Fill the form that opened when somebody pressed *Edit* beside a topic."""

    def view(press: Press, value: PressValue) -> Block:
        # By where the button stands, not by what it says: a message can't speak for another one.
        digest = akin.state.digests.at(akin.team, press.channel, press.message_ts)
        form = None
        if digest is not None and _may_change(akin, running, press.user, digest.channel):
            form = _form(akin, digest.channel, press.channel, value.document)
        return views.gone_modal() if form is None else views.topic_modal(form)

    opened_forms.fill(akin, running, view)


def on_topic_submitted(akin: Akin, running: RunningJob) -> None:
    """Change a topic as a form says, and tell whoever sent it."""
    body = running.job.payload["body"]
    user = str((body.get("user") or {}).get("id") or "")
    try:
        choice = views.topic_values(body.get("view") or {})
    except ValueError as error:
        raise Undeliverable(str(error)) from None
    message = _changed(akin, running, user, choice)
    running.once("answer", lambda: _tell(akin, user, choice.place, message))


def _changed(akin: Akin, running: RunningJob, user: str, choice: TopicChoice) -> Message:
    form = _form(akin, choice.channel, choice.place, choice.id)
    if form is None or not _may_change(akin, running, user, choice.channel):
        return notes.no_such_topic()
    names = dict(form.others)
    into = choice.merge_into if choice.merge_into in names else ""
    akin.state.topics.change(
        akin.team, choice.channel, choice.id, user,
        given_name=choice.name if choice.name != form.name else None,
        hidden=choice.hidden,
        merged_into=into or None,
    )  # fmt: skip
    digest_posts.revisit(akin, running, _standing(akin, choice.channel))
    return views.changed(form, choice, names.get(into, ""))


def _form(akin: Akin, channel: str, place: str, topic: str) -> TopicForm | None:
    """Return what the form of a topic begins with; None where the topic is gone or merged."""
    known = akin.state.topics.of_channel(akin.team, channel)
    chosen = known.get(topic)
    if chosen is None or chosen.merged_into:
        return None
    others = sorted(
        (each for each in known.values() if each.id != topic and not each.merged_into),
        key=_newest_first,
    )
    names = [(each.id, each.title) for each in others]
    return TopicForm(channel, place, topic, chosen.title, chosen.hidden, names)


def _standing(akin: Akin, channel: str) -> list[Digest]:
    posted = akin.state.digests.posted(akin.team, channel)
    return [digest for digest in posted if digest.channel == channel][-_CORRECTED:]


def _newest_first(topic: KnownTopic) -> tuple[float, str]:
    return -topic.last_seen.timestamp(), topic.title


def _may_change(akin: Akin, running: RunningJob, user: str, channel: str) -> bool:
    """Tell whether somebody may change the topics of a channel: full members who may see it."""
    who = asker(akin, user)
    akin.state.conversations.distrust(akin.team, channel)
    return who.is_full_member and who.may_see(channels.now(akin, running, channel))


def _tell(akin: Akin, user: str, place: str, message: Message) -> bool:
    try:
        akin.slack.call(
            "chat.postEphemeral", channel=place, user=user, text=message.text, blocks=message.blocks
        )
    except SlackRefusal:
        return False  # the digest itself shows it
    return True
