"""Slack's Block Kit limits: the largest that fits is taken, one more is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground import blockkit
from bot.playground.errors import Refused
from bot.playground.limits import accept_view


def plain(length: int = 1) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * length}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(), **more}


def option(**more: Any) -> dict[str, Any]:
    return {"text": plain(), "value": "v", **more}


def select(count: int = 1, **more: Any) -> dict[str, Any]:
    options = [option(value=str(number)) for number in range(count)]
    return {"type": "static_select", "options": options, **more}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": plain(), **more}


def actions(*elements: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def input_block(element: Any, **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain(), "element": element, **more}


LIMITS: dict[str, Any] = {
    "blocks in a message": (50, lambda n: [{"type": "divider"}] * n),
    "section text": (3000, lambda n: [section(text=plain(n))]),
    "fields": (10, lambda n: [{"type": "section", "fields": [plain()] * n}]),
    "field text": (2000, lambda n: [{"type": "section", "fields": [plain(n)]}]),
    "header text": (150, lambda n: [{"type": "header", "text": plain(n)}]),
    "context elements": (10, lambda n: [{"type": "context", "elements": [plain()] * n}]),
    "actions elements": (25, lambda n: [actions(*[button()] * n)]),
    "button text": (75, lambda n: [actions(button(text=plain(n)))]),
    "button value": (2000, lambda n: [actions(button(value="x" * n))]),
    "button address": (3000, lambda n: [actions(button(url="x" * n))]),
    "action_id": (255, lambda n: [actions(button(action_id="x" * n))]),
    "block_id": (255, lambda n: [section(block_id="x" * n)]),
    "options": (100, lambda n: [actions(select(n))]),
    "option text": (75, lambda n: [actions(select(options=[option(text=plain(n))]))]),
    "option value": (150, lambda n: [actions(select(options=[option(value="x" * n)]))]),
    "overflow options": (5, lambda n: [actions(select(n, type="overflow"))]),
    "radio buttons": (10, lambda n: [actions(select(n, type="radio_buttons"))]),
    "placeholder": (150, lambda n: [actions(select(placeholder=plain(n)))]),
    "input label": (2000, lambda n: [input_block(select(), label=plain(n))]),
    "markdown": (12_000, lambda n: [{"type": "markdown", "text": "x" * n}]),
    "table rows": (100, lambda n: [{"type": "table", "rows": [[plain()]] * n}]),
    "table columns": (20, lambda n: [{"type": "table", "rows": [[plain()] * n]}]),
    "tables": (1, lambda n: [{"type": "table", "rows": [[plain()]]}] * n),
    "image description": (
        2000,
        lambda n: [{"type": "image", "image_url": "https://x", "alt_text": "x" * n}],
    ),
}

WRONG: dict[str, Any] = {
    "no list": "section",
    "no objects": ["section"],
    "no type": [{}],
    "an unknown type": [{"type": "shout"}],
    "a type that is no text": [{"type": ["section"]}],
    "a section without text": [{"type": "section"}],
    "empty text": [section(text=plain(0))],
    "text that is no text object": [section(text="x")],
    "a header in mrkdwn": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "a context of nothing": [{"type": "context", "elements": []}],
    "actions without elements": [{"type": "actions"}],
    "a button without text": [actions({"type": "button"})],
    "a button of an unknown style": [actions(button(style="loud"))],
    "a text input among actions": [actions({"type": "plain_text_input"})],
    "a button as an input": [input_block(button())],
    "an input without label": [{"type": "input", "element": select()}],
    "a select without options": [actions({"type": "static_select"})],
    "an option without value": [actions(select(options=[{"text": plain()}]))],
    "an option that is no object": [actions(select(options=["x"]))],
    "a group that is no object": [actions(select(option_groups=["x"]))],
    "an image without description": [{"type": "image", "image_url": "https://x"}],
    "a confirmation without words": [actions(button(confirm={}))],
    "a block_id twice": [section(block_id="a"), section(block_id="a")],
    "an action_id twice in a block": [actions(button(action_id="a"), button(action_id="a"))],
    "a text that is a number": [section(block_id=7)],
    "a table of no rows": [{"type": "table", "rows": ["x"]}],
    "rich text without elements": [{"type": "rich_text"}],
}


@pytest.mark.parametrize("name", LIMITS)
def test_the_largest_is_taken_and_one_more_refused(name: str) -> None:
    most, build = LIMITS[name]
    assert blockkit.problems(build(most)) == []
    assert blockkit.problems(build(most + 1)) != []


@pytest.mark.parametrize("name", WRONG)
def test_what_breaks_a_rule_is_refused(name: str) -> None:
    assert blockkit.problems(WRONG[name]) != []


def test_an_action_id_may_come_again_in_another_block() -> None:
    assert blockkit.problems([actions(button(action_id="a"))] * 2) == []


def test_ids_and_defaults_are_filled_in_without_touching_what_was_given() -> None:
    given_blocks = [section(accessory=button(action_id="go"))]
    (made,) = blockkit.normalized(given_blocks)
    assert made["block_id"]
    assert made["text"]["emoji"] is True
    assert made["accessory"]["action_id"] == "go"
    assert "block_id" not in given_blocks[0]


MODAL: dict[str, Any] = {
    "type": "modal",
    "title": plain(24),
    "submit": plain(24),
    "close": plain(24),
    "callback_id": "c",
    "private_metadata": "x" * 3000,
    "blocks": [{"type": "divider"}] * 100,
}


@pytest.mark.parametrize(
    "change",
    [
        {"title": plain(25)},
        {"title": None},
        {"submit": plain(25)},
        {"close": plain(25)},
        {"blocks": [{"type": "divider"}] * 101},
        {"blocks": None},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"type": "poster"},
        {"submit": None, "blocks": [input_block(select())]},
    ],
)
def test_a_modal_keeps_to_its_limits(change: dict[str, Any]) -> None:
    accept_view(MODAL)
    with pytest.raises(Refused, match="invalid_arguments") as caught:
        accept_view(MODAL | change)
    assert caught.value.messages


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "text", "elements", "fields", "options", "element", "accessory", "rows"]
            ),
            inner | st.sampled_from(["section", "actions", "input", "static_select", "table"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_anything_at_all_is_judged_without_breaking(value: Any) -> None:
    assert isinstance(blockkit.problems(value), list)
    assert isinstance(blockkit.view_problems({"type": "modal", "blocks": value}), list)
