"""Blocks, modals and Home tabs as Slack takes them: checked, and filled in."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterable
from typing import Any

from bot.playground.blockrules import CHOICES, ID_LENGTH, PLAIN, TYPED, Checker
from bot.playground.messages import Json


def normalized(blocks: Iterable[Json]) -> tuple[Json, ...]:
    """Return the blocks as Slack gives them back: ids and defaults filled in."""
    made = copy.deepcopy(list(blocks))
    for block in made:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        _fill_in(block)
    return tuple(made)


def problems(blocks: Any, surface: str = "message", at: str = "/blocks") -> list[str]:
    """Return what Slack would complain of, in its form; nothing where the blocks are fine."""
    checker = Checker()
    checker.blocks(blocks, surface, at)
    return checker.found


def view_problems(view: Any) -> list[str]:
    """Return what Slack would complain of in a modal or Home tab."""
    checker = Checker()
    if not isinstance(view, dict) or view.get("type") not in {"modal", "home"}:
        return ["[ERROR] unsupported type [json-pointer:/view/type]"]
    checker.blocks(view.get("blocks"), view["type"], "/view/blocks")
    checker.string(view, "private_metadata", 3000, "/view")
    checker.string(view, "callback_id", ID_LENGTH, "/view")
    checker.string(view, "external_id", ID_LENGTH, "/view")
    if view["type"] == "modal":
        checker.text(view.get("title"), 24, "/view/title", PLAIN)
        for key in ("submit", "close"):
            if view.get(key) is not None:
                checker.text(view[key], 24, f"/view/{key}", PLAIN)
        if not checker.found and view.get("submit") is None and _has_input(view["blocks"]):
            checker.add("missing required field: submit", "/view")
    return checker.found


def size(value: Any) -> int:
    """Return the characters of all texts, ids and addresses in blocks together."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(size(part) for part in value.values())
    if isinstance(value, list | tuple):
        return sum(size(part) for part in value)
    return 0


def _has_input(blocks: list[Json]) -> bool:
    return any(block["type"] == "input" for block in blocks)


def _fill_in(value: Any) -> None:
    if isinstance(value, list):
        for part in value:
            _fill_in(part)
    elif isinstance(value, dict):
        kind = value.get("type")
        if kind == "mrkdwn":
            value.setdefault("verbatim", False)
        elif kind == "plain_text":
            value.setdefault("emoji", True)
        elif kind in CHOICES | TYPED | {"button", "overflow"}:
            value.setdefault("action_id", secrets.token_urlsafe(4))
        for part in value.values():
            _fill_in(part)
