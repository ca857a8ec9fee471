"""The same text in another hand: nothing that matters becomes something else."""

import random
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from training.noise import _ENDINGS, _OPENINGS, _SHORTER, retyped

PLAIN = st.sampled_from(
    ["the", "export", "of", "reports", "fails", "password", "dashboard", "printer", "freezes", "on"]
)
CODES = st.sampled_from(
    [
        "HV-5031",
        "v2.14.3",
        "0x80070005",
        "10gb",
        "error404",
        "K8s",
        "12:30",
        "EU1",
        "365",
        "printer2",
    ]
)
LISTED = st.sampled_from(["please", "you", "because", "with", "without", "and", "cannot"])
MARKED = st.sampled_from(["Payroll,", "(invoices)", "it's", "e-mails"])
WORDS = st.lists(st.one_of(PLAIN, CODES, LISTED, MARKED), min_size=1, max_size=14)
SEEDS = st.integers(0, 10_000)


def wordings(said: str) -> list[list[str]]:
    """Return the words of a text without each opening and ending that could have been added."""
    return [
        said.removeprefix(opening).removesuffix(ending).casefold().split()
        for opening in dict.fromkeys(_OPENINGS)
        for ending in dict.fromkeys(_ENDINGS)
        if said.startswith(opening) and said.endswith(ending)
    ]


def typed(word: str) -> set[str]:
    """Return what a word may become: shorter by the list, or mistyped if it is long."""
    found = {word, _SHORTER.get(word, word)}
    if len(word) > 5 and word.isalpha():
        for at in range(1, len(word) - 2):
            found.add(word[:at] + word[at + 1 :])
            found.add(word[:at] + word[at] + word[at:])
            found.add(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    return found


@settings(max_examples=300)
@given(WORDS, SEEDS)
def test_words_with_a_digit_and_short_ones_stay_but_for_those_on_the_list(
    words: list[str], seed: int
) -> None:
    said = retyped(" ".join(words), random.Random(seed))
    may_be = [typed(word.casefold()) for word in words]
    assert any(
        len(found) == len(words) and all(map(set.__contains__, may_be, found))
        for found in wordings(said)
    ), said


@given(st.lists(CODES, min_size=1, max_size=6), SEEDS)
def test_codes_and_numbers_are_what_they_were(codes: list[str], seed: int) -> None:
    said = retyped(" ".join(codes), random.Random(seed)).casefold()
    for code in codes:
        assert re.search(rf"(?<!\w){re.escape(code.casefold())}(?!\w)", said)


def test_every_change_happens_and_some_texts_stay_as_they_are() -> None:
    rng = random.Random(0)
    text = "Please tell me because the dashboard freezes with reports."
    said = [retyped(text, rng) for _ in range(400)]
    assert text in said
    assert any("pls tell" in each.casefold() for each in said)
    assert any("bc the" in each and "with" in each for each in said)
    assert any(each.startswith("hey ") for each in said)
    assert any(each.endswith("thx!") for each in said)
    assert any("reports" in each and "dashboard" not in each for each in said)
    assert any(each == each.casefold() for each in said)
    assert len(set(said)) > 200


def test_what_is_said_in_several_words_is_said_shorter() -> None:
    rng = random.Random(0)
    text = "How do I see what is wrong, it does not load and I cannot wait"
    said = {retyped(text, rng) for _ in range(400)}
    texts = " | ".join(said).casefold()
    for short in ("how to see", "what's wrong", "it doesn't load &", "can't wait"):
        assert short in texts


def test_the_same_seed_gives_the_same_text() -> None:
    text = "please tell me because the dashboard freezes"
    assert retyped(text, random.Random(5)) == retyped(text, random.Random(5))
