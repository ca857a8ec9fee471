"""What people type is stored as Slack stores it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.typed import decode, encode, rich_text

KNOWN = {("@", "ana"): "U1", ("#", "support"): "C1"}


def resolve(sign: str, name: str) -> str | None:
    return KNOWN.get((sign, name))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("plain", "plain"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("hi @ana, see #support.", "hi <@U1>, see <#C1|support>."),
        ("@nobody #nowhere", "@nobody #nowhere"),
        ("mail ana@ana or x#support", "mail ana@ana or x#support"),
        ("@here and @channel", "<!here> and <!channel>"),
        ("<@U7> <#C7|room> <!here> <https://x.y|z>", "<@U7> <#C7|room> <!here> <https://x.y|z>"),
        ("see https://x.y/?a=1&b=2 now", "see <https://x.y/?a=1&amp;b=2> now"),
        ("<script>", "&lt;script&gt;"),
        ("&lt;", "&amp;lt;"),
        ("@ana. Thanks", "<@U1>. Thanks"),
    ],
)
def test_text_is_stored_as_slack_does(typed: str, stored: str) -> None:
    assert encode(typed, resolve) == stored


def test_in_commands_addresses_stay_bare() -> None:
    assert encode("resolve https://x.y/?a&b", resolve, links=False) == (
        "resolve https://x.y/?a&amp;b"
    )


def test_rich_text_names_its_parts() -> None:
    block = rich_text("hi <@U1> in <#C1|support>, <!here>: <https://x.y|a &amp; b>", "b1")
    (section,) = block["elements"]
    assert section["elements"] == [
        {"type": "text", "text": "hi "},
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": " in "},
        {"type": "channel", "channel_id": "C1"},
        {"type": "text", "text": ", "},
        {"type": "broadcast", "range": "here"},
        {"type": "text", "text": ": "},
        {"type": "link", "url": "https://x.y", "text": "a & b"},
    ]


@given(st.text(alphabet=st.characters(blacklist_characters="@#:!"), max_size=50))
def test_what_mentions_nothing_comes_back_as_it_was(typed: str) -> None:
    assert decode(encode(typed, resolve)) == typed


@given(st.text(max_size=50))
def test_nothing_that_is_typed_makes_a_mention_of_somebody_unknown(typed: str) -> None:
    assert "<@U" not in encode(typed.replace("<", ""), lambda *_: None)
