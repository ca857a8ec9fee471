"""The form for watching a channel, what it gives back, and what is promised after it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.settings import WatchChoice, sureness, watch_modal, watch_values, watching
from bot.watching import Loudness, Watch
from matcher.calibration import PRECISIONS

from .limits import check_message, check_view
from .samples import channels


def submitted(**fields: Any) -> dict[str, Any]:
    """Return the state of a submission, as Slack sends it."""
    values = {
        "channel": {"type": "conversations_select", "selected_conversation": "C0HELP"},
        "watch": {"type": "static_select", "selected_option": {"value": "tickets"}},
        "loudness": {"type": "radio_buttons", "selected_option": {"value": "same_only"}},
        "precision": {"type": "static_select", "selected_option": {"value": "0.75"}},
        **fields,
    }
    return {"values": {name: {name: field} for name, field in values.items()}}


def elements(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block["element"] for block in view["blocks"]}


def test_the_form_asks_for_channel_watch_loudness_and_precision() -> None:
    view = watch_modal()

    check_view(view)
    assert view["callback_id"] == "watch"
    assert elements(view)["channel"] == {
        "type": "conversations_select",
        "action_id": "channel",
        "placeholder": {"type": "plain_text", "text": "Choose a channel", "emoji": True},
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        "default_to_current_conversation": True,
    }
    assert [option["value"] for option in elements(view)["watch"]["options"]] == list(Watch)
    assert [option["value"] for option in elements(view)["loudness"]["options"]] == list(Loudness)
    precision = elements(view)["precision"]
    assert [(option["value"], option["text"]["text"]) for option in precision["options"]] == [
        ("0.75", "3 of 4 right – more warnings"),
        ("0.9", "9 of 10 right (usual)"),
    ]
    assert precision["initial_option"]["value"] == "0.9"


def test_the_form_begins_with_how_things_are() -> None:
    form = elements(watch_modal("C0HELP", Watch.OFF, Loudness.MENTIONED, 0.75))

    assert form["channel"]["initial_conversation"] == "C0HELP"
    assert "default_to_current_conversation" not in form["channel"]
    assert form["watch"]["initial_option"]["value"] == "off"
    assert form["loudness"]["initial_option"]["value"] == "mentioned"
    assert form["precision"]["initial_option"]["value"] == "0.75"


@pytest.mark.parametrize("watch", [None, *Watch])
@pytest.mark.parametrize("loudness", Loudness)
@pytest.mark.parametrize("precision", [*PRECISIONS, 0.8])
def test_every_form_keeps_slacks_limits_and_every_choice_is_explained_in_full(
    watch: Watch | None, loudness: Loudness, precision: float
) -> None:
    view = watch_modal("C0HELP", watch, loudness, precision)

    check_view(view)
    assert "…" not in str(view)


def test_the_choice_comes_back_as_it_was_made() -> None:
    assert watch_values(submitted()) == WatchChoice(
        "C0HELP", Watch.TICKETS, Loudness.SAME_ONLY, 0.75
    )


def test_what_the_form_offers_can_be_chosen() -> None:
    view = watch_modal("C0HELP", Watch.QUESTIONS, Loudness.MENTIONED, 0.75)
    state = {
        "values": {
            name: {
                element["action_id"]: {
                    "selected_conversation": element.get("initial_conversation"),
                    "selected_option": element.get("initial_option"),
                }
            }
            for name, element in elements(view).items()
        }
    }

    assert watch_values(state) == WatchChoice("C0HELP", Watch.QUESTIONS, Loudness.MENTIONED, 0.75)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({}, "without a channel"),
        ({"values": {"channel": {"other": {}}}}, "without a channel"),
        (submitted(channel={"selected_conversation": None}), "without a channel"),
        (submitted(watch={"selected_option": None}), "without a choice of watch"),
        (submitted(loudness={}), "without a choice of loudness"),
        (submitted(watch={"selected_option": {"value": "loud"}}), "'loud' is not a valid Watch"),
        (submitted(precision={}), "without a choice of precision"),
        (submitted(precision={"selected_option": {"value": "1"}}), "'1', which it doesn't offer"),
    ],
)
def test_a_form_with_something_missing_is_refused(state: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        watch_values(state)


@pytest.mark.parametrize(
    ("watch", "loudness", "promise"),
    [
        (
            Watch.TICKETS,
            Loudness.DEFAULT,
            (
                "When a ticket is about the same problem as an earlier one, I say so in its "
                "thread. What is possibly related gets a short note."
            ),
        ),
        (
            Watch.TICKETS,
            Loudness.SAME_ONLY,
            (
                "When a ticket is about the same problem as an earlier one, I say so in its "
                "thread. Otherwise I stay quiet, unless somebody mentions me."
            ),
        ),
        (
            Watch.QUESTIONS,
            Loudness.DEFAULT,
            (
                "When a question was asked before, I say so in its thread. Otherwise I stay quiet, "
                "unless somebody mentions me."
            ),
        ),
        (
            Watch.QUESTIONS,
            Loudness.MENTIONED,
            "I remember what is said there, and answer only when somebody mentions me.",
        ),
    ],
)
def test_the_confirmation_says_what_happens_now(
    watch: Watch, loudness: Loudness, promise: str
) -> None:
    (block,) = watching("C0HELP", watch, loudness).blocks

    assert block["text"]["text"] == f"I'm now watching <#C0HELP> for {watch.value}.\n{promise}"


def test_the_confirmation_says_how_sure_it_will_be_where_that_is_not_the_usual() -> None:
    (usual,) = watching("C0HELP", Watch.TICKETS, Loudness.DEFAULT, 0.9).blocks
    (loud,) = watching("C0HELP", Watch.TICKETS, Loudness.DEFAULT, 0.75).blocks

    said = "Of what I call “the same”, 3 of 4 should be right"
    assert loud["text"]["text"] == f"{usual['text']['text']}\n{said}."
    assert (sureness(0.9), sureness(0.75)) == ("", said)


def test_a_channel_that_is_off_is_not_promised_anything() -> None:
    message = watching("C0HELP", Watch.OFF, Loudness.DEFAULT, 0.75, guests=True)

    assert message.text == (
        "I no longer read along in <#C0HELP>. What I learned there can still be found."
    )
    assert len(message.blocks) == 1


def test_guests_in_the_channel_are_pointed_out() -> None:
    message = watching("C0HELP", Watch.TICKETS, Loudness.DEFAULT, guests=True)

    assert message.blocks[1]["elements"][0]["text"] == (
        "There are guests in <#C0HELP>: my answers there draw only on what was said there."
    )


@pytest.mark.parametrize("guests", [True, False])
def test_another_organisation_in_the_channel_is_pointed_out(guests: bool) -> None:
    message = watching("C0HELP", Watch.TICKETS, Loudness.DEFAULT, guests=guests, shared=True)

    assert message.blocks[1]["elements"][0]["text"] == (
        "<#C0HELP> is shared with another organisation: my answers there draw only on what was "
        "said there, and what is said there shows up nowhere else."
    )


@given(
    channels,
    st.sampled_from(Watch),
    st.sampled_from(Loudness),
    st.floats(0, 1),
    st.booleans(),
    st.booleans(),
)
def test_every_confirmation_keeps_slacks_limits(
    channel: str,
    watch: Watch,
    loudness: Loudness,
    precision: float,
    guests: bool,
    shared: bool,
) -> None:
    check_message(watching(channel, watch, loudness, precision, guests=guests, shared=shared))
