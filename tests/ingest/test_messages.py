import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.messages import is_smalltalk, mentions, plain_text, title_of, without_mention

NAMES = {"U1": "Ana", "W2": "Bob B.", "C9": "ops"}


@pytest.mark.parametrize(
    ("mrkdwn", "plain"),
    [
        ("&lt;b&gt; &amp; &amp;lt;", "<b> & &lt;"),
        ("<@U1> and <@U1|old> and <@W2>", "@Ana and @Ana and @Bob B."),
        ("<@U7|eve> and <@U8>", "@eve and @someone"),
        ("<#C1|support> <#C9> <#C3|>", "#support #ops #channel"),
        ("<!here> <!channel|channel> <!everyone>", "@here @channel @everyone"),
        ("<!subteam^S1|@oncall> <!subteam^S1>", "@oncall @group"),
        ("<!date^1392734382^Posted {date}|Feb 18, 2014>", "Feb 18, 2014"),
        ("<!date^1392734382^Posted {date}>", "2014-02-18 14:39 UTC"),
        ("<https://x.io/a?b=1&amp;c=2|the docs>", "the docs (https://x.io/a?b=1&c=2)"),
        ("<https://x.io> <https://x.io|https://x.io>", "https://x.io https://x.io"),
        ("<http://setup.py|setup.py>", "setup.py"),
        ("<mailto:a@b.io|a@b.io> <mailto:a@b.io|Ana>", "a@b.io Ana (a@b.io)"),
        ("<tel:+4930123|030 123>", "030 123 (+4930123)"),
        ("a < b > c <int> <>", "a < b > c <int> <>"),
    ],
)
def test_references_read_as_people_see_them(mrkdwn: str, plain: str) -> None:
    assert plain_text(mrkdwn, NAMES) == plain


@pytest.mark.parametrize(
    ("mrkdwn", "plain"),
    [
        ("*bold* _italic_ ~gone~", "bold italic gone"),
        ("*_both_* _*both*_ (*in brackets*).", "both both (in brackets)."),
        ("*see <https://x.io/_a_|docs>*", "see docs (https://x.io/_a_)"),
        ("snake_case_name __init__ 2*3*4 a * b * c", "snake_case_name __init__ 2*3*4 a * b * c"),
        ("*.log, *.txt ~/a:~/b ~5 to ~10", "*.log, *.txt ~/a:~/b ~5 to ~10"),
        ("&gt; quoted\n&gt;&gt;&gt; more\n&gt;5 users", "quoted\nmore\n>5 users"),
        ("n*m* x_y_ a~b~", "n*m* x_y_ a~b~"),
        ("• one\n• two", "• one\n• two"),
        (":tada: done", ":tada: done"),
    ],
)
def test_markers_go_and_what_only_looks_like_one_stays(mrkdwn: str, plain: str) -> None:
    assert plain_text(mrkdwn) == plain


def test_code_keeps_its_text_and_its_indentation() -> None:
    mrkdwn = "try `err_*code*_42`:\n```\ndef f(a_b):\n    return a * b_c &lt; 3  # *x*\n```\n*end*"
    assert plain_text(mrkdwn) == (
        "try err_*code*_42:\ndef f(a_b):\n    return a * b_c < 3  # *x*\nend"
    )


def test_links_in_code_lose_their_brackets() -> None:
    assert plain_text("```curl <https://x.io/a_b>```") == "curl https://x.io/a_b"


def test_unpaired_backticks_stay() -> None:
    assert plain_text("it`s ``` odd") == "it`s ``` odd"


def test_whitespace_is_tidied_and_line_breaks_stay() -> None:
    assert plain_text("  a\t\u00a0 b \r\n c\n\n\n\n d\u2028e ") == "a b\nc\n\nd\ne"


def test_characters_that_do_harm_are_removed() -> None:
    harmful = "a\x00b\x1b[0m\u202ec\u2066d\ufeff\u200be\ud83df\x7f"
    assert plain_text(harmful) == "ab[0mcdef"


def test_joined_emoji_and_persian_words_stay_whole() -> None:
    assert plain_text("👩\u200d💻 می\u200cخواهم") == "👩\u200d💻 می\u200cخواهم"


def test_names_can_do_no_harm_either() -> None:
    assert plain_text("<@U1>", {"U1": "A\x00n\na"}) == "@An a"


@given(st.text(alphabet=st.sampled_from(list("*_~`<>@#!|&;: \nab1\x00\u202e中🎉")), max_size=80))
def test_any_text_becomes_plain_text_without_harmful_characters(mrkdwn: str) -> None:
    plain = plain_text(mrkdwn)
    assert not {"\x00", "\u202e", "\r"} & set(plain)
    assert plain == plain.strip()


@given(
    st.lists(st.sampled_from(["vpn", "E42", "snake_case", "中文", "مرحبا", "3.1.4"]), min_size=1)
)
def test_words_without_markup_stay_as_they_are(words: list[str]) -> None:
    assert plain_text(" ".join(words)) == " ".join(words)


@given(
    words=st.lists(st.sampled_from(["vpn", "down", "E42"]), min_size=1),
    marker=st.sampled_from(["*{}*", "_{}_", "~{}~", "`{}`", "```{}```", "&gt; {}", "*_{}_*"]),
)
def test_every_marker_leaves_the_words_it_stood_around(words: list[str], marker: str) -> None:
    assert plain_text(marker.format(" ".join(words))) == " ".join(words)


@pytest.mark.parametrize(
    "unit", ["*", "_a ", "~a", "`", "<", "<@", "<a", "&gt;", " ", "\n ", "a:", "._", "<!date^1^"]
)
def test_a_message_of_one_thing_repeated_takes_no_quadratic_time(unit: str) -> None:
    """Quadratic work on 400,000 characters would run into the suite's time limit."""
    text = unit * (400_000 // len(unit))
    plain_text(text)
    without_mention(text, "U1")
    is_smalltalk(text)
    title_of(text)


def test_mentions_are_users_each_once_in_order() -> None:
    assert mentions("<@U2> <@W1|x> <@U2> <#C1> <!here> @U3") == ("U2", "W1")


@pytest.mark.parametrize(
    ("mrkdwn", "rest"),
    [
        ("<@U1> vpn down", "vpn down"),
        ("<@U1>: vpn, <@U2>", "vpn, <@U2>"),
        ("hey <@U1|akin>, vpn", "hey, vpn"),
        ("vpn\n<@U1>", "vpn"),
        ("<@U1>", ""),
        ("<@U12> vpn", "<@U12> vpn"),
    ],
)
def test_a_mention_goes_with_its_comma(mrkdwn: str, rest: str) -> None:
    assert without_mention(mrkdwn, "U1") == rest
