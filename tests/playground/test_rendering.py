"""Blocks in a terminal say all that they say in Slack."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from bot.playground import Message
from bot.playground.rendering import body, one_line
from bot.playground.views import View


def drawn(blocks: list[dict[str, Any]], text: str = "", width: int = 60) -> str:
    message = Message("C1", "1.0", "U1", text, "T1", blocks=tuple(blocks))
    file = io.StringIO()
    Console(file=file, width=width).print(body(message, str))
    return file.getvalue()


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(text: str) -> dict[str, Any]:
    return {"type": "button", "action_id": text, "text": plain(text)}


def test_every_kind_of_block_is_shown() -> None:
    image = {"type": "image", "image_url": "https://a.example/i.png", "alt_text": "a cat"}
    shown = drawn(
        [
            {"type": "header", "text": plain("The heading")},
            {"type": "section", "text": mrkdwn("*bold* text"), "accessory": button("More")},
            {"type": "section", "fields": [mrkdwn("left"), plain("*right*")]},
            {"type": "context", "elements": [mrkdwn("small _print_"), plain("two"), image]},
            {"type": "divider"},
            image,
            {"type": "actions", "elements": [button("Yes it is"), button("No")]},
            {"type": "input", "label": plain("Name"), "element": {"type": "plain_text_input"}},
        ]
    )
    assert shown.splitlines() == [
        "The heading",
        "bold text",
        "[More]",
        "",
        "left",
        "*right*",
        "small print  two  [a cat]",
        "· · ·",
        "[picture: a cat]",
        "[Yes it is]  [No]",
        "Name [ ▾]",
    ]


def test_a_button_is_not_broken_at_the_end_of_a_line() -> None:
    row = {"type": "actions", "elements": [button("This answers it"), button("Not a duplicate")]}
    lines = drawn([row], width=24).splitlines()
    assert [line.strip() for line in lines] == ["[This answers it]", "[Not a duplicate]"]


def test_what_a_person_typed_is_shown_from_its_text() -> None:
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}
    assert drawn([rich], "hello\nyou") == "hello\nyou\n"


def test_blocks_are_shown_rather_than_the_text_for_notifications() -> None:
    assert drawn([{"type": "section", "text": plain("block")}], "fallback") == "block\n"


def test_a_form_shows_its_fields() -> None:
    select = {"type": "static_select", "placeholder": plain("Choose")}
    block = {"type": "input", "label": plain("Channel"), "element": select}
    view = View("V1", "U1", "modal", {"blocks": [block]}, "h", "V1")
    file = io.StringIO()
    Console(file=file, width=60).print(body(view, str))
    assert file.getvalue() == "Channel [Choose ▾]\n"


def test_one_line_has_no_breaks_and_ends_where_it_must() -> None:
    message = Message("C1", "1.0", "U1", "first line\nsecond *line*", "T1")
    assert one_line(message, str, 40).plain == "first line second line"
    assert one_line(message, str, 12).plain == "first line …"
