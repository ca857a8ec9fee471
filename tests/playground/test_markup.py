"""Slack's markup in a terminal reads as it does in Slack."""

from __future__ import annotations

import io

import pytest
from rich.console import Console, Group

from bot.playground.markup import Barred, inline, paragraphs

NAMES = {"U1": "@Ana", "C1": "#support"}


def drawn(content: object, width: int = 40, encoding: str = "utf-8") -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace")
    Console(file=file, width=width, color_system=None).print(content)
    file.seek(0)
    return file.read()


def shown(mrkdwn: str) -> str:
    return inline(mrkdwn, lambda id_: NAMES.get(id_, "?")).plain


@pytest.mark.parametrize(
    ("mrkdwn", "plain"),
    [
        ("<@U1> look at <#C1|old-name>", "@Ana look at #support"),
        ("<!here> <!date^1795227675^{date_short_pretty}|21 Nov 2026>", "@here 21 Nov 2026"),
        ("see <https://a.example/x_y_z|the page>", "see the page"),
        ("see <https://a.example/?a=1&amp;b=2>", "see https://a.example/?a=1&b=2"),
        ("<mailto:ana@example.com|ana@example.com>", "ana@example.com"),
        ("*bold <https://a.example|link>* rest", "bold link rest"),
        ("_it_ ~gone~ `a *b*`", "it gone a *b*"),
        ("```\nline 1\nline 2```", "line 1\nline 2"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        (":tada: :no_such_emoji: 12:30:15", "🎉 :no_such_emoji: 12:30:15"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("&lt;@U1&gt; is what somebody typed", "<@U1> is what somebody typed"),
    ],
)
def test_what_is_read(mrkdwn: str, plain: str) -> None:
    assert shown(mrkdwn) == plain


def test_what_is_bold_in_slack_is_bold_here() -> None:
    text = inline("a *b <@U1>* c", lambda _: "@Ana")
    [bold] = [span for span in text.spans if span.style == "bold"]
    assert text.plain[bold.start : bold.end] == "b @Ana"


def test_quotes_have_a_bar_on_each_of_their_lines_and_nothing_else_has() -> None:
    text = "before\n> one two three four\n&gt; five\nafter"
    lines = drawn(Group(*paragraphs(text, str)), width=12).splitlines()
    assert lines == ["before", "▎ one two", "▎ three four", "▎ five", "after"]


def test_a_bar_that_can_not_be_written_is_a_plain_one() -> None:
    assert drawn(Barred("text", "┃ "), encoding="ascii") == "| text\n"


def test_bars_stand_in_each_other_and_leave_no_blanks_at_the_end() -> None:
    inner = Barred("aa bb", "▎ ")
    assert drawn(Barred(inner, "┃ "), width=7) == "┃ ▎ aa\n┃ ▎ bb\n"
