"""What a button says comes back as it was put in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.actions import Press

from .limits import length

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(anything, st.text(max_size=64, alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_press_is_read_back_and_fits_a_button(key: str, document: str) -> None:
    press = Press(key, document)

    assert Press.read(press.value) == press
    assert length(press.value) <= 2000


def test_the_longest_press_in_any_script_fits_a_button() -> None:
    assert length(Press("😀" * 200, "\x00" * 64).value) <= 2000


@pytest.mark.parametrize(
    "value", ["", "share", "[]", "{}", '{"key": "m1"}', '{"key": 1, "document": ""}']
)
def test_another_buttons_value_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="button's value"):
        Press.read(value)
