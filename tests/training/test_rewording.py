"""The same in other words: what is exchanged means the same, and nothing else changes."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rewording import reworded

SEEDS = st.integers(0, 10_000)


def said_of(text: str, count: int = 400) -> set[str]:
    rng = random.Random(0)
    return {reworded(text, rng) for _ in range(count)}


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("How do I reset a token?", {"How to reset a token?", "Is there a way to reset a token?",
                                     "I'm trying to reset a token?"}),
        ("how to log in to the app", {"how can we sign in to the application",
                                      "i need to log in to the app"}),
        ("The export doesn't work", {"The export isn't working", "The export won't work"}),
        ("I can't open the docs", {"I cannot open the documentation", "I can not open the docs"}),
    ],
)  # fmt: skip
def test_openings_and_single_things_are_said_otherwise(text: str, others: set[str]) -> None:
    found = said_of(text)
    assert others <= found
    assert text in found or text.casefold().startswith("how")


@pytest.mark.parametrize(
    "text",
    ["Why does code HV-5031 appear on 3 relays?", "howto.md is missing", "", "The apps differ",
     "dbname is wrong", "can't-open.txt"],
)  # fmt: skip
def test_what_has_nothing_to_exchange_stays_as_it_is(text: str) -> None:
    assert said_of(text, 50) == {text}


@given(st.text(), SEEDS)
def test_numbers_stay_and_the_same_seed_says_the_same(text: str, seed: int) -> None:
    said = reworded(text, random.Random(seed))
    assert said == reworded(text, random.Random(seed))
    # "Kubernetes" is "k8s" for some.
    digits = [c for c in text.casefold().replace("k8s", "") if c.isdigit()]
    assert [c for c in said.casefold().replace("k8s", "") if c.isdigit()] == digits
