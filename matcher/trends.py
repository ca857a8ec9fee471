"""Trends: whether counts of a few messages really rise or fall."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from scipy.stats import binom

PERIODS: Final = 4
"""How many periods before count as the usual."""

SURE: Final = 0.025
"""How unlikely a count as high (or as low) must be by chance alone to be called a trend."""

CHANGE: Final = 1.25
"""By which factor a count must differ, however sure that is: nobody sees less."""

MISSED: Final = 3.0
"""A topic is gone when so many messages about it would have come since the last one: by chance
none comes in one of twenty such times (e^-3, Poisson)."""


class Trend(StrEnum):
    """How often something is asked, beside the periods before."""

    GROWING = "growing"
    STEADY = "steady"
    FADING = "fading"


def trend(counts: Sequence[int]) -> Trend:
    """Return where the last count is going.

    The last period is held against the up to PERIODS before it by the conditional test of two
    Poisson rates (Przyborowski and Wilenski 1940): given all messages, the last period's share of
    them is binomial. So 3 after 2 is steady, and 12 after 3 growing.

    Args:
        counts: messages in each period, oldest first, whole periods only.

    """
    before, now = [*counts[:-1]][-PERIODS:], counts[-1] if counts else 0
    usual = sum(before) / len(before) if before else 0.0
    if not usual:
        return Trend.STEADY
    # The last period's share of all messages, were nothing to change.
    share = 1 / (len(before) + 1)
    together = sum(before) + now
    if now >= CHANGE * usual and binom.sf(now - 1, together, share) <= SURE:
        return Trend.GROWING
    if now * CHANGE <= usual and binom.cdf(now, together, share) <= SURE:
        return Trend.FADING
    return Trend.STEADY


def is_gone(counts: Sequence[int]) -> bool:
    """Say whether the empty periods at the end are more than a quiet spell.

    They are when at the usual rate of the periods before, MISSED messages would have come in them:
    what five people ask a week is gone after one week without, what one person asks, after three.
    """
    filled = len(counts)
    while filled and not counts[filled - 1]:
        filled -= 1
    quiet = len(counts) - filled
    before = counts[max(filled - PERIODS, 0) : filled]
    return bool(before) and quiet * sum(before) / len(before) >= MISSED


def since_return(counts: Sequence[int]) -> Sequence[int]:
    """Return the counts since the topic last came, or came back after it was gone."""
    start = 0
    for end in range(1, len(counts)):
        if counts[end] and not counts[end - 1] and is_gone(counts[:end]):
            start = end
    return counts[start:]
