"""People's texts can't act as markup, whatever they hold, and keep the lengths they are given."""

import html
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mrkdwn import (
    channel,
    code,
    cut,
    date,
    escape,
    is_user,
    link,
    quote,
    shorten,
    units,
    user,
)
from tests.bot.views.limits import check_markup, length
from tests.bot.views.samples import texts

limits = st.integers(1, 400)


def test_escapes_what_has_a_meaning_in_markup() -> None:
    assert escape("a < b && <!channel>") == "a &lt; b &amp;&amp; &lt;!channel&gt;"


@given(st.text())
def test_escaping_loses_nothing_and_leaves_no_raw_characters(text: str) -> None:
    escaped = escape(text)

    assert html.unescape(re.sub(r"&(?!amp;|lt;|gt;)", "", escaped)) == text
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", escaped)


@given(st.text())
def test_counts_characters_as_utf_16_does(text: str) -> None:
    assert units(text) == length(text)


def test_shortens_between_words() -> None:
    assert shorten("The dashboard freezes, always", 24) == "The dashboard freezes…"
    assert shorten("The dashboard\nfreezes", 24) == "The dashboard freezes"


def test_shortens_a_single_long_word_and_scripts_without_blanks_within() -> None:
    assert shorten("A" * 50, 10) == "A" * 9 + "…"
    assert shorten("仪表板在分析选项卡上冻结", 6) == "仪表板在分…"


def test_a_limit_counts_after_escaping_and_leaves_entities_whole() -> None:
    assert shorten("<" * 10, 10) == "&lt;&lt;…"
    assert shorten("a&b", 7) == "a&amp;b"


def test_never_parts_characters_that_are_drawn_as_one() -> None:
    assert shorten("ok 👍🏽👍🏽", 8) == "ok 👍🏽…"
    assert shorten("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 15) == "👩‍👩‍👧‍👦…"
    assert shorten("cafe\u0301cafe\u0301", 5) == "caf…"


def test_cut_leaves_references_whole() -> None:
    text = f"See <{'https://x.example/' + 'a' * 20}|this page> now"

    assert cut(text, 30) == "See…"
    assert cut(text, len(text) - 1) == f"See <https://x.example/{'a' * 20}|this page>…"
    assert cut(text, len(text)) == text


@given(texts, st.integers(0, 400))
def test_a_shortened_text_is_one_line_within_its_limit(text: str, limit: int) -> None:
    shown = shorten(text, limit)

    assert length(shown) <= limit
    assert "\n" not in shown
    check_markup(shown)
    assert not re.search(r"[<>]", shown)


def test_a_line_has_no_code_fence() -> None:
    assert shorten("Run ```rm cache``` `now`", 50) == "Run rm cache `now`"


def test_quotes_each_line_without_empty_ones() -> None:
    assert quote("Clear the cache.\r\n\n  Then <reload> & wait.", 200) == (
        "> Clear the cache.\n> Then &lt;reload&gt; &amp; wait."
    )


def test_a_quote_ends_at_a_word_or_after_its_lines() -> None:
    assert quote("one two three four", 14) == "> one two…"
    assert quote("1\n2\n3", 100, lines=2) == "> 1\n> 2\n> …"
    assert quote("first line\nsecond", 15) == "> first line…"


def test_a_code_fence_does_not_break_out_of_a_quote() -> None:
    assert (
        quote("Run\n```\nrm -rf cache\n```\nthen wait", 200) == "> Run\n> rm -rf cache\n> then wait"
    )


def test_control_and_direction_characters_are_not_quoted() -> None:
    assert quote("ab\x00c\u202edef\x1b[0m", 100) == "> abcdef[0m"


@pytest.mark.parametrize("text", ["", " \n\t", "```", "\x00\u200b"])
def test_nothing_visible_quotes_as_nothing(text: str) -> None:
    assert quote(text, 100) == ""


def test_addresses_in_a_quote_can_be_clicked() -> None:
    assert quote("See https://kb.example/a?b=1&c=2. (or HTTP://x.example)", 100) == (
        "> See <https://kb.example/a?b=1&amp;c=2>. (or <HTTP://x.example>)"
    )


def test_an_address_that_is_cut_or_too_long_or_none_is_not_linked() -> None:
    long = f"https://kb.example/{'a' * 400}"

    assert quote(long, 100).startswith("> https://kb.example/aaa")
    assert "<" not in quote(long, 1000)
    assert quote("Please look at the page about https://kb.example/abc", 50) == (
        "> Please look at the page about…"
    )
    assert quote("http:// and https://...", 100) == "> http:// and https://..."


@given(texts, st.integers(3, 900), st.integers(1, 9))
def test_a_quote_is_quoted_on_every_line_and_within_its_limits(
    text: str, limit: int, lines: int
) -> None:
    quoted = quote(text, limit, lines=lines)

    assert length(quoted) <= limit
    assert len(quoted.splitlines()) <= lines + 1
    assert all(line.startswith("> ") for line in quoted.splitlines())
    check_markup(quoted)
    assert "<@" not in quoted
    assert "<!" not in quoted


def test_links_are_escaped_and_safe_against_what_ends_a_label() -> None:
    assert link("https://x.example/?a=1&b=<2>|3`", "A | <b> `c` *d*") == (
        "<https://x.example/?a=1&amp;b=%3C2%3E%7C3%60|A ¦ &lt;b&gt; 'c' ∗d∗>"
    )


def test_a_link_without_a_label_shows_its_address() -> None:
    assert link("https://x.example", " ") == "<https://x.example>"


@pytest.mark.parametrize(
    "url", ["", "!channel", "@U0ANA", "javascript:alert(1)", "x.example", f"https://{'x' * 300}"]
)
def test_what_is_no_address_is_not_linked(url: str) -> None:
    assert link(url, "Title <1>") == "Title &lt;1&gt;"


@given(texts, texts)
def test_a_link_is_a_link_whatever_it_is_made_of(url: str, label: str) -> None:
    shown = link(url, label, 100)

    check_markup(shown)
    assert length(shown) <= 100 + 200 + 3
    assert "\n" not in shown


@given(texts)
def test_a_link_to_an_address_stays_one_reference(label: str) -> None:
    assert re.fullmatch(r"<https://x\.example(\|[^|<>\n]+)?>", link("https://x.example", label, 99))


def test_code_has_no_backticks_within() -> None:
    assert code("a `b` <c>\nd") == "`a 'b' &lt;c&gt; d`"
    assert code(" ") == ""


def test_mentions_and_channels_are_made_of_ids_alone() -> None:
    assert user("U0ANA") == "<@U0ANA>"
    assert user("U0ANA|<!channel>") == user("") == "somebody"
    assert channel("C0HELP") == "<#C0HELP>"
    assert channel("C0HELP>") == channel("help") == "a channel"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("U0ANA", True), ("W012A3CDE", True), ("USLACKBOT", True), ("UMA", False), ("Ursula", False)],
)
def test_tells_ids_of_users_from_names_in_capitals(text: str, expected: bool) -> None:
    assert is_user(text) is expected


def test_dates_are_shown_in_the_readers_time_zone() -> None:
    when = datetime(2024, 5, 3, 1, 30, tzinfo=timezone(timedelta(hours=2)))

    assert date(when) == "<!date^1714692600^{date_short_pretty}|2 May 2024>"
    assert date(when, time=True) == (
        "<!date^1714692600^{date_short_pretty}, {time}|2 May 2024, 23:30 UTC>"
    )
    assert date(datetime(2024, 5, 2, 23, 30)) == date(when)  # noqa: DTZ001 - meant to have none


def test_a_date_before_slacks_time_is_plain() -> None:
    assert date(datetime(1969, 12, 31, tzinfo=UTC)) == "31 Dec 1969"
