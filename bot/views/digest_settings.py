"""When a digest comes: the form, what it gives back, and the confirmations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from bot.mrkdwn import channel as channel_reference
from bot.mrkdwn import code
from bot.schedule import EVERY_DAY, FOREVER, WEEKDAYS, Schedule
from bot.views.actions import Action
from bot.views.message import Block, Message, actions, button, context, message, plain, section

CALLBACK: Final = "digest"
"""The `callback_id` of the form."""

_CHANNEL: Final = "channel"
_RHYTHM: Final = "rhythm"
_TIME: Final = "time"
_DESTINATION: Final = "destination"
_PAUSE: Final = "pause"

_DAY_NAMES: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_OFF: Final = "off"
_RHYTHMS: Final = {
    **{str(day): f"Every {name}" for day, name in enumerate(_DAY_NAMES)},
    "weekdays": "Monday to Friday",
    "daily": "Every day",
    _OFF: "Never",
}
_DAYS: Final = {
    **{str(day): (day,) for day in EVERY_DAY}, "weekdays": WEEKDAYS, "daily": EVERY_DAY, _OFF: (),
}  # fmt: skip
_EXAMPLES: Final = (
    "`/akin digest weekly mon 09:00`, `/akin digest weekdays at 9:30`, "
    "`/akin digest every friday 5pm in #team`, `/akin digest pause until 2 Jan` or "
    "`/akin digest off`"
)


@dataclass(frozen=True, slots=True)
class DigestChoice:
    """What somebody chose in the form.

    Attributes:
        channel: the id of the channel that the digest is about.
        days: of the week, Monday being 0; () for never.
        at: the time on these days.
        destination: the id of the channel that it goes to.
        paused_until: the first day on which it comes; None where it doesn't pause.

    """

    channel: str
    days: tuple[int, ...]
    at: time
    destination: str
    paused_until: date | None = None


def digest_modal(channel_id: str = "") -> Block:
    """Return the form in which it is chosen when a channel's digest comes, and where.

    Args:
        channel_id: the channel to begin with; "" for the one that the person is looking at.

    """
    rhythms = [_option(value, text) for value, text in _RHYTHMS.items()]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain("Digest"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            _input(_CHANNEL, "What came up in", _channels(_CHANNEL, channel_id)),
            _input(
                _RHYTHM,
                "How often",
                {
                    "type": "static_select",
                    "action_id": _RHYTHM,
                    "options": rhythms,
                    "initial_option": rhythms[0],
                },
            ),
            _input(
                _TIME,
                "At",
                {"type": "timepicker", "action_id": _TIME, "initial_time": "09:00"},
                hint="In your time zone. In weeks in which nothing comes up, I stay silent.",
            ),
            _input(
                _DESTINATION,
                "Posted in",
                _channels(_DESTINATION, channel_id),
                hint="What is said in a private channel can only be told there.",
            ),
            _input(
                _PAUSE,
                "Pause until",
                {"type": "datepicker", "action_id": _PAUSE},
                hint="During holidays, for example.",
            )
            | {"optional": True},
        ],
    }


def digest_values(view_state: Mapping[str, Any]) -> DigestChoice:
    """Return what was chosen in the form, from the `state` of its submission.

    Raises:
        ValueError: a field is missing or holds what the form doesn't offer.

    """
    values = view_state.get("values") or {}
    channel = _text(values, _CHANNEL, "selected_conversation")
    destination = _text(values, _DESTINATION, "selected_conversation") or channel
    rhythm = _field(values, _RHYTHM).get("selected_option") or {}
    days = _DAYS.get(str(rhythm.get("value")))
    if not channel or days is None:
        raise ValueError("The form came back without a channel or a day: choose and save again.")
    try:
        at = time.fromisoformat(_text(values, _TIME, "selected_time") or "09:00")
        paused = _text(values, _PAUSE, "selected_date")
        until = date.fromisoformat(paused) if paused else None
    except ValueError:
        raise ValueError("The form came back with a time or a day that is none.") from None
    return DigestChoice(channel, days, at, destination, until)


def scheduled(schedule: Schedule, now: datetime) -> Message:
    """Return the confirmation: when the digest comes, where, and when the next time."""
    what = f"the digest of {channel_reference(schedule.channel)}"
    where = ""
    if schedule.destination != schedule.channel:
        where = f", in {channel_reference(schedule.destination)}"
    text = f"{when(schedule)} ({schedule.zone}) I post {what}{where}."
    return message(
        f"I post a digest {when(schedule).lower()}.",
        [
            section(text, next_time(schedule, now)),
            actions([button("Change", Action.OPEN_DIGEST)]),
            context("When nothing came up, I stay silent. `/akin digest` shows it to you now."),
        ],
    )


def when(schedule: Schedule) -> str:
    """Return on which days and at what time: "Every Monday at 09:00"."""
    if schedule.days == EVERY_DAY:
        days = "Every day"
    elif schedule.days == WEEKDAYS:
        days = "Monday to Friday"
    else:
        names = [_DAY_NAMES[day] for day in schedule.days]
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        days = f"Every {listed}"
    return f"{days} at {schedule.at:%H:%M}"


def next_time(schedule: Schedule, now: datetime) -> str:
    """Return when the digest comes next, by the clocks of its zone."""
    following = schedule.following(now)
    if following is None:
        return "It pauses until somebody says `/akin digest resume`."
    wall = following.moment.astimezone(schedule.zone_info)
    coming = f"{_DAY_NAMES[wall.weekday()]}, {wall.day} {wall:%b} {wall.year} at {wall:%H:%M}"
    if schedule.is_paused(now) and schedule.paused_until is not None:
        return f"It pauses until {_day(schedule.paused_until)}; the next one comes on {coming}."
    return f"The next one comes on {coming}."


def paused(schedule: Schedule, now: datetime) -> Message:
    """Return the confirmation of a pause, or of its end."""
    text = f"The digest of {channel_reference(schedule.channel)}: {next_time(schedule, now)}"
    if schedule.is_paused(now) or schedule.paused_until == FOREVER:
        told = "What comes up meanwhile is told in the first one after it."
        return message("The digest pauses.", [section(text, told)])
    return message("The digest comes again.", [section(text)])


def off(channel: str, *, was_on: bool) -> Message:
    """Return the confirmation that no digest comes any more."""
    reference = channel_reference(channel)
    text = (
        f"I post no digest of {reference} any more."
        if was_on
        else f"There was no digest of {reference} to switch off."
    )
    return message(text, [section(text)])


def no_schedule(channel: str) -> Message:
    """Say that a channel has no digest that could be paused or moved."""
    text = (
        f"{channel_reference(channel)} has no digest yet. Set one up first, for example "
        "`/akin digest weekly mon 09:00`."
    )
    return message(text, [section(text)])


def unclear(puzzle: str) -> Message:
    """Say what wasn't understood, with examples."""
    if puzzle.startswith("pause"):
        text = (
            f"I don't know which day you mean by {code(puzzle, 80)}. Try a day that is to come: "
            "`/akin digest pause until 2 Jan` or `/akin digest pause for 2 weeks`."
        )
    elif puzzle:
        text = f"I don't understand {code(puzzle, 80)} here. Try {_EXAMPLES}."
    else:
        text = f"On which days? Try {_EXAMPLES}."
    return message("I didn't understand when the digest is to come.", [section(text)])


def not_watched(channel: str) -> Message:
    """Say that there is nothing to tell of a channel that isn't watched for what people ask."""
    text = (
        f"I don't follow what people ask in {channel_reference(channel)}, so I have nothing to "
        "tell of it. Have me do it: `/akin watch #channel as questions`"
    )
    return message(text, [section(text)])


def stays_private(channel: str, destination: str) -> Message:
    """Say that a digest can't go to a channel whose people may not see what it tells."""
    text = (
        f"Not everybody in {channel_reference(destination)} may see what is said in "
        f"{channel_reference(channel)}, so its digest can't go there. "
        "`/akin digest weekly mon 09:00 here` posts it in its own channel."
    )
    return message("That digest can't go to that channel.", [section(text)])


def _day(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def _channels(name: str, channel_id: str) -> Block:
    select: Block = {
        "type": "conversations_select",
        "action_id": name,
        "placeholder": plain("Choose a channel"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if channel_id:
        return select | {"initial_conversation": channel_id}
    return select | {"default_to_current_conversation": True}


def _option(value: str, text: str) -> Block:
    return {"text": plain(text), "value": value}


def _input(name: str, label: str, element: Block, *, hint: str = "") -> Block:
    block: Block = {"type": "input", "block_id": name, "label": plain(label), "element": element}
    return block | {"hint": plain(hint, 150)} if hint else block


def _field(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    field = (values.get(name) or {}).get(name)
    return field if isinstance(field, Mapping) else {}


def _text(values: Mapping[str, Any], name: str, key: str) -> str:
    value = _field(values, name).get(key)
    return value if isinstance(value, str) else ""
