"""Messages, ephemeral ones and views as they look in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from bot.playground.markup import NameOf, Row, inline, paragraphs
from bot.playground.messages import Ephemeral, Json, Message
from bot.playground.views import View

_BUTTON: Final = {"primary": "bold green", "danger": "bold red"}


def body(shown: Message | Ephemeral | View, name_of: NameOf) -> RenderableType:
    """Return what it says: its blocks where it was made of them, or else its text."""
    blocks = [block for block in shown.blocks if block["type"] != "rich_text"]
    if isinstance(shown, View) or blocks:
        return Group(*_blocks(blocks, name_of))
    # What a person types comes as rich text that says the same as the text.
    return Group(*paragraphs(shown.text, name_of))


def one_line(shown: Message, name_of: NameOf, width: int) -> Text:
    """Return the beginning of what a message says, in one line of at most `width` cells."""
    text = inline(" ".join(shown.text.split()), name_of)
    text.truncate(max(width, 1), overflow="ellipsis")
    return text


def _blocks(blocks: Iterable[Json], name_of: NameOf) -> Iterator[RenderableType]:
    before = ""
    for block in blocks:
        if before == block["type"] == "section":
            yield Text()  # as Slack sets sections apart
        before = block["type"]
        match before:
            case "header":
                yield Text(str(block["text"]["text"]), "bold")
            case "section":
                for part in (block.get("text"), *block.get("fields", ())):
                    if part is not None:
                        yield from _text(part, name_of)
                if "accessory" in block:
                    yield _buttons([block["accessory"]])
            case "context":
                yield _context(block, name_of)
            case "actions":
                yield _buttons(block["elements"])
            case "input":
                yield Text.assemble(_plain(block["label"]), " ", _button(block["element"]))
            case "divider":
                yield Text("· · ·", "dim")
            case "image":
                yield Text(f"[picture: {block['alt_text']}]", "dim")


def _text(part: Json, name_of: NameOf) -> Iterator[RenderableType]:
    if part["type"] == "mrkdwn":
        yield from paragraphs(str(part["text"]), name_of)
    else:
        yield Text(_plain(part))


def _context(block: Json, name_of: NameOf) -> Text:
    pieces = [
        Text(f"[{element['alt_text']}]")
        if element["type"] == "image"
        else inline(str(element["text"]), name_of)
        if element["type"] == "mrkdwn"
        else Text(_plain(element))
        for element in block["elements"]
    ]
    text = Text("  ").join(pieces)
    text.stylize("dim")
    return text


def _buttons(elements: Iterable[Json]) -> Row:
    return Row([_button(element) for element in elements])


def _button(element: Json) -> Text:
    label = element.get("text") or element.get("placeholder")
    if element["type"] == "button" and label:
        return Text(f"[{_plain(label)}]", _BUTTON.get(str(element.get("style")), "bold"))
    return Text(f"[{_plain(label)} ▾]" if label else "[ ▾]", "dim")


def _plain(part: Json) -> str:
    return str(part["text"])
