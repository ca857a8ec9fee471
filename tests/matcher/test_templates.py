"""What of a text is boilerplate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.document_marks import line_mark
from matcher.rarity import Frequencies
from matcher.templates import Templates

FORM = "Please fill in all fields"
STEPS = "Steps to reproduce:"


def templates(documents: int, **counts: int) -> Templates:
    lines = {"form": FORM, "steps": STEPS}
    by_mark = {line_mark(lines[name]): count for name, count in counts.items()}
    return Templates(Frequencies(documents, by_mark))


def test_lines_of_many_documents_are_left_out() -> None:
    found = templates(100, form=50, steps=50)
    text = f"{FORM}!\n\nIt broke\n{STEPS.upper()}\nOpen it\n"
    assert found.strip(text) == "It broke\nOpen it"
    assert found.share(text) == pytest.approx(45 / 60)


@pytest.mark.parametrize(("count", "documents"), [(4, 10), (19, 1000), (0, 0)])
def test_lines_of_few_documents_stay(count: int, documents: int) -> None:
    found = templates(documents, form=count)
    assert found.strip(f"{FORM}\nIt broke") == f"{FORM}\nIt broke"
    assert found.share(f"{FORM}\nIt broke") == 0.0


@pytest.mark.parametrize(("count", "documents"), [(5, 10), (5, 250), (20, 1000)])
def test_from_5_documents_and_2_percent_on_a_line_is_boilerplate(
    count: int, documents: int
) -> None:
    assert templates(documents, form=count).strip(f"{FORM}\nIt broke") == "It broke"


def test_a_text_of_boilerplate_alone_stays_whole() -> None:
    found = templates(100, form=50, steps=50)
    text = f" {FORM}\n{STEPS}\n"
    assert found.strip(text) == text
    assert found.share(text) == 1.0
    assert found.strip("") == ""
    assert found.share(" \n") == 0.0


@given(st.lists(st.sampled_from([FORM, STEPS, "It broke", "", " ", "\x0b", "\r"])))
def test_what_is_left_is_never_empty_unless_the_text_was(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = templates(100, form=50)
    assert found.strip(text) or not text
    assert FORM not in found.strip(text) or not found.strip(text).replace(FORM, "").strip()
    assert 0.0 <= found.share(text) <= 1.0
