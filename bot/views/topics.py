"""A topic changed by people: the form that renames, merges or hides it, and the confirmation."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.mrkdwn import shorten
from bot.views.message import Block, Message, message, plain, section
from ingest.text import one_line, visible

CALLBACK: Final = "topic"
"""The `callback_id` of the form."""

LONGEST_NAME: Final = 80
_MOST_OTHERS: Final = 99
_NAME: Final = "name"
_MERGE: Final = "merge"
_SHOW: Final = "show"
_ALONE: Final = "alone"
_SHOWN: Final = {"shown": "Show it in digests", "hidden": "Hide it from digests"}


@dataclass(frozen=True, slots=True)
class TopicForm:
    """What the form begins with.

    Attributes:
        channel: the id of the channel that the topic is of.
        place: the id of the channel that the form was opened in.
        id: the topic's.
        name: what it is called now.
        hidden: whether it is hidden now.
        others: ids and names of the topics that it can be made part of.

    """

    channel: str
    place: str
    id: str
    name: str
    hidden: bool
    others: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """What somebody chose: a name, a topic to merge it into ("" for none), whether to hide it."""

    channel: str
    place: str
    id: str
    name: str
    merge_into: str
    hidden: bool


def topic_modal(form: TopicForm) -> Block:
    """Return the form in which a topic is renamed, merged with another one, or hidden."""
    shown = {value: _option(value, text) for value, text in _SHOWN.items()}
    blocks = [
        _input(
            _NAME,
            "Name",
            {
                "type": "plain_text_input",
                "action_id": _NAME,
                "initial_value": one_line(visible(form.name))[:LONGEST_NAME],
                "max_length": LONGEST_NAME,
            },
        )
    ]
    if form.others:
        alone = _option(_ALONE, "Keep it apart")
        others = [
            _option(id_, one_line(visible(name)) or "A topic")
            for id_, name in form.others[:_MOST_OTHERS]
        ]
        blocks.append(
            _input(
                _MERGE,
                "Merge it into",
                {
                    "type": "static_select",
                    "action_id": _MERGE,
                    "options": [alone, *others],
                    "initial_option": alone,
                },
            )
        )
    blocks.append(
        _input(
            _SHOW,
            "In digests",
            {
                "type": "radio_buttons",
                "action_id": _SHOW,
                "options": list(shown.values()),
                "initial_option": shown["hidden" if form.hidden else "shown"],
            },
        )
    )
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": json.dumps(
            {"channel": form.channel, "place": form.place, "topic": form.id}
        ),
        "title": plain("Edit topic"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": blocks,
    }


def topic_values(view: Mapping[str, Any]) -> TopicChoice:
    """Return what was chosen in the form, from the `view` of its submission.

    Raises:
        ValueError: a field is missing, or the form is none of Akin's.

    """
    values = (view.get("state") or {}).get("values") or {}
    try:
        about = json.loads(str(view.get("private_metadata") or ""))
        channel, place, id_ = (str(about[key]) for key in ("channel", "place", "topic"))
    except (ValueError, TypeError, KeyError):
        raise ValueError("The form came back without the topic that it is about.") from None
    name = one_line(visible(str(_field(values, _NAME).get("value") or "")))
    if not name:
        raise ValueError("A topic needs a name.")
    merge = str((_field(values, _MERGE).get("selected_option") or {}).get("value") or _ALONE)
    shown = str((_field(values, _SHOW).get("selected_option") or {}).get("value") or "shown")
    return TopicChoice(
        channel,
        place,
        id_,
        name[:LONGEST_NAME],
        "" if merge == _ALONE else merge,
        shown == "hidden",
    )


def gone_modal() -> Block:
    """Return what is shown where the topic is gone, or not for this person to change."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain("Edit topic"),
        "close": plain("Close"),
        "blocks": [
            section(
                "This topic is gone, or it isn't for you to change: full members of the channel "
                "that it is about can."
            )
        ],
    }


def changed(before: TopicForm, choice: TopicChoice, into: str = "") -> Message:
    """Return the confirmation for who changed a topic; `into` is what it was merged into."""
    name = f"“{shorten(choice.name, LONGEST_NAME)}”"
    said = []
    if choice.name != before.name:
        said.append(f"The topic is called {name} now.")
    if into:
        said.append(f"{name} is part of “{shorten(into, LONGEST_NAME)}” now.")
    if choice.hidden != before.hidden:
        said.append(
            f"{name} is hidden from digests: its *Edit* button in a digest's thread brings it back."
            if choice.hidden
            else f"{name} is shown in digests again."
        )
    text = " ".join(said) or f"{name} stays as it is."
    return message(text, [section(text)])


def _option(value: str, text: str) -> Block:
    return {"text": plain(text), "value": value}


def _input(name: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": name, "label": plain(label), "element": element}


def _field(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    field = (values.get(name) or {}).get(name)
    return field if isinstance(field, Mapping) else {}
