"""What Slack's client makes of what a person types."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.playground.messages import Json

Resolve = Callable[[str, str], str | None]
"""From a sign (`@` or `#`) and a name to the id in Slack, or None where nothing has that name."""

_READY = r"<(?:[@#!][^<>\s][^<>]*|(?:https?|mailto|tel):[^<>\s]+)>"
_URL = r"https?://[^\s<>|]+"
_NAME = r"(?<![\w.])[@#][\w][\w.-]*"
_TOKEN = re.compile(f"(?P<ready>{_READY})|(?P<url>{_URL})|(?P<name>{_NAME})|(?P<special>[&<>])")
_ENCODED = re.compile(r"<([^<>]*)>")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def encode(typed: str, resolve: Resolve, *, links: bool = True) -> str:
    """Return `typed` as Slack stores it.

    `&`, `<` and `>` are escaped, web addresses become `<https://…>`, and `@name` and `#name`
    become `<@U…>` and `<#C…|name>` where there is such a person or channel. What is written as
    a mention or link already (`<@U…>`) stays as it is.
    """

    def replace(match: re.Match[str]) -> str:
        found = match.group()
        if match.group("ready"):
            return found
        if match.group("url"):
            return f"<{_escape(found)}>" if links else _escape(found)
        if match.group("name"):
            return _mention(found, resolve)
        return _ESCAPES[found]

    return _TOKEN.sub(replace, typed)


def rich_text(encoded: str, block_id: str) -> Json:
    """Return the rich text block that Slack's client sends along with a person's message."""
    elements: list[Json] = []
    position = 0
    for match in _ENCODED.finditer(encoded):
        _add_text(elements, encoded[position : match.start()])
        elements.append(_element(match.group(1)))
        position = match.end()
    _add_text(elements, encoded[position:])
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def decode(encoded: str) -> str:
    """Return text with `&amp;`, `&lt;` and `&gt;` turned back."""
    return encoded.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _escape(text: str) -> str:
    return re.sub("[&<>]", lambda match: _ESCAPES[match.group()], text)


def _mention(found: str, resolve: Resolve) -> str:
    sign, name = found[0], found[1:]
    # "ask @ana." means ana: a full stop or dash after a name is punctuation.
    bare = name.rstrip(".-")
    if sign == "@" and bare in {"here", "channel", "everyone"}:
        return f"<!{bare}>{name[len(bare) :]}"
    known = resolve(sign, bare)
    if known is None:
        return found
    label = "" if sign == "@" else f"|{bare}"
    return f"<{sign}{known}{label}>{name[len(bare) :]}"


def _add_text(elements: list[Json], text: str) -> None:
    if text:
        elements.append({"type": "text", "text": decode(text)})


def _element(inside: str) -> Json:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:]}
    link: Json = {"type": "link", "url": decode(target)}
    if label:
        link["text"] = decode(label)
    return link
