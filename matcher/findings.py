"""What a search found, and how far it looked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from matcher.matches import Match


@dataclass(frozen=True, slots=True)
class Findings:
    """The matches of a search, best first.

    Attributes:
        matches: what was found.
        considered: documents among which it was chosen.
        read: how many of them the reranker read; 0 without one.
        out_of_time: more were worth reading than the latency budget allowed.
        seconds: what each stage took: encode, search, compare, read.

    """

    matches: tuple[Match, ...] = ()
    considered: int = 0
    read: int = 0
    out_of_time: bool = False
    seconds: Mapping[str, float] = field(default_factory=dict)
