"""Slack's markup (mrkdwn) as text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.emoji import Emoji
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from bot.playground.typed import decode

NameOf = Callable[[str], str]
"""From the id of a person or channel to how they are shown, such as `@ana` and `#support`."""

_INLINE: Final = re.compile(
    r"```(?P<fence>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<reference>[^<>\n]+)>"
    r"|(?<![\w*])\*(?P<bold>(?=\S)[^*\n]*[^*\s])\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>(?=\S)[^_\n]*[^_\s])_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>(?=\S)[^~\n]*[^~\s])~(?![\w~])"
    r"|(?P<emoji>:[a-z0-9_+-]+:)",
    re.DOTALL,
)
_QUOTED: Final = re.compile(r"(?:>|&gt;) ?")
_NESTED: Final = {"bold": "bold", "italic": "italic", "strike": "strike"}
_CODE: Final = "cyan"
_MENTION: Final = "bold cyan"
_LINK: Final = "underline"
_APART: Final = "  "


@dataclass(frozen=True, slots=True)
class Barred:
    """Something with a bar at its left side, on every line of it."""

    content: RenderableType
    bar: str = "▎ "
    style: str = "dim"

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw it within what the bar leaves of the width."""
        bar = self.bar
        try:
            bar.encode(options.encoding)
        except UnicodeEncodeError:
            bar = re.sub(r"[^\s]", "|", bar)
        width = max(1, options.max_width - cell_len(bar))
        drawn = console.render_lines(self.content, options.update(width=width), pad=False)
        for line in drawn:
            said = _stripped(line)
            yield Segment(bar if said else bar.rstrip(), Style.parse(self.style))
            yield from said
            yield Segment.line()


@dataclass(frozen=True, slots=True)
class Row:
    """Short texts beside each other, none of them broken: what doesn't fit goes below."""

    items: Sequence[Text]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw as many in a line as its width takes."""
        line = Text()
        for item in self.items:
            if line and line.cell_len + len(_APART) + item.cell_len > options.max_width:
                yield line
                line = Text()
            line = Text(_APART).join([line, item]) if line else item
        yield line


def paragraphs(mrkdwn: str, name_of: NameOf) -> Iterator[RenderableType]:
    """Yield a text part by part: its quotes each with a bar, and what stands between them."""
    lines: list[str] = []
    quoted = False
    for line in mrkdwn.split("\n"):
        mark = _QUOTED.match(line)
        if bool(mark) is not quoted and lines:
            yield _paragraph(lines, name_of, quoted=quoted)
            lines = []
        quoted = bool(mark)
        lines.append(line[mark.end() :] if mark else line)
    if lines:
        yield _paragraph(lines, name_of, quoted=quoted)


def inline(mrkdwn: str, name_of: NameOf) -> Text:
    """Return a text with its references resolved, and bold, italic, struck and code styled."""
    text = Text()
    position = 0
    for match in _INLINE.finditer(mrkdwn):
        text.append(decode(mrkdwn[position : match.start()]))
        text.append_text(_piece(match, name_of))
        position = match.end()
    text.append(decode(mrkdwn[position:]))
    return text


def _stripped(line: list[Segment]) -> list[Segment]:
    """Return a line without the blanks at its end, which Rich leaves where it breaks lines."""
    while line and not line[-1].text.strip():
        line = line[:-1]
    return [*line[:-1], Segment(line[-1].text.rstrip(), line[-1].style)] if line else []


def _paragraph(lines: list[str], name_of: NameOf, *, quoted: bool) -> RenderableType:
    text = inline("\n".join(lines), name_of)
    return Barred(text) if quoted else text


def _piece(match: re.Match[str], name_of: NameOf) -> Text:
    kind = match.lastgroup or ""
    inside = match[kind]
    if kind == "reference":
        return _reference(inside, name_of)
    if kind in _NESTED:
        text = inline(inside, name_of)
        text.stylize(_NESTED[kind])
        return text
    if kind == "emoji":
        return Text(Emoji.replace(inside))
    return Text(decode(inside.strip("\n")), _CODE)


def _reference(inside: str, name_of: NameOf) -> Text:
    target, _, label = inside.partition("|")
    if target.startswith(("@", "#")):
        return Text(name_of(target[1:]), _MENTION)
    if target.startswith("!"):
        # Dates and groups carry a label; <!here> and its kind don't.
        return Text(decode(label)) if label else Text(f"@{target[1:]}", _MENTION)
    return Text(decode(label or target.removeprefix("mailto:")), _LINK)
