"""The parts of blocks that people press, choose from and type into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.errors import Misused, Refused
from bot.playground.messages import Json


@dataclass(frozen=True, slots=True)
class Field:
    """How one type of element holds what was chosen: under `state`, at first from `initial`.

    `options` are in the element itself; `offered` ones come from the bot while somebody types.
    """

    state: str
    initial: str
    many: bool = False
    options: bool = False
    offered: bool = False


FIELDS: Mapping[str, Field] = {
    "plain_text_input": Field("value", "initial_value"),
    "email_text_input": Field("value", "initial_value"),
    "url_text_input": Field("value", "initial_value"),
    "number_input": Field("value", "initial_value"),
    "static_select": Field("selected_option", "initial_option", options=True),
    "radio_buttons": Field("selected_option", "initial_option", options=True),
    "multi_static_select": Field("selected_options", "initial_options", many=True, options=True),
    "checkboxes": Field("selected_options", "initial_options", many=True, options=True),
    "external_select": Field("selected_option", "initial_option", offered=True),
    "multi_external_select": Field("selected_options", "initial_options", many=True, offered=True),
    "users_select": Field("selected_user", "initial_user"),
    "multi_users_select": Field("selected_users", "initial_users", many=True),
    "channels_select": Field("selected_channel", "initial_channel"),
    "multi_channels_select": Field("selected_channels", "initial_channels", many=True),
    "conversations_select": Field("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Field(
        "selected_conversations", "initial_conversations", many=True
    ),
    "datepicker": Field("selected_date", "initial_date"),
    "timepicker": Field("selected_time", "initial_time"),
    "datetimepicker": Field("selected_date_time", "initial_date_time"),
}


def elements(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Go through the interactive elements of blocks, each with its block."""
    for block in blocks:
        found = list(block.get("elements", ())) if block["type"] == "actions" else []
        found += [block[key] for key in ("accessory", "element") if key in block]
        for element in found:
            if "action_id" in element:
                yield block, element


def find(blocks: Iterable[Json], action_id: str, block_id: str | None) -> tuple[Json, Json]:
    """Return the element that a person means, with its block.

    Raises:
        Misused: there is none, or there are several and no `block_id` to choose by.

    """
    blocks = tuple(blocks)
    found = [
        (block, element)
        for block, element in elements(blocks)
        if element["action_id"] == action_id and block_id in {None, block["block_id"]}
    ]
    if len(found) == 1:
        return found[0]
    there = ", ".join(f"{b['block_id']}/{e['action_id']}" for b, e in elements(blocks)) or "nothing"
    problem = "several elements" if found else "no element"
    raise Misused(f"There is {problem} {action_id!r} here; block_id/action_id to press: {there}.")


def action(block: Json, element: Json, selected: Any, action_ts: str) -> Json:
    """Return the entry of `actions` in a block_actions payload."""
    made: Json = {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "type": element["type"],
        "action_ts": action_ts,
    }
    copied = ("text", "value", "style", "url", "placeholder")
    made |= {key: element[key] for key in copied if key in element and key != "placeholder"}
    if element["type"] == "overflow":
        made["selected_option"] = _option(element, selected)
    elif element["type"] in FIELDS:
        made |= _chosen(element, selected)
        del made["type"]
        made["type"] = element["type"]
    return made


def state(blocks: Iterable[Json], given: Mapping[str, Mapping[str, Json]]) -> Json:
    """Return the `state` of a payload: what `given` holds by block and action id, else initials."""
    values: dict[str, Json] = {}
    for block, element in elements(blocks):
        if element["type"] in FIELDS:
            block_id, action_id = block["block_id"], element["action_id"]
            entry = given.get(block_id, {}).get(action_id) or _initial(element)
            values.setdefault(block_id, {})[action_id] = entry
    return {"values": values}


def fill(blocks: Iterable[Json], values: Mapping[str, Any]) -> dict[str, dict[str, Json]]:
    """Return what a person typed or chose, by block and action id.

    `values` is by action id, or by block id with a mapping by action id under it.

    Raises:
        Misused: a name that is not in the blocks.

    """
    blocks = tuple(blocks)
    filled: dict[str, dict[str, Json]] = {}
    for name, value in values.items():
        entries = value.items() if isinstance(value, Mapping) else [(name, value)]
        block_id = name if isinstance(value, Mapping) else None
        for action_id, chosen in entries:
            block, element = find(blocks, action_id, block_id)
            filled.setdefault(block["block_id"], {})[action_id] = _chosen(element, chosen)
    return filled


def require_inputs(blocks: Iterable[Json], values: Mapping[str, Mapping[str, Json]]) -> None:
    """Check that nothing that must be filled in is empty, as Slack's client does.

    Raises:
        Refused: `missing_input`.

    """
    for block in blocks:
        if block["type"] == "input" and not block.get("optional", False):
            entry = values[block["block_id"]][block["element"]["action_id"]]
            if not entry.get(FIELDS[entry["type"]].state):
                raise Refused("missing_input", f"Block {block['block_id']!r} must be filled in.")


def _initial(element: Json) -> Json:
    field = FIELDS[element["type"]]
    empty: Any = [] if field.many else None
    return {"type": element["type"], field.state: element.get(field.initial, empty)}


def _chosen(element: Json, selected: Any) -> Json:
    field = FIELDS.get(element["type"])
    if field is None:
        raise Misused(f"An element of type {element['type']!r} takes no value.")
    if field.many:
        chosen = [_option(element, one) if field.options else one for one in selected]
        return {"type": element["type"], field.state: chosen}
    value = _option(element, selected) if field.options else selected
    return {"type": element["type"], field.state: value}


def _option(element: Json, value: Any) -> Json:
    options = list(element.get("options", ()))
    options += [o for group in element.get("option_groups", ()) for o in group["options"]]
    for option in options:
        if option.get("value") == value:
            return dict(option)
    there = ", ".join(str(option.get("value")) for option in options)
    raise Misused(f"{element['action_id']!r} has no option {value!r}; it has: {there}.")
