"""The recipes that were tried; README.md says what each gave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


def _repeats(own: float, judged: float = 0, retyped: float = 0) -> dict[str, float]:
    return {"triples": own, "answers": own, "judged": judged, "retyped": retyped}


@dataclass(frozen=True, slots=True)
class LabelledStage:
    """A pass over labelled pairs.

    Attributes:
        name: of its checkpoint and its log.
        rate: the learning rate at its peak.
        share: of the public sets' examples, how many are taken.
        repeats: how often our own data come, by source: 0.5 is every other one, drawn anew.
        held: held pairs for each labelled one.
        hold: how much the square of held corrections weighs.
        trust: how much the square of doubts of what is said again weighs.

    """

    name: str = "labelled"
    rate: float = 1e-4
    share: float = 1.0
    repeats: Mapping[str, float] = field(default_factory=lambda: _repeats(2, retyped=1))
    held: float = 0.15
    hold: float = 0.02
    trust: float = 0.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is trained.

    Attributes:
        warmup_pairs: mined pairs of the warm-up; 0 leaves it out.
        warmup_rate: its learning rate at the peak.
        alignment: how much the tokens' task weighs against the pair's.
        stages: the passes over labelled pairs, in order.
        sources: the labelled sets taken, or () for all.
        seed: decides every draw.

    """

    warmup_pairs: int = 150_000
    warmup_rate: float = 3e-4
    alignment: float = 1.0
    stages: tuple[LabelledStage, ...] = (LabelledStage(),)
    sources: tuple[str, ...] = ()
    seed: int = 0


SETTLE: Final = LabelledStage(
    "settle", rate=4e-5, share=0.2, repeats=_repeats(1, retyped=0.2), held=0.7, hold=0.3
)
"""A short second pass: what the first one changed on pairs that nobody labelled goes back."""

MORE: Final = LabelledStage("more", rate=6e-5, share=0.25, repeats=_repeats(1), held=0.3, hold=0.15)
"""A pass that goes on from the weights of an earlier run, most of it our own triples."""

NATURAL: Final = LabelledStage(
    "natural", rate=6e-5, share=0.15, repeats=_repeats(0.25, 2), held=0.3, hold=0.1
)
"""A pass that goes on from earlier weights, most of it judged pairs that people wrote."""

ARCHIVES: Final = LabelledStage(
    "archives",
    rate=6e-5,
    share=0.1,
    repeats={"triples": 0.5, "answers": 0.5, "judged": 1, "archives": 2},
    held=0.25,
    hold=0.1,
)
"""Whole archives: reports of one problem in quite other words, among others that lie near."""

AGAIN: Final = LabelledStage(
    "again",
    rate=6e-5,
    share=0.15,
    repeats={"triples": 0.5, "answers": 0.5, "judged": 1, "archives": 0.6, "retyped": 0.5},
    held=0.3,
    hold=0.15,
    trust=0.3,
)
"""Everything that is our own, and what is said again in the same words or nearly the same."""

_SOURCES: Final = ("triples", "answers", "advising", "stackfaq", "rqe", "articles", "squad")

RECIPES: Final = {
    "one pass": Recipe(),
    "shipped": Recipe(stages=(LabelledStage(), SETTLE)),
    # Goes on from shipped weights (`--start`); not shipped yet.
    "more": Recipe(
        stages=(MORE,),
        sources=_SOURCES,
    ),
    "natural": Recipe(
        stages=(NATURAL,),
        sources=("judged", *_SOURCES),
    ),
    "archives": Recipe(
        stages=(ARCHIVES,),
        sources=("judged", *_SOURCES, "archives"),
    ),
    "again": Recipe(
        stages=(AGAIN,),
        sources=("judged", *_SOURCES, "archives", "retyped"),
    ),
}
