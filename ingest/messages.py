"""Slack's mrkdwn becomes plain text: what was said, without the markup."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from ingest.smalltalk import is_smalltalk
from ingest.text import one_line, tidy, visible
from ingest.titles import title_of

__all__ = ["is_smalltalk", "mentions", "plain_text", "title_of", "without_mention"]

_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})

# People's own < and > arrive escaped, so what stands in angle brackets was put there by Slack.
_REFERENCE: Final = r"<([@#!][^<>\n]+|[A-Za-z][A-Za-z0-9+.-]*:[^<>\s|]+(?:\|[^<>\n]*)?)>"
_MARKUP: Final = re.compile(
    rf"\n?```(.+?)```\n?|(?<![\w`])`([^`\n]+)`(?!`)|{_REFERENCE}", re.DOTALL
)
_REFERENCES: Final = re.compile(_REFERENCE)
_MENTION: Final = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>\n]*)?>")
_DATE: Final = re.compile(r"!date\^(\d{1,11})\^")
_QUOTE: Final = re.compile(r"^(?:&gt;)+[^\S\n]+", re.MULTILINE)
_ESCAPED: Final = re.compile(r"&(?:amp|lt|gt);")
_HELD: Final = "\x00"  # stands for what is put back later: the texts have none of their own


def _emphasis(marker: str) -> re.Pattern[str]:
    # Letters, digits and slashes beside a marker make it part of a word: snake_case, 2*3, ~/x.
    return re.compile(
        rf"(?<![^\W_])(?<!{marker}){marker}(?=\S)([^{marker}\n]+)(?<=\S){marker}"
        rf"(?![^\W_]|\.\w|/|{marker})"
    )


_EMPHASES: Final = (_emphasis(r"\*"), _emphasis("_"), _emphasis("~"))


def plain_text(mrkdwn: str, names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return what a Slack message says, without markup and without characters that do harm.

    `names` are display names by user id (and names of channels by theirs); a user without one is
    "@someone". A link becomes "label (address)". Code keeps its text and its indentation, emoji
    keep their short names, line breaks stay.
    """
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        fence, code, reference = found.groups()
        if reference is not None:
            held.append(_unescaped(_reference_text(reference, names)))
            return _HELD
        text = _REFERENCES.sub(lambda inner: _reference_text(inner[1], names), fence or code)
        held.append(_unescaped(text).strip("\n"))
        return _HELD if fence is None else f"\n{_HELD}\n"

    text = _MARKUP.sub(hold, visible(mrkdwn))
    text = _QUOTE.sub("", text)
    for emphasis in _EMPHASES:
        text = emphasis.sub(r"\1", text)
    text = tidy(_unescaped(text))
    back = iter(held)
    return re.sub(_HELD, lambda _: next(back), text).strip()


def mentions(mrkdwn: str) -> tuple[str, ...]:
    """Return the ids of the users that a message mentions, each once, in order."""
    return tuple(dict.fromkeys(_MENTION.findall(mrkdwn)))


def without_mention(mrkdwn: str, user_id: str) -> str:
    """Return the mrkdwn without the mentions of one user and the comma or colon after the first."""
    mention = rf"<@{re.escape(user_id)}(?:\|[^<>\n]*)?>"
    rest = re.sub(rf"^\s*{mention}[\s,:;]*", "", mrkdwn)
    return re.sub(rf"[^\S\n]?{mention}", "", rest).strip()


def _reference_text(reference: str, names: Mapping[str, str]) -> str:
    """Return what people see of `<reference>`."""
    target, _, label = reference.partition("|")
    match target[0]:
        case "@":
            return "@" + one_line(names.get(target[1:]) or label.lstrip("@") or "someone")
        case "#":
            return "#" + one_line(label.lstrip("#") or names.get(target[1:]) or "channel")
        case "!":
            return _special(target, label)
        case _:
            return _link(target, label.strip())


def _special(target: str, label: str) -> str:
    """Return what people see of `<!here>`, `<!date^…>`, `<!subteam^…>` and their like."""
    if target.startswith("!date^"):
        date = _DATE.match(target)
        if label or date is None:
            return label
        return datetime.fromtimestamp(int(date[1]), UTC).strftime("%Y-%m-%d %H:%M UTC")
    if target.startswith("!subteam^"):
        return label or "@group"
    return "@" + (label or target[1:].partition("^")[0]).lstrip("@")


def _link(address: str, label: str) -> str:
    shown = address.partition(":")[2] if address.startswith(("mailto:", "tel:")) else address
    if label in ("", shown):
        return shown
    # Slack makes links of words such as setup.py: the word is what was written.
    if address == f"http://{label}":
        return label
    return f"{label} ({shown})"


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: html.unescape(found[0]), text)
