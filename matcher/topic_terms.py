"""The terms that set a topic apart from the others, for its name."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from matcher.wording import is_content, stem

TERMS: Final = 8
"""How many terms a topic has at most."""

_NAMING: Final = 3
"""How many of them its name is made of."""

_LONGEST: Final = 2_000
"""Characters of a message that are looked at: what it is about stands at its beginning."""

_SHORTEST: Final = 2
_PAIR_FROM: Final = 0.5
"""A pair of words is a term where at least this share of the messages with one of them has it."""

# They are in what people ask, whatever it is about.
_COMMON: Final = frozenset({
    "please", "help", "know", "tell", "like", "going", "go", "actually", "anyone", "anybody",
    "someone", "somebody", "hi", "hello", "hey", "thanks", "thank", "thing", "things", "something",
    "anything", "everything", "way", "make", "use", "using", "happen", "happened", "happening",
    "thought", "think", "already", "because", "since", "after", "before", "during", "yes", "no",
    "not", "new", "one", "today", "yesterday", "tomorrow", "much", "many", "long", "good", "give",
    "show", "see", "look", "looking", "try", "trying", "tried", "question", "issue", "problem",
    "wondering", "wonder", "keep", "keeps", "keeping", "say", "says", "said", "come", "back",
    "hope", "sure", "right", "time", "take", "takes", "put", "find", "work", "working", "works",
    "cannot", "cant", "dont", "doesnt", "im", "ive", "id", "shouldnt", "wont", "isnt", "without",
    "another", "other", "own", "through", "until", "every", "each", "first", "last", "next",
})  # fmt: skip

# Addresses, mentions, emoji names and code are not what a topic is called.
_NO_WORDS: Final = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|<[@#!][^<>\n]*>|(?<!\S)@[\w.-]+|:[\w+'-]+:|```.*?```", re.DOTALL
)
_WORD: Final = re.compile(r"[^\W\d_](?:[\w.+#-]*\w)?(?:['’][^\W\d_]+)?|[^\w\s]")
"""Words, also such as "node.js" or "wi-fi"; a punctuation mark ends a phrase."""


def distinctive_terms(groups: Sequence[Sequence[str]], rest: Iterable[str] = ()) -> list[list[str]]:
    """Return each group's distinctive terms, best first.

    Class-based TF-IDF (Grootendorst 2022, "BERTopic: Neural topic modeling with a class-based
    TF-IDF procedure", arXiv:2203.05794): a term's weight in a group is its frequency there, times
    log(1 + A / f) of its frequency f in all and the groups' average number of terms A. Frequencies
    count messages, not words, so that one long message names no topic. Terms are words by their
    stems, shown as they are mostly written, and pairs of words that mostly stand together.

    Args:
        groups: each topic's messages.
        rest: messages of no topic, which tell what words are common.

    """
    spelled: dict[str, Counter[str]] = {}
    counts = [_counted(group, spelled) for group in groups]
    everywhere = sum(counts, _counted(rest, spelled))
    average = sum(everywhere.values()) / max(len(groups), 1)
    terms = []
    for group, count in zip(groups, counts, strict=True):
        # Said once, a word is one person's, unless there is no other.
        shared = {term: n for term, n in count.items() if n > 1 or len(group) == 1}
        weights = {
            term: n / len(group) * math.log(1.0 + average / everywhere[term])
            for term, n in (shared or count).items()
        }
        terms.append(_chosen(weights, count, spelled))
    return terms


def name_of(terms: Sequence[str]) -> str:
    """Return a topic's name, made of its best terms: "Exchange rate, weekend, currency"."""
    name = ", ".join(terms[:_NAMING])
    return name[:1].upper() + name[1:]


def _counted(texts: Iterable[str], spelled: dict[str, Counter[str]]) -> Counter[str]:
    """Count in how many texts each term stands; note how it is written."""
    count: Counter[str] = Counter()
    for text in texts:
        found = _terms(text)
        count.update(found.keys())
        for term, written in found.items():
            spelled.setdefault(term, Counter())[written] += 1
    return count


def _terms(text: str) -> dict[str, str]:
    """Return a text's words and pairs of neighbouring words, by stem, as they are written."""
    tokens = _WORD.findall(_NO_WORDS.sub(" . ", text[:_LONGEST]).replace("’", "'"))
    words = [(stem(token.lower()), _shown(token)) if _is_word(token) else None for token in tokens]
    found = {word[0]: word[1] for word in words if word}
    for first, second in pairwise(words):
        if first and second and first[0] != second[0]:
            found.setdefault(f"{first[0]} {second[0]}", f"{first[1]} {second[1]}")
    return found


def _is_word(token: str) -> bool:
    word = token.lower()
    if len(word) < _SHORTEST or word.endswith("n't"):
        return False
    return is_content(word) and word.partition("'")[0] not in _COMMON


def _shown(token: str) -> str:
    """Return a word as a name has it: small, but for abbreviations such as VPN or iOS."""
    return token if any(letter.isupper() for letter in token[1:]) else token.lower()


def _chosen(
    weights: dict[str, float], count: Counter[str], spelled: dict[str, Counter[str]]
) -> list[str]:
    """Return the best terms, a pair instead of its words where these mostly stand together."""
    best: list[str] = []
    taken: set[str] = set()
    for term in sorted(weights, key=lambda term: (-weights[term], term)):
        words = term.split()
        if len(words) > 1:
            if count[term] < _PAIR_FROM * min(count[word] for word in words):
                continue
            alone = [each for each in best if each in words]
            if alone:
                # Its words came first: the pair takes the place of the first of them.
                if len(alone) == 1 and not taken & (set(words) - set(alone)):
                    best[best.index(alone[0])] = term
                    taken |= set(words)
                continue
        elif term in taken:
            continue
        best.append(term)
        taken |= set(words)
        if len(best) == TERMS:
            break
    return [_spelling(spelled[term]) for term in best]


def _spelling(written: Counter[str]) -> str:
    return min(written, key=lambda form: (-written[form], form))
