"""Topics as one self-contained page: a map of the messages, and the list."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

import numpy.typing as npt

from bot.views.words import counted
from ingest.titles import shortened
from matcher.topics import Topics

_LONGEST: Final = 280
"""Characters of a message on the page."""

_HERE: Final = Path(__file__).parent


def page(
    title: str, texts: Sequence[str], topics: Topics, places: "npt.NDArray"  # type: ignore[type-arg]
) -> str:  # fmt: skip
    """Return the page. It loads nothing and works offline.

    Args:
        title: what the messages are, such as the file's name.
        texts: the messages, by row.
        topics: what they are about.
        places: where each stands on the map: (n, 2), from 0 to 1.

    """
    rows = sorted([*topics.other, *(row for topic in topics.topics for row in topic.members)])
    number = {row: n for n, topic in enumerate(topics.topics) for row in topic.members}
    data = {
        # One list a column: a third of the size of a list of objects.
        "topic": [number.get(row, -1) for row in rows],
        "x": [round(float(places[row][0]), 4) for row in rows],
        "y": [round(float(places[row][1]), 4) for row in rows],
        "text": [shortened(texts[row], _LONGEST) for row in rows],
    }
    heading = escape(title)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}</title><style>{_asset('topics_page.css')}</style></head>\n<body>"
        f'<header><h1>{heading}</h1><p class="soft">{_summary(texts, topics)}</p></header>'
        f'<main><div class="map"><canvas id="map" role="img" aria-label="Map of the messages: what '
        f'is alike stands side by side. The list has the same in words."></canvas>'
        f'<div id="tip" role="status" hidden></div></div>'
        f'<section aria-label="Topics">{_list(texts, topics)}</section></main>'
        f'<script type="application/json" id="data">{_json(data)}</script>'
        f"<script>{_asset('topics_page.js')}</script></body></html>\n"
    )


def _summary(texts: Sequence[str], topics: Topics) -> str:
    said = [f"{counted(len(texts), 'message')}, {counted(len(topics.topics), 'topic')}."]
    if topics.other:
        said.append(f"{counted(len(topics.other), 'message')} fit nowhere.")
    if topics.small_talk:
        said.append(f"{counted(len(topics.small_talk), 'message')} said nothing and were left out.")
    said.append("Choose a topic to see where it lies; point at the map to read.")
    return " ".join(said)


def _list(texts: Sequence[str], topics: Topics) -> str:
    items = [
        f'<details data-topic="{number}"><summary><span class="dot" data-topic="{number}"></span>'
        f'<b>{escape(topic.name) or "Topic"}</b> <span class="count">{len(topic.members):,}</span>'
        f'<span class="example">{escape(shortened(texts[topic.example], _LONGEST))}</span>'
        f"</summary><ul></ul></details>"
        for number, topic in enumerate(topics.topics)
    ]
    if topics.other:
        items.append(
            f'<details data-topic="-1"><summary><span class="dot" data-topic="-1"></span><b>Other'
            f'</b> <span class="count">{len(topics.other):,}</span><span class="example">fits '
            "nowhere</span></summary><ul></ul></details>"
        )
    return "".join(items)


def _json(value: object) -> str:
    """Return a value as JSON that can't end the element it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
