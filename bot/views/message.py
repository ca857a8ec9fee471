"""A Message, and the blocks that messages and pages are made of, each within Slack's limits.

Texts are mrkdwn, already escaped, unless they are called plain.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.mrkdwn import cut, units
from bot.views.actions import Action
from ingest.text import one_line

Block = dict[str, Any]
"""A block, or an element of one, as Slack reads it."""

MOST_BLOCKS: Final = 50
MOST_CHARACTERS: Final = 6_000
_SECTION: Final = 3_000
_HEADER: Final = 150
_BUTTON: Final = 75
_BUTTON_VALUE: Final = 2_000
_CONTEXT_ELEMENTS: Final = 10
_ACTIONS_ELEMENTS: Final = 25
_FALLBACK: Final = 300


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: the blocks, and the text that notifications show instead of them."""

    text: str
    blocks: list[Block]


def message(text: str, blocks: Iterable[Block]) -> Message:
    """Return a message of at most 300 characters of text, 50 blocks and 6,000 characters in all.

    Blocks that don't fit any more are left out, from the first such block on.
    """
    fallback = cut(text, _FALLBACK)
    return Message(fallback, fitting(blocks, MOST_BLOCKS, MOST_CHARACTERS - units(fallback)))


def fitting(blocks: Iterable[Block], most: int, characters: int) -> list[Block]:
    """Return the first blocks, so many at most and with so many characters of text at most."""
    kept: list[Block] = []
    for block in blocks:
        characters -= size(block)
        if len(kept) == most or characters < 0:
            break
        kept.append(block)
    return kept


def size(part: object) -> int:
    """Return how many characters of text people see of a block or of a part of one."""
    match part:
        case {"type": "mrkdwn" | "plain_text", "text": str(text)}:
            return units(text)
        case dict():
            return sum(map(size, part.values()))
        case list():
            return sum(map(size, part))
    return 0


def mrkdwn(text: str) -> Block:
    """Return a text object in which nothing becomes a mention or a link that isn't written so."""
    # Without "verbatim", Slack makes a mention of the words @here and @channel in people's texts.
    return {"type": "mrkdwn", "text": cut(text, _SECTION), "verbatim": True}


def plain(text: str, limit: int = _BUTTON) -> Block:
    """Return a text object of plain text, one line, cut between words."""
    return {"type": "plain_text", "text": cut(one_line(text), limit), "emoji": True}


def section(*lines: str, accessory: Block | None = None) -> Block:
    """Return a section of the lines that aren't empty."""
    block: Block = {"type": "section", "text": mrkdwn("\n".join(filter(None, lines)))}
    return block if accessory is None else block | {"accessory": accessory}


def context(*texts: str) -> Block:
    """Return small print, at most 10 texts beside each other; empty ones are left out."""
    elements = [mrkdwn(text) for text in texts if text]
    return {"type": "context", "elements": elements[:_CONTEXT_ELEMENTS]}


def header(text: str) -> Block:
    """Return a heading of plain text."""
    return {"type": "header", "text": plain(text, _HEADER)}


def divider() -> Block:
    """Return a line between blocks."""
    return {"type": "divider"}


def actions(buttons: Sequence[Block]) -> Block:
    """Return a row of buttons, at most 25."""
    return {"type": "actions", "elements": list(buttons[:_ACTIONS_ELEMENTS])}


def button(text: str, action: Action, value: str = "", *, primary: bool = False) -> Block:
    """Return a button of plain text. Raises ValueError for a value of over 2,000 characters."""
    if units(value) > _BUTTON_VALUE:
        raise ValueError(
            f"A button's value has at most {_BUTTON_VALUE} characters, not {units(value)}: "
            "store what it stands for, and put its id there."
        )
    block: Block = {"type": "button", "action_id": action.value, "text": plain(text)}
    if value:
        block["value"] = value
    if primary:
        block["style"] = "primary"
    return block
