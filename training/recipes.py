"""The recipes that were tried; README.md says what each gave."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class LabelledStage:
    """A pass over labelled pairs.

    Attributes:
        name: of its checkpoint and its log.
        rate: the learning rate at its peak.
        share: of the public sets' examples, how many are taken.
        repeats: how often the own triples and answers come.
        held: held pairs for each labelled one.
        hold: how much the square of held corrections weighs.

    """

    name: str = "labelled"
    rate: float = 1e-4
    share: float = 1.0
    repeats: int = 2
    held: float = 0.15
    hold: float = 0.02


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


SETTLE: Final = LabelledStage("settle", rate=4e-5, share=0.2, repeats=1, held=0.7, hold=0.3)
"""A short second pass: what the first one changed on pairs that nobody labelled goes back."""

MORE: Final = LabelledStage("more", rate=6e-5, share=0.25, repeats=1, held=0.3, hold=0.15)
"""A pass that goes on from the weights of an earlier run, most of it our own triples."""

RECIPES: Final = {
    "one pass": Recipe(),
    "shipped": Recipe(stages=(LabelledStage(), SETTLE)),
    # Goes on from shipped weights (`--start`); not shipped yet.
    "more": Recipe(
        stages=(MORE,),
        sources=("triples", "answers", "advising", "stackfaq", "rqe", "articles", "squad"),
    ),
    "no warm-up": Recipe(warmup_pairs=0, stages=(LabelledStage(), SETTLE)),
    "cosine only": Recipe(alignment=0.0, stages=(LabelledStage(), SETTLE)),
}
