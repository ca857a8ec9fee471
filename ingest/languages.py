"""Languages: which one a text is in, and which ones somebody says that they speak."""

import re
from typing import Final

_SMALL_WORDS: Final = {
    "en": "the and of to in for with on as at by from is was an that this our which",
    "de": "der die das und von mit für im den des bei zur zum auf als eine einer sowie aus ist",
    "fr": "le la les et des du une pour dans avec sur au aux par en est que d l",
    "es": "el la los las y del una para con por se que al como",
    "it": "il di del della per con una che nel alla dei gli dal",
    "pt": "o a os as e do da dos das para com em uma no na por um",
    "nl": "de het een en van voor met op in bij aan als zijn naar door",
    "pl": "w z oraz się dla przez od za jako przy",
}
_SETS: Final = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}
_WORD: Final = re.compile(r"[^\W\d_]+")
_ENOUGH: Final = 3
_SHARE: Final = 0.05
"""Small words, and their share, that tell a language."""

_SPOKEN: Final = {
    "arabic": "arabic arabisch arabe árabe arabo",
    "bengali": "bengali bangla",
    "chinese": "chinese mandarin cantonese chinesisch chinois chino cinese",
    "czech": "czech tschechisch tchèque checo",
    "danish": "danish dänisch danois danés",
    "dutch": "dutch niederländisch néerlandais neerlandés holandés nederlands olandese",
    "english": "english englisch anglais inglés inglese inglês engels angielski",
    "finnish": "finnish finnisch finnois",
    "french": "french französisch français francés francese francês frans francuski",
    "german": "german deutsch allemand alemán tedesco alemão duits niemiecki",
    "greek": "greek griechisch grec griego",
    "hebrew": "hebrew hebräisch hébreu",
    "hindi": "hindi",
    "hungarian": "hungarian ungarisch hongrois",
    "italian": "italian italienisch italien italiano italiaans",
    "japanese": "japanese japanisch japonais japonés",
    "korean": "korean koreanisch coréen coreano",
    "norwegian": "norwegian norwegisch norvégien",
    "persian": "persian farsi persisch",
    "polish": "polish polnisch polonais polaco polski",
    "portuguese": "portuguese portugiesisch portugais portugués português portoghese",
    "romanian": "romanian rumänisch roumain rumano",
    "russian": "russian russisch russe ruso russo",
    "spanish": "spanish spanisch espagnol español castellano spagnolo espanhol spaans",
    "swedish": "swedish schwedisch suédois sueco",
    "turkish": "turkish türkisch turc turco",
    "ukrainian": "ukrainian ukrainisch ukrainien",
    "urdu": "urdu",
    "vietnamese": "vietnamese vietnamesisch",
}
_BY_WORD: Final = {word: name for name, words in _SPOKEN.items() for word in words.split()}


def language_of(text: str) -> str:
    """Return the code of the language that a text is in (ISO 639-1), "" where it can't be told."""
    words = [word.lower() for word in _WORD.findall(text)]
    counts = {code: sum(word in known for word in words) for code, known in _SETS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] >= max(_ENOUGH, _SHARE * len(words)) else ""


def spoken_languages(text: str) -> list[str]:
    """Return the languages that a text names, in English, each once, in order."""
    named = (_BY_WORD.get(word.lower()) for word in _WORD.findall(text))
    return list(dict.fromkeys(filter(None, named)))
