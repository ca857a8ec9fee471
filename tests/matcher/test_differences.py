"""In what two texts agree and differ beside their general sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.differences import Differences, differences, marks
from matcher.rarity import Frequencies, Rarity


def compared(query: str, text: str, rarity: Rarity | None = None) -> Differences:
    return differences(marks(query), marks(text), rarity)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("HV-5031 on iOS", "iPhone shows HV-5031",
         Differences(agreement=1.0, agreeing=("HV-5031", "iOS"))),
        ("broken since v2", "broken since version 3",
         Differences(conflict=1.0, conflicting=("v2 ≠ version 3",))),
        ("App crashes on iOS", "the app crashes on Android",
         Differences(opposition=1.0, conflicting=("iOS ≠ Android",))),
        ("Two-factor is enabled for all", "Two-factor is disabled for all",
         Differences(opposition=1.0, conflicting=("enabled ≠ disabled",))),
        ("moved from Jira to Zendesk", "moved from Zendesk to Jira",
         Differences(opposition=1.0, agreeing=("Jira", "Zendesk"),
                     conflicting=("from jira to zendesk ≠ from zendesk to jira",))),
        ("request body is empty in middleware after handler ran",
         "request body is empty in handler after middleware ran",
         Differences(opposition=1.0, conflicting=(
             "middleware after handler ≠ handler after middleware",))),
        ("guests can log in there", "guests can't log in there",
         Differences(negation=1.0, conflicting=("log ≠ can't log",))),
        ("licence for 10 users", "licence for 50 users",
         Differences(quantity=1.0, conflicting=("10 users ≠ 50 users",))),
        ("order 55810 is late", "order 55811 is late", Differences()),
        ("Do unused days expire?", "do unused days expire", Differences(repeat=1.0)),
        ("the dashboard freezes", "reports hang", Differences()),
        ("", "", Differences()),
    ],
)  # fmt: skip
def test_each_kind_of_difference_is_told_apart(
    query: str, text: str, expected: Differences
) -> None:
    assert compared(query, text) == expected


def test_the_opposite_word_is_no_difference_where_texts_are_worded_differently() -> None:
    assert (
        compared("I don't want Teams to start at boot", "how to stop Teams opening")
        == Differences()
    )
    assert (
        compared("password rejected on the phone", "password isn't accepted, phone")
        == Differences()
    )


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("In March our list lost half of its rows", "since the update the overview ends in June"),
        ("it takes 40 seconds to open the assets", "list with formulas is slow, nearly a minute"),
    ],
)
def test_what_is_told_in_passing_is_no_difference_between_unlike_texts(
    query: str, text: str
) -> None:
    assert compared(query, text) == Differences()


def test_identifiers_count_by_how_rare_they_are() -> None:
    common = Rarity(Frequencies(1000, {"id:http:502": 400, "id:http:504": 400}))
    rare = Rarity(Frequencies(1000, {"id:http:502": 1, "id:http:504": 400}))
    assert compared("502 Bad Gateway", "error 502", rare).agreement == 1.0
    assert compared("502 Bad Gateway", "error 502", common).agreement == 0.0
    assert compared("502 Bad Gateway", "error 504", rare).conflict == 1.0
    # That they differ is never nothing, however often both are named.
    assert compared("502 Bad Gateway", "error 504", common).conflict == 0.5


def test_the_most_telling_comes_first() -> None:
    rarity = Rarity(Frequencies(1000, {"id:http:502": 30}))
    found = compared("iOS 17: HTTP 502, HV-5031", "iOS 17: HTTP 502, HV-5031", rarity)
    assert found.agreeing == ("HV-5031", "iOS 17", "502", "iOS")
    found = compared(
        "HTTP 502 and 5 users on iOS, v2", "HTTP 504 and 7 users on Android, v3", rarity
    )
    assert found.conflicting == ("502 ≠ 504", "v2 ≠ v3", "iOS ≠ Android", "5 users ≠ 7 users")


WORDS = st.lists(
    st.sampled_from(
        [
            "not",
            "enabled",
            "disabled",
            "iOS",
            "Android",
            "17",
            "5",
            "users",
            "7",
            "MB",
            "HV-5031",
            "HV-5011",
            "v2",
            "v3",
            "from",
            "to",
            "the",
            "app",
        ]
    ),
    max_size=30,
).map(" ".join)


@given(st.one_of(st.text(), WORDS), st.one_of(st.text(), WORDS))
def test_a_text_never_differs_from_itself_and_differences_go_both_ways(a: str, b: str) -> None:
    alone = compared(a, a)
    assert alone.conflicting == ()
    assert (alone.conflict, alone.opposition, alone.negation, alone.quantity) == (0, 0, 0, 0)
    there, back = compared(a, b), compared(b, a)
    assert len(there.conflicting) == len(back.conflicting)
    for name in ("agreement", "conflict", "opposition", "negation", "quantity"):
        assert getattr(there, name) == getattr(back, name)
        assert 0.0 <= getattr(there, name) <= 1.0
