"""Pages of long answers and the cursors between them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.playground.errors import Refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page; `cursor` of the next one is empty at the end."""

    items: Sequence[T]
    cursor: str


def page(items: Sequence[T], key: Callable[[T], str], cursor: str | None, limit: int) -> Page[T]:
    """Return the `limit` items from the one that `cursor` names.

    A cursor names an item, not a place, so that pages neither repeat nor skip when items come.

    Raises:
        Refused: `invalid_cursor`.

    """
    start = 0
    if cursor:
        wanted = _decode(cursor)
        places = [index for index, item in enumerate(items) if key(item) == wanted]
        if not places:
            raise Refused("invalid_cursor")
        start = places[0]
    end = start + limit
    following = _encode(key(items[end])) if end < len(items) else ""
    return Page(items[start:end], following)


def _encode(key: str) -> str:
    return base64.b64encode(f"next:{key}".encode()).decode()


def _decode(cursor: str) -> str:
    try:
        decoded = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("invalid_cursor") from None
    if not decoded.startswith("next:"):
        raise Refused("invalid_cursor")
    return decoded.removeprefix("next:")
