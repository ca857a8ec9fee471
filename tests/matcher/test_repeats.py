"""Which texts say each other again, word for word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.repeats import Wording, repeats, wording

LOG = "at store.flush line 7\nat pool.run line 9"


@pytest.mark.parametrize(
    ("query", "text", "same"),
    [
        ("Do unused days expire?", "do unused days expire", True),
        ("VPN drops,  again: error 5!", "vpn drops again error 5.", True),
        ("VPN is down", "vpn is down", False),
        ("the printer jams again", "Printer\n\nThe printer jams again.", True),
        ("Printer\n\nThe printer jams again.", "the printer jams again", True),
        ("Printer\nit jams again", "printer it jams again", True),
        ("the printer jams today", "the printer jams again", False),
        ("names with # fail", "names with % fail", False),
        ("printer jams again the", "the printer jams again", False),
        (f"Upload fails\n{LOG}", f"Export is empty\n{LOG}", False),
        (f"Upload fails\n{LOG}", LOG, True),
        ("", "", False),
        ("?!", "...", False),
        ("x\n", "", False),
    ],
)
def test_only_small_print_and_a_title_above_may_differ(query: str, text: str, same: bool) -> None:
    assert repeats(wording(query), wording(text)) is same
    assert repeats(wording(text), wording(query)) is same


@given(st.text())
def test_every_text_with_enough_words_repeats_itself(text: str) -> None:
    said = wording(text)
    assert repeats(said, said) == bool(said.whole)
    assert not repeats(said, Wording())
