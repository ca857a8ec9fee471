"""The marks by which documents are counted."""

from hypothesis import given
from hypothesis import strategies as st

from matcher.document_marks import line_mark, marks_of, text_marks
from matcher.unicode import storable
from tests.matcher.samples import document


def test_identifiers_and_lines_of_the_own_text_are_marks() -> None:
    found = marks_of(
        document(
            "t-1", "Steps to reproduce:\nOpen it, HV-5031", title="It broke", resolution="long!!"
        )
    )
    assert found == [
        "id:hv:5031",
        line_mark("Steps to reproduce:"),
        line_mark("Open it, HV-5031"),
    ]
    assert all(found)


def test_capitals_digits_and_punctuation_make_no_difference_to_a_line() -> None:
    assert line_mark("  STEPS to -- reproduce 1 :") == line_mark("Steps to reproduce: 7")
    assert line_mark("Steps to reproduce: 7") != line_mark("Steps to reproduce: 77")
    assert line_mark("Steps to reproduce").startswith("line:")
    assert len(line_mark("Steps to reproduce")) == len("line:") + 16


def test_short_and_long_lines_are_not_counted() -> None:
    assert line_mark("- Expected: ") == ""
    assert line_mark("x" * 11) == ""
    assert line_mark("x" * 12) != ""
    assert line_mark("x" * 200) != ""
    assert line_mark("x" * 201) == ""


def test_a_text_has_at_most_60_marks_not_only_identifiers() -> None:
    codes = "\n".join(f"what HV-{number} says" for number in range(1000, 1100))
    words = "\n".join(f"line of words {chr(97 + i % 26) * (1 + i // 26)}" for i in range(100))
    found = text_marks(f"{codes}\n{words}")
    assert len(found) == len(set(found)) == 60
    assert sum(mark.startswith("id:") for mark in found) == 30


@given(st.text())
def test_marks_fit_their_column_and_stay_when_a_document_is_stored(text: str) -> None:
    found = text_marks(text)
    assert all(0 < len(mark) <= 80 for mark in found)
    assert storable("".join(found)) == "".join(found)
    assert text_marks(storable(text)) == found
