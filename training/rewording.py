"""The same question in nearly the same words: others for what means the same everywhere.

A reader that knows near misses alone takes nearly the same words for a trap. These pairs show what
may change and changes nothing.
"""

import random
import re
from typing import Final

_ASKING: Final = (
    "how do i", "how do we", "how do you", "how can i", "how can we", "how can you", "how to",
    "how should i", "how does one",
)  # fmt: skip
"""Openings that may be exchanged for any of the ways."""

_WAYS: Final = (
    "how do i", "how do we", "how can i", "how can we", "how to", "what is the way to",
    "what's the best way to", "is there a way to", "i need to", "i want to", "i'd like to",
    "i'm trying to", "any idea how to", "does anybody know how to", "can somebody tell me how to",
    "could you explain how to", "what do i have to do to",
)  # fmt: skip
"""Ways to ask how something is done; a verb in its plain form follows."""

_GROUPS: Final = (
    ("doesn't work", "isn't working", "is not working", "does not work", "won't work"),
    ("can't", "cannot", "can not"),
    ("log in", "sign in"),
    ("logged in", "signed in"),
    ("e-mail", "email", "mail"),
    ("application", "app"),
    ("documentation", "docs"),
    ("repository", "repo"),
    ("configuration", "config"),
    ("database", "db"),
    ("administrator", "admin"),
    ("information", "info"),
    ("kubernetes", "k8s"),
    ("javascript", "js"),
    ("postgresql", "postgres"),
    ("environment variable", "env variable"),
    ("error message", "error"),
    ("right now", "now", "at the moment", "currently"),
    ("quickly", "fast"),
    ("maybe", "perhaps"),
    ("colleague", "coworker"),
    ("buy", "purchase"),
    ("someone", "somebody"),
    ("anyone", "anybody"),
    ("everyone", "everybody"),
    ("as soon as", "once"),
    ("on my own", "myself"),
    ("mobile phone", "cell phone"),
    ("holiday", "vacation"),
    ("photo", "picture"),
    ("several", "multiple"),
    ("need to", "have to"),
    ("sometimes", "now and then"),
)
"""Words of which each says what the others of its group say."""

_LIKELY: Final = 0.6
"""How often a word that could be another becomes it."""


def reworded(text: str, rng: random.Random) -> str:
    """Return the text with other words for the same: of its opening, and of single things.

    No name, number, sign or negation becomes another; where nothing can be exchanged the text
    stays as it is.
    """
    said = text
    opening = next((each for each in _ASKING if _begins(said, each)), None)
    if opening is not None:
        rest = said[len(opening) :]
        said = rng.choice([way for way in _WAYS if way != opening]) + rest
        said = said[0].upper() + said[1:] if text[0].isupper() else said
    for group in _GROUPS:
        for word in group:
            found = re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", said, flags=re.IGNORECASE)
            if found and rng.random() < _LIKELY:
                other = rng.choice([each for each in group if each != word])
                said = said[: found.start()] + other + said[found.end() :]
                break
    return said


def _begins(text: str, opening: str) -> bool:
    return text.casefold().startswith(f"{opening} ")
