"""What Slack takes as a message, and how it refuses the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.playground import blockkit
from bot.playground.errors import Refused
from bot.playground.messages import Json

POSTED_TEXT = 40_000
UPDATED_TEXT = 4_000
ALL_BLOCKS = 13_000
MAX_ATTACHMENTS = 100


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, once Slack took it; `truncated` where its text was cut."""

    text: str
    blocks: tuple[Json, ...]
    attachments: tuple[Json, ...]
    truncated: bool = False


def accept(text: Any, blocks: Any, attachments: Any = None) -> Content:
    """Return a new message's content.

    Raises:
        Refused: `no_text`, `invalid_blocks` (with Slack's explanations), `invalid_blocks_format`,
            `msg_blocks_too_long`, `too_many_attachments`, `invalid_attachments`.

    """
    words = text if isinstance(text, str) else ""
    taken = _blocks(blocks)
    cards = _attachments(attachments)
    if not words.strip() and not taken and not cards:
        raise Refused("no_text")
    cut = len(words) > POSTED_TEXT
    return Content(words[:POSTED_TEXT], taken, cards, truncated=cut)


def accept_update(text: Any, blocks: Any, attachments: Any = None) -> Content:
    """Return a changed message's content.

    Raises:
        Refused: as `accept`, and `msg_too_long` for text past 4,000 characters.

    """
    if isinstance(text, str) and len(text) > UPDATED_TEXT:
        raise Refused("msg_too_long")
    return accept(text, blocks, attachments)


def accept_metadata(metadata: Any) -> Json | None:
    """Return a message's metadata.

    Raises:
        Refused: `invalid_metadata_format`, `metadata_too_large`.

    """
    if metadata is None or metadata == {}:
        return None
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not metadata["event_type"]
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise Refused("invalid_metadata_format")
    if blockkit.size(metadata) > POSTED_TEXT:
        raise Refused("metadata_too_large")
    return metadata


def accept_view(view: Any) -> Json:
    """Return a modal or Home tab as Slack keeps it.

    Raises:
        Refused: `invalid_arguments`, with Slack's explanations.

    """
    found = blockkit.view_problems(view)
    if found:
        raise Refused("invalid_arguments", messages=found)
    return dict(view) | {"blocks": list(blockkit.normalized(view["blocks"]))}


def _blocks(blocks: Any) -> tuple[Json, ...]:
    if blocks is None or blocks in ([], ""):
        return ()
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    found = blockkit.problems(blocks)
    if found:
        raise Refused("invalid_blocks", messages=found)
    if blockkit.size(blocks) > ALL_BLOCKS:
        raise Refused("msg_blocks_too_long")
    return blockkit.normalized(blocks)


def _attachments(attachments: Any) -> tuple[Json, ...]:
    if attachments is None or attachments in ([], ""):
        return ()
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise Refused("invalid_attachments")
    if len(attachments) > MAX_ATTACHMENTS:
        raise Refused("too_many_attachments")
    found = [
        problem
        for index, attachment in enumerate(attachments)
        if attachment.get("blocks")
        for problem in blockkit.problems(attachment["blocks"], at=f"/attachments/{index}/blocks")
    ]
    if found:
        raise Refused("invalid_blocks", messages=found)
    return tuple(attachments)
