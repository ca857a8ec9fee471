"""How a channel is watched: the form, what it gives back, and the confirmation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.mrkdwn import channel as channel_reference
from bot.views.message import Block, Message, context, message, plain, section
from bot.watching import Loudness, Watch
from matcher.calibration import DEFAULT_PRECISION, PRECISIONS

CALLBACK: Final = "watch"
"""The `callback_id` of the form."""

WATCHES: Final = {
    Watch.TICKETS: ("As tickets", "Each message is a problem somebody wants solved"),
    Watch.QUESTIONS: ("As questions", "Messages are questions that get answers"),
    Watch.RESUMES: ("For résumés", "PDFs dropped there are candidates"),
    Watch.OFF: ("Not at all", "I stop reading along"),
}
LOUDNESSES: Final = {
    Loudness.DEFAULT: (
        "As usual",
        "Same problem: always. Possibly related: in ticket channels only",
    ),
    Loudness.SAME_ONLY: ("Only when it is the same", "Nothing about what is merely related"),
    Loudness.MENTIONED: ("Only when mentioned", "I read along, and answer when you ask me"),
}

_SHARES: Final = {0.75: "3 of 4", 0.9: "9 of 10"}
"""The precisions that can be chosen, in words."""

_CHANNEL: Final = "channel"
_WATCH: Final = "watch"
_LOUDNESS: Final = "loudness"
_PRECISION: Final = "precision"


@dataclass(frozen=True, slots=True)
class WatchChoice:
    """What somebody chose: the channel's id, and how it is to be watched.

    `precision` is the share of the warnings "the same" that should be right.
    """

    channel: str
    watch: Watch
    loudness: Loudness
    precision: float = DEFAULT_PRECISION


def watch_modal(
    channel_id: str | None = None,
    current: Watch | None = None,
    loudness: Loudness = Loudness.DEFAULT,
    precision: float = DEFAULT_PRECISION,
) -> Block:
    """Return the form in which a channel and how to watch it are chosen.

    Args:
        channel_id: the channel to begin with; None for the one that the person is looking at.
        current: how it is watched now; None when it isn't known, which suggests tickets.
        loudness: how loud the answers are now.
        precision: the share of the warnings "the same" that should be right now.
    """
    select: Block = {
        "type": "conversations_select",
        "action_id": _CHANNEL,
        "placeholder": plain("Choose a channel"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if channel_id is None:
        select["default_to_current_conversation"] = True
    else:
        select["initial_conversation"] = channel_id
    watches = {watch.value: _option(watch.value, *texts) for watch, texts in WATCHES.items()}
    loud = {value.value: _option(value.value, *texts) for value, texts in LOUDNESSES.items()}
    sure = {value: _option(str(value), _sure(value)) for value in PRECISIONS}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain("Watch a channel"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            _input(_CHANNEL, "Channel", select, hint="For a private channel, invite me first."),
            _input(
                _WATCH,
                "Watch it",
                {
                    "type": "static_select",
                    "action_id": _WATCH,
                    "options": list(watches.values()),
                    "initial_option": watches[current or Watch.TICKETS],
                },
            ),
            _input(
                _LOUDNESS,
                "Answer in its threads",
                {
                    "type": "radio_buttons",
                    "action_id": _LOUDNESS,
                    "options": list(loud.values()),
                    "initial_option": loud[loudness],
                },
            ),
            _input(
                _PRECISION,
                "How sure before I say “the same”",
                {
                    "type": "static_select",
                    "action_id": _PRECISION,
                    "options": list(sure.values()),
                    "initial_option": sure.get(precision, sure[DEFAULT_PRECISION]),
                },
                hint="How many of these warnings should be right. Who asks for more hears less.",
            ),
        ],
    }


def watch_values(view_state: Mapping[str, Any]) -> WatchChoice:
    """Return what was chosen in the form, from the `state` of its submission.

    Raises:
        ValueError: if a field is missing or holds what the form doesn't offer.
    """
    values = view_state.get("values") or {}
    channel = _field(values, _CHANNEL).get("selected_conversation")
    if not isinstance(channel, str) or not channel:
        raise ValueError("The form came back without a channel: choose one and save again.")
    precision = _chosen(values, _PRECISION)
    if precision not in map(str, PRECISIONS):
        raise ValueError(f"The form came back with {precision!r}, which it doesn't offer.")
    return WatchChoice(
        channel,
        Watch(_chosen(values, _WATCH)),
        Loudness(_chosen(values, _LOUDNESS)),
        float(precision),
    )


def watching(
    channel: str,
    watch: Watch,
    loudness: Loudness,
    precision: float = DEFAULT_PRECISION,
    *,
    guests: bool = False,
    shared: bool = False,
) -> Message:
    """Return the confirmation: what happens in the channel from now on.

    Args:
        channel: the channel's id.
        watch: how it is watched now.
        loudness: how loud the answers are now.
        precision: the share of the warnings "the same" that should be right now.
        guests: whether there are guests in the channel.
        shared: whether it is shared with another organisation.
    """
    where = channel_reference(channel)
    if watch is Watch.OFF:
        text = f"I no longer read along in {where}. What I learned there can still be found."
        return message(text, [section(text)])
    text = f"I'm now watching {where} for {watch.value}."
    sure = sureness(precision)
    blocks = [section(text, _promise(watch, loudness), sure and f"{sure}.")]
    if guests or shared:
        blocks.append(context(_caution(where, shared=shared)))
    return message(text, blocks)


def sureness(precision: float) -> str:
    """Return how sure Akin has to be before it says "the same"; nothing where it is the usual."""
    if precision == DEFAULT_PRECISION:
        return ""
    return f"Of what I call “the same”, {_share(precision)} should be right"


def _share(precision: float) -> str:
    return _SHARES.get(precision, f"{round(100 * precision)} of 100")


def _sure(precision: float) -> str:
    """Return a precision as the form offers it."""
    note = " (usual)" if precision == DEFAULT_PRECISION else " – more warnings"
    return f"{_share(precision)} right{note}"


def _promise(watch: Watch, loudness: Loudness) -> str:
    if watch is Watch.RESUMES:
        return (
            "Drop résumés there as PDFs, and I say in the thread which openings they fit and why. "
            "Note openings with `/akin job`. What is dropped there never leaves the channel. "
            "Files that were dropped before are not read."
        )
    if loudness is Loudness.MENTIONED:
        return "I remember what is said there, and answer only when somebody mentions me."
    if watch is Watch.QUESTIONS:
        return (
            "When a question was asked before, I say so in its thread. Otherwise I stay quiet, "
            "unless somebody mentions me."
        )
    same = "When a ticket is about the same problem as an earlier one, I say so in its thread."
    if loudness is Loudness.SAME_ONLY:
        return f"{same} Otherwise I stay quiet, unless somebody mentions me."
    return f"{same} What is possibly related gets a short note."


def _caution(where: str, *, shared: bool) -> str:
    if shared:
        return (
            f"{where} is shared with another organisation: my answers there draw only on what was "
            "said there, and what is said there shows up nowhere else."
        )
    return f"There are guests in {where}: my answers there draw only on what was said there."


def _option(value: str, text: str, description: str = "") -> Block:
    option: Block = {"text": plain(text), "value": value}
    return option | {"description": plain(description)} if description else option


def _input(name: str, label: str, element: Block, *, hint: str = "") -> Block:
    block: Block = {"type": "input", "block_id": name, "label": plain(label), "element": element}
    return block | {"hint": plain(hint)} if hint else block


def _field(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    field = (values.get(name) or {}).get(name)
    return field if isinstance(field, Mapping) else {}


def _chosen(values: Mapping[str, Any], name: str) -> str:
    match _field(values, name).get("selected_option"):
        case {"value": str(value)}:
            return value
    raise ValueError(f"The form came back without a choice of {name}: choose and save again.")
