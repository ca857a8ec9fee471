"""Which texts say each other again, word for word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.repeats import Wording, repeats, wording, words
from matcher.wording import LONGEST

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
        ("files with # fail again", "files with % fail again", False),
        ("files with # fail", "files with # fail", False),
        ("Передача (HV) #5 — «сбой»", "Ошибка (HV) #5 — «отказ»", False),
        ("После обновления пропал звук!", "после обновления пропал звук", True),
        ("Caf\u00e9 schließt schon um acht", "cafe\u0301 schließt schon um acht", True),
        ("das fiel schon vorher aus", "das fiel schön vorher aus", False),
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


@given(st.text(), st.text())
def test_what_differs_in_a_letter_of_any_language_is_no_repeat(text: str, other: str) -> None:
    start = "so it was before "
    assert repeats(wording(start + text), wording(start + other)) == (words(text) == words(other))


def test_of_a_text_too_long_to_be_looked_at_whole_nothing_is_said() -> None:
    said = wording("again and again " * LONGEST)
    assert not repeats(said, said)


@given(st.text())
def test_every_text_with_enough_words_repeats_itself(text: str) -> None:
    said = wording(text)
    assert repeats(said, said) == bool(said.whole)
    assert not repeats(said, Wording())
