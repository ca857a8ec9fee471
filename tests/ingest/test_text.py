from hypothesis import given
from hypothesis import strategies as st

from ingest.text import clean, one_line, visible


@given(st.text(st.characters(exclude_categories=[])))
def test_clean_text_can_be_stored_anywhere(text: str) -> None:
    found = clean(text)
    assert "\x00" not in found
    found.encode()
    assert clean(found) == found
    assert "\n" not in one_line(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_what_can_be_seen_stays(text: str) -> None:
    assert visible(text) == text


def test_every_kind_of_line_break_becomes_one() -> None:
    assert visible("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h") == "a\nb\nc\nd\ne\nf\ng\nh"
