"""Meaning: encode, search, decide. Knows no Slack.

>>> from matcher import Matcher
>>> matcher = Matcher.open("data")                                      # doctest: +SKIP
>>> matcher.find("dashboard freezes", kinds=["ticket"], limit=5)        # doctest: +SKIP
"""

from matcher.encoder import Encoder
from matcher.errors import MatcherError
from matcher.matches import Match, MatchRecord, Scope
from matcher.reranker import CrossReader, Reranker
from matcher.search import Added, Matcher
from matcher.verdicts import Band, Bands, Verdict, decide

__all__ = [
    "Added",
    "Band",
    "Bands",
    "CrossReader",
    "Encoder",
    "Match",
    "MatchRecord",
    "Matcher",
    "MatcherError",
    "Reranker",
    "Scope",
    "Verdict",
    "decide",
]
