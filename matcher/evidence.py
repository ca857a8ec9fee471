"""Evidence: of what sort a passage of a résumé is, and how it is worded for models."""

import re
from collections.abc import Collection
from enum import StrEnum
from statistics import median
from typing import Final

from ingest.entry_heads import is_sentence
from ingest.resumes import ResumePassage
from ingest.sections import SectionKind


class Strength(StrEnum):
    """What sort of evidence a passage can be."""

    WORK = "work"
    """Work that is described: what was done, with what, how much."""

    SAID = "said"
    """A sentence, a degree, a certificate: said, not shown."""

    NAMED = "named"
    """A word in a list, a role's title, a claim (“experienced in …”), or the opening's own words
    again."""


CREDIT: Final = {Strength.WORK: 1.0, Strength.SAID: 0.6, Strength.NAMED: 0.05}
"""How much of a requirement a proof of each sort is worth. Whatever keywords somebody lists, they
bring at most five points of a hundred."""

_WORK_SECTIONS: Final = frozenset(
    (SectionKind.EXPERIENCE, SectionKind.PROJECTS, SectionKind.VOLUNTEERING,
     SectionKind.PERSONAL, SectionKind.AWARDS)
)  # fmt: skip
_LIST_SECTIONS: Final = frozenset(
    (SectionKind.SKILLS, SectionKind.LANGUAGES, SectionKind.INTERESTS)
)
_LEAST_WORDS: Final = 5
"""Words of a passage that can describe work; a role's title and its place have fewer."""

_NEW_WORDS: Final = 2
"""Words of its own, not the opening's, that a passage has at least; a copied opening has none."""

_STEM: Final = 5
_WORD: Final = re.compile(r"[^\W_]+(?:[+#]+)?")
_ITEMS: Final = re.compile(r"[,;•·|]|\s/\s")
_LISTS: Final = ((4, 3), (3, 2))
"""So many items and more are a list where half of them have no more than so many words."""

_SHORT_ITEM: Final = 3
"""Words of a sentence that is a title or a keyword and tells nothing."""

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
_CLAIM: Final = re.compile(
    r"^(?:(?:i am |i['’]m |an? |highly |very |\w+ly )*(?:experienced|skilled|proficient|expert|"
    r"versed|fluent|familiar|competent|knowledgeable|passionate|seasoned|capable|adept|strong|"
    r"excellent|solid|deep|good|great|extensive|proven|broad|sound|hands-on|in-depth|advanced|"
    r"team player|self-starter|motivated|interested)\b"
    r"|(?:skills?|expertise|knowledge|experience|competenc\w+|proficienc\w+|strengths?|keywords?|"
    r"technolog\w+|tools?|core \w+|areas? of \w+|background|familiarity|understanding|ability|"
    r"mastery|command|kenntnisse|erfahrung|compétences|connaissances?)\b)",
    re.IGNORECASE,
)

_COMMON_WORDS: Final = """
    about above across after also among an and are area areas around as at based be been before
    being both but by can could daily degree did do does done during each etc experience
    experienced for from good had has have having he her his how in into is it its job jobs
    knowledge like line many more most much must my new no not of on or our out over own people
    per plus project projects role roles same skill skills so strong such team teams than that
    the their them then there these they this those through time to together tool tools two
    under up us used user users using very was we well were what when where which while who will
    with within work worked working works would year years you your
"""
_COMMON: Final = frozenset(_COMMON_WORDS.split())
"""Words without a meaning of their own in an opening or a résumé."""

_TRADES: Final = (
    "camera|chair|crafts|fire|fore|police|post|sales|sports|spokes|states|trades|business"
)
_NEUTRAL: Final = (
    (re.compile(r"\b(?:he|she)\b", re.IGNORECASE), "they"),
    (re.compile(r"\b(?:his|her|hers)\b", re.IGNORECASE), "their"),
    (re.compile(r"\b(?:him)\b", re.IGNORECASE), "them"),
    (re.compile(r"\b(?:him|her)self\b", re.IGNORECASE), "themselves"),
    (re.compile(r"\b(?:mrs?|ms|mx|miss|herr|frau|madame|monsieur)\b\.?\s?", re.IGNORECASE), ""),
    (re.compile(rf"\b({_TRADES})?(?:wo)?man\b", re.IGNORECASE), r"\1person"),
    (re.compile(rf"\b({_TRADES})?(?:wo)?men\b", re.IGNORECASE), r"\1people"),
    (re.compile(r"\b(?:gentleman|lady)\b", re.IGNORECASE), "person"),
    (re.compile(r"\b(?:fe)?male\b", re.IGNORECASE), ""),
    (re.compile(r"\b(?:father|mother)\b", re.IGNORECASE), "parent"),
    (re.compile(r"\b(?:actress|waitress|stewardess)\b", re.IGNORECASE), "staff"),
    (re.compile(r"\b(?:actor|waiter|steward)\b", re.IGNORECASE), "staff"),
    (re.compile("█"), ""),
)


def neutral(text: str) -> str:
    """Return a text as models read it: gender words and masked names are none of their business."""
    for pattern, word in _NEUTRAL:
        text = pattern.sub(word, text)
    return " ".join(text.split())


def content_words(text: str) -> frozenset[str]:
    """Return the beginnings of the words of a text that carry its meaning."""
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(word[:_STEM] for word in words if word not in _COMMON and len(word) > 1)


def strength(passage: ResumePassage, asked: Collection[str]) -> Strength:
    """Return what sort of evidence a passage can be.

    Args:
        passage: of a résumé.
        asked: the content words of the whole opening.

    """
    text = passage.text
    own = sum(word not in asked for word in content_words(text))
    told = [part for part in _SENTENCE.split(text) if len(part.split()) > _SHORT_ITEM]
    claimed = all(_CLAIM.match(part) or _is_list(part) for part in told)
    if passage.kind in _LIST_SECTIONS or is_title(passage) or claimed or own < _NEW_WORDS:
        return Strength.NAMED
    worked = passage.kind in _WORK_SECTIONS and len(text.split()) >= _LEAST_WORDS
    return Strength.WORK if worked else Strength.SAID


def is_title(passage: ResumePassage) -> bool:
    """Tell whether a passage is the title of a role."""
    return passage.heads and passage.kind in _WORK_SECTIONS


def _is_list(text: str) -> bool:
    before, colon, _ = text.partition(":")
    if colon and is_sentence(before):
        return False  # It tells what was done, and then goes through it.
    items = [item.split() for item in _ITEMS.split(text) if item.strip()]
    longest = next((words for least, words in _LISTS if len(items) >= least), 0)
    return bool(items) and median(map(len, items)) <= longest
