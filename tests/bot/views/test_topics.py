"""The form for a topic gives back what was chosen, whatever the topics are called."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views.topics import TopicChoice, TopicForm, changed, gone_modal, topic_modal, topic_values

from .limits import check_message, check_view
from .samples import texts

FORM = TopicForm("C1", "C2", "t1", "Invoice", hidden=False, others=[("t2", "VPN")])


def sent(form: TopicForm, **values: Any) -> dict[str, Any]:
    chosen: dict[str, Any] = {
        "name": {"value": form.name},
        "merge": {"selected_option": {"value": "alone"}},
        "show": {"selected_option": {"value": "shown"}},
        **values,
    }
    view = topic_modal(form)
    return {
        "private_metadata": view["private_metadata"],
        "state": {"values": {name: {name: value} for name, value in chosen.items()}},
    }


def test_what_was_chosen_comes_back() -> None:
    assert topic_values(sent(FORM)) == TopicChoice("C1", "C2", "t1", "Invoice", "", hidden=False)
    assert topic_values(
        sent(
            FORM,
            name={"value": "  Bills  of\nlast month "},
            merge={"selected_option": {"value": "t2"}},
            show={"selected_option": {"value": "hidden"}},
        )
    ) == TopicChoice("C1", "C2", "t1", "Bills of last month", "t2", hidden=True)


def test_a_topic_without_others_cant_be_merged() -> None:
    form = TopicForm("C1", "C1", "t1", "Invoice", hidden=True)
    assert [block["block_id"] for block in topic_modal(form)["blocks"]] == ["name", "show"]


@pytest.mark.parametrize("view", [{}, {"private_metadata": "[]"}, {"private_metadata": "{}"}])
def test_another_form_is_refused(view: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="without the topic"):
        topic_values(view)


def test_a_name_is_needed() -> None:
    with pytest.raises(ValueError, match="needs a name"):
        topic_values(sent(FORM, name={"value": "  "}))


def test_the_confirmation_says_what_changed() -> None:
    choice = TopicChoice("C1", "C2", "t1", "Bills", "t2", hidden=True)
    text = changed(FORM, choice, "VPN").text
    assert "The topic is called “Bills” now. “Bills” is part of “VPN” now." in text
    assert "“Bills” is hidden" in text
    same = TopicChoice("C1", "C2", "t1", "Invoice", "", hidden=False)
    assert changed(FORM, same).text == "“Invoice” stays as it is."


@settings(max_examples=40)
@given(name=texts, others=st.lists(texts, max_size=3), count=st.sampled_from([1, 60]))
def test_any_names_keep_slacks_limits(name: str, others: list[str], count: int) -> None:
    options = [(f"topic-{n}", other) for n, other in enumerate(others * count)]
    form = TopicForm("C1", "C2", "topic-a", name or "x", hidden=False, others=options)
    check_view(topic_modal(form))
    choice = TopicChoice("C1", "C2", "topic-a", name or "x", "", hidden=True)
    check_message(changed(form, choice, name))


def test_what_is_gone_says_so() -> None:
    view = gone_modal()
    assert view["type"] == "modal"
    assert "submit" not in view
