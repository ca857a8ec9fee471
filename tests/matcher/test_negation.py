"""Which words a text negates, and whether two texts contradict each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.negation import contradictions, negations

CONTRADICTING = [
    ("the sensor reports humidity", "the sensor doesn't report humidity"),
    ("guests can log in to the portal", "guests can't log in to the portal"),
    ("Is approval needed for a trip?", "Is no approval needed for a trip?"),
    ("ordering with a purchase number", "ordering without a purchase number"),
    ("invoice includes VAT", "invoice does not include VAT"),
    ("the lift stops on floor five", "the lift doesn't stop on floor five"),
    ("users are able to export the list", "users are unable to export the list"),
    ("the alarm rings at night", "the alarm never rings at night"),
    ("the report contains weekends", "the report no longer contains weekends"),
    ("the form saves my answers", "the form won't save my answers"),
    ("agents should see the notes", "agents shouldn't see the notes"),
    ("the badge opens the garage", "the badge cannot open the garage"),
    ("I want the weekly digest", "I dont want the weekly digest"),
    ("the printer wakes up", "the printer fails to wake up"),
    ("the scanner has a battery", "the scanner has no battery"),
    ("Does the plan renew?", "the plan doesn't renew"),
    ("The contract was signed by both", "The contract wasn't signed by both"),
    ("push on a phone with a SIM", "push on a phone w/o a SIM"),
    ("the cache is cleared on deploy", "the cache isn't cleared on deploy"),
    ("may I install games on it", "may I not install games on it"),
    ("the coffee machine takes cards", "the coffee machine takes no cards"),
    ("customers got the newsletter", "customers never got the newsletter"),
    ("the webhook was called", "the webhook hasn't been called"),
    ("our router supports IPv6", "our router doesn’t support IPv6"),
    ("does the warranty cover water", "the warranty doesn't cover water"),
    ("the tests run on Sundays", "the tests don't run on Sundays"),
    ("the driver needs a signature", "the driver needs no signature"),
    ("we will renew the lease", "we won't renew the lease"),
    ("somebody answers the hotline", "nobody answers the hotline"),
    ("the meeting is recorded", "the meeting isn't recorded"),
    ("my session expires", "my session never expires"),
    ("there is milk in the kitchen", "the kitchen is out of milk"),
]

COMPATIBLE = [
    ("the page doesn't load", "the page won't load"),
    ("the page fails to load", "the page doesn't load"),
    ("the page doesn't load", "I get a blank page"),
    ("can't log in", "unable to log in"),
    ("cannot log in to the VPN", "VPN login impossible"),
    ("no sound in Teams", "Teams has no sound"),
    ("no sound in Teams", "sound is missing in Teams"),
    ("mails don't arrive", "mails are not arriving"),
    ("mails don't arrive", "mails get lost"),
    ("the export doesn't start", "the export is stuck"),
    ("invoice without VAT", "invoice with no VAT"),
    ("invoice w/o VAT", "invoice without VAT"),
    ("I never got the code", "the code did not arrive"),
    ("printer does not print", "printer is broken"),
    ("scanner not found", "no scanner found"),
    ("nobody can open the file", "the file can't be opened by anybody"),
    ("the door isn't closing", "door stays open"),
    ("sync works at home but not in the office", "in the office sync doesn't work"),
    ("Why can't I approve?", "the approve button is greyed out"),
    ("Not able to join the meeting", "can't join the meeting"),
    ("the app no longer starts", "the app refuses to start"),
    ("payment not accepted", "payment was rejected"),
    ("we have no invoice for May", "May's invoice is missing"),
    ("I don't see the button", "button has disappeared"),
    ("the key doesn't turn", "the key is stuck, wont turn"),
    ("how to print in colour", "how can I print in colour"),
    ("coffee machine is out of milk", "no milk in the coffee machine"),
    ("I can't find the form", "where is the form?"),
    ("a PO-less invoice", "an invoice without a PO"),
    ("the price is wrong, not the amount", "the price is wrong"),
    ("it works, doesn't it?", "it works"),
    ("I can print but I can't scan", "I can't scan but I can print"),
    ("the page doesn't load, other pages load", "the pages load"),
    ("dark mode", "no"),
]


@pytest.mark.parametrize(("query", "text"), CONTRADICTING)
def test_texts_contradict_where_one_negates_what_both_say(query: str, text: str) -> None:
    assert contradictions(negations(query), negations(text))
    assert contradictions(negations(text), negations(query))


@pytest.mark.parametrize(("query", "text"), COMPATIBLE)
def test_two_ways_to_complain_are_no_contradiction(query: str, text: str) -> None:
    assert not contradictions(negations(query), negations(text))
    assert not contradictions(negations(text), negations(query))


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("I can't log in", {"log": "can't log"}),
        ("orders without approval", {"approval": "without approval"}),
        ("it is not, however, loading", {}),
        ("not only on the new loading screen", {"new": "not new"}),
        ("refuses to start", {"start": "refuses to start"}),
        ("it refuses", {}),
        ("we ran out of milk", {"milk": "out of milk"}),
        ("copied out of the table", {}),
        ("no", {}),
        ("", {}),
    ],
)
def test_the_first_word_with_a_meaning_after_a_negation_is_negated(
    text: str, negated: dict[str, str]
) -> None:
    assert negations(text).negated == negated


def test_what_both_said_is_told_in_their_order() -> None:
    ours, theirs = negations("guests can log in"), negations("guests can't log in")
    assert contradictions(ours, theirs) == [("log", "can't log")]
    assert contradictions(theirs, ours) == [("can't log", "log")]


def test_texts_that_are_worded_differently_do_not_contradict_each_other() -> None:
    query = negations("the loading bay door is open since lunch and the guard has gone home")
    assert not contradictions(query, negations("the new page isn't loading for customers abroad"))


@given(st.text(), st.text())
def test_a_text_never_contradicts_itself_and_contradictions_go_both_ways(a: str, b: str) -> None:
    ours, theirs = negations(a), negations(b)
    assert contradictions(ours, ours) == []
    assert bool(contradictions(ours, theirs)) == bool(contradictions(theirs, ours))


TOKENS = st.lists(
    st.sampled_from(
        [
            "not",
            "no",
            "can't",
            "the",
            "page",
            "loads",
            "loading",
            "without",
            ",",
            ".",
            "approval",
            "fails",
            "to",
        ]
    )
).map(" ".join)


@given(TOKENS, TOKENS)
def test_of_sentences_too_none_contradicts_itself(a: str, b: str) -> None:
    ours, theirs = negations(a), negations(b)
    assert contradictions(ours, ours) == []
    there = contradictions(ours, theirs)
    assert sorted((y, x) for x, y in contradictions(theirs, ours)) == sorted(there)
