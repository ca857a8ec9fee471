"""Slack's markup, written so that nothing in people's texts can act as markup of Akin's.

Texts of people go in plain (as a `Document` holds them) and come out escaped. Lengths count UTF-16
units, the most that any reader of a limit can mean by a character.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate, takewhile
from typing import Final

from ingest.text import clean, one_line, visible

_ELLIPSIS: Final = "…"
_LONGEST_URL: Final = 200
"""Longer addresses are not linked: they would take the room of what is said."""

_TOKEN: Final = re.compile(r"<[^<>\n]*>|&(?:amp|lt|gt);|.", re.DOTALL)
_ADDRESS: Final = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)
_ADDRESS_END: Final = ".,;:!?…\"'»”’)]}*_~`"
_FENCE: Final = re.compile("`{3,}")
_USER: Final = re.compile(r"[UW][A-Z0-9]+")
_LIKE_USER: Final = re.compile(r"[UW](?=[A-Z]*\d|[A-Z]{8})[A-Z0-9]+")
_CHANNEL: Final = re.compile(r"[CDG][A-Z0-9]+")

_SAFE_IN_ADDRESS: Final = str.maketrans(
    {"<": "%3C", ">": "%3E", "|": "%7C", " ": "%20", "`": "%60"}
)
# A "|" would end the label, a "*" the bold type around it, and a "`" would begin code.
_SAFE_IN_LABEL: Final = str.maketrans({"|": "¦", "*": "∗", "`": "'"})
_NEVER_LAST: Final = frozenset(" ,;:-–—([{\n>")


def escape(text: str) -> str:
    """Return plain text as mrkdwn: `&`, `<` and `>` as entities, so no reference can be in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def shorten(text: str, limit: int) -> str:
    """Return plain text as one line of mrkdwn of at most `limit` characters after escaping.

    It is cut between words where it can, never within an entity, and then ends in "…". Code
    fences, which would begin a block of their own, are left out.
    """
    return cut(escape(one_line(_FENCE.sub(" ", visible(text)))[: max(limit, 0) + 1]), limit)


def cut(markup: str, limit: int) -> str:
    """Return mrkdwn of at most `limit` characters: cut at a word, references and entities whole."""
    if units(markup) <= limit:
        return markup
    if limit < 1:
        return ""
    tokens = _TOKEN.findall(markup)
    room = limit - len(_ELLIPSIS)
    kept = sum(1 for _ in takewhile(lambda total: total <= room, accumulate(map(units, tokens))))
    # Characters that are drawn as one are dropped together; nobody joins more than a few.
    for _ in range(16):
        if 0 < kept < len(tokens) and _joined(tokens[kept - 1], tokens[kept]):
            kept -= 1
    if kept < len(tokens) and not tokens[kept].isspace():
        word = next((i for i in range(kept - 1, -1, -1) if tokens[i].isspace()), -1)
        # A single long word, or a script without blanks, is cut within.
        if word >= 0 and sum(map(units, tokens[word:kept])) <= limit // 2:
            kept = word
    while kept and tokens[kept - 1] in _NEVER_LAST:
        kept -= 1
    return "".join(tokens[:kept]) + _ELLIPSIS


def quote(text: str, limit: int, *, lines: int = 8) -> str:
    """Return plain text as a block quote of at most `limit` characters and so many lines.

    Addresses in it can be clicked. Empty lines and code fences are left out; a text without
    anything visible gives "".
    """
    said = (line.strip() for line in clean(_FENCE.sub(" ", visible(text))).splitlines())
    shown = [line for line in said if line]
    if not shown:
        return ""
    if len(shown) > lines:
        shown = [*shown[:lines], _ELLIPSIS]
    quoted = cut("\n".join(f"> {''.join(_linked(line, limit))}" for line in shown), limit)
    return quoted if quoted.startswith(">") else f"> {_ELLIPSIS}"


def link(url: str, label: str, limit: int = 150) -> str:
    """Return a link whose label is plain text of at most `limit` characters after escaping.

    What is no web address, or a very long one, gives the label alone.
    """
    shown = cut(escape(one_line(label).translate(_SAFE_IN_LABEL)), limit)
    address = escape(one_line(url).translate(_SAFE_IN_ADDRESS))
    if not _ADDRESS.fullmatch(address) or units(address) > _LONGEST_URL:
        return shown
    return f"<{address}|{shown}>" if shown else f"<{address}>"


def code(text: str, limit: int = 150) -> str:
    """Return plain text as inline code, at most `limit` characters of it after escaping."""
    shown = shorten(text.replace("`", "'"), limit)
    return f"`{shown}`" if shown else ""


def user(id_: str) -> str:
    """Return a mention of a user; posting it notifies them. What is no id gives "somebody"."""
    return f"<@{id_}>" if _USER.fullmatch(id_) else "somebody"


def is_user(text: str) -> bool:
    """Tell whether a text is a user's id rather than a name, be it in capitals: "UMA"."""
    return _LIKE_USER.fullmatch(text) is not None


def channel(id_: str) -> str:
    """Return a reference to a channel. What is no channel's id gives "a channel"."""
    return f"<#{id_}>" if _CHANNEL.fullmatch(id_) else "a channel"


def date(when: datetime, *, time: bool = False) -> str:
    """Return a moment that Slack shows in each reader's own time zone, as a date or with the time.

    A moment without a time zone counts as UTC.
    """
    moment = (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    plain = f"{moment.day} {moment:%b} {moment.year}"
    form = "{date_short_pretty}"
    if time:
        plain = f"{plain}, {moment:%H:%M} UTC"
        form = "{date_short_pretty}, {time}"
    seconds = int(moment.timestamp())
    return f"<!date^{seconds}^{form}|{plain}>" if seconds > 0 else plain


def _linked(line: str, limit: int) -> Iterator[str]:
    """Yield a line as mrkdwn with its addresses linked, as far as it can be shown."""
    line = line[: limit + 1]
    done = 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(_ADDRESS_END)
        if units(escape(address)) > min(_LONGEST_URL, limit // 2) or address.endswith("//"):
            continue
        yield escape(line[done : found.start()])
        yield f"<{escape(address)}>"
        done = found.start() + len(address)
    yield escape(line[done:])


def _joined(before: str, after: str) -> bool:
    """Tell whether two neighbouring characters are drawn as one."""
    return (
        before == "\u200d"
        or after == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or (len(after) == 1 and unicodedata.category(after).startswith("M"))
    )
