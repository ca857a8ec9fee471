"""What a text says is not so: "can't log in", "without approval", "no sound".

A cosine hardly sees a "not". That one text negates tells little: reports of problems are full of
it, and one says "doesn't load" where the other has a "blank page". That just one of two texts that
are worded alike negates a word they share tells a lot.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from matcher.wording import is_content, likeness, stem, tokens

_WINDOW: Final = 5
"""Words after a negation in which the negated one is looked for."""

_ALIKE: Final = 0.3
"""The likeness from which on two texts are worded alike."""

_NEARLY_ONE: Final = 0.5
"""The likeness from which on that both complain of something is no excuse."""

_NEGATIONS: Final = frozenset({
    "not", "no", "never", "without", "cannot", "unable", "cant", "dont", "doesnt", "didnt", "wont",
    "isnt", "arent", "wasnt", "werent", "couldnt", "wouldnt", "shouldnt", "hasnt", "havent",
    "hadnt", "nobody", "nobody's", "neither", "nor", "none", "nothing", "w/o", "w/out", "non",
})  # fmt: skip
# "fails to load", "refuses to start": what fails is what follows.
_FAILING: Final = frozenset({
    "fail", "fails", "failed", "failing", "refuse", "refuses", "refused", "refusing",
})  # fmt: skip
# "we ran out of milk"; what is copied out of a table is there.
_OUT: Final = frozenset({"is", "are", "was", "were", "am", "ran", "run", "runs", "running"})
# Who says one of these may well say what the other says with a "not".
_ADVERSE: Final = frozenset({
    "fail", "fails", "failed", "failing", "missing", "miss", "misses", "lost", "lose", "loses",
    "block", "blocks", "blocked", "impossible", "empty", "blank", "ignore", "ignores", "ignored",
    "refuse", "refuses", "refused", "reject", "rejects", "rejected", "deny", "denied", "denies",
    "inactive", "down", "dead", "gone", "broken", "vanished", "disappeared", "instead", "greyed",
    "grayed", "wrong", "stuck", "stop", "stops", "stopped", "lacks", "lack", "lacking",
    "except", "only", "outside", "unavailable", "invalid", "unknown", "skip", "skips", "skipped",
    "prevent", "prevents", "avoid", "disable", "disabled", "remove", "removed", "off", "error",
    "errors", "hidden", "out", "dies", "crash", "crashes", "hangs", "freezes",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Negations:
    """The content words of a text, stemmed: those it negates, and those it doesn't.

    Each stands with how it was said ("can't log", "log"). `count` is how often the text negates,
    and `complaints` how often it does, or says in another way that something is missing or fails.
    """

    negated: Mapping[str, str] = field(default_factory=dict)
    plain: Mapping[str, str] = field(default_factory=dict)
    count: int = 0
    complaints: int = 0

    @property
    def words(self) -> AbstractSet[str]:
        """All of the content words."""
        return self.negated.keys() | self.plain.keys()


def negations(text: str) -> Negations:
    """Return which of a text's words are negated, and which are not."""
    negated: dict[str, str] = {}
    plain: dict[str, str] = {}
    negation, left, count, complaints = "", 0, 0, 0
    said = tokens(text)
    for position, token in enumerate(said):
        if not token[0].isalnum():
            left = left if token == "-" else 0  # noqa: S105
            continue
        before, after = said[max(position - 1, 0) : position], said[position + 1 : position + 2]
        if _negates(token, before, after):
            negation = f"{token} {after[0]}" if after in (["to"], ["of"]) else token
            left, count = _WINDOW, count + 1
            continue
        count += token == "less" and before == ["-"]  # noqa: S105
        complaints += token in _ADVERSE
        left = max(left - 1, 0)
        if not is_content(token):
            continue
        if left:
            negated.setdefault(stem(token), f"{negation} {token}")
            left = 0
        else:
            plain.setdefault(stem(token), token)
    return Negations(negated, plain, count, complaints + count)


def contradictions(query: Negations, document: Negations) -> list[tuple[str, str]]:
    """Return what the texts said where just one of them negates a word that both have.

    A word that a text both negates and uses plainly tells nothing. Nor does any where the texts are
    not worded alike, or where both complain of something: there are many ways to.
    """
    found = _denied(query, document)
    found += [(plain, denied) for denied, plain in _denied(document, query)]
    if not found:
        return []
    least = _ALIKE
    if query.complaints and document.complaints:
        if query.complaints == document.complaints:
            return []
        least = _NEARLY_ONE
    return found if likeness(query.words, document.words) >= least else []


def _denied(denying: Negations, other: Negations) -> list[tuple[str, str]]:
    """Return what the one text only negates, and the other only says plainly."""
    return [
        (said, other.plain[word])
        for word, said in denying.negated.items()
        if word in other.plain and word not in denying.plain and word not in other.negated
    ]


def _negates(token: str, before: list[str], after: list[str]) -> bool:
    if token in _FAILING:
        return after == ["to"]
    if token == "out":  # noqa: S105
        return after == ["of"] and not _OUT.isdisjoint(before)
    if token == "instead":  # noqa: S105
        return after == ["of"]
    return token.endswith("n't") or token in _NEGATIONS
