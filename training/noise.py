"""The same text in another hand: what typing in a hurry does to it, and nothing that matters."""

import random
import re
from typing import Final

_OPENINGS: Final = (
    "",
    "",
    "",
    "hi, ",
    "hey ",
    "quick question: ",
    "question: ",
    "help! ",
    "hello, ",
)
_ENDINGS: Final = ("", "", "", "?", " thanks", " pls", " any idea?", " thx!", "!", "...")
_SHORTER: Final = {
    "please": "pls", "you": "u", "because": "bc", "with": "w/", "without": "w/o", "and": "&",
    "does not": "doesn't", "cannot": "can't", "is not": "isn't", "do not": "don't",
    "i am": "i'm", "what is": "what's", "how do i": "how to", "how can i": "how to",
}  # fmt: skip


def retyped(text: str, rng: random.Random) -> str:
    """Return the text as somebody in a hurry types it.

    Letters are exchanged or left out within long words only, and never in one with a digit, so
    that no code, number or short word becomes another.
    """
    words = text.split()
    for at, word in enumerate(words):
        if rng.random() < 0.06 and len(word) > 5 and word.isalpha() and word.islower():
            words[at] = _typo(word, rng)
    said = " ".join(words)
    if rng.random() < 0.5:
        for long, short in _SHORTER.items():
            if rng.random() < 0.5:
                said = re.sub(rf"\b{long}\b", short, said, flags=re.IGNORECASE)
    if rng.random() < 0.5:
        said = said.casefold()
    if rng.random() < 0.4:
        said = said.rstrip(" ?.!")
    return f"{rng.choice(_OPENINGS)}{said}{rng.choice(_ENDINGS)}"


def _typo(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 2)
    match rng.randrange(3):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + word[at] + word[at:]
