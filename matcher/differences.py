"""In what two texts agree and differ beside their general sense: the details that matter."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from matcher import alternatives as words
from matcher import exchanges, negation, quantities, repeats, routes
from matcher import identifiers as codes
from matcher.alternatives import Alternatives, Sort
from matcher.features import Features
from matcher.identifiers import Identifiers
from matcher.negation import Negations
from matcher.quantities import Quantities
from matcher.rarity import Rarity
from matcher.repeats import Wording
from matcher.routes import Route
from matcher.wording import LONGEST, likeness, stem

_REMEMBERED: Final = 2048
"""Texts whose marks are kept: the same documents are candidates again and again."""

_EVERYTHING_RARE: Final = Rarity()

_RELATED: Final = 0.15
"""The likeness of two texts from which on what is told in passing counts, and quantities."""

_ALIKE: Final = 0.2
_NEARLY_ONE: Final = 0.4
_SHORT: Final = 16
"""The likeness from which on ordinary words count: the lower one where a text has fewer content
words than _SHORT. In longer ones some words that exclude each other stand by chance."""

_LEAST_CONFLICT: Final = 0.5
"""The weight of a difference between two identifiers that are both common (Windows 10 and 11)."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The details in a text that others can be compared with."""

    identifiers: Identifiers
    alternatives: Alternatives
    negations: Negations
    quantities: Quantities
    routes: tuple[Route, ...]
    order: tuple[str, ...]
    wording: Wording


@dataclass(frozen=True, slots=True)
class Differences:
    """In what a query and a document agree and differ.

    Attributes:
        agreement: the weight of the rarest identifier that both name, 0 to 1.
        conflict: the weight of the rarest identifiers in which they differ, 0 to 1.
        opposition: 1 where they name things that exclude each other.
        negation: 1 where just one of them negates a word that both have.
        quantity: 1 where they name different quantities of one unit.
        repeat: 1 where one says the other again, word for word.
        agreeing: what both name, in words for people, most telling first.
        conflicting: in what they differ ("iOS ≠ Android"), likewise.

    """

    agreement: float = 0.0
    conflict: float = 0.0
    opposition: float = 0.0
    negation: float = 0.0
    quantity: float = 0.0
    repeat: float = 0.0
    agreeing: tuple[str, ...] = ()
    conflicting: tuple[str, ...] = ()

    def features(
        self, cosine: float, *, reading: float = 0.0, template: float = 0.0,
        other_kind: bool = False,
    ) -> Features:  # fmt: skip
        """Return what the verdict looks at: these differences, and what else is known of a pair."""
        return Features(
            cosine=cosine,
            reading=reading,
            agreement=self.agreement,
            conflict=self.conflict,
            opposition=self.opposition,
            negation=self.negation,
            quantity=self.quantity,
            repeat=self.repeat,
            template=template,
            other_kind=float(other_kind),
        )


def marks(text: str) -> Marks:
    """Return the details of a text."""
    return _marks(text[:LONGEST])


@lru_cache(maxsize=_REMEMBERED)
def _marks(text: str) -> Marks:
    return Marks(
        identifiers=codes.identifiers(text),
        alternatives=words.alternatives(text),
        negations=negation.negations(text),
        quantities=quantities.quantities(text),
        routes=routes.routes(text),
        order=exchanges.in_order(text),
        wording=repeats.wording(text),
    )


def differences(query: Marks, document: Marks, rarity: Rarity | None = None) -> Differences:
    """Compare the details of a query with those of a document.

    Args:
        query: the marks of the one text.
        document: the marks of the other.
        rarity: how rare identifiers are in the workspace; without it all of them count fully.

    """
    sorts = _telling(query, document)
    weight = (rarity or _EVERYTHING_RARE).weight
    agreeing = sorted(
        (
            (weight(each.mark), each.said)
            for each in codes.agreeing(query.identifiers, document.identifiers)
        ),
        key=_most_telling,
    )
    conflicting = sorted(
        (
            (max(weight(a.mark), weight(b.mark), _LEAST_CONFLICT), f"{a.said} ≠ {b.said}")
            for a, b in codes.conflicting(query.identifiers, document.identifiers)
        ),
        key=_most_telling,
    )
    opposed = [
        (ours, theirs)
        for ours, theirs in words.opposed(query.alternatives, document.alternatives, sorts)
        # "rejected" and "not accepted" are the same.
        if _is_negated(ours, query) == _is_negated(theirs, document)
    ]
    opposed += routes.opposite(query.routes, document.routes) or exchanges.exchanged(
        query.order, document.order
    )
    differing = []
    if Sort.PASSING in sorts:
        differing = quantities.differing(query.quantities, document.quantities)
    contradictions = negation.contradictions(query.negations, document.negations)
    return Differences(
        agreement=max((weight for weight, _ in agreeing), default=0.0),
        conflict=max((weight for weight, _ in conflicting), default=0.0),
        opposition=float(bool(opposed)),
        negation=float(bool(contradictions)),
        quantity=float(bool(differing)),
        repeat=float(repeats.repeats(query.wording, document.wording)),
        agreeing=_once(
            *(said for _, said in agreeing),
            *words.shared(query.alternatives, document.alternatives),
        ),
        conflicting=_once(
            *(said for _, said in conflicting),
            *(f"{ours} ≠ {theirs}" for ours, theirs in (*opposed, *differing, *contradictions)),
        ),
    )


def _telling(query: Marks, document: Marks) -> tuple[Sort, ...]:
    """Return what tells two texts apart, by how much they are alike.

    Problems are told with months, cities and quantities that are no part of them. And with other
    words, or a "not" more, the same can be said with the opposite: "accepts no password",
    "rejects the password".
    """
    ours, theirs = query.negations, document.negations
    alike = likeness(ours.words, theirs.words)
    if alike < _RELATED:
        return (Sort.NAMES,)
    short = min(len(ours.words), len(theirs.words)) < _SHORT
    if alike >= _NEARLY_ONE or (short and alike >= _ALIKE and ours.count == theirs.count):
        return tuple(Sort)
    return Sort.NAMES, Sort.PASSING


def _is_negated(said: str, text: Marks) -> bool:
    return any(stem(word) in text.negations.negated for word in said.lower().split())


def _most_telling(weighted: tuple[float, str]) -> tuple[float, str]:
    return -weighted[0], weighted[1]


def _once(*said: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said))
