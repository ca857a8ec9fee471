import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.messages import title_of
from ingest.titles import shortened


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("VPN is down. Since Monday.", "VPN is down."),
        ("Hi team,\nvpn is down since 9. Please help", "vpn is down since 9."),
        ("Hi team, vpn is down", "vpn is down"),
        ("Hello everyone the VPN is down", "the VPN is down"),
        ("Hi Ana, my laptop is slow", "my laptop is slow"),
        ("Hi all - the printer is jammed", "the printer is jammed"),
        ("@ana the printer is jammed", "the printer is jammed"),
        ("Hello! Quick question: how do I reset it? Thanks", "how do I reset it?"),
        ("Help!\nUrgent!!\nLaptop on fire", "Laptop on fire"),
        ("Hallo zusammen, Drucker geht nicht", "Drucker geht nicht"),
        ("It fails, e.g. on Mac. Always", "It fails, e.g. on Mac."),
        ("Error: cannot open https://x.io/?a=1 now", "Error: cannot open https://x.io/?a=1 now"),
        ("Good morning report fails", "Good morning report fails"),
        ("你好。打不开。", "你好。"),
        ("Thanks!", "Thanks!"),
        ("", ""),
        (" \n ", ""),
        ("a\n\nb", "a"),
    ],
)
def test_a_title_is_the_first_sentence_that_says_something(text: str, title: str) -> None:
    assert title_of(text) == title


def test_a_long_title_is_cut_between_words() -> None:
    assert title_of("word " * 50, limit=12) == "word word…"


def test_a_cut_leaves_no_comma_behind() -> None:
    assert shortened("first, second part", 9) == "first…"


@pytest.mark.parametrize("text", ["a" * 40_000, "中" * 40_000, "👨\u200d👩\u200d👧" * 9_000])
def test_a_text_without_blanks_is_cut_within(text: str) -> None:
    title = title_of(text)
    assert 70 < len(title) <= 80
    assert title.endswith("…")


def test_no_emoji_is_cut_in_two() -> None:
    family = "👨\u200d👩\u200d👧"
    assert shortened(family * 50, 13) == family * 2 + "…"


@given(st.text(), st.integers(1, 100))
def test_a_title_keeps_its_limit_and_has_one_line(text: str, limit: int) -> None:
    title = title_of(text, limit)
    assert len(title) <= limit
    assert "\n" not in title
    assert bool(title) == bool(text.split())
