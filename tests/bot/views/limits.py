"""Slack's limits on blocks, checked strictly: lengths count UTF-16 units, references are listed."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.views.message import Message

TEXT = 3000
FALLBACK = 300
MESSAGE_BLOCKS, MESSAGE_TEXT = 50, 6000
VIEW_BLOCKS = 100

REFERENCE = re.compile(r"<[^<>]*>")
ALLOWED = (
    re.compile(r"<@[UW][A-Z0-9]+>"),
    re.compile(r"<#[CDG][A-Z0-9]+>"),
    re.compile(r"<!date\^\d+\^[^|<>]+\|[^|<>]+>"),
    re.compile(r"<https?://[^\s|<>]+(\|[^|<>\n]+)?>", re.IGNORECASE),
)
ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

BLOCKS = {"section", "context", "header", "actions", "divider", "input", "image"}
ELEMENTS = {
    "button", "static_select", "radio_buttons", "conversations_select", "plain_text_input",
    "timepicker", "datepicker",
}  # fmt: skip


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_message(message: Message) -> None:
    """Assert that Slack takes a message, and that nothing of people's acts as markup in it."""
    assert 1 <= length(message.text) <= FALLBACK
    check_markup(message.text)
    assert 1 <= len(message.blocks) <= MESSAGE_BLOCKS
    check_blocks(message.blocks)
    texts = sum(length(text["text"]) for text in text_objects(message.blocks))
    assert texts + length(message.text) < MESSAGE_TEXT


def check_view(view: dict[str, Any]) -> None:
    """Assert that Slack takes a modal or a Home tab."""
    assert view["type"] in {"modal", "home"}
    assert 1 <= len(view["blocks"]) <= VIEW_BLOCKS
    if view["type"] == "modal":
        for name in ("title", "submit", "close"):
            assert view[name]["type"] == "plain_text"
            assert 1 <= length(view[name]["text"]) <= 24
        assert length(view["callback_id"]) <= 255
    else:
        assert set(view) <= {"type", "blocks", "callback_id", "private_metadata"}
    check_blocks(view["blocks"])
    View(**view).validate_json()


def check_blocks(blocks: list[dict[str, Any]]) -> None:
    json.dumps(blocks, ensure_ascii=False).encode()
    for block in blocks:
        _check_block(block)
        parsed = Block.parse(block)
        assert parsed is not None
        for part in _parts(parsed):
            part.validate_json()
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    assert all(count == 1 and 1 <= length(id_) <= 255 for id_, count in ids.items())


def check_markup(text: str) -> None:
    """Assert that mrkdwn holds references of Akin's own forms only, and nothing invisible."""
    assert not HIDDEN.search(text)
    assert not ENTITY.search(text)
    assert "```" not in text
    for reference in REFERENCE.findall(text):
        assert any(form.fullmatch(reference) for form in ALLOWED), reference
    rest = REFERENCE.sub("", text)
    assert "<" not in rest
    assert ">" not in re.sub(r"^> ", "", rest, flags=re.MULTILINE)


def mentions(message: Message) -> set[str]:
    """Return the ids of everybody whom a message mentions."""
    texts = [message.text, *(text["text"] for text in text_objects(message.blocks))]
    return {id_ for text in texts for id_ in re.findall(r"<@([^<>|]+)", text)}


def text_objects(part: Any) -> Iterator[dict[str, Any]]:
    """Yield all text objects, wherever they are."""
    if isinstance(part, dict):
        if part.get("type") in {"mrkdwn", "plain_text"}:
            yield part
        for value in part.values():
            yield from text_objects(value)
    elif isinstance(part, list):
        for value in part:
            yield from text_objects(value)


def _check_block(block: dict[str, Any]) -> None:
    assert block["type"] in BLOCKS
    for text in text_objects(block):
        assert 1 <= length(text["text"]) <= TEXT
        assert text["text"].strip()
        if text["type"] == "mrkdwn":
            check_markup(text["text"])
            assert text["verbatim"] is True
    match block["type"]:
        case "section":
            assert "text" in block
            _check_elements([block["accessory"]] if "accessory" in block else [])
        case "header":
            assert block["text"]["type"] == "plain_text"
            assert length(block["text"]["text"]) <= 150
        case "context":
            assert 1 <= len(block["elements"]) <= 10
            assert all(part["type"] in {"mrkdwn", "plain_text"} for part in block["elements"])
        case "actions":
            assert 1 <= len(block["elements"]) <= 25
            _check_elements(block["elements"])
        case "image":
            assert block["slack_file"]["id"]
            assert 1 <= length(block["alt_text"]) <= 2000
            assert not HIDDEN.search(block["alt_text"])
        case "input":
            assert block["label"]["type"] == "plain_text"
            assert length(block["label"]["text"]) <= 2000
            _check_elements([block["element"]])


def _check_elements(elements: list[dict[str, Any]]) -> None:
    names = Counter(element["action_id"] for element in elements)
    assert all(count == 1 and 1 <= length(name) <= 255 for name, count in names.items())
    for element in elements:
        assert element["type"] in ELEMENTS
        if element["type"] == "button":
            assert element["text"]["type"] == "plain_text"
            assert length(element["text"]["text"]) <= 75
            assert length(element.get("value", "")) <= 2000
            assert element.get("style", "primary") in {"primary", "danger"}
        if "placeholder" in element:
            assert length(element["placeholder"]["text"]) <= 150
        _check_options(element)


def _check_options(element: dict[str, Any]) -> None:
    options = element.get("options", [])
    assert len(options) <= (10 if element["type"] == "radio_buttons" else 100)
    values = [option["value"] for option in options]
    assert len(values) == len(set(values))
    for option in options:
        assert length(option["text"]["text"]) <= 75
        if "description" in option:
            assert length(option["description"]["text"]) <= 75
        assert 1 <= length(option["value"]) <= 150
    if "initial_option" in element:
        assert element["initial_option"] in options


def _parts(part: object) -> Iterator[JsonObject]:
    if isinstance(part, JsonObject):
        yield part
        for value in vars(part).values():
            yield from _parts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _parts(value)
