"""Blocks and messages stay within Slack's limits, whatever they are given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mrkdwn import shorten
from bot.views.actions import Action
from bot.views.message import (
    actions,
    button,
    context,
    divider,
    fitting,
    header,
    message,
    section,
    size,
)

from .limits import check_message
from .samples import texts


def test_a_section_leaves_empty_lines_out() -> None:
    assert section("one", "", "two") == {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "one\ntwo", "verbatim": True},
    }


def test_a_section_can_have_a_button_beside_it() -> None:
    press = button("Show", Action.SHOW)

    assert section("one", accessory=press)["accessory"] == press


def test_a_button_has_its_name_and_value() -> None:
    assert button("This answers it", Action.ANSWERS, "v", primary=True) == {
        "type": "button",
        "action_id": "answers",
        "text": {"type": "plain_text", "text": "This answers it", "emoji": True},
        "value": "v",
        "style": "primary",
    }


def test_a_value_that_does_not_fit_a_button_is_refused() -> None:
    with pytest.raises(ValueError, match="2000 characters, not 2001"):
        button("Share", Action.SHARE, "v" * 2001)


def test_size_counts_what_people_read_once() -> None:
    blocks = [header("1234"), section("12", accessory=button("123", Action.SHOW, "value"))]

    assert size(blocks) == 9
    assert size(divider()) == 0


def test_blocks_that_do_not_fit_are_left_out_from_the_first_on() -> None:
    blocks = [section("a" * 60), section("b" * 60), section("c")]

    assert fitting(blocks, 3, 120) == blocks[:2]
    assert fitting(blocks, 3, 119) == blocks[:1]
    assert fitting(blocks, 2, 1000) == blocks[:2]


def test_a_message_has_at_most_50_blocks() -> None:
    assert len(message("hi", [divider()] * 60).blocks) == 50


def test_a_context_has_at_most_10_texts_and_a_row_25_buttons() -> None:
    assert len(context(*"abcdefghijklm")["elements"]) == 10
    assert len(actions([button("x", Action.SHOW)] * 30)["elements"]) == 25


visible_texts = texts.map(lambda text: shorten(text, 4000)).filter(bool)


@given(st.lists(visible_texts, min_size=1, max_size=60))
def test_any_texts_make_a_message_that_slack_takes(parts: list[str]) -> None:
    blocks = [header(parts[0]), section(*parts), context(*parts), *map(section, parts)]

    check_message(message(parts[0], blocks))
